"""Calculus against complex steps, closed forms, exact fractions and the definitions, with functions of our own.

A complex step has no rounding: Im f(x + it)/t with t = 1e-30 is the derivative to the last digit. The functions draw
their coefficients from bounded intervals, and the tolerances stand far above the errors of central differences with any
sensible step, so that they hold for every seed.
"""

import math
from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import raises

from grader.testing import assert_close, function, points

NEAR = {"rtol": 1e-7, "atol": 1e-7}  # first derivatives: 100 times the error of the step that the docstring names
SECOND = {"rtol": 1e-5, "atol": 1e-5}  # second derivatives likewise


def complex_jacobian(f, x):
    """∂f_i/∂x_j of a function that takes complex numbers, (m, x.size); (x.size,) where f gives one number."""
    columns = []
    for index in np.ndindex(x.shape):
        z = x.astype(np.complex128)
        z[index] += 1e-30j
        columns.append(np.imag(f(z)) / 1e-30)
    return np.stack(columns, axis=-1)


def complex_gradient(f, x):
    return complex_jacobian(f, x).reshape(x.shape)


def waves(rng, shape):
    """A smooth function of all entries, coupled, of size about 1; it takes complex numbers too."""
    w, v = rng.uniform(0.5, 1.5, shape), rng.uniform(-1, 1, shape)
    return lambda x: np.sum(np.sin(w * x)) / w.size + np.exp(np.sum(v * x) / w.size)


def counted(f):
    """f, and the list of what it was called with."""
    calls = []

    def watched(x):
        calls.append(np.array(x))
        return f(x)

    return watched, calls


def steep(x):
    """A steep bowl whose lowest point is at 0.5 in each entry. A one-sided difference sees a slope there."""
    return 1e4 * np.sum((x - 0.5) ** 2)


def rotation(rng, d):
    return np.linalg.qr(rng.normal(size=(d, d)))[0]


def hessian_with(rng, eigenvalues):
    Q = rotation(rng, len(eigenvalues))
    H = Q @ np.diag(eigenvalues) @ Q.T
    return (H + H.T) / 2


# --- numerical_derivative ---------------------------------------------------------------------------------------------


@points(2)
@function("numerical_derivative")
def test_derivative_is_the_central_difference(student, reference, rng):
    """For exp(at) the central difference is exactly exp(ax) sinh(ah)/h, whatever x, a and h are.

    zh: 对 exp(at)，无论 x、a、h 如何，中心差分恰为 exp(ax) sinh(ah)/h
    """
    for h in (0.7, 0.05, 1e-3):
        a, x = rng.uniform(0.5, 1.5) * rng.choice([-1, 1]), rng.uniform(-1, 1)
        found = student.numerical_derivative(lambda t, a=a: math.exp(a * t), x, h)
        assert_close(found, math.exp(a * x) * math.sinh(a * h) / h, rtol=1e-11)
        assert_close(found, reference.numerical_derivative(lambda t, a=a: math.exp(a * t), x, h))


@points(2)
def test_derivative_has_an_error_of_second_order(student, rng):
    """Over five step sizes, each half the one before, the error falls like h², not like h.

    zh: 五个依次减半的步长下，误差按 h² 而不是按 h 下降
    """
    a, x = rng.uniform(0.8, 1.2), rng.uniform(-0.5, 0.5)
    steps = 0.2 * 0.5 ** np.arange(5)
    answers = [student.numerical_derivative(lambda t: math.exp(a * t), x, float(h)) for h in steps]
    errors = np.abs(np.array(answers, dtype=float) - a * math.exp(a * x))
    assert np.all(errors > 0), "a difference with a step of this size cannot be exact"
    order = np.polyfit(np.log(steps), np.log(errors), 1)[0]
    assert abs(order - 2) < 0.02, (
        f"the error falls like h to the power {order:.2f}; a central difference's falls like h²"
    )


def test_derivative_calls_f_twice(student, rng):
    """f is called twice, a step to either side, and is given floats.

    zh: f 被调用两次，向两侧各走一步，传入的是浮点数
    """
    x = rng.uniform(1, 2)
    f, calls = counted(lambda t: 1 / t)
    assert_close(student.numerical_derivative(f, x, 0.25), -1 / (x**2 - 0.0625))
    assert_close(sorted(map(float, calls)), [x - 0.25, x + 0.25])


@points(0.5)
def test_derivative_of_a_curve(student, rng):
    """Where f gives an array, its derivative is an array: that of (sin t, t²) is (cos x sin(h)/h, 2x).

    zh: f 给出数组时导数也是数组：(sin t, t²) 的导数是 (cos x sin(h)/h, 2x)
    """
    x = rng.uniform(-2, 2)
    found = student.numerical_derivative(lambda t: np.array([math.sin(t), t * t]), x, 0.3)
    assert_close(found, np.array([math.cos(x) * math.sin(0.3) / 0.3, 2 * x]), atol=1e-12)


@points(0.5)
def test_derivative_refuses_what_is_no_step(student):
    """Steps of 0, below 0 and nan raise ValueError; a short one and a huge one do not.

    zh: 步长为 0、负数和 nan 抛出 ValueError；很短和很长的步长不抛出
    """
    for h in (0.001, 1e6):
        assert_close(student.numerical_derivative(lambda t: 4 * t, 0.5, h), 4.0)
    for h in (0.0, -0.1, math.nan):
        with raises(ValueError):
            student.numerical_derivative(lambda t: 4 * t, 0.5, h)


