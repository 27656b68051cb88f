import functools

import numpy as np


def keeps_dtype(function):
    @functools.wraps(function)
    def wrapper(*args):
        kinds = [np.asarray(a).dtype for a in args if isinstance(a, (np.ndarray, np.generic))]
        floats = [d for d in kinds if d.kind == "f"]
        out = np.result_type(*floats) if floats else np.dtype(np.float64)
        with np.errstate(all="ignore"):
            return np.asarray(function(*args), dtype=np.float64).astype(out)[()]
    return wrapper


def _double(a):
    return np.asarray(a, dtype=np.float64)


def _labels_ok(labels, n, k):
    if np.ndim(labels) != 1 or len(labels) != n:
        raise ValueError("labels: need (%d,), got %s" % (n, np.shape(labels)))
    if n and (labels.min() < 0 or labels.max() >= k):
        raise IndexError("labels must be in [0, %d)" % k)


def one_hot(labels, k):
    _labels_ok(labels, len(labels), k)
    out = np.zeros((len(labels), k), dtype=np.float64)
    out[np.arange(len(labels)), labels] = 1
    return out


def pick(y_hat, labels):
    _labels_ok(labels, y_hat.shape[0], y_hat.shape[1])
    return y_hat[one_hot(labels, y_hat.shape[1]).astype(bool)]


@keeps_dtype
def entropy(p):
    p = _double(p)
    safe = np.where(p == 0, 1.0, p)
    return np.einsum("...c,...c->...", p, -np.log(safe))


@keeps_dtype
def cross_entropy(p, q):
    p, q = _double(p), _double(q)
    if p.shape[-1:] != q.shape[-1:]:
        raise ValueError("p and q: not the same classes")
    p, q = np.broadcast_arrays(p, q)
    surprise = -np.log(np.where(p == 0, 1.0, q))
    return (p * surprise).sum(axis=-1)


@keeps_dtype
def kl_divergence(p, q):
    return cross_entropy(_double(p), _double(q)) - entropy(_double(p))


def nll(probabilities, labels):
    _labels_ok(labels, *probabilities.shape)
    kind = probabilities.dtype if probabilities.dtype.kind == "f" else np.dtype(float)
    truth = one_hot(labels, probabilities.shape[1])
    return kind.type(np.mean(cross_entropy(truth, _double(probabilities))))


def softmax_cross_entropy_grad(z, y):
    if np.shape(z) != np.shape(y):
        raise ValueError("z and y: not the same shape")
    kind = z.dtype if z.dtype.kind == "f" else np.dtype(float)
    z64 = _double(z)
    z64 = z64 - z64.max(axis=1, keepdims=True)
    log_p = z64 - np.log(np.exp(z64).sum(axis=1, keepdims=True))
    return ((np.exp(log_p) - y) / z.shape[0]).astype(kind)


def accuracy(y_hat, y):
    _labels_ok(y, y_hat.shape[0], y_hat.shape[1])
    return float(np.count_nonzero(np.argmax(y_hat, axis=1) == y)) / y.size


@keeps_dtype
def bernoulli_mle(x):
    if x.size == 0 or set(np.unique(x).tolist()) - {0, 1}:
        raise ValueError("zeros and ones, please")
    return np.count_nonzero(x) / x.size


def gaussian_mle(x):
    if x.size == 0:
        raise ValueError("empty sample")
    kind = x.dtype if x.dtype.kind == "f" else np.dtype(float)
    x = _double(x)
    return kind.type(np.mean(x)), kind.type(np.var(x))


@keeps_dtype
def categorical_mle(counts):
    counts = _double(counts)
    if counts.min() < 0 or counts.max() <= 0:
        raise ValueError("counts make no sense")
    return counts / counts.sum()


@keeps_dtype
def log_likelihood_gaussian(x, mu, var):
    if not var > 0:
        raise ValueError("var > 0")
    sigma = np.sqrt(var)
    t = (_double(x) - mu) / sigma
    return -np.sum(t * t / 2 + np.log(sigma) + np.log(2 * np.pi) / 2)


@keeps_dtype
def perplexity(nll):
    return np.exp(_double(nll))
