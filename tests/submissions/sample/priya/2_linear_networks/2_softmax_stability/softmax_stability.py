import numpy as np


def softmax(z, axis=0):
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        num = np.exp(z - z.max(axis=axis, keepdims=True))
        return num / num.sum(axis=axis, keepdims=True)


def log_sum_exp(z, axis=-1):
    hi = z.max(axis=axis, keepdims=True)
    hi = np.where(np.isfinite(hi), hi, hi.dtype.type(0))
    with np.errstate(divide="ignore", over="ignore"):
        out = hi + np.log(np.exp(z - hi).sum(axis=axis, keepdims=True))
    return out.squeeze(axis=axis)


def log_softmax(z, axis=-1):
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        rel = z - z.max(axis=axis, keepdims=True)
        return rel - np.log(np.exp(rel).sum(axis=axis, keepdims=True))


def cross_entropy_from_logits(z, labels):
    n = z.shape[0]
    if labels.shape != (n,):
        raise ValueError("labels must have shape (n,)")
    if (labels < 0).any():
        raise IndexError("negative label")
    return -log_softmax(z)[np.arange(n), labels].mean()


def softmax_naive(z):
    num = np.exp(z)
    return num / num.sum(axis=-1, keepdims=True)


def overflow_threshold(dtype):
    return np.log(np.finfo(dtype).max)


def masked_softmax(z, mask):
    mask = np.broadcast_to(mask, z.shape)
    alive = mask.any(axis=-1, keepdims=True)
    filled = np.where(mask, z, -np.inf)
    filled = np.where(alive, filled, 0)
    return np.where(alive, softmax(filled), 0).astype(filled.dtype)