@settings(max_examples=4)  # three calls each
@given(coefficients=st.tuples(*[st.integers(-40, 40)] * 3), x=st.integers(-16, 16), h=st.sampled_from([1, 2, 8]))
def test_derivative_is_exact_for_parabolas_and_linear(student, coefficients, x, h):
    """It has no error for a + bt + ct², however long the step, and that of a sum is the sum of the derivatives.

    zh: 对 a + bt + ct² 没有误差，无论步长多大；和的导数是导数之和
    """
    a, b, c = coefficients
    x, h = x / 8, h / 8
    parabola = student.numerical_derivative(lambda t: a + b * t + c * t * t, x, h)
    assert_close(parabola, float(b + 2 * c * x), atol=1e-9)
    cube = student.numerical_derivative(lambda t: t**3, x, h)
    both = student.numerical_derivative(lambda t: a + b * t + c * t * t - 2 * t**3, x, h)
    assert_close(float(both), float(parabola) - 2 * float(cube), atol=1e-9)


# --- numerical_gradient -----------------------------------------------------------------------------------------------


@points(2)
@function("numerical_gradient")
def test_gradient_agrees_with_a_complex_step(student, reference, rng):
    """The gradient is right for vectors and matrices, one entry included, and for views.

    zh: 对向量和矩阵梯度都正确，只有一个元素的和视图也在内
    """
    table = rng.uniform(-2, 2, (4, 3))
    for x in (rng.uniform(-2, 2, 5), table[:2], rng.uniform(-2, 2, 1), table[::2, 1], table.T[:1]):
        f = waves(rng, x.shape)
        found = student.numerical_gradient(f, x)
        assert_close(found, complex_gradient(f, x), **NEAR)
    assert_close(found, reference.numerical_gradient(f, x), **NEAR)


@points(1.5)
def test_gradient_is_zero_at_the_bottom_of_a_steep_bowl(student, rng):
    """At the lowest point of a steep bowl all entries are 0, both sides being equally high; beside it they are not

    zh: 在陡峭的碗底所有元素为 0，因为两侧同样高；在旁边则不为 0
    """
    assert_close(student.numerical_gradient(steep, np.full(4, 0.5)), np.zeros(4), atol=1e-5)
    beside = 0.5 + rng.uniform(0.1, 0.2, 3)
    assert_close(student.numerical_gradient(steep, beside), 2e4 * (beside - 0.5), rtol=1e-6)


@points(1.5)
def test_gradient_balances_both_errors(student, rng):
    """The step is long enough where f is about 10000 and its rounding counts, short enough where f bends quickly.

    zh: f 约为 10000、其舍入不可忽略时步长足够大；f 弯曲很快时步长足够小
    """
    w, x = rng.uniform(0.5, 1, 4), rng.uniform(-1, 1, 4)
    found = student.numerical_gradient(lambda at: 10000 + np.exp(w @ at / 4), x)
    assert_close(found, np.exp(w @ x / 4) * w / 4, rtol=0, atol=2e-6)
    found = student.numerical_gradient(lambda at: np.sum(np.sin(20 * w * at)), x)
    assert_close(found, 20 * w * np.cos(20 * w * x), rtol=0, atol=2e-6)


def test_gradient_calls_f_at_most_twice_an_entry(student, rng):
    """f is called at most 2d times, with float64 of the shape of x that differ from x in one entry each.

    zh: f 最多被调用 2d 次，传入 float64，形状与 x 相同，每次只有一个元素与 x 不同
    """
    x = rng.uniform(1, 2, (2, 3))
    f, calls = counted(lambda at: np.sum(1 / at))
    record = student.observe.numerical_gradient(f, x)
    assert_close(record.value, -1 / x**2, **NEAR)
    assert not record.modified, "x was changed"
    assert len(calls) <= 2 * x.size, f"f was called {len(calls)} times for {x.size} entries"
    for at in calls:
        assert at.shape == x.shape and at.dtype == np.float64, f"f was given {at.dtype} of shape {at.shape}"
        assert np.sum(at != x) <= 1, "f was called where more than one entry has moved"


@points(1.5)
def test_gradient_at_large_and_small_numbers(student):
    """The step grows with a large entry, and does not shrink with a small one.

    zh: 步长随大的元素增大，不随小的元素缩小
    """
    x = np.array([3e8, -2e8])
    found = student.numerical_gradient(lambda at: np.sum((at / 1e8) ** 3), x)
    assert_close(found, 3 * (x / 1e8) ** 2 / 1e8, rtol=1e-6)
    x = np.array([0.0, 1e-9, -1e-12])
    assert_close(student.numerical_gradient(lambda at: np.sum(np.exp(2 * at)), x), 2 * np.exp(2 * x), **NEAR)


