"""Wrong tensors that real students write, what to tell them, and the inputs that give each mistake away.

The inputs are not those of the public suite. A second mistake is asked about only where the first is not made: most
functions that lack a check of the shapes have something else wrong, too, and that is what a student should read first.
"""
# ruff: noqa: F821 - size_and_shape is the submission's own

import numpy as np
import torch

from grader.testing import misconception, once_right, probes


def _require(fits, function, *shapes):
    if not fits:
        raise ValueError(f"{function}: the shapes {shapes} do not fit")


def _floats(*rows):
    return np.array(rows, dtype=np.float64)


def _tensor(*rows):
    return torch.from_numpy(_floats(*rows))


def _memory(*args):
    """A probe: which arguments share their memory with the result, and which are modified."""

    def ask(function):
        rec = function.observe(*args)
        return [[name in rec.shares_memory, name in rec.modified] for name in rec.after]

    return ask


def _kind(function, *args):
    """How a function fails, by a name that is the same for NumPy and torch; "answers" where it does not."""
    try:
        function(*args)
    except ValueError:
        return "ValueError"
    except Exception:
        return "another exception"
    return "answers"


def _takes_tensors(*args):
    """A probe: whether a function that is right for arrays answers tensors with a tensor."""

    def ask(function):
        try:
            return isinstance(function(*args), torch.Tensor)
        except Exception:
            return False

    return ask


def _refuses(*args):
    """A probe: whether these arguments are refused as they should be."""
    return lambda function: _kind(function, *args)


# --- size_and_shape ---------------------------------------------------------------------------------------------------


@misconception(
    "size_and_shape",
    hint="You return the length of the first axis as the size. len(x) counts rows; how many elements are in all "
    "of them?",
    zh="你把第一个轴的长度当作了元素个数。len(x) 数的是行；所有的行一共有多少个元素？",
)
def takes_the_length_for_the_size(x):
    return len(x), tuple(x.shape)


@misconception(
    "size_and_shape",
    hint="You return the number of axes as the size. The size is the number of elements, the product of all lengths.",
    zh="你把轴的个数当作了元素个数。元素个数是各轴长度之积。",
)
def counts_the_axes(x):
    return x.ndim, tuple(x.shape)


@misconception(
    "size_and_shape",
    hint="You multiply the first two lengths only, as if every x were a table. Multiply all of them, however many.",
    zh="你只把前两个轴的长度相乘，好像每个 x 都是二维表。应当把所有轴的长度相乘，不论有几个轴。",
)
def multiplies_two_lengths_only(x):
    return x.shape[0] * x.shape[1], tuple(x.shape)


@misconception(
    "size_and_shape",
    hint="You return the shape first. The size comes first, then the shape.",
    zh="你把形状放在了前面。应当先返回元素个数，再返回形状。",
)
def returns_the_shape_first(x):
    return tuple(x.shape), int(np.prod(x.shape))


@misconception(
    "size_and_shape",
    hint="You use x.size, which is a number in NumPy but a method that returns the shape in torch. Which "
    "attribute do both have, from which the size follows?",
    zh="你用了 x.size：在 NumPy 里它是一个数，在 torch 里却是返回形状的方法。哪个属性是两者共有的，又能由它得出"
    "元素个数？",
)
def takes_the_size_from_numpy(x):
    return int(x.size), tuple(x.shape)


@misconception(
    "size_and_shape",
    hint="An x without axes holds one number: its size is 1, the product of no lengths, and its shape is (). You "
    "return a size of 0.",
    zh="没有轴的 x 含有一个数：元素个数是 1（没有长度可乘时，积为 1），形状是 ()。你返回的个数是 0。",
)
def finds_nothing_in_a_number(x):
    size = 1 if len(x.shape) else 0
    for length in x.shape:
        size *= length
    return size, tuple(x.shape)


@probes("size_and_shape")
def probe_size_and_shape(rng):
    """Three axes; then a tensor, whose `size` is a method; then a number without axes."""
    cube = ((np.ones((2, 5, 3)),), (30, (2, 5, 3)))

    def of_a_tensor(function):
        try:
            size, _ = function(torch.ones(2, 3, 2))
        except Exception:
            return 0
        return size if isinstance(size, int) else 0

    return [
        cube[0],
        once_right(cube)(of_a_tensor),
        once_right(cube, (of_a_tensor, 12))(lambda function: function(np.array(2.0))[0]),
    ]


# --- reshape_rows -----------------------------------------------------------------------------------------------------


def _require_rows(x, rows):
    if rows < 1 or size_and_shape(x)[0] % rows:
        raise ValueError("rows must divide the size")


@misconception(
    "reshape_rows",
    hint="You fill the table column by column: 1, 2, 3, ... runs down the first column. It must run along the "
    "first row. A transpose after reshaping, or order='F', does that.",
    zh="你是按列填表的：1, 2, 3, … 沿第一列向下排。它们应当沿第一行排。reshape 之后再转置，或者用 order='F'，就"
    "会变成这样。",
)
def fills_column_by_column(x, rows):
    _require_rows(x, rows)
    return x.reshape(-1, rows).T


@misconception(
    "reshape_rows",
    hint="You take the number of rows for the number of columns. Which entry of the new shape is to be inferred?",
    zh="你把行数当成了列数。新形状中哪一个数应当由另一个推出？",
)
def takes_rows_for_columns(x, rows):
    _require_rows(x, rows)
    return x.reshape(-1, rows)


@misconception(
    "reshape_rows",
    hint="You make the table right, but copy the elements. Where x lies in one piece in memory, reshape gives a "
    "view: the same memory with another shape. Return that, without copy, clone, flatten or np.array around "
    "it.",
    zh="表是对的，但你复制了元素。当 x 在内存中连续时，reshape 给出的是视图：同一块内存，换一个形状。直接返回它，"
    "不要再用 copy、clone、flatten 或 np.array。",
)
def copies_the_elements(x, rows):
    _require_rows(x, rows)
    table = x.reshape(rows, -1)
    return table.copy() if isinstance(x, np.ndarray) else table.clone()


