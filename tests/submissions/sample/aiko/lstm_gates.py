"""Aiko's LSTM."""
import torch
import torch.nn as nn
import torch.nn.functional as F


def _require(condition, message):
    if not condition:
        raise ValueError(message)


def lstm_gates(x: torch.Tensor, h: torch.Tensor, W: torch.Tensor, U: torch.Tensor, b: torch.Tensor):
    n, units = h.shape
    _require(x.size(0) == n, "batch sizes of x and h")
    _require({W.size(0), U.size(0), b.numel()} == {4 * units}, "rows of W, U, b")
    z = F.linear(x, W, b) + F.linear(h, U)
    blocks = z.view(n, 4, units)
    squashed = blocks.sigmoid()
    return squashed[:, 0], squashed[:, 1], blocks[:, 2].tanh(), squashed[:, 3]


def lstm_step(x, h, c, W, U, b):
    _require(tuple(h.shape) == tuple(c.shape), "shapes of h and c")
    gates = dict(zip("ifgo", lstm_gates(x, h, W, U, b)))
    c = gates["f"].mul(c).add(gates["i"].mul(gates["g"]))
    return gates["o"].mul(c.tanh()), c


def lstm_forward(X, h0, c0, W, U, b):
    _require(X.dim() == 3, "axes of X")
    H = X.new_empty(X.size(0), *h0.shape)
    h, c = h0, c0
    for t, x in enumerate(X.unbind(0)):
        h, c = lstm_step(x, h, c, W, U, b)
        H[t] = h
    return H, c


class LSTMCell(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, forget_bias: float = 1.0):
        super().__init__()
        self.hidden_size = hidden_size
        self.W = nn.Parameter(torch.Tensor(4 * hidden_size, input_size))
        self.U = nn.Parameter(torch.Tensor(4 * hidden_size, hidden_size))
        self.b = nn.Parameter(torch.Tensor(4 * hidden_size))
        self.reset_parameters(forget_bias)

    @torch.no_grad()
    def reset_parameters(self, forget_bias):
        scale = self.hidden_size ** -0.5
        for weight in (self.W, self.U):
            weight.uniform_(-scale, scale)
        self.b.zero_().view(4, -1)[1].fill_(forget_bias)

    def forward(self, x, state):
        return lstm_step(x, state[0], state[1], self.W, self.U, self.b)


def lstm_step_backward(dh, dc, cache):
    x, h, c, W, U, i, f, g, o, c_new_ = cache
    shown = torch.tanh(c_new_)
    total = dc + (1 - shown.square()) * o * dh
    upstream = torch.stack((total * g, total * c, total * i, dh * shown), dim=1)
    slopes = torch.stack((i * (1 - i), f * (1 - f), 1 - g.square(), o * (1 - o)), dim=1)
    delta = (upstream * slopes).flatten(1)
    dW = torch.einsum("nk,nd->kd", delta, x)
    dU = torch.einsum("nk,nh->kh", delta, h)
    return delta @ W, delta @ U, total * f, dW, dU, delta.sum(dim=0)


def from_torch(state):
    W = state["weight_ih"]
    U = state["weight_hh"]
    try:
        b = state["bias_ih"] + state["bias_hh"]
    except KeyError:
        b = torch.zeros_like(W[:, 0])
    return W, U, b


def cell_gradient(f_gates):
    if f_gates.shape[0] == 0:
        return f_gates.new_ones(f_gates.shape[1:])
    return torch.cumprod(f_gates, dim=0)[-1]