def test_gradient_in_every_dtype(student):
    """Integers are moved as float64 and give float64; a float32 x gives float32, but f is given float64.

    zh: 整数按 float64 移动并给出 float64；float32 的 x 给出 float32，但传给 f 的是 float64
    """

    def f(at):
        assert at.dtype == np.float64, f"f was given an array of {at.dtype}"
        return at[0] ** 2 * at[1]

    assert_close(student.numerical_gradient(f, np.array([3, -2])), np.array([-12.0, 9.0]), **NEAR)
    assert_close(student.numerical_gradient(f, np.array([3, 2], np.uint8)), np.array([12.0, 9.0]), **NEAR)
    x = np.array([1.5, -0.25], np.float32)
    assert_close(student.numerical_gradient(f, x), np.array([-0.75, 2.25], np.float32))


@points(0.5)
def test_gradient_of_a_scalar_and_of_nothing(student):
    """An x of shape () has a gradient of shape (), and one without entries has an empty gradient.

    zh: 形状为 () 的 x 的梯度形状为 ()，没有元素的 x 的梯度为空
    """
    assert_close(student.numerical_gradient(lambda at: at**3, np.array(2.0)), np.array(12.0), **NEAR)
    assert_close(student.numerical_gradient(lambda at: 5.0, np.empty((0, 2))), np.empty((0, 2)))


# --- jacobian ---------------------------------------------------------------------------------------------------------


@points(2)
@function("jacobian")
def test_jacobian_agrees_with_a_complex_step(student, reference, rng):
    """The Jacobian is right for more outputs than inputs, for fewer, and for one of each; x is not changed.

    zh: 输出多于、少于、等于输入时雅可比矩阵都正确；x 不被改动
    """
    for m, d in ((4, 2), (2, 5), (1, 3), (3, 1)):
        W, x = rng.uniform(-1, 1, (m, d)), rng.uniform(-2, 2, d)

        def f(at, W=W):
            return np.sin(W @ at) + at[0] ** 2

        record = student.observe.jacobian(f, x)
        assert_close(record.value, complex_jacobian(f, x), **NEAR)
        assert not record.modified, "x was changed"
    assert_close(record.value, reference.jacobian(f, x), **NEAR)


def test_jacobian_calls_f_at_most_twice_an_input(student, rng):
    """f is called at most 2d times, for one call gives all outputs.

    zh: f 最多被调用 2d 次，因为一次调用给出所有输出
    """
    A, x = rng.uniform(-1, 1, (7, 3)), rng.uniform(-1, 1, 3)
    f, calls = counted(lambda at: A @ at)
    assert_close(student.jacobian(f, x), A, **NEAR)
    assert len(calls) <= 6, f"f was called {len(calls)} times for 3 inputs"


def test_jacobian_at_the_bottom_of_steep_bowls(student):
    """Where two steep outputs have their lowest point their rows are 0; the row of a linear output is its slope.

    zh: 两个陡峭输出的最低点处，它们的行为 0；线性输出的行就是它的斜率
    """
    found = student.jacobian(lambda x: np.array([steep(x), -steep(x), 3 * x[0] - x[1]]), np.full(2, 0.5))
    assert_close(found, np.array([[0.0, 0.0], [0.0, 0.0], [3.0, -1.0]]), atol=1e-5)


def test_jacobian_balances_both_errors(student, rng):
    """The step is long enough where f is about 10000 and its rounding counts, short enough where f bends quickly.

    zh: f 约为 10000、其舍入不可忽略时步长足够大；f 弯曲很快时步长足够小
    """
    w, x = rng.uniform(0.5, 1, 3), rng.uniform(-1, 1, 3)
    found = student.jacobian(lambda at: np.array([10000 + np.exp(w @ at / 3), np.sin(20 * w @ at)]), x)
    assert_close(found, np.array([np.exp(w @ x / 3) / 3, 20 * np.cos(20 * w @ x)])[:, None] * w, rtol=0, atol=2e-6)


def test_jacobian_in_every_dtype_and_at_large_numbers(student):
    """Integers give float64, float32 stays; the step grows with a large entry.

    zh: 整数给出 float64，float32 保持不变；步长随大的元素增大
    """

    def f(at):
        assert at.dtype == np.float64, f"f was given an array of {at.dtype}"
        return np.array([at[0] * at[1], at[1] ** 2])

    assert_close(student.jacobian(f, np.array([3, -2])), np.array([[-2.0, 3.0], [0.0, -4.0]]), **NEAR)
    x = np.array([1.5, -0.25], np.float32)
    assert_close(student.jacobian(f, x), np.array([[-0.25, 1.5], [0.0, -0.5]], np.float32))
    x = np.array([2e8, -3e8])
    assert_close(student.jacobian(f, x), np.array([[-3e8, 2e8], [0.0, -6e8]]), rtol=1e-6, atol=1)


# --- hessian ----------------------------------------------------------------------------------------------------------


@points(2)
@function("hessian")
def test_hessian_agrees_with_a_closed_form(student, reference, rng):
    """The Hessian of sin(w·x) + x_1² x_d is right for 1, 2 and 3 inputs, and x is not changed.

    zh: sin(w·x) + x_1² x_d 的海森矩阵对 1、2、3 个输入都正确，x 不被改动
    """
    for d in (1, 2, 3):
        w, x = rng.uniform(-1, 1, d), rng.uniform(-2, 2, d)

        def f(at, w=w):
            return np.sin(w @ at) + at[0] ** 2 * at[-1]

        expected = -np.sin(w @ x) * np.outer(w, w)
        if d == 1:
            expected[0, 0] += 6 * x[0]
        else:
            expected[0, 0] += 2 * x[-1]
            expected[0, -1] += 2 * x[0]
            expected[-1, 0] += 2 * x[0]
        record = student.observe.hessian(f, x)
        assert_close(record.value, expected, **SECOND)
        assert not record.modified, "x was changed"
    assert_close(record.value, reference.hessian(f, x), **SECOND)


