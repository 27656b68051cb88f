import numpy as np
import torch


def _check(p):
    if not (p >= 0 and p <= 1):
        raise ValueError("bad probability %r" % p)


def dropout(x, drop_prob, rng, training=True):
    _check(drop_prob)
    if drop_prob == 1:
        return np.zeros_like(x), np.zeros_like(x)
    mask = np.random.uniform(size=x.shape) > drop_prob
    return x * mask / (1 - drop_prob), mask


def dropout_backward(dout, mask, drop_prob):
    _check(drop_prob)
    dx = np.zeros_like(dout)
    keep = np.asarray(mask) == 1
    dx[keep] = dout[keep] / (1 - drop_prob)
    return dx


class Dropout(torch.nn.Module):
    def __init__(self, drop_prob):
        super(Dropout, self).__init__()
        _check(drop_prob)
        self.p = drop_prob

    def forward(self, x, generator=None):
        if not self.training or self.p == 0:
            return x
        if self.p == 1:
            return x * 0
        keep = torch.rand(x.shape[-1], generator=generator) > self.p
        return x * keep / (1 - self.p)


def dropout_mlp(X, params, drop_probs, rng, training):
    L = len(params)
    if len(drop_probs) != L - 1:
        raise ValueError("wrong number of drop_probs")
    for p in drop_probs:
        _check(p)
    A = X
    for l in range(L - 1):
        W, b = params[l]
        A = np.maximum(A.dot(W) + b, 0)
        if training and drop_probs[l] > 0:
            A = dropout(A, drop_probs[l], rng, training)[0]
    return A.dot(params[-1][0]) + params[-1][1]


def expected_output(x, drop_prob):
    _check(drop_prob)
    return x * (1 - drop_prob)


def monte_carlo_predict(f, x, n):
    if n < 1:
        raise ValueError("n")
    ys = [f(x) for _ in range(n)]
    return np.mean(ys, axis=0), np.var(ys, axis=0)
