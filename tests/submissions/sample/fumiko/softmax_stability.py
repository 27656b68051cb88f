import numpy as np


def copy_as_float(z):
    return np.array(z, dtype=z.dtype if z.dtype.kind == "f" else np.float64)


def softmax(z, axis=-1):
    z = copy_as_float(z)
    with np.errstate(all="ignore"):
        e = z - z.max(axis=axis, keepdims=True)
        e = np.exp(e)
        e /= e.sum(axis=axis, keepdims=True)
    return e


def log_sum_exp(z, axis=-1):
    z = copy_as_float(z)
    m = z.max(axis=axis, keepdims=True)
    m = np.where(np.isfinite(m), m, 0)
    with np.errstate(all="ignore"):
        s = np.exp(z - m).sum(axis=axis, keepdims=True)
        s = np.log(s)
        s += m
    return s.squeeze(axis=axis)


def log_softmax(z, axis=-1):
    z = copy_as_float(z)
    with np.errstate(all="ignore"):
        s = z - z.max(axis=axis, keepdims=True)
        return s - np.log(np.exp(s).sum(axis=axis, keepdims=True))


def cross_entropy_from_logits(z, labels):
    n, k = z.shape
    if labels.shape != (n,):
        raise ValueError("labels")
    if (labels < 0).any() or (labels >= k).any():
        raise IndexError("labels")
    return -log_softmax(z)[np.arange(n), labels].mean()


def softmax_naive(z):
    e = np.exp(copy_as_float(z))
    e /= e.sum(axis=-1, keepdims=True)
    return e


def overflow_threshold(dtype):
    t = np.log(np.finfo(dtype).max)
    return t if np.exp(t) != np.inf else np.nextafter(t, 0 * t)


def masked_softmax(z, mask):
    z[~mask] = -np.inf
    m = z.max(axis=-1, keepdims=True)
    m[m == -np.inf] = 0
    e = np.exp(z - m)
    s = e.sum(axis=-1, keepdims=True)
    s[s == 0] = 1
    e /= s
    return e
