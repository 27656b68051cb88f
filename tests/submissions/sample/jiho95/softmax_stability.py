import numpy as np

def softmax(z, axis=-1):
    #최댓값을 빼면 안전하다
    z = z - np.max(z)
    ez = np.exp(z)
    return ez / ez.sum(axis=axis, keepdims=True)

def log_sum_exp(z, axis=-1):
    m = z.max(axis=axis, keepdims=True)
    m = np.where(np.isfinite(m), m, 0)
    with np.errstate(divide='ignore', over='ignore'):
        out = np.log(np.exp(z - m).sum(axis=axis, keepdims=True)) + m
    return out.squeeze(axis=axis)[()]

def log_softmax(z, axis=-1):
    with np.errstate(over='ignore'):
        z = z - z.max(axis=axis, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=axis, keepdims=True))

def cross_entropy_from_logits(z, labels):
    n, k = z.shape
    if labels.shape != (n,):
        raise ValueError('labels.shape')
    if labels.min() < 0 or labels.max() >= k:
        raise IndexError('labels')
    return np.mean(-log_softmax(z)[np.arange(n), labels])

def softmax_naive(z):
    ez = np.exp(z)
    return ez / ez.sum(axis=-1, keepdims=True)

def overflow_threshold(dtype):
    big = np.finfo(dtype).max
    t = np.log(big)
    return t if np.exp(t) <= big else np.nextafter(t, -big)

def masked_softmax(z, mask):
    mask = np.broadcast_to(mask, z.shape)
    zz = np.where(mask, z, -np.inf)
    m = zz.max(axis=-1, keepdims=True)
    m = np.where(mask.any(axis=-1, keepdims=True), m, 0)
    ez = np.exp(zz - m)
    s = ez.sum(axis=-1, keepdims=True)
    return ez / np.where(s == 0, 1, s)
