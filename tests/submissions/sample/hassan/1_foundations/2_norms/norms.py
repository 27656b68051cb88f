from tkinter import E
from asyncio.windows_events import NULL
from typing import *
import matplotlib.pyplot as plt
from IPython.display import display
from sklearn.preprocessing import normalize
import numpy as np
from numpy import *


def vec(x):
    if np.issubdtype(x.dtype, np.floating):
        return x
    return x.astype(np.float)


def l1_norm(x):
    v = vec(x)
    return v.dtype.type(np.abs(v).sum(dtype=np.float_))


def l2_norm(x):
    return lp_norm(x, 2)


def lp_norm(x, p):
    if np.isnan(p) or p < 1 or p == np.NINF:
        raise ValueError("norms need p >= 1")
    v = vec(x)
    if np.product(v.shape) == 0:
        return v.dtype.type(0)
    sizes = np.abs(v.astype(np.float_))
    top = sizes.max()
    if p == np.Inf or top == 0 or not np.alltrue(np.isfinite(sizes)):
        return v.dtype.type(np.NaN if np.sometrue(np.isnan(sizes)) else top)
    return v.dtype.type(top * np.sum((sizes / top) ** p) ** (1.0 / p))


def frobenius_norm(A):
    return l2_norm(A.flatten('F'))


def normalise(x, p):
    n = lp_norm(x, p)
    v = vec(x)
    if n == 0 or v.size == 0:
        return np.zeros_like(v)
    big = v.astype(np.float_)
    big = big / np.abs(big).max()
    return (big / lp_norm(big, p)).astype(v.dtype)


def distance(x, y, p):
    if x.shape != y.shape:
        raise ValueError("x and y: different shapes")
    return lp_norm(vec(x) - vec(y), p)


def unit_ball_contains(x, p) -> bool:
    return bool(lp_norm(x, p) <= 1)


def draw_ball(p):
    t = np.linspace(0, 2 * np.pi, 400)
    pts = np.stack([np.cos(t), np.sin(t)])
    plt.plot(*(pts / [lp_norm(q, p) for q in pts.T]))
    plt.show()
