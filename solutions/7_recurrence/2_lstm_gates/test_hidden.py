"""LSTM gates against nn.LSTMCell and nn.LSTM, against the formulas in NumPy, and against finite differences.

All numbers are drawn from bounded intervals, so that the tolerances hold for every seed.
"""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.testing import assert_close, function, points

# (n, d, hidden): one sample and several, more inputs than units and fewer
SHAPES = ((1, 3, 2), (7, 2, 5), (3, 4, 1))
ROUNDING = {torch.float64: 1e-11, torch.float32: 1e-5}  # dtype -> what rounding may add up to


def agree(actual, expected, note=""):
    """Compare tensors, or tuples of them, with room for rounding where large terms cancel."""
    first = expected[0] if isinstance(expected, tuple) else expected
    assert_close(actual, expected, atol=ROUNDING[first.dtype], note=note)


def uniform(rng, *shape, size=1.0, dtype=torch.float64):
    return torch.from_numpy(rng.uniform(-size, size, shape)).to(dtype)


def weights(rng, d, hidden, dtype=torch.float64):
    """W, U and b."""
    return tuple(uniform(rng, 4 * hidden, *axis, dtype=dtype) for axis in ((d,), (hidden,), ()))


def step_problem(rng, n, d, hidden, dtype=torch.float64):
    """x, h, c, W, U, b."""
    x, h, c = (uniform(rng, n, columns, size=2, dtype=dtype) for columns in (d, hidden, hidden))
    return x, h, c, *weights(rng, d, hidden, dtype)


def sequence_problem(rng, steps, n, d, hidden, dtype=torch.float64):
    """X, h0, c0, W, U, b."""
    _, h0, c0, *rest = step_problem(rng, n, d, hidden, dtype)
    return uniform(rng, steps, n, d, size=2, dtype=dtype), h0, c0, *rest


def gates_by_definition(x, h, W, U, b):
    """i, f, g, o with NumPy, from one block of rows for each gate."""
    hidden = h.shape[1]
    blocks = (np.asarray(each).reshape(4, hidden, -1) for each in (W, U, b))
    z = sum(np.einsum("kua,na->knu", block, at) for block, at in zip(blocks, (x, h, np.ones((len(h), 1))), strict=True))
    with np.errstate(over="ignore"):
        sigmoid = 1 / (1 + np.exp(-z))
    parts = (sigmoid[0], sigmoid[1], np.tanh(z[2]), sigmoid[3])
    return tuple(torch.from_numpy(part).to(h.dtype) for part in parts)


def cache_of(x, h, c, W, U, b):
    """What lstm_step_backward is told about a step."""
    i, f, g, o = gates_by_definition(x, h, W, U, b)
    return x, h, c, W, U, i, f, g, o, f * c + i * g


def torch_cell(W, U, b):
    """An nn.LSTMCell with these weights."""
    cell = torch.nn.LSTMCell(W.shape[1], U.shape[1], dtype=W.dtype)
    cell.load_state_dict({"weight_ih": W, "weight_hh": U, "bias_ih": b, "bias_hh": torch.zeros_like(b)})
    return cell


def torch_step(x, h, c, W, U, b):
    """h' and c' of nn.LSTMCell."""
    with torch.no_grad():
        return torch_cell(W, U, b)(x, (h, c))


def torch_step_gradients(args, dh, dc):
    """The gradients of an nn.LSTMCell for x, h, c, W, U, b."""
    x, h, c = (each.clone().requires_grad_() for each in args[:3])
    cell = torch_cell(*args[3:])
    wanted = (x, h, c, cell.weight_ih, cell.weight_hh, cell.bias_ih)
    return torch.autograd.grad(cell(x, (h, c)), wanted, (dh, dc))


def torch_forward(X, h0, c0, W, U, b, cotangents=None):
    """H and c of nn.LSTM; with cotangents, the gradients for X, h0, c0, W, U, b too."""
    net = torch.nn.LSTM(X.shape[2], h0.shape[1], dtype=X.dtype)
    names = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
    net.load_state_dict(dict(zip(names, (W, U, b, torch.zeros_like(b)), strict=True)))
    starts = [each.clone().requires_grad_() for each in (X, h0, c0)]
    H, (_, c) = net(starts[0], (starts[1][None], starts[2][None]))
    if cotangents is None:
        return H.detach(), c[0].detach()
    trained = [getattr(net, name) for name in names[:3]]
    return (H.detach(), c[0].detach()), torch.autograd.grad((H, c[0]), starts + trained, cotangents)


