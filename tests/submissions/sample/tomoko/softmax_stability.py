import numpy as np

def real(z):
    return z if z.dtype.kind == "f" else z.astype(float)

def sofmax(z, axis=-1):
    z = real(z)
    # 最大値を引く
    with np.errstate(invalid='ignore', over='ignore', under='ignore'):
        t = np.exp(z - z.max(axis, keepdims=True))
        return t / t.sum(axis, keepdims=True)

def log_sum_exp(z, axis=-1):
    z = real(z)
    m = z.max(axis, keepdims=True)
    m = np.where(np.isinf(m), 0, m)
    with np.errstate(divide='ignore', over='ignore'):
        return np.log(np.exp(z - m).sum(axis)) + m.squeeze(axis)

def log_softmax(z, axis=-1):
    z = real(z)
    with np.errstate(invalid='ignore', over='ignore', under='ignore'):
        t = z - z.max(axis, keepdims=True)
        return t - np.log(np.exp(t).sum(axis, keepdims=True))

def cross_entropy_from_logit(z, labels):
    if labels.shape != (len(z),):
        raise ValueError('labels')
    if np.min(labels) < 0:
        raise IndexError('labels')
    return -log_softmax(z)[np.arange(len(z)), labels].mean()

def softmax_naive(z):
    t = np.exp(real(z))
    return t / t.sum(-1, keepdims=True)

def overflow_threshold(dtype):
    t = np.log(np.finfo(dtype).max)
    if np.exp(t) == np.inf:
        t = np.nextafter(t, -t)
    return t

def masked_softmax(z, mask):
    mask = np.broadcast_to(mask, z.shape)
    some = mask.any(-1, keepdims=True)
    zz = np.where(mask, z, -np.inf)
    zz = np.where(some, zz, 0)
    return sofmax(zz) * some
