"""Tensors, with numbers that you can check by hand; each function once with arrays and once with tensors."""

import numpy as np
import pytest
import torch

from grader.testing import assert_close


def array(values):
    """A float64 array."""
    return np.array(values, dtype=np.float64)


def tensor(values):
    """A float64 tensor."""
    return torch.tensor(values, dtype=torch.float64)


def test_size_and_shape_of_a_table(student):
    """A table of 2 rows and 3 columns has 6 elements: (6, (2, 3)).

    zh: 2 行 3 列的表有 6 个元素：(6, (2, 3))
    """
    assert_close(student.size_and_shape(array([[1, 2, 3], [4, 5, 6]])), (6, (2, 3)))


def test_size_and_shape_of_a_tensor(student):
    """A tensor of shape (2, 1, 4) has 8 elements, and one without axes has 1.

    zh: 形状为 (2, 1, 4) 的张量有 8 个元素，没有轴的张量有 1 个
    """
    assert_close(student.size_and_shape(torch.zeros(2, 1, 4)), (8, (2, 1, 4)))
    assert_close(student.size_and_shape(tensor(3.5)), (1, ()))


def test_reshape_rows_goes_row_by_row(student):
    """1, 2, 3, 4, 5, 6 in 2 rows is [[1, 2, 3], [4, 5, 6]]; in 3 rows it is [[1, 2], [3, 4], [5, 6]].

    zh: 1、2、3、4、5、6 排成 2 行是 [[1, 2, 3], [4, 5, 6]]；排成 3 行是 [[1, 2], [3, 4], [5, 6]]
    """
    assert_close(student.reshape_rows(array([1, 2, 3, 4, 5, 6]), 2), array([[1, 2, 3], [4, 5, 6]]))
    assert_close(student.reshape_rows(tensor([1, 2, 3, 4, 5, 6]), 3), tensor([[1, 2], [3, 4], [5, 6]]))


def test_reshape_rows_refuses_what_does_not_divide(student):
    """6 elements make 6 rows, but not 4: ValueError.

    zh: 6 个元素可以排成 6 行，但不能排成 4 行：ValueError
    """
    assert_close(student.reshape_rows(array([1, 2, 3, 4, 5, 6]), 6), array([[1], [2], [3], [4], [5], [6]]))
    with pytest.raises(ValueError):
        student.reshape_rows(array([1, 2, 3, 4, 5, 6]), 4)


def test_hadamard_multiplies_entry_by_entry(student):
    """[[1, 2], [3, 4]] ⊙ [[5, 0], [-1, 2]] is [[5, 0], [-3, 8]]; (2, 3) ⊙ (4, -1) is (8, -3).

    zh: [[1, 2], [3, 4]] ⊙ [[5, 0], [-1, 2]] 是 [[5, 0], [-3, 8]]；(2, 3) ⊙ (4, -1) 是 (8, -3)
    """
    assert_close(student.hadamard(array([[1, 2], [3, 4]]), array([[5, 0], [-1, 2]])), array([[5, 0], [-3, 8]]))
    assert_close(student.hadamard(tensor([2, 3]), tensor([4, -1])), tensor([8, -3]))


def test_hadamard_does_not_stretch(student):
    """(2, 3) ⊙ (4, 4) is (8, 12), but (2, 3) ⊙ (4,) is a ValueError.

    zh: (2, 3) ⊙ (4, 4) 是 (8, 12)，但 (2, 3) ⊙ (4,) 引发 ValueError
    """
    assert_close(student.hadamard(array([2, 3]), array([4, 4])), array([8, 12]))
    with pytest.raises(ValueError):
        student.hadamard(array([2, 3]), array([4]))


def test_matvec_of_an_array(student):
    """[[1, 2, 0], [0, 1, -1]] times (3, 1, 5) is (3 + 2 + 0, 0 + 1 - 5) = (5, -4).

    zh: [[1, 2, 0], [0, 1, -1]] 乘以 (3, 1, 5) 是 (3 + 2 + 0, 0 + 1 - 5) = (5, -4)
    """
    assert_close(student.matvec(array([[1, 2, 0], [0, 1, -1]]), array([3, 1, 5])), array([5, -4]))


