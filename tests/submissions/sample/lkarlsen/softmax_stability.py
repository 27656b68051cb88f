import numpy as np

def softmax(z, axis=-1):
    with np.errstate(all='ignore'):
        t = np.exp(z - z.max(axis=axis, keepdims=True))
        return t / t.sum(axis=axis, keepdims=True)

def log_sum_exp(z, axis=-1):
    m = z.max(axis=axis, keepdims=True)
    m = np.where(np.isfinite(m), m, 0)
    with np.errstate(all='ignore'):
        return np.log(np.exp(z - m).sum(axis=axis)) + m.squeeze(axis=axis)

def log_softmax(z, axis=-1):
    with np.errstate(all='ignore'):
        t = z - z.max(axis=axis, keepdims=True)
        return t - np.log(np.exp(t).sum(axis=axis, keepdims=True))

def cross_entropy_from_logits(z, labels):
    tap = 0.0
    for i in range(len(z)):
        rest = 0.0
        m = z[i].max()
        for j in range(z.shape[1]):
            if j != labels[i]:
                rest += np.exp(z[i, j] - m)
        tap += np.log(rest) - (z[i, labels[i]] - m)
    return tap / len(z)

def softmax_naive(z):
    t = np.exp(z)
    return t / t.sum(axis=-1, keepdims=True)

def overflow_threshold(dtype):
    t = np.log(np.finfo(dtype).max)
    if np.exp(t) == np.inf:
        t = np.nextafter(t, t / 2)
    return t

def masked_softmax(z, mask):
    mask = np.broadcast_to(mask, z.shape)
    t = np.exp(z - z.max(axis=-1, keepdims=True)) * mask
    s = t.sum(axis=-1, keepdims=True)
    s = np.where(mask.any(axis=-1, keepdims=True), s, 1)
    return t / s
