import numpy as np

h = 1e-5


def affine_forward(X, W, b):
    n = len(X)
    assert W.ndim == 2
    if X[0:1].size not in (0, W.shape[0]):
        raise ValueError(f"X has {X[0:1].size} features, W has {W.shape[0]} rows")
    out = X.reshape(n, W.shape[0]).dot(W) + b
    return out, (X, W, b)


def affine_backward(dout, cache):
    X, W, b = cache
    dX = dout.dot(W.T).reshape(X.shape)
    dW = X.reshape(len(X), W.shape[0]).T.dot(dout)
    db = np.sum(dout, axis=0, keepdims=True)
    return dX, dW, db


def relu_forward(x):
    return np.maximum(x, 0), x


def relu_backward(dout, cache):
    dx = np.array(dout)
    dx[~(cache > 0)] = 0
    return dx


def sigmoid_forward(x):
    out = np.empty_like(x)
    pos = x >= 0
    out[pos] = 1 / (1 + np.exp(-x[pos]))
    ex = np.exp(x[~pos])
    out[~pos] = ex / (1 + ex)
    return out, out


def sigmoid_backward(dout, cache):
    return (1 - cache) * cache * dout


def log_softmax(z):
    z = z - z.max(axis=-1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=-1, keepdims=True))


def softmax_loss(z, y):
    n, k = z.shape
    if y.shape != (n,):
        raise ValueError("need one label for each row")
    for label in (y.min(), y.max()):
        if label < 0 or label > k - 1:
            raise IndexError(label)
    logp = log_softmax(z)
    loss = -logp[range(n), y].mean()
    one_hot = np.zeros_like(z)
    one_hot[range(n), y] = 1
    return loss, (np.exp(logp) - one_hot) / n


def mlp_forward(X, params):
    caches = []
    *hidden, (W_last, b_last) = params
    for W, b in hidden:
        X, c1 = affine_forward(X, W, b)
        X, c2 = relu_forward(X)
        caches += [c1, c2]
    scores, c = affine_forward(X, W_last, b_last)
    return scores, caches + [c]


def mlp_backward(dscores, cache):
    grads = []
    d, dW, db = affine_backward(dscores, cache[-1])
    grads.insert(0, (dW, db))
    for i in reversed(range(0, len(cache) - 1, 2)):
        d = relu_backward(d, cache[i + 1])
        d, dW, db = affine_backward(d, cache[i])
        grads.insert(0, (dW, db))
    return grads


def mlp_loss(X, y, params, weight_decay):
    scores, cache = mlp_forward(X, params)
    loss, dscores = softmax_loss(scores, y)
    loss += weight_decay * 0.5 * sum((W ** 2).sum() for W, b in params)
    grads = mlp_backward(dscores, cache)
    for i, (W, b) in enumerate(params):
        grads[i] = (grads[i][0] + weight_decay * W, grads[i][1])
    return loss, grads


def gradient_check(f, x, analytic):
    if np.shape(analytic) != np.shape(x):
        raise ValueError("the gradient must have the shape of x")
    x = np.array(x, dtype="float64")
    worst = [0.0]
    for idx in np.ndindex(x.shape):
        old = x[idx]
        x[idx] = old + h
        a = f(x)
        x[idx] = old - h
        b = f(x)
        x[idx] = old
        g = (a - b) / (2 * h)
        worst.append(abs(analytic[idx] - g) / np.maximum(abs(analytic[idx]) + abs(g), 1e-8))
    return np.max(worst)


def activation_memory(batch, sizes, itemsize):
    if len(sizes) < 2:
        raise ValueError("sizes")
    return batch * itemsize * (sum(sizes) - sizes[-1])
