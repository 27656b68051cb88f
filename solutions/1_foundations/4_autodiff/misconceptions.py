"""Wrong ways to differentiate automatically that real students take, and what to tell them.

The variants of Value are the right class with one thing spoilt. Each question to it asks about one thing as well, so
that the answers say which it is.
"""
# ruff: noqa: N801 - a variant's name says what it does

import math

import torch

from grader.testing import assert_close, fold, misconception, probes

DEEP = 2000  # a chain that is longer than Python lets a function call itself

if "Value" not in globals():  # where this file is read by itself
    Value = object


# --- Value ------------------------------------------------------------------------------------------------------------


def _gradients(make, build, *numbers):
    """The number of an expression and the gradients of its inputs."""
    leaves = [make(number) for number in numbers]
    result = build(*leaves)
    result.backward()
    return [float(result.data), *(float(leaf.grad) for leaf in leaves)]


def _part_and_meet(a, b):
    c = a * b
    d = c * 3 + c.tanh()
    return d * c + a


def _twice(make):
    a = make(3.0)
    b = a * 2
    c = b * 5
    c.backward()
    c.backward()
    return [float(a.grad), float(b.grad), float(c.grad)]


def _deep(make):
    first = make(0.5)
    fold("add", first, [1] * DEEP).backward()
    return float(first.grad)


def _operand_afterwards(make):
    a = make(2.0)
    b = a + 3
    return [float(a.data), float(b.data)]


@probes("Value")
def probe_value(rng):
    """Each operation and its slopes; several uses; numbers on the left; diamonds; a second backward; a long chain.

    One question after the other, up to the first wrong answer: whoever makes two mistakes is told of the first.
    """
    expressions = (
        (lambda a, b: a * b, 2.0, 7.0),
        (lambda a, b: a - b, 2.0, 7.0),
        (lambda a: 1.5 + a, 4.0),
        (lambda a: 5 * a, 4.0),
        (lambda a: a + a, 3.0),
        (lambda a: 1 - a, 4.0),
        (lambda a, b: a / b, 3.0, 4.0),
        (lambda a: 6 / a, 4.0),
        (lambda a: a**3, 2.0),
        (lambda a: a.exp(), 0.7),
        (lambda a: a.log(), 0.7),
        (lambda a: a.tanh(), 0.7),
        (lambda a: a.relu(), 0.7),
        (lambda a: a.relu(), -0.7),
        (lambda a: a.relu(), 0.0),
        (_part_and_meet, 0.5, -0.75),
    )
    questions = [(lambda make, case=case: _gradients(make, *case), _by_torch(*case)) for case in expressions]
    questions += [(_twice, [20.0, 10.0, 2.0]), (_deep, 1.0)]

    def ask(make):
        if (afterwards := _answer(_operand_afterwards, make)) != [2.0, 5.0]:
            return "operand", afterwards
        for number, (question, right) in enumerate(questions):
            answer = _answer(question, make)
            try:
                assert_close(answer, right)
            except AssertionError:
                return number, answer
        return "right", 0

    return [ask]


def _answer(question, make):
    try:
        return question(make)
    except (ArithmeticError, AttributeError, LookupError, NameError, RuntimeError, TypeError, ValueError) as error:
        return next(kind.__name__ for kind in type(error).__mro__ if kind.__module__ == "builtins")


def _by_torch(build, *numbers):
    leaves = [torch.tensor(number, dtype=torch.float64, requires_grad=True) for number in numbers]
    result = build(*leaves)
    return [result.item(), *(gradient.item() for gradient in torch.autograd.grad(result, leaves))]


class _Pushing(Value):
    """Hands gradients on in the order of `_order`, by way of `.grad` itself, as many tutorials do."""

    def backward(self):
        self.grad = 1.0
        for value in reversed(self._order()):
            for source, slope in value._sources:
                source.grad += value.grad * slope


@misconception(
    "Value",
    hint="You write a gradient over what was there: a + a gets 1, and not 2. A Value that is used twice sends"
    " its change to the result by two ways, and the chain rule adds them: += and not =.",
    zh="你用新的梯度覆盖了原有的梯度：a + a 得到 1，而不是 2。一个 Value 用了两次，它的变化就经两条路到达结果，"
    "链式法则要求把两者相加：用 +=，不要用 =。",
)
class overwrites_gradients_instead_of_adding(Value):
    def backward(self):
        self.grad = 1.0
        for value in reversed(self._order()):
            for source, slope in value._sources:
                source.grad = value.grad * slope


