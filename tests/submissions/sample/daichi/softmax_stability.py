"""ソフトマックス"""
import numpy as np

# 一段広い型で計算する
WIDER = {'float16': np.float32, 'float32': np.float64}


def widen(z):
    out = z.dtype if z.dtype.kind == 'f' else np.dtype(np.float64)
    return z.astype(WIDER.get(out.name, np.float64)), out


def softmax(z, axis=-1):
    w, out = widen(z)
    with np.errstate(invalid='ignore'):
        w = w - w.max(axis=axis, keepdims=True)
        w = np.exp(w)
        return (w / w.sum(axis=axis, keepdims=True)).astype(out)


def log_sum_exp(z, axis=-1):
    w, out = widen(z)
    m = w.max(axis=axis, keepdims=True)
    m[~np.isfinite(m)] = 0
    with np.errstate(divide='ignore', over='ignore'):
        r = np.log(np.exp(w - m).sum(axis=axis)) + m.squeeze(axis)
    return r.astype(out)


def log_softmax(z, axis=-1):
    w, out = widen(z)
    with np.errstate(invalid='ignore', over='ignore'):
        w = w - w.max(axis=axis, keepdims=True)
        w = w - np.log(np.exp(w).sum(axis=axis, keepdims=True))
        return w.astype(out)


def cross_entropy_from_logits(z, labels):
    w, out = widen(z)
    n = w.shape[0]
    if labels.shape != (n,):
        raise ValueError('labels の形')
    if n and (labels.min() < 0 or labels.max() >= w.shape[1]):
        raise IndexError('クラスの番号')
    lp = log_softmax(w)
    return out.type(-np.mean(lp[np.arange(n), labels]))


def softmax_naive(z):
    if z.dtype.kind != 'f':
        z = z.astype(np.float64)
    e = np.exp(z)  # ここは広げない！
    return e / e.sum(-1, keepdims=True)


def overflow_threshold(dtype):
    info = np.finfo(dtype)
    t = info.dtype.type(np.log(np.longdouble(info.max)))
    with np.errstate(over='ignore'):
        if np.exp(t) == np.inf:
            t = np.nextafter(t, info.dtype.type(0))
    return t


def masked_softmax(z, mask):
    w, out = widen(z)
    w, keep = np.broadcast_arrays(w, mask)
    if w.shape != z.shape:
        raise ValueError('mask')
    w = np.where(keep, w, -np.inf)
    m = w.max(axis=-1, keepdims=True)
    m = np.where(m == -np.inf, 0, m)
    e = np.exp(w - m)
    s = e.sum(axis=-1, keepdims=True)
    return np.where(s > 0, e / np.where(s > 0, s, 1), 0).astype(out)
