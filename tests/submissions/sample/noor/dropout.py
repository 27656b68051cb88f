"""Inverted dropout."""

import numpy as np
import torch


def dropout(x, drop_prob, rng, training=True):
    if drop_prob < 0 or drop_prob > 1 or np.isnan(drop_prob):
        raise ValueError("drop_prob has to be in [0, 1]")
    if training is False:
        return x, np.ones_like(x)
    keep_prob = 1 - drop_prob
    mask = rng.choice([0, 1], size=x.shape, p=[drop_prob, keep_prob]).astype(x.dtype)
    if keep_prob > 0:
        return x * mask / x.dtype.type(keep_prob), mask
    return x * mask, mask


def dropout_backward(dout, mask, drop_prob):
    if drop_prob < 0 or drop_prob > 1 or np.isnan(drop_prob):
        raise ValueError("drop_prob has to be in [0, 1]")
    if drop_prob == 1:
        return np.zeros_like(dout)
    mask = np.array(mask, dtype=dout.dtype) / (1 - drop_prob)
    dx = dout * mask / (1 - drop_prob)
    return dx


class Dropout(torch.nn.Module):
    def __init__(self, drop_prob):
        super().__init__()
        raise NotImplementedError("Dropout.__init__: your code goes here")

    def forward(self, x, generator=None):
        raise NotImplementedError("Dropout.forward: your code goes here")


def dropout_mlp(X, params, drop_probs, rng, training):
    raise NotImplementedError("dropout_mlp: your code goes here")


def expected_output(x, drop_prob):
    if drop_prob < 0 or drop_prob > 1 or np.isnan(drop_prob):
        raise ValueError("drop_prob has to be in [0, 1]")
    return x


def monte_carlo_predict(f, x, n):
    raise NotImplementedError("monte_carlo_predict: your code goes here")