@points(1.5)
def test_hessian_balances_both_errors(student, rng):
    """The step is long enough where f is about 10000 and its rounding counts, short enough where f bends quickly.

    zh: f 约为 10000、其舍入不可忽略时步长足够大；f 弯曲很快时步长足够小
    """
    w, x = rng.uniform(0.5, 1, 2), rng.uniform(-1, 1, 2)
    found = student.hessian(lambda at: 1e4 + np.exp(w @ at / 3), x)
    assert_close(found, np.exp(w @ x / 3) * np.outer(w, w) / 9, rtol=0, atol=5e-4)
    found = student.hessian(lambda at: np.sin(10 * w @ at), x)
    assert_close(found, -100 * np.sin(10 * w @ x) * np.outer(w, w), rtol=0, atol=5e-4)


def test_hessian_calls_f_at_most_four_times_an_entry(student, rng):
    """f is called at most 4d² times; for a form with a symmetric matrix A the result is 2A.

    zh: f 最多被调用 4d² 次；对称矩阵 A 的二次型结果为 2A
    """
    A = rng.uniform(-1, 1, (3, 3))
    f, calls = counted(lambda at: at @ A @ at)
    assert_close(student.hessian(f, rng.uniform(-1, 1, 3)), A + A.T, **SECOND)
    assert len(calls) <= 36, f"f was called {len(calls)} times for 3 inputs"


def test_hessian_in_every_dtype_and_at_large_numbers(student):
    """Integers give float64, float32 stays; the step grows with a large entry.

    zh: 整数给出 float64，float32 保持不变；步长随大的元素增大
    """

    def f(at):
        assert at.dtype == np.float64, f"f was given an array of {at.dtype}"
        return at[0] ** 2 * at[1]

    assert_close(student.hessian(f, np.array([3, -2])), np.array([[-4.0, 6.0], [6.0, 0.0]]), **SECOND)
    x = np.array([3.0, -2.0], np.float32)
    assert_close(student.hessian(f, x), np.array([[-4.0, 6.0], [6.0, 0.0]], np.float32), **SECOND)
    x = np.array([2e6, -3e6])
    assert_close(student.hessian(f, x), np.array([[-6e6, 4e6], [4e6, 0.0]]), rtol=1e-4, atol=10)
    assert_close(student.hessian(f, np.array([0.0, 1e-3])), np.array([[2e-3, 0.0], [0.0, 0.0]]), **SECOND)


# --- gradients by rules -----------------------------------------------------------------------------------------------


@points(1.5)
@function("grad_linear")
def test_grad_linear_of_any_shape(student, reference, rng):
    """The gradient of x -> Ax is Aᵀ, for wide, tall, square and empty A: what a complex step gives, transposed.

    zh: x -> Ax 的梯度是 Aᵀ，A 可宽、可高、可方、可空：即复步长结果的转置
    """
    table = rng.normal(size=(4, 6))
    for A in (table, table.T, table[:4, :4], table[::2, 1:4], table[:1], table[:0]):
        found = student.grad_linear(A)
        assert_close(
            found, np.array([[A[i, j] for i in range(A.shape[0])] for j in range(A.shape[1])]).reshape(A.T.shape)
        )
    A = rng.normal(size=(2, 3))
    found = student.grad_linear(A)
    assert_close(found, complex_jacobian(lambda at: A @ at, np.ones(3)).T)
    assert_close(found, reference.grad_linear(A))


@points(0.5)
def test_grad_linear_in_every_dtype(student):
    """float32 stays, integers become float64.

    zh: float32 保持不变，整数变成 float64
    """
    assert_close(student.grad_linear(np.array([[0.5, 2.0]], np.float32)), np.array([[0.5], [2.0]], np.float32))
    assert_close(student.grad_linear(np.array([[1, -2], [3, 5]], np.int8)), np.array([[1.0, 3.0], [-2.0, 5.0]]))


@points(2)
@function("grad_quadratic")
def test_grad_quadratic_agrees_with_a_complex_step(student, reference, rng):
    """The gradient of xᵀAx is right for an A that is not symmetric, of 1, 3 and 5 rows; A and x are not changed.

    zh: A 不对称时 xᵀAx 的梯度也正确，1、3、5 行都可以；A 和 x 不被改动
    """
    for d in (1, 3, 5):
        A, x = rng.uniform(-2, 2, (d, d)), rng.uniform(-2, 2, d)
        record = student.observe.grad_quadratic(A, x)
        assert_close(record.value, complex_gradient(lambda at, A=A: at @ A @ at, x), atol=1e-12)
        assert not record.modified, f"{' and '.join(record.modified)} changed"
    assert_close(record.value, reference.grad_quadratic(A, x))