# --- lstm_gates -------------------------------------------------------------------------------------------------------


@points(2)
@function("lstm_gates")
def test_gates_agree_with_their_definition(student, reference, rng):
    """The gates are right for batches of 1, 3 and 7, with more inputs than units and with fewer.

    zh: 批量为 1、3、7 时各个门都正确，输入多于或少于单元数都可以
    """
    for n, d, hidden in SHAPES:
        x, h, _, *rest = step_problem(rng, n, d, hidden)
        gates = student.lstm_gates(x, h, *rest)
        agree(gates, gates_by_definition(x, h, *rest), note=f"n={n}, d={d}, hidden={hidden}")
    agree(gates, reference.lstm_gates(x, h, *rest))


@points(1.5)
@function("lstm_gates")
def test_gates_of_huge_numbers_saturate(student):
    """Where |z| is 1e4 the gates are 0 or 1 and the candidate is -1 or 1, and no gradient is nan.

    zh: |z| 为 1e4 时各个门为 0 或 1，候选值为 -1 或 1，梯度都不是 nan
    """
    for dtype in (torch.float32, torch.float64):
        x, h = torch.tensor([[1e4], [-1e4]], dtype=dtype), torch.tensor([[0.5, -0.5]] * 2, dtype=dtype)
        W, U, b = torch.ones(8, 1, dtype=dtype), torch.zeros(8, 2, dtype=dtype), torch.zeros(8, dtype=dtype)
        ends = torch.tensor([[1.0, 1.0], [0.0, 0.0]], dtype=dtype)
        gradients = student.grad("lstm_gates", (x, h, W, U, b), (ends + 1, ends + 2, ends + 3, ends + 4))
        agree(gradients.value, (ends, ends, 2 * ends - 1, ends))
        agree(tuple(gradients[1:]), (h * 0, W * 0, U * 0, b * 0))


@points(1)
def test_gates_gradients_agree_with_their_derivatives(student, rng):
    """The gradients for x, h, W, U and b arrive through all four gates.

    zh: x、h、W、U、b 的梯度通过全部四个门传到
    """
    x, h, _, W, U, b = step_problem(rng, 3, 4, 2)
    i, f, g, o = gates_by_definition(x, h, W, U, b)
    upstream = tuple(uniform(rng, 3, 2) for _ in range(4))
    slopes = (i - i * i, f - f * f, 1 - g * g, o - o * o)
    blocks = [up * slope for up, slope in zip(upstream, slopes, strict=True)]
    rows = torch.cat(blocks, dim=1).T  # (4·hidden, n)
    gradients = student.grad("lstm_gates", (x, h, W, U, b), upstream)
    agree(tuple(gradients), (rows.T @ W, rows.T @ U, rows @ x, rows @ h, rows.sum(dim=1)))


NUMBERS = st.integers(-24, 24).map(lambda whole: whole / 8)
W_LAW, U_LAW, B_LAW = weights(np.random.default_rng(2000), 2, 3)


@points(1)
@settings(max_examples=3)  # two calls each, of two samples
@given(x=st.tuples(*[NUMBERS] * 4), h=st.tuples(*[NUMBERS] * 6))
def test_gates_laws(student, x, h):
    """With all weights negated i, f and o become 1 minus themselves and g changes its sign; all stay in their range.

    zh: 所有权重取反时，i、f、o 变成 1 减去自身，g 变号；都保持在各自的范围内
    """
    x, h = (torch.tensor(each, dtype=torch.float64).reshape(2, -1) for each in (x, h))
    i, f, g, o = student.lstm_gates(x, h, W_LAW, U_LAW, B_LAW)
    agree(student.lstm_gates(x, h, -W_LAW, -U_LAW, -B_LAW), (1 - i, 1 - f, -g, 1 - o))
    for name, gate in (("i", i), ("f", f), ("o", o)):
        assert gate.shape == (2, 3), f"{name} has shape {tuple(gate.shape)}"
        assert bool(((gate >= 0) & (gate <= 1)).all()), f"{name} leaves the interval from 0 to 1"
    assert bool((g.abs() <= 1).all()), "g leaves the interval from -1 to 1"


@points(0.5)
def test_gates_in_float32(student, rng):
    """float32 in, float32 out.

    zh: 输入 float32 则输出 float32
    """
    x, h, _, *rest = step_problem(rng, 3, 2, 4, torch.float32)
    agree(student.lstm_gates(x, h, *rest), gates_by_definition(x, h, *rest))


