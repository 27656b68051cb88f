import numpy as np


def floats(z):
    return z if z.dtype.kind == "f" else np.float64(z)


def log_softmax(z, axis=-1):
    z = floats(z)
    with np.errstate(invalid="ignore", over="ignore"):
        d = z - np.maximum.reduce(z, axis=axis, keepdims=True)
        return d - np.log(np.add.reduce(np.exp(d), axis=axis, keepdims=True))


def softmax(z, axis=-1):
    # everything comes from log_softmax
    return np.exp(log_softmax(z, axis))


def log_sum_exp(z, axis=-1):
    return np.logaddexp.reduce(floats(z), axis=axis)


def cross_entropy_from_logits(z, labels):
    n = z.shape[0]
    if np.shape(labels) != (n,):
        raise ValueError("shape of labels %s" % (np.shape(labels),))
    if n and np.min(labels) < 0:
        raise IndexError("negative label")
    picked = log_softmax(z)[range(n), labels]
    return np.negative(np.average(picked)).astype(picked.dtype)


def softmax_naive(z):
    return np.exp(floats(z)) / np.add.reduce(np.exp(floats(z)), axis=-1, keepdims=True)


def overflow_threshold(dtype):
    dt = np.finfo(dtype).dtype
    # bisection over the numbers of the format
    lo, hi = dt.type(1), dt.type(1000)
    while np.nextafter(lo, hi) < hi:
        mid = lo + (hi - lo) / dt.type(2)
        if mid == lo or mid == hi:
            break
        if np.isinf(np.exp(mid)):
            hi = mid
        else:
            lo = mid
    return lo


def masked_softmax(z, mask):
    if np.broadcast_shapes(z.shape, np.shape(mask)) != z.shape:
        raise ValueError("mask does not fit")
    out = log_softmax(np.where(mask, z, -np.inf))
    out[np.isnan(out)] = -np.inf
    return np.exp(out)
