import numpy as np


def affine_forward(X, W, b):
    X2 = X.reshape(X.shape[0], -1)
    return X2 @ W + b, (X, W)


def affine_backward(dout, cache):
    X, W = cache
    X2 = X.reshape(X.shape[0], -1)
    return (dout @ W.T).reshape(X.shape), X2.T @ dout, dout.sum(0)


def relu_forward(x):
    return np.maximum(x, 0), x


def relu_backward(dout, cache):
    dout[cache <= 0] = 0
    return dout


def sigmoid_forward(x):
    s = np.exp(-np.logaddexp(0, -x))
    return s, s


def sigmoid_backward(dout, cache):
    s = cache
    return dout * s * (1 - s)


def softmax_loss(z, y):
    if y.shape != (len(z),):
        raise ValueError("bad shape of y")
    if min(y) < 0 or max(y) >= z.shape[1]:
        raise IndexError("bad label")
    z = z - np.max(z, 1, keepdims=True)
    e = np.exp(z)
    p = e / np.sum(e, 1, keepdims=True)
    rows = np.arange(len(z))
    loss = np.mean(np.log(np.sum(e, 1)) - z[rows, y])
    p[rows, y] -= 1
    return loss, p


def mlp_forward(X, params):
    caches = []
    for i, (W, b) in enumerate(params):
        if i > 0:
            X, c = relu_forward(X)
            caches.append(c)
        X, c = affine_forward(X, W, b)
        caches.append(c)
    return X, caches


def mlp_backward(dscores, cache):
    grads = []
    d = dscores
    for i, c in enumerate(reversed(cache)):
        if i % 2:
            d = relu_backward(d, c)
        else:
            d, dW, db = affine_backward(d, c)
            grads.append((dW, db))
    return grads[::-1]


def mlp_loss(X, y, params, weight_decay):
    scores, cache = mlp_forward(X, params)
    loss, d = softmax_loss(scores, y)
    grads = mlp_backward(d, cache)
    reg = sum(np.sum(np.square(W)) for W, _ in params)
    grads = [(g + weight_decay * W, gb) for (g, gb), (W, _) in zip(grads, params)]
    return loss + weight_decay / 2 * reg, grads


def gradient_check(f, x, analytic):
    if x.shape != np.shape(analytic):
        raise ValueError("shapes")
    x = x.astype(float)
    num = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        keep = x[i]
        x[i] = keep + 1e-5
        num[i] = f(x)
        x[i] = keep - 1e-5
        num[i] = (num[i] - f(x)) / 2e-5
        x[i] = keep
    err = np.abs(num - analytic) / np.maximum(np.abs(num) + np.abs(analytic), 1e-8)
    return err.max() if err.size else 0.0


def activation_memory(batch, sizes, itemsize):
    if len(sizes) < 2:
        raise ValueError("too short")
    return batch * sum(sizes[:-1]) * itemsize