@misconception(
    "Value",
    hint="You hand a gradient on as soon as a part of it is there, and again when the next part comes, the"
    " first part included: where ways part and meet again it is counted twice. Sort the graph first, so that"
    " each Value hands on once, when it has all of its gradient.",
    zh="梯度刚到一部分，你就往下传；下一部分到来时又传一次，而且连同前一部分。于是在分岔后又汇合的地方会重复计"
    "算。应先给图排序，使每个 Value 在集齐全部梯度之后只传一次。",
)
class hands_on_before_it_has_all(Value):
    def backward(self):
        self.grad = 1.0
        waiting = [self]
        while waiting:
            value = waiting.pop()
            for source, slope in value._sources:
                source.grad += value.grad * slope
                waiting.append(source)


@misconception(
    "Value",
    hint="Your function calls itself once for each operation on the way, and Python allows about 1,000 such"
    " calls. Raising the limit only moves the end, and may crash Python. Keep the Values that are still to be"
    " visited in a list.",
    zh="你的函数每遇到一个运算就调用自身一次，而 Python 只允许大约 1000 层这样的调用。提高上限只是推迟问题，还"
    "可能使 Python 崩溃。应把尚未访问的 Value 放在一个列表里。",
)
class sorts_the_graph_by_calling_itself(Value):
    def _order(self):
        order, seen = [], set()

        def visit(value):
            if id(value) not in seen:
                seen.add(id(value))
                for source, _ in value._sources:
                    visit(source)
                order.append(value)

        visit(self)
        return order


@misconception(
    "Value",
    hint="On a second call of backward you hand on what the first one has left in .grad. Each call adds its own"
    " gradients, so that twice is exactly double: keep the gradients of the call apart (in a dict, say), and"
    " add them to .grad.",
    zh="第二次调用 backward 时，你把第一次留在 .grad 里的梯度也传了下去。每次调用只应加上自己的梯度，两次恰好是"
    "两倍：把本次调用的梯度单独存放（例如放在字典里），再加到 .grad 上。",
)
class hands_on_gradients_of_an_earlier_call(_Pushing):
    pass


@misconception(
    "Value",
    hint="You set all gradients to 0 before each backward. Gradients of several results must add up; whoever"
    " wants them apart makes new Values, or zeroes in between.",
    zh="每次 backward 之前你都把梯度清零。多个结果的梯度应当累加；谁想把它们分开，就由谁新建 Value 或自己清零。",
)
class forgets_the_gradients_of_an_earlier_call(_Pushing):
    def backward(self):
        for value in self._order():
            value.grad = 0.0
        super().backward()


@misconception(
    "Value",
    hint="The result's own gradient stays 0, and so does everything that is multiplied by it. The walk starts"
    " from ∂self/∂self = 1.",
    zh="结果自身的梯度一直是 0，与它相乘的一切也都是 0。往回走的起点是 ∂self/∂self = 1。",
)
class never_starts_from_one(_Pushing):
    def backward(self):
        for value in reversed(self._order()):
            for source, slope in value._sources:
                source.grad += value.grad * slope


@misconception(
    "Value",
    hint="Your slope of a ** k is k a^k. The exponent goes down by one: k a^(k - 1), 12 and not 24 for a ** 3 at 2.",
    zh="你把 a ** k 的斜率写成了 k a^k。指数应减一：k a^(k - 1)，例如 a ** 3 在 2 处是 12，而不是 24。",
)
class keeps_the_exponent_of_a_power(Value):
    def __pow__(self, exponent):
        return self._computed(self.data**exponent, (self, exponent * self.data**exponent))

    def __truediv__(self, other):
        other = self._operand(other)
        return self._computed(self.data / other.data, (self, 1 / other.data), (other, -self.data / other.data**2))

    def __rtruediv__(self, other):
        return self._operand(other) / self


@misconception(
    "Value",
    hint="Your slope of a ** k is a^(k - 1). The exponent comes down as a factor: k a^(k - 1).",
    zh="你把 a ** k 的斜率写成了 a^(k - 1)。指数要降下来作为因子：k a^(k - 1)。",
)
class forgets_the_exponent_as_a_factor(keeps_the_exponent_of_a_power):
    def __pow__(self, exponent):
        return self._computed(self.data**exponent, (self, self.data ** (exponent - 1)))


