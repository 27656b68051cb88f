import torch


def lstm_gates(x, h, W, U, b):
    size = h.size(1)
    if x.size(0) != h.size(0):
        raise ValueError("batch")
    for t in (W, U, b):
        if t.size(0) != 4 * size:
            raise ValueError("rows")
    z = x.matmul(W.t()) + h.matmul(U.t()) + b
    i = torch.sigmoid(z[:, :size])
    f = torch.sigmoid(z[:, size:2 * size])
    o = torch.sigmoid(z[:, 2 * size:3 * size])
    g = torch.tanh(z[:, 3 * size:])
    return i, f, g, o


def lstm_step(x, h, c, W, U, b):
    if c.size() != h.size():
        raise ValueError("state")
    i, f, g, o = lstm_gates(x, h, W, U, b)
    c = f * c + i * g
    h = o * torch.tanh(c)
    return h, c


def lstm_forward(X, h0, c0, W, U, b):
    if X.dim() != 3:
        raise ValueError("X")
    h, c = h0, c0
    H = []
    for x in X:
        h, c = lstm_step(x, h, c, W, U, b)
        H += [h]
    return torch.stack(H), c


class LSTMCell(torch.nn.Module):
    def __init__(self, input_size, hidden_size, forget_bias=1.0):
        super().__init__()
        s = 1.0 / hidden_size ** 0.5
        b = torch.zeros(4 * hidden_size)
        b[hidden_size:hidden_size * 2].fill_(forget_bias)
        self.W = torch.nn.Parameter(torch.distributions.Uniform(-s, s).sample((4 * hidden_size, input_size)))
        self.U = torch.nn.Parameter(torch.distributions.Uniform(-s, s).sample((4 * hidden_size, hidden_size)))
        self.b = torch.nn.Parameter(b)

    def forward(self, x, state):
        (h, c) = state
        out = lstm_step(x, h, c, self.W, self.U, self.b)
        return out


def lstm_step_backward(dh, dc, cache):
    (x, h, c, W, U, i, f, g, o, c1) = cache
    th = torch.tanh(c1)
    d = dc + dh * o * (1 - th * th)
    gates = [d * g * i * (1 - i), d * c * f * (1 - f), d * i * (1 - g * g), dh * th * o * (1 - o)]
    dz = torch.cat(gates, 1)
    return dz @ W, dz @ U, d * f, dz.t() @ x, dz.t() @ h, dz.sum(0)


def from_torch(state):
    W = state["weight_ih"]
    U = state["weight_hh"]
    b = W.new_zeros(W.size(0))
    for name in ("bias_ih", "bias_hh"):
        if name in state:
            b = b + state[name]
    return W, U, b


def cell_gradient(f_gates):
    return torch.prod(f_gates, 0)
