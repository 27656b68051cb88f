import numpy as np

def sem(x):
    return x if np.issubdtype(x.dtype, np.floating) else x.astype(np.float64)

def l1_norm(x):
    return np.abs(sem(x)).sum()

def l2_norm(x):
    x = sem(x)
    m = np.max(np.abs(x), initial=0)
    if m == 0 or not np.isfinite(m):
        return m
    t = x.astype(np.float64) / m
    return x.dtype.type(m * np.sqrt(np.sum(t ** 2)))

def lp_norm(x, p):
    if not p >= 1:
        raise ValueError("p >= 1!")
    if p == np.inf:
        return np.max(np.abs(x), initial=0)
    s = np.sum(np.abs(x) ** p)
    return np.sqrt(s)

def frobenius_norm(A):
    return l2_norm(A.reshape(A.size,))

def normalise(x, p):
    if not p >= 1:
        raise ValueError("p >= 1!")
    length = l2_norm(x)
    if length == 0:
        return np.zeros_like(x)
    return x / length

def distance(x, y, p):
    if x.shape != y.shape:
        raise ValueError("x and y differ in shape")
    return lp_norm(sem(x) - sem(y), p)

def unit_ball_contains(x, p):
    return bool(lp_norm(x, p) <= 1)
