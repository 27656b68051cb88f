"""LSTM gates, by hand: σ(log 3) = 3/4, σ(log 4) = 4/5, σ(log 9) = 9/10, tanh(log 2) = 3/5, σ(0) = 1/2."""

from math import log, tanh

import pytest
import torch

from grader.testing import assert_close, points


def tensor(rows):
    """A float64 tensor; PyTorch's own default is float32."""
    return torch.tensor(rows, dtype=torch.float64)


def zeros(*shape):
    """A float64 tensor of zeros."""
    return torch.zeros(shape, dtype=torch.float64)


# One unit, two inputs. With x = (1, 2) and h = (-1,) the rows i, f, g, o give z = log 3, log 4, log 2, log 9.
W = tensor([[log(3), 0.0], [0.0, log(2)], [log(2), 0.0], [0.0, 0.0]])
U = tensor([[0.0], [0.0], [0.0], [-log(3)]])
B = tensor([0.0, 0.0, 0.0, log(3)])
X1, H1 = tensor([[1.0, 2.0]]), tensor([[-1.0]])
# Two units that ignore inputs and hidden state: i = f = o = 1/2 and g = 3/5, so that c' = c / 2 + 0.3.
HALVING = tensor([0, 0, 0, 0, log(2), log(2), 0, 0])


@points(0.5)
def test_gates_of_one_unit(student):
    """z = (log 3, log 4, log 2, log 9) gives i = 3/4, f = 4/5, g = 3/5, o = 9/10.

    zh: z = (log 3, log 4, log 2, log 9) 给出 i = 3/4、f = 4/5、g = 3/5、o = 9/10
    """
    gates = student.lstm_gates(X1, H1, W, U, B)
    assert_close(gates, (tensor([[0.75]]), tensor([[0.8]]), tensor([[0.6]]), tensor([[0.9]])))


@points(0.5)
def test_gates_of_several_units_are_stacked_i_f_g_o(student):
    """Of 8 biases for 2 units, the first two belong to i, the next two to f, then g, then o, for each sample.

    zh: 2 个单元的 8 个偏置中，前两个属于 i，接着两个属于 f，然后 g，然后 o，每个样本都如此
    """
    x, h = tensor([[5.0], [-7.0], [0.0]]), zeros(3, 2)
    b = tensor([0.0, log(3), log(4), log(9), 0.0, log(2), log(9), -log(4)])
    i, f, g, o = student.lstm_gates(x, h, zeros(8, 1), zeros(8, 2), b)
    assert_close(i, tensor([[0.5, 0.75]] * 3))
    assert_close(f, tensor([[0.8, 0.9]] * 3))
    assert_close(g, tensor([[0.0, 0.6]] * 3))
    assert_close(o, tensor([[0.9, 0.2]] * 3))


@points(0.5)
def test_gates_refuse_weights_that_do_not_fit(student):
    """Six rows of weights cannot be cut into four gates of two units: ValueError.

    zh: 六行权重不能切成各两个单元的四个门：ValueError
    """
    half = tensor([[0.5, 0.5]])
    x, h = tensor([[1.0]]), zeros(1, 2)
    assert_close(student.lstm_gates(x, h, zeros(8, 1), zeros(8, 2), zeros(8)), (half, half, half * 0, half))
    with pytest.raises(ValueError):
        student.lstm_gates(x, h, zeros(6, 1), zeros(6, 2), zeros(6))


@points(0.5)
def test_step_forgets_and_writes(student):
    """With i = 3/4, f = 4/5, g = 3/5, o = 9/10 a cell of 0.5 becomes 0.4 + 0.45 = 0.85, and h' = 0.9 tanh(0.85).

    zh: i = 3/4、f = 4/5、g = 3/5、o = 9/10 时，0.5 的细胞变成 0.4 + 0.45 = 0.85，h' = 0.9 tanh(0.85)
    """
    h, c = student.lstm_step(X1, H1, tensor([[0.5]]), W, U, B)
    assert_close(c, tensor([[0.85]]))
    assert_close(h, tensor([[0.9 * tanh(0.85)]]))


