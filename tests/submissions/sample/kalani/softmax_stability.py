import numpy as np


def softmax(z, axis=-1):
    return np.exp(log_softmax(z, axis))


def log_sum_exp(z, axis=-1):
    m = np.max(z, axis=axis, keepdims=True)
    m = np.where(np.isfinite(m), m, 0)
    with np.errstate(all="ignore"):
        return np.squeeze(m + np.log(np.sum(np.exp(z - m), axis=axis, keepdims=True)), axis=axis)


def log_softmax(z, axis=-1):
    with np.errstate(all="ignore"):
        d = z - np.max(z, axis=axis, keepdims=True)
        return d - np.log(np.sum(np.exp(d), axis=axis, keepdims=True))


def cross_entropy_from_logits(z, labels):
    n, k = z.shape
    if labels.shape != (n,):
        raise ValueError("labels")
    one_hot = np.eye(k)[labels]
    return -np.sum(one_hot * log_softmax(z)) / n


def softmax_naive(z):
    return np.exp(z) / np.sum(np.exp(z), axis=-1, keepdims=True)


def overflow_threshold(dtype):
    m = np.finfo(dtype).max
    t = np.log(m)
    return np.nextafter(t, 0 * t) if np.exp(t) > m else t


def masked_softmax(z, mask):
    z = np.where(mask, z, -np.inf)
    m = np.max(z, axis=-1, keepdims=True)
    e = np.exp(z - np.where(m > -np.inf, m, 0))
    s = np.sum(e, axis=-1, keepdims=True)
    return e / np.where(s > 0, s, 1)