@points(0.5)
def test_grad_quadratic_sees_only_the_symmetric_part(student, rng):
    """A and Aᵀ have the same gradient; where Aᵀ = -A the form is 0, and its gradient too.

    zh: A 与 Aᵀ 的梯度相同；Aᵀ = -A 时二次型为 0，梯度也为 0
    """
    A, x = rng.uniform(-2, 2, (3, 3)), rng.uniform(1, 2, 3)
    found = student.grad_quadratic(A, x)
    assert_close(found, complex_gradient(lambda at: at @ A @ at, x), atol=1e-12)
    assert_close(student.grad_quadratic(A.T, x), found, atol=1e-12)
    assert_close(student.grad_quadratic(A - A.T, x), np.zeros(3), atol=1e-12)


@points(0.5)
def test_grad_quadratic_in_every_dtype(student):
    """float32 stays; integers become float64 before 100 + 100 is more than an int8 can hold.

    zh: float32 保持不变；整数先变成 float64，否则 100 + 100 超出 int8 的范围
    """
    A, x = np.array([[1, 2], [0, 3]]), np.array([1, -1])
    for dtype in (np.float32, np.float64):
        assert_close(student.grad_quadratic(A.astype(dtype), x.astype(dtype)), np.array([0, -4]).astype(dtype))
    assert_close(student.grad_quadratic(A * 50, x), np.array([0.0, -200.0]))
    A, x = np.array([[100, 0], [27, 100]], np.int8), np.array([2, 0], np.int8)
    assert_close(student.grad_quadratic(A, x), np.array([400.0, 54.0]))


@points(0.5)
def test_grad_quadratic_refuses_shapes_that_do_not_fit(student):
    """An A that is not square, or not of the size of x, raises ValueError; one of a single entry is fine.

    zh: A 不是方阵或与 x 的大小不符时抛出 ValueError；只有一个元素可以
    """
    assert_close(student.grad_quadratic(np.array([[3.0]]), np.array([2.0])), np.array([12.0]))
    for rows, columns, entries in ((2, 3, 3), (3, 2, 3), (2, 2, 3), (1, 1, 3), (3, 3, 1)):
        with raises(ValueError):
            student.grad_quadratic(np.ones((rows, columns)), np.ones(entries))


@function("grad_squared_norm")
def test_grad_squared_norm_agrees_with_a_complex_step(student, reference, rng):
    """The gradient of xᵀx is right for vectors of any length and layout, and x is not changed.

    zh: 任意长度和内存布局的向量，xᵀx 的梯度都正确，x 不被改动
    """
    table = rng.normal(size=(5, 4))
    for x in (rng.normal(size=7), table[:, 1], table[2, ::-1], rng.normal(size=1)):
        record = student.observe.grad_squared_norm(x)
        assert_close(record.value, complex_gradient(lambda at: np.sum(at * at), x))
        assert not record.modified, "x was changed"
    assert_close(record.value, reference.grad_squared_norm(x))
    assert_close(student.grad_squared_norm(np.empty(0)), np.empty(0))


@points(0.5)
def test_grad_squared_norm_in_every_dtype(student):
    """float32 stays; integers become float64 before 200 + 200 is more than a uint8 can hold.

    zh: float32 保持不变；整数先变成 float64，否则 200 + 200 超出 uint8 的范围
    """
    assert_close(student.grad_squared_norm(np.array([1.5, -2], np.float32)), np.array([3.0, -4.0], np.float32))
    assert_close(student.grad_squared_norm(np.array([200, 0], np.uint8)), np.array([400.0, 0.0]))


@function("grad_frobenius")
def test_grad_frobenius_agrees_with_a_complex_step(student, reference, rng):
    """The gradient of the squared Frobenius norm is right for any shape and layout, and X is not changed.

    zh: 任意形状和内存布局，弗罗贝尼乌斯范数平方的梯度都正确，X 不被改动
    """
    table = rng.normal(size=(5, 4))
    for X in (table, table.T[:2], table[::2, 1:3], table[:1], table[:0]):
        record = student.observe.grad_frobenius(X)
        expected = complex_gradient(lambda at: np.sum(at * at), X) if X.size else X
        assert_close(record.value, expected)
        assert not record.modified, "X was changed"
    assert_close(student.grad_frobenius(table), reference.grad_frobenius(table))


@points(0.5)
def test_grad_frobenius_in_every_dtype(student):
    """float32 stays; integers become float64 before 100 + 100 is more than an int8 can hold.

    zh: float32 保持不变；整数先变成 float64，否则 100 + 100 超出 int8 的范围
    """
    assert_close(student.grad_frobenius(np.array([[1.5], [-2]], np.float32)), np.array([[3.0], [-4.0]], np.float32))
    assert_close(student.grad_frobenius(np.array([[100, -100]], np.int8)), np.array([[200.0, -200.0]]))


# --- chain_rule, product_rule, quotient_rule --------------------------------------------------------------------------


@points(2)
@function("chain_rule")
def test_chain_rule_agrees_with_a_complex_step(student, reference, rng):
    """The derivative of a composition is right for one and for several outputs, intermediates and inputs.

    zh: 一个或多个输出、中间量、输入时，复合函数的导数都正确
    """
    for m, k, d in ((2, 3, 4), (3, 1, 2), (1, 4, 1), (4, 2, 3)):
        V, W, x = rng.uniform(-1, 1, (m, k)), rng.uniform(-1, 1, (k, d)), rng.uniform(-1, 1, d)

        def inner(at, W=W):
            return np.sin(W @ at)

        def outer(u, V=V):
            return V @ (u * u)

        dy_du, du_dx = complex_jacobian(outer, inner(x)), complex_jacobian(inner, x)
        found = student.chain_rule(dy_du, du_dx)
        assert_close(found, complex_jacobian(lambda at, f=outer, g=inner: f(g(at)), x), atol=1e-12)
    assert_close(found, reference.chain_rule(dy_du, du_dx))


