import torch


def check(ok):
    if not ok:
        raise ValueError("wrong shapes")


def lstm_gates(x, h, W, U, b):
    n = h.shape[1]
    check(x.shape[0] == h.shape[0])
    check(W.shape[0] == 4 * n and U.shape[0] == 4 * n and b.shape[0] == 4 * n)
    a = torch.mm(x, W.t()) + torch.mm(h, U.t()) + b
    return (
        torch.sigmoid(a[:, 0:n]),
        torch.sigmoid(a[:, n:2 * n]),
        torch.tanh(a[:, 2 * n:3 * n]),
        torch.sigmoid(a[:, 3 * n:]),
    )


def lstm_step(x, h, c, W, U, b):
    check(h.shape == c.shape)
    i, f, g, o = lstm_gates(x, h, W, U, b)
    next_c = f * c + i * g
    next_h = o * torch.tanh(next_c)
    return next_h, next_c


def lstm_forward(X, h0, c0, W, U, b):
    check(X.ndim == 3)
    h, c, hs = h0, c0, []
    for i in range(X.shape[0]):
        h, c = lstm_step(X[i], h, c, W, U, b)
        hs.append(h)
    return torch.stack(hs), c


class LSTMCell(torch.nn.Module):
    def __init__(self, input_size, hidden_size, forget_bias=1.0):
        super().__init__()
        r = hidden_size ** -0.5
        self.W = torch.nn.Parameter(torch.empty(4 * hidden_size, input_size).uniform_(-r, r))
        self.U = torch.nn.Parameter(torch.empty(4 * hidden_size, hidden_size).uniform_(-r, r))
        self.b = torch.nn.Parameter(torch.zeros(4 * hidden_size))
        self.b.data[hidden_size:2 * hidden_size] += forget_bias

    def forward(self, x, state):
        h, c = state
        h_new, c_new = lstm_step(x, h, c, self.W, self.U, self.b)
        return h_new, c_new


def lstm_step_backward(dh, dc, cache):
    x, h, c, W, U, i, f, g, o, c_out = cache
    t = torch.tanh(c_out)
    dc += dh * o * (1 - t ** 2)
    d_i = dc * g * i * (1 - i)
    d_f = dc * c * f * (1 - f)
    d_g = dc * i * (1 - g ** 2)
    d_o = dh * t * o * (1 - o)
    d_a = torch.hstack((d_i, d_f, d_g, d_o))
    return d_a @ W, d_a @ U, dc * f, d_a.T @ x, d_a.T @ h, torch.sum(d_a, dim=0)


def from_torch(state):
    W = state["weight_ih"]
    U = state["weight_hh"]
    if "bias_ih" in state:
        b = state["bias_ih"]
    else:
        b = torch.zeros(W.shape[0], dtype=W.dtype)
    return W, U, b


def cell_gradient(f_gates):
    result = torch.ones(f_gates.shape[1:], dtype=f_gates.dtype)
    for f in f_gates:
        result = result * f
    return result
