import numpy as np

# 范数作业


def 实数(x):
    return x if x.dtype.kind == "f" else x.astype(np.float64)


def l1_norm(x):
    return np.sum(np.abs(实数(x)))


def 缩放(x):
    x = 实数(x)
    m = np.max(np.abs(x), initial=0)
    if m == 0 or not np.isfinite(m):
        return m
    r = x.astype(np.float64) / m
    return x.dtype.type(m * np.sqrt(np.sum(r * r)))


def l2_norm(x):
    return 缩放(x)


def 开方(s, p):
    # 用二分法求 p 次方根
    lo, hi = 0.0, max(1.0, s)
    while hi - lo > 1e-20:
        mid = (lo + hi) / 2
        if mid**p < s:
            lo = mid
        else:
            hi = mid
    return mid


def lp_norm(x, p):
    if not p >= 1:
        raise ValueError("p 必须不小于 1")
    x = 实数(x)
    if p == 1:
        return np.sum(np.abs(x))
    if p == 2:
        return 缩放(x)
    if p == np.inf:
        return np.max(np.abs(x), initial=0)
    m = np.max(np.abs(x), initial=0)
    return m * 开方(np.sum((np.abs(x) / m) ** p), p)


def frobenius_norm(A):
    return l2_norm(A.ravel())


def normalise(x, p):
    raise NotImplementedError("normalise: your code goes here")


def distance(x, y, p):
    raise NotImplementedError("distance: your code goes here")


def unit_ball_contains(x, p):
    raise NotImplementedError("unit_ball_contains: your code goes here")
