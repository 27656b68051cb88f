import numpy as np

# ---------------------------------------------------------------
# helper stuff

def floaty(x):
    return x if x.dtype.kind == "f" else x.astype(np.double)

# ---------------------------------------------------------------

def l1_norm(x):
    return np.mean(np.abs(floaty(x)))

def l2_norm(x):
    x = floaty(x)
    big = max([abs(float(t)) for t in x], default=0.0)
    if big == 0.0:
        return x.dtype.type(0)
    if not np.all(np.isfinite(x)):
        return x.dtype.type(np.sum(np.abs(x)))
    r = x.astype(np.double) / big
    return x.dtype.type(big * np.sum(r * r) ** 0.5)

def lp_norm(x, p):
    if p == np.inf:
        return np.max(np.abs(floaty(x)), initial=0)
    return np.sum(np.abs(floaty(x)) ** p)

def frobenius_norm(A):
    return l2_norm(A.flatten())

def normalise(x, p):
    n = lp_norm(x, p)
    x = floaty(x)
    if not x.any():
        return np.zeros_like(x)
    y = x.astype(np.double)
    y = y / np.max(np.abs(y))
    return (y / lp_norm(y, p)).astype(x.dtype)

def distance(x, y, p):
    if np.shape(x) != np.shape(y):
        raise ValueError("not the same number of entries")
    return lp_norm(floaty(x) - floaty(y), p)

def unit_ball_contains(x, p):
    return bool(lp_norm(x, p) <= 1)
