import numpy as np

quiet = dict(all="ignore")


def real(z):
    return z if z.dtype.kind == "f" else z.astype(float)


def softmax(z, axis=-1):
    z = real(z)
    top = z.max(axis=axis, keepdims=True)
    with np.errstate(**quiet):
        e = np.exp(z - top)
        return e / e.sum(axis=axis, keepdims=True)


def log_sum_exp(z, axis=-1):
    z = real(z)
    top = z.max(axis=axis)
    safe = np.where(np.isinf(top), 0, top)
    with np.errstate(**quiet):
        s = np.exp(z - np.expand_dims(safe, axis)).sum(axis=axis)
        return np.log(s) + safe


def log_softmax(z, axis=-1):
    z = real(z)
    with np.errstate(**quiet):
        s = z - z.max(axis=axis, keepdims=True)
        return s - np.log(np.exp(s).sum(axis=axis, keepdims=True))


def cross_entropy_from_logits(z, labels):
    n, k = z.shape
    if labels.shape != (n,):
        raise ValueError("need one label per row")
    if (labels < 0).any() or (labels >= k).any():
        raise IndexError("label outside 0..%d" % (k - 1))
    return -log_softmax(z)[np.arange(n), labels].mean()


def softmax_naive(z):
    e = np.exp(real(z))
    return e / e.sum(axis=-1, keepdims=True)


def overflow_threshold(dtype):
    t = np.log(np.finfo(dtype).max)
    if np.isinf(np.exp(t)):
        t = np.nextafter(t, t.dtype.type(0))
    return t


def masked_softmax(z, mask):
    keep = np.broadcast_to(mask, z.shape)
    logits = np.where(keep, z, -np.inf)
    top = logits.max(axis=-1, keepdims=True)
    top[np.isneginf(top)] = 0
    with np.errstate(**quiet):
        e = np.exp(logits - top)
    total = e.sum(axis=-1, keepdims=True)
    total[total == 0] = 1
    return e / total
