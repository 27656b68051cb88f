import numpy as np

eps = 1e-12


def one_hot(labels, k):
    if np.any(labels < 0) or np.any(labels >= k):
        raise IndexError("label")
    return np.identity(k)[labels]


def pick(y_hat, labels):
    if labels.shape != (y_hat.shape[0],):
        raise ValueError("labels")
    if np.any(labels < 0):
        raise IndexError("label")
    return np.array([row[l] for row, l in zip(y_hat, labels)], dtype=y_hat.dtype)


def entropy(p):
    dtype = p.dtype if p.dtype.kind == "f" else np.float64
    p = p.astype(np.float64)
    return (-np.sum(p * np.log(p + (p == 0)), axis=-1)).astype(dtype)


def cross_entropy(p, q):
    if p.shape[-1] != q.shape[-1]:
        raise ValueError("classes")
    return -np.sum(p * np.log2(q + eps), axis=-1)


def kl_divergence(p, q):
    if p.shape[-1] != q.shape[-1]:
        raise ValueError("classes")
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = q * np.log(q / p)
    terms = np.where(q == 0, 0, terms)
    return np.sum(terms, axis=-1)


def nll(probabilities, labels):
    p = pick(probabilities, labels)
    dtype = p.dtype if p.dtype.kind == "f" else np.dtype(np.float64)
    with np.errstate(divide="ignore"):
        return dtype.type(np.mean(-np.log(p.astype(np.float64))))


def softmax_cross_entropy_grad(z, y):
    if z.shape != y.shape:
        raise ValueError("shapes")
    dtype = z.dtype if z.dtype.kind == "f" else np.float64
    z = z.astype(np.float64)
    p = np.exp(z - np.logaddexp.reduce(z, axis=1, keepdims=True))
    return ((p - y) / z.shape[0]).astype(dtype)


def accuracy(y_hat, y):
    if y.shape != (y_hat.shape[0],):
        raise ValueError("labels")
    rounded = np.round(y_hat)
    return np.mean(rounded == np.eye(y_hat.shape[1])[y])


def bernoulli_mle(x):
    if len(x) == 0:
        raise ValueError("empty")
    if not np.array_equal(x, x.astype(bool)):
        raise ValueError("only 0 and 1")
    return np.average(x).astype(x.dtype if x.dtype.kind == "f" else np.float64)


def gaussian_mle(x):
    if len(x) == 0:
        raise ValueError("empty")
    mu = np.mean(x)
    deviation = x - mu
    return mu, np.dot(deviation, deviation) / len(x)


def categorical_mle(counts):
    if np.any(counts < 0) or np.sum(counts) == 0:
        raise ValueError("counts")
    return np.divide(counts, np.sum(counts))


def log_likelihood_gaussian(x, mu, var):
    if not var > 0:
        raise ValueError("var")
    dtype = x.dtype if x.dtype.kind == "f" else np.dtype(np.float64)
    x = x.astype(np.float64)
    each = -np.log(np.sqrt(2 * np.pi * var)) - np.square(x - mu) / (2 * var)
    return dtype.type(np.sum(each))


def perplexity(nll):
    with np.errstate(over="ignore"):
        return np.exp(nll, dtype=None if np.asarray(nll).dtype.kind == "f" else np.float64)
