# Inês - exercício 2
import numpy as np

def softmax(z, axis=-1):
    np.seterr(invalid='ignore')
    maior = np.max(z, axis, keepdims=True)
    numerador = np.exp(z - maior)
    return numerador / np.sum(numerador, axis, keepdims=True)

def log_sum_exp(z, axis=-1):
    maior = np.max(z, axis)
    c = np.where(np.abs(maior) == np.inf, 0, maior)
    with np.errstate(all='ignore'):
        return c + np.log(np.sum(np.exp(z - np.expand_dims(c, axis)), axis))

def log_softmax(z, axis=-1):
    # log da softmax
    return np.log(softmax(z, axis))

def cross_entropy_from_logits(z, labels):
    N = len(z)
    if labels.shape != (N,):
        raise ValueError("labels")
    if any(labels < 0) or any(labels >= z.shape[1]):
        raise IndexError("labels")
    lp = log_softmax(z)
    return -lp[np.arange(N), labels].mean()

def softmax_naive(z):
    return np.exp(z) / np.sum(np.exp(z), -1, keepdims=True)

def overflow_threshold(dtype):
    t = np.log(np.finfo(dtype).max)
    if not np.isfinite(np.exp(t)):
        return np.nextafter(t, -t)
    return t

def masked_softmax(z, mask):
    fica = np.broadcast_to(mask, z.shape)
    s = np.where(fica, z, -np.inf)
    m = np.max(s, -1, keepdims=True)
    m = np.where(m == -np.inf, 0, m)
    e = np.exp(s - m)
    t = np.sum(e, -1, keepdims=True)
    return e / np.where(t == 0, 1, t)