def test_matvec_of_a_tensor(student):
    """[[2, 0], [1, 1], [0, 3]] times (1, -2) is (2, -1, -6).

    zh: [[2, 0], [1, 1], [0, 3]] 乘以 (1, -2) 是 (2, -1, -6)
    """
    assert_close(student.matvec(tensor([[2, 0], [1, 1], [0, 3]]), tensor([1, -2])), tensor([2, -1, -6]))


def test_matmul_of_two_rows_and_two_columns(student):
    """[[1, 2], [0, 1]] times [[3, 0], [4, 1]] is [[3 + 8, 0 + 2], [4, 1]] = [[11, 2], [4, 1]].

    zh: [[1, 2], [0, 1]] 乘以 [[3, 0], [4, 1]] 是 [[3 + 8, 0 + 2], [4, 1]] = [[11, 2], [4, 1]]
    """
    assert_close(student.matmul(array([[1, 2], [0, 1]]), array([[3, 0], [4, 1]])), array([[11, 2], [4, 1]]))


def test_matmul_of_a_row_with_two_columns(student):
    """(1, 3) times (3, 2): [[1, 2, 3]] times [[1, 0], [0, 1], [1, 1]] is [[4, 5]].

    zh: (1, 3) 乘以 (3, 2)：[[1, 2, 3]] 乘以 [[1, 0], [0, 1], [1, 1]] 是 [[4, 5]]
    """
    assert_close(student.matmul(tensor([[1, 2, 3]]), tensor([[1, 0], [0, 1], [1, 1]])), tensor([[4, 5]]))


def test_dot_adds_three_products(student):
    """(1, 2, 3) and (4, 0, -1) give 4 + 0 - 3 = 1.

    zh: (1, 2, 3) 与 (4, 0, -1) 的点积是 4 + 0 - 3 = 1
    """
    assert_close(student.dot(array([1, 2, 3]), array([4, 0, -1])), np.float64(1))


def test_dot_of_tensors_is_a_tensor_without_axes(student):
    """(2, -1) and (3, 5) give 6 - 5 = 1, as a tensor without axes.

    zh: (2, -1) 与 (3, 5) 的点积是 6 - 5 = 1，为没有轴的张量
    """
    assert_close(student.dot(tensor([2, -1]), tensor([3, 5])), tensor(1))


def test_outer_sum_has_a_row_for_each_number_of_the_first(student):
    """10, 20 for the rows and 1, 2, 3 for the columns give [[11, 12, 13], [21, 22, 23]].

    zh: 行取 10、20，列取 1、2、3，得到 [[11, 12, 13], [21, 22, 23]]
    """
    assert_close(student.outer_sum(array([10, 20]), array([1, 2, 3])), array([[11, 12, 13], [21, 22, 23]]))


def test_outer_sum_with_one_column(student):
    """1, 2, 3 for the rows and 10 for the only column give a table of three rows.

    zh: 行取 1、2、3，唯一的列取 10，得到三行的表
    """
    assert_close(student.outer_sum(tensor([1, 2, 3]), tensor([10])), tensor([[11], [12], [13]]))


def test_add_in_place_writes_into_its_first_argument(student):
    """After add_in_place(x, y) with x = (1, 2), y = (10, -2) it is x itself that holds (11, 0).

    zh: x = (1, 2)、y = (10, -2) 时，add_in_place(x, y) 之后 x 自身变成 (11, 0)
    """
    rec = student.observe.add_in_place(array([1, 2]), array([10, -2]))
    x, y = rec.after.values()
    assert_close(rec.value, array([11, 0]))
    assert_close(x, array([11, 0]), note="x after the call")
    assert_close(y, array([10, -2]), note="y after the call")
    x, _ = student.observe.add_in_place(tensor([5, 0]), tensor([1, 1])).after.values()
    assert_close(x, tensor([6, 1]), note="x after the call")


