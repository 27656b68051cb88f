"""Tensors: arrays of numbers with axes, in NumPy and in torch side by side.

Every function but `to_tensor` and `to_array` takes NumPy arrays and torch tensors alike, and answers in kind: arrays
give an array (or a NumPy scalar where no axis is left), tensors give a tensor. Most bodies need no `if` for that, since
the two libraries share their operators and many names of methods.

What holds for every function here:

- Kinds and dtypes: all arguments of a call are of one library and of one dtype, a float or an integer one, and the
  result has that dtype too, unless the function says otherwise.
- Shapes: where shapes do not fit, ValueError is raised, for tensors too. Nothing is stretched (broadcast) unless the
  function exists for it: a + b with shapes (3,) and (3, 1) is a (3, 3) table that nobody asked for.
- Empty: an axis may have length 0. A sum over nothing is 0.
- Vectorised: no loop over elements or rows. The number of Python lines that a call runs does not grow with the arrays.
- Arguments are not modified, but for the first one of `add_in_place`.
- nan and inf are computed with as the library does it.
"""

import numpy as np
import torch

Tensor = np.ndarray | torch.Tensor


def size_and_shape(x: Tensor) -> tuple[int, tuple[int, ...]]:
    """How many elements there are, and how they are laid out.

        size = n_1 · n_2 · ... · n_k    for a shape (n_1, ..., n_k);    an x without axes has 1 element and the shape ()

    Args:
        x: any shape, any dtype. (`x.size` is the number in NumPy, but a method that gives the shape in torch.)

    Returns:
        (size, shape): an int and a tuple of ints.

    Example:
        a table of 2 rows and 3 columns gives (6, (2, 3))

    Source: Zhang, Lipton, Li and Smola, Dive into Deep Learning (2023), section 2.1.1.
    """
    raise NotImplementedError("size_and_shape: your code goes here")


def reshape_rows(x: Tensor, rows: int) -> Tensor:
    """The elements of x as a table with the given number of rows; the number of columns follows.

        columns = size / rows;    element (i, j) of the table is number i · columns + j of x, read row by row

    Nothing is copied where it need not be: if x lies in one piece in memory, in the order of its rows, the result is a
    view, so that writing to the one changes the other.

    Args:
        x: any shape.
        rows: at least 1; must divide the number of elements. It divides 0: an empty x gives a table of 0 columns.

    Returns:
        (rows, size / rows), in the dtype of x.

    Raises:
        ValueError: rows is below 1 (-1, "work it out", too), or does not divide the number of elements.

    Example:
        (1, 2, 3, 4, 5, 6) with rows = 2 gives [[1, 2, 3], [4, 5, 6]]

    Source: Zhang, Lipton, Li and Smola (2023), section 2.1.1.
    """
    raise NotImplementedError("reshape_rows: your code goes here")


def hadamard(a: Tensor, b: Tensor) -> Tensor:
    """Elementwise (Hadamard) product of two tensors of one shape.

        (a ⊙ b)_i = a_i b_i                               e.g. (2, 3) ⊙ (4, -1) = (8, -3)

    Args:
        a: any shape.
        b: the shape of a.

    Returns:
        The shape and dtype of a.

    Raises:
        ValueError: the shapes differ. (The libraries would stretch (2, 1) to (2, 3) in silence.)

    Source: Zhang, Lipton, Li and Smola (2023), section 2.3.5.
    """
    raise NotImplementedError("hadamard: your code goes here")


def matvec(A: Tensor, x: Tensor) -> Tensor:
    """Matrix times vector: the dot product of each row of A with x.

        (A x)_i = Σ_j A_ij x_j                            e.g. [[1, 2, 0], [0, 1, -1]] times (3, 1, 5) = (5, -4)

    Args:
        A: (m, n).
        x: (n,).

    Returns:
        (m,). With n = 0 these are zeros.

    Raises:
        ValueError: A does not have two axes, x does not have one, or their n differ.

    Source: Goodfellow, Bengio and Courville, Deep Learning (2016), section 2.2.
    """
    raise NotImplementedError("matvec: your code goes here")


