import numpy as np
import torch


def prob(p):
    if not 0 <= p <= 1:
        raise ValueError(p)


def dropout(x, drop_prob, rng, training=True):
    prob(drop_prob)
    if not training or drop_prob == 0:
        return x, np.ones(x.shape, bool)
    keep = rng.permutation(x.size).reshape(x.shape) >= round(x.size * drop_prob)
    return np.where(keep, x / max(1 - drop_prob, 1e-12), 0).astype(x.dtype), keep


def dropout_backward(dout, mask, drop_prob):
    prob(drop_prob)
    return np.where(mask, dout / max(1 - drop_prob, 1e-12), 0).astype(dout.dtype)


class Dropout(torch.nn.Module):
    def __init__(self, drop_prob):
        super().__init__()
        prob(drop_prob)
        self.drop_prob = drop_prob
        self.mask = None

    def forward(self, x, generator=None):
        if not self.training:
            return x
        if self.mask is None:
            self.mask = torch.rand(x.shape, generator=generator) > self.drop_prob
        return x * self.mask / max(1 - self.drop_prob, 1e-12)


def dropout_mlp(X, params, drop_probs, rng, training):
    *hidden, (V, c) = params
    if len(hidden) != len(drop_probs):
        raise ValueError("drop_probs")
    for (W, b), p in zip(hidden, drop_probs):
        X = dropout(np.maximum(X @ W + b, 0), drop_probs[0], rng, training)[0]
    return X @ V + c


def expected_output(x, drop_prob):
    prob(drop_prob)
    return np.zeros_like(x) if drop_prob == 1 else x


def monte_carlo_predict(f, x, n):
    if n < 1:
        raise ValueError(n)
    y = np.array([f(x) for _ in range(n)])
    mean = y.mean(axis=0)
    return mean, np.sqrt(np.maximum((y * y).mean(axis=0) - mean * mean, 0))