def test_add_in_place_returns_the_memory_of_x(student):
    """What add_in_place returns is x, or a view of it: no second tensor is made.

    zh: add_in_place 返回的是 x 或它的视图：没有产生第二个张量
    """
    rec = student.observe.add_in_place(array([[1, 2], [3, 4]]), array([[1, 1], [1, 1]]))
    assert_close(rec.value, array([[2, 3], [4, 5]]))
    name_of_x = next(iter(rec.after))
    assert rec.shares_memory == (name_of_x,), "the result does not use the memory of x: it is a new array"


def test_sum_over_an_axis(student):
    """[[1, 2, 3], [4, 5, 6]]: axis 0 gives (5, 7, 9), axis 1 gives (6, 15), or [[6], [15]] with keepdims.

    zh: [[1, 2, 3], [4, 5, 6]]：轴 0 给出 (5, 7, 9)，轴 1 给出 (6, 15)，keepdims 时给出 [[6], [15]]
    """
    x = [[1, 2, 3], [4, 5, 6]]
    assert_close(student.sum_over(array(x), 0, False), array([5, 7, 9]))
    assert_close(student.sum_over(tensor(x), 1, False), tensor([6, 15]))
    assert_close(student.sum_over(tensor(x), 1, True), tensor([[6], [15]]))


def test_sum_over_two_axes_at_once(student):
    """Axes (0, 2) of a shape (2, 2, 3) leave one sum for each index of axis 1.

    zh: 形状 (2, 2, 3) 对轴 (0, 2) 求和，轴 1 的每个下标剩下一个和
    """
    x = [[[1, 2, 3], [10, 20, 30]], [[4, 5, 6], [40, 50, 60]]]
    assert_close(student.sum_over(array(x), (0, 2), False), array([21, 210]))


def test_mean_over_an_axis(student):
    """[[1, 2, 3], [4, 5, 6]]: axis 1 gives (2, 5), axis 0 gives (2.5, 3.5, 4.5), or [[2.5, 3.5, 4.5]] with keepdims.

    zh: [[1, 2, 3], [4, 5, 6]]：轴 1 给出 (2, 5)，轴 0 给出 (2.5, 3.5, 4.5)，keepdims 时给出 [[2.5, 3.5, 4.5]]
    """
    x = [[1, 2, 3], [4, 5, 6]]
    assert_close(student.mean_over(tensor(x), 1, False), tensor([2, 5]))
    assert_close(student.mean_over(array(x), 0, False), array([2.5, 3.5, 4.5]))
    assert_close(student.mean_over(array(x), 0, True), array([[2.5, 3.5, 4.5]]))


def test_mean_over_two_axes_at_once(student):
    """Axes (0, 2) of a shape (2, 2, 3): the means of six numbers each, 21 / 6 = 3.5 and 210 / 6 = 35.

    zh: 形状 (2, 2, 3) 对轴 (0, 2)：各六个数的平均，21 / 6 = 3.5 和 210 / 6 = 35
    """
    x = [[[1, 2, 3], [10, 20, 30]], [[4, 5, 6], [40, 50, 60]]]
    assert_close(student.mean_over(tensor(x), (0, 2), False), tensor([3.5, 35]))


def test_normalise_rows_of_an_array(student):
    """[[1, 3], [2, 2]] gives [[0.25, 0.75], [0.5, 0.5]].

    zh: [[1, 3], [2, 2]] 给出 [[0.25, 0.75], [0.5, 0.5]]
    """
    assert_close(student.normalise_rows(array([[1, 3], [2, 2]])), array([[0.25, 0.75], [0.5, 0.5]]))


def test_normalise_rows_of_a_tensor(student):
    """Three rows of two columns: [[1, 4], [3, 7], [5, 5]] gives [[0.2, 0.8], [0.3, 0.7], [0.5, 0.5]].

    zh: 三行两列：[[1, 4], [3, 7], [5, 5]] 给出 [[0.2, 0.8], [0.3, 0.7], [0.5, 0.5]]
    """
    assert_close(student.normalise_rows(tensor([[1, 4], [3, 7], [5, 5]])), tensor([[0.2, 0.8], [0.3, 0.7], [0.5, 0.5]]))


