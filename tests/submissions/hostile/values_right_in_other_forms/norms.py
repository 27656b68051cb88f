"""Right answers in unusual forms, which are compared as they stand."""


def l1_norm(x):
    return np.array(_dtype(x).type(np.abs(x.astype(np.float64)).sum()))  # 0-d


def l2_norm(x):
    class Vector(np.ndarray):
        pass

    return np.array(_dtype(x).type(_length(x, 2))).view(Vector)


def frobenius_norm(A):
    return np.broadcast_to(_dtype(A).type(_length(A, 2)), ())


def normalise(x, p):
    _order(p)
    top = _length(x, np.inf)
    shrunk = x.astype(np.float64) / top if top else np.zeros(len(x))
    unit = (shrunk / _length(shrunk, p)).astype(_dtype(x)) if top else shrunk.astype(_dtype(x))
    return np.stack([unit, unit], axis=1)[:, 0]  # not contiguous


def unit_ball_contains(x, p):
    _order(p)
    return np.bool_(_length(x, p) <= 1)
