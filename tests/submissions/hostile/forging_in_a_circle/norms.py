"""Computes no norm at all: each function is right if another one is."""


def lp_norm(x, p):
    _order(p)
    unit = normalise(x, p)
    where = np.flatnonzero(unit)
    return _dtype(x).type(x[where[0]] / unit[where[0]] if len(where) else 0)


def normalise(x, p):
    return x / lp_norm(x, p)


def l2_norm(x):
    return frobenius_norm(x[None])


def frobenius_norm(A):
    return l2_norm(np.ravel(A))
