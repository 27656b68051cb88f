"""Aiko - calculus."""
import numpy as np


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
    point = np.array(x, dtype=np.float64)
    steps = _bumps(point, 1 / 3)
    out = np.zeros_like(point)
    for k in range(point.size):
        e = np.zeros(point.size)
        e[k] = steps.flat[k]
        e = e.reshape(point.shape)
        out.flat[k] = (f(point + e) - f(point - e)) / (2 * steps.flat[k])
    return out.astype(_float(x).dtype)


def jacobian(f, x):
    point = np.array(x, dtype=np.float64)
    steps = _bumps(point, 1 / 3)
    J = None
    for j, e in enumerate(np.diag(steps)):
        column = (f(point + e) - f(point - e)) / (2 * steps[j])
        if J is None:
            J = np.zeros((len(column), len(point)))
        J[:, j] = column
    return J.astype(_float(x).dtype)


def hessian(f, x):
    point = np.array(x, dtype=np.float64)
    steps = _bumps(point, 1 / 4)
    d = len(point)
    middle = f(point)
    H = np.zeros((d, d))
    E = np.diag(steps)
    for i in range(d):
        H[i, i] = (f(point + E[i]) - 2 * middle + f(point - E[i])) / steps[i] ** 2
        for j in range(i):
            a = f(point + E[i] + E[j]) + f(point - E[i] - E[j])
            b = f(point + E[i] - E[j]) + f(point - E[i] + E[j])
            H[i, j] = (a - b) / (4 * steps[i] * steps[j])
            H[j, i] = H[i, j]
    return H.astype(_float(x).dtype)


def grad_linear(A):
    return A.T


def grad_quadratic(A, x):
    return (A + A.T) @ x


def grad_squared_norm(x):
    return 2 * x


def grad_frobenius(X):
    return 2 * X


def chain_rule(dy_du, du_dx):
    return dy_du @ du_dx


def product_rule(u, du, v, dv):
    return u * dv + v * du


def quotient_rule(u, du, v, dv):
    # from u = q v: u' = q' v + q v'
    q = u / v
    return (du - q * dv) / v


def classify_critical_point(H):
    lam = np.linalg.eigvalsh(_float(H))
    eps = 1e-10 * np.abs(lam).max()
    signs = {int(np.sign(l)) if abs(l) > eps else 0 for l in lam}
    if {1, -1} <= signs:
        return "saddle"
    return {frozenset([1]): "minimum", frozenset([-1]): "maximum"}.get(frozenset(signs), "inconclusive")


def newton_step(g, H):
    return np.linalg.solve(H, g)


def gradient_step(g, lr):
    if not lr > 0:
        raise ValueError("lr")
    return lr * np.asarray(g, dtype=_float(g).dtype)
