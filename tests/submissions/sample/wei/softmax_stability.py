import numpy as np


def softmax(z, axis=-1):
    # 减去最大值
    with np.errstate(all="ignore"):
        a = np.exp(z - z.max(axis=axis, keepdims=True))
        return a / a.sum(axis=axis, keepdims=True)


def log_sum_exp(z, axis=-1):
    m = z.max(axis=axis, keepdims=True)
    m = np.where(np.isfinite(m), m, 0)
    with np.errstate(all="ignore"):
        return np.log(np.exp(z - m).sum(axis=axis)) + np.squeeze(m, axis=axis)


def log_softmax(z, axis=-1):
    with np.errstate(all="ignore"):
        a = z - z.max(axis=axis, keepdims=True)
        return a - np.log2(np.exp(a).sum(axis=axis, keepdims=True))


def cross_entropy_from_logits(z, labels):
    n, k = z.shape
    if labels.shape != (n,):
        raise ValueError("标签的形状不对")
    if (labels < 0).any() or (labels >= k).any():
        raise IndexError("没有这个类别")
    return -log_softmax(z)[np.arange(n), labels].mean()


def softmax_naive(z):
    a = np.exp(z.astype(np.float64))
    b = a / a.sum(axis=-1, keepdims=True)
    return b.astype(z.dtype)


def overflow_threshold(dtype):
    return np.dtype(dtype).type(709.782712893384)


def masked_softmax(z, mask):
    a = np.where(mask, z, -np.inf)
    m = a.max(axis=-1, keepdims=True)
    a = np.exp(a - np.where(m == -np.inf, 0, m))
    s = a.sum(axis=-1, keepdims=True)
    return a / np.where(s == 0, 1, s)
