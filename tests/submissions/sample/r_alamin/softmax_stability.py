import numpy as np

def _shift(z, axis):
    with np.errstate(invalid='ignore', over='ignore'):
        biggest = np.max(z, axis=axis, keepdims=True)
        return z - biggest

def softmax(z, axis=-1):
    p = np.exp(_shift(z, axis))
    p = p / p.sum(axis=axis, keepdims=True)
    return p

def log_sum_exp(z, axis=-1):
    m = np.max(z, axis=axis, keepdims=True)
    return np.log(np.sum(np.exp(z - m), axis=axis, keepdims=True)) + m

def log_softmax(z, axis=-1):
    s = _shift(z, axis)
    t = np.exp(s).sum(axis=axis, keepdims=True)
    return s - np.log(t)

def cross_entropy_from_logits(z, labels):
    probs = softmax(z)
    logp = log_softmax(probs)
    return -np.mean(logp[np.arange(len(labels)), labels])

def softmax_naive(z):
    p = np.exp(z)
    return p / p.sum(axis=-1, keepdims=True)

def overflow_threshold(dtype):
    t = np.log(np.finfo(dtype).max)
    return np.nextafter(t, -np.inf) if np.isposinf(np.exp(t)) else t

def masked_softmax(z, mask):
    return softmax(np.where(mask, z, -np.inf))
