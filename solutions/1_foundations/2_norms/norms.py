"""Norms: how long a vector is, how large a matrix is, and how far apart two vectors lie.

What holds for every function here:

- Shapes: `x` and `y` are one real vector, (d,); `A` is one real matrix, (m, n). A norm is a scalar, of shape ().
- Dtypes: float16, float32 and float64 come back as they went in. Integers of any width count as float64: they are
  converted before anything is computed, so that nothing wraps round.
- Range: no square or power may overflow or underflow on the way. A norm that fits its dtype is right to a few
  roundings, be the entries 1e200, 1e-200 or the smallest numbers there are; one that does not fit is inf.
- Empty: a vector without entries, or a matrix without rows or columns, has norm 0.
- nan and inf: an infinite entry makes the norm inf, and a nan makes it nan. Where both stand it is one of the two.
- Order: `p` is a number >= 1, or inf. Anything else, nan too, raises ValueError, whatever `x` is.
- The arguments are not modified.
"""

import numpy as np


### BEGIN SOLUTION
# Everything is computed in float64: int8 has no room for 128, uint8 none for -1, and float16 none for 300 squared.
def _dtype_of_norm(x: np.ndarray) -> np.dtype:
    return x.dtype if np.issubdtype(x.dtype, np.floating) else np.dtype(np.float64)


def _check_order(p: float) -> None:
    if not p >= 1:  # nan is not >= 1 either
        raise ValueError(f"p is {p}, but a norm needs p >= 1: below 1 the triangle inequality fails")


### END SOLUTION
def l1_norm(x: np.ndarray) -> np.floating:
    """L1 norm of a vector: the sum of the absolute values of its entries.

        ||x||_1 = |x_1| + ... + |x_d|                        e.g. (3, -4) has 3 + 4 = 7

    Args:
        x: (d,).

    Returns:
        Scalar, in the dtype of x (float64 for integers).

    Source: Golub and Van Loan, Matrix Computations, 4th edition (2013), section 2.2.1.
    """
    ### BEGIN SOLUTION
    return _dtype_of_norm(x).type(np.sum(np.abs(x.astype(np.float64))))
    ### END SOLUTION


def l2_norm(x: np.ndarray) -> np.floating:
    """L2 (Euclidean) norm of a vector: the root of the sum of the squares of its entries.

        ||x||_2 = sqrt(x_1^2 + ... + x_d^2)                  e.g. (3, -4) has sqrt(9 + 16) = 5

    The squares may leave the range of the dtype while the norm does not: (3e200, -4e200) has norm 5e200, and
    (3e-200, -4e-200) has 5e-200.

    Args:
        x: (d,).

    Returns:
        Scalar, in the dtype of x (float64 for integers).

    Source: Golub and Van Loan, section 2.2.1; the range is from Blue, "A Portable Fortran Program to Find the
    Euclidean Norm of a Vector", ACM Transactions on Mathematical Software 4 (1978).
    """
    ### BEGIN SOLUTION
    return lp_norm(x, 2)
    ### END SOLUTION


def lp_norm(x: np.ndarray, p: float) -> np.floating:
    """Lp norm of a vector, for any order p from 1 to infinity.

        ||x||_p   = (|x_1|^p + ... + |x_d|^p)^(1/p)          e.g. (3, -4, 5) with p = 3: (27 + 64 + 125)^(1/3) = 6
        ||x||_inf = max(|x_1|, ..., |x_d|)                   e.g. (3, -4) with p = inf: 4

    The powers may leave the range of the dtype while the norm does not, as with `l2_norm`, and a large p makes
    that happen to ordinary numbers: 10^400 is beyond float64.

    Args:
        x: (d,).
        p: the order, >= 1 or inf; not necessarily whole.

    Returns:
        Scalar, in the dtype of x (float64 for integers).

    Raises:
        ValueError: p < 1 (the triangle inequality fails there, so it is no norm) or p is nan.

    Source: Golub and Van Loan, section 2.2.1.
    """
    ### BEGIN SOLUTION
    _check_order(p)
    sizes = np.abs(x.astype(np.float64))
    largest = np.max(sizes, initial=0.0)
    if largest == 0 or not np.isfinite(largest):
        return _dtype_of_norm(x).type(largest)
    ratios = sizes / largest  # (d,), from 0 to 1, and at least one of them is 1
    # p = inf needs no case of its own: ratios**inf is 1 for the largest, 0 for the others, and 1 / inf is 0.
    return _dtype_of_norm(x).type(largest * np.sum(ratios**p) ** (1 / p))
    ### END SOLUTION


