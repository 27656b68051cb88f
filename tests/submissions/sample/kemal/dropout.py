import numpy as np
import torch


def _sample_mask(shape, drop_prob, rng):
    return rng.random(shape) < drop_prob


def dropout(x, drop_prob, rng, training=True):
    if not 0.0 <= drop_prob <= 1.0:
        raise ValueError("drop_prob")
    if not training:
        return x, np.ones(x.shape, dtype=bool)
    mask = _sample_mask(x.shape, drop_prob, rng)
    if drop_prob == 1.0:
        return np.zeros_like(x), mask
    return x * mask / (1.0 - drop_prob), mask


def dropout_backward(dout, mask, drop_prob):
    if not 0.0 <= drop_prob <= 1.0:
        raise ValueError("drop_prob")
    if drop_prob == 1.0:
        return np.zeros_like(dout)
    return dout * np.asarray(mask).astype(dout.dtype) / (1.0 - drop_prob)


class Dropout(torch.nn.Module):
    def __init__(self, drop_prob):
        super().__init__()
        if not 0.0 <= drop_prob <= 1.0:
            raise ValueError("drop_prob")
        self.drop_prob = drop_prob

    def forward(self, x, generator=None):
        if not self.training:
            return x
        mask = torch.rand(x.shape, generator=generator).ge(self.drop_prob).type_as(x)
        return x * mask


def dropout_mlp(X, params, drop_probs, rng, training):
    hidden = params[:-1]
    if len(hidden) != len(drop_probs):
        raise ValueError("drop_probs")
    a = X
    for i, (W, b) in enumerate(hidden):
        a = np.clip(a @ W + b, 0, None)
        a, _ = dropout(a, drop_probs[i], rng, training=training)
    W, b = params[-1]
    return a @ W + b


def expected_output(x, drop_prob):
    if not 0.0 <= drop_prob <= 1.0:
        raise ValueError("drop_prob")
    return x.copy() if drop_prob != 1.0 else np.zeros_like(x)


def monte_carlo_predict(f, x, n):
    if n < 1:
        raise ValueError("n")
    samples = np.stack([np.asarray(f(x)) for _ in range(n)], axis=0)
    mu = samples.mean(axis=0)
    return mu, np.sqrt(((samples - mu) ** 2).mean(axis=0))
