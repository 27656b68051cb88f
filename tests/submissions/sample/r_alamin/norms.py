import numpy as np

def real(x):
    return x if np.issubdtype(x.dtype, np.floating) else np.float64(x)

def l1_norm(x):
    return np.abs(np.sum(x))

def l2_norm(x):
    return lp_norm(x, 2)

def lp_norm(x, p):
    if not p >= 1:
        raise ValueError('norm needs p >= 1')
    x = real(x)
    y = np.abs(np.float64(x))
    top = y.max(initial=0)
    if top in (0, np.inf) or np.isnan(top) or p == np.inf:
        return x.dtype.type(top)
    # log-sum-exp, as in the other exercise :)
    with np.errstate(divide='ignore'):
        logs = p * (np.log(y / top))
    return x.dtype.type(top * np.exp(np.log(np.exp(logs).sum()) / p))

def frobenius_norm(A):
    return l2_norm(np.hstack(list(A)) if len(A) else np.empty(0))

def normalise(x, p):
    if not p >= 1:
        raise ValueError('norm needs p >= 1')
    x = real(x)
    top = lp_norm(x, np.inf)
    if top == 0:
        return x - x
    y = np.float64(x) / np.float64(top)
    return (y / lp_norm(y, p)).astype(x.dtype)

def distance(x, y, p):
    if x.shape != y.shape:
        raise ValueError('shapes')
    return lp_norm(real(x) - real(y), p)

def unit_ball_contains(x, p):
    # rounding!
    return bool(lp_norm(x, p) <= 1 + 1e-8)
