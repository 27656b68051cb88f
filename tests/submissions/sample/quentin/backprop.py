import numpy as np


def affine_forward(X, W, b):
    N = X.shape[0]
    D = W.shape[0]
    x_rows = np.reshape(X, (N, D))
    out = np.dot(x_rows, W) + b
    cache = (X, W, b)
    return out, cache


def affine_backward(dout, cache):
    X, W, b = cache
    N = X.shape[0]
    D = W.shape[0]
    x_rows = np.reshape(X, (N, D))
    dx_rows = np.dot(dout, np.transpose(W))
    dX = np.reshape(dx_rows, X.shape)
    dW = np.dot(np.transpose(x_rows), dout)
    db = np.sum(dout, axis=0)
    return dX, dW, db


def relu_forward(x):
    out = np.maximum(0, x)
    cache = x
    return out, cache


def relu_backward(dout, cache):
    x = cache
    dx = np.where(x > 0, dout, 0)
    return dx.astype(dout.dtype)


def sigmoid_forward(x):
    positive = x >= 0
    z = np.exp(np.where(positive, -x, x))
    numerator = np.where(positive, np.ones_like(x), z)
    out = numerator / (1 + z)
    return out, out


def sigmoid_backward(dout, cache):
    s = cache
    return dout * (s - s * s)


def softmax_loss(z, y):
    N, C = z.shape
    if y.ndim != 1 or y.shape[0] != N:
        raise ValueError("y must have one label per row of z")
    if (y < 0).any() or (y >= C).any():
        raise IndexError("label out of range")
    shifted = z - z.max(axis=1, keepdims=True)
    total = np.exp(shifted).sum(axis=1, keepdims=True)
    log_probs = shifted - np.log(total)
    probs = np.exp(log_probs)
    loss = -log_probs[np.arange(N), y].sum() / N
    dz = probs.copy()
    dz[np.arange(N), y] -= 1
    dz /= N
    return loss, dz


def mlp_forward(X, params):
    num_layers = len(params)
    all_caches = []
    h = X
    for i in range(num_layers):
        W, b = params[i]
        h, fc_cache = affine_forward(h, W, b)
        if i < num_layers - 1:
            h, relu_cache = relu_forward(h)
        else:
            relu_cache = None
        all_caches.append((fc_cache, relu_cache))
    return h, all_caches


def mlp_backward(dscores, cache):
    num_layers = len(cache)
    grads = [None] * num_layers
    dh = dscores
    for i in range(num_layers - 1, -1, -1):
        fc_cache, relu_cache = cache[i]
        if i < num_layers - 1:
            dh = relu_backward(dh, relu_cache)
        dh, dW, db = affine_backward(dh, fc_cache)
        grads[i] = (dW, db)
    return grads


def mlp_loss(X, y, params, weight_decay):
    scores, cache = mlp_forward(X, params)
    data_loss, dscores = softmax_loss(scores, y)
    reg_loss = 0.0
    for W, b in params:
        reg_loss += 0.5 * weight_decay * np.sum(W * W)
    grads = mlp_backward(dscores, cache)
    new_grads = []
    for i in range(len(params)):
        dW, db = grads[i]
        dW = dW + weight_decay * params[i][0]
        new_grads.append((dW, db))
    return data_loss + reg_loss, new_grads


def gradient_check(f, x, analytic):
    h = 1e-5
    if np.shape(x) != np.shape(analytic):
        raise ValueError("shapes differ")
    x = np.asarray(x).astype(np.float64)
    numeric = np.zeros(x.shape)
    it = np.nditer(x, flags=["multi_index", "zerosize_ok"])
    while not it.finished:
        ix = it.multi_index
        old = x[ix]
        x[ix] = old + h
        fp = f(x)
        x[ix] = old - h
        fm = f(x)
        x[ix] = old
        numeric[ix] = (fp - fm) / (2 * h)
        it.iternext()
    if x.size == 0:
        return 0.0
    bottom = np.maximum(1e-8, np.abs(analytic) + np.abs(numeric))
    return np.max(np.abs(analytic - numeric) / bottom)


def activation_memory(batch, sizes, itemsize):
    if len(sizes) < 2:
        raise ValueError("need at least two sizes")
    total = 0
    for width in sizes[:-1]:
        total += batch * width * itemsize
    return total
