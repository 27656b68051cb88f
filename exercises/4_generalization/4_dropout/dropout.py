"""Inverted dropout: as a NumPy function with its gradient, as a torch module, inside a network, and in prediction.

Conventions of the whole topic:

- `drop_prob` is the probability that an entry is DROPPED, a number in [0, 1]. What is kept is divided by 1 - drop_prob
  while training ("inverted" dropout), so that the expectation is right and nothing is left to do at test time.
- Every entry of an array is dropped or kept on its own, independently of the other units, samples, layers and calls.
- Randomness comes from the generator that is passed in, and from nowhere else. How you draw is up to you; no test
  expects one particular mask. For drop_prob 0 and 1 nothing is left to chance, and you may draw or not.
- A mask has the shape of the array and holds 1 (or True) where an entry is kept, 0 (or False) where it is dropped;
  boolean, integer and floating-point masks are equally right. It holds no scale factor.
- dtype: float16, float32 and float64 in, the same dtype out.
- Entries are finite. (What becomes of a dropped inf or nan, 0 or nan, is left open.)
- Arguments are never modified. A result may share its memory with an argument.
- Numbers outside [0, 1] as drop_prob, nan too, raise ValueError.
"""

from collections.abc import Callable, Sequence

import numpy as np
import torch


def dropout(
    x: np.ndarray, drop_prob: float, rng: np.random.Generator, training: bool = True
) -> tuple[np.ndarray, np.ndarray]:
    """Drop each entry of x with probability drop_prob, and scale up those that stay.

        out_i = x_i / (1 - drop_prob)   with probability 1 - drop_prob   (mask_i = 1)
        out_i = 0                       with probability drop_prob       (mask_i = 0)

    In evaluation (training=False) nothing is dropped and nothing is scaled: out_i = x_i, mask_i = 1.

    Args:
        x: (...), any shape, also empty.
        drop_prob: probability that an entry is dropped, in [0, 1]. With 0 the result is x, with 1 it is all zeros,
            without a nan and without a warning.
        rng: draws the mask. Its state does not change in evaluation.
        training: whether to drop at all.

    Returns:
        out: (...), in x's dtype.
        mask: (...), the keep mask; all ones in evaluation.

    Raises:
        ValueError: drop_prob is not in [0, 1]; in evaluation too.

    Example:
        x = [2, -6, 4], drop_prob = 0.75: what is kept is multiplied by 4, so that out = [8, 0, 16] with
        mask = [1, 0, 1] is one of the 8 possible results, and [0, -24, 0] with [0, 1, 0] another.

    Source: Srivastava et al., Dropout: A Simple Way to Prevent Neural Networks from Overfitting, JMLR 15 (2014),
        section 4, with the scaling of section 10; as in torch.nn.functional.dropout.
    """
    raise NotImplementedError("dropout: your code goes here")


def dropout_backward(dout: np.ndarray, mask: np.ndarray, drop_prob: float) -> np.ndarray:
    """Gradient of the loss with respect to dropout's input, from the gradient with respect to its output.

        dx_i = dout_i * mask_i / (1 - drop_prob),   and 0 where drop_prob = 1

    It belongs to the training pass that produced the mask. (An evaluation pass is the identity: its gradient is dout,
    which is what this formula gives for its mask of ones with drop_prob = 0.)

    Args:
        dout: (...), upstream gradient.
        mask: (...), the keep mask that `dropout` returned: 0 and 1, boolean, integer or floating-point.
        drop_prob: the probability that `dropout` was called with.

    Returns:
        (...), in dout's dtype, whatever the dtype of the mask.

    Raises:
        ValueError: drop_prob is not in [0, 1].

    Example:
        dout = [1, 2, -3], mask = [1, 0, 1], drop_prob = 0.75: [4, 0, -12]

    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), section 6.5 (back-propagation) and 7.12 (dropout).
    """
    raise NotImplementedError("dropout_backward: your code goes here")


