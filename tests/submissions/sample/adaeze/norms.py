# Adaeze O., tutorial group 3
import numpy as np


def to_real(v):
    """gives (float array, dtype the answer must have)"""
    v = np.asarray(v)
    if v.dtype.kind == 'f':
        return v, v.dtype
    return v.astype(float), np.dtype(float)


def check(p):
    if np.isnan(p) or p < 1:
        raise ValueError("order has to be 1 or more, got %r" % (p,))


def l1_norm(x):
    v, kind = to_real(x)
    return np.abs(v).sum().astype(kind)


def l2_norm(x):
    return lp_norm(x, 2)


def lp_norm(x, p):
    check(p)
    v, kind = to_real(x)
    v = np.abs(v.astype(np.float64))
    if v.size == 0:
        return kind.type(0)
    top = v.max()
    if p == np.inf or top == 0 or not np.isfinite(top):
        return kind.type(top)
    return kind.type(top * np.power(v / top, p).sum() ** (1.0 / p))


def frobenius_norm(A):
    return l2_norm(A.flatten())


def normalise(x, p):
    check(p)
    v, kind = to_real(x)
    v = v.astype(np.float64)
    if not v.any():
        return v.astype(kind)
    v = v / np.abs(v).max()      # now the biggest one is 1
    return (v / lp_norm(v, p)).astype(kind)


def distance(x, y, p):
    check(p)
    if x.shape != y.shape:
        raise ValueError("different shapes: %s %s" % (x.shape, y.shape))
    return lp_norm(to_real(x)[0] - to_real(y)[0], p)


def unit_ball_contains(x, p):
    return bool(lp_norm(x, p) <= 1)


def plot_ball(p, n=200):
    # for my notes, not needed
    pts = np.random.uniform(-1, 1, size=(n, 2))
    return pts[[unit_ball_contains(q, p) for q in pts]]
