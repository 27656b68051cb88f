"""Automatic differentiation: reverse mode of your own, for numbers; then the same ideas with torch.

Part 1, the class `Value`, uses nothing but Python. Part 2 uses torch.autograd.

What holds for every function of part 2:

- Shapes and dtypes: x is a tensor of any shape, float32 or float64; a gradient has both from x.
- What comes back is a plain tensor: it does not require a gradient, and is not x nor a view of it.
- x may require a gradient itself, and may have one already. Neither x nor its `.grad` is modified: work on a leaf of
  your own, `x.detach().clone().requires_grad_()`.
"""

from collections.abc import Callable

import torch


class Value:
    """A number that remembers how it was computed, so that derivatives can be traced back.

    Each operation makes a new Value, and notes which Values it was computed from and the slope with respect to each.
    These notes are a graph. `backward()` walks it from the result to the inputs and applies the chain rule:

        ∂L/∂a = Σ over all Values v that were computed from a:  ∂L/∂v · ∂v/∂a

    The sum is the point: a Value that is used twice (as in a + a) gets the gradients of both uses, added.

    Args:
        data: the number, an int or a float.

    Attributes:
        data: the number.
        grad: the derivative of the Value on which `backward()` was called by this one; 0.0 before that.

    Operations, with a and b Values or numbers (at least one of them a Value):

        a + b     a - b     a * b     a / b     -a
        a ** k                        k an int or a float, not a Value: slope k a^(k-1), for k = 0 it is 0
        a.exp()   a.log()   a.tanh()  a.relu()

    The slope of relu at 0 is 0. Operations do not modify their operands.

    Raises:
        TypeError: an operand is neither a Value nor a number, or an exponent is not a number.
        ZeroDivisionError, ValueError, OverflowError: where Python's own division, power, math.log and math.exp raise
            them: 1/0, log of a number that is not above 0, exp(1000).

    Example:
        a = Value(3.0); b = 2 * a + a * a; b.backward()
        b.data = 15, a.grad = 2 + 2 · 3 = 8

    Source: Griewank and Walther, Evaluating Derivatives, 2nd edition (2008), chapter 3; Baydin, Pearlmutter, Radul and
        Siskind, Automatic Differentiation in Machine Learning: a Survey, JMLR 18 (2018), section 3.2.
    """

    def __init__(self, data: float) -> None:
        raise NotImplementedError("Value.__init__: your code goes here")

    def __add__(self, other: "Value | float") -> "Value":
        """self + other."""
        raise NotImplementedError("Value.__add__: your code goes here")

    def __radd__(self, other: float) -> "Value":
        """other + self, for a number on the left: 1.5 + v."""
        raise NotImplementedError("Value.__radd__: your code goes here")

    def __mul__(self, other: "Value | float") -> "Value":
        """self * other."""
        raise NotImplementedError("Value.__mul__: your code goes here")

    def __rmul__(self, other: float) -> "Value":
        """other * self, for a number on the left: 2 * v."""
        raise NotImplementedError("Value.__rmul__: your code goes here")

    def __neg__(self) -> "Value":
        """-self."""
        raise NotImplementedError("Value.__neg__: your code goes here")

    def __sub__(self, other: "Value | float") -> "Value":
        """self - other."""
        raise NotImplementedError("Value.__sub__: your code goes here")

    def __rsub__(self, other: float) -> "Value":
        """other - self, for a number on the left: 1 - v."""
        raise NotImplementedError("Value.__rsub__: your code goes here")

    def __truediv__(self, other: "Value | float") -> "Value":
        """self / other."""
        raise NotImplementedError("Value.__truediv__: your code goes here")

    def __rtruediv__(self, other: float) -> "Value":
        """other / self, for a number on the left: 1 / v."""
        raise NotImplementedError("Value.__rtruediv__: your code goes here")

    def __pow__(self, exponent: float) -> "Value":
        """self ** exponent, for an exponent that is an int or a float."""
        raise NotImplementedError("Value.__pow__: your code goes here")

    def exp(self) -> "Value":
        """e to the power of self."""
        raise NotImplementedError("Value.exp: your code goes here")

    def log(self) -> "Value":
        """The natural logarithm of self."""
        raise NotImplementedError("Value.log: your code goes here")

    def tanh(self) -> "Value":
        """The hyperbolic tangent of self."""
        raise NotImplementedError("Value.tanh: your code goes here")

    def relu(self) -> "Value":
        """max(0, self)."""
        raise NotImplementedError("Value.relu: your code goes here")

    def backward(self) -> None:
        """Add ∂self/∂v to v.grad for each Value v that self was computed from, and 1 to self.grad.

        A Value may hand its gradient on only when it has all of it: after each Value that was computed from it. Such
        an order of the graph is called topological. Graphs are long: 5,000 operations in a row must not end in a
        RecursionError, so a function that calls itself once a step will not do.

        Gradients are added to what `.grad` holds already, as torch does it, so that a second call of `backward()` on
        the same Value doubles them all. What is handed on is the gradient of this call alone.
        """
        raise NotImplementedError("Value.backward: your code goes here")


def grad_of_2xdotx(x):
    x = x.clone().detach().requires_grad_(True)
    y = 2 * x @ x
    y.backward()
    return x.grad


def sum_backward(y, x):
    x = x.clone().detach().requires_grad_(True)
    y(x).sum().backward()
    return x.grad


def grad_with_detach(x):
    x = x.clone().detach().requires_grad_(True)
    u = (x * x).detach()
    z = u * x
    z.sum().backward()
    return x.grad


def f(a):
    b = a * 2
    while b.norm() < 1000:
        b = b * 2
    if b.sum() > 0:
        return b
    return 100 * b


def grad_of_control_flow(a):
    if not (a != 0).any():
        raise ValueError("a must not be zero")
    a = a.clone().detach().requires_grad_(True)
    f(a).sum().backward()
    return a.grad


def zero_grad_twice(x):
    x = x.clone().detach().requires_grad_(True)
    x.sum().backward()
    one = x.grad.clone()
    x.grad.zero_()
    (x ** 2).sum().backward()
    two = x.grad.clone()
    x.grad.zero_()
    (x ** 3).sum().backward()
    return one, two, x.grad
