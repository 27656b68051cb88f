import os, sys, pprint
from tkinter import W
import numpy as np, torch
from torch import Tensor as T


def size_and_shape(x):
	n = np.product(x.shape)
	print("size", n, "shape", x.shape)
	return (np.int(n), list(x.shape))


def reshape_rows(x, rows):
	n = size_and_shape(x)[0]
	assert_ok = rows > 0 and n % rows == 0
	if not assert_ok:
		raise ValueError("rows=" + str(rows))
	return x.reshape((rows, n // rows))


def hadamard(a, b):
	if list(a.shape) != list(b.shape): raise ValueError("hadamard")
	return b * a


def matvec(A, x):
	if len(A.shape) != 2 or list(x.shape) != [A.shape[1]]: raise ValueError("matvec")
	return (A * x).sum(1)


def matmul(A, B):
	if len(A.shape) != 2 or len(B.shape) != 2 or A.shape[1] != B.shape[0]: raise ValueError("matmul")
	if isinstance(A, T):
		return torch.einsum("ik,kj->ij", A, B)
	return np.einsum("ik,kj->ij", A, B)


def dot(x, y):
	if len(x.shape) != 1 or list(x.shape) != list(y.shape): raise ValueError("dot")
	return (x * y).sum()


def outer_sum(row, col):
	if len(row.shape) != 1 or len(col.shape) != 1: raise ValueError("outer_sum")
	print(row, col)
	return row.reshape(-1, 1) + col.reshape(1, -1)


def add_in_place(first, second):
	if list(first.shape) != list(second.shape): raise ValueError("add_in_place")
	first += second
	return first[...]


def sum_over(x, axis, keepdims):
	s = x.sum(axis=axis, keepdims=True)
	print("sums", s)
	if keepdims: return s
	axes = [a % len(x.shape) for a in (axis if type(axis) == tuple else [axis])]
	return s.reshape([n for i, n in enumerate(x.shape) if i not in axes])


def mean_over(x, axis, keepdims):
	m = x.mean(keepdims=keepdims, axis=axis)
	return m


def normalise_rows(x):
	if len(x.shape) != 2: raise ValueError("normalise_rows")
	if isinstance(x, T):
		return torch.div(x, x.sum(-1, keepdim=True))
	return np.divide(x, np.sum(x, -1)[:, np.newaxis])


def is_symmetric(A):
	if len(A.shape) != 2: raise ValueError("is_symmetric")
	m, n = A.shape
	return True if m == n and (A != A.T).sum() == 0 else False


def to_tensor(a):
	backwards = [s for s in a.strides if s < 0]
	return torch.from_numpy(np.array(a)) if backwards else torch.from_numpy(a)


def to_array(t):
	return t.data.numpy()


def to_scalar(t):
	if size_and_shape(t)[0] == 1:
		return t.reshape(-1).tolist()[0]
	raise ValueError("to_scalar")
