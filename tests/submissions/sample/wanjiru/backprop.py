import numpy as np


def to_rows(X, d):
    return X.reshape(d, -1).T


def from_rows(rows, shape):
    return rows.T.reshape(shape)


def affine_forward(X, W, b):
    rows = to_rows(X, W.shape[0])
    return rows @ W + b, (X, W)


def affine_backward(dout, cache):
    X, W = cache
    rows = to_rows(X, W.shape[0])
    dX = from_rows(dout @ W.T, X.shape)
    dW = rows.T @ dout
    db = dout.sum(axis=0)
    return dX, dW, db


def relu_forward(x):
    out = np.maximum(x, 0)
    return out, (out > 0)


def relu_backward(dout, cache):
    return np.where(cache, dout, np.zeros_like(dout))


def sigmoid_forward(x):
    out = np.where(x > 0, 1 / (1 + np.exp(-np.maximum(x, 0))), 1 - 1 / (1 + np.exp(np.minimum(x, 0))))
    return out, out


def sigmoid_backward(dout, cache):
    slope = cache * (1 - cache)
    return dout * slope


def softmax_loss(z, y):
    n, k = z.shape
    if y.shape != (n,):
        raise ValueError("y should be a vector with n labels")
    if not np.isin(y, np.arange(k)).all():
        raise IndexError("y has a label that is not a class")
    biggest = z.max(axis=1, keepdims=True)
    exps = np.exp(z - biggest)
    sums = exps.sum(axis=1, keepdims=True)
    picked = z[np.arange(n), y] - biggest[:, 0]
    loss = (np.log(sums[:, 0]) - picked).mean()
    grad = exps / sums
    grad[np.arange(n), y] = grad[np.arange(n), y] - 1
    return loss, grad / n


def mlp_forward(X, params):
    cache = []
    a = X
    for k in range(len(params) - 1):
        z, c = affine_forward(a, params[k][0], params[k][1])
        cache.append(c)
        a, c = relu_forward(z)
        cache.append(c)
    scores, c = affine_forward(a, params[-1][0], params[-1][1])
    cache.append(c)
    return scores, cache


def mlp_backward(dscores, cache):
    position = len(cache) - 1
    da, dW, db = affine_backward(dscores, cache[position])
    grads = [(dW, db)]
    while position > 0:
        dz = relu_backward(da, cache[position - 1])
        da, dW, db = affine_backward(dz, cache[position - 2])
        grads = [(dW, db)] + grads
        position -= 2
    return grads


def mlp_loss(X, y, params, weight_decay):
    scores, cache = mlp_forward(X, params)
    loss, dscores = softmax_loss(scores, y)
    grads = mlp_backward(dscores, cache)
    decayed = []
    for k in range(len(params)):
        W = params[k][0]
        loss = loss + weight_decay / 2 * (W * W).sum()
        decayed.append((grads[k][0] + weight_decay * W, grads[k][1]))
    return loss, decayed


def gradient_check(f, x, analytic):
    x = np.array(x, dtype=np.float64)
    analytic = np.array(analytic, dtype=np.float64)
    if x.shape != analytic.shape:
        raise ValueError("shape of the gradient")
    flat = x.reshape(-1)
    wanted = analytic.reshape(-1)
    errors = [0.0]
    for i in range(flat.size):
        value = flat[i]
        flat[i] = value + 1e-5
        right = f(x)
        flat[i] = value - 1e-5
        left = f(x)
        flat[i] = value
        slope = (right - left) / 2e-5
        errors.append(abs(wanted[i] - slope) / max(abs(wanted[i]) + abs(slope), 1e-8))
    return float(np.max(errors))


def activation_memory(batch, sizes, itemsize):
    if len(sizes) < 2:
        raise ValueError("a network has two sizes or more")
    return sum(batch * width * itemsize for width in list(sizes)[:-1])
