"""Values against torch, Python's own arithmetic and differences of themselves; autograd against formulas.

The same expressions are built of Values and of float64 tensors, for both have the same operators and methods.
"""

import math
import operator

import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import raises

from grader.testing import assert_close, fold, function, points

LONG = 5000  # operations in a row

ARITHMETIC = (
    operator.add,
    operator.sub,
    operator.mul,
    operator.truediv,
    lambda a, b: -a - b,
)
MIXED = (
    lambda v: 1.5 + v,
    lambda v: v + 1.5,
    lambda v: 3 - v,
    lambda v: v - 3,
    lambda v: -2 * v,
    lambda v: v * -2,
    lambda v: 5 / v,
    lambda v: v / 5,
    lambda v: 2 - 3 / (1 - v * 2),
)
SLOPES = (
    lambda v: (1.5 + v) * (v - 3),
    lambda v: (v + 1.5) * (3 - v),
    lambda v: 5 / v - v * -2,
    lambda v: -2 * v + v / 5,
)
FUNCTIONS = (
    lambda v: (v * 2).exp() * 3,
    lambda v: (v * v + 1).log() - v,
    lambda v: (3 * v).tanh() / 2,
    lambda v: (1 - v).relu() * 4,
)


def torch_gradients(build, *numbers):
    """The result of an expression, and its gradients, by torch."""
    leaves = [torch.tensor(float(number), dtype=torch.float64, requires_grad=True) for number in numbers]
    result = build(*leaves)
    found = torch.autograd.grad(result, leaves, allow_unused=True)
    return [result.item(), *(0.0 if each is None else each.item() for each in found)]


def gradients(student, build, *numbers):
    """The same by Values."""
    leaves = [student.Value(number) for number in numbers]
    result = build(*leaves)
    result.backward()
    return [result.data, *(leaf.grad for leaf in leaves)]


def away_from_zero(rng):
    """A number between 0.5 and 2, of either sign."""
    return float(rng.choice([-1, 1]) * rng.uniform(0.5, 2))


# --- Value: forward ---------------------------------------------------------------------------------------------------


@points(1.5)
@function("Value")
def test_value_computes_as_numbers_do(student, rng):
    """Each operator gives the number that Python gives, with Values and numbers on either side.

    zh: 每个运算符给出与 Python 相同的数，两侧可以是 Value 或数
    """
    a, b = away_from_zero(rng), away_from_zero(rng)
    v, w = student.Value(a), student.Value(b)
    for build in ARITHMETIC:
        assert_close(build(v, w).data, build(a, b))
    for build in MIXED:
        assert_close(build(v).data, build(a))
    assert_close(student.Value(7).data, 7.0)


@function("Value")
def test_value_has_functions_and_powers(student, rng):
    """exp, log, tanh, relu and powers give the numbers of the module math.

    zh: exp、log、tanh、relu 和幂给出与 math 模块相同的数
    """
    a = rng.uniform(0.5, 2)
    v = student.Value(a)
    assert_close(v.exp().data, math.exp(a))
    assert_close(v.log().data, math.log(a))
    assert_close(v.tanh().data, math.tanh(a))
    assert_close(v.relu().data, a)
    for exponent in (3, 2.5, -1, 0, -0.5):
        assert_close((v**exponent).data, math.pow(a, exponent))
    assert_close((student.Value(-a) ** 3).data, -(a**3))
    assert_close(student.Value(-a).relu().data, 0.0)
    assert_close(student.Value(-400.0).tanh().data, -1.0)


@function("Value")
def test_value_does_not_modify_its_operands(student, rng):
    """After a computation the operands hold the numbers that they held, and no gradient but 0 before backward.

    zh: 计算之后各操作数保持原值，backward 之前梯度都是 0
    """
    a, b = student.Value(1.25), student.Value(-0.5)
    c = (a + b) * (2 * a - b / 3) + a**2
    c = c + 1
    assert_close([a.data, b.data, c.data], [1.25, -0.5, 0.75 * (2.5 + 0.5 / 3) + 1.5625 + 1])
    assert_close([a.grad, b.grad, c.grad], [0.0, 0.0, 0.0])