def frobenius_norm(A: np.ndarray) -> np.floating:
    """Frobenius norm of a matrix: the root of the sum of the squares of all its entries.

        ||A||_F = sqrt(sum_i sum_j A_ij^2)                   e.g. [[1, 2], [4, -2]] has sqrt(1 + 4 + 16 + 4) = 5

    It is not the spectral norm, the most that A can stretch a vector: that is the largest singular value alone,
    while the Frobenius norm is the root of the sum of the squares of all of them.

    Args:
        A: (m, n).

    Returns:
        Scalar, in the dtype of A (float64 for integers).

    Source: Golub and Van Loan, section 2.3.1.
    """
    ### BEGIN SOLUTION
    return l2_norm(np.ravel(A))
    ### END SOLUTION


def normalise(x: np.ndarray, p: float) -> np.ndarray:
    """The vector of p-norm 1 that points where x points.

        normalise(x, p) = x / ||x||_p                        e.g. (3, -4) with p = 2: (0.6, -0.8)

    The zero vector points nowhere: it comes back as zeros. A vector with a nan or an infinite entry points nowhere
    either: its result holds nan. Every other vector has its direction, even where its norm does not fit the dtype:
    the float16 vector (60000, 60000), whose L2 norm is 84853, gives (0.7071, 0.7071).

    Args:
        x: (d,).
        p: the order of the norm, >= 1 or inf.

    Returns:
        (d,), a new array in the dtype of x (float64 for integers).

    Raises:
        ValueError: p < 1 or p is nan.

    Source: Goodfellow, Bengio and Courville, Deep Learning (2016), section 2.6, for p = 2.
    """
    ### BEGIN SOLUTION
    _check_order(p)
    largest = lp_norm(x, np.inf)
    if largest == 0:
        return np.zeros(x.shape, _dtype_of_norm(x))
    shrunk = x.astype(np.float64) / largest  # (d,), as x but with largest entry 1, so that its norm fits
    return (shrunk / lp_norm(shrunk, p)).astype(_dtype_of_norm(x))
    ### END SOLUTION


def distance(x: np.ndarray, y: np.ndarray, p: float) -> np.floating:
    """Distance between two vectors: the p-norm of their difference.

        d_p(x, y) = ||x - y||_p                              e.g. (1, 5) and (4, 1) with p = 1: 3 + 4 = 7

    Args:
        x: (d,).
        y: (d,), of the dtype of x and with as many entries. NumPy would stretch a vector of one entry; here it is a
            mistake.
        p: the order of the norm, >= 1 or inf.

    Returns:
        Scalar, in the dtype of x and y (float64 for integers). An infinite entry that x and y share gives nan, as
        inf - inf is.

    Raises:
        ValueError: the shapes differ, p < 1, or p is nan.

    Source: Boyd and Vandenberghe, Convex Optimization (2004), appendix A.1.2.
    """
    ### BEGIN SOLUTION
    if x.shape != y.shape:
        raise ValueError(f"x has shape {x.shape} and y has {y.shape}, but a distance needs equal shapes")
    return _dtype_of_norm(x).type(lp_norm(np.subtract(x, y, dtype=np.float64), p))
    ### END SOLUTION


def unit_ball_contains(x: np.ndarray, p: float) -> bool:
    """Whether x lies in the closed unit ball of the p-norm: all vectors of norm at most 1.

        ||x||_p <= 1                                         e.g. (0.6, -0.6): outside for p = 1, inside for p = 2

    The sphere ||x||_p = 1 belongs to the ball, and no tolerance is added: an x whose norm is within a few roundings
    of 1 may be judged either way, unless the norm is exact, as that of (0, -1) is.

    Args:
        x: (d,).
        p: the order of the norm, >= 1 or inf.

    Returns:
        A bool. False if x has a nan or an infinite entry.

    Raises:
        ValueError: p < 1 or p is nan.

    Source: Boyd and Vandenberghe, section 2.2.3.
    """
    ### BEGIN SOLUTION
    return bool(lp_norm(x, p) <= 1)
    ### END SOLUTION
