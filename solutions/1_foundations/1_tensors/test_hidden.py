"""Tensors against their definitions in Python numbers, in both libraries: views, dtypes, memory, edges and laws.

The entries are eighths: sums and products of a few of them are exact in every float dtype.
"""

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import raises

from grader.testing import assert_close, function, points

A_FEW = settings(max_examples=3)  # a case takes two or three calls
SIZES = (4, 12)  # of what is called twice to count the lines


def eighths(rng, *shape, dtype=np.float64):
    """Entries between -5 and 5, none of them 0."""
    return (rng.choice(np.r_[-40:0, 1:41], size=shape) / 8).astype(dtype)


def tensors(*arrays):
    """The same numbers as tensors; a view stays one, but for one that runs backwards."""
    return tuple(torch.from_numpy(a if all(step >= 0 for step in a.strides) else a.copy()) for a in arrays)


def both(*arrays):
    """The arguments as arrays, then as tensors."""
    return arrays, tensors(*arrays)


def like(result, *arguments):
    """A result of NumPy's in the kind of the arguments."""
    return torch.as_tensor(result) if isinstance(arguments[0], torch.Tensor) else result


def first_of(rec):
    """The name that the student gives the first argument."""
    return tuple(rec.after)[:1]


def unfit(x, *cases):
    """Arguments that must be refused: all of them as tensors, two of them as arrays."""
    return cases if isinstance(x, torch.Tensor) else cases[:2]


def views(rng):
    """Tables in one piece, and three that are not."""
    table = eighths(rng, 6, 5)
    return [eighths(rng, 3, 4), table.T, table[::2, 1:4], table[::-1, 2:]]


# --- definitions, in plain Python -------------------------------------------------------------------------------------


def summed(x, axis, keepdims):
    """The sums over the axes, added one element at a time."""
    axes = {number % x.ndim for number in (axis if isinstance(axis, tuple) else (axis,))}
    total = np.zeros([1 if number in axes else length for number, length in enumerate(x.shape)], x.dtype)
    for index in np.ndindex(x.shape):
        total[tuple(0 if number in axes else at for number, at in enumerate(index))] += x[index]
    return total if keepdims else total.reshape([n for number, n in enumerate(x.shape) if number not in axes])


def inner(x, y):
    """The dot product of two vectors."""
    return sum(a * b for a, b in zip(x.tolist(), y.tolist(), strict=True))


def product(A, B):
    """The matrix product, one dot product an entry."""
    entries = [inner(A[i], B[:, j]) for i in range(A.shape[0]) for j in range(B.shape[1])]
    return np.array(entries, A.dtype).reshape(A.shape[0], B.shape[1])


def averaged(x, axis, keepdims):
    """The means over the axes, in the dtype of x."""
    total = summed(x.astype(np.float64), axis, keepdims)
    return (total / (x.size / total.size)).astype(x.dtype)


# --- size_and_shape ---------------------------------------------------------------------------------------------------

SHAPES = [(), (7,), (2, 5), (3, 1, 4), (2, 3, 4, 5), (3, 0, 2)]


@points(1.5)
def test_size_and_shape_of_arrays(student, reference):
    """Arrays of up to four axes, without axes, and without elements have the right size and shape.

    zh: 最多四个轴、没有轴、没有元素的数组，元素个数和形状都正确
    """
    for shape in SHAPES:
        assert_close(student.size_and_shape(np.ones(shape)), (sum(1 for _ in np.ndindex(shape)), shape))
    x = np.zeros((4, 6), np.int8)[::2, 1:].T
    assert_close(student.size_and_shape(x), (10, (5, 2)))
    assert_close(student.size_and_shape(x), reference.size_and_shape(x))


def test_size_and_shape_of_tensors(student):
    """Tensors of up to four axes, without axes, and without elements have the right size and shape.

    zh: 最多四个轴、没有轴、没有元素的张量，元素个数和形状都正确
    """
    for shape in SHAPES:
        assert_close(student.size_and_shape(torch.ones(shape)), (torch.ones(shape).numel(), shape))
    assert_close(student.size_and_shape(torch.zeros(4, 6, dtype=torch.bool)[::2, 1:].T), (10, (5, 2)))


# --- reshape_rows -----------------------------------------------------------------------------------------------------


@points(1.5)
def test_reshape_rows_reads_row_by_row(student, reference, rng):
    """The elements of arrays and tensors of any shape and layout come row by row, whatever the number of rows.

    zh: 任意形状和内存布局的数组和张量，元素都逐行排列，行数任意
    """
    cases = [(x, rows) for x, rows in zip(views(rng), (3, 1, 9, 6), strict=True)]
    for x, rows in [*cases, (eighths(rng, 2, 3, 4), 6), (eighths(rng, 1), 1), (np.array(1.5), 1)]:
        flat = [float(x[index]) for index in np.ndindex(x.shape)]
        columns = len(flat) // rows
        table = np.array([flat[row * columns : (row + 1) * columns] for row in range(rows)])
        for (argument,) in both(x):
            assert_close(student.reshape_rows(argument, rows), like(table, argument), note=f"{x.shape} in {rows} rows")
    assert_close(student.reshape_rows(x, rows), reference.reshape_rows(x, rows))


def test_reshape_rows_copies_nothing_that_it_need_not(student, rng):
    """Where x lies in one piece, the table is a view of it; x is not changed, and float32 and integers stay.

    zh: x 在内存中连续时结果是它的视图；x 不被改动，float32 和整数保持不变
    """
    for dtype in (np.float32, np.int16):
        for (x,) in both(eighths(rng, 4, 3, dtype=dtype)):
            rec = student.observe.reshape_rows(x, 2)
            assert_close(rec.value, x.reshape(2, 6))
            assert rec.shares_memory == first_of(rec), "the table has memory of its own: the elements were copied"
            assert not rec.modified, "reshape_rows changed its argument"


