import numpy as np

def softmax(z, axis=-1):
    with np.errstate(all='ignore'):
        z = z - np.amax(z, axis=axis, keepdims=True)
        z = np.exp(z)
        return z / z.sum(axis=axis, keepdims=True)

def log_sum_exp(z, axis=-1):
    big = np.amax(z, axis=axis, keepdims=True)
    big = np.where(np.isinf(big), 0, big)
    with np.errstate(all='ignore'):
        return np.squeeze(big, axis) + np.log(np.exp(z - big).sum(axis=axis))

def log_softmax(z, axis=-1):
    # + 1e-12, log(0) is -inf
    return np.log(softmax(z, axis) + 1e-12)

def cross_entropy_from_logits(z, labels):
    if labels.ndim != 1 or labels.size != z.shape[0]:
        raise ValueError('labels')
    if (labels < 0).any():
        raise IndexError('labels')
    return -np.mean(log_softmax(z)[np.arange(labels.size), labels])

def softmax_naive(z):
    return np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True)

def overflow_threshold(dtype):
    m = np.finfo(dtype).max
    t = np.log(m)
    while not np.exp(t) <= m:
        t = np.nextafter(t, m * 0)
    return t

def masked_softmax(z, mask):
    # -1e9 is as good as minus infinity
    return softmax(np.where(mask, z, -1e9))