class Dropout(torch.nn.Module):
    """The same layer for torch: drops while the module is in training mode, and is the identity in evaluation mode.

    Use:
        layer = Dropout(0.75)               # modules start in training mode
        layer(x)                            # entries are 0 or 4 * x, drawn from torch's default generator
        layer(x, generator=g)               # the same, drawn from the torch.Generator g and from nothing else
        layer.eval()(x)                     # x; no generator is touched
        layer.train()(x)                    # drops again

    The generator is an argument of the call, not of the constructor. The mode is torch's own: train() and eval() set
    `self.training`, which you only read.

    Args:
        drop_prob: probability that an entry is dropped, in [0, 1]. With 0 the layer is the identity, with 1 its output
            is all zeros, without a nan.

    Raises:
        ValueError: drop_prob is not in [0, 1]; raised when the layer is made.

    Source: Srivastava et al., JMLR 15 (2014), section 4 and 10; as torch.nn.Dropout.
    """

    def __init__(self, drop_prob: float) -> None:
        super().__init__()
        raise NotImplementedError("Dropout.__init__: your code goes here")

    def forward(self, x: torch.Tensor, generator: torch.Generator | None = None) -> torch.Tensor:
        """x / (1 - drop_prob) where an entry is kept and 0 where it is dropped, in training mode; else x.

        Every call draws a new mask. Autograd must find its way from the result to x, with the mask of the same call.

        Args:
            x: (...), any shape; float16, float32 or float64.
            generator: where the mask is drawn from; None: torch's default generator.

        Returns:
            (...), in x's dtype.
        """
        raise NotImplementedError("Dropout.forward: your code goes here")


def dropout_mlp(
    X: np.ndarray,
    params: Sequence[tuple[np.ndarray, np.ndarray]],
    drop_probs: Sequence[float],
    rng: np.random.Generator,
    training: bool,
) -> np.ndarray:
    """Scores of a multilayer perceptron with ReLU and with dropout after each hidden layer.

        h_0 = X
        h_l = dropout(relu(h_{l-1} W_l + b_l), drop_probs[l - 1])     for the hidden layers l = 1 .. L - 1
        scores = h_{L-1} W_L + b_L                                    no ReLU and no dropout at the end

    Neither the input X nor the scores are dropped. With L = 1 there is no hidden layer.

    Args:
        X: (n, d_0), a batch of samples.
        params: L pairs (W_l, b_l), W_l: (d_{l-1}, d_l), b_l: (d_l,); L >= 1.
        drop_probs: L - 1 probabilities, one for each hidden layer, in the order of the layers.
        rng: draws all masks. Its state does not change in evaluation.
        training: True: drop; False: the plain network.

    Returns:
        scores: (n, d_L).

    Raises:
        ValueError: drop_probs does not hold exactly one number for each hidden layer, or one that is not in [0, 1].

    Example:
        X = [[1]], params = [([[2]], [1]), ([[10]], [5])], drop_probs = [0.5]: relu(1 * 2 + 1) = 3 becomes 6 or 0 in
        training, so that the score is 65 or 5; in evaluation it is 35.

    Source: Srivastava et al., JMLR 15 (2014), section 4.
    """
    raise NotImplementedError("dropout_mlp: your code goes here")


def expected_output(x: np.ndarray, drop_prob: float) -> np.ndarray:
    """The mean of what `dropout` returns for x while training, over all masks with their probabilities.

        E[out_i] = (1 - drop_prob) * (out_i if entry i is kept) + drop_prob * (out_i if it is dropped)

    Nothing is drawn: it is a number that you can work out beforehand.

    Args:
        x: (...), any shape.
        drop_prob: probability that an entry is dropped, in [0, 1]. Mind 1.

    Returns:
        (...), in x's dtype; without a nan and without a warning.

    Raises:
        ValueError: drop_prob is not in [0, 1].

    Example:
        Were the entries that stay not scaled, the mean for x = [2, -6] and drop_prob = 0.75 would be [0.5, -1.5]. The
        dropout of this exercise scales them.

    Source: Srivastava et al., JMLR 15 (2014), section 10.
    """
    raise NotImplementedError("expected_output: your code goes here")


def monte_carlo_predict(f: Callable[[np.ndarray], np.ndarray], x: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Prediction of a network whose dropout is left on: mean and spread of n passes ("Monte Carlo dropout").

        y_t = f(x) for t = 1 .. n,   mean = (1/n) sum_t y_t,   std = sqrt((1/n) sum_t (y_t - mean)^2)

    The spread is the standard deviation, in the units of the prediction, and it divides by n, not by n - 1.

    Args:
        f: one stochastic pass, such as a network in training mode; called exactly n times, each time with x.
            It returns an array, always of the same shape (...).
        x: the input, handed to f as it is.
        n: number of passes, at least 1.

    Returns:
        mean: (...), and std: (...), entry by entry, in the dtype of f's results (float64 for integers). With
            n = 1 the std is 0.

    Raises:
        ValueError: n is below 1.

    Example:
        Passes that give [1, 5], [3, 5] and [2, 8]: mean = [2, 6], std = [sqrt(2/3), sqrt(2)] = [0.816..., 1.414...]

    Source: Gal and Ghahramani, Dropout as a Bayesian Approximation, ICML (2016), section 4.
    """
    raise NotImplementedError("monte_carlo_predict: your code goes here")