@points(0.5)
def test_gates_of_views_leave_their_arguments_alone(student, rng):
    """Transposed and strided tensors give the same gates, and no argument is modified.

    zh: 转置的和跨步的张量给出相同的门，参数都不被改动
    """
    x, h, _, _, _, b = step_problem(rng, 3, 2, 4)
    W, U = uniform(rng, 2, 16).T, uniform(rng, 32, 4)[::2]
    record = student.observe.lstm_gates(x, h, W, U, b)
    agree(record.value, gates_by_definition(x, h, W, U, b))
    assert not record.modified, f"lstm_gates changed {record.modified}"


@points(1)
def test_gates_refuse_shapes_that_do_not_fit(student, rng):
    """Rows other than 4 times the units, or unequal batches, raise ValueError; an empty batch is none.

    zh: 行数不是单元数的 4 倍，或批量不等，抛出 ValueError；空批不抛出
    """
    x, h, _, W, U, b = step_problem(rng, 3, 2, 4)
    agree(student.lstm_gates(x, h, W, U, b), gates_by_definition(x, h, W, U, b))
    agree(student.lstm_gates(x[:0], h[:0], W, U, b), (h[:0],) * 4)
    wrong = [(x[:1], h, W, U, b), (x, h[:1], W, U, b), (x, h, W[:1], U, b), (x, h, W, U[:1], b), (x, h, W, U, b[:1])]
    for args in [*wrong, (x, h, torch.cat((W, W)), U, b), (x, h, W[:12], U[:12], b[:12])]:
        with pytest.raises(ValueError):
            student.lstm_gates(*args)


# --- lstm_step --------------------------------------------------------------------------------------------------------


@points(2)
@function("lstm_step")
def test_step_agrees_with_torch(student, reference, rng):
    """One step does what nn.LSTMCell does, for batches of 1, 3 and 7.

    zh: 走一步与 nn.LSTMCell 的结果相同，批量为 1、3、7
    """
    for shape in SHAPES:
        args = step_problem(rng, *shape)
        state = student.lstm_step(*args)
        agree(state, torch_step(*args), note=f"n, d, hidden = {shape}")
    agree(state, reference.lstm_step(*args))


@points(1.5)
@function("lstm_step")
def test_step_gradients_agree_with_torch(student, rng):
    """The gradients for x, h, c, W, U and b are those of nn.LSTMCell: nothing is detached.

    zh: x、h、c、W、U、b 的梯度与 nn.LSTMCell 的相同：没有任何 detach
    """
    for shape in SHAPES[:2]:
        args = step_problem(rng, *shape)
        upstream = uniform(rng, *args[1].shape), uniform(rng, *args[1].shape)
        agree(tuple(student.grad("lstm_step", args, upstream)), torch_step_gradients(args, *upstream))


@points(1)
def test_step_with_gates_open_or_shut(student, rng):
    """With f = 1, i = 0 a cell keeps what it has, with f = 0, i = 1 it takes g, and with o = 0 it shows nothing.

    zh: f = 1、i = 0 时细胞保持原值；f = 0、i = 1 时取 g；o = 0 时什么也不显示
    """
    x, h, c, W, U, _ = step_problem(rng, 3, 2, 4)
    shut, open_, drawn = (torch.full((4,), size, dtype=torch.float64) for size in (-1e4, 1e4, 0.25))
    _, _, g, o = gates_by_definition(x, h, W, U, torch.cat((shut, open_, drawn, drawn)))
    agree(student.lstm_step(x, h, c, W, U, torch.cat((shut, open_, drawn, drawn))), (o * torch.tanh(c), c))
    agree(student.lstm_step(x, h, c, W, U, torch.cat((open_, shut, drawn, open_))), (torch.tanh(g), g))
    agree(student.lstm_step(x, h, c, W, U, torch.cat((open_, open_, drawn, shut))), (c * 0, c + g))


@points(0.5)
def test_step_agrees_with_torch_in_float32(student, rng):
    """float32 in, float32 out.

    zh: 输入 float32 则输出 float32
    """
    args = step_problem(rng, 7, 3, 2, torch.float32)
    agree(student.lstm_step(*args), torch_step(*args))


@points(0.5)
def test_step_leaves_its_arguments_alone(student, rng):
    """The old state, the input and the weights are the same after the step.

    zh: 走一步之后旧状态、输入和权重保持不变
    """
    args = step_problem(rng, 3, 2, 4)
    record = student.observe.lstm_step(*args)
    agree(record.value, torch_step(*args))
    assert not record.modified, f"lstm_step changed {record.modified}"


