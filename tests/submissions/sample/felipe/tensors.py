import numpy as np
import torch


def size_and_shape(x):
    total = 1
    for d in x.shape:
        total *= d
    return total, tuple(x.shape)


def reshape_rows(x, rows):
    total, _ = size_and_shape(x)
    if rows < 1 or total % rows:
        raise ValueError("rows")
    return x.reshape(total // rows, rows).T


def hadamard(a, b):
    if a.shape != b.shape:
        raise ValueError("shape")
    a *= b
    return a


def matvec(A, x):
    if A.ndim != 2 or tuple(x.shape) != (A.shape[1],):
        raise ValueError("shape")
    return A @ x


def matmul(A, B):
    if A.ndim != 2 or B.ndim != 2 or A.shape[1] != B.shape[0]:
        raise ValueError("shape")
    return A @ B


def dot(x, y):
    if x.ndim != 1 or tuple(x.shape) != tuple(y.shape):
        raise ValueError("shape")
    return matmul(x[None, :], y[:, None])[0, 0]


def outer_sum(row, col):
    if row.ndim != 1 or col.ndim != 1:
        raise ValueError("shape")
    return row[:, None] + col


def add_in_place(x, y):
    if x.shape != y.shape:
        raise ValueError("shape")
    x += y


def sum_over(x, axis, keepdims):
    return x.sum(axis)


def mean_over(x, axis, keepdims):
    return x.sum(axis, keepdims=keepdims)


def normalise_rows(x):
    if x.ndim != 2:
        raise ValueError("shape")
    return x / sum_over(x, 1, True)


def is_symmetric(A):
    if A.ndim != 2:
        raise ValueError("shape")
    if A.shape[0] != A.shape[1]:
        return False
    return bool((abs(A - A.T) < 1e-8).all())


def to_tensor(a):
    return torch.from_numpy(np.array(a))


def to_array(t):
    return t.detach_().numpy()


def to_scalar(t):
    total, _ = size_and_shape(t)
    if total != 1:
        raise ValueError("one element")
    return float(t)
