"""Norms, with numbers that you can check by hand."""

import numpy as np
import pytest

from grader.testing import assert_close


def test_l1_norm_adds_absolute_values(student):
    """The L1 norm of (3, -4, 0, 2) is 3 + 4 + 0 + 2 = 9.

    zh: (3, -4, 0, 2) 的 L1 范数是 3 + 4 + 0 + 2 = 9
    """
    assert_close(student.l1_norm(np.array([3.0, -4.0, 0.0, 2.0])), np.float64(9))


def test_l1_norm_keeps_float32_and_turns_integers_into_float64(student):
    """The L1 norm of a float32 vector is a float32; that of an integer vector is a float64.

    zh: float32 向量的 L1 范数是 float32；整数向量的是 float64
    """
    assert_close(student.l1_norm(np.array([1.5, -2.0], dtype=np.float32)), np.float32(3.5))
    assert_close(student.l1_norm(np.array([-2, 5])), np.float64(7))


def test_l2_norm_is_the_root_of_the_sum_of_squares(student):
    """The L2 norm of (2, -3, 6) is the root of 4 + 9 + 36, which is 7.

    zh: (2, -3, 6) 的 L2 范数是 4 + 9 + 36 的平方根，即 7
    """
    assert_close(student.l2_norm(np.array([2.0, -3.0, 6.0])), np.float64(7))


def test_l2_norm_of_large_numbers_does_not_overflow(student):
    """The L2 norm of (3e200, -4e200) is 5e200, although 9e400 is more than a float64 can hold.

    zh: (3e200, -4e200) 的 L2 范数是 5e200，尽管 9e400 超出了 float64 的范围
    """
    assert_close(student.l2_norm(np.array([3e200, -4e200])), np.float64(5e200))


def test_lp_norm_of_order_three(student):
    """The L3 norm of (3, -4, 5) is the cube root of 27 + 64 + 125 = 216, which is 6.

    zh: (3, -4, 5) 的 L3 范数是 27 + 64 + 125 = 216 的立方根，即 6
    """
    assert_close(student.lp_norm(np.array([3.0, -4.0, 5.0]), 3), np.float64(6))


def test_lp_norm_of_infinite_order_is_the_largest_entry_without_its_sign(student):
    """The norm of (2, -9, 5) with p = inf is 9.

    zh: p = inf 时 (2, -9, 5) 的范数是 9
    """
    assert_close(student.lp_norm(np.array([2.0, -9.0, 5.0]), np.inf), np.float64(9))


def test_lp_norm_refuses_an_order_below_one(student):
    """With p = 0.5 lp_norm raises ValueError; with p = 1, the smallest order, it is the L1 norm.

    zh: p = 0.5 时 lp_norm 抛出 ValueError；最小的阶 p = 1 时它就是 L1 范数
    """
    assert_close(student.lp_norm(np.array([4.0, -9.0]), 1), np.float64(13))
    with pytest.raises(ValueError):
        student.lp_norm(np.array([4.0, -9.0]), 0.5)


def test_frobenius_norm_takes_every_entry(student):
    """The Frobenius norm of [[5, -3, 1], [-1, 3, 2]] is the root of 25 + 9 + 1 + 1 + 9 + 4 = 49, which is 7.

    zh: [[5, -3, 1], [-1, 3, 2]] 的弗罗贝尼乌斯范数是 25 + 9 + 1 + 1 + 9 + 4 = 49 的平方根，即 7
    """
    assert_close(student.frobenius_norm(np.array([[5.0, -3.0, 1.0], [-1.0, 3.0, 2.0]])), np.float64(7))


def test_frobenius_norm_of_one_row_and_of_one_column(student):
    """One row, or one column, has the L2 norm of its entries: (1, -4, 8) has 9.

    zh: 单独一行或一列的范数就是其元素的 L2 范数：(1, -4, 8) 的是 9
    """
    assert_close(student.frobenius_norm(np.array([[1.0, -4.0, 8.0]])), np.float64(9))
    assert_close(student.frobenius_norm(np.array([[1.0], [-4.0], [8.0]])), np.float64(9))


def test_normalise_divides_by_the_norm_of_the_given_order(student):
    """(8, 0, -15) is divided by 17, the root of 64 + 225, with p = 2, and by 15 with p = inf.

    zh: (8, 0, -15) 在 p = 2 时除以 17（64 + 225 的平方根），在 p = inf 时除以 15
    """
    x = np.array([8.0, 0.0, -15.0])
    assert_close(student.normalise(x, 2), np.array([8 / 17, 0.0, -15 / 17]))
    assert_close(student.normalise(x, np.inf), np.array([8 / 15, 0.0, -1.0]))


def test_normalise_returns_the_zero_vector_as_zeros(student):
    """(0, 0, 0) stays (0, 0, 0), without a nan, while (0, -2, 0) becomes (0, -1, 0).

    zh: (0, 0, 0) 仍是 (0, 0, 0)，没有 nan；而 (0, -2, 0) 变成 (0, -1, 0)
    """
    assert_close(student.normalise(np.array([0.0, -2.0, 0.0]), 2), np.array([0.0, -1.0, 0.0]))
    assert_close(student.normalise(np.zeros(3), 2), np.array([0.0, 0.0, 0.0]))


def test_distance_is_the_norm_of_the_difference(student):
    """From (1, 2, 3) to (4, -2, 3) it is 7 with p = 1, 5 with p = 2 and 4 with p = inf.

    zh: 从 (1, 2, 3) 到 (4, -2, 3) 的距离：p = 1 时为 7，p = 2 时为 5，p = inf 时为 4
    """
    x, y = np.array([1.0, 2.0, 3.0]), np.array([4.0, -2.0, 3.0])
    assert_close(student.distance(x, y, 1), np.float64(7))
    assert_close(student.distance(x, y, 2), np.float64(5))
    assert_close(student.distance(x, y, np.inf), np.float64(4))


def test_distance_refuses_vectors_of_different_lengths(student):
    """(1, 2, 3) and (1,) have no distance: ValueError. From (1, 2, 3) to (1, 1, 1) it is 3 with p = 1.

    zh: (1, 2, 3) 与 (1,) 之间没有距离：ValueError。p = 1 时从 (1, 2, 3) 到 (1, 1, 1) 的距离为 3
    """
    x = np.array([1.0, 2.0, 3.0])
    assert_close(student.distance(x, np.ones(3), 1), np.float64(3))
    with pytest.raises(ValueError):
        student.distance(x, np.ones(1), 1)


def test_unit_ball_depends_on_the_order(student):
    """(0.6, -0.6) is outside the ball of p = 1, where its norm is 1.2, and inside that of p = 2, where it is 0.85.

    zh: (0.6, -0.6) 在 p = 1 的球外（范数为 1.2），在 p = 2 的球内（范数为 0.85）
    """
    x = np.array([0.6, -0.6])
    assert_close(student.unit_ball_contains(x, 1), False)
    assert_close(student.unit_ball_contains(x, 2), True)


def test_unit_ball_is_closed(student):
    """(0, -1) lies on the edge and belongs to the ball; (0, -1.01) does not.

    zh: (0, -1) 在边界上，属于球；(0, -1.01) 不属于
    """
    assert_close(student.unit_ball_contains(np.array([0.0, -1.0]), 2), True)
    assert_close(student.unit_ball_contains(np.array([0.0, -1.01]), 2), False)
