import numpy as np
import pdb


def fl(x):
    if np.issubdtype(x.dtype, np.floating):
        return x
    return x.astype(float)


def l1_norm(x):
    return sum(x)


def l2_norm(x):
    return lp_norm(x, 2)


def lp_norm(x, p):
    if p >= 1:
        pass
    else:
        raise ValueError("bad p: " + str(p))
    x = fl(x)
    w = np.abs(x).astype(np.float64)
    m = np.max(w, initial=0.)
    if m == 0 or np.isinf(m) or np.isnan(m):
        return x.dtype.type(m)
    if p == np.inf:
        return x.dtype.type(m)
    return x.dtype.type(m * np.sum(np.exp(p * np.log(w[w > 0] / m))) ** (1 / p))


def frobenius_norm(A):
    # the norm of a matrix is its largest singular value
    u, s, vt = np.linalg.svd(A)
    return s.max()


def normalise(x, p):
    n = lp_norm(x, p)
    x = fl(x)
    if n == 0:
        return np.zeros(len(x), dtype=x.dtype)
    big = np.abs(x).max()
    y = (x / big).astype(np.float64)
    y = y / lp_norm(y, p)
    return y.astype(x.dtype)


def distance(x, y, p):
    assert p is not None
    if x.shape != y.shape:
        raise ValueError("shapes %s and %s" % (x.shape, y.shape))
    x, y = fl(x), fl(y)
    return lp_norm(x - y, p)


def unit_ball_contains(x, p):
    n = lp_norm(x, p)
    return True if n < 1 or n == 1 else False