@points(0.5)
def test_step_refuses_a_cell_of_another_shape(student, rng):
    """A c with fewer samples or units than h raises ValueError; a batch without samples is fine.

    zh: c 的样本数或单元数与 h 不同抛出 ValueError；没有样本的批可以
    """
    x, h, c, W, U, b = step_problem(rng, 3, 2, 4)
    agree(student.lstm_step(x, h, c, W, U, b), torch_step(x, h, c, W, U, b))
    agree(student.lstm_step(x[:0], h[:0], c[:0], W, U, b), (h[:0], h[:0]))
    for wrong in (c[:1], c[:, :1], c[0]):
        with pytest.raises(ValueError):
            student.lstm_step(x, h, wrong, W, U, b)


# --- lstm_forward -----------------------------------------------------------------------------------------------------


def _long_problem():
    """200 steps through forget gates near 0.99, and what nn.LSTM makes of them; computed once."""
    rng = np.random.default_rng(1997)
    X, h0, c0, W, U, _ = sequence_problem(rng, 200, 2, 1, 2)
    args = X, h0, c0, W / 8, U / 8, torch.tensor([-1.0, -1, 5, 5, 0, 0, 0, 0], dtype=torch.float64)
    upstream = uniform(rng, 2, 2) + 2
    return args, upstream, *torch_forward(*args, (torch.zeros(200, 2, 2, dtype=torch.float64), upstream))


LONG = _long_problem()


@points(2)
@function("lstm_forward")
def test_forward_agrees_with_torch(student, reference, rng):
    """Sequences of 1 and 7 steps go as through nn.LSTM, for batches of 1, 3 and 7.

    zh: 1 步和 7 步的序列与 nn.LSTM 的结果相同，批量为 1、3、7
    """
    for steps, shape in zip((7, 1, 7), SHAPES, strict=True):
        args = sequence_problem(rng, steps, *shape)
        result = student.lstm_forward(*args)
        agree(result, torch_forward(*args), note=f"{steps} steps; n, d, hidden = {shape}")
    agree(result, reference.lstm_forward(*args))


@points(2)
def test_forward_over_200_steps_lets_the_gradient_reach_the_start(student):
    """With forget gates near 1 the gradient of the last cell arrives at c0 and at the first inputs, 200 steps back.

    zh: 遗忘门接近 1 时，最后的细胞的梯度能传到 200 步之前的 c0 和最初的输入
    """
    args, upstream, expected, gradients = LONG
    found = student.grad("lstm_forward", args, (None, upstream))
    agree(found.value, expected)
    agree(found[2], gradients[2], note="gradient for c0")
    agree(found[0][:3], gradients[0][:3], note="gradient for the first inputs")


@points(1)
@function("lstm_forward")
def test_forward_gradients_agree_with_torch(student, rng):
    """The gradients for X, h0, c0, W, U and b are those of nn.LSTM, from every hidden state and the last cell.

    zh: X、h0、c0、W、U、b 的梯度与 nn.LSTM 的相同，来自每个隐藏状态和最后的细胞
    """
    args = sequence_problem(rng, 4, 3, 2, 5)
    upstream = uniform(rng, 4, 3, 5), uniform(rng, 3, 5)
    agree(tuple(student.grad("lstm_forward", args, upstream)), torch_forward(*args, upstream)[1])


@points(1)
def test_forward_can_be_continued(student, rng):
    """Two halves of a sequence, the second on from the state after the first, give what the whole gives.

    zh: 序列分成两半，后一半从前一半之后的状态开始，结果与整个序列相同
    """
    X, h0, c0, *rest = sequence_problem(rng, 5, 3, 4, 2)
    start, middle = student.lstm_forward(X[:2], h0, c0, *rest)
    end, last = student.lstm_forward(X[2:], start[-1], middle, *rest)
    whole, final = torch_forward(X, h0, c0, *rest)
    agree(torch.cat((start, end)), whole)
    agree(last, final)


@points(0.5)
def test_forward_in_float32_leaves_its_arguments_alone(student, rng):
    """float32 in, float32 out, and neither the inputs nor the first state nor the weights are modified.

    zh: 输入 float32 则输出 float32，输入、初始状态和权重都不被改动
    """
    args = sequence_problem(rng, 3, 2, 3, 4, torch.float32)
    record = student.observe.lstm_forward(*args)
    agree(record.value, torch_forward(*args))
    assert not record.modified, f"lstm_forward changed {record.modified}"


