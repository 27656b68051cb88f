"""Norms, all of them right: what a hostile student's file begins with. No function calls another."""
import numpy as np


def _dtype(x):
    return x.dtype if np.issubdtype(x.dtype, np.floating) else np.dtype(np.float64)


def _order(p):
    if not p >= 1:
        raise ValueError(f"no norm has the order {p}")


def _length(x, p):
    sizes = np.abs(np.ravel(x).astype(np.float64))
    top = sizes.max(initial=0.0)
    if top == 0 or not np.isfinite(top):
        return top
    return top * ((sizes / top) ** p).sum() ** (1 / p)


def l1_norm(x):
    return _dtype(x).type(np.abs(x.astype(np.float64)).sum())


def l2_norm(x):
    return _dtype(x).type(_length(x, 2))


def lp_norm(x, p):
    _order(p)
    return _dtype(x).type(_length(x, p))


def frobenius_norm(A):
    return _dtype(A).type(_length(A, 2))


def normalise(x, p):
    _order(p)
    top = _length(x, np.inf)
    if top == 0:
        return np.zeros(x.shape, _dtype(x))
    shrunk = x.astype(np.float64) / top
    return (shrunk / _length(shrunk, p)).astype(_dtype(x))


def distance(x, y, p):
    if x.shape != y.shape:
        raise ValueError("vectors of different lengths")
    _order(p)
    return _dtype(x).type(_length(np.subtract(x, y, dtype=np.float64), p))


def unit_ball_contains(x, p):
    _order(p)
    return bool(_length(x, p) <= 1)


def pwned(what):
    """An attack worked, and says so where the tests of the grader look for it."""
    raise SystemError(f"PWNED: {what}")


# Here the attack begins.