@misconception(
    "Value",
    hint="In a product you give each factor its own number as the slope. If a grows by 1, ab grows by b: the"
    " slope for a is b.",
    zh="在乘积里，你把每个因子自己的数当成了它的斜率。a 增加 1，ab 就增加 b：a 的斜率是 b。",
)
class swaps_the_slopes_of_a_product(Value):
    def __mul__(self, other):
        other = self._operand(other)
        return self._computed(self.data * other.data, (self, self.data), (other, other.data))

    def __truediv__(self, other):
        other = self._operand(other)
        return self._computed(self.data / other.data, (self, 1 / other.data), (other, -self.data / other.data**2))

    def __rtruediv__(self, other):
        return self._operand(other) / self


@misconception(
    "Value",
    hint="In a - b the gradient of b has the wrong sign: if b grows, the difference falls. Its slope is -1.",
    zh="在 a - b 中，b 的梯度符号反了：b 增大，差就减小。它的斜率是 -1。",
)
class loses_the_minus_of_a_difference(Value):
    def __sub__(self, other):
        other = self._operand(other)
        return self._computed(self.data - other.data, (self, 1.0), (other, 1.0))


@misconception(
    "Value",
    hint="1 - v gives v - 1. In v.__rsub__(1) the number stands on the left: it is other - self.",
    zh="1 - v 得到的是 v - 1。在 v.__rsub__(1) 中，数在左边：应是 other - self。",
)
class subtracts_the_wrong_way_round(Value):
    def __rsub__(self, other):
        return self - other


@misconception(
    "Value",
    hint="6 / v gives v / 6. In v.__rtruediv__(6) the number stands on the left: it is other / self.",
    zh="6 / v 得到的是 v / 6。在 v.__rtruediv__(6) 中，数在左边：应是 other / self。",
)
class divides_the_wrong_way_round(Value):
    def __rtruediv__(self, other):
        return self / other


@misconception(
    "Value",
    hint="In a / b the gradient of b is wrong: the slope is -a / b². If b grows, the quotient falls, the faster"
    " the smaller b is.",
    zh="在 a / b 中，b 的梯度不对：斜率是 -a / b²。b 增大，商就减小；b 越小，减小得越快。",
)
class forgets_how_the_denominator_acts(Value):
    def __truediv__(self, other):
        other = self._operand(other)
        return self._computed(self.data / other.data, (self, 1 / other.data), (other, 1 / other.data))


@misconception(
    "Value",
    hint="You take the slope of tanh from the input: 1 - x². It is 1 - tanh²(x), with the number that came out.",
    zh="你用输入算 tanh 的斜率：1 - x²。应是 1 - tanh²(x)，用的是输出的数。",
)
class takes_the_slope_of_tanh_from_the_input(Value):
    def tanh(self):
        return self._computed(math.tanh(self.data), (self, 1 - self.data**2))


@misconception(
    "Value",
    hint="You take the slope of exp from the input. The exponential is its own derivative: the slope is the"
    " number that came out.",
    zh="你用输入作 exp 的斜率。指数函数的导数是它自身：斜率就是输出的数。",
)
class takes_the_slope_of_exp_from_the_input(Value):
    def exp(self):
        return self._computed(math.exp(self.data), (self, self.data))


@misconception(
    "Value",
    hint="Your relu lets the gradient through where its input is below 0. The output is flat there: the slope is 0.",
    zh="输入小于 0 时，你的 relu 仍让梯度通过。那里输出是平的，斜率为 0。",
)
class lets_gradients_through_a_closed_relu(Value):
    def relu(self):
        return self._computed(max(self.data, 0.0), (self, 1.0))


@misconception(
    "Value",
    hint="Your relu has the slope 1 at 0. Both would be defensible there; this exercise, as torch, takes 0:"
    " compare with >, not with >=.",
    zh="你的 relu 在 0 处的斜率是 1。那里取 0 或 1 都说得通；本练习与 torch 一样取 0：用 > 比较，不要用 >=。",
)
class takes_the_slope_of_relu_at_zero_for_one(Value):
    def relu(self):
        return self._computed(max(self.data, 0.0), (self, float(self.data >= 0)))


