"""Automatic differentiation, with numbers that you can check by hand."""

import pytest
import torch

from grader.testing import assert_close


def test_value_of_a_product_and_a_sum(student):
    """For b = 2a + a · a at a = 3: b is 15, and its derivative 2 + 2a is 8.

    zh: b = 2a + a · a，a = 3 时 b 为 15，导数 2 + 2a 为 8
    """
    a = student.Value(3.0)
    b = 2 * a + a * a
    b.backward()
    assert_close([b.data, a.grad], [15.0, 8.0])


def test_value_that_is_used_twice_gets_both_gradients(student):
    """The derivative of a + a by a is 2: the gradients of both uses are added.

    zh: a + a 对 a 的导数为 2：两处使用的梯度相加
    """
    a = student.Value(5.0)
    b = a + a
    b.backward()
    assert_close([a.grad, b.grad], [2.0, 1.0])


def test_value_with_numbers_on_the_left_and_on_the_right(student):
    """At v = 4 the numbers 1.5 + v, 2 * v, 10 - v, 8 / v, v - 1, v / 2 and v ** 3 are 5.5, 8, 6, 2, 3, 2 and 64.

    zh: v = 4 时 1.5 + v、2 * v、10 - v、8 / v、v - 1、v / 2、v ** 3 为 5.5、8、6、2、3、2、64
    """
    v = student.Value(4.0)
    results = (1.5 + v, 2 * v, 10 - v, 8 / v, v - 1, v / 2, v**3)
    assert_close([result.data for result in results], [5.5, 8.0, 6.0, 2.0, 3.0, 2.0, 64.0])


def test_value_of_a_neuron(student):
    """relu(w x + b) with w = 2, x = 3, b = -1 is 5, with the gradients 3, 2 and 1; with b = -7 all are 0.

    zh: w = 2、x = 3、b = -1 时 relu(w x + b) 为 5，梯度为 3、2、1；b = -7 时全为 0
    """
    for bias, expected in ((-1.0, [5.0, 3.0, 2.0, 1.0]), (-7.0, [0.0, 0.0, 0.0, 0.0])):
        w, x, b = (student.Value(number) for number in (2.0, 3.0, bias))
        out = (w * x + b).relu()
        out.backward()
        assert_close([out.data, w.grad, x.grad, b.grad], expected)


def test_grad_of_2xdotx_by_hand(student):
    """At (0, 1, -2) the gradient of 2 xᵀx is (0, 4, -8).

    zh: 在 (0, 1, -2) 处 2 xᵀx 的梯度为 (0, 4, -8)
    """
    x = torch.tensor([0.0, 1.0, -2.0])
    assert_close(student.grad_of_2xdotx(x), torch.tensor([0.0, 4.0, -8.0]))


def test_grad_of_2xdotx_of_a_leaf(student):
    """An x that requires a gradient itself gives the same, and is not touched.

    zh: 自身需要梯度的 x 给出同样的结果，并且不被触动
    """
    x = torch.tensor([0.5, -3.0], requires_grad=True)
    assert_close(student.grad_of_2xdotx(x), torch.tensor([2.0, -12.0]))


def test_sum_backward_of_squares(student):
    """For y = x² at (1, -3) the gradient of the sum is (2, -6).

    zh: y = x² 在 (1, -3) 处，和的梯度为 (2, -6)
    """
    assert_close(student.sum_backward(lambda x: x * x, torch.tensor([1.0, -3.0])), torch.tensor([2.0, -6.0]))


def test_sum_backward_adds_the_rows_of_the_jacobian(student):
    """For y = Ax with A = [[1, 2], [3, 4], [5, 6]] each column of A is added up: (9, 12).

    zh: y = Ax、A = [[1, 2], [3, 4], [5, 6]] 时把 A 的每一列相加：(9, 12)
    """
    A = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    assert_close(student.sum_backward(lambda x: A @ x, torch.tensor([7.0, -1.0])), torch.tensor([9.0, 12.0]))


def test_grad_with_detach_by_hand(student):
    """At (2, -3) the gradient is x² = (4, 9), and not 3x² = (12, 27).

    zh: 在 (2, -3) 处梯度为 x² = (4, 9)，而不是 3x² = (12, 27)
    """
    assert_close(student.grad_with_detach(torch.tensor([2.0, -3.0])), torch.tensor([4.0, 9.0]))


def test_grad_with_detach_of_a_matrix(student):
    """The gradient has the shape of x.

    zh: 梯度的形状与 x 相同
    """
    x = torch.tensor([[1.0, 0.5], [-1.0, 4.0]])
    assert_close(student.grad_with_detach(x), torch.tensor([[1.0, 0.25], [1.0, 16.0]]))


def test_grad_of_control_flow_counts_the_doublings(student):
    """From 2 · 3 = 6 it takes 8 doublings to reach 1536, so that the gradient is 2⁹ = 512.

    zh: 从 2 · 3 = 6 加倍 8 次到 1536，所以梯度为 2⁹ = 512
    """
    assert_close(student.grad_of_control_flow(torch.tensor(3.0)), torch.tensor(512.0))


def test_grad_of_control_flow_takes_the_other_branch(student):
    """At -3 the sum is below 0, and the gradient is 100 · 512 = 51200.

    zh: 在 -3 处和小于 0，梯度为 100 · 512 = 51200
    """
    assert_close(student.grad_of_control_flow(torch.tensor([-3.0])), torch.tensor([51200.0]))


def test_zero_grad_twice_by_hand(student):
    """At (2, -1) the gradients of the sums of x, x² and x³ are (1, 1), (4, -2) and (12, 3).

    zh: 在 (2, -1) 处 x、x²、x³ 之和的梯度为 (1, 1)、(4, -2)、(12, 3)
    """
    found = student.zero_grad_twice(torch.tensor([2.0, -1.0]))
    expected = (torch.tensor([1.0, 1.0]), torch.tensor([4.0, -2.0]), torch.tensor([12.0, 3.0]))
    assert_close(found, expected)


def test_zero_grad_twice_of_a_single_number(student):
    """At 0.5 they are 1, 1 and 0.75: each loss by itself, not with those before it.

    zh: 在 0.5 处为 1、1、0.75：每个损失各算各的，不带上前面的
    """
    found = student.zero_grad_twice(torch.tensor(0.5))
    assert_close(found, (torch.tensor(1.0), torch.tensor(1.0), torch.tensor(0.75)))


def test_grad_of_control_flow_refuses_zero(student):
    """From 0 the doubling never ends: ValueError is raised. From 500 no doubling is needed, and the gradient is 2.

    zh: 从 0 开始加倍永无止境：抛出 ValueError。从 500 开始不必加倍，梯度为 2
    """
    assert_close(student.grad_of_control_flow(torch.tensor([500.0])), torch.tensor([2.0]))
    with pytest.raises(ValueError):
        student.grad_of_control_flow(torch.zeros(2))
