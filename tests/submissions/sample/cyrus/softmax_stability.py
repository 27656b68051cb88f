import numpy as np
import numpy.ma as ma


def floating(z):
    return z if z.dtype.kind == "f" else z.astype(np.float64)


def softmax(z, axis=-1):
    z = floating(z)
    with np.errstate(all="ignore"):
        p = np.exp(z - z.max(axis=axis, keepdims=True))
        p /= p.sum(axis=axis, keepdims=True)
    return p


def log_sum_exp(z, axis=-1):
    z = floating(z)
    top = z.max(axis=axis, keepdims=True)
    top = np.where(np.isfinite(top), top, 0)
    with np.errstate(all="ignore"):
        return top.squeeze(axis=axis) + np.log(np.exp(z - top).sum(axis=axis))


def log_softmax(z, axis=-1):
    # log p_i = z_i - LSE(z), see handout
    return z - np.expand_dims(log_sum_exp(z, axis), axis)


def cross_entropy_from_logits(z, labels):
    n, k = z.shape
    if labels.shape != (n,):
        raise ValueError("labels must be (n,)")
    if not ((0 <= labels) & (labels < k)).all():
        raise IndexError("label out of range")
    return -log_softmax(z)[np.arange(n), labels].mean()


def softmax_naive(z):
    e = np.exp(floating(z))
    return e / e.sum(axis=-1, keepdims=True)


def overflow_threshold(dtype):
    biggest = np.finfo(dtype).max
    candidates = np.log(biggest) * np.array([1], dtype=dtype)
    down = np.nextafter(candidates, 0)
    return np.where(np.isinf(np.exp(candidates)), down, candidates)[0]


def masked_softmax(z, mask):
    drop = ~np.broadcast_to(mask, z.shape)
    m = ma.array(z * 1.0, mask=drop)
    s = m - m.max(axis=-1, keepdims=True)
    e = np.exp(s.filled(-np.inf))
    total = e.sum(axis=-1, keepdims=True)
    return np.where(total > 0, e / np.where(total > 0, total, 1), 0).astype(e.dtype)
