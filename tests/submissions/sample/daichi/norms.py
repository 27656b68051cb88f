# 線形代数の復習：ノルム
import numpy as np

LD = np.longdouble


def 型(x):
    # 整数とboolは float64 として扱う
    if np.issubdtype(x.dtype, np.floating):
        return x.dtype
    return np.dtype('float64')


def _norm_ld(x, p):
    """長い精度で計算して、最後に戻す"""
    a = np.abs(x.astype(LD))
    if a.size == 0:
        return LD(0)
    m = a.max()
    if np.isnan(m) or np.isinf(m) or m == 0:
        return m
    if np.isinf(p):
        return m
    s = LD(0)
    s = s + np.sum((a / m) ** LD(p))
    return m * s ** (LD(1) / LD(p))


def l1_norm(x):
    t = 型(x)
    return t.type(float(np.sum(np.abs(x.astype(LD)))))


def l2_norm(x):
    return 型(x).type(float(_norm_ld(x, 2)))


def lp_norm(x, p):
    if p >= 1:
        return 型(x).type(float(_norm_ld(x, p)))
    raise ValueError("pは1以上でなければならない")


def frobenius_norm(A):
    return 型(A).type(float(_norm_ld(A.ravel(), 2)))


def normalise(x, p):
    if not p >= 1:
        raise ValueError("pは1以上でなければならない")
    n = _norm_ld(x, p)
    if n == 0:
        return np.zeros(x.shape, 型(x))   # 零ベクトルは向きがない
    m = np.abs(x.astype(LD)).max()
    y = x.astype(LD) / m
    return (y / _norm_ld(y, p)).astype(型(x))


def distance(x, y, p):
    if np.shape(x) != np.shape(y):
        raise ValueError("形が違う")
    d = x.astype(LD) - y.astype(LD)
    if not p >= 1:
        raise ValueError("p")
    t = np.result_type(型(x), 型(y))
    return t.type(float(_norm_ld(d, p)))


def unit_ball_contains(x, p):
    n = lp_norm(x, p)
    return True if n <= 1 else False
