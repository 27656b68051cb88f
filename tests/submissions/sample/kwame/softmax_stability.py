import numpy as np


def softmax(z, axis=-1):
    with np.errstate(all="ignore"):
        mx = z.max(axis=-1, keepdims=True)
        ex = np.exp(z - mx)
        out = ex / ex.sum(axis=-1, keepdims=True)
    assert out.shape == z.shape
    return out


def log_sum_exp(z, axis=-1):
    with np.errstate(all="ignore"):
        mx = z.max(axis=axis, keepdims=True)
        mx[np.isinf(mx)] = 0
        r = np.log(np.exp(z - mx).sum(axis=axis, keepdims=True)) + mx
    return np.squeeze(r, axis)


def log_softmax(z, axis=-1):
    with np.errstate(all="ignore"):
        zs = z - z.max(axis=axis, keepdims=True)
        return zs - np.log(np.exp(zs).sum(axis=axis, keepdims=True))


def cross_entropy_from_logits(z, labels):
    batch, classes = z.shape
    if labels.shape != (batch,):
        raise ValueError(labels.shape)
    if not np.isin(labels, np.arange(classes)).all():
        raise IndexError("label out of range")
    picked = np.take_along_axis(log_softmax(z), labels.astype(np.int64).reshape(-1, 1), axis=1)
    return -picked.mean()


def softmax_naive(z):
    ex = np.exp(z)
    return ex / ex.sum(axis=-1, keepdims=True)


def overflow_threshold(dtype):
    fi = np.finfo(dtype)
    x = np.log(fi.max)
    with np.errstate(all="ignore"):
        if np.isinf(np.exp(x)):
            x = np.nextafter(x, fi.dtype.type(1))
    return x


def masked_softmax(z, mask):
    mask = mask & np.ones(z.shape, dtype=bool)
    if mask.shape != z.shape:
        raise ValueError("mask")
    zz = np.where(mask, z, -np.inf)
    mx = zz.max(axis=-1, keepdims=True)
    mx[mx == -np.inf] = 0
    ex = np.exp(zz - mx)
    tot = ex.sum(axis=-1, keepdims=True)
    return np.divide(ex, tot, out=np.zeros(ex.shape, ex.dtype), where=tot > 0)
