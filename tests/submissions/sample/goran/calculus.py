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
    # small h = small error
    h = 2e-6
    point = np.array(x, dtype=np.float64)
    E = h * np.eye(len(point))
    H = np.zeros(E.shape)
    for i in range(len(point)):
        for j in range(len(point)):
            pp, mm = f(point + E[i] + E[j]), f(point - E[i] - E[j])
            pm, mp = f(point + E[i] - E[j]), f(point - E[i] + E[j])
            H[i, j] = (pp - pm - mp + mm) / (4 * h * h)
    return H.astype(_float(x).dtype)


def grad_linear(A):
    return _float(A).T.copy()


def grad_quadratic(A, x):
    A, x = _float(A), _float(x)
    return A @ x + A.T @ x


def grad_squared_norm(x):
    x = _float(x)
    return x + x


def grad_frobenius(X):
    return _float(X) * 2


def chain_rule(dy_du, du_dx):
    return np.sum(dy_du * du_dx)


product_rule = lambda u, du, v, dv: du * dv


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
    return np.linalg.solve(_float(H), -_float(g))


def gradient_step(g, lr):
    if lr > 0:
        return _float(g) * -lr
    raise ValueError(lr)