@points(0.5)
def test_step_in_float32(student):
    """float32 in, float32 out: each cell goes from c to c / 2 + 0.3, and shows half of its tanh.

    zh: 输入 float32 则输出 float32：每个细胞从 c 变成 c / 2 + 0.3，并显示其 tanh 的一半
    """
    c = torch.tensor([[0.0, 1.0], [-0.6, 4.0], [2.0, -2.0]])
    x, h = torch.zeros(3, 1), torch.zeros(3, 2)
    h_next, c_next = student.lstm_step(x, h, c, torch.zeros(8, 1), torch.zeros(8, 2), HALVING.float())
    expected = torch.tensor([[0.3, 0.8], [0.0, 2.3], [1.3, -0.7]])
    assert_close(c_next, expected)
    assert_close(h_next, torch.tanh(expected) / 2)


@points(0.5)
def test_forward_returns_every_hidden_state_and_the_last_cell(student):
    """Three steps of c / 2 + 0.3, from 0: the cells are 0.3, 0.45, 0.525, and each hidden state is tanh(c) / 2.

    zh: 从 0 开始三步 c / 2 + 0.3：细胞为 0.3、0.45、0.525，每个隐藏状态为 tanh(c) / 2
    """
    H, c = student.lstm_forward(zeros(3, 1, 4), zeros(1, 2), zeros(1, 2), zeros(8, 4), zeros(8, 2), HALVING)
    assert_close(H, tensor([[[tanh(cell) / 2] * 2] for cell in (0.3, 0.45, 0.525)]))
    assert_close(c, tensor([[0.525, 0.525]]))


@points(0.5)
def test_forward_starts_from_the_given_state(student):
    """One step for two samples with cells of their own: (2, -1) and (0.4, 1) become (1.3, -0.2) and (0.5, 0.8).

    zh: 两个各有细胞的样本走一步：(2, -1) 和 (0.4, 1) 变成 (1.3, -0.2) 和 (0.5, 0.8)
    """
    c0 = tensor([[2.0, -1.0], [0.4, 1.0]])
    h0 = tensor([[0.5, 0.5], [-0.5, 0.1]])
    H, c = student.lstm_forward(zeros(1, 2, 3), h0, c0, zeros(8, 3), zeros(8, 2), HALVING)
    expected = tensor([[1.3, -0.2], [0.5, 0.8]])
    assert_close(c, expected)
    assert_close(H, torch.tanh(expected)[None] / 2)


@points(0.5)
def test_module_has_one_bias_with_the_forget_gate_raised(student):
    """The parameters of LSTMCell(3, 2, forget_bias=1.5) are W (8, 3), U (8, 2) and b = (0, 0, 1.5, 1.5, 0, 0, 0, 0).

    zh: LSTMCell(3, 2, forget_bias=1.5) 的参数为 W (8, 3)、U (8, 2) 和 b = (0, 0, 1.5, 1.5, 0, 0, 0, 0)
    """
    cell = student.LSTMCell(3, 2, forget_bias=1.5)
    assert cell.W.shape == (8, 3), f"W has shape {tuple(cell.W.shape)}"
    assert cell.U.shape == (8, 2), f"U has shape {tuple(cell.U.shape)}"
    assert_close(cell.b, torch.tensor([0, 0, 1.5, 1.5, 0, 0, 0, 0]))


@points(0.5)
def test_module_makes_one_step(student):
    """With the weights above, the module turns the cell 0.5 into 0.85.

    zh: 用上面的权重，该模块把细胞 0.5 变成 0.85
    """
    cell = student.LSTMCell(2, 1)
    cell.load_state_dict({"W": W, "U": U, "b": B})
    h, c = cell(X1.float(), (H1.float(), torch.tensor([[0.5]])))
    assert_close(c, torch.tensor([[0.85]]))
    assert_close(h, torch.tensor([[0.9 * tanh(0.85)]]))


# i = f = o = 1/2, g = 3/5, c' = log 2 and tanh(c') = 3/5
HALVES = tensor([[0.5]])
CACHE = (
    tensor([[1.0, -2.0]]), tensor([[0.5]]), tensor([[2 * (log(2) - 0.3)]]), W, U,
    HALVES, HALVES, tensor([[0.6]]), HALVES, tensor([[log(2)]]),
)  # fmt: skip


