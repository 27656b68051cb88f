"""Calculus: derivatives by differences, gradients by rules, the chain rule, and what lies at a critical point.

What holds for every function here:

- Shapes: `x` and `g` are vectors, (d,), unless the docstring says otherwise; `A` and `H` are matrices.
- Dtypes: float32 and float64 arrays come back as they went in, but what is computed on the way is computed in float64.
  Integers of any width count as float64, so that nothing wraps round. Plain numbers give plain numbers.
- Functions: an `f` that is passed in is called with arrays of float64, that of numerical_derivative with numbers. It is
  expensive: each docstring says how often it may be called.
- The arguments are not modified.
"""

from collections.abc import Callable

import numpy as np


def _float(x):
    x = np.asarray(x)
    return x if x.dtype in (np.float32, np.float64) else x.astype(np.float64)


def _bumps(x, power):
    """Central-difference steps, one for each entry."""
    return np.spacing(1.0) ** power * np.maximum(np.abs(x), 1)


def numerical_derivative(f: Callable[[float], float], x: float, h: float) -> float:
    """Derivative of a function of one number by a central difference.

        f'(x) ≈ (f(x + h) - f(x - h)) / (2h)

    For a smooth f the error is h² f'''(x)/6 and smaller terms: half the step, a quarter of the error. (The forward
    difference (f(x + h) - f(x)) / h is off by h f''(x)/2.) A small h is not better for ever: the difference of two
    nearly equal numbers carries their rounding, about ε|f(x)|/h, with ε = 2.2e-16.

    Args:
        f: number -> number, or array. It is called twice.
        x: where to differentiate.
        h: the step, > 0, in the unit of x. It is used as it is.

    Returns:
        A number; an array where f gives arrays.

    Raises:
        ValueError: h is not above 0 (0, negative or nan).

    Example:
        f(t) = t³ at x = 1 with h = 0.5: (3.375 - 0.125)/1 = 3.25, which is 3 + h²

    Source: Press, Teukolsky, Vetterling and Flannery, Numerical Recipes, 3rd edition (2007), section 5.7.
    """
    if np.isnan(h) or h <= 0:
        raise ValueError("the step must be positive")
    left, right = f(x - h), f(x + h)
    return (right - left) / 2 / h


def numerical_gradient(f: Callable[[np.ndarray], float], x: np.ndarray) -> np.ndarray:
    """Gradient of a scalar function of an array by central differences, one entry at a time.

        ∂f/∂x_i ≈ (f(x + h_i e_i) - f(x - h_i e_i)) / (2 h_i),     h_i = ε^(1/3) max(1, |x_i|) ≈ 6e-6 max(1, |x_i|)

    e_i is 1 at entry i and 0 elsewhere. This h_i balances the two errors of a central difference, and the step grows
    with the entry, for at 1e8 a step of 6e-6 is lost in the rounding of x itself. Where f and its derivatives are about
    1, the error is about 1e-10.

    Args:
        f: array of the shape of x, float64 -> number. It is called at most 2 · x.size times.
        x: of any shape; (), (0,) and integers too.

    Returns:
        Of the shape of x, in its dtype (float64 for integers).

    Example:
        f(x) = x_1² x_2 at (3, -2): (2 · 3 · (-2), 3²) = (-12, 9)

    Source: Press and others, Numerical Recipes (2007), section 5.7, for the choice of h.
    """
    point = np.array(x, dtype=np.float64)
    steps = _bumps(point, 1 / 3)
    out = np.zeros_like(point)
    for k in range(point.size):
        e = np.zeros(point.size)
        e[k] = steps.flat[k]
        e = e.reshape(point.shape)
        out.flat[k] = (f(point + e) - f(point - e)) / (2 * steps.flat[k])
    return out.astype(_float(x).dtype)


def jacobian(f: Callable[[np.ndarray], np.ndarray], x: np.ndarray) -> np.ndarray:
    """Jacobian of a vector function by central differences: row i belongs to output i, column j to input j.

        J_ij = ∂f_i/∂x_j ≈ (f(x + h_j e_j) - f(x - h_j e_j))_i / (2 h_j),     h_j as in numerical_gradient

    Args:
        f: (d,) float64 -> (m,). It is called at most 2d times: one call gives all m outputs.
        x: (d,), d >= 1.

    Returns:
        (m, d), in the dtype of x (float64 for integers).

    Example:
        f(x) = (x_1 x_2, x_1 + x_2, 5 x_2) at (2, 3): [[3, 2], [1, 1], [0, 5]]

    Source: Goodfellow, Bengio and Courville, Deep Learning (2016), section 4.3.1.
    """
    raise NotImplementedError("jacobian: your code goes here")


