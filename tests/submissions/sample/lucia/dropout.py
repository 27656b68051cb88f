import numpy as np
import torch
from torch import nn


def dropout(x, drop_prob, rng, training=True):
    assert 0 <= drop_prob <= 1
    if not training:
        return x, np.ones(x.shape)
    if drop_prob == 1:
        return np.zeros_like(x), np.zeros(x.shape)
    mask = (rng.random(x.shape) > drop_prob).astype(float)
    return mask * x / (1.0 - drop_prob), mask


def dropout_backward(dout, mask, drop_prob):
    assert 0 <= drop_prob <= 1
    if drop_prob == 1:
        return np.zeros_like(dout)
    return dout * mask / (1.0 - drop_prob)


class Dropout(nn.Module):
    def __init__(self, drop_prob):
        super().__init__()
        assert 0 <= drop_prob <= 1
        self.dropout = drop_prob

    def forward(self, X, generator=None):
        if not self.training:
            return X
        if self.dropout == 1:
            return torch.zeros_like(X)
        mask = (torch.rand(X.shape, generator=generator) > self.dropout).float()
        return mask * X / (1.0 - self.dropout)


def relu(X):
    return np.maximum(X, 0)


def dropout_mlp(X, params, drop_probs, rng, training):
    assert len(drop_probs) == len(params) - 1
    H = X
    for (W, b), p in zip(params[:-1], drop_probs):
        H = relu(H @ W + b)
        if training:
            H, _ = dropout(H, p, rng)
    W, b = params[-1]
    return H @ W + b


def expected_output(x, drop_prob):
    assert 0 <= drop_prob <= 1
    if drop_prob == 1:
        return np.zeros_like(x)
    return x


def monte_carlo_predict(f, x, n):
    assert n > 0
    Y = np.stack([f(x) for _ in range(n)])
    return Y.mean(0), Y.std(0)