@points(1.5)
def test_reshape_rows_refuses_rows_that_do_not_fit(student, rng):
    """Rows below 1 and rows that do not divide the size raise ValueError; an empty x gives a table without columns.

    zh: 行数小于 1 或不能整除元素个数时抛出 ValueError；空的 x 给出没有列的表
    """
    for (x,) in both(eighths(rng, 3, 4)):
        assert_close(student.reshape_rows(x, 6), x.reshape(6, 2))
        assert_close(student.reshape_rows(x[:0], 5), like(np.zeros((5, 0)), x))
        for rows in (0, -1, 5, 24):
            with raises(ValueError):
                student.reshape_rows(x, rows)


# --- hadamard ---------------------------------------------------------------------------------------------------------


def multiplied(a, b):
    """The products of the entries, one at a time."""
    products = [a[index].item() * b[index].item() for index in np.ndindex(a.shape)]
    return np.array(products, a.dtype).reshape(a.shape)


@points(1.5)
def test_hadamard_of_arrays(student, reference, rng):
    """The products of arrays of any shape and layout are right, also of square ones and of empty ones.

    zh: 任意形状和内存布局的数组，乘积都正确，方形的和空的也是
    """
    pairs = [(x, eighths(rng, *x.shape)) for x in views(rng)]
    for shape in ((), (3, 3), (2, 1, 4), (0, 2)):
        pairs.append((eighths(rng, *shape), eighths(rng, *shape)))
    for a, b in pairs:
        assert_close(student.hadamard(np.asarray(a), np.asarray(b)), multiplied(np.asarray(a), np.asarray(b)))
    a, b = eighths(rng, 2, 3, 3, dtype=np.float32)
    assert_close(student.hadamard(a, b), reference.hadamard(a, b))


def test_hadamard_of_tensors(student, rng):
    """The products of tensors of any layout are right, in float32 and in integers too; inf times 0 is nan.

    zh: 任意内存布局的张量，乘积都正确，float32 和整数也是；inf 乘以 0 是 nan
    """
    for x in views(rng):
        a, b = tensors(x, eighths(rng, *x.shape))
        assert_close(student.hadamard(a, b), torch.einsum("ij,ij->ij", a, b))
    a, b = tensors(*eighths(rng, 2, 3, 3, dtype=np.float32))
    assert_close(student.hadamard(a, b), like(multiplied(a.numpy(), b.numpy()), a))
    assert_close(student.hadamard(torch.tensor([3, -4]), torch.tensor([5, 6])), torch.tensor([15, -24]))
    odd = torch.tensor([torch.inf, -torch.inf, torch.nan])
    assert_close(student.hadamard(odd, torch.tensor([0.0, 2.0, 1.0])), torch.tensor([torch.nan, -torch.inf, torch.nan]))


def test_hadamard_refuses_other_shapes(student, rng):
    """Shapes that differ raise ValueError, also those that could be stretched; the arguments are as they were.

    zh: 形状不同抛出 ValueError，可以拉伸的也不例外；参数保持不变
    """
    for a, b in both(*eighths(rng, 2, 3, 4)):
        rec = student.observe.hadamard(a, b)
        assert_close(rec.value, a * b)
        assert not rec.modified, "hadamard changed an argument"
        for pair in unfit(a, (a, b[:1]), (b[:, :1], a), (a, b[0]), (a, b.T)):
            with raises(ValueError):
                student.hadamard(*pair)


# --- matvec -----------------------------------------------------------------------------------------------------------


@points(1.5)
def test_matvec_of_arrays(student, reference, rng):
    """The product is right for matrices of any layout, for one row, one column, one entry and none.

    zh: 任意内存布局的矩阵，乘积都正确，一行、一列、一个元素、没有元素也是
    """
    for A in [*views(rng), eighths(rng, 1, 4), eighths(rng, 4, 1), eighths(rng, 3, 3)]:
        x = eighths(rng, 2 * A.shape[1])[::2]
        assert_close(student.matvec(A, x), np.array([inner(row, x) for row in A]))
    assert_close(student.matvec(A, x), reference.matvec(A, x))
    assert_close(student.matvec(np.zeros((3, 0)), np.zeros(0)), np.zeros(3))
    assert_close(student.matvec(np.zeros((0, 2)), np.ones(2)), np.zeros(0))


def test_matvec_of_tensors(student, rng):
    """The product is right for tensors of any layout, in float32 and in integers too.

    zh: 任意内存布局的张量，乘积都正确，float32 和整数也是
    """
    for matrix in [*views(rng)[:3], eighths(rng, 3, 3, dtype=np.float32), eighths(rng, 2, 3, dtype=np.int64)]:
        A, x = tensors(matrix, eighths(rng, matrix.shape[1], dtype=matrix.dtype))
        assert_close(student.matvec(A, x), torch.stack([(row * x).sum() for row in A]))


def test_matvec_refuses_what_does_not_fit(student, rng):
    """A vector of another length, a column, or a matrix that is none raise ValueError; the arguments stay.

    zh: 长度不同的向量、列矩阵、不是矩阵的矩阵抛出 ValueError；参数保持不变
    """
    for A, x in both(eighths(rng, 3, 4), eighths(rng, 4)):
        rec = student.observe.matvec(A, x)
        assert_close(rec.value, (A * x).sum(1))
        assert not rec.modified, "matvec changed an argument"
        for pair in unfit(A, (A[0], x), (A, x[:, None]), (A, x[:3]), (A[None], x)):
            with raises(ValueError):
                student.matvec(*pair)


# --- matmul -----------------------------------------------------------------------------------------------------------


