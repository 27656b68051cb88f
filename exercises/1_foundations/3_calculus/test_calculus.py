"""Calculus, with numbers that you can check by hand."""

import math

import numpy as np
import pytest

from grader.testing import assert_close


def test_numerical_derivative_of_a_cube(student):
    """With h = 0.5 the central difference of t³ at 1 is (3.375 - 0.125)/1 = 3.25.

    zh: h = 0.5 时 t³ 在 1 处的中心差分为 (3.375 - 0.125)/1 = 3.25
    """
    assert_close(student.numerical_derivative(lambda t: t**3, 1.0, 0.5), 3.25)


def test_half_the_step_leaves_a_quarter_of_the_error(student):
    """For t³ at 1 the error of a central difference is h²: half the step, a quarter of the error.

    zh: t³ 在 1 处中心差分的误差为 h²：步长减半，误差降为四分之一
    """
    errors = [abs(student.numerical_derivative(lambda t: t**3, 1.0, h) - 3) for h in (0.25, 0.125)]
    ratio = errors[0] / errors[1] if errors[1] else math.inf
    assert 3.9 < ratio < 4.1, f"halving h divided the error by {ratio:.3g}; it should be 4"


def test_numerical_derivative_refuses_a_step_of_zero(student):
    """A step of 0 raises ValueError; one of 2 is a step like any other: t² at 3 has the derivative 6.

    zh: 步长 0 抛出 ValueError；步长 2 与别的步长一样：t² 在 3 处的导数为 6
    """
    assert_close(student.numerical_derivative(lambda t: t * t, 3.0, 2.0), 6.0)
    with pytest.raises(ValueError):
        student.numerical_derivative(lambda t: t * t, 3.0, 0.0)


def test_numerical_gradient_of_two_entries(student):
    """The gradient of x_1² x_2 at (3, -2) is (2 · 3 · (-2), 3²) = (-12, 9).

    zh: x_1² x_2 在 (3, -2) 处的梯度是 (2 · 3 · (-2), 3²) = (-12, 9)
    """
    found = student.numerical_gradient(lambda x: x[0] ** 2 * x[1], np.array([3.0, -2.0]))
    assert_close(found, np.array([-12.0, 9.0]), atol=1e-6)


def test_numerical_gradient_calls_f_at_most_twice_an_entry(student):
    """For a matrix of 2 x 3 entries f may be called 12 times; the gradient of the sum of squares is 2x.

    zh: 对 2 x 3 个元素的矩阵 f 可以被调用 12 次；平方和的梯度是 2x
    """
    x = np.array([[1.0, -2.0, 0.5], [0.0, 3.0, -1.0]])
    calls = []

    def f(at):
        calls.append(at.shape)
        return np.sum(at**2)

    assert_close(student.numerical_gradient(f, x), 2 * x, atol=1e-6)
    assert len(calls) <= 12, f"f was called {len(calls)} times; 2 calls for each of the 6 entries are enough"


def test_jacobian_has_a_row_for_each_output(student):
    """The Jacobian of (x_1 x_2, x_1 + x_2, 5 x_2) at (2, 3) is [[3, 2], [1, 1], [0, 5]].

    zh: (x_1 x_2, x_1 + x_2, 5 x_2) 在 (2, 3) 处的雅可比矩阵是 [[3, 2], [1, 1], [0, 5]]
    """
    found = student.jacobian(lambda x: np.array([x[0] * x[1], x[0] + x[1], 5 * x[1]]), np.array([2.0, 3.0]))
    assert_close(found, np.array([[3.0, 2.0], [1.0, 1.0], [0.0, 5.0]]), atol=1e-6)


def test_jacobian_of_a_linear_map_is_its_matrix(student):
    """The Jacobian of x -> Ax is A, wherever it is taken.

    zh: x -> Ax 的雅可比矩阵处处都是 A
    """
    A = np.array([[1.0, -2.0, 3.0], [0.0, 4.0, 0.5]])
    assert_close(student.jacobian(lambda x: A @ x, np.array([1.0, 0.0, -1.0])), A, atol=1e-6)


def test_hessian_of_two_entries(student):
    """The Hessian of x_1² x_2 at (3, -2) is [[2 x_2, 2 x_1], [2 x_1, 0]] = [[-4, 6], [6, 0]].

    zh: x_1² x_2 在 (3, -2) 处的海森矩阵是 [[2 x_2, 2 x_1], [2 x_1, 0]] = [[-4, 6], [6, 0]]
    """
    found = student.hessian(lambda x: x[0] ** 2 * x[1], np.array([3.0, -2.0]))
    assert_close(found, np.array([[-4.0, 6.0], [6.0, 0.0]]), atol=1e-4)