@points(0.5)
def test_forward_refuses_shapes_that_do_not_fit(student, rng):
    """An X with an axis too few or too many raises ValueError, and so does an h0 that belongs to another batch.

    zh: X 的轴多一个或少一个抛出 ValueError，属于另一批的 h0 也是
    """
    X, h0, c0, *rest = sequence_problem(rng, 3, 4, 4, 1)  # as many inputs as samples: torch would stretch and go on
    agree(student.lstm_forward(X, h0, c0, *rest), torch_forward(X, h0, c0, *rest))
    for wrong in ((X[0], h0, c0), (torch.stack((X[:1],) * 4, dim=2), h0, c0), (X, h0[:1], c0[:1])):
        with pytest.raises(ValueError):
            student.lstm_forward(*wrong, *rest)


# --- LSTMCell ---------------------------------------------------------------------------------------------------------


def module_with(student, W, U, b):
    """The student's module with these weights, in their dtype."""
    cell = student.LSTMCell(W.shape[1], U.shape[1], forget_bias=0.5)
    if W.dtype == torch.float64:
        cell.double()
    cell.load_state_dict({"W": W, "U": U, "b": b})
    return cell


@points(1.5)
@function("LSTMCell")
def test_module_agrees_with_torch(student, rng):
    """With the same weights the module does what nn.LSTMCell does, in float32 and after .double().

    zh: 权重相同时，该模块与 nn.LSTMCell 的结果相同，float32 和 .double() 之后都如此
    """
    for shape, dtype in zip(SHAPES[:2], (torch.float64, torch.float32), strict=True):
        x, h, c, *rest = step_problem(rng, *shape, dtype)
        agree(module_with(student, *rest)(x, (h, c)), torch_step(x, h, c, *rest), note=f"n, d, hidden = {shape}")


@points(1.5)
@function("LSTMCell")
def test_module_gradients_agree_with_torch(student, rng):
    """The gradients for the input, the state and the parameters W, U and b are those of nn.LSTMCell.

    zh: 输入、状态以及参数 W、U、b 的梯度与 nn.LSTMCell 的相同
    """
    x, h, c, *rest = step_problem(rng, 7, 2, 5)
    upstream = uniform(rng, 7, 5), uniform(rng, 7, 5)
    found = student.grad(module_with(student, *rest), (x, (h, c)), upstream)
    expected = torch_step_gradients((x, h, c, *rest), *upstream)
    agree((found[0], *found[1]), expected[:3])
    assert_close(found.parameters, dict(zip("WUb", expected[3:], strict=True)), atol=1e-11)


@points(1)
def test_module_draws_its_weights(student):
    """W and U are float32 and spread evenly between -1/sqrt(hidden) and 1/sqrt(hidden).

    The mean square of 8000 draws is 1/3 with a standard deviation of 0.0033; 10 of them leave false alarms below 1e-20.

    zh: W 和 U 是 float32，在 -1/sqrt(hidden) 和 1/sqrt(hidden) 之间均匀分布
    """
    cell = student.LSTMCell(40, 50)
    for name, table, columns in (("W", cell.W, 40), ("U", cell.U, 50)):
        assert table.shape == (200, columns), f"{name} has shape {tuple(table.shape)}"
        assert table.dtype == torch.float32, f"{name} is {table.dtype}"
        inside = table.double() * 50**0.5
        assert float(inside.abs().max()) <= 1 + 1e-6, f"{name} reaches beyond 1/sqrt(hidden)"
        assert float(inside.max()) > 0.95, f"{name} stays far below 1/sqrt(hidden)"
        assert float(inside.min()) < -0.95, f"{name} stays far above -1/sqrt(hidden)"
        assert 0.3 < float(inside.square().mean()) < 0.367, f"{name} is not spread evenly"


@points(1)
def test_module_raises_the_bias_of_the_forget_gate(student):
    """The rows of the forget gate hold forget_bias, which is 1 unless it is given; all other biases are 0.

    zh: 遗忘门的各行为 forget_bias，不给出时为 1；其余偏置为 0
    """
    for arguments, bias in (((3, 4), 1.0), ((4, 3, -0.75), -0.75), ((1, 5, 2.5), 2.5)):
        hidden = arguments[1]
        rows = [0.0] * hidden + [bias] * hidden + [0.0] * 2 * hidden
        assert_close(student.LSTMCell(*arguments).b, torch.tensor(rows))


