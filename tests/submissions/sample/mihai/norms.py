import numpy as np

EPS = 1e-8

def reals(a):
    return a if a.dtype.kind == 'f' else a.astype(np.float64)

def l1_norm(x):
    return np.abs(reals(x)).sum()

def l2_norm(x):
    x = reals(x)
    big = np.abs(x).max(initial=0)
    if big == 0 or not np.isfinite(big):
        return big
    t = x.astype(np.float64) / big
    return (big * np.sqrt(np.inner(t, t))).astype(x.dtype)

def lp_norm(x, p):
    if not (p >= 1):
        raise ValueError('p = %s' % p)
    x = reals(x)
    big = np.abs(x).max(initial=0)
    if big == 0 or not np.isfinite(big) or p == np.inf:
        return big
    t = np.abs(x.astype(np.float64) / big)
    return (big * np.sum(t ** p) ** (1 / p)).astype(x.dtype)

def frobenius_norm(A):
    return l2_norm(A.ravel())

def normalise(x, p):
    # EPS because we must not divide by zero
    return x / (lp_norm(x, p) + EPS)

def distance(x, y, p):
    return l2_norm(x - y)

def unit_ball_contains(x, p):
    return bool(lp_norm(x, p) <= 1)