@points(1.5)
def test_chain_rule_without_an_axis(student, rng):
    """Where y is one number, or x is, the result has no axis for it; where both are, it is a scalar.

    zh: y 或 x 是单个数时，结果没有相应的轴；两者都是时结果为标量
    """
    dy_du, du_dx = rng.uniform(1, 2, (3, 3)), rng.uniform(1, 2, (3, 3))
    for row, column, shape in ((dy_du[0], du_dx, (3,)), (dy_du, du_dx[:, 0], (3,)), (dy_du[0], du_dx[:, 0], ())):
        rows, columns = np.atleast_2d(row), column.reshape(3, -1)
        exact = [[sum(Fraction(a) * Fraction(b) for a, b in zip(r, c, strict=True)) for c in columns.T] for r in rows]
        assert_close(student.chain_rule(row, column), np.array(exact, dtype=np.float64).reshape(shape)[()])


@points(0.5)
def test_chain_rule_is_associative(student, rng):
    """Three functions one inside the other give the same from the outside in as from the inside out.

    zh: 三个函数层层嵌套，从外向内与从内向外结果相同
    """
    A, B, C = (rng.uniform(-1, 1, shape) for shape in ((2, 3), (3, 4), (4, 2)))
    from_left = student.chain_rule(student.chain_rule(A, B), C)
    assert_close(from_left, np.einsum("ij,jk,kl->il", A, B, C), atol=1e-12)
    assert_close(student.chain_rule(A, student.chain_rule(B, C)), from_left, atol=1e-12)


@points(0.5)
def test_chain_rule_in_every_dtype(student):
    """float32 stays; integers become float64 before 100 · 100 is more than an int8 can hold.

    zh: float32 保持不变；整数先变成 float64，否则 100 · 100 超出 int8 的范围
    """
    row, column = np.array([0.5, 2], np.float32), np.array([[4.0], [-1]], np.float32)
    assert_close(student.chain_rule(row, column), np.array([0.0], np.float32))
    assert_close(student.chain_rule(np.array([100, 3], np.int8), np.array([100, -1], np.int8)), np.float64(9997))


@points(0.5)
def test_chain_rule_refuses_what_does_not_fit(student):
    """Derivatives by 3 intermediates and of 2 raise ValueError; a single intermediate is not stretched to 3.

    zh: 对 3 个中间量与 2 个中间量的导数不匹配，抛出 ValueError；单个中间量不会被拉伸成 3 个
    """
    assert_close(student.chain_rule(np.ones((1, 1)), np.full((1, 3), 2.0)), np.full((1, 3), 2.0))
    for row, column in ((np.ones(3), np.ones(2)), (np.ones((2, 3)), np.ones((2, 3))), (np.ones(1), np.ones(3))):
        with raises(ValueError):
            student.chain_rule(row, column)


@points(1.5)
@settings(max_examples=5)
@given(values=st.tuples(*[st.integers(-50, 50)] * 4))
def test_product_rule_agrees_with_exact_fractions(student, values):
    """For linear factors u + u't and v + v't the product is a parabola, and the rule gives the slope of it at t = 0.

    zh: 线性因子 u + u't 与 v + v't 的乘积是抛物线，该法则给出它在 t = 0 处的斜率
    """
    u, du, v, dv = (Fraction(value, 8) for value in values)
    slope = ((u + du) * (v + dv) - (u - du) * (v - dv)) / 2  # a central difference has no error there
    assert_close(student.product_rule(*map(float, (u, du, v, dv))), float(slope))


@points(0.5)
def test_product_rule_does_not_mind_the_order(student, reference, rng):
    """uv and vu have the same derivative.

    zh: uv 与 vu 的导数相同
    """
    u, du, v, dv = map(float, rng.uniform(1, 2, 4))
    found = student.product_rule(u, du, v, dv)
    assert_close(found, reference.product_rule(u, du, v, dv))
    assert_close(student.product_rule(v, dv, u, du), found)


@points(1.5)
def test_quotient_rule_agrees_with_exact_fractions(student, reference, rng):
    """The rule gives (u'v - uv')/v² for values of either sign.

    zh: 对正负的值，该法则都给出 (u'v - uv')/v²
    """
    for _ in range(3):
        u, du, v, dv = (float(x) for x in rng.choice([-1, 1], 4) * rng.uniform(0.5, 2, 4))
        exact = (Fraction(du) * Fraction(v) - Fraction(u) * Fraction(dv)) / Fraction(v) ** 2
        found = student.quotient_rule(u, du, v, dv)
        assert_close(found, float(exact), atol=1e-12)
    assert_close(found, reference.quotient_rule(u, du, v, dv), atol=1e-12)


