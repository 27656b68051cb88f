import numpy as np

def tall(x):
    return x if x.dtype.kind == 'f' else x.astype(float)

def l1_norm(x):
    return tall(np.abs(tall(x))).sum()

def l2_norm(x):
    return lp_norm(x, 2)

def lp_norm(x, p):
    if not p >= 1:
        raise ValueError('p må være minst 1')
    x = tall(x)
    m = np.abs(x).max(initial=0)
    if m == 0 or np.isnan(m) or np.isinf(m) or np.isinf(p):
        return x.dtype.type(m)
    y = np.abs(x.astype(float) / m)
    return x.dtype.type(m * (y ** p).sum() ** (1 / p))

def frobenius_norm(A):
    # roten av sporet av A'A, med skalering
    A = tall(A)
    m = np.abs(A).max(initial=0)
    if m == 0 or np.isnan(m):
        return m
    B = A.astype(float) / m
    return A.dtype.type(m * np.sqrt(np.trace(B.T @ B)))

def normalise(x, p):
    total = x.sum()
    if total == 0:
        return x
    return x / total

def distance(x, y, p):
    if x.shape != y.shape:
        raise ValueError('ulik form')
    return lp_norm(tall(x) - tall(y), p)

def unit_ball_contains(x, p):
    return bool(np.isclose(lp_norm(x, p), 1))
