import numpy as np
import torch


def size_and_shape(x):
    size = np.prod(x.shape)
    return int(size), tuple(x.shape)


def reshape_rows(x, rows)
    return x.reshape(rows, -1)


def hadamard(a, b):
    return a * b