@misconception(
    "reshape_rows",
    hint="You drop the elements that do not fit into full columns. No element may get lost: where rows does not "
    "divide the size, raise ValueError.",
    zh="你丢掉了排不满的元素。任何元素都不能丢：rows 不能整除元素个数时，应抛出 ValueError。",
)
def drops_what_is_left_over(x, rows):
    if rows < 1:
        raise ValueError("rows must be at least 1")
    columns = size_and_shape(x)[0] // rows
    return x.reshape(-1)[: rows * columns].reshape(rows, columns)


@misconception(
    "reshape_rows",
    hint="You leave the check to reshape. With tensors it raises a RuntimeError, where ValueError is asked for; "
    "and -1 means something to it. Look at rows and at the size yourself before you reshape.",
    zh="你把检查留给了 reshape。对张量它抛出的是 RuntimeError，而题目要求 ValueError；而且 -1 对它另有含义。"
    "reshape 之前请自己检查 rows 与元素个数。",
)
def leaves_rows_to_the_library(x, rows):
    return x.reshape(rows, -1)


@misconception(
    "reshape_rows",
    hint="Your table is right for arrays, but with a tensor the function fails, or gives an array. x.size is a "
    "number in NumPy and a method in torch, and np.reshape knows no tensors. Which attributes and methods do "
    "both have?",
    zh="对数组，你的表是对的；但给它张量时，函数会出错，或者返回数组。x.size 在 NumPy 里是数，在 torch 里是方法；"
    "np.reshape 不认得张量。哪些属性和方法是两者共有的？",
)
def reshapes_arrays_only(x, rows):
    _require_rows(x, rows)
    return np.reshape(np.asarray(x), (rows, -1))


@probes("reshape_rows")
def probe_reshape_rows(rng):
    """Eight numbers in two rows; then whose memory that is; then rows that do not fit, in both libraries."""
    eight = ((np.arange(8.0), 2), np.arange(8.0).reshape(2, 4))
    memory = (_memory(np.arange(8.0), 4), [[True, False], [False, False]])
    of_a_tensor = (_takes_tensors(torch.arange(8.0), 2), True)
    return [
        eight[0],
        once_right(eight)(memory[0]),
        once_right(eight)(of_a_tensor[0]),
        once_right(eight, memory, of_a_tensor)(lambda f: [_kind(f, x, 3) for x in (np.arange(8.0), torch.arange(8.0))]),
    ]


# --- hadamard ---------------------------------------------------------------------------------------------------------


@misconception(
    "hadamard",
    hint="You multiply as matrices: rows with columns. Here entry i of a meets entry i of b and nothing is added. "
    "Which of @ and * is which?",
    zh="你做的是矩阵乘法：行乘列。这里是 a 的每个元素只与 b 同位置的元素相乘，不求和。@ 和 *，各是哪一种？",
)
def multiplies_as_matrices(a, b):
    _require(a.shape == b.shape, "hadamard", a.shape, b.shape)
    return a @ b


@misconception(
    "hadamard",
    hint="You add the products up. That is the dot product; here they stay where they are.",
    zh="你把乘积加了起来，那是点积；这里各个乘积应留在原来的位置。",
)
def adds_up_the_products(a, b):
    _require(a.shape == b.shape, "hadamard", a.shape, b.shape)
    return (a * b).sum()


@misconception(
    "hadamard",
    hint="You write the products into a, which is the caller's. `a *= b` and `a[...] = ` change a; `a * b` makes "
    "something new.",
    zh="你把乘积写进了 a，而 a 属于调用者。`a *= b` 和 `a[...] =` 会修改 a；`a * b` 则产生新的结果。",
)
def writes_into_the_first(a, b):
    _require(a.shape == b.shape, "hadamard", a.shape, b.shape)
    a *= b
    return a


@misconception(
    "hadamard",
    hint="You let the library stretch the smaller tensor: (3, 1) and (3,) become a (3, 3) table without a word. "
    "Compare the shapes first, and raise ValueError where they differ.",
    zh="你任由库把较小的张量广播开：(3, 1) 与 (3,) 会不声不响地变成 (3, 3) 的表。应先比较形状，不同就抛出 ValueError。",
)
def stretches_the_smaller_one(a, b):
    return a * b


@probes("hadamard")
def probe_hadamard(rng):
    """A square pair, which matrices could multiply, too; then what became of a; then shapes that stretch."""
    pair = (_floats([2, 3], [5, 7]), _floats([1, -1], [4, 0.5]))
    ordinary = (pair, _floats([2, -3], [20, 3.5]))
    memory = (_memory(_floats(2, 3, 5), _floats(1, 4, 2)), [[False, False], [False, False]])
    return [
        pair,
        once_right(ordinary)(memory[0]),
        once_right(ordinary, memory)(_refuses(_floats([2], [3]), _floats(1, 2))),
    ]


# --- matvec -----------------------------------------------------------------------------------------------------------


def _require_matvec(A, x):
    _require(A.ndim == 2 and x.shape == A.shape[1:], "matvec", A.shape, x.shape)


@misconception(
    "matvec",
    hint="You multiply with *, which stretches x over the rows of A and leaves a matrix. The products of a row "
    "must be added up: that is what @ does.",
    zh="你用的是 *：它把 x 广播到 A 的每一行，结果仍是矩阵。每一行的乘积还要相加，这正是 @ 所做的。",
)
def multiplies_without_adding(A, x):
    _require_matvec(A, x)
    return A * x


@misconception(
    "matvec",
    hint="You multiply by the transpose: x @ A takes the columns of A. Each entry of the result belongs to a row.",
    zh="你乘的是转置：x @ A 用的是 A 的列。结果的每个元素应当对应 A 的一行。",
)
def multiplies_by_the_transpose(A, x):
    _require_matvec(A, x)
    return x @ A


@misconception(
    "matvec",
    hint="You add the products down the columns, over axis 0. The dot product of a row with x runs along the row.",
    zh="你沿列（第 0 轴）把乘积相加。一行与 x 的点积应当沿着这一行相加。",
)
def adds_down_the_columns(A, x):
    _require_matvec(A, x)
    return (A * x).sum(0)