def test_is_symmetric_compares_with_the_transpose(student):
    """[[1, 2], [2, 5]] is symmetric, [[1, 2], [0, 5]] is not.

    zh: [[1, 2], [2, 5]] 是对称的，[[1, 2], [0, 5]] 不是
    """
    assert_close(student.is_symmetric(array([[1, 2], [2, 5]])), True)
    assert_close(student.is_symmetric(array([[1, 2], [0, 5]])), False)


def test_is_symmetric_of_a_tensor_that_is_not_square(student):
    """A tensor of shape (2, 3) is not symmetric, whatever stands in it; [[7]] is.

    zh: 形状为 (2, 3) 的张量无论内容如何都不对称；[[7]] 是对称的
    """
    assert_close(student.is_symmetric(tensor([[1, 1, 1], [1, 1, 1]])), False)
    assert_close(student.is_symmetric(tensor([[7]])), True)


def test_to_tensor_keeps_values_and_dtype(student):
    """A float64 array becomes a float64 tensor, an int32 array an int32 tensor.

    zh: float64 数组变成 float64 张量，int32 数组变成 int32 张量
    """
    assert_close(student.to_tensor(array([[1.5, -2], [0, 4]])), tensor([[1.5, -2], [0, 4]]))
    assert_close(student.to_tensor(np.array([3, -1], dtype=np.int32)), torch.tensor([3, -1], dtype=torch.int32))


def test_to_tensor_shares_the_memory_of_the_array(student):
    """The tensor and the array are two names of the same numbers: nothing is copied.

    zh: 张量和数组是同一批数的两个名字：没有复制任何东西
    """
    rec = student.observe.to_tensor(array([1, 2, 3]))
    assert_close(rec.value, tensor([1, 2, 3]))
    assert rec.shares_memory, "the tensor does not stand in the memory of the array: the numbers were copied"


def test_to_array_keeps_values_and_dtype(student):
    """A float32 tensor becomes a float32 array.

    zh: float32 张量变成 float32 数组
    """
    assert_close(student.to_array(torch.tensor([[1.5], [-2]])), np.array([[1.5], [-2]], dtype=np.float32))


def test_to_array_shares_the_memory_of_the_tensor(student):
    """The array and the tensor are two names of the same numbers, also where the tensor requires a gradient.

    zh: 数组和张量是同一批数的两个名字，张量需要梯度时也如此
    """
    rec = student.observe.to_array(tensor([1, 2, 3]))
    assert_close(rec.value, array([1, 2, 3]))
    assert rec.shares_memory, "the array does not stand in the memory of the tensor: the numbers were copied"
    rec = student.observe.to_array(torch.tensor([0.5, 2], requires_grad=True))
    assert_close(rec.value, np.array([0.5, 2], dtype=np.float32))
    assert rec.shares_memory, "the array does not stand in the memory of the tensor: the numbers were copied"


def test_to_scalar_gives_a_python_number(student):
    """[[2.5]] gives the float 2.5, and a tensor of one integer 7 gives the int 7.

    zh: [[2.5]] 给出浮点数 2.5，只有整数 7 的张量给出整数 7
    """
    value = student.to_scalar(tensor([[2.5]]))
    assert_close(value, 2.5)
    assert type(value) is float, f"the result is a {type(value).__name__}, where a Python float is expected"
    assert_close(student.to_scalar(torch.tensor(7)), 7)


def test_to_scalar_refuses_more_than_one_element(student):
    """(1, 2) has two elements: ValueError. (4,) has one.

    zh: (1, 2) 有两个元素：ValueError。(4,) 只有一个
    """
    assert_close(student.to_scalar(tensor([4])), 4.0)
    with pytest.raises(ValueError):
        student.to_scalar(tensor([1, 2]))
