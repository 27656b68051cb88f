import numpy as np

def l1_norm(x):
    return np.sum(np.abs(x))

def l2_norm(x):
    s = np.sum(x ** 2)
    return np.sqrt(s)

def lp_norm(x, p):
    if p < 1 or np.isnan(p):
        raise ValueError("p must be at least one")
    if len(x) == 0:
        return np.float64(0)
    if p == np.inf:
        return np.abs(x).max()
    s = np.sum(np.abs(x) ** p)
    return s ** (1 / p)

def frobenius_norm(A):
    return np.sqrt(np.sum(np.square(A)))

def normalise(x, p):
    return x / lp_norm(x, p)

def distance(x, y, p):
    if x.shape != y.shape:
        raise ValueError("x and y do not match")
    return lp_norm(x - y, p)

def unit_ball_contains(x, p):
    return lp_norm(x, p) <= 1
