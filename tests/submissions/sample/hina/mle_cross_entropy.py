import numpy as np


def one_hot(labels, k):
    return np.eye(k)[labels]


def pick(y_hat, labels):
    if labels.shape != (len(y_hat),):
        raise ValueError("labels")
    rows = np.arange(len(y_hat))
    return y_hat[rows, labels]


def xlogx(p):
    p = np.asarray(p, dtype=float) if np.asarray(p).dtype.kind != "f" else p
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(p == 0, 0, p * np.log(p))


def entropy(p):
    return -np.sum(xlogx(p), axis=-1)


def cross_entropy(p, q):
    return -np.sum(p * np.log(q), axis=-1)


def kl_divergence(p, q):
    if p.shape[-1] != q.shape[-1]:
        raise ValueError("p, q")
    with np.errstate(divide="ignore", invalid="ignore"):
        cross = np.where(p == 0, 0, p * np.log(q))
    return np.sum(xlogx(p) - cross, axis=-1)


def nll(probabilities, labels):
    with np.errstate(divide="ignore"):
        return -np.mean(np.log(1.0 * pick(probabilities, labels)))


def softmax_cross_entropy_grad(z, y):
    if np.shape(z) != np.shape(y):
        raise ValueError("z, y")
    z = z if z.dtype.kind == "f" else z.astype(float)
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    e /= e.sum(axis=1, keepdims=True)
    return (e - y).astype(z.dtype)


def accuracy(y_hat, y):
    guess = np.argmax(y_hat, axis=1)
    return np.mean(guess == y)


def bernoulli_mle(x):
    return np.mean(x)


def gaussian_mle(x):
    if x.size == 0:
        raise ValueError("x")
    return np.mean(x), np.std(x)


def categorical_mle(counts):
    return counts / np.sum(counts)


def log_likelihood_gaussian(x, mu, var):
    if not var > 0:
        raise ValueError("var")
    return -0.5 * np.sum(np.log(2 * np.pi) + (x - mu) ** 2 / var).astype(x.dtype)


def perplexity(nll):
    nll = np.asarray(nll)
    return 2 ** nll if nll.dtype.kind == "f" else 2.0 ** nll