@points(1.5)
def test_matmul_of_arrays(student, reference, rng):
    """The product is right for matrices of any layout, square ones, rows, columns, one entry and none.

    zh: 任意内存布局的矩阵，乘积都正确，方阵、行、列、一个元素、没有元素也是
    """
    for A in [*views(rng), eighths(rng, 3, 3), eighths(rng, 1, 4), eighths(rng, 4, 1)]:
        B = eighths(rng, 3, A.shape[1]).T
        assert_close(student.matmul(A, B), product(A, B))
    assert_close(student.matmul(A, B), reference.matmul(A, B))
    assert_close(student.matmul(np.zeros((3, 0)), np.zeros((0, 2))), np.zeros((3, 2)))


def test_matmul_of_tensors(student, rng):
    """The product is right for tensors of any layout, in float32 and in integers too.

    zh: 任意内存布局的张量，乘积都正确，float32 和整数也是
    """
    for matrix in [*views(rng)[:3], eighths(rng, 3, 3, dtype=np.float32), eighths(rng, 2, 3, dtype=np.int64)]:
        A, B = tensors(matrix, eighths(rng, matrix.shape[1], 3, dtype=matrix.dtype))
        assert_close(student.matmul(A, B), like(product(A.numpy(), B.numpy()), A))


def test_matmul_refuses_what_does_not_fit(student, rng):
    """Inner lengths that differ, vectors and stacks of matrices raise ValueError; the arguments stay.

    zh: 内部长度不同、向量、矩阵堆叠抛出 ValueError；参数保持不变
    """
    for A, B in both(eighths(rng, 2, 3), eighths(rng, 3, 4)):
        rec = student.observe.matmul(A, B)
        assert_close(rec.value, (A[:, :, None] * B).sum(1))
        assert not rec.modified, "matmul changed an argument"
        for pair in unfit(A, (A, B[:, 0]), (A, B[None]), (B, A), (A[0], B)):
            with raises(ValueError):
                student.matmul(*pair)


tables = st.lists(st.integers(-40, 40), min_size=18, max_size=18).map(lambda wholes: np.array(wholes) / 8)


@A_FEW
@given(numbers=tables)
def test_matmul_obeys_its_laws(student, numbers):
    """(A B) C = A (B C) and (A B)ᵀ = Bᵀ Aᵀ, which differ from B A.

    zh: (A B) C = A (B C)，(A B)ᵀ = Bᵀ Aᵀ，它与 B A 不同
    """
    A, B, C = numbers[:6].reshape(2, 3), numbers[6:15].reshape(3, 3), numbers[15:].reshape(3, 1)
    AB = student.matmul(A, B)
    assert_close(AB, product(A, B))
    assert_close(student.matmul(AB, C), product(A, product(B, C)))
    assert_close(student.matmul(B.T, A.T), product(A, B).T)


# --- dot --------------------------------------------------------------------------------------------------------------


@points(1.5)
def test_dot_of_arrays(student, reference, rng):
    """The dot product is right for vectors of any length and layout, in every dtype.

    zh: 任意长度和内存布局的向量，点积都正确，每种 dtype 都如此
    """
    table = eighths(rng, 6, 4)
    for x in (table[:, 1], table[2, ::-1], eighths(rng, 7), eighths(rng, 1), np.zeros(0)):
        y = eighths(rng, len(x))
        assert_close(student.dot(x, y), np.float64(inner(x, y)))
    assert_close(student.dot(x, y), reference.dot(x, y))
    for dtype in (np.float32, np.int64):
        x, y = eighths(rng, 2, 5, dtype=dtype)
        assert_close(student.dot(x, y), dtype(inner(x, y)))


def test_dot_of_tensors(student, rng):
    """The dot product of tensors is a tensor without axes, in the dtype of its arguments.

    zh: 张量的点积是没有轴的张量，dtype 与参数相同
    """
    for dtype in (np.float64, np.float32, np.int64):
        x, y = tensors(*eighths(rng, 2, 5, dtype=dtype))
        result = student.dot(x[::2], y[:3])
        assert isinstance(result, torch.Tensor), "of two tensors the result is a tensor, too"
        assert_close(result, like(np.array(inner(x[::2], y[:3]), dtype), x))
    assert_close(student.dot(torch.zeros(0), torch.zeros(0)), torch.tensor(0.0))


def test_dot_refuses_what_does_not_fit(student, rng):
    """Vectors of different lengths, and tables, raise ValueError; the arguments stay.

    zh: 长度不同的向量以及表抛出 ValueError；参数保持不变
    """
    for x, y in both(eighths(rng, 4), eighths(rng, 4)):
        rec = student.observe.dot(x, y)
        assert_close(rec.value, (x * y).sum())
        assert not rec.modified, "dot changed an argument"
        for pair in unfit(x, (x[:1], y), (x[None], y[:, None]), (x, y[:3]), (x[None], y)):
            with raises(ValueError):
                student.dot(*pair)


@A_FEW
@given(numbers=tables)
def test_dot_obeys_its_laws(student, numbers):
    """xᵀy = yᵀx, xᵀ(y + 2z) = xᵀy + 2 xᵀz, and xᵀx is the sum of the squares.

    zh: xᵀy = yᵀx，xᵀ(y + 2z) = xᵀy + 2 xᵀz，xᵀx 是平方和
    """
    x, y, z = numbers.reshape(3, 6)
    assert_close(student.dot(x, x), np.float64(sum(v * v for v in x.tolist())))
    assert_close(student.dot(y, x), np.float64(inner(x, y)))
    assert_close(student.dot(x, y + 2 * z), np.float64(inner(x, y) + 2 * inner(x, z)))


# --- outer_sum --------------------------------------------------------------------------------------------------------


def table_of_sums(row, col):
    """One sum an entry."""
    return np.array([[r + c for c in col.tolist()] for r in row.tolist()], row.dtype).reshape(len(row), len(col))


