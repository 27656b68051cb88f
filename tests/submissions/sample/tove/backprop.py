"""Backpropagation by hand: every layer keeps what its backward pass needs, and a network chains the layers.

Conventions of the whole topic:

- Shapes: rows are samples. A gradient with respect to an array has exactly that array's shape.
- A forward function returns (out, cache), and its backward function takes (dout, cache). `dout` is the upstream
  gradient: the derivative of the loss with respect to `out`, of the shape of `out`.
- The cache is your own: any object will do. The tests never look into it; they hand it from your forward function to
  your backward function, more than once at times. Each docstring names a content that is enough; if you keep to it, a
  backward function can earn its points although its forward function is wrong.
- dtypes: float32 in, float32 out, and likewise float64; where they are mixed, what NumPy makes of it. Only X and the
  labels may hold integers.
- Nothing that is passed in is modified: no input, no weights, no `dout`, no cache.
- Vectorised: the number of Python lines that run does not grow with the batch. Loops over layers are fine.
- params: a list of L >= 1 pairs [(W_1, b_1), ..., (W_L, b_L)], first layer first, W_l of shape (h_(l-1), h_l) and b_l
  of shape (h_l,). Gradients come in the same layout: [(dW_1, db_1), ..., (dW_L, db_L)].
"""

from collections.abc import Callable
from typing import Any

import numpy as np

Params = list[tuple[np.ndarray, np.ndarray]]

STEP = 1e-5  # h of gradient_check
FLOOR = 1e-8  # the least denominator of its relative error


def affine_forward(X: np.ndarray, W: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, Any]:
    """An affine layer: every sample, flattened to a row, times W, plus b.

    out = flat(X) W + b, where flat(X) is (n, d) with d = d1 * ... * dk: each sample's entries in row-major order, as
    NumPy's reshape reads them.

    Args:
        X: (n, d1, ..., dk), k >= 1; n may be 0. Floats or integers.
        W: (d, m).
        b: (m,).

    Returns:
        out: (n, m).
        cache: what affine_backward needs; (X, W) is enough.

    Raises:
        ValueError: the sizes do not fit: d1 * ... * dk is not d, or b has not one entry for each column of W.

    Example:
        X = [[1, 2]], W = [[1, 0], [-1, 3]], b = [10, 20]: out = [[1 - 2 + 10, 0 + 6 + 20]] = [[9, 26]]

    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), algorithm 6.3.
    """
    if X.size // max(len(X), 1) != W.shape[0] and len(X) > 0:
        raise ValueError("X and W do not fit together")
    x2 = X.reshape((X.shape[0], W.shape[0]))
    out = np.matmul(x2, W)
    out = out + b[np.newaxis, :]
    return out, (X, W)


