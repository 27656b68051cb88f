import numpy as np


def to_float(z):
    return z if z.dtype.kind == 'f' else z.astype(np.float64)


def softmax(z, axis=-1):
    # softmax(z) = softmax(z - max), so just use that
    return softmax(z - np.max(z, axis=axis, keepdims=True), axis)


def log_sum_exp(z, axis=-1):
    z = to_float(z)
    m = np.max(z, axis=axis, keepdims=True)
    m = np.where(np.isfinite(m), m, 0)
    with np.errstate(all='ignore'):
        s = np.exp(z - m).sum(axis=axis, keepdims=True)
        return np.squeeze(m + np.log(s), axis=axis)


def log_softmax(z, axis=-1):
    z = to_float(z)
    with np.errstate(all='ignore'):
        d = z - np.max(z, axis=axis, keepdims=True)
        return d - np.log(np.exp(d).sum(axis=axis, keepdims=True))


def cross_entropy_from_logits(z, labels):
    n = len(z)
    if labels.shape != (n,):
        raise ValueError('labels %r' % (labels.shape,))
    if (labels < 0).any():
        raise IndexError('labels')
    return -log_softmax(z)[np.arange(n), labels].mean()


def softmax_naive(z):
    e = np.exp(to_float(z))
    return e / e.sum(axis=-1, keepdims=True)


def overflow_threshold(dtype):
    t = np.log(np.finfo(dtype).max)
    return t if np.isfinite(np.exp(t)) else np.nextafter(t, -np.inf)


def masked_softmax(z, mask):
    k = np.where(mask, z, -np.inf)
    m = k.max(axis=-1, keepdims=True)
    e = np.exp(k - np.where(np.isfinite(m), m, 0))
    s = e.sum(axis=-1, keepdims=True)
    s[s == 0] = 1
    return e / s