@points(1.5)
def test_outer_sum_of_arrays(student, reference, rng):
    """The table has a row for each entry of row: also where both have one length, and where one of them is short.

    zh: row 的每个元素对应表的一行：两者长度相同时、其中一个很短时也如此
    """
    for m, n in ((2, 5), (5, 2), (4, 4), (1, 3), (3, 1), (0, 3)):
        row, col = eighths(rng, 2 * m)[::2], eighths(rng, n)[::-1]
        assert_close(student.outer_sum(row, col), table_of_sums(row, col))
    row, col = eighths(rng, 3, dtype=np.float32), eighths(rng, 2, dtype=np.float32)
    assert_close(student.outer_sum(row, col), reference.outer_sum(row, col))


def test_outer_sum_of_tensors(student, rng):
    """The table of two tensors, in float64, float32 and integers.

    zh: 两个张量的表，float64、float32 和整数都可以
    """
    for dtype, m, n in ((np.float64, 2, 5), (np.float32, 3, 3), (np.int64, 4, 1)):
        row, col = tensors(eighths(rng, m, dtype=dtype), eighths(rng, n, dtype=dtype))
        assert_close(student.outer_sum(row, col), like(table_of_sums(row.numpy(), col.numpy()), row))


def test_outer_sum_refuses_tables(student, rng):
    """What has no axis, or two, raises ValueError; the arguments stay.

    zh: 没有轴或有两个轴的参数抛出 ValueError；参数保持不变
    """
    for row, col in both(eighths(rng, 3), eighths(rng, 2)):
        rec = student.observe.outer_sum(row, col)
        assert_close(rec.value, like(table_of_sums(np.asarray(row), np.asarray(col)), row))
        assert not rec.modified, "outer_sum changed an argument"
        for pair in unfit(row, (row[:, None], col), (row, col[None]), (row[:, None], col[None]), (row[0], col)):
            with raises(ValueError):
                student.outer_sum(*pair)


# --- add_in_place -----------------------------------------------------------------------------------------------------


def added_in_place(student, x, y):
    """Call add_in_place, and check the sum, whose memory it stands in, and what became of both arguments."""
    total = like(np.asarray(x) + np.asarray(y), x)
    before = y.copy() if isinstance(y, np.ndarray) else y.clone()
    rec = student.observe.add_in_place(x, y)
    assert_close(rec.value, total)
    x_after, y_after = list(rec.after.values())[:2]
    assert_close(x_after, total, note="x after the call")
    assert_close(y_after, before, note="y after the call")
    if x_after.shape and 0 not in x_after.shape:
        assert rec.shares_memory == first_of(rec), "the result does not stand in the memory of x, and of x alone"


@points(2)
@function("add_in_place")
def test_add_in_place_of_arrays(student, reference, rng):
    """The sum stands in the memory of x, for arrays of any shape and layout.

    zh: 和就在 x 的内存里，数组形状和内存布局任意
    """
    for x in [eighths(rng, 3, 4), eighths(rng, 5), eighths(rng, 2, 1, 3), eighths(rng, 1), np.zeros((0, 3))]:
        added_in_place(student, x, eighths(rng, *x.shape))
    table = eighths(rng, 4, 3)
    added_in_place(student, table[:, 1], eighths(rng, 4))
    added_in_place(student, table.T[::2], eighths(rng, 2, 4))
    assert_close(student.add_in_place(table.copy(), table), reference.add_in_place(table.copy(), table))


@points(2)
@function("add_in_place")
def test_add_in_place_of_tensors(student, rng):
    """The sum stands in the memory of x, for tensors of any shape and layout.

    zh: 和就在 x 的内存里，张量形状和内存布局任意
    """
    for x in [*views(rng)[:3], eighths(rng, 2, 1, 3), eighths(rng, 1), np.zeros((0, 3))]:
        added_in_place(student, *tensors(x, eighths(rng, *x.shape)))
    table, y = tensors(eighths(rng, 4, 3), eighths(rng, 4))
    added_in_place(student, table[:, 1], y)


def test_add_in_place_in_every_dtype(student, rng):
    """float32 and integers stay what they are; an x without axes is changed too, and nan and inf are added.

    zh: float32 和整数保持不变；没有轴的 x 也被改动，nan 和 inf 照样相加
    """
    for dtype in (np.float32, np.int16):
        for x, y in both(*eighths(rng, 2, 3, 2, dtype=dtype)):
            added_in_place(student, x, y)
    for x, y in both(np.array(2.5), np.array(-1.0)):
        added_in_place(student, x, y)
    for x, y in both(np.array([np.inf, 1.0, np.inf]), np.array([1.0, np.nan, -np.inf])):
        rec = student.observe.add_in_place(x, y)
        assert_close(rec.value, like(np.array([np.inf, np.nan, np.nan]), x))
        assert rec.shares_memory == first_of(rec), "the result does not stand in the memory of x"


def test_add_in_place_refuses_other_shapes(student, rng):
    """A y of another shape raises ValueError, also one that could be stretched to x.

    zh: 形状不同的 y 抛出 ValueError，可以拉伸成 x 的也不例外
    """
    for x, y in both(*eighths(rng, 2, 3, 3)):
        added_in_place(student, x.T, y)
        for other in (y[0], y[:, :1], y[:2]):
            with raises(ValueError):
                student.add_in_place(x, other)


# --- sum_over ---------------------------------------------------------------------------------------------------------

OVER = [(0, False), (1, True), (-1, False), ((0, 2), False), ((2, 0), True), ((-1, 1), False), ((0, 1, 2), True)]


def cubes(rng):
    """Arrays of three axes, each with some of the axes to reduce."""
    return [
        *((eighths(rng, 2, 3, 4), *over) for over in OVER),
        *((eighths(rng, 4, 5, 3).T[:, ::2], *over) for over in OVER[3:5]),
        (eighths(rng, 3, 3, 3), (0, 1), False),
        (eighths(rng, 1, 2, 1), (1,), False),
        (eighths(rng, 1, 2, 1), (0, 1, 2), False),
    ]