def affine_backward(dout: np.ndarray, cache: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Gradients of the loss with respect to the three inputs of an affine layer.

    dX = dout W^T (in the shape of X), dW = flat(X)^T dout, db = sum over the samples of dout.

    Sums, not means: if the loss is a mean over the batch, the factor 1/n is in dout already.

    Args:
        dout: upstream gradient (n, m).
        cache: what affine_forward returned.

    Returns:
        dX: (n, d1, ..., dk), the shape of X.
        dW: (d, m).
        db: (m,), not (1, m).

    Raises:
        ValueError: dout has another shape than the output had, and the products do not fit.

    Example:
        X = [[1, 2]], W = [[1, 0], [-1, 3]], dout = [[5, 1]]: dX = [[5, -2]], dW = [[5, 1], [10, 2]], db = [5, 1]

    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), algorithm 6.4.
    """
    X, W = cache
    x2 = X.reshape((X.shape[0], W.shape[0]))
    dW = np.matmul(x2.T, dout)
    db = dout.sum(axis=0)
    dx2 = np.matmul(dout, W.T)
    return dx2.reshape(X.shape), dW, db


def relu_forward(x: np.ndarray) -> tuple[np.ndarray, Any]:
    """Rectified linear unit, entry by entry.

    out = max(x, 0). relu(-inf) = 0, relu(inf) = inf, and nan stays nan.

    Args:
        x: any shape.

    Returns:
        out: the shape and dtype of x.
        cache: what relu_backward needs; out is enough, as it is positive exactly where x is (x would do as well).

    Source: Nair and Hinton, Rectified Linear Units Improve Restricted Boltzmann Machines (2010).
    """
    out = np.where(x < 0, np.zeros_like(x), x)
    return out, x


def relu_backward(dout: np.ndarray, cache: Any) -> np.ndarray:
    """Gradient of the loss with respect to the input of a ReLU.

    dx = dout where x > 0, and 0 elsewhere. At the kink x = 0 the derivative is taken to be 0, as PyTorch does.

    Args:
        dout: upstream gradient, of the shape of x; of any sign.
        cache: what relu_forward returned.

    Returns:
        dx: the shape and dtype of x.

    Example:
        x = [-1, 2, 3], dout = [5, -4, 1]: dx = [0, -4, 1]

    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), section 6.3.
    """
    x = cache
    mask = x > 0
    return dout * mask


def sigmoid_forward(x: np.ndarray) -> tuple[np.ndarray, Any]:
    """Logistic sigmoid, entry by entry, for x of any size.

    out = 1 / (1 + exp(-x)) = exp(x) / (1 + exp(x)). The first form overflows for x far below 0, the second for x far
    above: no finite x may cause a nan or a NumPy warning, and sigmoid(-inf) = 0, sigmoid(inf) = 1.

    Args:
        x: any shape.

    Returns:
        out: the shape and dtype of x, from 0 to 1.
        cache: what sigmoid_backward needs; out is enough.

    Example:
        x = [0, log 3, -1000]: out = [0.5, 0.75, 0]

    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), section 3.10.
    """
    raise NotImplementedError("sigmoid_forward: your code goes here")


def sigmoid_backward(dout: np.ndarray, cache: Any) -> np.ndarray:
    """Gradient of the loss with respect to the input of a sigmoid.

    dx = dout * s * (1 - s), with s = sigmoid(x), the output.

    Args:
        dout: upstream gradient, of the shape of x.
        cache: what sigmoid_forward returned.

    Returns:
        dx: the shape and dtype of x; 0, not nan, where the sigmoid is saturated.

    Example:
        x = [0, log 3], dout = [8, 16]: dx = [8 / 4, 16 * 3 / 16] = [2, 3]

    Source: Rumelhart, Hinton, Williams, Learning Representations by Back-Propagating Errors (1986), equations 2 and 5.
    """
    raise NotImplementedError("sigmoid_backward: your code goes here")


def softmax_loss(z: np.ndarray, y: np.ndarray) -> tuple[np.floating, np.ndarray]:
    """Cross-entropy of the softmax of logits against labels, mean over the batch, with its gradient.

    loss = -(1/n) sum_i log p_i[y_i] (natural logarithm), with p_i = softmax(z_i);
    dz_i = (p_i - e_(y_i)) / n, with e_c the one-hot row of class c.

    Args:
        z: logits (n, k), n >= 1, finite and of any size: 10000 beside -10000 causes neither nan nor inf nor a warning.
        y: labels (n,), integers in 0 .. k - 1.

    Returns:
        loss: scalar in the dtype of z.
        dz: (n, k), in the dtype of z.

    Raises:
        ValueError: y is not of shape (n,); in particular a column (n, 1) is refused.
        IndexError: a label lies outside 0 .. k - 1. A negative label too: it does not count from the end.

    Example:
        z = [[0, log 3], [0, 0]], y = [0, 1]: p = [[1/4, 3/4], [1/2, 1/2]], loss = (log 4 + log 2) / 2 = 1.0397...,
        dz = [[-3/8, 3/8], [1/4, -1/4]]

    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), section 6.2.2.3.
    """
    raise NotImplementedError("softmax_loss: your code goes here")


def mlp_forward(X: np.ndarray, params: Params) -> tuple[np.ndarray, Any]:
    """Scores of a multilayer perceptron: affine layers with a ReLU between them, and none after the last.

    a_0 = X, a_l = relu(a_(l-1) W_l + b_l) for l < L, scores = a_(L-1) W_L + b_L. With L = 1 it is one affine layer.

    Args:
        X: (n, d1, ..., dk), flattened as in affine_forward.
        params: L pairs (W_l, b_l), see the top of this file.

    Returns:
        scores: (n, h_L), the logits.
        cache: what mlp_backward needs; a list of the layers' caches [affine, relu, affine, ..., affine] is enough.

    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), algorithm 6.3.
    """
    raise NotImplementedError("mlp_forward: your code goes here")


def mlp_backward(dscores: np.ndarray, cache: Any) -> Params:
    """Gradients of the loss with respect to all weights and biases of a multilayer perceptron.

    From the last layer to the first: each layer's dX is the next one's dout.

    Args:
        dscores: upstream gradient (n, h_L).
        cache: what mlp_forward returned.

    Returns:
        L pairs (dW_l, db_l), first layer first.

    Source: Rumelhart, Hinton, Williams, Learning Representations by Back-Propagating Errors (1986), equations 4 to 7.
    """
    raise NotImplementedError("mlp_backward: your code goes here")


def mlp_loss(X: np.ndarray, y: np.ndarray, params: Params, weight_decay: float) -> tuple[np.floating, Params]:
    """Training loss of a multilayer perceptron, cross-entropy plus weight decay, with its gradients.

    loss = softmax_loss(scores, y) + (weight_decay / 2) * sum over l of ||W_l||^2, where ||W||^2 is the sum of the
    squared entries. Biases do not decay. The decay is not divided by n.

    Args:
        X: (n, d1, ..., dk).
        y: labels (n,).
        params: L pairs (W_l, b_l).
        weight_decay: the factor lambda, >= 0.

    Returns:
        loss: scalar.
        grads: L pairs (dW_l, db_l); the decay adds weight_decay * W_l to dW_l (no 2: it cancels the half).

    Raises:
        ValueError, IndexError: as softmax_loss does.

    Example:
        W = [[1, -3]] and weight_decay = 0.1: the decay adds 0.05 * (1 + 9) = 0.5 to the loss and [[0.1, -0.3]] to dW.

    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), section 7.1.1.
    """
    raise NotImplementedError("mlp_loss: your code goes here")


def gradient_check(f: Callable[[np.ndarray], float], x: np.ndarray, analytic: np.ndarray) -> float:
    """The worst relative error of a gradient, entry by entry, against central differences in float64.

    numeric_i = (f(x + h e_i) - f(x - h e_i)) / (2 h), with h = STEP = 1e-5;
    error_i = |analytic_i - numeric_i| / max(|analytic_i| + |numeric_i|, FLOOR), with FLOOR = 1e-8.

    Some texts divide by max(|analytic_i|, |numeric_i|) instead, which gives up to twice as much.

    Args:
        f: a function of one array of the shape of x, which it does not modify; it returns one number.
        x: the point, any shape; float32 and integers are turned into float64 first. f is called with float64.
        analytic: the gradient of f at x that is to be checked, of the shape of x.

    Returns:
        The largest error_i, as a number from 0 (right) to 1 (the wrong sign). 0 if x is empty; nan, not a number that
        looks fine, if an entry of either gradient is nan.

    Raises:
        ValueError: analytic has not the shape of x. (A column against a row would be broadcast to a table.)

    Example:
        f(x) = x_1^2 + x_2^2 at (1, 3), analytic = (2, 9): numeric = (2, 6), errors (0, 3/15), so 0.2.

    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), section 11.5.
    """
    raise NotImplementedError("gradient_check: your code goes here")


def activation_memory(batch: int, sizes: list[int], itemsize: int) -> int:
    """Bytes of activations that a multilayer perceptron must keep from the forward to the backward pass.

    itemsize * batch * (h_0 + h_1 + ... + h_(L-1)): the input of each affine layer, X among them, each counted once. A
    ReLU costs nothing extra, as its output, which the next layer keeps anyway, shows where it was positive. The scores
    (h_L) are not needed to go back, and weights are no activations.

    Args:
        batch: number of samples n, >= 0.
        sizes: the widths [h_0, h_1, ..., h_L], from the input to the scores, L >= 1.
        itemsize: bytes of one number: 4 for float32, 8 for float64.

    Returns:
        Bytes, an integer.

    Raises:
        ValueError: sizes has fewer than two entries: that is no network.

    Example:
        batch 64, sizes [784, 256, 10], float32: 4 * 64 * (784 + 256) = 266240 bytes

    Source: Chen, Xu, Zhang, Guestrin, Training Deep Nets with Sublinear Memory Cost (2016), section 3.
    """
    if len(sizes) <= 1:
        raise ValueError("no layers")
    memory = 0
    for size in sizes:
        memory = memory + size
    memory = memory - sizes[-1]
    return memory * batch * itemsize