def test_hessian_of_a_quadratic_form(student):
    """The Hessian of 3 x_1² + x_1 x_2 + 2 x_2² is [[6, 1], [1, 4]] at every point.

    zh: 3 x_1² + x_1 x_2 + 2 x_2² 的海森矩阵处处都是 [[6, 1], [1, 4]]
    """
    found = student.hessian(lambda x: 3 * x[0] ** 2 + x[0] * x[1] + 2 * x[1] ** 2, np.array([1.0, -1.0]))
    assert_close(found, np.array([[6.0, 1.0], [1.0, 4.0]]), atol=1e-4)


def test_grad_linear_is_the_transpose(student):
    """For A = [[1, 2, 3], [4, 5, 6]] the gradient of Ax is [[1, 4], [2, 5], [3, 6]].

    zh: A = [[1, 2, 3], [4, 5, 6]] 时 Ax 的梯度是 [[1, 4], [2, 5], [3, 6]]
    """
    A = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    assert_close(student.grad_linear(A), np.array([[1.0, 4.0], [2.0, 5.0], [3.0, 6.0]]))


def test_grad_linear_turns_integers_into_float64(student):
    """A matrix of integers has a gradient of float64.

    zh: 整数矩阵的梯度为 float64
    """
    assert_close(student.grad_linear(np.array([[7, -1]])), np.array([[7.0], [-1.0]]))


def test_grad_quadratic_of_a_matrix_that_is_not_symmetric(student):
    """For A = [[1, 2], [0, 3]] and x = (1, -1), where xᵀAx = x_1² + 2 x_1 x_2 + 3 x_2², the gradient is (0, -4).

    zh: A = [[1, 2], [0, 3]]、x = (1, -1) 时 xᵀAx = x_1² + 2 x_1 x_2 + 3 x_2²，梯度为 (0, -4)
    """
    found = student.grad_quadratic(np.array([[1.0, 2.0], [0.0, 3.0]]), np.array([1.0, -1.0]))
    assert_close(found, np.array([0.0, -4.0]))


def test_grad_quadratic_of_a_diagonal_matrix(student):
    """For A = diag(2, 5) and x = (3, 1), where xᵀAx = 2 x_1² + 5 x_2², the gradient is (12, 10).

    zh: A = diag(2, 5)、x = (3, 1) 时 xᵀAx = 2 x_1² + 5 x_2²，梯度为 (12, 10)
    """
    assert_close(student.grad_quadratic(np.diag([2.0, 5.0]), np.array([3.0, 1.0])), np.array([12.0, 10.0]))


def test_grad_squared_norm_is_twice_the_vector(student):
    """At (3, -4) the gradient of the squared norm is (6, -8).

    zh: 在 (3, -4) 处范数平方的梯度是 (6, -8)
    """
    assert_close(student.grad_squared_norm(np.array([3.0, -4.0])), np.array([6.0, -8.0]))


def test_grad_squared_norm_of_float32(student):
    """A float32 vector has a float32 gradient.

    zh: float32 向量的梯度为 float32
    """
    x = np.array([0.5, -1.5, 0.0], dtype=np.float32)
    assert_close(student.grad_squared_norm(x), np.array([1.0, -3.0, 0.0], dtype=np.float32))


def test_grad_frobenius_is_twice_the_matrix(student):
    """At [[1, -2, 0]] the gradient of the squared Frobenius norm is [[2, -4, 0]].

    zh: 在 [[1, -2, 0]] 处弗罗贝尼乌斯范数平方的梯度是 [[2, -4, 0]]
    """
    assert_close(student.grad_frobenius(np.array([[1.0, -2.0, 0.0]])), np.array([[2.0, -4.0, 0.0]]))


def test_grad_frobenius_keeps_the_shape(student):
    """For a 3 x 2 matrix the gradient is 3 x 2.

    zh: 3 x 2 矩阵的梯度是 3 x 2 的
    """
    X = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    assert_close(student.grad_frobenius(X), np.array([[2.0, 4.0], [6.0, 8.0], [10.0, 12.0]]))


def test_chain_rule_adds_over_the_intermediates(student):
    """y = u_1 u_2 with u_1 = 3x and u_2 = x², at x = 2: 4 · 3 + 6 · 4 = 36.

    zh: y = u_1 u_2，u_1 = 3x，u_2 = x²，在 x = 2 处：4 · 3 + 6 · 4 = 36
    """
    assert_close(student.chain_rule(np.array([4.0, 6.0]), np.array([3.0, 4.0])), np.float64(36))


def test_chain_rule_of_jacobians(student):
    """With a Jacobian of 1 x 2 and one of 2 x 3, each entry is a sum of two products.

    zh: 1 x 2 与 2 x 3 的雅可比矩阵相乘，每个元素是两项乘积之和
    """
    found = student.chain_rule(np.array([[2.0, -1.0]]), np.array([[1.0, 0.0, 3.0], [4.0, 5.0, 0.0]]))
    assert_close(found, np.array([[-2.0, -5.0, 6.0]]))


