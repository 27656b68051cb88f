"""Results that are no numbers of a kind that can be compared; a function each."""


def l1_norm(x):
    return np.nan


def l2_norm(x):
    return np.inf


def lp_norm(x, p):
    return np.array([object()], dtype=object)


def frobenius_norm(A):
    return np.ma.masked_array([7.0], mask=[True])


def normalise(x, p):
    return np.zeros(3, dtype=[("a", float), ("b", int)])


def distance(x, y, p):
    return np.zeros((0, 2**40))


def unit_ball_contains(x, p):
    return (value for value in [True])
