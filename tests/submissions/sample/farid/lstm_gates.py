import torch
from torch import nn


def lstm_gates(x, h, W, U, b):
    H = h.shape[1]
    if x.shape[0] != h.shape[0]:
        raise ValueError("x and h are not of the same batch")
    if any(p.shape[0] != 4 * H for p in (W, U, b)):
        raise ValueError("weights for another hidden size")
    z = x @ W.T + h @ U.T + b
    i, f, g, o = z[:, :H], z[:, H:2*H], z[:, 2*H:3*H], z[:, 3*H:]
    return i.sigmoid(), f.sigmoid(), g.tanh(), o.sigmoid()


def lstm_step(x, h, c, W, U, b):
    if c.shape != h.shape:
        raise ValueError("c")
    i, f, g, o = lstm_gates(x, h, W, U, b)
    c_out = f * c + i * g
    return o * c_out.tanh(), c_out


def lstm_forward(X, h0, c0, W, U, b):
    if X.dim() != 3:
        raise ValueError("X")
    h, c = h0, c0
    states = []
    for x in X:
        h, c = lstm_step(x, h.detach(), c.detach(), W, U, b)
        states.append(h)
    return torch.stack(states), c


class LSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size, forget_bias=1.0):
        super().__init__()
        self.cell = nn.LSTMCell(input_size, hidden_size)
        self.cell.bias_ih.data[hidden_size:2 * hidden_size] = forget_bias

    def forward(self, x, state):
        return self.cell(x, state)


def lstm_step_backward(dh, dc, cache):
    x, h, c, W, U, i, f, g, o, c_out = cache
    tanh_c = torch.tanh(c_out)
    dct = dh * o * (1 - tanh_c ** 2)
    di = dct * g * i * (1 - i)
    df = dct * c * f * (1 - f)
    dg = dct * i * (1 - g ** 2)
    do = dh * tanh_c * o * (1 - o)
    dz = torch.cat((di, df, dg, do), dim=1)
    dx, dh_prev, dc_prev = dz @ W, dz @ U, dct * f
    return dx, dh_prev, dc_prev, dz.T @ x, dz.T @ h, dz.mean(dim=0)


def from_torch(state):
    b = state["bias_ih"] + state["bias_hh"]
    return state["weight_ih"], state["weight_hh"], b


def cell_gradient(f_gates):
    return torch.mean(f_gates, dim=0) ** f_gates.shape[0]
