import numpy as np

def softmax(z):
    with np.errstate(all="ignore"):
        q = np.exp(z - z.max(axis=-1, keepdims=True))
        return q / q.sum(axis=-1, keepdims=True)

def log_sum_exp(z, axis):
    m = z.max(axis=axis, keepdims=True)
    m = np.where(np.isfinite(m), m, 0)
    with np.errstate(all="ignore"):
        return m.squeeze(axis) + np.log(np.exp(z - m).sum(axis=axis))

def log_softmax(z, axis=-1):
    with np.errstate(all="ignore"):
        q = z - z.max(axis=axis, keepdims=True)
        return q - np.log(np.exp(q).sum(axis=axis, keepdims=True))

def cross_entropy_from_logits(z, labels):
    if labels.ndim != 1 or len(labels) != len(z):
        raise ValueError("labels")
    if labels.min() < 0 or labels.max() >= z.shape[1]:
        raise IndexError("labels")
    q = log_softmax(z)
    return -(q[np.arange(len(z)), labels].mean())

def softmax_naive(z):
    q = np.exp(z)
    return q / q.sum(axis=-1, keepdims=True)

def overflow_threshold(dtype):
    q = np.log(np.finfo(dtype).max)
    return np.nextafter(q, q * 0) if np.exp(q) == np.inf else q

def masked_softmax(z, mask, temperature):
    q = np.where(mask, z / temperature, -np.inf)
    m = q.max(axis=-1, keepdims=True)
    q = np.exp(q - np.where(np.isfinite(m), m, 0))
    s = q.sum(axis=-1, keepdims=True)
    return q / np.where(s == 0, 1, s)