@points(0.5)
@function("LSTMCell")
def test_module_keeps_no_state_of_its_own(student, rng):
    """The same input and state give the same result after another call, and each module has weights of its own.

    zh: 中间有别的调用，相同的输入和状态仍给出相同的结果；每个模块有自己的权重
    """
    x, h, c, W, U, b = step_problem(rng, 3, 2, 4)
    cell = module_with(student, W, U, b)
    first = cell(x, (h, c))
    other = module_with(student, U[:, :2], U, b)(x, first)
    agree(other, torch_step(x, *first, U[:, :2], U, b))
    agree(cell(x, (h, c)), torch_step(x, h, c, W, U, b))


# --- lstm_step_backward -----------------------------------------------------------------------------------------------


@points(1.5)
@function("lstm_step_backward")
def test_backward_gradients_for_input_and_state(student, reference, rng):
    """dx and the gradients for the old h and c agree with autograd, for batches of 1, 3 and 7.

    zh: dx 以及旧的 h 和 c 的梯度与自动微分一致，批量为 1、3、7
    """
    for shape in SHAPES:
        args = step_problem(rng, *shape)
        dh, dc = uniform(rng, *args[1].shape), uniform(rng, *args[1].shape)
        found = student.lstm_step_backward(dh, dc, cache_of(*args))
        agree(tuple(found[:3]), torch_step_gradients(args, dh, dc)[:3], note=f"n, d, hidden = {shape}")
    agree(tuple(found[:3]), reference.lstm_step_backward(dh, dc, cache_of(*args))[:3])


@points(1.5)
@function("lstm_step_backward")
def test_backward_gradients_for_the_weights(student, rng):
    """dW, dU and db agree with autograd: summed over the batch, of the shapes of W, U and b.

    zh: dW、dU、db 与自动微分一致：对批求和，形状与 W、U、b 相同
    """
    for shape in SHAPES[:2]:
        args = step_problem(rng, *shape)
        dh, dc = uniform(rng, *args[1].shape), uniform(rng, *args[1].shape)
        found = student.lstm_step_backward(dh, dc, cache_of(*args))
        assert len(found) == 6, f"{len(found)} gradients instead of 6"
        agree(tuple(found[3:]), torch_step_gradients(args, dh, dc)[3:], note=f"n, d, hidden = {shape}")


def follows(student, args, dh, dc, gradients):
    """Whether each gradient predicts how the student's own lstm_step answers to a small change of that argument."""
    rng = np.random.default_rng(7)
    for index, gradient in enumerate(gradients):
        change = uniform(rng, *args[index].shape, size=1e-5)
        ends = [student.lstm_step(*args[:index], args[index] + step, *args[index + 1 :]) for step in (change, -change)]
        sizes = [float((dh * h_next).sum() + (dc * c_next).sum()) for h_next, c_next in ends]
        if abs(float((gradient * change).sum()) - (sizes[0] - sizes[1]) / 2) > 1e-10:
            return False
    return True


@points(1)
@function("lstm_step_backward")
def test_backward_fits_your_own_forward(student, rng):
    """The gradients belong to your own lstm_step, or to the right one where yours is wrong.

    zh: 梯度属于你自己的 lstm_step；若它有错，则属于正确的那个
    """
    x, h, c, W, U, b = args = step_problem(rng, 2, 3, 2)
    dh, dc = uniform(rng, 2, 2) + 2, uniform(rng, 2, 2) + 2
    gradients = tuple(student.lstm_step_backward(dh, dc, cache_of(*args)))
    shapes = [tuple(gradient.shape) for gradient in gradients]
    assert shapes == [tuple(each.shape) for each in args], f"the gradients have the shapes {shapes}"
    true = torch_step_gradients(args, dh, dc)
    if all(torch.allclose(one, other, rtol=0, atol=1e-9) for one, other in zip(gradients, true, strict=True)):
        return
    cache = (x, h, c, W, U, *student.lstm_gates(x, h, W, U, b), student.lstm_step(*args)[1])
    gradients = student.lstm_step_backward(dh, dc, cache)
    assert follows(student, args, dh, dc, gradients), "the gradients fit neither your own lstm_step nor the right one"