def hessian(f: Callable[[np.ndarray], float], x: np.ndarray) -> np.ndarray:
    """Hessian of a scalar function: all second derivatives, by differences of differences.

        H_ij = ∂²f/∂x_i∂x_j ≈ (f(x + a + b) - f(x + a - b) - f(x - a + b) + f(x - a - b)) / (4 h_i h_j),
        a = h_i e_i,   b = h_j e_j,   h_i = ε^(1/4) max(1, |x_i|) ≈ 1.2e-4 max(1, |x_i|)

    Rounding is now divided by h² and not by h, so that the step must be larger than that of a gradient: with 6e-6, or
    with 1e-8 even more so, little but noise is left. Where f and its derivatives are about 1, the error is about 1e-7.

    Args:
        f: (d,) float64 -> number. It is called at most 4d² times.
        x: (d,).

    Returns:
        (d, d), in the dtype of x (float64 for integers). It is symmetric up to rounding.

    Example:
        f(x) = x_1² x_2 at (3, -2): [[2 x_2, 2 x_1], [2 x_1, 0]] = [[-4, 6], [6, 0]]

    Source: Abramowitz and Stegun, Handbook of Mathematical Functions (1964), formula 25.3.26.
    """
    raise NotImplementedError("hessian: your code goes here")


def grad_linear(A: np.ndarray) -> np.ndarray:
    """Gradient of the linear map x -> Ax: the transpose of A.

        ∇_x (Ax) = Aᵀ

    The gradient of a vector function has a column for each output (so that that of one output is a column vector, as x
    is); the Jacobian, A itself, is its transpose.

    Args:
        A: (m, d).

    Returns:
        (d, m), in the dtype of A (float64 for integers).

    Example:
        A = [[1, 2, 3], [4, 5, 6]]: [[1, 4], [2, 5], [3, 6]]

    Source: Zhang, Lipton, Li and Smola, Dive into Deep Learning (2023), section 2.4.3.
    """
    return _float(A).T.copy()