@points(0.5)
def test_backward_sends_the_cell_gradient_through_the_forget_gate(student):
    """dh = 2 and dc = 1 make 1 + 2 * 0.5 * 0.64 = 1.64 at c', half of which goes on to c.

    zh: dh = 2、dc = 1 在 c' 处成为 1 + 2 * 0.5 * 0.64 = 1.64，其中一半继续传到 c
    """
    dc_before = student.lstm_step_backward(tensor([[2.0]]), tensor([[1.0]]), CACHE)[2]
    assert_close(dc_before, tensor([[0.82]]))


@points(0.5)
def test_backward_gives_a_gradient_for_each_argument(student):
    """With dh = 2, dc = 1 the rows of z get 0.246, 0.41 (2 log 2 - 0.6), 0.5248 and 0.3.

    zh: dh = 2、dc = 1 时，z 的各行得到 0.246、0.41 (2 log 2 - 0.6)、0.5248 和 0.3
    """
    dx, dh, _, dW, dU, db = student.lstm_step_backward(tensor([[2.0]]), tensor([[1.0]]), CACHE)
    dz = tensor([1.64 * 0.6 * 0.25, 1.64 * 2 * (log(2) - 0.3) * 0.25, 1.64 * 0.5 * 0.64, 2 * 0.6 * 0.25])
    assert_close(db, dz)
    assert_close(dW, torch.stack([dz, -2 * dz], dim=1))
    assert_close(dU, 0.5 * dz[:, None])
    assert_close(dx, tensor([[(dz[0] * log(3) + dz[2] * log(2)).item(), (dz[1] * log(2)).item()]]))
    assert_close(dh, tensor([[-0.3 * log(3)]]))


@points(0.5)
def test_from_torch_adds_the_two_biases(student):
    """The weights keep their order, and b is the sum of bias_ih and bias_hh.

    zh: 权重顺序不变，b 是 bias_ih 与 bias_hh 之和
    """
    bias_ih, bias_hh = tensor([1.0, 2.0, 3.0, 4.0]), tensor([10.0, 20.0, 30.0, 40.0])
    state = {"weight_ih": W, "weight_hh": U, "bias_ih": bias_ih, "bias_hh": bias_hh}
    assert_close(student.from_torch(state), (W, U, tensor([11.0, 22.0, 33.0, 44.0])))


@points(0.5)
def test_from_torch_reads_a_real_cell(student):
    """The state dict of a torch.nn.LSTMCell without biases gives its two weights and a bias of zeros.

    zh: 没有偏置的 torch.nn.LSTMCell 的状态字典给出它的两个权重和为零的偏置
    """
    cell = torch.nn.LSTMCell(3, 2, bias=False)
    expected = (cell.weight_ih.detach(), cell.weight_hh.detach(), torch.zeros(8))
    assert_close(student.from_torch(dict(cell.state_dict())), expected)


@points(0.5)
def test_cell_gradient_is_the_product_over_the_steps(student):
    """Forget gates 0.5, 0.5, 0.4 let 0.1 of the gradient through; 0.9, 0.9, 1 let 0.81 through.

    zh: 遗忘门 0.5、0.5、0.4 让 0.1 的梯度通过；0.9、0.9、1 让 0.81 通过
    """
    f_gates = tensor([[[0.5, 0.9]], [[0.5, 0.9]], [[0.4, 1.0]]])
    assert_close(student.cell_gradient(f_gates), tensor([[0.1, 0.81]]))


@points(0.5)
def test_cell_gradient_over_many_steps(student):
    """After 200 steps a forget gate of 0.99 leaves 0.134, and one of 0.5 next to nothing.

    zh: 200 步之后，0.99 的遗忘门还剩 0.134，0.5 的几乎不剩
    """
    f_gates = tensor([[[0.99, 0.5]]] * 200)
    assert_close(student.cell_gradient(f_gates), tensor([[0.99**200, 0.5**200]]))
