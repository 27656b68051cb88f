import torch


def lstm_gates(x, h, W, U, b):
    k = h.shape[1]
    if len(x) != len(h) or len(W) != 4 * k or len(U) != 4 * k or len(b) != 4 * k:
        raise ValueError("the shapes do not fit together")
    a = x @ W.T + h @ U.T + b
    ai, af, ag, ao = torch.split(a, k, dim=1)
    return torch.sigmoid(ai), torch.sigmoid(af), torch.tanh(ag), torch.sigmoid(ao)


def lstm_step(x, h, c, W, U, b):
    if c.shape != h.shape:
        raise ValueError("c and h have different shapes")
    i, f, g, o = lstm_gates(x, h, W, U, b)
    c = c * f + g * i
    return c * o, c


def lstm_forward(X, h0, c0, W, U, b):
    if X.ndim != 3:
        raise ValueError("X needs three axes")
    outputs = []
    h = h0
    c = c0
    for x in X:
        h, c = lstm_step(x, h, c, W, U, b)
        outputs.append(h)
    return torch.stack(outputs), c


class LSTMCell(torch.nn.Module):
    def __init__(self, input_size, hidden_size, forget_bias=1.0):
        super().__init__()
        a = 1 / hidden_size ** 0.5
        self.W = torch.nn.Parameter(2 * a * torch.rand(4 * hidden_size, input_size) - a)
        self.U = torch.nn.Parameter(2 * a * torch.rand(4 * hidden_size, hidden_size) - a)
        bias = torch.zeros(4 * hidden_size)
        bias[:hidden_size] = forget_bias
        self.b = torch.nn.Parameter(bias)

    def forward(self, x, state):
        h, c = state
        new_h, new_c = lstm_step(x, h, c, self.W, self.U, self.b)
        return new_h, new_c


def lstm_step_backward(dh, dc, cache):
    x, h, c, W, U, i, f, g, o, c_out = cache
    do = dh * c_out
    dcell = dc + dh * o
    di = dcell * g
    df = dcell * c
    dg = dcell * i
    dz = torch.cat([di * i * (1 - i), df * f * (1 - f), dg * (1 - g ** 2), do * o * (1 - o)], dim=1)
    return dz @ W, dz @ U, dcell * f, dz.T @ x, dz.T @ h, dz.sum(dim=0)


def from_torch(state):
    W = state["weight_ih"]
    U = state["weight_hh"]
    b = state["bias_ih"] + state["bias_hh"] if "bias_ih" in state else torch.zeros(W.shape[0], dtype=W.dtype)
    return W, U, b


def cell_gradient(f_gates):
    return f_gates.prod(dim=0)
