"""Exercise 1.1, Astrid Lindqvist"""
import numpy as np
import torch


def check(ok, what):
    if not ok:
        raise ValueError(what)


def size_and_shape(x):
    shape = tuple(x.shape)
    size = x.numel() if torch.is_tensor(x) else x.size
    return size, shape


def reshape_rows(x, rows):
    n, _ = size_and_shape(x)
    check(rows >= 1, "need at least one row")
    check(n % rows == 0, f"{n} elements do not make {rows} rows")
    return x.reshape((rows, n // rows))


def hadamard(a, b):
    check(tuple(a.shape) == tuple(b.shape), "shapes differ")
    return torch.mul(a, b) if torch.is_tensor(a) else np.multiply(a, b)


def matvec(A, x):
    check(len(A.shape) == 2 and len(x.shape) == 1, "a matrix and a vector, please")
    check(A.shape[1] == x.shape[0], "lengths differ")
    if torch.is_tensor(A):
        return torch.mv(A, x)
    return np.dot(A, x)


def matmul(A, B):
    check(len(A.shape) == 2 and len(B.shape) == 2, "two matrices, please")
    check(A.shape[1] == B.shape[0], "inner lengths differ")
    if torch.is_tensor(A):
        return torch.mm(A, B)
    return np.matmul(A, B)


def dot(x, y):
    check(len(x.shape) == 1 and len(y.shape) == 1, "two vectors, please")
    check(len(x) == len(y), "lengths differ")
    if torch.is_tensor(x):
        return torch.dot(x, y)
    return np.dot(x, y)


def outer_sum(row, col):
    check(row.ndim == 1, "row")
    check(col.ndim == 1, "col")
    if torch.is_tensor(row):
        return row.unsqueeze(1) + col.unsqueeze(0)
    return np.add.outer(row, col)


def add_in_place(x, y):
    check(tuple(x.shape) == tuple(y.shape), "shapes differ")
    if torch.is_tensor(x):
        return x.add_(y)
    return np.add(x, y, out=x)


def sum_over(x, axis, keepdims):
    if torch.is_tensor(x):
        return torch.sum(x, dim=axis, keepdim=keepdims)
    return np.sum(x, axis=axis, keepdims=keepdims)


def mean_over(x, axis, keepdims):
    if torch.is_tensor(x):
        return torch.mean(x, dim=axis, keepdim=keepdims)
    return np.mean(x, axis=axis, keepdims=keepdims)


def normalise_rows(x):
    check(x.ndim == 2, "a table, please")
    return x / sum_over(x, axis=1, keepdims=True)


def is_symmetric(A):
    check(A.ndim == 2, "a matrix, please")
    if A.shape[0] != A.shape[1]:
        return False
    return torch.equal(A, A.t()) if torch.is_tensor(A) else np.array_equal(A, A.T)


def to_tensor(a):
    if any(s < 0 for s in a.strides):
        a = a.copy()
    return torch.as_tensor(a)


def to_array(t):
    return t.detach().cpu().numpy()


def to_scalar(t):
    check(size_and_shape(t)[0] == 1, "exactly one element")
    return t.item()
