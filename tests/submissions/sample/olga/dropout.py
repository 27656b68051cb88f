import numpy as np
import torch
import torch.nn.functional as F


def _scaled_mask(shape, p, rng):
    if p == 1:
        return np.zeros(shape, dtype=np.float32)
    return (rng.uniform(0, 1, shape) >= p).astype(np.float32) / np.float32(1 - p)


def dropout(x, drop_prob, rng, training=True):
    if not drop_prob >= 0 or not drop_prob <= 1:
        raise ValueError("0 <= drop_prob <= 1")
    if training:
        mask = _scaled_mask(x.shape, drop_prob, rng).astype(x.dtype)
        out = x * mask
    else:
        mask = np.ones(x.shape, x.dtype)
        out = x
    return out, mask


def dropout_backward(dout, mask, drop_prob):
    # the mask already holds the factor
    if not drop_prob >= 0 or not drop_prob <= 1:
        raise ValueError("0 <= drop_prob <= 1")
    return dout * mask.astype(dout.dtype)


class Dropout(torch.nn.Module):
    def __init__(self, drop_prob):
        super().__init__()
        if not drop_prob >= 0 or not drop_prob <= 1:
            raise ValueError("0 <= drop_prob <= 1")
        self.drop_prob = drop_prob

    def forward(self, x, generator=None):
        if self.training:
            p = self.drop_prob
            keep = torch.rand(*x.shape, generator=generator) >= p
            x = torch.where(keep, x / (1 - p), torch.zeros((), dtype=x.dtype)) if p < 1 else torch.zeros_like(x)
        return x


def dropout_mlp(X, params, drop_probs, rng, training):
    n_hidden = len(params) - 1
    if n_hidden != len(drop_probs):
        raise ValueError(f"{n_hidden} hidden layers, {len(drop_probs)} drop_probs")
    h = X
    for (W, b), p in zip(params, drop_probs):
        z = h @ W + b
        h = dropout(z * (z > 0), p, rng, training)[0]
    return h @ params[-1][0] + params[-1][1]


def expected_output(x, drop_prob):
    if not drop_prob >= 0 or not drop_prob <= 1:
        raise ValueError("0 <= drop_prob <= 1")
    return np.where(drop_prob == 1, np.zeros_like(x), x)


def monte_carlo_predict(f, x, n):
    if n < 1:
        raise ValueError("n >= 1")
    out = np.stack([f(x) for k in range(n)])
    return np.mean(out, axis=0), np.std(out, axis=0, ddof=1)
