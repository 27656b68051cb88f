import numpy as np
import scipy.special
from scipy.special import logsumexp as lse


def ints_to_float(z):
    return z * 1.0 if z.dtype.kind not in "f" else z


def softmax(z, axis=-1):
    return scipy.special.softmax(z, axis=axis)


def log_sum_exp(z, axis=-1):
    return lse(z, axis=axis)


def log_softmax(z, axis=-1):
    z = ints_to_float(z)
    with np.errstate(all="ignore"):
        c = z - z.max(axis=axis, keepdims=True)
        return c - np.log(np.sum(np.exp(c), axis=axis, keepdims=True))


def cross_entropy_from_logits(z, labels):
    if labels.shape != (len(z),):
        raise ValueError("one label per row")
    if np.any(labels < 0):
        raise IndexError("labels start at 0")
    losses = -log_softmax(z)[np.arange(len(z)), labels]
    return losses.mean()


def softmax_naive(z):
    e = np.exp(ints_to_float(z))
    return e / np.sum(e, axis=-1, keepdims=True)


def overflow_threshold(dtype):
    m = np.finfo(dtype).max
    guess = np.log(m)
    return guess if np.exp(guess) <= m else np.nextafter(guess, m.dtype.type(0))


def masked_softmax(z, mask):
    c = np.where(mask, z, -np.inf)
    top = c.max(axis=-1, keepdims=True)
    e = np.exp(c - np.where(top > -np.inf, top, 0))
    s = e.sum(axis=-1, keepdims=True)
    return e / (s + (s == 0))