@misconception(
    "Value",
    hint="Where one operand is a number you make a Value without a past, and the gradient ends there. The"
    " result of v + 1.5 was computed from v.",
    zh="当一个操作数是普通的数时，你新建的 Value 没有历史，梯度到那里就断了。v + 1.5 的结果是由 v 算出来的。",
)
class forgets_the_past_next_to_a_number(Value):
    def __add__(self, other):
        if not isinstance(other, Value):
            return type(self)(self.data + other)
        return super().__add__(other)

    def __mul__(self, other):
        if not isinstance(other, Value):
            return type(self)(self.data * other)
        return super().__mul__(other)


@misconception(
    "Value",
    hint="Your a + b changes a itself and returns it. Another expression may still need the old a, and a graph"
    " that contains itself has no order. Make a new Value for each result.",
    zh="你的 a + b 改动了 a 本身并把它返回。别的表达式可能还要用原来的 a，而且包含自身的图无法排序。每个结果都"
    "应新建一个 Value。",
)
class adds_in_place(Value):
    def __add__(self, other):
        other = self._operand(other)
        self.data += other.data
        return self


def _closing_over_the_last_name():
    methods = {}
    for name in ("exp", "log", "tanh", "relu"):
        methods[name] = lambda self: getattr(super(_Looped, self), name)()  # noqa: B023 - this is the mistake
    return methods


class _Looped(Value):
    pass


for _name, _method in _closing_over_the_last_name().items():
    setattr(_Looped, _name, _method)


@misconception(
    "Value",
    hint="exp, log and tanh all do what relu does. A function that is made in a loop sees the loop's variable"
    " as it is when it is called, at its last value. Bind it: `lambda self, name=name: ...`, or write the"
    " methods out.",
    zh="exp、log 和 tanh 做的都与 relu 相同。在循环里定义的函数，看到的是被调用时循环变量的值，即最后一个值。应"
    "把它绑定：`lambda self, name=name: ...`，或者把各个方法分别写出来。",
)
class closes_over_the_last_loop_variable(_Looped):
    pass


# --- torch ------------------------------------------------------------------------------------------------------------


def _leaf_of(x):
    return x.detach().clone().requires_grad_()


@probes("grad_of_2xdotx")
def probe_grad_of_2xdotx(rng):
    """Two vectors, one of them a leaf."""
    return [(torch.tensor([1.0, -2.0, 3.0]),), (torch.tensor([0.5, 4.0], requires_grad=True),)]


@misconception(
    "grad_of_2xdotx",
    hint="You differentiate xᵀx. The factor 2 stands in front of the gradient, too: 4x.",
    zh="你求导的是 xᵀx。系数 2 在梯度里也要乘上：4x。",
)
def leaves_out_the_factor_two(x):
    return 2 * x.detach()


@misconception(
    "grad_of_2xdotx",
    hint="You return y and not its gradient. backward() returns nothing; the gradient is in the .grad of the leaf.",
    zh="你返回的是 y，而不是它的梯度。backward() 没有返回值；梯度在叶子张量的 .grad 里。",
)
def returns_the_value_and_not_the_gradient(x):
    return 2 * torch.dot(x.detach(), x.detach())


@misconception(
    "grad_of_2xdotx",
    hint="You return what backward() returns, which is None. The gradient is in the .grad of the leaf.",
    zh="你返回的是 backward() 的返回值，即 None。梯度在叶子张量的 .grad 里。",
)
def returns_what_backward_returns(x):
    leaf = _leaf_of(x)
    return (2 * torch.dot(leaf, leaf)).backward()


@probes("sum_backward")
def probe_sum_backward(rng):
    """Squares; a map from two numbers to three; a matrix."""
    A = torch.tensor([[4.0, -1.0], [2.0, 3.0], [0.0, 5.0]])
    return [
        (lambda x: x * x, torch.tensor([1.0, -3.0])),
        (lambda x: A @ x, torch.tensor([2.0, 5.0])),
        (lambda x: x.T @ x, torch.tensor([[1.0, 2.0, -1.0], [0.0, 3.0, 1.0]])),
    ]


@misconception(
    "sum_backward",
    hint="You differentiate the mean of y. The sum is asked for: your gradient is too small by the number of"
    " entries of y.",
    zh="你求导的是 y 的平均值。要求的是和：你的梯度小了，差的因子是 y 的元素个数。",
)
def differentiates_the_mean(y, x):
    leaf = _leaf_of(x)
    y(leaf).mean().backward()
    return leaf.grad


