import numpy as np

so_thuc = lambda x: x if x.dtype.kind == 'f' else x.astype(float)

l1_norm = lambda x: np.abs(so_thuc(x)).sum()

l2_norm = lambda x: np.sqrt(np.mean(np.square(x)))

def lp_norm(x, p):
    if not p >= 1:
        raise ValueError(f'{p=}')
    x = so_thuc(x)
    a = np.abs(x.astype(float))
    m = a.max(initial=0)
    if m == 0 or m == np.inf or np.isnan(m) or p == np.inf:
        return x.dtype.type(m)
    return x.dtype.type(m * ((a / m) ** p).sum() ** (1 / p))

frobenius_norm = lambda A: l2_norm(A.ravel())

def normalise(x, p):
    n = lp_norm(x, p)
    x = so_thuc(x)
    if n == 0:
        return np.zeros(x.shape, x.dtype)
    y = x.astype(float) / np.abs(x).max()
    return (y / lp_norm(y, p)).astype(x.dtype)

def distance(x, y, p):
    if x.shape != y.shape:
        raise ValueError('x, y')
    return lp_norm(so_thuc(x) - so_thuc(y), p)

unit_ball_contains = lambda x, p: bool(lp_norm(x, p) <= 1)
