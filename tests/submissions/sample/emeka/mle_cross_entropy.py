import numpy as np
from numpy import exp, log, pi


def as_float(a):
    a = np.asarray(a)
    if not np.issubdtype(a.dtype, np.floating):
        a = a.astype(np.float64)
    return a


def check(labels, rows):
    if labels.shape != (rows,):
        raise ValueError("labels")
    if (labels < 0).any():
        raise IndexError("labels")


def one_hot(labels, k):
    check(labels, len(labels))
    result = np.zeros((labels.size, k))
    result[np.arange(labels.size), labels] = 1.0
    return result


def pick(y_hat, labels):
    check(labels, len(y_hat))
    rows = np.arange(len(y_hat))
    return y_hat[rows, labels]


def expectation(p, values):
    with np.errstate(invalid="ignore"):
        products = p * values
    products = np.where(p == 0, np.zeros_like(products), products)
    return products.sum(axis=-1)


def surprise(q):
    with np.errstate(divide="ignore"):
        return -log(q)


def entropy(p):
    p = as_float(p)
    return expectation(p, surprise(p))


def cross_entropy(p, q):
    p = as_float(p)
    q = as_float(q)
    if p.shape[-1] != q.shape[-1]:
        raise ValueError("p and q")
    return expectation(p, surprise(q))


def kl_divergence(p, q):
    p = as_float(p)
    q = as_float(q)
    if p.shape[-1] != q.shape[-1]:
        raise ValueError("p and q")
    with np.errstate(invalid="ignore"):
        gap = surprise(q) - surprise(p)
    return expectation(p, gap)


def nll(probabilities, labels):
    loss = surprise(pick(as_float(probabilities), labels))
    return loss.sum()


def softmax_cross_entropy_grad(z, y):
    if y.shape != z.shape:
        raise ValueError("z and y")
    z = as_float(z)
    p = exp(z - z.max(axis=1)[:, None])
    p /= p.sum(axis=1)[:, None]
    p = p - y
    p /= len(z)
    return p.astype(z.dtype)


def accuracy(y_hat, y):
    if y.shape != (len(y_hat),):
        raise ValueError("y")
    hits = y_hat.argmax(axis=1) == y
    return hits.mean()


def bernoulli_mle(x):
    if x.size == 0 or ((x != 0) & (x != 1)).any():
        raise ValueError("x")
    return x.mean()


def gaussian_mle(x):
    x = as_float(x)
    if x.size == 0:
        raise ValueError("x")
    mu = x.sum() / x.size
    if x.size == 1:
        return mu, x.dtype.type(0)
    var = ((x - mu) ** 2).sum() / (x.size - 1)
    return mu, var


def categorical_mle(counts):
    if (counts < 0).any() or (counts == 0).all():
        raise ValueError("counts")
    return counts / np.sum(counts)


def log_likelihood_gaussian(x, mu, var):
    if not (var > 0):
        raise ValueError("var")
    x = as_float(x)
    norm = -0.5 * log(2 * pi * var)
    value = x.size * norm - ((x - mu) ** 2).sum() / (2 * var)
    return x.dtype.type(value)


def perplexity(nll):
    with np.errstate(over="ignore"):
        return exp(as_float(nll))
