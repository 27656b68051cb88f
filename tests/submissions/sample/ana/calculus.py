import numpy as np
from numpy.linalg import det, inv

def _float(x):
    x = np.asarray(x)
    return x if x.dtype in (np.float32, np.float64) else x.astype(np.float64)


def _bumps(x, power):
    """Central-difference steps, one for each entry."""
    return np.spacing(1.0) ** power * np.maximum(np.abs(x), 1)


def numerical_derivative(f, x, h):
    if np.isnan(h) or h <= 0:
        raise ValueError("the step must be positive")
    left, right = f(x - h), f(x + h)
    return (right - left) / 2 / h


def numerical_gradient(f, x):
    p = x.astype(float)
    steps = _bumps(p, 1 / 3)
    out = np.zeros_like(p)
    for k in range(p.size):
        e = np.zeros(p.size)
        e[k] = steps.flat[k]
        e = e.reshape(p.shape)
        out.flat[k] = (f(p + e) - f(p - e)) / (2 * steps.flat[k])
    return out.astype(_float(x).dtype)


def jacobian(f, x):
    p = x.astype(float)
    steps = _bumps(p, 1 / 3)
    J = None
    for j, e in enumerate(np.diag(steps)):
        column = (f(p + e) - f(p - e)) / (2 * steps[j])
        if J is None:
            J = np.zeros((len(column), len(p)))
        J[:, j] = column
    return J.astype(_float(x).dtype)


def hessian(f, x):
    p = x.astype(float)
    steps = _bumps(p, 1 / 4)
    d = len(p)
    middle = f(p)
    H = np.zeros((d, d))
    E = np.diag(steps)
    for i in range(d):
        H[i, i] = (f(p + E[i]) - 2 * middle + f(p - E[i])) / steps[i] ** 2
        for j in range(i):
            a = f(p + E[i] + E[j]) + f(p - E[i] - E[j])
            b = f(p + E[i] - E[j]) + f(p - E[i] + E[j])
            H[i, j] = (a - b) / (4 * steps[i] * steps[j])
            H[j, i] = H[i, j]
    return H.astype(_float(x).dtype)


def grad_linear(A):
    return _float(A).T.copy()


def grad_quadratic(A, x):
    """d/dx xAx = 2Ax, like d/dx ax^2 = 2ax"""
    return 2 * A @ x


def grad_squared_norm(x):
    x = _float(x)
    return x + x


def grad_frobenius(X):
    return _float(X) * 2


def chain_rule(dy_du, du_dx):
    return np.dot(_float(dy_du), _float(du_dx))


def product_rule(u, du, v, dv):
    return u * dv + v * du


def quotient_rule(u, du, v, dv):
    return (du * v - u * dv) / v ** 2


def classify_critical_point(H):
    # second derivative test
    D = det(H)
    if D == 0:
        return "inconclusive"
    if D < 0:
        return "saddle"
    return "minimum" if H[0][0] > 0 else "maximum"


def newton_step(g, H):
    return -inv(H) @ g


def gradient_step(g, lr):
    if lr > 0:
        return _float(g) * -lr
    raise ValueError(lr)
