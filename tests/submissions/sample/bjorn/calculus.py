import math
import numpy as np

# Bjorn. loops are fine here I think, nothing said vectorised

EPS = 2.220446049250313e-16

def numerical_derivative(f, x, h):
    if not (h > 0):
        raise ValueError("h has to be > 0, got " + str(h))
    up = f(x + h)
    down = f(x - h)
    return (up - down) / (2.0 * h)

def numerical_gradient(f, x):
    kind = np.float32 if x.dtype == np.float32 else np.float64
    g = np.zeros(x.shape, dtype=kind)
    for idx, value in np.ndenumerate(x):
        h = EPS ** (1.0 / 3.0) * max(1.0, abs(float(value)))
        plus = np.array(x, dtype=float)
        minus = np.array(x, dtype=float)
        plus[idx] = float(value) + h
        minus[idx] = float(value) - h
        g[idx] = (f(plus) - f(minus)) / (plus[idx] - minus[idx])
    return g

def jacobian(f, x):
    print("jacobian at", x)
    kind = np.float32 if x.dtype == np.float32 else np.float64
    cols = []
    for j in range(x.shape[0]):
        h = EPS ** (1.0 / 3.0) * max(1.0, abs(float(x[j])))
        plus = np.array(x, dtype=float)
        minus = np.array(x, dtype=float)
        plus[j] += h
        minus[j] -= h
        cols.append((f(plus) - f(minus)) / (2 * h))
    return np.array(cols).T.astype(kind)

def hessian(f, x):
    kind = np.float32 if x.dtype == np.float32 else np.float64
    d = x.shape[0]
    H = np.zeros((d, d), dtype=kind)
    h = [EPS ** 0.25 * max(1.0, abs(float(v))) for v in x]
    for i in range(d):
        for j in range(d):
            total = 0.0
            for si in (1, -1):
                for sj in (1, -1):
                    p = np.array(x, dtype=float)
                    p[i] += si * h[i]
                    p[j] += sj * h[j]
                    total += si * sj * f(p)
            H[i, j] = total / (4 * h[i] * h[j])
    return H

def grad_linear(A):
    kind = np.float32 if A.dtype == np.float32 else np.float64
    m, d = A.shape
    out = np.zeros((d, m), dtype=kind)
    for i in range(m):
        for j in range(d):
            out[j][i] = A[i][j]
    return out

def grad_quadratic(A, x):
    if A.ndim != 2 or A.shape[0] != A.shape[1] or A.shape[0] != len(x):
        raise ValueError("shapes")
    if x.dtype != np.float32:
        A = A.astype(float)
        x = x.astype(float)
    return np.matmul(A + A.transpose(), x)

def grad_squared_norm(x):
    if x.dtype == np.float32:
        return 2 * x
    return 2 * x.astype(float)

def grad_frobenius(X):
    return grad_squared_norm(X)

def chain_rule(dy_du, du_dx):
    if dy_du.shape[-1] != du_dx.shape[0]:
        raise ValueError("number of intermediates differs")
    if dy_du.dtype != np.float32:
        dy_du = dy_du.astype(float)
        du_dx = du_dx.astype(float)
    return np.tensordot(dy_du, du_dx, axes=1)[()]

def product_rule(u, du, v, dv):
    return du * v + dv * u

def quotient_rule(u, du, v, dv):
    return du / v - (u / v) * (dv / v)

def classify_critical_point(H):
    w = np.linalg.eigvalsh(H)
    biggest = max(abs(w))
    pos = neg = zero = 0
    for l in w:
        if abs(l) <= 1e-10 * biggest:
            zero += 1
        elif l > 0:
            pos += 1
        else:
            neg += 1
    if pos and neg: return "saddle"
    if zero: return "inconclusive"
    return "minimum" if pos else "maximum"

def newton_step(g, H):
    s = np.linalg.solve(H, g)
    return -1 * s

def gradient_step(g, lr):
    if not lr > 0:
        raise ValueError("learning rate")
    step = np.zeros(g.shape, dtype=np.float32 if g.dtype == np.float32 else np.float64)
    step -= lr * np.asarray(g, dtype=step.dtype)
    return step
