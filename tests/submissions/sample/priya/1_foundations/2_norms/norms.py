import numpy as np


def _flt(x):
    return x if x.dtype.kind == "f" else x.astype("float64")


def l1_norm(x):
    return np.add.reduce(np.abs(_flt(x)))


def l2_norm(x):
    return lp_norm(x, 2)


def lp_norm(x, p):
    x = _flt(x)
    mag = np.abs(x.astype("float64"))
    scale = np.max(mag, initial=0.0)
    if scale == 0 or not np.isfinite(scale) or np.isinf(p):
        return x.dtype.type(scale)
    mag /= scale
    return x.dtype.type(scale * np.sum(mag**p) ** (1 / p))


def frobenius_norm(A):
    return l2_norm(np.reshape(A, -1))


def normalise(x, p):
    x = _flt(x)
    if not np.any(x):
        return np.array(x)
    unit = x.astype("float64") / np.max(np.abs(x))
    unit /= lp_norm(unit, p)
    return unit.astype(x.dtype)


def distance(x, y, p):
    if x.shape == y.shape:
        return lp_norm(_flt(x) - _flt(y), p)
    raise ValueError("x and y need the same shape")


def unit_ball_contains(x, p):
    return bool(lp_norm(x, p) <= 1)


if __name__ == "__main__":
    print(l1_norm(np.array([3.0, -4.0])), lp_norm(np.array([3.0, -4.0, 5.0]), 3))
    assert l2_norm(np.array([3e200, -4e200])) == 5e200
