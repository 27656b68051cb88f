# Exercise 4.4, Jonas
import math
import numpy as np
import torch
import random


def check(p):
    # nan is not equal to itself
    if p != p or p < 0 or p > 1:
        raise ValueError("the drop probability must be between 0 and 1")


def dropout(x, drop_prob, rng, training=True):
    check(drop_prob)
    out = np.zeros(x.shape, dtype=x.dtype)
    mask = np.zeros(x.shape, dtype=bool)
    if training == False:
        mask[...] = True
        out[...] = x
        return out, mask
    print("dropout on shape", x.shape)
    for index in np.ndindex(*x.shape):
        u = rng.uniform()
        if u >= drop_prob:
            mask[index] = True
            out[index] = x[index] / (1.0 - drop_prob)
    return out, mask


def dropout_backward(dout, mask, drop_prob):
    check(drop_prob)
    dx = np.zeros(dout.shape, dtype=dout.dtype)
    for index in np.ndindex(*dout.shape):
        if mask[index] == 1 and drop_prob < 1:
            dx[index] = dout[index] / (1.0 - drop_prob)
    return dx


class Dropout(torch.nn.Module):
    def __init__(self, drop_prob):
        super().__init__()
        check(drop_prob)
        self.drop_prob = drop_prob

    def forward(self, x, generator=None):
        if self.training == False:
            return x
        random_numbers = torch.rand(x.size(), generator=generator)
        zeros = torch.zeros_like(x)
        if self.drop_prob == 1:
            return zeros
        scaled = x / (1.0 - self.drop_prob)
        result = torch.where(random_numbers < self.drop_prob, zeros, scaled)
        return result


def dropout_mlp(X, params, drop_probs, rng, training):
    number_of_layers = len(params)
    if len(drop_probs) != number_of_layers - 1:
        raise ValueError("I need one probability for each hidden layer")
    h = X
    for i in range(number_of_layers):
        W = params[i][0]
        b = params[i][1]
        z = np.dot(h, W) + b
        is_last = i == number_of_layers - 1
        if is_last:
            return z
        relu = np.where(z > 0, z, 0)
        h, mask = dropout(relu, drop_probs[i], rng, training)


def expected_output(x, drop_prob):
    check(drop_prob)
    if drop_prob == 1:
        return np.zeros_like(x)
    kept = x / (1 - drop_prob)
    return (1 - drop_prob) * kept + drop_prob * 0


def monte_carlo_predict(f, x, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    results = []
    for t in range(n):
        results.append(np.array(f(x)))
    mean = sum(results) / n
    squares = sum((r - mean) ** 2 for r in results) / n
    return mean, np.sqrt(squares)
