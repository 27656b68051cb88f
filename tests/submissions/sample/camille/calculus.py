# Camille, TD 1 : derivees
import numpy as np


def _step(x):
    return 1e-5 * max(1.0, abs(x))


def numerical_derivative(f, x, h):
    if not h > 0:
        raise ValueError("h <= 0")
    return (f(x + h) - f(x)) / h


def numerical_gradient(f, x):
    y = x.astype(float)
    f0 = f(y)
    grad = np.zeros(y.shape)
    for i in np.ndindex(*y.shape):
        h = _step(y[i])
        z = y.copy()
        z[i] = z[i] + h
        grad[i] = (f(z) - f0) / h
    return grad.astype(np.float32) if x.dtype == np.float32 else grad


def jacobian(f, x):
    y = x.astype(float)
    f0 = np.asarray(f(y))
    J = np.zeros((f0.size, y.size))
    for j in range(y.size):
        h = _step(y[j])
        z = y.copy()
        z[j] = z[j] + h
        J[:, j] = (f(z) - f0) / h
    return J.astype(np.float32) if x.dtype == np.float32 else J


def hessian(f, x):
    y = x.astype(float)
    n = y.size
    h = np.finfo(float).eps ** 0.25 * np.maximum(1, abs(y))
    E = np.eye(n) * h
    H = [[f(y + E[i] + E[j]) - f(y + E[i] - E[j]) - f(y - E[i] + E[j]) + f(y - E[i] - E[j]) for j in range(n)]
         for i in range(n)]
    H = np.array(H) / (4 * np.outer(h, h))
    return H.astype(np.float32) if x.dtype == np.float32 else H


def _f(a):
    return a if a.dtype == np.float32 else a.astype(float)


def grad_linear(A):
    return _f(A).T


def grad_quadratic(A, x):
    return (_f(A) + _f(A).T) @ _f(x)


def grad_squared_norm(x):
    return 2 * _f(x)


def grad_frobenius(X):
    return 2 * _f(X)


def chain_rule(dy_du, du_dx):
    return _f(dy_du) @ _f(du_dx)


def product_rule(u, du, v, dv):
    return u * dv + du * v


def quotient_rule(u, du, v, dv):
    return (du - u * (dv / v)) / v


def classify_critical_point(H):
    vp = np.linalg.eigvalsh(H)
    vp = vp / max(np.abs(vp).max(), 1e-300)
    if vp.min() < -1e-10 and vp.max() > 1e-10:
        return "saddle"
    if vp.min() > 1e-10:
        return "minimum"
    if vp.max() < -1e-10:
        return "maximum"
    return "inconclusive"


def newton_step(g, H):
    return np.linalg.solve(H, -_f(g))


def gradient_step(g, lr):
    if not lr > 0:
        raise ValueError("lr <= 0")
    return -lr * _f(g)