@points(0.5)
@function("Value")
def test_value_refuses_what_is_no_number(student):
    """A text, a list or a Value as an exponent raises TypeError; 1/0, log(0) and exp(1000) raise Python's errors.

    zh: 文本、列表或 Value 作指数抛出 TypeError；1/0、log(0)、exp(1000) 抛出 Python 自己的错误
    """
    v = student.Value(2.0)
    assert_close((v + 1).data, 3.0)
    for wrong in (lambda: v + "1", lambda: v * [2], lambda: v**v, lambda: v ** "2"):
        with raises(TypeError):
            wrong()
    for kind, wrong in (
        (ZeroDivisionError, lambda: v / 0),
        (ValueError, lambda: (v * 0).log()),
        (OverflowError, lambda: (v * 500).exp()),
    ):
        with raises(kind):
            wrong()


# --- Value: backward --------------------------------------------------------------------------------------------------


@points(2)
@function("Value")
def test_value_gradients_of_operators_agree_with_torch(student, rng):
    """The gradient of each operator is right, with Values and numbers on either side.

    zh: 每个运算符的梯度都正确，两侧可以是 Value 或数
    """
    a, b = away_from_zero(rng), away_from_zero(rng)
    for build in ARITHMETIC:
        assert_close(gradients(student, build, a, b), torch_gradients(build, a, b))
    for build in SLOPES:
        assert_close(gradients(student, build, a), torch_gradients(build, a))


@points(1.5)
@function("Value")
def test_value_gradients_of_functions_agree_with_torch(student, rng):
    """The gradients of exp, log, tanh and relu are right, also where their argument is computed.

    zh: exp、log、tanh、relu 的梯度都正确，自变量是算出来的也一样
    """
    a = rng.uniform(0.6, 1.9)
    for build in FUNCTIONS:
        assert_close(gradients(student, build, a), torch_gradients(build, a), atol=1e-12)
    for a in (-1.5, 0.0):  # at 0 the slope of relu is 0
        assert_close(gradients(student, lambda v: v.relu() * 3, a), [0.0, 0.0])


@function("Value")
def test_value_gradients_of_powers_agree_with_torch(student, rng):
    """The gradients of powers are right for exponents that are whole, broken, below 0 and 0, also for 0 itself.

    zh: 指数为整数、分数、负数和 0 时，以及底数为 0 时，幂的梯度都正确
    """
    a = rng.uniform(0.5, 2)
    for exponent in (2.5, -1, 0):
        found = gradients(student, lambda v, k=exponent: (2 * v) ** k, a)
        assert_close(found, torch_gradients(lambda v, k=exponent: (2 * v) ** k, a))
    assert_close(gradients(student, lambda v: v**3, -a), [-(a**3), 3 * a**2])
    for exponent, expected in ((2, [0.0, 0.0]), (1, [0.0, 1.0]), (0, [1.0, 0.0])):
        assert_close(gradients(student, lambda v, k=exponent: v**k, 0.0), expected)


@points(1.5)
@function("Value")
def test_value_gradients_of_several_uses_are_added(student, rng):
    """a + a, a · a, a - a, a / a and a Value at three places: the gradients of all uses are added.

    zh: a + a、a · a、a - a、a / a 以及用在三处的 Value：各处使用的梯度相加
    """
    a, b = away_from_zero(rng), away_from_zero(rng)
    for build in (operator.add, operator.mul, operator.sub, operator.truediv):
        assert_close(gradients(student, lambda v, f=build: f(v, v), a), torch_gradients(lambda v, f=build: f(v, v), a))

    def three_places(v, w):
        return v * w + v.tanh() * w - w / v

    assert_close(gradients(student, three_places, a, b), torch_gradients(three_places, a, b))


def late_and_early(a, b):
    """b reaches the result by short and by long ways, so that an order by depth or by discovery is wrong."""
    c = a * b
    d = c.tanh() + c
    e = d * d + c
    return e * b + d + (c * e).tanh()


@points(2)
@function("Value")
def test_value_gradients_in_diamonds_agree_with_torch(student, rng):
    """Where ways part and meet again each Value hands its gradient on once, when it has all of it.

    zh: 路径分开又汇合时，每个 Value 在收齐之后把梯度向前传递一次
    """
    a, b = away_from_zero(rng) / 2, away_from_zero(rng) / 2
    assert_close(gradients(student, late_and_early, a, b), torch_gradients(late_and_early, a, b), atol=1e-12)
    v = first = student.Value(0.5)
    for _ in range(40):  # 2 to the 40th ways, in 40 operations
        v = v + v
    v.backward()
    assert_close([v.data, first.grad], [2.0**39, 2.0**40])


