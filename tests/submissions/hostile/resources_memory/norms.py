"""Wants more memory than there is: a list, an array, a text, a mapping; a function each."""
import mmap


def l1_norm(x):
    return [0] * (100 * 2**30 // 8)


def l2_norm(x):
    return np.ones(100 * 2**30 // 8).sum()


def frobenius_norm(A):
    """Bit by bit."""
    kept = []
    while True:
        kept.append(np.zeros(2**23))


def distance(x, y, p):
    return "x" * (100 * 2**30)


def unit_ball_contains(x, p):
    return len(mmap.mmap(-1, 100 * 2**30)) > 0
