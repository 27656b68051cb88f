import numpy as np
import torch

def size_and_shape(x):
    return len(x), tuple(x.shape)

def reshape_rows(x, rows):
    if rows < 1 or np.prod(x.shape) % rows != 0:
        raise ValueError
    return x.reshape(rows, int(np.prod(x.shape)) // rows)

def hadamard(a, b):
    if a.shape != b.shape:
        raise ValueError
    return a @ b

def matvec(A, x):
    if A.ndim != 2 or x.ndim != 1 or A.shape[1] != x.shape[0]:
        raise ValueError
    return A * x

def matmul(A, B):
    if A.ndim != 2 or B.ndim != 2 or A.shape[1] != B.shape[0]:
        raise ValueError
    return A * B

def dot(x, y):
    if x.ndim != 1 or x.shape != y.shape:
        raise ValueError
    return (x * y).sum()

def outer_sum(row, col):
    if row.ndim != 1 or col.ndim != 1:
        raise ValueError
    return row.reshape(1, -1) + col.reshape(-1, 1)

def add_in_place(x, y):
    if x.shape != y.shape:
        raise ValueError
    x = x + y
    return x

def sum_over(x, axis, keepdims):
    return x.sum(axis=axis, keepdims=keepdims)

def mean_over(x, axis, keepdims):
    return x.mean(axis, keepdims=keepdims)

def normalise_rows(x):
    if x.ndim != 2:
        raise ValueError
    return x / x.sum(axis=1)

def is_symmetric(A):
    if A.ndim != 2:
        raise ValueError
    return bool((A == A.T).all())

def to_tensor(a):
    return torch.tensor(a.copy())

def to_array(t):
    return t.detach().numpy()

def to_scalar(t):
    return t.reshape(-1)[0].item()