@points(1.5)
def test_sum_over_the_axes_of_an_array(student, reference, rng):
    """Sums over one axis, over several in any order, and over all of them, with and without keepdims.

    zh: 对一个轴、对任意顺序的几个轴、对所有轴求和，用或不用 keepdims
    """
    for x, axis, keepdims in cubes(rng):
        result = student.sum_over(x, axis, keepdims)
        assert_close(result, summed(x, axis, keepdims), note=f"shape {x.shape}, axis {axis}, keepdims {keepdims}")
    assert_close(result, reference.sum_over(x, axis, keepdims))


@points(1.5)
def test_sum_over_the_axes_of_a_tensor(student, rng):
    """Sums over one axis, over several in any order, and over all of them, with and without keepdims.

    zh: 对一个轴、对任意顺序的几个轴、对所有轴求和，用或不用 keepdims
    """
    for array, axis, keepdims in cubes(rng)[:-2]:
        (x,) = tensors(array)
        note = f"shape {array.shape}, axis {axis}, keepdims {keepdims}"
        assert_close(student.sum_over(x, axis, keepdims), like(summed(array, axis, keepdims), x), note=note)


def test_sum_over_in_every_dtype(student):
    """float32 stays; int8 does not wrap round: 100 + 100 is 200, an int64; of bools the True ones are counted.

    zh: float32 保持不变；int8 不会回绕：100 + 100 是 200，为 int64；布尔值数的是 True 的个数
    """
    for (x,) in both(np.array([[0.5, 1.5], [2.0, -4.0]], np.float32)):
        assert_close(student.sum_over(x, 0, False), like(np.array([2.5, -2.5], np.float32), x))
    for (x,) in both(np.array([[100, -128], [100, -128]], np.int8)):
        assert_close(student.sum_over(x, 0, True), like(np.array([[200, -256]]), x))
    for (x,) in both(np.array([True, False, True])):
        assert_close(student.sum_over(x, 0, False), like(np.int64(2), x))


def test_sum_over_nothing_and_over_no_axis(student, rng):
    """The sum over an axis of length 0 is 0; nan spoils its own sum alone; an axis that is not there is refused.

    zh: 对长度为 0 的轴求和得 0；nan 只影响它自己的和；不存在的轴被拒绝
    """
    for (x,) in both(np.zeros((3, 0, 2))):
        assert_close(student.sum_over(x, 1, False), like(np.zeros((3, 2)), x))
        assert_close(student.sum_over(x, (0, 2), True), like(np.zeros((1, 0, 1)), x))
    for (x,) in both(np.array([[1.0, np.nan], [np.inf, 2.0], [1.0, 2.0]])):
        assert_close(student.sum_over(x, 1, False), like(np.array([np.nan, np.inf, 3.0]), x))
        for axis in (2, (0, -3)):
            with raises(IndexError):
                student.sum_over(x, axis, False)


@A_FEW
@given(numbers=tables, axes=st.permutations([0, 1, 2]).map(lambda order: tuple(order[:2])))
def test_sum_over_two_axes_is_a_sum_of_sums(student, numbers, axes):
    """The sums over two axes, kept and summed over the third, are the sum of everything; the order does not matter.

    zh: 先对两个轴求和并保留，再对第三个轴求和，就是总和；顺序无关
    """
    x = numbers.reshape(3, 2, 3)
    sums = student.sum_over(x, axes, True)
    assert_close(sums, summed(x, axes, True))
    assert_close(student.sum_over(x, axes[::-1], True), summed(x, axes, True))
    assert_close(student.sum_over(summed(x, axes, True), (0, 1, 2), False), np.float64(sum(numbers.tolist())))


# --- mean_over --------------------------------------------------------------------------------------------------------


@points(1.5)
def test_mean_over_the_axes_of_an_array(student, reference, rng):
    """Means over one axis, over several in any order, and over all of them, with and without keepdims.

    zh: 对一个轴、对任意顺序的几个轴、对所有轴求平均，用或不用 keepdims
    """
    for x, axis, keepdims in cubes(rng):
        result = student.mean_over(x, axis, keepdims)
        assert_close(result, averaged(x, axis, keepdims), note=f"shape {x.shape}, axis {axis}, keepdims {keepdims}")
    assert_close(result, reference.mean_over(x, axis, keepdims))


@points(1.5)
def test_mean_over_the_axes_of_a_tensor(student, rng):
    """Means over one axis, over several in any order, and over all of them, with and without keepdims.

    zh: 对一个轴、对任意顺序的几个轴、对所有轴求平均，用或不用 keepdims
    """
    for array, axis, keepdims in cubes(rng)[:-2]:
        (x,) = tensors(array)
        note = f"shape {array.shape}, axis {axis}, keepdims {keepdims}"
        assert_close(student.mean_over(x, axis, keepdims), like(averaged(array, axis, keepdims), x), note=note)


def test_mean_over_in_other_dtypes(student):
    """float32 stays float32; an array of integers has float64 means.

    zh: float32 仍为 float32；整数数组的平均为 float64
    """
    for (x,) in both(np.array([[0.5, 1.5], [2.0, -4.0]], np.float32)):
        assert_close(student.mean_over(x, 1, True), like(np.array([[1.0], [-1.0]], np.float32), x))
    assert_close(student.mean_over(np.array([[1, 2], [4, 4]]), 0, False), np.array([2.5, 3.0]))
    assert_close(student.mean_over(np.array([120, 100], np.int8), 0, False), np.float64(110))