def matmul(A: Tensor, B: Tensor) -> Tensor:
    """Matrix product: the dot products of all rows of A with all columns of B.

        (A B)_ij = Σ_l A_il B_lj                          e.g. [[1, 2]] times [[3, 0], [4, 1]] = [[11, 2]]

    Args:
        A: (m, k).
        B: (k, n).

    Returns:
        (m, n). With k = 0 these are zeros.

    Raises:
        ValueError: A or B does not have two axes, or their k differ.

    Source: Goodfellow, Bengio and Courville (2016), section 2.2, equation 2.5.
    """
    raise NotImplementedError("matmul: your code goes here")


def dot(x: Tensor, y: Tensor) -> Tensor:
    """Dot product of two vectors: the sum of the products of their entries.

        xᵀy = Σ_i x_i y_i                                 e.g. (1, 2, 3) and (4, 0, -1) give 4 + 0 - 3 = 1

    Args:
        x: (n,).
        y: (n,).

    Returns:
        A scalar, of shape () and in the dtype of x: a NumPy scalar for arrays, a tensor without axes for tensors.

    Raises:
        ValueError: x or y does not have one axis, or they differ in length.

    Source: Goodfellow, Bengio and Courville (2016), section 2.2.
    """
    raise NotImplementedError("dot: your code goes here")


def outer_sum(row: Tensor, col: Tensor) -> Tensor:
    """The table of all sums of one number for the row and one for the column. Here broadcasting does the work.

        S_ij = row_i + col_j                              shapes (m, 1) + (1, n) -> (m, n)

    Args:
        row: one number for each row, (m,).
        col: one number for each column, (n,).

    Returns:
        (m, n).

    Raises:
        ValueError: row or col does not have exactly one axis.

    Example:
        row = (10, 20) and col = (1, 2, 3) give [[11, 12, 13], [21, 22, 23]]

    Source: Harris et al., Array programming with NumPy, Nature 585 (2020), figure 1.
    """
    raise NotImplementedError("outer_sum: your code goes here")


def add_in_place(x: Tensor, y: Tensor) -> Tensor:
    """Add y to x in the memory of x, and return x: no new memory for the result.

        x_i ← x_i + y_i                                   e.g. x = (1, 2), y = (10, -2): x becomes (11, 0)

    What is returned *is* x, or a view of all of it. Whoever else holds x sees the sum too. If x is itself a view (a
    column of a table, say), the sum stands in that table. y stays as it was.

    Args:
        x: any shape, also (): modified.
        y: the shape of x.

    Returns:
        x.

    Raises:
        ValueError: the shapes differ; x is then as it was.

    Source: Zhang, Lipton, Li and Smola (2023), section 2.1.5.
    """
    raise NotImplementedError("add_in_place: your code goes here")


def sum_over(x: Tensor, axis: int | tuple[int, ...], keepdims: bool) -> Tensor:
    """Sum over one axis, or over several at once.

        axis = 0 of a (m, n) table: s_j = Σ_i x_ij        e.g. [[1, 2, 3], [4, 5, 6]]: axis 0 gives (5, 7, 9)

    The axes are those of x, all counted before any of them is gone; a negative one counts from the end. Several axes
    are given as a tuple in any order: (0, 2) of a shape (2, 3, 4) leaves (3,).

    Args:
        x: any shape with at least one axis.
        axis: an int, or a tuple of at least one and no two equal.
        keepdims: True leaves each summed axis in place with length 1, so that the result broadcasts against x; False
            removes it.

    Returns:
        The sums. Floats keep their dtype; bools and integers are summed as int64, so that nothing wraps round in narrow
        ones (unsigned arrays as uint64): what NumPy and torch do on this platform.

    Raises:
        IndexError: x has no such axis. (NumPy's AxisError is an IndexError.)

    Source: Zhang, Lipton, Li and Smola (2023), section 2.3.6.
    """
    raise NotImplementedError("sum_over: your code goes here")


