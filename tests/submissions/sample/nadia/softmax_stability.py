import numpy as np
np.seterr(divide='ignore', invalid='ignore', over='ignore')

def softmax(z, axis=-1):
    z -= z.max(axis=axis, keepdims=True)
    np.exp(z, out=z)
    z /= z.sum(axis=axis, keepdims=True)
    return z

def log_sum_exp(z, axis=-1):
    m = z.max(axis=axis, keepdims=True)
    m = np.where(np.isinf(m), 0, m)
    s = np.exp(z - m).sum(axis=axis)
    return np.log(s) + np.squeeze(m, axis)

def log_softmax(z, axis=-1):
    d = z - z.max(axis=axis, keepdims=True)
    return d - np.log(np.exp(d).sum(axis=axis, keepdims=True))

def cross_entropy_from_logits(z, labels):
    lp = log_softmax(z)
    return -lp[np.arange(z.shape[0]), labels].sum()

def softmax_naive(z):
    e = np.exp(z)
    return e / e.sum(axis=-1, keepdims=True)

def overflow_threshold(dtype):
    t = np.log(np.finfo(dtype).max)
    return t if np.exp(t) < np.inf else np.nextafter(t, 0 * t)

def masked_softmax(z, mask):
    w = np.where(mask, z, -np.inf)
    m = w.max(axis=-1, keepdims=True)
    w = np.exp(w - np.where(np.isinf(m), 0, m))
    s = w.sum(axis=-1, keepdims=True)
    s[s == 0] = 1
    return w / s