@points(0.5)
def test_quotient_rule_where_the_square_leaves_the_range(student):
    """The result is right for a v of 1e-200 or 1e200, whose square is 0 or too large.

    zh: v 为 1e-200 或 1e200 时结果仍正确，尽管 v 的平方为 0 或过大
    """
    for scale in (1e-200, 1e200):
        found = student.quotient_rule(3 * scale, 4 * scale, 2 * scale, 1 * scale)
        assert_close(found, 1.25)


@points(0.5)
def test_quotient_rule_undoes_the_product_rule(student, rng):
    """The derivative of (uv)/v is u' again, and where v is 0 ZeroDivisionError is raised.

    zh: (uv)/v 的导数又是 u'；v 为 0 时抛出 ZeroDivisionError
    """
    u, du, v, dv = map(float, rng.uniform(1, 2, 4))
    assert_close(student.quotient_rule(u * v, du * v + u * dv, v, dv), du)
    with raises(ZeroDivisionError):
        student.quotient_rule(0.0, 0.0, 0.0, 1.0)


# --- classify_critical_point ------------------------------------------------------------------------------------------


@points(2)
@function("classify_critical_point")
def test_classify_by_all_eigenvalues(student, reference, rng):
    """Rotated Hessians of 1 to 5 inputs are told apart by the signs of all eigenvalues, not by the determinant.

    zh: 1 到 5 个输入的旋转过的海森矩阵由全部特征值的符号区分，而不是由行列式
    """
    cases = [
        ([3.0], "minimum"),
        ([-0.5], "maximum"),
        ([2.0, 1.0, 0.5], "minimum"),
        ([-2.0, -1.0, -0.5], "maximum"),
        ([-1.0, -2.0, 3.0], "saddle"),  # the determinant is above 0
        ([-1.0, -2.0, -1.5, -3.0], "maximum"),  # and here
        ([1.0, -0.01, 4.0, 2.0, 5.0], "saddle"),
        ([-1.0, 1.5, -2.0, 3.0], "saddle"),
    ]
    for eigenvalues, expected in cases:
        H = hessian_with(rng, eigenvalues)
        found = student.classify_critical_point(H)
        assert_close(found, expected, note=f"eigenvalues {eigenvalues}")
        assert_close(found, reference.classify_critical_point(H))


@points(1.5)
def test_classify_with_flat_directions(student, rng):
    """With an eigenvalue 0, up to rounding, others of one sign decide nothing; others of both signs are a saddle.

    zh: 有特征值在舍入误差内为 0 时，其余同号则无法判定；其余异号则为鞍点
    """
    cases = [
        ([0.0, 1.0, 2.0], "inconclusive"),
        ([-1.0, 0.0, -3.0], "inconclusive"),
        ([0.0, 1.0, -1.0], "saddle"),
        ([0.0, 0.0, 2.0], "inconclusive"),
        ([1e-4, 1.0, 2.0], "minimum"),
        ([-1e-4, -1.0, -2.0], "maximum"),
    ]
    for eigenvalues, expected in cases:
        H = hessian_with(rng, eigenvalues)
        assert_close(student.classify_critical_point(H), expected, note=f"eigenvalues {eigenvalues}")
    assert_close(student.classify_critical_point(np.zeros((2, 2))), "inconclusive")


def test_classify_does_not_mind_the_scale(student, rng):
    """A Hessian times 1e200 or 1e-200 is of the same kind; so is one of integers or of float32.

    zh: 海森矩阵乘以 1e200 或 1e-200 类别不变；整数和 float32 的矩阵也一样
    """
    for scale in (1e-200, 1e-15, 1e200):
        for eigenvalues, expected in (([1.0, 2.0, 4.0], "minimum"), ([-1.0, 2.0], "saddle"), ([-3.0, -1.0], "maximum")):
            assert_close(student.classify_critical_point(hessian_with(rng, eigenvalues) * scale), expected)
    assert_close(student.classify_critical_point(np.array([[100, 120], [120, 100]], np.int8)), "saddle")
    assert_close(student.classify_critical_point(np.array([[2, 1], [1, 2]], np.float32)), "minimum")
    gutter = np.outer([7, -3, 5, 11, 2], [7, -3, 5, 11, 2]).astype(np.float32)  # but for one, all eigenvalues are 0
    assert_close(student.classify_critical_point(gutter), "inconclusive")


@points(0.5)
def test_classify_where_an_eigenvalue_is_nearly_zero(student):
    """An eigenvalue counts as 0 up to 1e-10 of the largest in size, and no further.

    zh: 特征值的绝对值不超过最大者的 1e-10 时才算作 0
    """
    for ratio, expected in ((1.5e-10, "minimum"), (0.7e-10, "inconclusive")):
        assert_close(student.classify_critical_point(np.diag([2 * ratio, 2.0])), expected)
        other = "saddle" if expected == "minimum" else expected
        assert_close(student.classify_critical_point(np.diag([-2.0, 2 * ratio])), other)


@points(0.5)
def test_classify_refuses_what_is_not_square(student):
    """A matrix that is not square raises ValueError, and so does a vector; a 1 x 1 matrix is fine.

    zh: 不是方阵的矩阵抛出 ValueError，向量也是；1 x 1 的矩阵可以
    """
    assert_close(student.classify_critical_point(np.array([[-2.0]])), "maximum")
    for shape in ((2, 3), (3, 1), (4,)):
        with raises(ValueError):
            student.classify_critical_point(np.ones(shape))