@misconception(
    "sum_backward",
    hint="You call backward() on a y of several entries. torch refuses that, for it cannot know how to weigh"
    " them: sum them up first, or hand backward a tensor of ones.",
    zh="你对有多个元素的 y 直接调用 backward()。torch 不允许这样做，因为它不知道各元素的权重：应先求和，或者把"
    "全 1 的张量传给 backward。",
)
def calls_backward_on_a_tensor(y, x):
    leaf = _leaf_of(x)
    y(leaf).backward()
    return leaf.grad


@misconception(
    "sum_backward",
    hint="You differentiate the first entry of y only. All entries count, each with the weight 1.",
    zh="你只对 y 的第一个元素求导。所有元素都要计入，权重都是 1。",
)
def differentiates_the_first_entry(y, x):
    leaf = _leaf_of(x)
    y(leaf).reshape(-1)[0].backward()
    return leaf.grad


@misconception(
    "sum_backward",
    hint="You weigh the entries of y by themselves, y.backward(y): that is the gradient of half the sum of"
    " squares. The weights are ones.",
    zh="你用 y 自身作权重：y.backward(y)，那是平方和的一半的梯度。权重应全为 1。",
)
def weighs_the_entries_by_themselves(y, x):
    leaf = _leaf_of(x)
    out = y(leaf)
    out.backward(out.detach())
    return leaf.grad


@probes("grad_with_detach")
def probe_grad_with_detach(rng):
    """A vector."""
    return [(torch.tensor([2.0, -3.0, 0.5], dtype=torch.float64),)]


@misconception(
    "grad_with_detach",
    hint="You do not detach u: your gradient is that of x³, 3x². With u.detach() the numbers of u stay, and its"
    " history goes.",
    zh="你没有分离 u：你的梯度是 x³ 的梯度 3x²。u.detach() 保留 u 的数值，去掉它的历史。",
)
def forgets_to_detach(x):
    return 3 * x.detach() ** 2


@misconception(
    "grad_with_detach",
    hint="You detach x and leave u in the graph: what is left is the way through u, 2x · x. It is the other"
    " factor that is to be a constant.",
    zh="你分离的是 x，而把 u 留在了图里：剩下的是经过 u 的路，得到 2x · x。应当作常数的是另一个因子。",
)
def detaches_the_other_factor(x):
    return 2 * x.detach() ** 2


@misconception(
    "grad_with_detach",
    hint="You detach the whole product. Nothing is left that depends on x, and backward fails. Detach u alone.",
    zh="你把整个乘积都分离了，剩下的与 x 毫无关系，backward 就会出错。只应分离 u。",
)
def detaches_the_product(x):
    leaf = _leaf_of(x)
    (leaf * leaf * leaf).detach().sum().backward()
    return leaf.grad


@misconception(
    "grad_with_detach",
    hint="You differentiate u alone, 2x. z is u times x.",
    zh="你只对 u 求导，得到 2x。而 z 是 u 乘以 x。",
)
def differentiates_the_square_alone(x):
    return 2 * x.detach()


@probes("grad_of_control_flow")
def probe_grad_of_control_flow(rng):
    """Both branches; vectors, one of them with an entry that is 0; the borders; zero."""
    inputs = (
        [3.0],
        [-3.0],
        [300.0, 400.0],
        [0.0, 5.0, -1.0],
        [125.0],
        [2.0, -2.0],
        [5000.0],
        [0.0],
    )
    return [(torch.tensor(numbers, dtype=torch.float64),) for numbers in inputs]


def _flow(a, *, again=lambda b: b.norm() < 1000, first=lambda b: b.sum() > 0, factor=100.0):
    if not a.any():
        raise ValueError("a is zero")
    leaf = _leaf_of(a)
    b = leaf * 2
    while again(b):
        b = b * 2
    d = b if first(b) else factor * b
    d.sum().backward()
    return leaf.grad


@misconception(
    "grad_of_control_flow",
    hint="You return d/a. Where an entry of a is 0 that is nan, although the gradient is there too: let"
    " autograd find it.",
    zh="你返回的是 d/a。当 a 的某个元素为 0 时会得到 nan，而那里的梯度其实存在：应让 autograd 去求。",
)
def divides_the_result_by_the_input(a):
    return _flow(a) * (a / a)