@points(2)
@function("Value")
def test_value_graphs_of_5000_operations(student):
    """A chain of 5,000 operations is differentiated without a RecursionError.

    zh: 5000 个运算的长链可以求导，没有 RecursionError
    """
    a, b = student.Value(0.75), student.Value(-0.5)
    total = fold("add", a, [0.001] * LONG + [b, a])
    total.backward()
    assert_close([total.data, total.grad, a.grad, b.grad], [6.0, 1.0, 2.0, 1.0])
    product = fold("mul", a, [2, 0.5] * 40)
    product.backward()
    assert_close([product.data, a.grad], [0.75, 3.0])


@function("Value")
def test_value_backward_adds_to_what_is_there(student, rng):
    """Gradients of two results are added up, a second call doubles them, and every Value on the way gets its own.

    zh: 两个结果的梯度相加，再调用一次则加倍，途中的每个 Value 都得到自己的梯度
    """
    numbers = away_from_zero(rng), away_from_zero(rng)
    a, b = (student.Value(number) for number in numbers)
    c = a * b
    d = c * c + a
    d.backward()
    x, y = numbers
    once = [1.0, 2 * x * y, 2 * x * y * y + 1, 2 * x * x * y]
    assert_close([d.grad, c.grad, a.grad, b.grad], once)
    d.backward()
    assert_close([d.grad, c.grad, a.grad, b.grad], [2 * each for each in once])
    c.backward()
    assert_close([d.grad, c.grad, a.grad, b.grad], [2.0, 4 * x * y + 1, 2 * once[2] + y, 2 * once[3] + x])


@function("Value")
def test_value_gradients_agree_with_its_own_numbers(student):
    """The gradients are those of the numbers that the same Values give: what is wrong here is backward, not forward.

    zh: 梯度属于同样这些 Value 给出的数：这里出错的是 backward，而不是前向
    """

    def build(a, b):
        return (a * b - 2 / a) * b.tanh() + (b**2).exp() + a.log()

    at, h = (0.8, -0.6), 1e-5

    def number(a, b):
        return float(build(student.Value(a), student.Value(b)).data)

    _, *found = gradients(student, build, *at)
    slopes = [
        (number(at[0] + h, at[1]) - number(at[0] - h, at[1])) / (2 * h),
        (number(at[0], at[1] + h) - number(at[0], at[1] - h)) / (2 * h),
    ]
    assert_close(found, slopes, rtol=1e-7)


STEPS = {
    "a + b": lambda a, b: a + b,
    "a - b": lambda a, b: a - b,
    "a * b": lambda a, b: a * b,
    "a / (b² + 1)": lambda a, b: a / (b * b + 1),
    "1.5 - a": lambda a, b: 1.5 - a,
    "2 / (a² + 2)": lambda a, b: 2 / (a * a + 2),
    "-a": lambda a, b: -a,
    "a + a": lambda a, b: a + a,
    "tanh(a)": lambda a, b: a.tanh(),
    "relu(a)": lambda a, b: a.relu(),
    "exp(-b²)": lambda a, b: (-(b * b)).exp(),
    "log(a² + 1)": lambda a, b: (a * a + 1).log(),
    "√(a² + b² + 1)": lambda a, b: (a**2 + b**2 + 1) ** 0.5,
}
PROGRAMS = st.lists(st.tuples(st.sampled_from(sorted(STEPS)), *[st.integers(0, 9)] * 2), min_size=3, max_size=7)


