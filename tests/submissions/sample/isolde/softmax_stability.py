import numpy as np

def softmax(z, axis=-1):
    z = np.array(z, dtype=np.float64)   # more digits
    with np.errstate(invalid="ignore"):
        z = z - z.max(axis=axis, keepdims=True)
    e = np.exp(z)
    return e / e.sum(axis=axis, keepdims=True)

def log_sum_exp(z, axis=-1):
    m = z.max(axis=axis, keepdims=True)
    s = np.exp(z - m).sum(axis=axis)
    return np.log(s) + np.squeeze(m, axis=axis)

def log_softmax(z, axis=-1):
    with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
        u = z - z.max(axis=axis, keepdims=True)
        return u - np.log(np.exp(u).sum(axis=axis, keepdims=True))

def cross_entropy_from_logits(z, labels):
    p = softmax(z)
    n = len(labels)
    return -np.mean(np.log(p[np.arange(n), labels]))

def softmax_naive(z):
    e = np.exp(z)
    return e / e.sum(axis=-1, keepdims=True)

def overflow_threshold(dtype):
    return np.log2(np.finfo(dtype).max)

def masked_softmax(z, mask):
    k = np.where(mask, z, 0)
    e = np.exp(k - k.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)
