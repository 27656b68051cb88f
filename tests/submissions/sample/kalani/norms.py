import numpy as np


def f(x):
    return x if x.dtype.kind == "f" else x.astype(np.float64)


def l1_norm(x):
    return np.abs(f(x)).sum()


def l2_norm(x):
    return lp_norm(x, 2)


def lp_norm(x, p):
    if not (p >= 1):
        raise ValueError("p >= 1")
    x = f(x)
    m = np.max(np.abs(x), initial=0)
    if m == 0 or not np.isfinite(m) or p == np.inf:
        return x.dtype.type(m)
    t = np.abs(x.astype(np.float64)) / m
    return x.dtype.type(m * np.sum(t ** p) ** (1 / p))


def frobenius_norm(A):
    s = np.sum(A ** 2, axis=0)
    return np.sqrt(s)


def normalise(x, p):
    n = lp_norm(x, p)
    x = f(x)
    if n == 0:
        return np.zeros_like(x)
    t = x.astype(np.float64) / np.max(np.abs(x))
    return (t / lp_norm(t, p)).astype(x.dtype)


def distance(x, y, p):
    if x.shape != y.shape:
        raise ValueError("shape")
    return lp_norm(f(x) - f(y), p)


def unit_ball_contains(x, p):
    if not (p >= 1):
        raise ValueError("p >= 1")
    for entry in x:
        if not abs(entry) <= 1:
            return False
    return True
