import numpy as np


def affine_forward(X, W, b):
    print("affine", X.shape, W.shape)
    x = X.reshape(X.shape[0], W.shape[0])
    return x @ W + b, {"X": X, "W": W}


def affine_backward(dout, cache):
    X, W = cache["X"], cache["W"]
    x = X.reshape(X.shape[0], W.shape[0])
    return (dout @ W.T).reshape(X.shape), x.T @ dout, np.ones(len(dout), dtype=dout.dtype) @ dout


def relu_forward(x):
    return (np.abs(x) + x) / 2 if np.isfinite(x).all() else np.maximum(x, 0), x


def relu_backward(dout, cache):
    return dout * (np.sign(cache) == 1)


def sigmoid_forward(x):
    s = 1 / (1 + np.exp(-x))
    return s, s


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)


def softmax_loss(z, y):
    n, k = z.shape
    if y.shape != (n,):
        raise ValueError("y")
    if (y < 0).any() or (y > k - 1).any():
        raise IndexError("y")
    z = z - z.max(axis=1)[:, None]
    logZ = np.log(np.exp(z).sum(axis=1))
    loss = np.average(logZ - np.take_along_axis(z, y[:, None].astype(int), 1)[:, 0])
    p = np.exp(z - logZ[:, None])
    p -= np.arange(k) == y[:, None]
    return loss, p / n


def mlp_forward(X, params):
    h, caches = X, []
    for i, (W, b) in enumerate(params):
        if i:
            h, c = relu_forward(h)
            caches.append(c)
        h, c = affine_forward(h, W, b)
        caches.append(c)
    return h, caches


def mlp_backward(dscores, cache):
    dh, dW, db = affine_backward(dscores, cache[-1])
    out = [(dW, db)]
    for i in range(len(cache) - 2, -1, -2):
        dh = relu_backward(dh, cache[i])
        dh, dW, db = affine_backward(dh, cache[i - 1])
        out.append((dW, db))
    return list(reversed(out))


def mlp_loss(X, y, params, weight_decay):
    scores, cache = mlp_forward(X, params)
    loss, dscores = softmax_loss(scores, y)
    grads = mlp_backward(dscores, cache)
    for pair in params:
        for p in pair:
            loss = loss + 0.5 * weight_decay * np.sum(p * p)
    return loss, [tuple(g + weight_decay * p for g, p in zip(gs, ps)) for gs, ps in zip(grads, params)]


def gradient_check(f, x, analytic):
    if np.shape(x) != np.shape(analytic):
        raise ValueError("shape")
    x = np.array(x, dtype=np.float64)
    here = f(x)
    eps = 1e-5
    g = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[i] = eps
        g[i] = (f(x + step) - here) / eps
    return np.max(np.abs(analytic - g) / np.maximum(np.abs(analytic) + np.abs(g), 1e-8), initial=0.0)


def activation_memory(batch, sizes, itemsize):
    if len(sizes) < 2:
        raise ValueError("sizes")
    return int(np.prod([batch, itemsize], dtype=np.int64) * np.sum(sizes[:-1], dtype=np.int64))
