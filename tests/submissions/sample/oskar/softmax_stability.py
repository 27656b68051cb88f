import numpy as np

def softmax(z, axis=-1):
    with np.errstate(over='ignore', divide='ignore', invalid='ignore'):
        top = np.max(z, axis=axis, keepdims=True)
        num = np.exp(z - top)
        den = np.sum(num, axis=axis, keepdims=True)
        return num / den

def log_sum_exp(z, axis=-1):
    top = np.max(z, axis=axis, keepdims=True)
    top = np.where(np.isfinite(top), top, 0.0).astype(top.dtype)
    with np.errstate(over='ignore', divide='ignore'):
        den = np.sum(np.exp(z - top), axis=axis)
        return np.squeeze(top, axis=axis) + np.log(den)

def log_softmax(z, axis=-1):
    with np.errstate(over='ignore', divide='ignore', invalid='ignore'):
        d = z - np.max(z, axis=axis, keepdims=True)
        den = np.sum(np.exp(d), axis=axis, keepdims=True)
        return d - np.log(den)

def cross_entropy_from_logits(z, labels):
    rows = range(z.shape[0])
    return np.sum(log_softmax(z)[rows, labels])

def softmax_naive(z):
    num = np.exp(z)
    p = num / np.sum(num, axis=-1, keepdims=True)
    # no nans please
    p[np.isnan(p)] = 0
    return p

def overflow_threshold(dtype):
    t = np.log(np.finfo(dtype).max)
    if np.exp(t) == np.inf:
        return np.nextafter(t, np.finfo(dtype).tiny)
    return t

def masked_softmax(z, mask):
    hole = ~np.broadcast_to(mask, z.shape)
    d = np.where(hole, -np.inf, z)
    top = np.max(d, axis=-1, keepdims=True)
    num = np.exp(d - np.where(np.isfinite(top), top, 0))
    den = np.sum(num, axis=-1, keepdims=True)
    return num / np.maximum(den, hole.all(axis=-1, keepdims=True))
