import numpy as np


def fl(a):
    a = np.asarray(a)
    return a if a.dtype.kind == "f" else a.astype("f8")


def xlogy(p, q):
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(p == 0, 0, p * np.log(q))


def same_k(p, q):
    if p.shape[-1] != q.shape[-1]:
        raise ValueError("different number of classes")


def one_hot(labels, k):
    if ((labels < 0) | (labels >= k)).any():
        raise IndexError("label out of range")
    return (labels[:, None] == np.arange(k)).astype(float)


def pick(y_hat, labels):
    if labels.shape != y_hat.shape[:1]:
        raise ValueError("one label per row please")
    if ((labels < 0) | (labels >= y_hat.shape[1])).any():
        raise IndexError("label out of range")
    return np.take_along_axis(y_hat, labels.astype(np.intp)[:, None], axis=1)[:, 0]


def entropy(p):
    p = fl(p)
    return -xlogy(p, p).sum(-1)


def cross_entropy(p, q):
    p, q = fl(p), fl(q)
    same_k(p, q)
    return -xlogy(p, q).sum(-1)


def kl_divergence(p, q):
    p, q = fl(p), fl(q)
    same_k(p, q)
    return (xlogy(p, p) - xlogy(p, q)).sum(-1)


def nll(probabilities, labels):
    with np.errstate(divide="ignore"):
        return -np.log(pick(fl(probabilities), labels)).mean()


def softmax_cross_entropy_grad(z, y):
    z = fl(z)
    if z.shape != y.shape:
        raise ValueError("targets must look like the logits")
    e = np.exp(z - z.max(1, keepdims=True))
    return ((e / e.sum(1, keepdims=True) - y) / len(z)).astype(z.dtype)


def accuracy(y_hat, y):
    if y.shape != y_hat.shape[:1]:
        raise ValueError("one label per row please")
    return (y_hat.argmax(1) == y).mean()


def bernoulli_mle(x):
    if not x.size or not np.isin(x, (0, 1)).all():
        raise ValueError("not coin flips")
    return x.mean()


def gaussian_mle(x):
    if not x.size:
        raise ValueError("no data")
    return x.mean(), x.var()


def categorical_mle(counts):
    if (counts < 0).any() or not counts.any():
        raise ValueError("bad counts")
    return counts / counts.sum()


def log_likelihood_gaussian(x, mu, var):
    if not var > 0:
        raise ValueError("var must be positive")
    x = fl(x)
    return (-0.5 * (np.log(2 * np.pi * var) + (x - mu) ** 2 / var)).sum().astype(x.dtype)


def perplexity(nll):
    with np.errstate(over="ignore"):
        return np.exp(fl(nll))