@misconception(
    "matvec",
    hint="Your numbers are right, but stand in a column of shape (m, 1). A vector in, a vector out: the shape is (m,).",
    zh="数是对的，但排成了形状 (m, 1) 的一列。输入是向量，输出也应是向量：形状为 (m,)。",
)
def returns_a_column(A, x):
    _require_matvec(A, x)
    return A @ x[:, None]


@misconception(
    "matvec",
    hint="You leave the check to @. It takes a column, or a whole matrix, in place of x without a word, and where "
    "lengths differ torch raises a RuntimeError. Compare the shapes first, and raise ValueError.",
    zh="你把检查留给了 @。它会不声不响地接受一列甚至整个矩阵作为 x；长度不同时，torch 抛出的是 RuntimeError。应"
    "先比较形状，不符就抛出 ValueError。",
)
def leaves_the_shapes_to_the_library(A, x):
    return A @ x


@probes("matvec")
def probe_matvec(rng):
    """A square matrix that is not symmetric; then a column for x, and a length that differs."""
    pair = (_floats([2, 3], [5, -1]), _floats(4, 1))
    ordinary = (pair, _floats(11, 19))
    of_tensors = (_takes_tensors(_tensor([2, 3]), _tensor(1, 2)), True)
    wrong = [(pair[0], pair[1][:, None]), (_tensor([2, 3], [5, -1]), _tensor(1, 2, 3))]
    return [pair, once_right(ordinary, of_tensors)(lambda function: [_kind(function, *case) for case in wrong])]


# --- matmul -----------------------------------------------------------------------------------------------------------


def _require_matmul(A, B):
    _require(A.ndim == B.ndim == 2 and A.shape[1] == B.shape[0], "matmul", A.shape, B.shape)


@misconception(
    "matmul",
    hint="You multiply entry by entry. In a matrix product, entry (i, j) is the dot product of row i of A with "
    "column j of B. Which operator is that?",
    zh="你做的是逐元素相乘。矩阵乘积的 (i, j) 元素是 A 的第 i 行与 B 的第 j 列的点积。该用哪个运算符？",
)
def multiplies_entry_by_entry(A, B):
    _require_matmul(A, B)
    return A * B


@misconception(
    "matmul",
    hint="You compute B A. The order matters: for square matrices both exist, and they differ.",
    zh="你算的是 B A。次序是有关系的：对方阵来说两者都存在，结果却不同。",
)
def swaps_the_factors(A, B):
    _require_matmul(A, B)
    return B @ A


@misconception(
    "matmul",
    hint="You transpose B on the way: the rows of A meet the rows of B. They must meet its columns.",
    zh="你多转置了一次 B：A 的行乘的是 B 的行。应当乘 B 的列。",
)
def transposes_the_second(A, B):
    _require_matmul(A, B)
    return A @ B.T


@misconception(
    "matmul",
    hint="Your result is the transpose of the product. Row i of it must belong to row i of A.",
    zh="你得到的是乘积的转置。结果的第 i 行应当对应 A 的第 i 行。",
)
def transposes_the_result(A, B):
    _require_matmul(A, B)
    return (A @ B).T


@misconception(
    "matmul",
    hint="You leave the check to the library. It takes vectors and stacks of matrices, too, and where lengths "
    "differ torch raises a RuntimeError. Check that both have two axes and that the inner lengths agree, and "
    "raise ValueError.",
    zh="你把检查留给了库。它也接受向量和成批的矩阵；长度不同时，torch 抛出的是 RuntimeError。应检查两者都有两个"
    "轴、内侧长度相等，否则抛出 ValueError。",
)
def leaves_the_matrices_to_the_library(A, B):
    return A @ B


@probes("matmul")
def probe_matmul(rng):
    """Two square matrices that do not commute; then a vector, and inner lengths that differ."""
    pair = (_floats([2, 3], [5, -1]), _floats([4, 1], [0, 2]))
    ordinary = (pair, _floats([8, 8], [20, 3]))
    of_tensors = (_takes_tensors(_tensor([2, 3]), _tensor([1], [2])), True)
    wrong = [(pair[0], pair[1][0]), (_tensor([2, 3], [5, -1]), _tensor([1, 2, 3]))]
    return [pair, once_right(ordinary, of_tensors)(lambda function: [_kind(function, *case) for case in wrong])]


# --- dot --------------------------------------------------------------------------------------------------------------


def _require_dot(x, y):
    _require(x.ndim == 1 and x.shape == y.shape, "dot", x.shape, y.shape)


@misconception(
    "dot",
    hint="You return the products. The dot product is their sum, a single number.",
    zh="你返回的是各个乘积。点积是它们的和，只是一个数。",
)
def keeps_the_products_apart(x, y):
    _require_dot(x, y)
    return x * y


@misconception(
    "dot",
    hint="You take the mean of the products. The dot product is their sum.",
    zh="你求的是乘积的平均。点积是乘积之和。",
)
def averages_the_products(x, y):
    _require_dot(x, y)
    return (x * y).sum() / len(x)


@misconception(
    "dot",
    hint="You multiply every entry of x with every entry of y: that table is the outer product. The dot product "
    "multiplies entries at the same place, and adds.",
    zh="你让 x 的每个元素与 y 的每个元素相乘，得到的表是外积。点积只把相同位置的元素相乘，再相加。",
)
def makes_a_table_of_products(x, y):
    _require_dot(x, y)
    return x[:, None] * y[None, :]


@misconception(
    "dot",
    hint="You multiply the sums: (x_1 + x_2)(y_1 + y_2). First multiply at each place, then add.",
    zh="你先各自求和再相乘：(x_1 + x_2)(y_1 + y_2)。应当先在每个位置相乘，然后求和。",
)
def multiplies_the_sums(x, y):
    _require_dot(x, y)
    return x.sum() * y.sum()


