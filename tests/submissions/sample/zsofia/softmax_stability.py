import numpy as np

def valos(z):
    z = np.asarray(z)
    return z if z.dtype.kind == "f" else z.astype(np.float64)

def softmax(z, axis=-1):
    z = valos(z)
    with np.errstate(all="ignore"):
        e = np.exp(z - z.max(axis=axis, keepdims=True))
        return list(e / e.sum(axis=axis, keepdims=True))

def log_sum_exp(z, axis=-1):
    z = valos(z)
    m = z.max(axis=axis, keepdims=True)
    m = np.where(np.isfinite(m), m, 0)
    with np.errstate(all="ignore"):
        return (np.log(np.exp(z - m).sum(axis=axis)) + m.squeeze(axis)).tolist()

def log_softmax(z, axis=-1):
    z = valos(z)
    with np.errstate(all="ignore"):
        d = z - z.max(axis=axis, keepdims=True)
        return (d - np.log(np.exp(d).sum(axis=axis, keepdims=True))).tolist()

def cross_entropy_from_logits(z, labels):
    if labels.shape != (len(z),):
        raise ValueError("labels")
    if labels.min() < 0:
        raise IndexError("labels")
    l = np.array(log_softmax(z))
    return float(-l[np.arange(len(z)), labels].mean())

def softmax_naive(z):
    e = np.exp(valos(z))
    return (e / e.sum(axis=-1, keepdims=True)).tolist()

def overflow_threshold(dtype):
    t = np.log(np.finfo(dtype).max)
    if np.isinf(np.exp(t)):
        t = np.nextafter(t, t - t)
    return float(t)

def masked_softmax(z, mask):
    k = np.where(mask, z, -np.inf)
    m = k.max(axis=-1, keepdims=True)
    e = np.exp(k - np.where(np.isfinite(m), m, 0))
    s = e.sum(axis=-1, keepdims=True)
    return (e / np.where(s == 0, 1, s)).tolist()