def test_mean_over_nothing_and_over_no_axis(student):
    """The mean over an axis of length 0 is nan; an axis that is not there raises IndexError; x is as it was.

    zh: 对长度为 0 的轴求平均得 nan；不存在的轴抛出 IndexError；x 保持不变
    """
    for (x,) in both(np.array([[1.0, 4.0, -2.0], [np.inf, 2.0, 0.5]])):
        rec = student.observe.mean_over(x, 1, False)
        assert_close(rec.value, like(np.array([1.0, np.inf]), x))
        assert not rec.modified, "mean_over changed its argument"
        assert_close(student.mean_over(x[:, :0], 1, False), like(np.full(2, np.nan), x))
        for axis in (2, (0, -3)):
            with raises(IndexError):
                student.mean_over(x, axis, False)


# --- normalise_rows ---------------------------------------------------------------------------------------------------


@points(1.5)
@function("normalise_rows")
def test_normalise_rows_of_arrays(student, reference, rng):
    """Each row is divided by its own sum: in tables of any layout, square ones, one row, one column and none.

    zh: 每行除以自己的和：任意内存布局的表，方形、一行、一列、没有元素都可以
    """
    tall = np.abs(eighths(rng, 6, 5))
    for x in (tall, tall.T, tall[:5], tall[::-2, 1:4], tall[:1], tall[:, 2:3], tall[:0]):
        expected = np.array([[v / sum(row) for v in row] for row in x.tolist()]).reshape(x.shape)
        assert_close(student.normalise_rows(x), expected, note=f"shape {x.shape}")
    assert_close(student.normalise_rows(tall), reference.normalise_rows(tall))


def test_normalise_rows_of_tensors(student, rng):
    """Each row of a tensor is divided by its own sum, in float64 and float32, square or not.

    zh: 张量的每行除以自己的和，float64 和 float32，方形与否都可以
    """
    for shape, dtype in (((4, 3), np.float64), ((3, 3), np.float64), ((2, 5), np.float32), ((1, 1), np.float32)):
        (x,) = tensors(np.abs(eighths(rng, *shape, dtype=dtype)))
        assert_close(student.normalise_rows(x), torch.stack([row / row.sum() for row in x]))


def test_normalise_rows_that_have_no_share(student):
    """A row that sums to 0 becomes nan or inf and leaves the others alone; negative shares are allowed.

    zh: 和为 0 的行变成 nan 或 inf，不影响其他行；允许负的份额
    """
    for (x,) in both(np.array([[0.0, 0.0], [1.0, 3.0], [2.0, -2.0], [-1.0, -1.0], [np.nan, 1.0], [3.0, -1.0]])):
        expected = [[np.nan, np.nan], [0.25, 0.75], [np.inf, -np.inf], [0.5, 0.5], [np.nan, np.nan], [1.5, -0.5]]
        assert_close(student.normalise_rows(x), like(np.array(expected), x))


def test_normalise_rows_gives_new_memory(student):
    """x is as it was, and the result has memory of its own; integers become floats.

    zh: x 保持不变，结果有自己的内存；整数变成浮点数
    """
    for (x,) in both(np.array([[2.0, 6.0], [0.0, 5.0], [1.0, 1.0]])):
        rec = student.observe.normalise_rows(x)
        assert_close(rec.value, like(np.array([[0.25, 0.75], [0.0, 1.0], [0.5, 0.5]]), x))
        assert not rec.modified, "normalise_rows changed its argument"
        assert not rec.shares_memory, "the result is the argument itself, not a new table"
    assert_close(student.normalise_rows(np.array([[1, 3], [1, 1]])), np.array([[0.25, 0.75], [0.5, 0.5]]))
    assert_close(student.normalise_rows(torch.tensor([[1, 3], [1, 1]])), torch.tensor([[0.25, 0.75], [0.5, 0.5]]))


def test_normalise_rows_refuses_what_is_no_table(student):
    """A vector, a single number and a stack of tables raise ValueError; a table of one row is fine.

    zh: 向量、单个数、表的堆叠抛出 ValueError；只有一行的表可以
    """
    for (x,) in both(np.array([[2.0, 6.0]])):
        assert_close(student.normalise_rows(x), like(np.array([[0.25, 0.75]]), x))
        for other in (x[0], x[0, 0], x[None]):
            with raises(ValueError):
                student.normalise_rows(other)


@A_FEW
@given(
    wholes=st.lists(st.integers(1, 40), min_size=12, max_size=12), factor=st.sampled_from([0.25, 3.0, 1e150, 1e-150])
)
def test_normalise_rows_obeys_its_laws(student, wholes, factor):
    """Every row sums to 1, a row counts the same when it is multiplied by a number, and rows do not mix.

    zh: 每行之和为 1，整行乘以一个数结果不变，各行互不影响
    """
    x = np.array(wholes).reshape(3, 4) / 8
    shares = student.normalise_rows(x)
    assert_close(np.sum(shares, axis=1), np.ones(3))
    assert_close(student.normalise_rows(x * np.array([[1.0], [factor], [2.0]])), shares)
    assert_close(student.normalise_rows(x[1:2]), shares[1:2])


# --- is_symmetric -----------------------------------------------------------------------------------------------------


@points(2)
def test_is_symmetric_notices_one_entry(student, reference, rng):
    """A matrix plus its transpose is symmetric; with any one entry changed a little, off the diagonal, it is not.

    zh: 矩阵加上它的转置是对称的；非对角线上任一元素稍有改动就不是
    """
    square = eighths(rng, 4, 4)
    A = square + square.T
    for (matrix,) in both(A):
        assert_close(student.is_symmetric(matrix), True)
    assert_close(student.is_symmetric(A), reference.is_symmetric(A))
    for i, j in ((0, 1), (3, 0), (2, 3), (2, 1)):
        changed = A.copy()
        changed[i, j] += 1e-12
        matrix = both(changed)[(i + j) % 2 == 0][0]
        assert_close(student.is_symmetric(matrix), False, note=f"entry {i, j} changed by 1e-12")
    assert_close(student.is_symmetric(A + np.diag([1.0, 2.0, 3.0, 4.0])), True)