@points(0.5)
def test_backward_adds_up_both_ways_to_the_cell(student, rng):
    """The gradients for dh alone and for dc alone add up to those for both; with dh = 0 the output gate gets none.

    zh: 单独的 dh 与单独的 dc 的梯度相加等于两者一起的梯度；dh = 0 时输出门没有梯度
    """
    args = step_problem(rng, 3, 4, 2)
    dh, dc = uniform(rng, 3, 2), uniform(rng, 3, 2)
    cache = cache_of(*args)
    shown = student.lstm_step_backward(dh, dc * 0, cache)
    kept = student.lstm_step_backward(dh * 0, dc, cache)
    whole = torch_step_gradients(args, dh, dc)
    agree(tuple(one + other for one, other in zip(shown, kept, strict=True)), whole)
    agree(kept[2], dc * cache[6])
    agree(kept[5][6:], torch.zeros(2, dtype=torch.float64))


@points(1)
def test_backward_through_time(student, rng):
    """Step by step from the last to the first, the gradients of a sequence of 4 steps agree with nn.LSTM.

    zh: 从最后一步到第一步，4 步序列的梯度与 nn.LSTM 的一致
    """
    X, h0, c0, W, U, b = sequence_problem(rng, 4, 3, 2, 5)
    dH, dc = uniform(rng, 4, 3, 5), uniform(rng, 3, 5)
    expected = torch_forward(X, h0, c0, W, U, b, (dH, dc))[1]
    caches, h, c = [], h0, c0
    for x in X:
        caches.append(cache_of(x, h, c, W, U, b))
        o, c = caches[-1][8:]
        h = o * torch.tanh(c)
    dX, dh, of_weights = [], torch.zeros(3, 5, dtype=torch.float64), [0, 0, 0]
    for upstream, cache in zip(dH.flip(0), caches[::-1], strict=True):
        dx, dh, dc, *more = student.lstm_step_backward(dh + upstream, dc, cache)
        dX.insert(0, dx)
        of_weights = [total + part for total, part in zip(of_weights, more, strict=True)]
    agree((torch.stack(dX), dh, dc, *of_weights), expected)


@points(1)
def test_backward_leaves_its_arguments_alone(student, rng):
    """Neither dh nor dc nor anything in the cache is modified: the steps before still need them.

    zh: dh、dc 和 cache 中的内容都不被改动：之前的各步还要用到它们
    """
    args = step_problem(rng, 3, 2, 4)
    dh, dc = uniform(rng, 3, 4), uniform(rng, 3, 4)
    record = student.observe.lstm_step_backward(dh, dc, cache_of(*args))
    agree(tuple(record.value), torch_step_gradients(args, dh, dc))
    assert not record.modified, f"lstm_step_backward changed {record.modified}"


@points(0.5)
def test_backward_in_float32_and_for_no_samples(student, rng):
    """float32 in, float32 out; an empty batch has weight gradients of zero.

    zh: 输入 float32 则输出 float32；空批的权重梯度为零
    """
    args = step_problem(rng, 7, 2, 3, torch.float32)
    dh, dc = (uniform(rng, 7, 3, dtype=torch.float32) for _ in range(2))
    agree(tuple(student.lstm_step_backward(dh, dc, cache_of(*args))), torch_step_gradients(args, dh, dc))
    x, h, c, W, U, b = args
    nothing = student.lstm_step_backward(dh[:0], dc[:0], cache_of(x[:0], h[:0], c[:0], W, U, b))
    agree(tuple(nothing), (x[:0], h[:0], c[:0], W * 0, U * 0, b * 0))


# --- from_torch -------------------------------------------------------------------------------------------------------


@points(1)
def test_from_torch_gives_weights_that_step_as_the_cell_does(student, reference, rng):
    """With the weights that come out, a step goes as through the nn.LSTMCell that they came from, in both dtypes.

    zh: 用得到的权重走一步，与它们所来自的 nn.LSTMCell 的结果相同，两种 dtype 都如此
    """
    for (n, d, hidden), dtype in zip(SHAPES[:2], (torch.float64, torch.float32), strict=True):
        cell = torch.nn.LSTMCell(d, hidden, dtype=dtype)
        W, U, b = weights(rng, d, hidden, dtype)
        other = uniform(rng, 4 * hidden, dtype=dtype)
        cell.load_state_dict({"weight_ih": W, "weight_hh": U, "bias_ih": b, "bias_hh": other})
        converted = student.from_torch(dict(cell.state_dict()))
        agree(converted, (W, U, b + other))
        x, h, c = step_problem(rng, n, d, hidden, dtype)[:3]
        agree(reference.lstm_step(x, h, c, *converted), tuple(each.detach() for each in cell(x, (h, c))))


