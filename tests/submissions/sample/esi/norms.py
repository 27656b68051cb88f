import numpy as np

# idea: scale with a power of two (frexp / ldexp), that costs no rounding at all


def _prep(x):
    x = np.asarray(x)
    want = x.dtype if x.dtype in (np.float16, np.float32, np.float64) else np.float64
    return np.abs(x.astype(np.float64)), np.dtype(want).type


def l1_norm(x):
    a, want = _prep(x)
    return want(np.add.reduce(a))


def l2_norm(x):
    a, want = _prep(x)
    return want(np.hypot.reduce(a)) if a.size > 1 else want(a.sum())


def lp_norm(x, p):
    if not (1 <= p <= np.inf):
        raise ValueError(f"{p} is not an order")
    a, want = _prep(x)
    if a.size == 0:
        return want(0)
    big = a.max()
    if np.isinf(p) or not np.isfinite(big) or big == 0:
        return want(big)
    _, e = np.frexp(big)
    root = np.power(np.sum(np.ldexp(a, -e) ** p), 1 / p)
    return want(np.ldexp(root, e))


def frobenius_norm(A):
    # np.hypot over 70000 entries gets slow-ish, lp_norm does it too
    return lp_norm(A.ravel(), 2)


def normalise(x, p):
    n = lp_norm(x, p)
    out = x.dtype if x.dtype.kind == "f" else np.dtype("f8")
    if n == 0:
        return x.astype(out)
    v = x.astype("f8")
    _, e = np.frexp(np.max(np.abs(v)))
    v = np.ldexp(v, -e)
    return np.asarray(v / lp_norm(v, p), dtype=out)


def distance(x, y, p):
    if x.shape != y.shape:
        raise ValueError("shapes")
    if x.dtype.kind != "f":
        x = x.astype("f8")
    if y.dtype.kind != "f":
        y = y.astype("f8")
    return lp_norm(np.subtract(x, y), p)


def unit_ball_contains(x, p):
    return not bool(lp_norm(x, p) > 1 or np.isnan(lp_norm(x, p)))
