import numpy as np
from numpy import linalg as LA

mag = LA.norm


def ints_to_float(x):
    return x * 1.0 if x.dtype.kind not in "f" else x


def l1_norm(x):
    return np.sum(np.abs(ints_to_float(x)))


def l2_norm(x):
    return LA.norm(x)


def lp_norm(x, p):
    if p < 1:
        raise ValueError("p")
    return mag(x, ord=p)


def frobenius_norm(A):
    return LA.norm(A, 'fro')


def normalise(x, p):
    n = lp_norm(x, p)
    x = ints_to_float(x)
    big = np.max(np.abs(x), initial=0)
    if big == 0:
        return np.zeros(x.shape, x.dtype)
    y = x.astype(np.float64) / big
    return (y / lp_norm(y, p)).astype(x.dtype)


def distance(x, y, p):
    if x.shape != y.shape:
        raise ValueError("x.shape != y.shape")
    return lp_norm(ints_to_float(x) - ints_to_float(y), p)


def unit_ball_contains(x, p):
    return bool(lp_norm(x, p) <= 1)