@misconception(
    "dot",
    hint="You accept what is not two vectors of one length. (x * y).sum() stretches a vector of one entry, and @ "
    "takes tables. Compare the shapes first, and raise ValueError.",
    zh="你接受了并非等长的两个向量。(x * y).sum() 会广播只有一个元素的向量，@ 则接受二维表。应先比较形状，不符就"
    "抛出 ValueError。",
)
def accepts_what_is_no_pair_of_vectors(x, y):
    return (x * y).sum()


@probes("dot")
def probe_dot(rng):
    """Two vectors; then one that could be stretched, or a table."""
    pair = (_floats(2, 3, -1), _floats(5, 1, 4))
    wrong = [(pair[0], pair[1][:1]), (pair[0][None], pair[1][None]), (_tensor(2, 3), _tensor(1, 2, 3))]
    ask = once_right((pair, 9.0), (_takes_tensors(_tensor(2, 3), _tensor(1, 2)), True))
    return [pair, ask(lambda function: "refuses all" if _all_refused(function, wrong) else "accepts some")]


def _all_refused(function, cases):
    return all(_kind(function, *case) == "ValueError" for case in cases)


# --- outer_sum --------------------------------------------------------------------------------------------------------


@misconception(
    "outer_sum",
    hint="You multiply, which gives the outer product. Here entry (i, j) is a sum.",
    zh="你用了乘法，得到的是外积。这里的 (i, j) 元素是和。",
)
def takes_the_outer_product(row, col):
    _require(row.ndim == col.ndim == 1, "outer_sum", row.shape, col.shape)
    return row[:, None] * col[None, :]


@misconception(
    "outer_sum",
    hint="Your table lies on its side: row must vary from row to row, and col from column to column. Which of "
    "them gets the shape (m, 1)?",
    zh="你的表转置了：row 应当逐行变化，col 应当逐列变化。两者之中，谁的形状应是 (m, 1)？",
)
def lays_the_table_on_its_side(row, col):
    _require(row.ndim == col.ndim == 1, "outer_sum", row.shape, col.shape)
    return row[None, :] + col[:, None]


@misconception(
    "outer_sum",
    hint="You add row and col entry by entry. Two shapes (m,) and (n,) make no table; give each the axis that it "
    "lacks.",
    zh="你把 row 和 col 逐元素相加。形状 (m,) 与 (n,) 得不到表；应当给它们各添上缺少的那个轴。",
)
def adds_entry_by_entry(row, col):
    _require(row.ndim == col.ndim == 1, "outer_sum", row.shape, col.shape)
    return row + col


@misconception(
    "outer_sum",
    hint="Your sums are right, but stand in one long row. The table has the shape (m, n).",
    zh="各个和是对的，但排成了一长行。表的形状应为 (m, n)。",
)
def flattens_the_table(row, col):
    _require(row.ndim == col.ndim == 1, "outer_sum", row.shape, col.shape)
    return (row[:, None] + col[None, :]).reshape(-1)


@misconception(
    "outer_sum",
    hint="You accept tables: with row of shape (m, 1) the result has too many axes, or the wrong ones. Raise "
    "ValueError unless both have exactly one axis.",
    zh="你接受了二维表：若 row 的形状是 (m, 1)，结果的轴就会太多，或者不对。除非两者都恰好有一个轴，否则应抛出 "
    "ValueError。",
)
def accepts_tables(row, col):
    return row[:, None] + col


@probes("outer_sum")
def probe_outer_sum(rng):
    """Vectors of one length, which could be added as they are; then a column for row."""
    pair = (_floats(10, 30), _floats(2, 5))
    ordinary = (pair, _floats([12, 15], [32, 35]))
    return [pair, once_right(ordinary)(_refuses(_floats([1], [2]), _floats(1, 2, 3)))]


# --- add_in_place -----------------------------------------------------------------------------------------------------


@misconception(
    "add_in_place",
    hint="`x = x + y` makes a new tensor and gives it the name x; the caller's x is as it was. Which operator "
    "writes into the memory that is there?",
    zh="`x = x + y` 会新建一个张量，再把名字 x 交给它；调用者的 x 没有变。哪个运算符会写入已有的内存？",
)
def makes_a_new_tensor(x, y):
    _require(x.shape == y.shape, "add_in_place", x.shape, y.shape)
    return x + y


@misconception(
    "add_in_place",
    hint="x holds the sum, as it should, but you return nothing. Return x as well.",
    zh="x 里已经是和了，但你什么都没有返回。还要返回 x。",
)
def returns_nothing(x, y):
    _require(x.shape == y.shape, "add_in_place", x.shape, y.shape)
    x += y


@misconception(
    "add_in_place",
    hint="You add into y and return it. It is x whose memory takes the sum; y stays as it was.",
    zh="你把和加到了 y 里并返回 y。应当由 x 的内存存放和；y 保持不变。",
)
def adds_into_the_second(x, y):
    _require(x.shape == y.shape, "add_in_place", x.shape, y.shape)
    y += x
    return y


@misconception(
    "add_in_place",
    hint="You change x, as you should, but return a copy. The result must be x itself, so that the two never part.",
    zh="你修改了 x，这没错，但返回的是副本。结果应当就是 x 本身，两者才不会分家。",
)
def returns_a_copy(x, y):
    _require(x.shape == y.shape, "add_in_place", x.shape, y.shape)
    x += y
    return x + 0


@misconception(
    "add_in_place",
    hint="You stretch y to the shape of x. Here both must have one shape: compare before you add, and raise "
    "ValueError.",
    zh="你把 y 广播成了 x 的形状。这里两者的形状必须相同：相加之前先比较，不同就抛出 ValueError。",
)
def stretches_what_is_added(x, y):
    x += y
    return x


@probes("add_in_place")
def probe_add_in_place(rng):
    """The result and whose memory it stands in; then a y that could be stretched. Each time with numbers of its own."""

    def ask(function):
        rec = function.observe(_floats(2, 3, 5), _floats(1, 4, -2))
        memory = [[name in rec.shares_memory, name in rec.modified] for name in rec.after]
        return {"sum": rec.value, "memory": memory}

    right = {"sum": _floats(3, 7, 3), "memory": [[True, True], [False, False]]}
    return [ask, once_right((ask, right))(lambda function: _kind(function, _floats([2, 3], [5, 7]), _floats(1, 4)))]


