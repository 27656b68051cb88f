import math

import numpy as np


def affine_forward(X, W, b):
    n = X.shape[0]
    d, m = W.shape
    if int(np.prod(X.shape[1:])) != d or b.shape != (m,):
        raise ValueError("sizes do not fit")
    out = np.zeros((n, m), dtype=np.result_type(X, W, b))
    for i in range(n):
        out[i] = X[i].ravel() @ W + b
    return out, (X, W)


def affine_backward(dout, cache):
    X, W = cache
    d, m = W.shape
    if dout.shape != (X.shape[0], m):
        raise ValueError("dout has the wrong shape")
    dX = np.zeros(X.shape, dtype=dout.dtype)
    dW = np.zeros_like(W)
    db = np.zeros(m, dtype=W.dtype)
    for i in range(X.shape[0]):
        row = X[i].ravel()
        dX[i] = (W @ dout[i]).reshape(X.shape[1:])
        dW += np.outer(row, dout[i])
        db += dout[i]
    return dX, dW, db


def relu_forward(x):
    out = x.copy()
    out[out < 0] = 0
    return out, x


def relu_backward(dout, cache):
    dx = dout.copy()
    dx[cache <= 0] = 0
    return dx


def one_sigmoid(v):
    if v >= 0:
        return 1 / (1 + math.exp(-v))
    e = math.exp(v)
    return e / (1 + e)


def sigmoid_forward(x):
    out = np.array([one_sigmoid(float(v)) for v in x.ravel()], dtype=x.dtype)
    out = out.reshape(x.shape)
    return out, out


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)


def softmax_loss(z, y):
    n, k = z.shape
    if y.shape != (n,):
        raise ValueError("wrong number of labels")
    loss = 0.0
    dz = np.zeros_like(z)
    for i in range(n):
        if not 0 <= y[i] < k:
            raise IndexError("no such class")
        row = z[i] - np.max(z[i])
        e = np.exp(row)
        loss += np.log(np.sum(e)) - row[y[i]]
        dz[i] = e / np.sum(e)
        dz[i, y[i]] -= 1
    return z.dtype.type(loss / n), dz / n


def mlp_forward(X, params):
    caches = []
    h = X
    for layer in range(len(params)):
        W, b = params[layer]
        h, c = affine_forward(h, W, b)
        caches.append(c)
        if layer != len(params) - 1:
            h, c = relu_forward(h)
            caches.append(c)
    return h, caches


def mlp_backward(dscores, cache):
    stack = list(cache)
    grads = []
    d, dW, db = affine_backward(dscores, stack.pop())
    grads.append((dW, db))
    while len(stack) > 0:
        d = relu_backward(d, stack.pop())
        d, dW, db = affine_backward(d, stack.pop())
        grads.append((dW, db))
    grads.reverse()
    return grads


def mlp_loss(X, y, params, weight_decay):
    scores, cache = mlp_forward(X, params)
    loss, dscores = softmax_loss(scores, y)
    grads = mlp_backward(dscores, cache)
    result = []
    for (W, b), (dW, db) in zip(params, grads):
        loss = loss + weight_decay * np.sum(W ** 2) / 2
        result.append((dW + weight_decay * W, db))
    return loss, result


def gradient_check(f, x, analytic):
    x = np.array(x, dtype=float)
    a = np.array(analytic, dtype=float)
    if x.shape != a.shape:
        raise ValueError("shapes differ")
    worst = 0.0
    for i in np.ndindex(*x.shape):
        plus = x.copy()
        minus = x.copy()
        plus[i] += 1e-5
        minus[i] -= 1e-5
        g = (f(plus) - f(minus)) / 2e-5
        err = abs(a[i] - g) / max(abs(a[i]) + abs(g), 1e-8)
        if math.isnan(err) or math.isnan(a[i]):
            return float("nan")
        if err > worst:
            worst = err
    return worst


def activation_memory(batch, sizes, itemsize):
    if len(sizes) < 2:
        raise ValueError("too few sizes")
    numbers = 0
    for i in range(len(sizes) - 1):
        numbers += sizes[i]
    return numbers * batch * itemsize