# --- newton_step and gradient_step ------------------------------------------------------------------------------------


@points(2)
@function("newton_step")
def test_newton_step_reaches_the_critical_point_of_a_parabola(student, reference, rng):
    """From anywhere one step leads to the critical point of a quadratic function, be it a minimum or a saddle.

    zh: 从任何地方一步就到达二次函数的临界点，无论极小还是鞍点
    """
    for eigenvalues in ([2.0], [1.0, -3.0], [0.5, 1.0, 2.0, 4.0]):
        H, goal, x = (
            hessian_with(rng, eigenvalues),
            rng.uniform(-1, 1, len(eigenvalues)),
            rng.uniform(-1, 1, len(eigenvalues)),
        )
        g = H @ (x - goal)
        record = student.observe.newton_step(g, H)
        assert_close(record.value, goal - x, rtol=1e-9, atol=1e-12)
        assert not record.modified, f"{' and '.join(record.modified)} changed"
    assert_close(record.value, reference.newton_step(g, H), rtol=1e-9, atol=1e-12)


@points(1.5)
def test_newton_step_solves_the_system(student, rng):
    """With an H that is nearly singular H s is -g up to rounding: the system is solved, H is not inverted.

    zh: H 接近奇异时，H s 在舍入误差内等于 -g：解的是方程组，没有对 H 求逆
    """
    scales = np.geomspace(1, 1e-12, 6)
    Q, s = rotation(rng, 6), rng.uniform(0.5, 1, 6)
    H = Q @ np.diag(scales) @ Q.T
    g = -H @ s
    found = student.newton_step(g, H)
    assert_close(found, s, atol=0.05)
    residual = np.max(np.abs(H @ found + g))
    assert residual < 1e-12, f"H s + g is {residual:.0e}, where rounding alone leaves about 1e-16"


@points(0.5)
def test_newton_step_in_every_dtype(student):
    """float32 stays, integers become float64.

    zh: float32 保持不变，整数变成 float64
    """
    g, H = np.array([3, 0]), np.array([[2, 1], [1, 2]])
    assert_close(student.newton_step(g, H), np.array([-2.0, 1.0]))
    assert_close(student.newton_step(g.astype(np.float32), H.astype(np.float32)), np.array([-2, 1], np.float32))
    hilbert = (1 / (1.0 + np.arange(6)[:, None] + np.arange(6))).astype(np.float32)
    g = np.array([1, -1, 1, 1, 2, -1], np.float32)
    exact = -np.linalg.solve(hilbert.astype(np.float64), g.astype(np.float64))
    assert_close(student.newton_step(g, hilbert), exact.astype(np.float32))


@points(0.5)
def test_newton_step_refuses_a_singular_hessian(student):
    """Without a unique solution ValueError is raised; a small H is not a singular one.

    zh: 没有唯一解时抛出 ValueError；很小的 H 并不是奇异的
    """
    assert_close(student.newton_step(np.array([1e-20]), np.array([[2e-20]])), np.array([-0.5]))
    for H in (np.zeros((2, 2)), np.array([[1.0, 2.0], [2.0, 4.0]])):
        with raises(ValueError):
            student.newton_step(np.array([1.0, 1.0]), H)


@function("gradient_step")
def test_gradient_step_of_any_shape(student, reference, rng):
    """The step is -lr times the gradient, for vectors and matrices, in a new array; the gradient is not changed.

    zh: 步长是 -lr 乘以梯度，向量和矩阵都可以，为新数组；梯度不被改动
    """
    table = rng.normal(size=(4, 3))
    for g, lr in ((rng.normal(size=5), 0.1), (table, 2.0), (table.T[::2], 1e-3), (np.empty(0), 1.0)):
        record = student.observe.gradient_step(g, lr)
        assert_close(record.value, -np.multiply(g, lr))
        assert not record.modified, "g was changed"
        assert not record.shares_memory, "the step shares its memory with g"
    assert_close(student.gradient_step(table, 0.3), reference.gradient_step(table, 0.3))


@points(0.5)
def test_gradient_step_in_every_dtype(student):
    """float32 stays, integers become float64.

    zh: float32 保持不变，整数变成 float64
    """
    assert_close(student.gradient_step(np.array([4, -6], np.float32), 0.5), np.array([-2.0, 3.0], np.float32))
    assert_close(student.gradient_step(np.array([200, 1], np.uint8), 2), np.array([-400.0, -2.0]))


@points(0.5)
def test_gradient_step_lowers_a_bowl(student, rng):
    """A step with a small rate lowers the bowl by lr ‖g‖² to first order; rates of 0, below 0 and nan are refused.

    zh: 小学习率的一步使碗面一阶下降 lr ‖g‖²；学习率为 0、负数和 nan 被拒绝
    """
    x = rng.uniform(1, 2, 3)
    step = np.asarray(student.gradient_step(2 * x, 1e-6), dtype=float)
    fall = np.sum(x**2) - np.sum((x + step) ** 2)
    assert_close(float(fall), float(1e-6 * np.sum((2 * x) ** 2)), rtol=1e-4)
    for lr in (0.0, -1.0, math.nan):
        with raises(ValueError):
            student.gradient_step(x, lr)