# --- sum_over ---------------------------------------------------------------------------------------------------------


@misconception(
    "sum_over",
    hint="You ignore keepdims. With True, a summed axis stays, with length 1.",
    zh="你没有理会 keepdims。为 True 时，被求和的轴应当保留，长度为 1。",
)
def loses_the_summed_axes(x, axis, keepdims):
    return x.sum(axis=axis)


@misconception(
    "sum_over",
    hint="You keep the summed axes always. With keepdims = False they must go.",
    zh="你总是保留被求和的轴。keepdims = False 时应当去掉它们。",
)
def always_keeps_the_summed_axes(x, axis, keepdims):
    return x.sum(axis=axis, keepdims=True)


@misconception(
    "sum_over",
    hint="You sum over one axis after another, and once the first is gone the others have moved up: axis 2 is now "
    "axis 1. Sum over all at once, from the last to the first, or with keepdims.",
    zh="你逐个轴求和，而第一个轴消失之后，其余的轴都前移了：原来的轴 2 成了轴 1。应当一次对所有的轴求和，或从最"
    "后的轴做起，或者使用 keepdims。",
)
def counts_the_axes_after_each_sum(x, axis, keepdims):
    axes = axis if isinstance(axis, tuple) else (axis,)
    for number in sorted(number % x.ndim for number in axes):
        x = x.sum(axis=number, keepdims=keepdims)
    return x


@misconception(
    "sum_over",
    hint="You sum over everything, whatever the axis. The other axes must stay.",
    zh="你不管 axis 是什么，都对全部元素求和。其余的轴应当保留。",
)
def sums_everything(x, axis, keepdims):
    return x.sum()


@misconception(
    "sum_over",
    hint="Of a tuple of axes you take the first one only.",
    zh="axis 是元组时，你只用了其中第一个轴。",
)
def takes_only_the_first_axis(x, axis, keepdims):
    return x.sum(axis=axis[0] if isinstance(axis, tuple) else axis, keepdims=keepdims)


@misconception(
    "sum_over",
    hint="You sum over the axes that are not named, and keep those that are. The named one is added up and "
    "disappears: axis 0 of a table runs down the columns.",
    zh="你对没有指定的轴求和，却保留了指定的轴。被指定的轴才是要相加并消失的：二维表的轴 0 是沿列向下的方向。",
)
def sums_over_the_other_axes(x, axis, keepdims):
    named = {number % x.ndim for number in (axis if isinstance(axis, tuple) else (axis,))}
    return x.sum(axis=tuple(number for number in range(x.ndim) if number not in named), keepdims=keepdims)


@misconception(
    "sum_over",
    hint="Your sums have the dtype of x, so that int8 wraps round: 100 + 100 becomes -56. Let the library choose: "
    "it sums integers as int64.",
    zh="你的和保持了 x 的数据类型，于是 int8 会回绕：100 + 100 变成 -56。让库自己选择：整数会按 int64 求和。",
)
def wraps_round_in_narrow_integers(x, axis, keepdims):
    return x.sum(axis=axis, keepdims=keepdims, dtype=x.dtype)


@misconception(
    "sum_over",
    hint="Your answers are right for arrays, but with a tensor the function fails, or gives an array: np.sum "
    "knows no tensors. Arrays and tensors both have a method sum.",
    zh="对数组，你的结果是对的；但给它张量时，函数会出错，或者返回数组：np.sum 不认得张量。数组和张量都有名为 "
    "sum 的方法。",
)
def sums_arrays_only(x, axis, keepdims):
    return np.sum(np.asarray(x), axis=axis, keepdims=keepdims)


@probes("sum_over")
def probe_sum_over(rng):
    """One axis and two of a cube with three equal lengths; then keepdims; then int8."""
    cube = np.arange(27.0).reshape(3, 3, 3) ** 2
    one, two = ((cube, 0, False), cube.sum(axis=0)), ((cube, (0, 1), False), cube.sum(axis=(0, 1)))
    kept = ((cube, 1, True), cube.sum(axis=1, keepdims=True))
    return [
        one[0],
        once_right(one)(two[0]),
        once_right(one, two)(kept[0]),
        once_right(one, two, kept)(_takes_tensors(_tensor([1, 2]), 0, False)),
        once_right(one, two, kept)((np.array([100, 100], np.int8), 0, False)),
    ]


# --- mean_over --------------------------------------------------------------------------------------------------------


@misconception(
    "mean_over",
    hint="You return the sum. How many elements went into each sum? Divide by that.",
    zh="你返回的是和。每个和由多少个元素相加而成？还要除以这个数。",
)
def forgets_to_divide(x, axis, keepdims):
    return x.sum(axis=axis, keepdims=keepdims)


@misconception(
    "mean_over",
    hint="You divide by the number of all elements. Only those along the named axes went into each sum.",
    zh="你除以了全部元素的个数。进入每个和的，只是指定的轴上的那些元素。",
)
def divides_by_all_elements(x, axis, keepdims):
    return x.sum(axis=axis, keepdims=keepdims) / size_and_shape(x)[0]


@misconception(
    "mean_over",
    hint="You divide by the length of the first axis, whichever axis is summed. Divide by the length of that one.",
    zh="不论对哪个轴求和，你都除以第一个轴的长度。应当除以被求和的那个轴的长度。",
)
def divides_by_the_first_length(x, axis, keepdims):
    return x.sum(axis=axis, keepdims=keepdims) / x.shape[0]


@misconception(
    "mean_over",
    hint="You ignore keepdims. With True, an averaged axis stays, with length 1.",
    zh="你没有理会 keepdims。为 True 时，被平均的轴应当保留，长度为 1。",
)
def loses_the_averaged_axes(x, axis, keepdims):
    return x.mean(axis=axis)


