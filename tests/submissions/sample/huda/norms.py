import numpy as np


def l1_norm(x):
    """L1 norm of a vector: the sum of the absolute values of its entries."""
    raise NotImplementedError("l1_norm: your code goes here")


def l2_norm(x):
    return lp_norm(x, 2)


def lp_norm(x, p):
    if not 1 <= p:
        raise ValueError('p')
    integer = not np.issubdtype(x.dtype, np.floating)
    t = np.float64 if integer else x.dtype.type
    a = np.fabs(x.astype(np.float64))
    m = max(a) if len(a) else 0.0
    if np.isnan(a).any():
        return t(np.nan)
    if m in (0.0, np.inf) or p == np.inf:
        return t(m)
    r = a / m
    return t(m * np.dot(r, r ** (p - 1)) ** (1 / p))


def frobenius_norm(A):
    return l2_norm(A.ravel())


def normalise(x, p):
    if not 1 <= p:
        raise ValueError('p')
    t = x.dtype if np.issubdtype(x.dtype, np.floating) else np.float64
    y = x.astype(np.float64)
    if not np.any(y):
        return y.astype(t)
    y /= np.max(np.abs(y))
    y /= lp_norm(y, p)
    return y.astype(t)


def distance(x, y, p):
    if len(x) != len(y):
        raise ValueError('x and y')
    if not np.issubdtype(x.dtype, np.floating):
        x, y = x.astype(np.float64), y.astype(np.float64)
    return lp_norm(x - y, p)


def unit_ball_contains(x, p):
    return bool(lp_norm(x, p) <= 1.0)
