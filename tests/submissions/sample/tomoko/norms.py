import numpy as np


def l1_norm(x):
    return np.sum(np.abs(x)


def l2_norm(x)
    return np.sqrt(np.sum(x ** 2))


def lp_norm(x, p):
    return np.sum(np.abs(x) ** p) ** (1 / p)
