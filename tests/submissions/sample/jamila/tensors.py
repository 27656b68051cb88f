import numpy as np
import torch

size_and_shape = lambda x: (int(np.prod(x.shape)), tuple(x.shape))
reshape_rows = lambda x, rows: x.reshape(rows, -1)
hadamard = lambda a, b: a * b
matvec = lambda A, x: A @ x
matmul = lambda A, B: A @ B
dot = lambda x, y: x @ y
outer_sum = lambda row, col: row[:, None] + col[None, :]


def add_in_place(x, y):
    x += y
    return x


sum_over = lambda x, axis, keepdims: x.sum(axis=axis, keepdims=keepdims)
mean_over = lambda x, axis, keepdims: x.mean(axis=axis, keepdims=keepdims)
normalise_rows = lambda x: x / x.sum(axis=1, keepdims=True)
is_symmetric = lambda A: bool((A == A.T).all())
to_tensor = lambda a: torch.from_numpy(a)
to_array = lambda t: t.numpy()
to_scalar = lambda t: t.item()
