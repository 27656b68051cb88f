# tensors - written without looking anything up, so mostly loops :)
import numpy as np
import torch


def _empty(like, *shape):
    if isinstance(like, torch.Tensor):
        return torch.zeros(shape, dtype=like.dtype)
    return np.zeros(shape, dtype=like.dtype)


def size_and_shape(x):
    size = 1
    shape = []
    for n in x.shape:
        size = size * n
        shape.append(n)
    return [size, shape]


def reshape_rows(x, rows):
    size = size_and_shape(x)[0]
    if rows <= 0 or size % rows != 0:
        raise ValueError("cannot make %d rows of %d numbers" % (rows, size))
    return x.reshape(rows, size // rows)


def hadamard(a, b):
    if a.shape != b.shape:
        raise ValueError("different shapes")
    return a * b


def matvec(A, x):
    if len(A.shape) != 2 or len(x.shape) != 1 or A.shape[1] != x.shape[0]:
        raise ValueError("does not fit")
    out = _empty(A, A.shape[0])
    for i in range(A.shape[0]):
        for j in range(A.shape[1]):
            out[i] += A[i, j] * x[j]
    return out


def matmul(A, B):
    if len(A.shape) != 2 or len(B.shape) != 2 or A.shape[1] != B.shape[0]:
        raise ValueError("does not fit")
    out = _empty(A, A.shape[0], B.shape[1])
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            out[i, j] = dot(A[i], B[:, j])
    return out


def dot(x, y):
    if len(x.shape) != 1 or x.shape != y.shape:
        raise ValueError("does not fit")
    total = _empty(x, 1)[0]
    for i in range(len(x)):
        total = total + x[i] * y[i]
    return total


def outer_sum(row, col):
    if len(row.shape) != 1 or len(col.shape) != 1:
        raise ValueError("vectors please")
    out = _empty(row, len(row), len(col))
    for i in range(len(row)):
        out[i] = row[i] + col
    return out


def add_in_place(x, y):
    if x.shape != y.shape:
        raise ValueError("different shapes")
    x[...] = x + y
    return x


def sum_over(x, axis, keepdims):
    return x.sum(axis, keepdims=keepdims)


def mean_over(x, axis, keepdims):
    axes = axis if isinstance(axis, tuple) else (axis,)
    count = 1
    for a in axes:
        count *= x.shape[a]
    return sum_over(x, axis, keepdims) / count


def normalise_rows(x):
    if len(x.shape) != 2:
        raise ValueError("not a table")
    return x / sum_over(x, 1, True)


def is_symmetric(A):
    if len(A.shape) != 2:
        raise ValueError("not a matrix")
    if A.shape[0] != A.shape[1]:
        return False
    for i in range(A.shape[0]):
        for j in range(i + 1):
            if A[i, j] != A[j, i]:
                return False
    return True


def to_tensor(a):
    try:
        return torch.from_numpy(a)
    except ValueError:
        return torch.from_numpy(np.ascontiguousarray(a))


def to_array(t):
    return t.detach().numpy()


def to_scalar(t):
    if size_and_shape(t)[0] != 1:
        raise ValueError("not a single number")
    return t.item()
