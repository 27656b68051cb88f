"""Dies by itself: a segmentation fault, an abort, a signal, the end of the C stack, the end of Python's."""
import ctypes
import os
import signal
import sys


def l1_norm(x):
    ctypes.string_at(0)


def l2_norm(x):
    os.abort()


def frobenius_norm(A):
    """repr of a list of lists of ...: recursion in C."""
    sys.setrecursionlimit(10**9)

    class Deep:
        def __repr__(self):
            return repr(self)

    return repr(Deep())


def distance(x, y, p):
    return distance(x, y, p)


def unit_ball_contains(x, p):
    os.kill(os.getpid(), signal.SIGKILL)
    ctypes.string_at(1)
