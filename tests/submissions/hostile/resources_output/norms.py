"""Prints ten gigabytes, by print and by the descriptors, and is wrong so that some of it is shown."""
import os
import sys


def frobenius_norm(A):
    line = "PRINTED " * (1 << 17)
    for _ in range(10_000):
        sys.stdout.write(line)
    for number in (1, 2):
        for _ in range(100):
            os.write(number, line.encode())
    return _dtype(A).type(-1)


def l1_norm(x):
    raise ValueError("PRINTED " * (1 << 20))
