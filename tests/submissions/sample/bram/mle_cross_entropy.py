import math

import numpy as np


def result_type(*arrays):
    types = []
    for a in arrays:
        if np.asarray(a).dtype.kind == 'f':
            types.append(np.asarray(a).dtype)
        else:
            types.append(np.dtype('float64'))
    return np.result_type(*types)


def check_label(label, k):
    if label < 0:
        raise IndexError('negative label %d' % label)
    if label >= k:
        raise IndexError('label %d, but only %d classes' % (label, k))


def minus_p_log_q(p, q):
    if p == 0:
        return 0.0
    if math.isnan(p) or math.isnan(q):
        return float('nan')
    if q == 0:
        return float('inf')
    return -p * math.log(q)


def row_cross_entropy(p, q):
    total = 0.0
    for c in range(len(p)):
        total = total + minus_p_log_q(float(p[c]), float(q[c]))
    return total


def row_kl(p, q):
    total = 0.0
    for c in range(len(p)):
        a = float(p[c])
        b = float(q[c])
        if a == 0:
            continue
        elif math.isnan(a) or math.isnan(b):
            total = float('nan')
        elif b == 0:
            total = float('inf')
        else:
            total = total + a * (math.log(a) - math.log(b))
    return total


def over_rows(function, p, q):
    dtype = result_type(p, q)
    if p.shape[-1] != q.shape[-1]:
        raise ValueError('p and q must have the same classes')
    p, q = np.broadcast_arrays(p, q)
    if p.ndim == 1:
        return dtype.type(function(p, q))
    answer = np.zeros(p.shape[:-1], dtype=dtype)
    for index in np.ndindex(*p.shape[:-1]):
        answer[index] = function(p[index], q[index])
    return answer


def one_hot(labels, k):
    answer = np.zeros((len(labels), k))
    for i in range(len(labels)):
        check_label(labels[i], k)
        answer[i, labels[i]] = 1.0
    return answer


def pick(y_hat, labels):
    if labels.ndim != 1 or len(labels) != len(y_hat):
        raise ValueError('need one label for each row')
    answer = np.zeros(len(labels), dtype=y_hat.dtype)
    for i in range(len(labels)):
        check_label(labels[i], y_hat.shape[1])
        answer[i] = y_hat[i, labels[i]]
    return answer


def entropy(p):
    return over_rows(row_cross_entropy, p, p)


def cross_entropy(p, q):
    return over_rows(row_cross_entropy, p, q)


def kl_divergence(p, q):
    return over_rows(row_kl, p, q)


def nll(probabilities, labels):
    picked = pick(probabilities, labels)
    total = 0.0
    for value in picked:
        if value == 0:
            total = total + float('inf')
        else:
            total = total - math.log(value)
    mean = total / len(picked)
    return result_type(probabilities).type(mean)


def softmax_cross_entropy_grad(z, y):
    if y.shape != z.shape:
        raise ValueError('y has another shape than z')
    n = z.shape[0]
    k = z.shape[1]
    gradient = np.zeros((n, k), dtype=result_type(z))
    for i in range(n):
        biggest = float(max(z[i]))
        exps = []
        for c in range(k):
            exps.append(math.exp(float(z[i, c]) - biggest))
        total = sum(exps)
        for c in range(k):
            gradient[i, c] = (exps[c] / total - y[i, c]) / n
    return gradient


def accuracy(y_hat, y):
    if y.ndim != 1 or len(y) != len(y_hat):
        raise ValueError('need one label for each row')
    right = 0
    for i in range(len(y)):
        best = 0
        for c in range(1, y_hat.shape[1]):
            if y_hat[i, c] > y_hat[i, best]:
                best = c
        if best == y[i]:
            right = right + 1
    return right / len(y)


def bernoulli_mle(x):
    if len(x) == 0:
        raise ValueError('no data')
    ones = 0
    for value in x:
        if value != 0 and value != 1:
            raise ValueError('only 0 and 1, not %s' % value)
        if value == 1:
            ones = ones + 1
    return result_type(x).type(ones / len(x))


def gaussian_mle(x):
    n = len(x)
    if n == 0:
        raise ValueError('no data')
    total = 0.0
    for value in x:
        total = total + float(value)
    mu = total / n
    squares = 0.0
    for value in x:
        squares = squares + (float(value) - mu) ** 2
    kind = result_type(x).type
    return kind(mu), kind(squares / n)


def categorical_mle(counts):
    total = 0.0
    for c in counts:
        if c < 0:
            raise ValueError('negative count')
        total = total + float(c)
    if total == 0:
        raise ValueError('nothing was counted')
    answer = np.zeros(len(counts), dtype=result_type(counts))
    for i in range(len(counts)):
        answer[i] = counts[i] / total
    return answer


def log_likelihood_gaussian(x, mu, var):
    if math.isnan(var) or var <= 0:
        raise ValueError('variance must be > 0')
    total = 0.0
    for value in x:
        total = total - 0.5 * math.log(2 * math.pi) - 0.5 * math.log(var)
        total = total - (float(value) - mu) ** 2 / (2 * var)
    return result_type(x).type(total)


def perplexity(nll):
    nll = np.asarray(nll)
    dtype = result_type(nll)
    if nll.ndim == 0:
        with np.errstate(over='ignore'):
            return np.exp(dtype.type(nll))
    answer = np.zeros(nll.shape, dtype=dtype)
    for index in np.ndindex(*nll.shape):
        answer[index] = perplexity(dtype.type(nll[index]))
    return answer
