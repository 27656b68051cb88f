import numpy as np
import torch
from torch import nn


def valid(p):
    if p >= 0 and p <= 1:
        return p
    raise ValueError(f"not a probability: {p}")


def dropout(x, drop_prob, rng, training=True):
    q = 1 - valid(drop_prob)
    if not training:
        return x.copy(), np.ones_like(x)
    mask = rng.binomial(1, q, x.shape)
    return (x * mask / (q or 1)).astype(x.dtype), mask


def dropout_backward(dout, mask, drop_prob):
    return (dout * mask / ((1 - valid(drop_prob)) or np.inf)).astype(dout.dtype)


class Dropout(nn.Module):
    def __init__(self, drop_prob):
        super().__init__()
        self.q = 1 - valid(drop_prob)

    def forward(self, x, generator=None):
        if self.training:
            x = x * torch.empty(x.shape).bernoulli_(self.q, generator=generator).to(x) / max(self.q, 1e-9)
        return x


def dropout_mlp(X, params, drop_probs, rng, training):
    if len(params) != len(drop_probs) + 1:
        raise ValueError("len(drop_probs) must be the number of hidden layers")
    for (W, b), p in zip(params, [*drop_probs, None]):
        X = X @ W + b
        if p is not None:
            X = dropout(X * (X > 0), p, rng, training)[0]
    return X


def expected_output(x, drop_prob):
    return x * (valid(drop_prob) < 1)


def monte_carlo_predict(f, x, n):
    if n <= 0:
        raise ValueError(n)
    ys = np.array([f(x) for i in range(n)])
    return ys.mean(0), ys.std(0)