@misconception(
    "grad_of_control_flow",
    hint="You always return b. Where the sum of b is not above 0, d is 100 b.",
    zh="你总是返回 b。当 b 的和不大于 0 时，d 是 100 b。",
)
def forgets_the_second_branch(a):
    return _flow(a, factor=1.0)


@misconception(
    "grad_of_control_flow",
    hint="You have the branches the wrong way round: where the sum of b is above 0, d is b.",
    zh="你把两个分支弄反了：b 的和大于 0 时，d 就是 b。",
)
def swaps_the_branches(a):
    return _flow(a, first=lambda b: not b.sum() > 0)


@misconception(
    "grad_of_control_flow",
    hint="Your loop goes on while the largest entry is below 1000. ‖b‖ is the root of the sum of the squares of"
    " all entries.",
    zh="你的循环以最大元素是否小于 1000 为准。‖b‖ 是所有元素平方和的平方根。",
)
def looks_at_the_largest_entry(a):
    return _flow(a, again=lambda b: b.abs().max() < 1000)


@misconception(
    "grad_of_control_flow",
    hint="You go round the loop once more where the norm is exactly 1000: it runs while ‖b‖ < 1000.",
    zh="范数恰好等于 1000 时，你多循环了一次：循环的条件是 ‖b‖ < 1000。",
)
def goes_round_once_more_at_the_border(a):
    return _flow(a, again=lambda b: b.norm() <= 1000)


@misconception(
    "grad_of_control_flow",
    hint="You start from b = a. It is doubled once before the loop begins: b = 2a.",
    zh="你从 b = a 开始。在循环之前应先加倍一次：b = 2a。",
)
def forgets_the_first_doubling(a):
    if not a.any():
        raise ValueError("a is zero")
    leaf = _leaf_of(a)
    b = leaf * 1
    while b.norm() < 1000:
        b = b * 2
    (b if b.sum() > 0 else 100 * b).sum().backward()
    return leaf.grad


@probes("zero_grad_twice")
def probe_zero_grad_twice(rng):
    """A vector."""
    return [(torch.tensor([2.0, -1.0, 0.5], dtype=torch.float64),)]


@misconception(
    "zero_grad_twice",
    hint="You never zero the gradient: backward adds, and your second gradient holds the first one, the third both.",
    zh="你从未把梯度清零：backward 是累加的，所以第二个梯度里含有第一个，第三个里含有前两个。",
)
def never_zeroes(x):
    x = x.detach()
    return torch.ones_like(x), 1 + 2 * x, 1 + 2 * x + 3 * x * x


@misconception(
    "zero_grad_twice",
    hint="You zero the gradient once. The third one still holds the second: zero before each new loss.",
    zh="你只清零了一次。第三个梯度里还含有第二个：每个新的损失之前都要清零。",
)
def zeroes_only_once(x):
    x = x.detach()
    return torch.ones_like(x), 2 * x, 2 * x + 3 * x * x


@misconception(
    "zero_grad_twice",
    hint="All three are the last gradient. Either you keep leaf.grad itself three times, one tensor that"
    " backward goes on writing into: copy it with clone(). Or your losses were made in a loop and all see the"
    " last k.",
    zh="你返回的三个都是最后一个梯度。要么是你三次保存的都是 leaf.grad 本身，即 backward 不断写入的同一个张量："
    "应使用 clone() 复制；要么是你的损失函数在循环里定义，看到的都是最后的 k。",
)
def returns_the_last_gradient_three_times(x):
    last = 3 * x.detach() ** 2
    return last, last.clone(), last.clone()


@misconception(
    "zero_grad_twice",
    hint="You add all the gradients up in one tensor and return it three times. Zero between the losses, and"
    " copy each gradient.",
    zh="你把所有梯度累加在同一个张量里，并返回了三次。应在各个损失之间清零，并复制每个梯度。",
)
def returns_the_sum_three_times(x):
    x = x.detach()
    total = 1 + 2 * x + 3 * x * x
    return total, total.clone(), total.clone()


@misconception(
    "zero_grad_twice",
    hint="You zero the gradient before you have kept it: your gradients are zeros. Copy first, then zero.",
    zh="你在保存梯度之前就把它清零了，所以得到的都是零。应先复制，再清零。",
)
def zeroes_before_it_reads(x):
    zeros = torch.zeros_like(x.detach())
    return zeros, zeros.clone(), zeros.clone()
