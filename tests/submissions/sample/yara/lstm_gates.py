import torch
from torch import sigmoid, tanh


def lstm_gates(x, h, W, U, b):
    if not (len(W) == len(U) == len(b) == 4 * h.shape[-1] and len(x) == len(h)):
        raise ValueError(f"shapes do not match: {x.shape} {h.shape} {W.shape} {U.shape} {b.shape}")
    zi, zf, zg, zo = torch.addmm(b, torch.cat([x, h], 1), torch.cat([W, U], 1).t()).tensor_split(4, dim=1)
    return sigmoid(zi), sigmoid(zf), tanh(zg), sigmoid(zo)


def lstm_step(x, h, c, W, U, b):
    if c.shape != h.shape:
        raise ValueError("h and c differ in shape")
    i, f, g, o = lstm_gates(x, h, W, U, b)
    new = torch.addcmul(i * g, f, c)
    return o * tanh(new), new


def lstm_forward(X, h0, c0, W, U, b):
    if X.ndim != 3:
        raise ValueError("expected (steps, n, d)")
    state, out = (h0, c0), []
    for t in range(len(X)):
        state = lstm_step(X[t], *state, W, U, b)
        out.append(state[0])
    return torch.stack(out, 0), state[1]


class LSTMCell(torch.nn.Module):
    def __init__(self, input_size, hidden_size, forget_bias=1.0):
        super().__init__()
        k = 1 / hidden_size**0.5
        for name, columns in dict(W=input_size, U=hidden_size).items():
            self.register_parameter(name, torch.nn.Parameter((torch.rand(4 * hidden_size, columns) * 2 - 1) * k))
        blocks = [0.0, forget_bias, 0.0, 0.0]
        self.b = torch.nn.Parameter(torch.tensor(blocks).repeat_interleave(hidden_size))

    def forward(self, x, state):
        return lstm_step(x, *state, self.W, self.U, self.b)


def lstm_step_backward(dh, dc, cache):
    x, h, c, W, U, i, f, g, o, c_out = cache
    t = c_out.tanh()
    ds = torch.addcmul(dc, dh * o, 1 - t * t)
    dz = torch.cat([ds * g * (i - i * i), ds * c * (f - f * f), ds * i * (1 - g * g), dh * t * (o - o * o)], -1)
    return dz.mm(W), dz.mm(U), ds * f, dz.t().mm(x), dz.t().mm(h), dz.sum(0)


def from_torch(state):
    W = state["weight_ih"]
    nothing = torch.zeros(len(W), dtype=W.dtype)
    return W, state["weight_hh"], state.get("bias_ih", nothing) + state.get("bias_hh", nothing)


def cell_gradient(f_gates):
    return f_gates.prod(0)