def mean_over(x: Tensor, axis: int | tuple[int, ...], keepdims: bool) -> Tensor:
    """Mean over one axis, or over several at once: the sum divided by how many elements went into it.

        axis = 0 of a (m, n) table: μ_j = (1/m) Σ_i x_ij  e.g. [[1, 2, 3], [4, 5, 6]]: axis 1 gives (2, 5)

    Args:
        x: floats, any shape with at least one axis. An array of integers gives float64, as NumPy does it; torch has no
            mean of integers, so that such a tensor must be converted before.
        axis: as in sum_over. Over several axes the mean is that of all elements together.
        keepdims: as in sum_over.

    Returns:
        The means, in the dtype of x. Over an axis of length 0 they are nan.

    Raises:
        IndexError: x has no such axis.

    Source: Zhang, Lipton, Li and Smola (2023), section 2.3.6.
    """
    raise NotImplementedError("mean_over: your code goes here")


def normalise_rows(x: Tensor) -> Tensor:
    """Each row divided by its own sum, so that every row sums to 1.

        out_ij = x_ij / Σ_k x_ik                          e.g. [[1, 3], [2, 2]] gives [[0.25, 0.75], [0.5, 0.5]]

    Args:
        x: (n, d). Integers are divided as `/` divides them: to float64 in NumPy, to float32 (its default) in torch.

    Returns:
        (n, d), new memory. A row whose sum is 0 becomes nan or inf, as any division by 0; it does not touch the others.

    Raises:
        ValueError: x does not have two axes.

    Source: Zhang, Lipton, Li and Smola (2023), section 2.3.7.
    """
    raise NotImplementedError("normalise_rows: your code goes here")


def is_symmetric(A: Tensor) -> bool:
    """Whether a matrix equals its transpose, exactly.

        A = Aᵀ:    A_ij = A_ji for all i and j            e.g. [[1, 2], [2, 5]] is, [[1, 2], [0, 5]] is not

    No tolerance is added. A matrix that is not square is not symmetric, and nan equals nothing, not even itself: a
    matrix with a nan, also on its diagonal, is not symmetric.

    Args:
        A: (m, n).

    Returns:
        A bool. True for the matrix without rows and columns.

    Raises:
        ValueError: A does not have two axes.

    Source: Goodfellow, Bengio and Courville (2016), section 2.6.
    """
    raise NotImplementedError("is_symmetric: your code goes here")


def to_tensor(a: np.ndarray) -> torch.Tensor:
    """The torch tensor over the memory of an array: same shape, dtype and values, and nothing is copied.

    Writing to the one changes the other. The exception are arrays that run backwards through their memory, such as
    b[::-1]: torch has no negative strides, so that these are copied.

    Args:
        a: array of any shape; a dtype that torch has.

    Returns:
        Tensor with the shape and dtype of a: float64 stays float64, although torch's own default is float32.

    Example:
        t = to_tensor(a) for a = (1.0, 2.0); then t[0] = 7 makes a = (7.0, 2.0)

    Source: Zhang, Lipton, Li and Smola (2023), section 2.1.6.
    """
    raise NotImplementedError("to_tensor: your code goes here")


def to_array(t: torch.Tensor) -> np.ndarray:
    """The NumPy array over the memory of a tensor: same shape, dtype and values, and nothing is copied.

    Writing to the one changes the other. A tensor that requires a gradient is detached first: NumPy keeps no record of
    how a number came about. The tensor itself stays as it was.

    Args:
        t: tensor of any shape on the CPU, also one that requires a gradient; a dtype that NumPy has.

    Returns:
        Array with the shape and dtype of t.

    Source: Zhang, Lipton, Li and Smola (2023), section 2.1.6.
    """
    raise NotImplementedError("to_array: your code goes here")


def to_scalar(t: Tensor) -> float | int | bool:
    """The one element of a tensor as a plain Python number.

        shape (), (1,), (1, 1), ...: exactly one element  e.g. [[2.5]] gives 2.5

    Args:
        t: tensor or array with exactly one element; any number of axes.

    Returns:
        A Python float, int or bool, as the dtype of t is: not a NumPy scalar. Large integers stay exact.

    Raises:
        ValueError: t has more than one element, or none. (torch's own error would be a RuntimeError.)

    Source: Zhang, Lipton, Li and Smola (2023), section 2.1.6.
    """
    raise NotImplementedError("to_scalar: your code goes here")
