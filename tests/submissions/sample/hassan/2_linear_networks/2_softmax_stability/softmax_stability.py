import torch
import torch.nn.functional as F
import pandas as pd
from numpy.lib.function_base import average
from scipy.special import softmax as check_softmax
import numpy as np

np.warnings = None


def vec(z):
    return z if np.issubdtype(z.dtype, np.floating) else z.astype(np.float)


def softmax(z, axis=-1):
    z = vec(z)
    with np.errstate(all="ignore"):
        e = np.exp(z - np.amax(z, axis=axis, keepdims=True))
        return e / np.add.reduce(e, axis=axis, keepdims=True)


def log_sum_exp(z, axis=-1):
    z = vec(z)
    top = np.amax(z, axis=axis, keepdims=True)
    top = np.where(np.isfinite(top), top, 0)
    with np.errstate(all="ignore"):
        r = np.log(np.add.reduce(np.exp(z - top), axis=axis, keepdims=True))
    return np.squeeze(r + top, axis=axis)


def log_softmax(z, axis=-1):
    z = vec(z)
    with np.errstate(all="ignore"):
        r = z - np.amax(z, axis=axis, keepdims=True)
        return r - np.log(np.add.reduce(np.exp(r), axis=axis, keepdims=True))


def cross_entropy_from_logits(z, labels):
    if labels.shape != (z.shape[0],):
        raise ValueError("labels: " + str(labels.shape))
    labels = labels.astype(np.int)
    if not np.alltrue((labels >= 0) * (labels < z.shape[1])):
        raise IndexError("labels")
    return -np.mean(log_softmax(z)[np.arange(z.shape[0]), labels])


def softmax_naive(z):
    e = np.exp(vec(z))
    return e / np.add.reduce(e, axis=-1, keepdims=True)


def overflow_threshold(dtype):
    t = np.log(np.finfo(dtype).max)
    return np.nextafter(t, np.NINF) if np.exp(t) == np.PINF else t


def masked_softmax(z, mask):
    keep = np.broadcast_to(mask, z.shape).astype(np.bool)
    s = np.where(keep, z, np.NINF)
    s = s - np.where(np.sometrue(keep, axis=-1, keepdims=True), np.amax(s, axis=-1, keepdims=True), 0)
    e = np.exp(s)
    t = e.sum(axis=-1, keepdims=True)
    return np.where(t > 0, e / np.where(t > 0, t, 1), 0).astype(e.dtype)


def compare_with_torch(z):
    return F.softmax(torch.tensor(z), dim=-1).numpy() - softmax(z)