def test_is_symmetric_of_odd_shapes(student):
    """What is not square is not symmetric, whatever stands in it; one entry, and none, is; a vector is refused.

    zh: 不是方形的就不对称，无论内容如何；一个元素和没有元素是对称的；向量被拒绝
    """
    for shape in ((1, 3), (2, 3), (2, 0)):
        for (matrix,) in both(np.full(shape, 2.0)):
            assert_close(student.is_symmetric(matrix), False, note=f"shape {shape}")
    for shape in ((1, 1), (0, 0)):
        for (matrix,) in both(np.full(shape, 2, np.int16)):
            assert_close(student.is_symmetric(matrix), True, note=f"shape {shape}")
    for (matrix,) in both(np.ones((2, 2))):
        for other in (matrix[0], matrix[None], matrix[0, 0]):
            with raises(ValueError):
                student.is_symmetric(other)


def test_is_symmetric_of_nan_and_inf(student):
    """inf equals inf; nan equals nothing, also on the diagonal. The matrix is as it was.

    zh: inf 等于 inf；nan 不等于任何数，对角线上也如此。矩阵保持不变
    """
    for (matrix,) in both(np.array([[1.0, np.inf], [np.inf, -2.0]])):
        rec = student.observe.is_symmetric(matrix)
        assert_close(rec.value, True)
        assert not rec.modified, "is_symmetric changed its argument"
        assert_close(student.is_symmetric(like(np.array([[1.0, np.nan], [np.nan, 1.0]]), matrix)), False)
        assert_close(student.is_symmetric(like(np.array([[np.nan, 1.0], [1.0, 1.0]]), matrix)), False)
        assert_close(student.is_symmetric(like(np.array([[1.0, np.inf], [-np.inf, 1.0]]), matrix)), False)


# --- to_tensor --------------------------------------------------------------------------------------------------------

DTYPES = (np.float64, np.float32, np.float16, np.int64, np.int32, np.uint8, np.bool_)


@points(1.5)
def test_to_tensor_in_every_dtype_and_shape(student, reference, rng):
    """Shape, dtype and values are those of the array, for floats, integers and bools, without axes or elements too.

    zh: 形状、dtype 和数值与数组相同，浮点、整数、布尔，没有轴或没有元素也如此
    """
    for dtype in DTYPES:
        a = np.abs(eighths(rng, 2, 3)).astype(dtype)
        assert_close(student.to_tensor(a), torch.tensor(a.tolist(), dtype=reference.to_tensor(a).dtype))
    for a in (np.array(2.5), np.zeros((2, 0)), eighths(rng, 1, 1, 3), np.array([np.nan, np.inf, 1e308])):
        assert_close(student.to_tensor(a), torch.tensor(a.tolist(), dtype=torch.float64).reshape(a.shape))


@points(1.5)
def test_to_tensor_copies_nothing(student, rng):
    """The tensor stands in the memory of the array, also for a transposed or strided one; the array is as it was.

    zh: 张量就在数组的内存里，转置或跨步的数组也如此；数组保持不变
    """
    table = eighths(rng, 4, 6)
    stretched = np.broadcast_to(table[0], (3, 6))
    for a in (table.T, table[1::2, ::3], stretched, table.astype(np.float32), table.astype(np.int8)):
        rec = student.observe.to_tensor(a)
        assert_close(rec.value, torch.tensor(a.tolist(), dtype=torch.float64), dtype=False)
        assert rec.shares_memory, "the tensor has memory of its own: the array was copied"
        assert not rec.modified, "to_tensor changed its argument"


def test_to_tensor_of_an_array_that_runs_backwards(student, rng):
    """torch has no negative strides: a reversed array is copied, in its own order, and is no error.

    zh: torch 没有负的步幅：反向的数组按自己的顺序复制，不是错误
    """
    table = eighths(rng, 3, 4)
    for a in (table[::-1], table[:, ::-1], table[0, ::-2], table[::-1].T):
        assert_close(student.to_tensor(a), torch.tensor(a.tolist(), dtype=torch.float64))
    assert_close(student.to_tensor(np.array([3, 1, -2], np.int8)[::-1]), torch.tensor([-2, 1, 3], dtype=torch.int8))


# --- to_array ---------------------------------------------------------------------------------------------------------


@points(1.5)
def test_to_array_in_every_dtype_and_shape(student, reference, rng):
    """Shape, dtype and values are those of the tensor, for floats, integers and bools, without axes or elements too.

    zh: 形状、dtype 和数值与张量相同，浮点、整数、布尔，没有轴或没有元素也如此
    """
    for dtype in DTYPES:
        a = np.abs(eighths(rng, 2, 3)).astype(dtype)
        assert_close(student.to_array(*tensors(a)), a)
    for a in (np.array(2.5), np.zeros((2, 0)), eighths(rng, 1, 1, 3), np.array([np.nan, np.inf, 1e308])):
        assert_close(student.to_array(torch.from_numpy(a)), a)
    assert_close(student.to_array(torch.from_numpy(a)), reference.to_array(torch.from_numpy(a)))


@points(1.5)
def test_to_array_copies_nothing(student, rng):
    """The array stands in the memory of the tensor, also for a transposed or strided one; the tensor is as it was.

    zh: 数组就在张量的内存里，转置或跨步的张量也如此；张量保持不变
    """
    (table,) = tensors(eighths(rng, 4, 6))
    for t in (table.T, table[1::2, ::3], table.float()):
        rec = student.observe.to_array(t)
        assert_close(rec.value, t.numpy())
        assert rec.shares_memory, "the array has memory of its own: the tensor was copied"
        assert not rec.modified, "to_array changed its argument"