@points(2)
@function("Value")
@settings(max_examples=4)
@given(numbers=st.tuples(*[st.integers(-8, 8)] * 3), program=PROGRAMS)
def test_value_of_random_expressions_agrees_with_torch(student, numbers, program):
    """Expressions that are put together at random have the numbers and the gradients that torch gives them.

    zh: 随机拼成的表达式，数值和梯度都与 torch 一致
    """
    values = [student.Value(number / 4) for number in numbers]
    tensors = [torch.tensor(number / 4, dtype=torch.float64, requires_grad=True) for number in numbers]
    leaves, inputs = values[:], tensors[:]
    for step, i, j in program:  # i and j count back from the latest result
        tensors.append(STEPS[step](tensors[-1 - i % len(tensors)], tensors[-1 - j % len(tensors)]))
        values.append(STEPS[step](values[-1 - i % len(values)], values[-1 - j % len(values)]))
        if abs(tensors[-1].item()) > 4:  # rounding is not what this is about
            tensors[-1], values[-1] = tensors[-1].tanh(), values[-1].tanh()
    values[-1].backward()
    assert_close(values[-1].data, tensors[-1].item(), rtol=1e-7, atol=1e-7)
    exact = [0.0] * 3
    if tensors[-1].grad_fn is not None:
        found = torch.autograd.grad(tensors[-1], inputs, allow_unused=True)
        exact = [0.0 if each is None else each.item() for each in found]
    assert_close([leaf.grad for leaf in leaves], exact, rtol=1e-7, atol=1e-7)


# --- torch ------------------------------------------------------------------------------------------------------------


def drawn(rng, *shape, dtype=torch.float64):
    """Numbers between 0.5 and 2 of either sign."""
    return torch.as_tensor(rng.choice([-1, 1], shape) * rng.uniform(0.5, 2, shape), dtype=dtype)


@points(1.5)
@function("grad_of_2xdotx")
def test_grad_of_2xdotx_of_any_vector(student, reference, rng):
    """The gradient is 4x for vectors of 1 and 7 entries, for views and in float32, and x is not modified.

    zh: 1 个和 7 个元素的向量、视图、float32，梯度都是 4x，x 不被改动
    """
    table = drawn(rng, 3, 4)
    for x in (drawn(rng, 1), drawn(rng, 7), table[:, 1], drawn(rng, 5, dtype=torch.float32)):
        record = student.observe.grad_of_2xdotx(x)
        assert_close(record.value, 4 * x)
        assert not record.modified, "x was modified"
        assert not record.shares_memory, "the gradient shares its memory with x"
    assert_close(record.value, reference.grad_of_2xdotx(x))
    assert_close(student.grad_of_2xdotx(x.clone().requires_grad_()), 4 * x)


@points(2)
@function("sum_backward")
def test_sum_backward_agrees_with_the_jacobian(student, reference, rng):
    """The gradient of the sum is the sum of the rows of the Jacobian, for y of any shape.

    zh: 和的梯度是雅可比矩阵各行之和，y 形状任意
    """
    A, B = drawn(rng, 5, 3), drawn(rng, 3, 3)
    for shape, y, gradient in (
        ((3,), lambda x: torch.tanh(A @ x), lambda x: A.T @ (1 - torch.tanh(A @ x) ** 2)),
        ((3,), lambda x: torch.outer(x, x * x), lambda x: (x * x).sum() + 2 * x * x.sum()),
        ((2, 3), lambda x: x @ B * x, lambda x: x @ (B + B.T)),
        ((2, 3), lambda x: (x**3).sum(), lambda x: 3 * x * x),
        ((), lambda x: torch.stack((x, x * x, 1 / x)), lambda x: 1 + 2 * x - 1 / (x * x)),
    ):
        x = drawn(rng, *shape)
        record = student.observe.sum_backward(y, x)
        assert_close(record.value, gradient(x), atol=1e-12)
        assert not record.modified, "x was modified"
    assert_close(record.value, reference.sum_backward(y, x))


@points(0.5)
def test_sum_backward_in_float32(student, rng):
    """float32 in, float32 out, also where x requires a gradient itself.

    zh: 输入 float32 则输出 float32，x 自身需要梯度时也如此
    """
    x = drawn(rng, 4, dtype=torch.float32)
    assert_close(student.sum_backward(lambda at: at * at, x), 2 * x)
    assert_close(student.sum_backward(lambda at: at.reshape(2, 2) ** 2, x.clone().requires_grad_()), 2 * x)


