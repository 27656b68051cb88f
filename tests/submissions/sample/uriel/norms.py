import numpy as np

def prep(x):
    x = np.asarray(x)
    return x if x.dtype.kind == 'f' else x.astype(np.float64)

def l1_norm(x):
    x = prep(x)
    return np.where(x < 0, -x, x).sum()

def l2_norm(x):
    return lp_norm(x, 2, 0)

def lp_norm(x, p, axis):
    if np.isnan(p) or p < 1:
        raise ValueError("p >= 1 please")
    x = prep(x)
    a = np.abs(x.astype(np.float64))
    m = a.max(axis=axis, initial=0)
    if m == 0 or not np.isfinite(m) or p == np.inf:
        return x.dtype.type(m)
    return x.dtype.type(m * ((a / m) ** p).sum(axis=axis) ** (1 / p))

def frobenius_norm(A):
    return lp_norm(A.ravel(), 2, axis=0)

def normalise(x, p):
    n = lp_norm(x, p, 0)
    x = prep(x)
    if n == 0:
        return x.copy()
    y = np.float64(x) / np.abs(x).max()
    return np.array(y / lp_norm(y, p, 0), dtype=x.dtype)

def distance(x, y):
    if x.shape != y.shape:
        raise ValueError("x and y")
    return l2_norm(prep(x) - prep(y))

def unit_ball_contains(x, p):
    return bool(lp_norm(x, p, 0) <= 1)
