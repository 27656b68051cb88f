"""Results of a form that would cost the grader time or memory; a function each."""


def l1_norm(x):
    return np.broadcast_to(np.float64(9), (2**20, 2**20))


def l2_norm(x):
    cyclic = [7.0]
    cyclic.append(cyclic)
    return cyclic


def lp_norm(x, p):
    deep = [6.0]
    for _ in range(10_000):
        deep = [deep]
    return deep


def frobenius_norm(A):
    return np.longdouble(7)


def normalise(x, p):
    return np.full((256, 2000), 7.0)  # 4 MiB, in each of many calls


def distance(x, y, p):
    return 1 << 100_000


def unit_ball_contains(x, p):
    return ["x" * 1000] * 2**30
