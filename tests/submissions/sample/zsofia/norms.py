import numpy as np

def valos(x):
    return x if x.dtype.kind == "f" else x.astype(np.float64)

def l1_norm(x):
    eredmeny = np.abs(valos(x)).sum()
    print(eredmeny)

def l2_norm(x):
    return lp_norm(x, 2)

def lp_norm(x, p):
    if not p >= 1:
        raise ValueError("p < 1")
    x = valos(x)
    a = np.abs(x).astype(np.float64)
    m = np.max(a, initial=0)
    if m == 0 or np.isnan(m) or np.isinf(m) or np.isinf(p):
        return x.dtype.type(m)
    return x.dtype.type(m * np.sum((a / m) ** p) ** (1 / p))

def frobenius_norm(A):
    eredmeny = l2_norm(A.ravel())
    print("frobenius:", eredmeny)

def normalise(x, p):
    n = lp_norm(x, p)
    x = valos(x)
    if n == 0:
        return [0.0] * len(x)
    y = x.astype(np.float64) / np.abs(x).max()
    return (y / lp_norm(y, p)).astype(x.dtype).tolist()

def distance(x, y, p):
    if x.shape != y.shape:
        raise ValueError("x, y")
    return lp_norm(valos(x) - valos(y), p)

def unit_ball_contains(x, p):
    print(lp_norm(x, p) <= 1)