def grad_quadratic(A: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Gradient of the quadratic form x -> xᵀAx.

        ∇_x (xᵀAx) = (A + Aᵀ) x

    Only for a symmetric A is this 2Ax.

    Args:
        A: (d, d), symmetric or not.
        x: (d,), of the dtype of A.

    Returns:
        (d,), in the dtype of A and x (float64 for integers).

    Raises:
        ValueError: A is not square, or its size is not that of x. (NumPy's sum and product of matrices raise it.)

    Example:
        A = [[1, 2], [0, 3]] and x = (1, -1): xᵀAx = x_1² + 2 x_1 x_2 + 3 x_2², so (2 - 2, 2 - 6) = (0, -4)

    Source: Petersen and Pedersen, The Matrix Cookbook (2012), equation 81.
    """
    A, x = _float(A), _float(x)
    return A @ x + A.T @ x


def grad_squared_norm(x: np.ndarray) -> np.ndarray:
    """Gradient of the squared L2 norm of a vector, without a half in front.

        ∇_x ‖x‖² = ∇_x (xᵀx) = 2x                            e.g. at (3, -4): (6, -8)

    Args:
        x: (d,).

    Returns:
        (d,), in the dtype of x (float64 for integers).

    Source: Petersen and Pedersen, The Matrix Cookbook (2012), equation 131.
    """
    x = _float(x)
    return x + x


def grad_frobenius(X: np.ndarray) -> np.ndarray:
    """Gradient of the squared Frobenius norm of a matrix; entry (i, j) is the derivative by X_ij.

        ∇_X ‖X‖_F² = 2X                                      e.g. at [[1, -2, 0]]: [[2, -4, 0]]

    Args:
        X: (m, n).

    Returns:
        (m, n), in the dtype of X (float64 for integers).

    Source: Petersen and Pedersen, The Matrix Cookbook (2012), equation 132.
    """
    return _float(X) * 2


def chain_rule(dy_du: np.ndarray, du_dx: np.ndarray) -> np.ndarray:
    """Derivatives through k intermediate values u_1 ... u_k: the total derivative, a sum over all the ways.

        ∂y_i/∂x_j = Σ_k  ∂y_i/∂u_k · ∂u_k/∂x_j

    Args:
        dy_du: derivatives of y by the intermediates, (m, k); or (k,), when y is one number.
        du_dx: derivatives of the intermediates by x, (k, d); or (k,), when x is one number.

    Returns:
        (m, d), without the axis m where y is one number and without d where x is: a scalar where both are. In the dtype
        of the arguments, which have the same (float64 for integers).

    Raises:
        ValueError: the arguments do not agree on k.

    Example:
        y = u_1 u_2 with u_1 = 3x and u_2 = x² at x = 2: dy_du = (u_2, u_1) = (4, 6), du_dx = (3, 2x) = (3, 4), and the
        result is 4 · 3 + 6 · 4 = 36; indeed y = 3x³, and 9x² = 36

    Source: Goodfellow, Bengio and Courville, Deep Learning (2016), equations 6.45 and 6.46.
    """
    return np.dot(_float(dy_du), _float(du_dx))


def product_rule(u: float, du: float, v: float, dv: float) -> float:
    """Derivative of a product from the values and the derivatives of its factors at one point.

        (uv)' = u'v + uv'

    Args:
        u: value of the first factor.
        du: its derivative u'.
        v: value of the second factor.
        dv: its derivative v'.

    Returns:
        A number.

    Example:
        u = x² and v = x³ at x = 2: u = 4, u' = 4, v = 8, v' = 12, and 4 · 8 + 4 · 12 = 80; indeed 5x⁴ = 80

    Source: Spivak, Calculus, 4th edition (2008), chapter 10, theorem 4.
    """
    return u * dv + v * du


def quotient_rule(u: float, du: float, v: float, dv: float) -> float:
    """Derivative of a quotient from the values and the derivatives of its two parts at one point.

        (u/v)' = (u'v - uv') / v² = (u' - (u/v) v') / v

    v² may leave the range of float64 while the result does not: for v = 1e-200 it is 0, and for v = 1e200 it is inf, or
    Python refuses to compute it. The second form has no square.

    Args:
        u: value of the numerator.
        du: its derivative u'.
        v: value of the denominator.
        dv: its derivative v'.

    Returns:
        A number.

    Raises:
        ZeroDivisionError: v is 0. (Python's own division of numbers raises it.)

    Example:
        u = x² and v = x³ at x = 2: (4 · 8 - 4 · 12)/64 = -0.25; indeed (1/x)' = -1/x² = -0.25

    Source: Spivak, Calculus (2008), chapter 10, theorem 8.
    """
    # from u = q v: u' = q' v + q v'
    q = u / v
    return (du - q * dv) / v


def classify_critical_point(H: np.ndarray) -> str:
    """What lies at a point where the gradient is 0, as far as the Hessian there can tell.

        all eigenvalues of H above 0         "minimum"
        all eigenvalues of H below 0         "maximum"
        some above 0 and some below 0        "saddle"          (whatever the others are)
        none of these                        "inconclusive"    (some are 0, and the others have one sign)

    Rounding makes of a 0 something near 0: an eigenvalue counts as 0 when it is at most 1e-10 of the largest in size.

    Args:
        H: (d, d), symmetric, d >= 1.

    Returns:
        One of the four words.

    Raises:
        ValueError: H is not a square matrix. (np.linalg.LinAlgError, which NumPy raises then, is a ValueError.)

    Example:
        [[2, 1], [1, 2]] has the eigenvalues 3 and 1: "minimum". [[1, 2], [2, 1]] has 3 and -1: "saddle".
        [[1, 1], [1, 1]] has 2 and 0: "inconclusive"

    Source: Goodfellow, Bengio and Courville, Deep Learning (2016), section 4.3.1.
    """
    raise NotImplementedError("classify_critical_point: your code goes here")


def newton_step(g: np.ndarray, H: np.ndarray) -> np.ndarray:
    """Newton's step: from where one is to the critical point of the parabola that fits there.

        s = -H⁻¹ g, the solution of H s = -g                 x + s is the next point

    Solve the system; do not invert H. The inverse costs more, and with an H that is nearly singular H s differs from -g
    by far more than rounding.

    Args:
        g: gradient, (d,).
        H: Hessian, (d, d), of the dtype of g.

    Returns:
        (d,), in the dtype of g (float64 for integers).

    Raises:
        ValueError: H is singular. (np.linalg.LinAlgError, which NumPy raises then, is a ValueError.)

    Example:
        g = (4, 6) and H = [[2, 0], [0, 3]]: (-2, -2)

    Source: Boyd and Vandenberghe, Convex Optimization (2004), section 9.5.1.
    """
    raise NotImplementedError("newton_step: your code goes here")


def gradient_step(g: np.ndarray, lr: float) -> np.ndarray:
    """The step of gradient descent: against the gradient, `lr` times its size.

        s = -lr · g                                          x + s is the next point

    Args:
        g: gradient, of any shape.
        lr: learning rate, > 0.

    Returns:
        Of the shape of g, a new array, in its dtype (float64 for integers).

    Raises:
        ValueError: lr is not above 0 (0, negative or nan).

    Example:
        g = (4, -6) and lr = 0.5: (-2, 3)

    Source: Goodfellow, Bengio and Courville, Deep Learning (2016), section 4.3.
    """
    raise NotImplementedError("gradient_step: your code goes here")