@misconception(
    "mean_over",
    hint="You average over one axis after another, and once the first is gone the others have moved up: axis 2 is "
    "now axis 1. Average over all of them at once.",
    zh="你逐个轴求平均，而第一个轴消失之后，其余的轴都前移了：原来的轴 2 成了轴 1。应当一次对所有的轴求平均。",
)
def counts_the_axes_after_each_mean(x, axis, keepdims):
    axes = axis if isinstance(axis, tuple) else (axis,)
    for number in sorted(number % x.ndim for number in axes):
        x = x.mean(axis=number, keepdims=keepdims)
    return x


@misconception(
    "mean_over",
    hint="You average everything, whatever the axis. The other axes must stay.",
    zh="你不管 axis 是什么，都对全部元素求平均。其余的轴应当保留。",
)
def averages_everything(x, axis, keepdims):
    return x.mean()


@misconception(
    "mean_over",
    hint="Your answers are right for arrays, but with a tensor the function fails, or gives an array: np.mean "
    "knows no tensors. Arrays and tensors both have a method mean.",
    zh="对数组，你的结果是对的；但给它张量时，函数会出错，或者返回数组：np.mean 不认得张量。数组和张量都有名为 "
    "mean 的方法。",
)
def averages_arrays_only(x, axis, keepdims):
    return np.mean(np.asarray(x), axis=axis, keepdims=keepdims)


@probes("mean_over")
def probe_mean_over(rng):
    """An axis of another length than the first; two axes of a cube; then keepdims."""
    table, cube = np.arange(1.0, 9.0).reshape(2, 4) ** 2, np.arange(27.0).reshape(3, 3, 3) ** 2
    one, two = ((table, 1, False), table.mean(axis=1)), ((cube, (0, 1), False), cube.mean(axis=(0, 1)))
    kept = ((table, 1, True), table.mean(axis=1, keepdims=True))
    return [
        one[0],
        once_right(one)(two[0]),
        once_right(one, two)(kept[0]),
        once_right(one, two, kept)(_takes_tensors(_tensor([1, 2]), 0, False)),
    ]


# --- normalise_rows ---------------------------------------------------------------------------------------------------


@misconception(
    "normalise_rows",
    hint="Your sums have the shape (n,), and the library lines them up with the columns: on a square table entry "
    "j is divided by the sum of row j, and on any other it fails. Keep the summed axis: keepdims=True.",
    zh="你的和的形状是 (n,)，库会把它与列对齐：在方表上，第 j 列除以了第 j 行的和；在其他表上则会出错。要保留被"
    "求和的轴：keepdims=True。",
)
def forgets_to_keep_the_axis(x):
    _require(x.ndim == 2, "normalise_rows", x.shape)
    return x / x.sum(axis=1)


@misconception(
    "normalise_rows",
    hint="Your columns sum to 1, and the rows should. Along which axis does a row run?",
    zh="你让各列之和为 1，而应当是各行之和为 1。一行沿着哪个轴？",
)
def normalises_the_columns(x):
    _require(x.ndim == 2, "normalise_rows", x.shape)
    return x / x.sum(axis=0)


@misconception(
    "normalise_rows",
    hint="You divide by the sum of the whole table. Each row has a sum of its own.",
    zh="你除以了整个表的和。每一行都有自己的和。",
)
def divides_by_the_total(x):
    _require(x.ndim == 2, "normalise_rows", x.shape)
    return x / x.sum()


@misconception(
    "normalise_rows",
    hint="You divide each row by its largest entry. Then the largest becomes 1; it is the sum that should.",
    zh="你把每一行除以其中最大的元素，于是最大的变成了 1；而应当等于 1 的是各行之和。",
)
def divides_by_the_largest(x):
    _require(x.ndim == 2, "normalise_rows", x.shape)
    return x / (x.max(axis=1, keepdims=True) if isinstance(x, np.ndarray) else x.amax(dim=1, keepdim=True))


@misconception(
    "normalise_rows",
    hint="You divide each row by its Euclidean length: the squares sum to 1 then. Divide by the plain sum.",
    zh="你把每一行除以它的欧几里得长度，于是平方和为 1。应当除以普通的和。",
)
def divides_by_the_length(x):
    _require(x.ndim == 2, "normalise_rows", x.shape)
    return x / (x * x).sum(axis=1, keepdims=True) ** 0.5


@misconception(
    "normalise_rows",
    hint="Your shares are right, but you write them into the caller's x. `x /= ` changes x; `x / ` makes "
    "something new.",
    zh="比例是对的，但你把它们写进了调用者的 x。`x /=` 会修改 x；`x /` 则产生新的结果。",
)
def writes_into_the_table(x):
    _require(x.ndim == 2, "normalise_rows", x.shape)
    x /= x.sum(axis=1, keepdims=True)
    return x


@misconception(
    "normalise_rows",
    hint="Your shares are right for arrays, but with a tensor the function fails, or gives an array: np.sum knows "
    "no tensors. Use the method sum, which both have, or your own sum_over.",
    zh="对数组，比例是对的；但给它张量时，函数会出错，或者返回数组：np.sum 不认得张量。请用两者都有的 sum 方法，"
    "或你自己的 sum_over。",
)
def normalises_arrays_only(x):
    _require(x.ndim == 2, "normalise_rows", x.shape)
    x = np.asarray(x)
    return x / np.sum(x, axis=1, keepdims=True)


@misconception(
    "normalise_rows",
    hint="You accept what is not a table: a stack of tables has a different axis 1, and a vector has none. Raise "
    "ValueError unless x has two axes.",
    zh="你接受了不是二维表的 x：成批的表里，轴 1 是别的轴；向量则没有轴 1。除非 x 恰有两个轴，否则应抛出 ValueError。",
)
def accepts_what_is_no_table(x):
    return x / x.sum(axis=1, keepdims=True)


