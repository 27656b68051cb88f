import numpy as np


def l1_norm(x):
    if x.dtype.kind != "f":
        x = x.astype(np.float64)
    x[x < 0] *= -1          # 負の数を正にする
    return x.sum()


def l2_norm(x):
    return lp_norm(x, 2)


def lp_norm(x, p):
    if not p >= 1:
        raise ValueError("p")
    kind = x.dtype.type if x.dtype.kind == "f" else np.float64
    x = x.astype(np.float64)
    np.abs(x, out=x)
    m = x.max(initial=0)
    if m == 0 or np.isnan(m) or m == np.inf or p == np.inf:
        return kind(m)
    x /= m
    x **= p
    return kind(m * x.sum() ** (1 / p))


def frobenius_norm(A):
    if A.dtype.kind != "f":
        A = A.astype(np.float64)
    A *= np.sign(A)
    return l2_norm(A.ravel())


def normalise(x, p):
    n = lp_norm(x, p)
    kind = x.dtype if x.dtype.kind == "f" else np.float64
    x = x.astype(np.float64)
    if n != 0:
        x /= np.abs(x).max()
        x /= lp_norm(x, p)
    return x.astype(kind)


def distance(x, y, p):
    if x.shape != y.shape:
        raise ValueError("shape")
    if x.dtype.kind != "f":
        x, y = x.astype(np.float64), y.astype(np.float64)
    x -= y
    return lp_norm(x, p)


def unit_ball_contains(x, p):
    return bool(lp_norm(x, p) <= 1)
