import numpy as np
import torch


def size_and_shape(x):
    return x.size, x.shape


def reshape_rows(x, rows):
    if rows < 1 or x.size % rows != 0:
        raise ValueError('bad number of rows')
    return np.reshape(x, (rows, -1)) if x.size else np.zeros((rows, 0))


def hadamard(a, b):
    if a.shape != b.shape:
        raise ValueError('shapes')
    return a * b


def matvec(A, x):
    if A.ndim != 2 or x.ndim != 1 or A.shape[1] != x.shape[0]:
        raise ValueError('shapes')
    return A @ x


def matmul(A, B):
    if A.ndim != 2 or B.ndim != 2 or A.shape[1] != B.shape[0]:
        raise ValueError('shapes')
    return A @ B


def dot(x, y):
    if x.ndim != 1 or y.ndim != 1 or len(x) != len(y):
        raise ValueError('shapes')
    return float(np.sum(np.asarray(x) * np.asarray(y)))


def outer_sum(row, col):
    if row.ndim != 1 or col.ndim != 1:
        raise ValueError('shapes')
    return np.reshape(row, (-1, 1)) + np.reshape(col, (1, -1))


def add_in_place(x, y):
    if x.shape != y.shape:
        raise ValueError('shapes')
    x += y
    return x


def sum_over(x, axis, keepdims):
    return np.sum(np.asarray(x), axis=axis, keepdims=keepdims)


def mean_over(x, axis, keepdims):
    return np.mean(np.asarray(x), axis=axis, keepdims=keepdims)


def normalise_rows(x):
    if x.ndim != 2:
        raise ValueError('shapes')
    return x / np.sum(x, axis=1, keepdims=True)


def is_symmetric(A):
    if A.ndim != 2:
        raise ValueError('shapes')
    return A.shape[0] == A.shape[1] and bool(np.all(np.asarray(A) == np.asarray(A).T))


def to_tensor(a):
    return torch.from_numpy(a)


def to_array(t):
    return t.numpy()


def to_scalar(t):
    if np.asarray(t).size != 1:
        raise ValueError('one element')
    return np.asarray(t).item()