@points(1.5)
@function("grad_with_detach")
def test_grad_with_detach_of_any_shape(student, reference, rng):
    """The gradient is x² for vectors, matrices and scalars, for views and in float32, and x is not modified.

    zh: 向量、矩阵、标量、视图、float32，梯度都是 x²，x 不被改动
    """
    table = drawn(rng, 3, 4)
    for x in (drawn(rng, 7), table.T, table[::2, 1], drawn(rng), drawn(rng, 5, dtype=torch.float32)):
        record = student.observe.grad_with_detach(x)
        assert_close(record.value, x * x)
        assert not record.modified, "x was modified"
    assert_close(record.value, reference.grad_with_detach(x))
    assert_close(student.grad_with_detach(x.clone().requires_grad_()), x * x)


def constant_of(a):
    """What f multiplies a by, from the norm alone."""
    doublings = max(0, math.ceil(math.log2(1000 / (2 * torch.linalg.vector_norm(a).item()))))
    return 2.0 ** (1 + doublings) * (1 if a.sum() > 0 else 100)


@points(2)
@function("grad_of_control_flow")
def test_grad_of_control_flow_on_both_branches(student, reference, rng):
    """The gradient is the constant that f multiplies by, for scalars, vectors and matrices, small and large.

    zh: 梯度是 f 所乘的常数，标量、向量、矩阵、大的和小的都如此
    """
    for size, shape in ((1e-6, (3,)), (0.3, ()), (70.0, (2, 2)), (1e5, (5,))):
        a = drawn(rng, *shape) * size
        for each in (a, -a):
            found = student.grad_of_control_flow(each)
            assert_close(found, torch.full_like(a, constant_of(each)), note=f"a = {each}")
    assert_close(student.grad_of_control_flow(a), reference.grad_of_control_flow(a))


def test_grad_of_control_flow_at_the_borders(student):
    """A norm of exactly 1000 ends the loop, a sum of exactly 0 takes the second branch, and one entry may be 0.

    zh: 范数恰为 1000 时循环结束，和恰为 0 时走第二个分支，个别元素可以为 0
    """
    for a, expected in (
        ([125.0], 8.0),
        ([249.9375], 8.0),  # 999.75 is not 1000 yet
        ([500.0], 2.0),
        ([-300.0, 400.0], 2.0),
        ([2.0, -2.0], 51200.0),
        ([600.0, -599.75], 2.0),
    ):
        a = torch.tensor(a, dtype=torch.float64)
        assert_close(student.grad_of_control_flow(a), torch.full_like(a, expected))
    record = student.observe.grad_of_control_flow(torch.tensor([0.0, 5.0, -1.0]))
    assert_close(record.value, torch.tensor([256.0, 256.0, 256.0]))
    assert not record.modified, "a was modified"


@points(0.5)
def test_grad_of_control_flow_refuses_what_never_ends(student):
    """Zeros and an a without entries raise ValueError; the smallest entry that is not 0 does not.

    zh: 全零和没有元素的 a 抛出 ValueError；最小的非零元素不抛出
    """
    a = torch.tensor([0.0, 2.0**-20])
    assert_close(student.grad_of_control_flow(a), torch.full((2,), 2.0**30))
    for wrong in (torch.zeros(()), torch.zeros(2, 3), torch.zeros(0)):
        with raises(ValueError):
            student.grad_of_control_flow(wrong)


@points(2)
@function("zero_grad_twice")
def test_zero_grad_twice_of_any_shape(student, reference, rng):
    """The gradients are 1, 2x and 3x², each by itself, for any shape, and x is not modified.

    zh: 梯度为 1、2x、3x²，各算各的，形状任意，x 不被改动
    """
    table = drawn(rng, 3, 4)
    for x in (drawn(rng, 7), table.T, table[::2, 1], drawn(rng)):
        record = student.observe.zero_grad_twice(x)
        assert_close(record.value, (torch.ones_like(x), 2 * x, 3 * x * x))
        assert not record.modified, "x was modified"
    assert_close(record.value, reference.zero_grad_twice(x))


@points(0.5)
def test_zero_grad_twice_in_float32(student, rng):
    """float32 in, float32 out, also where x requires a gradient itself.

    zh: 输入 float32 则输出 float32，x 自身需要梯度时也如此
    """
    x = drawn(rng, 4, dtype=torch.float32)
    for each in (x, x.clone().requires_grad_()):
        assert_close(student.zero_grad_twice(each), (torch.ones_like(x), 2 * x, 3 * x * x))
