import numpy as np
import torch


def size_and_shape(x):
    n = 1
    for k in x.shape: n *= k
    return n, tuple(x.shape)

def reshape_rows(x, rows):
    n, shape = size_and_shape(x)
    if rows < 1 or n % rows != 0: raise ValueError(rows)
    flat = x.flatten()
    return flat.reshape(rows, n // rows)

def hadamard(a, b):
    if a.shape != b.shape: raise ValueError(a.shape)
    return (a * b).sum()

def matvec(A, x):
    if A.ndim != 2 or x.ndim != 1 or A.shape[1] != x.shape[0]: raise ValueError(A.shape)
    return x @ A.T

def matmul(A, B):
    if A.ndim != 2 or B.ndim != 2 or A.shape[1] != B.shape[0]: raise ValueError(A.shape)
    return A @ B

def dot(x, y):
    if x.ndim != 1 or x.shape != y.shape: raise ValueError(x.shape)
    return x * y

def outer_sum(row, col):
    if row.ndim != 1 or col.ndim != 1: raise ValueError(row.shape)
    return row + col

def add_in_place(x, y):
    if x.shape != y.shape: raise ValueError(x.shape)
    y += x
    return y

def sum_over(x, axis, keepdims):
    if isinstance(axis, int): return x.sum(axis, keepdims=keepdims)
    for a in sorted(axis):
        x = x.sum(a, keepdims=keepdims)
    return x

def mean_over(x, axis, keepdims):
    return sum_over(x, axis, keepdims) / size_and_shape(x)[0]

def normalise_rows(x):
    if x.ndim != 2: raise ValueError(x.shape)
    return x / x.sum(0)

def is_symmetric(A):
    if A.ndim != 2: raise ValueError(A.shape)
    return A.shape[0] == A.shape[1] and bool((A == A.T).any())

def to_tensor(a):
    return torch.Tensor(a.copy())

def to_array(t):
    return t.detach().numpy().astype(np.float64)

def to_scalar(t):
    n, shape = size_and_shape(t)
    if n != 1: raise ValueError(shape)
    return t.reshape(())
