# -*- coding: latin-1 -*-
import numpy as np

def softmax(z, axis=-1):
    # con la media los números son pequeños
    e = np.exp(z - z.mean(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)

def log_sum_exp(z, axis=-1):
    m = z.max(axis=axis, keepdims=True)
    return np.log(np.exp(z - m).sum(axis=axis))

def log_softmax(z, axis=-1):
    with np.errstate(all='ignore'):
        d = z - z.max(axis=axis, keepdims=True)
        return d - np.log(np.exp(d).sum(axis=axis, keepdims=True))

def cross_entropy_from_logits(z, labels):
    if labels.shape != (len(z),):
        raise ValueError('tamaño')
    if labels.min() < 0:
        raise IndexError('etiqueta')
    return -np.mean(log_softmax(z)[np.arange(len(z)), labels])

def softmax_naive(z):
    e = np.exp(z)
    return e / e.sum(axis=-1, keepdims=True)

def overflow_threshold(dtype):
    t = np.log(np.finfo(dtype).max)
    return np.nextafter(t, -t) if np.exp(t) == np.inf else t

def masked_softmax(z, mask):
    p = softmax(z)
    return np.where(mask, p, 0)