@points(0.5)
def test_from_torch_of_a_cell_without_biases(student, rng):
    """A cell made with bias=False gives zeros for b, in the dtype of its weights.

    zh: 以 bias=False 构造的单元给出全零的 b，dtype 与其权重相同
    """
    for dtype in (torch.float32, torch.float64):
        W, U, b = weights(rng, 2, 3, dtype)
        agree(student.from_torch({"weight_ih": W, "weight_hh": U}), (W, U, b * 0))


@points(0.5)
def test_from_torch_misses_a_weight(student, rng):
    """A state without weight_ih or weight_hh raises KeyError.

    zh: 没有 weight_ih 或 weight_hh 的状态抛出 KeyError
    """
    W, U, b = weights(rng, 2, 3)
    state = {"bias_hh": b, "bias_ih": b / 2, "weight_hh": U, "weight_ih": W}
    agree(student.from_torch(state), (W, U, b * 1.5))
    for name in ("weight_ih", "weight_hh"):
        with pytest.raises(KeyError):
            student.from_torch({key: value for key, value in state.items() if key != name})


# --- cell_gradient ----------------------------------------------------------------------------------------------------


@points(1)
def test_cell_gradient_is_a_product(student, rng):
    """The forget gates of 0, 1, 2, 7 and 200 steps are multiplied, for each unit and sample, in their dtype.

    zh: 0、1、2、7、200 步的遗忘门逐单元、逐样本相乘，保持 dtype
    """
    for steps, n, hidden in ((7, 1, 4), (1, 3, 2), (200, 2, 3), (2, 7, 7), (0, 2, 5)):
        gates = rng.uniform(0.5, 1, (steps, n, hidden))
        agree(student.cell_gradient(torch.from_numpy(gates)), torch.from_numpy(np.multiply.reduce(gates, axis=0)))
    single = torch.from_numpy(gates[:3]).float()
    assert_close(student.cell_gradient(single), torch.ones(2, 5))


@points(0.5)
def test_cell_gradient_is_what_autograd_finds(student, rng):
    """In a network whose gates do not see h, the product is the gradient of the last cell state for the first.

    zh: 在门看不到 h 的网络中，这个乘积就是最后的细胞状态对最初的细胞状态的梯度
    """
    X, h0, c0, W, U, b = sequence_problem(rng, 7, 3, 2, 4)
    upstream = torch.zeros(7, 3, 4, dtype=torch.float64), torch.ones(3, 4, dtype=torch.float64)
    f_gates = torch.stack([gates_by_definition(x, h0, W, U * 0, b)[1] for x in X])
    assert_close(student.cell_gradient(f_gates), torch_forward(X, h0, c0, W, U * 0, b, upstream)[1][2], rtol=1e-8)


@points(0.5)
def test_cell_gradient_with_gates_that_are_shut(student):
    """One forget gate of exactly 0 stops the gradient, all of 1 let it pass, and no derivative is nan.

    zh: 有一个遗忘门恰为 0 则梯度停住，全为 1 则完全通过，导数都不是 nan
    """
    f_gates = torch.tensor([[[0.0, 1.0, 0.5]], [[0.5, 1.0, 0.5]], [[0.25, 1.0, 0.25]]], dtype=torch.float64)
    found = student.grad("cell_gradient", (f_gates,), torch.tensor([[1.0, 2.0, 4.0]], dtype=torch.float64))
    agree(found.value, torch.tensor([[0.0, 1.0, 0.0625]], dtype=torch.float64))
    expected = [[[0.125, 2.0, 0.5]], [[0.0, 2.0, 0.5]], [[0.0, 2.0, 1.0]]]
    agree(found[0], torch.tensor(expected, dtype=torch.float64))


@points(0.5)
@settings(max_examples=3)  # two calls each
@given(eighths=st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), min_size=2, max_size=4), cut=st.integers(1, 3))
def test_cell_gradient_laws(student, eighths, cut):
    """The product over a sequence is that over its first part times that over the rest; the order does not matter.

    zh: 整个序列的乘积等于前一部分的乘积乘以其余部分的乘积；顺序无关
    """
    f_gates = torch.tensor(eighths, dtype=torch.float64)[:, None] / 8
    first, rest = (np.multiply.reduce(part.numpy(), axis=0) for part in (f_gates[:cut], f_gates[cut:]))
    agree(student.cell_gradient(f_gates), torch.from_numpy(first * rest))
    agree(student.cell_gradient(f_gates.flip(0)), torch.from_numpy(first * rest))
