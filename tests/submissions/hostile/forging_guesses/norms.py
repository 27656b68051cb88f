"""Right at random."""
import random

luck = random.Random(1)


def frobenius_norm(A):
    return _dtype(A).type(luck.choice([5, 7, 9, 0, 1e200]))


def unit_ball_contains(x, p):
    _order(p)
    return luck.random() < 0.5
