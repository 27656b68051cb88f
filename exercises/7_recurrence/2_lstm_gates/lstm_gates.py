"""The gates of an LSTM: one step, a whole sequence, a torch module, and the way back by hand.

What holds for every function here:

- Shapes: n is the batch, d the number of inputs, `hidden` the number of units. x: (n, d); h, c and each gate:
  (n, hidden); W: (4·hidden, d); U: (4·hidden, hidden); b: (4·hidden,). The axis of the batch is always there; n may be
  1, or 0.
- Gate order: the rows of W, U and b are stacked i, f, g, o, as PyTorch stacks `weight_ih`: rows 0 .. hidden - 1 belong
  to the input gate i, the next `hidden` to the forget gate f, then the candidate g, then the output gate o.
- Names: h is the hidden state (what a step shows), c the cell state (what it keeps); h' and c' are the new ones.
- Dtypes: all tensors of a call have one dtype, float32 or float64, and the results have it too.
- Autograd: the results stay connected to all tensors that they are computed from; nothing is detached.
- Arguments are never modified.
"""

import torch


def lstm_gates(
    x: torch.Tensor, h: torch.Tensor, W: torch.Tensor, U: torch.Tensor, b: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """The three gates and the candidate of one LSTM step.

        z = x Wᵀ + h Uᵀ + b, cut into four pieces z_i, z_f, z_g, z_o of `hidden` columns each, in this order;
        i = σ(z_i),  f = σ(z_f),  g = tanh(z_g),  o = σ(z_o),        with σ(z) = 1 / (1 + e⁻ᶻ)

    The gates i, f, o lie in [0, 1], the candidate g in [-1, 1]. Where |z| is large they reach the ends of these
    intervals: neither they nor their gradients may become nan, however large z is (1e4, say).

    Args:
        x: input of this step, (n, d).
        h: hidden state of the step before, (n, hidden).
        W: weights of the input, (4·hidden, d).
        U: weights of the hidden state, (4·hidden, hidden).
        b: biases, (4·hidden,). One vector; where two are given (as in PyTorch), it is their sum.

    Returns:
        (i, f, g, o), each (n, hidden).

    Raises:
        ValueError: x and h differ in their number of rows, or W, U or b does not have 4·hidden rows. (torch would
            stretch a batch of one row to the other's size, and pieces of the wrong width would go unnoticed.)

    Example:
        hidden = 1 and z = (log 3, log 4, log 2, log 9):
        i = 3/4, f = 4/5, g = tanh(log 2) = (4 - 1)/(4 + 1) = 3/5, o = 9/10

    Source: Hochreiter and Schmidhuber, Long Short-Term Memory, Neural Computation 9 (1997), with the forget gate of
        Gers, Schmidhuber and Cummins, Learning to Forget, Neural Computation 12 (2000); Goodfellow, Bengio and
        Courville, Deep Learning (2016), section 10.10.1.
    """
    raise NotImplementedError("lstm_gates: your code goes here")


def lstm_step(
    x: torch.Tensor, h: torch.Tensor, c: torch.Tensor, W: torch.Tensor, U: torch.Tensor, b: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """One step of an LSTM: what to forget, what to write, what to show.

        c' = f ⊙ c + i ⊙ g                                        (i, f, g, o) = lstm_gates(x, h, W, U, b)
        h' = o ⊙ tanh(c')

    Args:
        x: input of this step, (n, d).
        h: hidden state of the step before, (n, hidden).
        c: cell state of the step before, (n, hidden).
        W: weights of the input, (4·hidden, d), rows stacked i, f, g, o.
        U: weights of the hidden state, (4·hidden, hidden).
        b: biases, (4·hidden,).

    Returns:
        (h', c'), each (n, hidden): the hidden state first, as nn.LSTMCell returns them.

    Raises:
        ValueError: c does not have the shape of h, or as lstm_gates raises it.

    Example:
        i = 3/4, f = 4/5, g = 3/5, o = 9/10 and c = 1/2:
        c' = 0.8 · 0.5 + 0.75 · 0.6 = 0.85, h' = 0.9 · tanh(0.85) = 0.6220

    Source: Gers, Schmidhuber and Cummins (2000); Goodfellow, Bengio and Courville (2016), section 10.10.1.
    """
    raise NotImplementedError("lstm_step: your code goes here")


def lstm_forward(
    X: torch.Tensor, h0: torch.Tensor, c0: torch.Tensor, W: torch.Tensor, U: torch.Tensor, b: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """An LSTM along a whole sequence: the same weights at every step, each step on from the state of the one before.

        h_t, c_t = lstm_step(x_t, h_{t-1}, c_{t-1}, W, U, b)    for t = 1 .. steps

    Args:
        X: inputs, (steps, n, d), with steps >= 1: the time comes first, as in nn.LSTM.
        h0: hidden state before the first step, (n, hidden).
        c0: cell state before the first step, (n, hidden).
        W: weights of the input, (4·hidden, d), rows stacked i, f, g, o.
        U: weights of the hidden state, (4·hidden, hidden).
        b: biases, (4·hidden,).

    Returns:
        (H, c): the hidden states after each step, H = (h_1, ..., h_steps) of shape (steps, n, hidden), without h_0, and
        the cell state after the last step alone, (n, hidden).

    Raises:
        ValueError: X does not have three axes, or as lstm_step raises it.

    Example:
        W = U = 0 and b such that i = f = o = 1/2, g = 3/5: from c_0 = 0 the cell goes to c_1 = 0.3, c_2 = 0.45,
        c_3 = 0.525, and H = (tanh(0.3)/2, tanh(0.45)/2, tanh(0.525)/2)

    Source: Goodfellow, Bengio and Courville (2016), section 10.10.1.
    """
    raise NotImplementedError("lstm_forward: your code goes here")


class LSTMCell(torch.nn.Module):
    """One step of an LSTM that owns its weights; the state is the caller's.

    It has exactly three parameters, trained by name:

        W: (4·hidden_size, input_size) and U: (4·hidden_size, hidden_size), each entry drawn uniformly between
            -1/√hidden_size and +1/√hidden_size, as nn.LSTMCell draws its weights;
        b: (4·hidden_size,), zero but for the rows of the forget gate, which hold forget_bias.

    A forget gate that starts near σ(1) = 0.73 lets the cell keep what it has before it has learnt anything; with a bias
    of 0 half of it would be lost at every step.

    Args:
        input_size: number of inputs d, at least 1.
        hidden_size: number of units, at least 1.
        forget_bias: first value of the forget gate's biases; any number, 0 and negative ones too.

    Example:
        LSTMCell(3, 2, forget_bias=1.5).b = (0, 0, 1.5, 1.5, 0, 0, 0, 0)

    Source: the forget bias is from Gers, Schmidhuber and Cummins (2000) and from Jozefowicz, Zaremba and Sutskever, An
        Empirical Exploration of Recurrent Network Architectures, ICML (2015).
    """

    def __init__(self, input_size: int, hidden_size: int, forget_bias: float = 1.0) -> None:
        super().__init__()
        raise NotImplementedError("LSTMCell.__init__: your code goes here")

    def forward(self, x: torch.Tensor, state: tuple[torch.Tensor, torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
        """One step: (h', c') from the input x, (n, input_size), and the state (h, c), each (n, hidden_size).

        The result depends on the arguments and the parameters alone: the module keeps no state between two calls.
        """
        raise NotImplementedError("LSTMCell.forward: your code goes here")


def lstm_step_backward(
    dh: torch.Tensor, dc: torch.Tensor, cache: tuple[torch.Tensor, ...]
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """The gradients of one lstm_step by the chain rule, written by hand: without autograd.

    For a loss L, c' reaches L in two ways: through h' = o ⊙ tanh(c'), and through the next step, which uses c'.

        δc = dc + dh ⊙ o ⊙ (1 - tanh²(c'))                                    all of ∂L/∂c'
        δi = δc ⊙ g,   δf = δc ⊙ c,   δg = δc ⊙ i,   δo = dh ⊙ tanh(c')
        δz = (δi ⊙ i(1 - i),  δf ⊙ f(1 - f),  δg ⊙ (1 - g²),  δo ⊙ o(1 - o))  (n, 4·hidden)
        ∂L/∂x = δz W,    ∂L/∂h = δz U,    ∂L/∂c = δc ⊙ f
        ∂L/∂W = δzᵀ x,   ∂L/∂U = δzᵀ h,   ∂L/∂b = Σ over the samples of δz

    Args:
        dh: ∂L/∂h', (n, hidden).
        dc: the part of ∂L/∂c' that comes from the next step, without the way through h' (zeros at the last step),
            (n, hidden).
        cache: what the step used and computed: the tuple (x, h, c, W, U, i, f, g, o, c_next). x, h, c, W and U are
            lstm_step's arguments, c the cell state *before* the step; i, f, g, o are the gates *after* σ and tanh;
            c_next is c'.

    Returns:
        (dx, dh_before, dc_before, dW, dU, db), one for each argument of lstm_step, in their order and of their shapes:
        dx (n, d), dh_before and dc_before (n, hidden) for the state before the step, dW (4·hidden, d),
        dU (4·hidden, hidden), db (4·hidden,). Those of the weights are sums over the batch, not means.

    Example:
        n = d = hidden = 1, i = f = o = 1/2, g = 3/5, x = 1, h = 0, c = 2 (log 2 - 0.3), so that c' = log 2 and
        tanh(c') = 3/5; dh = 2, dc = 1: δc = 1 + 2 · 0.5 · (1 - 0.36) = 1.64, so dc_before = 1.64 · 0.5 = 0.82, and the
        row of dW for the output gate is 2 · 0.6 · 0.25 = 0.3

    Source: Greff, Srivastava, Koutník, Steunebrink and Schmidhuber, LSTM: A Search Space Odyssey, IEEE Transactions on
        Neural Networks and Learning Systems 28 (2017), section II.B, here without peepholes.
    """
    raise NotImplementedError("lstm_step_backward: your code goes here")


def from_torch(state: dict[str, torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """The weights of an nn.LSTMCell in the form that this exercise uses.

        W = weight_ih,    U = weight_hh,    b = bias_ih + bias_hh

    PyTorch stacks the rows i, f, g, o as well. It keeps two biases where one would do, because the library that it
    calls on graphics cards does; both are added to z.

    Args:
        state: what `state_dict()` of an nn.LSTMCell(d, hidden) returns: name -> tensor, with `weight_ih` (4·hidden, d),
            `weight_hh` (4·hidden, hidden), `bias_ih` and `bias_hh` (4·hidden,). A cell made with bias=False has no
            biases in it: b is then zeros.

    Returns:
        (W, U, b), of shapes (4·hidden, d), (4·hidden, hidden), (4·hidden,), in the dtype of the weights.

    Raises:
        KeyError: weight_ih or weight_hh is missing.

    Example:
        bias_ih = (1, 2, 3, 4) and bias_hh = (10, 20, 30, 40): b = (11, 22, 33, 44)

    Source: PyTorch documentation, torch.nn.LSTMCell.
    """
    raise NotImplementedError("from_torch: your code goes here")


def cell_gradient(f_gates: torch.Tensor) -> torch.Tensor:
    """How much of a gradient at the last cell state arrives at the first one along the cell itself.

        ∂c_T / ∂c_0 = f_T ⊙ ... ⊙ f_2 ⊙ f_1

    This is the direct way c_0 -> c_1 -> ... -> c_T, with the gates taken as given; what c_t does to later gates by way
    of h_t is left out. A plain recurrent network multiplies by a matrix and by tanh′ at each step; here it is one
    number for each unit, and where it is near 1 the gradient survives.

    Args:
        f_gates: the forget gates of all steps, (steps, n, hidden), steps >= 0.

    Returns:
        (n, hidden), in the dtype of f_gates; ones when there are no steps.

    Example:
        one sample and two units over 200 steps, with f = 0.99 and f = 0.5: 0.99²⁰⁰ = 0.134 and 0.5²⁰⁰ = 6e-61

    Source: Hochreiter and Schmidhuber (1997), section 3.2 on constant error flow; with the forget gate, Gers,
        Schmidhuber and Cummins (2000).
    """
    raise NotImplementedError("cell_gradient: your code goes here")