@probes("normalise_rows")
def probe_normalise_rows(rng):
    """A square table, on which nothing fails; what became of it; a tensor; then a stack of tables."""
    square = ((_floats([1, 3], [6, 2]),), _floats([0.25, 0.75], [0.75, 0.25]))
    memory = (_memory(_floats([1, 3], [6, 2])), [[False, False]])
    of_a_tensor = (_takes_tensors(_tensor([1, 3], [6, 2])), True)
    return [
        square[0],
        once_right(square)(memory[0]),
        once_right(square)(of_a_tensor[0]),
        once_right(square, memory, of_a_tensor)(_refuses(np.ones((2, 2, 2)))),
    ]


# --- is_symmetric -----------------------------------------------------------------------------------------------------


@misconception(
    "is_symmetric",
    hint="You do not look at the shape. A row of equal numbers is stretched against its transpose and passes, and "
    "on other shapes the comparison fails. What is not square is not symmetric: return False.",
    zh="你没有看形状。由相同的数组成的一行会与自己的转置广播，结果竟然通过；其他形状则会在比较时出错。不是方阵就"
    "不对称：返回 False。",
)
def forgets_that_a_matrix_may_not_be_square(A):
    _require(A.ndim == 2, "is_symmetric", A.shape)
    return bool((A == A.T).all())


@misconception(
    "is_symmetric",
    hint="You compare only the values, in one long row each, and not the shapes. A (2, 3) matrix of ones has the "
    "values of its transpose, but not its shape.",
    zh="你把两者各排成一长行，只比较了值，没有比较形状。元素全为 1 的 (2, 3) 矩阵与它的转置值相同，形状却不同。",
)
def compares_only_the_values(A):
    _require(A.ndim == 2, "is_symmetric", A.shape)
    return bool((A.reshape(-1) == A.T.reshape(-1)).all())


@misconception(
    "is_symmetric",
    hint="You allow for rounding. Here equal means equal: an entry that differs by 1e-12 makes the matrix asymmetric.",
    zh="你容许了舍入误差。这里相等就是完全相等：只要有一个元素相差 1e-12，矩阵就不对称。",
)
def adds_a_tolerance(A):
    _require(A.ndim == 2, "is_symmetric", A.shape)
    return A.shape[0] == A.shape[1] and bool((abs(A - A.T) < 1e-8).all())


@misconception(
    "is_symmetric",
    hint="You ask whether any entry equals its mirror image. Those on the diagonal always do; all of them must.",
    zh="你问的是有没有元素与它的镜像相等。对角线上的总是相等；应当要求全部相等。",
)
def is_content_with_any_equal_entry(A):
    _require(A.ndim == 2, "is_symmetric", A.shape)
    return A.shape[0] == A.shape[1] and bool((A == A.T).any())


@misconception(
    "is_symmetric",
    hint="You return a table of answers, one for each entry. Are they all True? Return that, as one bool.",
    zh="你返回了一张逐元素的真假表。它们是否全为 True？应把这个答案作为一个布尔值返回。",
)
def answers_entry_by_entry(A):
    _require(A.ndim == 2, "is_symmetric", A.shape)
    return A == A.T


@misconception(
    "is_symmetric",
    hint="You compare only the first row with the first column. The rest of the matrix counts, too.",
    zh="你只比较了第一行与第一列。矩阵的其余部分也要比较。",
)
def looks_at_the_first_row_only(A):
    _require(A.ndim == 2, "is_symmetric", A.shape)
    return A.shape[0] == A.shape[1] and bool((A[0] == A[:, 0]).all())


@probes("is_symmetric")
def probe_is_symmetric(rng):
    """Wrong in the last row only; not at all; by a little; then constant matrices that are not square."""
    mirrored = _floats([1, 2, 3], [2, 5, 6], [3, 6, 9])
    last, little, row = mirrored.copy(), mirrored.copy(), np.full((1, 3), 4.0)
    last[2, 1] = 7
    little[0, 2] += 1e-12
    far = (
        lambda function: [function(mirrored), function(last), function(_floats([1, 0], [5, 1]))],
        [True, False, False],
    )
    near = (lambda function: bool(function(little)), False)
    return [
        far[0],
        once_right(far)(near[0]),
        once_right(far, near)(lambda function: _answer_or_failure(function, row)),
        once_right(far, near)(lambda function: _answer_or_failure(function, np.full((2, 3), 4.0))),
    ]


def _answer_or_failure(function, A):
    try:
        return "symmetric" if function(A) else "not symmetric"
    except Exception:
        return "fails"


# --- to_tensor --------------------------------------------------------------------------------------------------------


@misconception(
    "to_tensor",
    hint="torch.tensor(a) copies the numbers. There is a function that puts a tensor over the memory that is "
    "already there: it is named for what it takes.",
    zh="torch.tensor(a) 会复制数据。有一个函数能直接在已有的内存上建立张量：它的名字说的就是数据从哪里来。",
)
def copies_the_array(a):
    return torch.tensor(a)


@misconception(
    "to_tensor",
    hint="Your tensor is float32, whatever the array is: torch.Tensor(a), .float() and a way over lists all do "
    "that. The dtype of the array must stay.",
    zh="不论数组是什么类型，你的张量都是 float32：torch.Tensor(a)、.float() 以及先转成列表都会这样。应当保持数组"
    "的数据类型。",
)
def makes_everything_float32(a):
    return torch.tensor(a.tolist(), dtype=torch.float32)


@misconception(
    "to_tensor",
    hint="torch has no negative strides, so that an array that runs backwards, such as a[::-1], raises an error. "
    "Copy such an array first; a.strides tells which it is.",
    zh="torch 不支持负的步幅，因此倒着走的数组（如 a[::-1]）会报错。这样的数组要先复制；看 a.strides 就知道是不是。",
)
def fails_on_arrays_that_run_backwards(a):
    return torch.from_numpy(a)


@misconception(
    "to_tensor",
    hint="You turn a reversed array round: its memory is read from the front. The tensor must hold the numbers in "
    "the order in which the array shows them.",
    zh="你把反向的数组又翻了回去：是从头读它的内存的。张量中数的次序应当与数组显示的次序相同。",
)
def reads_backward_arrays_forwards(a):
    turned = a
    for axis, step in enumerate(a.strides):
        turned = np.flip(turned, axis) if step < 0 else turned
    return torch.from_numpy(turned)


