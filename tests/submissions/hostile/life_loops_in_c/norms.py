"""Comes back after minutes, from a single call into LAPACK that no signal handler of Python interrupts."""


def frobenius_norm(A):
    big = np.cos(np.arange(3000.0 * 3000).reshape(3000, 3000))
    return np.sqrt((np.linalg.svd(big)[1] ** 2).sum())
