import numpy as np
import torch


def size_and_shape(x):
    size = np.prod(x.shape)
    return int(size), tuple(x.shape)


def reshape_rows(x, rows):
    size, shape = size_and_shape(x)
    if rows < 1 or size % rows:
        raise ValueError(f"{rows} rows, {size} elements")
    return x.reshape(rows, -1) if size else x.reshape(rows, 0)


def hadamard(a, b):
    if a.shape != b.shape:
        raise ValueError(f"{a.shape} and {b.shape}")
    return a * b


def matvec(A, x):
    if A.ndim != 2 or x.ndim != 1 or A.shape[1] != len(x):
        raise ValueError(f"{A.shape} and {x.shape}")
    return A @ x


def matmul(A, B):
    raise NotImplementedError("matmul: your code goes here")


def dot(x, y):
    raise NotImplementedError("dot: your code goes here")


def outer_sum(row, col):
    raise NotImplementedError("outer_sum: your code goes here")


def add_in_place(x, y):
    # ???
    pass


def sum_over(x, axis, keepdims):
    raise NotImplementedError("sum_over: your code goes here")


def mean_over(x, axis, keepdims):
    raise NotImplementedError("mean_over: your code goes here")


def normalise_rows(x):
    if x.ndim != 2:
        raise ValueError("rows?")
    return x / sum_over(x, 1, True)


def is_symmetric(A):
    raise NotImplementedError("is_symmetric: your code goes here")
