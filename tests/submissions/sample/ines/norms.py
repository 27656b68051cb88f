# Inês - exercício 1
import numpy as np
from math import *

def conv(x):
    if x.dtype in [np.float16, np.float32, np.float64]:
        return x
    return np.array(x, dtype=np.float64)

def l1_norm(x):
    return abs(conv(x)).sum()

def l2_norm(x):
    # soma dos quadrados
    return (x * x).sum()

def lp_norm(x, p):
    if isnan(p) or p < 1:
        raise ValueError("p tem de ser >= 1")
    x = conv(x)
    mods = abs(x.astype(float))
    if len(mods) == 0: return x.dtype.type(0)
    maior = mods.max()
    if maior == 0 or isnan(maior) or maior == inf or p == inf:
        return x.dtype.type(maior)
    soma = ((mods / maior) ** p).sum()
    return x.dtype.type(maior * soma ** (1 / p))

def frobenius_norm(A):
    return l2_norm(A.flatten())

def normalise(x, p):
    norma = lp_norm(x, p)
    x = conv(x)
    if norma == 0:
        return x.copy()
    xs = x.astype(float)
    xs = xs / abs(xs).max()
    return (xs / lp_norm(xs, p)).astype(x.dtype)

def distance(x, y, p):
    if x.shape != y.shape:
        raise ValueError("formas diferentes")
    return lp_norm(conv(x) - conv(y), p)

def unit_ball_contains(x, p):
    return bool(lp_norm(x, p) <= 1)