@points(1.5)
def test_to_array_of_a_tensor_that_requires_a_gradient(student, rng):
    """The gradient's record is left behind, the memory is shared, and the tensor still requires a gradient.

    zh: 梯度的记录被留下，内存是共享的，张量仍需要梯度
    """
    (t,) = tensors(eighths(rng, 3, 2))
    t.requires_grad_(True)
    rec = student.observe.to_array(t)
    assert_close(rec.value, t.detach().numpy())
    assert rec.shares_memory, "the array has memory of its own: the tensor was copied"
    assert not rec.modified, "the tensor does not require a gradient any more: detach makes a new one, detach_ does not"


# --- to_scalar --------------------------------------------------------------------------------------------------------


@points(1.5)
@function("to_scalar")
def test_to_scalar_gives_the_number_itself(student, reference):
    """Floats, integers and bools come as those of Python, exactly, from tensors and arrays with any number of axes.

    zh: 浮点、整数、布尔以 Python 的类型准确给出，张量和数组的轴数任意
    """
    numbers = (np.float64(-0.1), np.float32(0.1), np.int64(2**53 + 1), np.int8(-7), np.bool_(True), np.bool_(False))
    for number, shape in zip(numbers, [(), (1,), (1, 1, 1)] * 2, strict=True):
        for (t,) in both(np.full(shape, number)):
            value, expected = student.to_scalar(t), number.item()
            assert_close(value, expected)
            assert type(value) is type(expected), "the result is no Python number, or one of another kind"
            assert value == expected, "the number is not exact"
    assert_close(value, reference.to_scalar(t))


@points(1.5)
@function("to_scalar")
def test_to_scalar_refuses_all_but_one_element(student):
    """Two elements raise ValueError, and none too, in tensors and in arrays; nan and inf are elements.

    zh: 两个元素抛出 ValueError，没有元素也是，张量和数组都如此；nan 和 inf 算元素
    """
    for shape in ((2,), (3, 1), (1, 0)):
        for (t,) in both(np.full(shape, 1.5)):
            assert_close(student.to_scalar(like(np.array([[-np.inf]]), t)), -np.inf)
            with raises(ValueError):
                student.to_scalar(t)
    assert_close(student.to_scalar(torch.tensor([torch.nan])), float("nan"))


# --- all without loops ------------------------------------------------------------------------------------------------


def runs_no_loop(call, expected, *made):
    """Call with small arguments and with large ones: the first value is right, and no more lines run for the second."""
    small, large = (call(*(make(size) for make in made)) for size in SIZES)
    assert_close(small.value, expected)
    assert large.lines <= small.lines, "a loop runs over the elements or the rows"
    assert not small.modified, "an argument was changed"


def vector(size):
    """1, 2, 3, ... as floats."""
    return np.arange(1.0, size + 1)


def square(size):
    """A table of `size` rows and columns."""
    return np.arange(1.0, size * size + 1).reshape(size, size)


@points(0.5)
def test_hadamard_has_no_loop(student):
    """The number of lines that run does not grow with the tables.

    zh: 执行的行数不随表的大小增加
    """
    runs_no_loop(student.observe.hadamard, square(SIZES[0]) ** 2, square, square)


@points(0.5)
def test_matvec_has_no_loop(student):
    """The number of lines that run does not grow with the matrix.

    zh: 执行的行数不随矩阵的大小增加
    """
    runs_no_loop(student.observe.matvec, np.array([30.0, 70.0, 110.0, 150.0]), square, vector)


@points(0.5)
def test_matmul_has_no_loop(student):
    """The number of lines that run does not grow with the matrices.

    zh: 执行的行数不随矩阵的大小增加
    """
    runs_no_loop(student.observe.matmul, product(square(SIZES[0]), square(SIZES[0])), square, square)


@points(0.5)
def test_dot_has_no_loop(student):
    """The number of lines that run does not grow with the vectors.

    zh: 执行的行数不随向量的长度增加
    """
    runs_no_loop(student.observe.dot, np.float64(30), vector, vector)


@points(0.5)
def test_outer_sum_has_no_loop(student):
    """The number of lines that run does not grow with the table.

    zh: 执行的行数不随表的大小增加
    """
    runs_no_loop(student.observe.outer_sum, table_of_sums(vector(SIZES[0]), vector(SIZES[0])), vector, vector)


@points(0.5)
def test_add_in_place_has_no_loop(student):
    """The number of lines that run does not grow with the tables.

    zh: 执行的行数不随表的大小增加
    """
    small, large = (student.observe.add_in_place(square(size), square(size)) for size in SIZES)
    assert_close(small.value, 2 * square(SIZES[0]))
    assert large.lines <= small.lines, "a loop runs over the elements or the rows"


@points(0.5)
def test_sum_over_has_no_loop(student):
    """The number of lines that run does not grow with the table, and the table is as it was.

    zh: 执行的行数不随表的大小增加，表保持不变
    """
    runs_no_loop(lambda x: student.observe.sum_over(x, 0, False), np.array([28.0, 32.0, 36.0, 40.0]), square)


@points(0.5)
def test_mean_over_has_no_loop(student):
    """The number of lines that run does not grow with the table.

    zh: 执行的行数不随表的大小增加
    """
    runs_no_loop(lambda x: student.observe.mean_over(x, 0, False), np.array([7.0, 8.0, 9.0, 10.0]), square)


@points(0.5)
@function("normalise_rows")
def test_normalise_rows_has_no_loop(student):
    """The number of lines that run does not grow with the table.

    zh: 执行的行数不随表的大小增加
    """
    runs_no_loop(student.observe.normalise_rows, square(SIZES[0]) / np.array([[10.0], [26.0], [42.0], [58.0]]), square)


@points(0.5)
def test_is_symmetric_has_no_loop(student):
    """The number of lines that run does not grow with the matrix.

    zh: 执行的行数不随矩阵的大小增加
    """
    runs_no_loop(student.observe.is_symmetric, True, lambda size: square(size) + square(size).T)
    assert_close(student.is_symmetric(square(3)), False)