def test_product_rule_of_two_powers(student):
    """x² times x³ at x = 2: 4 · 8 + 4 · 12 = 80, as 5x⁴ says.

    zh: x² 乘以 x³ 在 x = 2 处：4 · 8 + 4 · 12 = 80，与 5x⁴ 一致
    """
    assert_close(student.product_rule(4.0, 4.0, 8.0, 12.0), 80.0)


def test_product_rule_with_a_constant_factor(student):
    """A factor whose derivative is 0 is only carried along: (7v)' = 7v' = -14.

    zh: 导数为 0 的因子只是跟着走：(7v)' = 7v' = -14
    """
    assert_close(student.product_rule(7.0, 0.0, 3.0, -2.0), -14.0)


def test_quotient_rule_of_two_powers(student):
    """x² over x³ at x = 2: (4 · 8 - 4 · 12)/64 = -0.25.

    zh: x² 除以 x³ 在 x = 2 处：(4 · 8 - 4 · 12)/64 = -0.25
    """
    assert_close(student.quotient_rule(4.0, 4.0, 8.0, 12.0), -0.25)


def test_quotient_rule_refuses_to_divide_by_zero(student):
    """Where v is 0 ZeroDivisionError is raised; where v is 2 and constant, (u/2)' = u'/2.

    zh: v 为 0 时抛出 ZeroDivisionError；v 恒为 2 时 (u/2)' = u'/2
    """
    assert_close(student.quotient_rule(5.0, 3.0, 2.0, 0.0), 1.5)
    with pytest.raises(ZeroDivisionError):
        student.quotient_rule(5.0, 3.0, 0.0, 1.0)


def test_a_bowl_a_hill_and_a_saddle(student):
    """[[2, 1], [1, 2]] is a minimum, its negative a maximum, and [[1, 2], [2, 1]] a saddle.

    zh: [[2, 1], [1, 2]] 是极小，它的相反数是极大，[[1, 2], [2, 1]] 是鞍点
    """
    found = [
        student.classify_critical_point(np.array(H))
        for H in ([[2.0, 1.0], [1.0, 2.0]], [[-2.0, -1.0], [-1.0, -2.0]], [[1.0, 2.0], [2.0, 1.0]])
    ]
    assert_close(found, ["minimum", "maximum", "saddle"])


def test_a_flat_direction_is_inconclusive(student):
    """[[1, 1], [1, 1]] has the eigenvalues 2 and 0, and the Hessian cannot tell what the point is.

    zh: [[1, 1], [1, 1]] 的特征值为 2 和 0，仅凭海森矩阵无法判定这个点
    """
    assert_close(student.classify_critical_point(np.array([[1.0, 1.0], [1.0, 1.0]])), "inconclusive")


def test_newton_step_of_a_diagonal_hessian(student):
    """For g = (4, 6) and H = diag(2, 3) the step is (-2, -2).

    zh: g = (4, 6)、H = diag(2, 3) 时步长为 (-2, -2)
    """
    assert_close(student.newton_step(np.array([4.0, 6.0]), np.diag([2.0, 3.0])), np.array([-2.0, -2.0]))


def test_newton_step_with_mixed_derivatives(student):
    """For g = (3, 0) and H = [[2, 1], [1, 2]] the step is (-2, 1), since H (-2, 1) = (-3, 0).

    zh: g = (3, 0)、H = [[2, 1], [1, 2]] 时步长为 (-2, 1)，因为 H (-2, 1) = (-3, 0)
    """
    found = student.newton_step(np.array([3.0, 0.0]), np.array([[2.0, 1.0], [1.0, 2.0]]))
    assert_close(found, np.array([-2.0, 1.0]))


def test_gradient_step_goes_against_the_gradient(student):
    """For g = (4, -6) and a learning rate of 0.5 the step is (-2, 3).

    zh: g = (4, -6)、学习率 0.5 时步长为 (-2, 3)
    """
    assert_close(student.gradient_step(np.array([4.0, -6.0]), 0.5), np.array([-2.0, 3.0]))


def test_gradient_step_refuses_a_negative_rate(student):
    """A learning rate below 0 would climb: it raises ValueError. One of 0.25 takes a quarter of the gradient.

    zh: 学习率小于 0 会上升：抛出 ValueError。0.25 取梯度的四分之一
    """
    assert_close(student.gradient_step(np.array([8.0]), 0.25), np.array([-2.0]))
    with pytest.raises(ValueError):
        student.gradient_step(np.array([8.0]), -0.25)
