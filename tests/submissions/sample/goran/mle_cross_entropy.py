import numpy as np


def float_type(a):
    return a.dtype if a.dtype.kind == 'f' else np.dtype(np.float64)


def one_hot(labels, k):
	if labels.size and labels.min() < 0:
		raise IndexError(labels.min())
	table = np.zeros([len(labels), k])
	for row, label in zip(table, labels):
		row[label] = 1
	return table


def pick(y_hat, labels):
    if len(labels) != len(y_hat) or labels.ndim > 1:
        raise ValueError(labels.shape)
    if labels.min() < 0:
        raise IndexError(labels.min())
    return y_hat[:, labels]


def cross_entropy(p, q):
    p = p.astype(float_type(p))
    q = q.astype(float_type(q))
    if p.shape[-1] != q.shape[-1]:
        raise ValueError((p.shape, q.shape))
    with np.errstate(all='ignore'):
        terms = p * np.log(q)
        terms = np.where(p == 0, 0, terms)
    return -terms.sum(axis=-1)


def entropy(p):
    return cross_entropy(p, p)


def kl_divergence(p, q):
    return cross_entropy(p, q) - entropy(p)


def nll(probabilities, labels):
    with np.errstate(all='ignore'):
        logs = np.log(probabilities.astype(float_type(probabilities)))
    return -np.mean(pick(logs, labels))


def softmax(z):
    e = np.exp(z - np.amax(z, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)


def softmax_cross_entropy_grad(z, y):
    if z.shape != y.shape:
        raise ValueError((z.shape, y.shape))
    print('grad', z.shape)
    g = softmax(z.astype(float_type(z))) - y
    return (g / g.shape[0]).astype(float_type(z))


def accuracy(y_hat, y):
    if y.shape != y_hat.shape[:1]:
        raise ValueError(y.shape)
    return np.mean(np.equal(np.argmax(y_hat, -1), y))


def bernoulli_mle(x):
    values = set(x.tolist())
    if not values or not values <= {0, 1}:
        raise ValueError(values)
    return np.mean(x)


def gaussian_mle(x):
    if not len(x):
        raise ValueError(len(x))
    mu = np.mean(x)
    return mu, np.mean(np.abs(x - mu) ** 2)


def categorical_mle(counts):
    total = counts.sum()
    if total == 0 or (counts < 0).any():
        raise ValueError(counts)
    return counts / total


def log_likelihood_gaussian(x, mu, var):
    raise NotImplementedError("log_likelihood_gaussian: your code goes here")


def perplexity(nll):
    with np.errstate(over='ignore'):
        return np.exp(np.asarray(nll, dtype=float_type(np.asarray(nll))))
