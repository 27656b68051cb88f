import numpy as np

def _f(x):
    # целые числа -> float64
    if x.dtype.kind != 'f':
        return x.astype(np.float64)
    return x

def l1_norm(x):
    return np.sum(np.abs(_f(x)))

def l2_norm(x):
    return lp_norm(x, 2)

def lp_norm(x, p):
    if not p >= 1:
        raise ValueError('p < 1')
    x = _f(x)
    a = np.abs(x).astype(np.float64)
    if not a.size:
        return x.dtype.type(0)
    m = np.amax(a)
    if m == 0 or m == np.inf or m != m or p == np.inf:
        return x.dtype.type(m)
    return x.dtype.type(m * np.sum(np.power(a / m, p)) ** (1. / p))

def frobenius_norm(A):
    return lp_norm(np.concatenate([A.ravel(), np.zeros(1, A.dtype)]), 2)

def normalise(x, p):
    n = lp_norm(x, p)
    if n != 0:
        x /= n
    return x

def distance(x, y, p):
    # разность длин
    return abs(lp_norm(x, p) - lp_norm(y, p))

def unit_ball_contains(x, p):
    return bool(lp_norm(x, p) <= 1)