@misconception(
    "to_tensor",
    hint="You copy every array, to be safe from negative strides. Copy only those that have one: all others must "
    "share their memory with the tensor.",
    zh="为了避开负的步幅，你把每个数组都复制了。只有含负步幅的才需要复制；其余的都应与张量共享内存。",
)
def copies_every_array(a):
    return torch.from_numpy(a.copy())


@probes("to_tensor")
def probe_to_tensor(rng):
    """The dtype by its name, and the values; whose memory it is; then an array that runs backwards."""

    def dtype(function):
        return [str(getattr(function(array), "dtype", "none")) for array in (_floats(1, 2), np.array([3, 4], np.int16))]

    def values(function):
        return [float(each) for each in function(_floats(1, 2, 4))]

    right = (dtype, ["torch.float64", "torch.int16"]), (values, [1.0, 2.0, 4.0])

    def backwards(function):
        try:
            return [float(each) for each in function(_floats(1, 2, 4)[::-1])]
        except Exception:
            return "fails"

    return [dtype, values, once_right(*right)(_memory(_floats(1, 2, 4))), once_right(*right)(backwards)]


# --- to_array ---------------------------------------------------------------------------------------------------------


@misconception(
    "to_array",
    hint="You copy the numbers: np.array(t), a list, or clone on the way. The array must stand over the memory of "
    "the tensor; a method of the tensor gives that.",
    zh="你复制了数据：np.array(t)、转成列表，或者中途用了 clone。数组应当建立在张量的内存之上；张量有一个方法就"
    "能做到。",
)
def copies_the_tensor(t):
    return t.detach().numpy().copy()


@misconception(
    "to_array",
    hint="A tensor that requires a gradient refuses to be turned into an array: NumPy would lose the record. "
    "Detach it first.",
    zh="需要梯度的张量不能直接变成数组，因为 NumPy 会丢失它的计算记录。应当先用 detach 分离。",
)
def does_not_detach(t):
    return t.numpy()


@misconception(
    "to_array",
    hint="You switch off the gradient of the caller's own tensor: detach_ and requires_grad_(False) change t "
    "itself. detach, without the underscore, makes a second tensor over the same memory.",
    zh="你关掉了调用者的张量的梯度：detach_ 和 requires_grad_(False) 会改变 t 本身。不带下划线的 detach 则在同一"
    "块内存上建立第二个张量。",
)
def detaches_the_callers_tensor(t):
    return t.detach_().numpy()


@misconception(
    "to_array",
    hint="You return a list. It has neither dtype nor shape, and a copy of the numbers.",
    zh="你返回的是列表。它没有数据类型和形状，而且复制了数据。",
)
def returns_a_list(t):
    return t.tolist()


@misconception(
    "to_array",
    hint="You convert the numbers to float64. The array must have the dtype of the tensor.",
    zh="你把数据转换成了 float64。数组的数据类型应与张量相同。",
)
def makes_everything_float64(t):
    return t.detach().numpy().astype(np.float64)


@probes("to_array")
def probe_to_array(rng):
    """The dtype by its name; whose memory it is; then a tensor that requires a gradient."""

    def dtype(function):
        return str(getattr(function(torch.tensor([1.0, 2.0])), "dtype", "none"))

    def with_gradient(function):
        try:
            return _memory(torch.tensor([1.0, 2.0], requires_grad=True))(function)
        except Exception:
            return "fails"

    memory = (_memory(torch.tensor([1.0, 2.0])), [[True, False]])
    return [dtype, once_right((dtype, "float32"))(memory[0]), once_right((dtype, "float32"), memory)(with_gradient)]


# --- to_scalar --------------------------------------------------------------------------------------------------------


@misconception(
    "to_scalar",
    hint="You return the first element, however many there are. More than one element is an error: ValueError.",
    zh="不论有几个元素，你都返回第一个。多于一个元素是错误：应抛出 ValueError。",
)
def takes_the_first_element(t):
    return t.reshape(-1)[0].item()


@misconception(
    "to_scalar",
    hint="You add the elements up, and of several you get their sum. More than one element is an error: ValueError.",
    zh="你把元素相加，有多个元素时得到的是它们的和。多于一个元素是错误：应抛出 ValueError。",
)
def adds_the_elements_up(t):
    return t.sum().item()


@misconception(
    "to_scalar",
    hint="You leave the check to item. Of a tensor it raises a RuntimeError; here it must be a ValueError. Count "
    "the elements yourself.",
    zh="你把检查留给了 item。对张量它抛出的是 RuntimeError，而这里要求 ValueError。请自己数一数元素。",
)
def leaves_the_count_to_the_library(t):
    return t.item()


@misconception(
    "to_scalar",
    hint="You turn every number into a float. An integer must come as an int, exactly, and a bool as a bool.",
    zh="你把每个数都变成了 float。整数应当原样作为 int 返回，布尔值作为 bool 返回。",
)
def makes_every_number_a_float(t):
    _require(size_and_shape(t)[0] == 1, "to_scalar", t.shape)
    return float(t.item())


@misconception(
    "to_scalar",
    hint="You return a tensor, or a NumPy scalar, without axes. A Python number is asked for: item gives it.",
    zh="你返回的是没有轴的张量，或 NumPy 标量。题目要的是 Python 的数：用 item 可以得到。",
)
def keeps_the_number_in_a_tensor(t):
    _require(size_and_shape(t)[0] == 1, "to_scalar", t.shape)
    return t.reshape(-1)[0]


@probes("to_scalar")
def probe_to_scalar(rng):
    """The kinds of an integer and of a float; then two elements."""

    def kind(function):
        numbers = [function(torch.tensor([[3]])), function(torch.tensor([[2.5]]))]
        return [type(number).__name__ if type(number) in (int, float, bool) else "no number" for number in numbers]

    def of_two(function):
        try:
            return str(function(torch.tensor([3.0, 4.0])))
        except ValueError:
            return "refuses"
        except Exception:
            return "fails"

    return [kind, once_right((kind, ["int", "float"]))(of_two)]
