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


def grad_of_2xdotx(x: torch.Tensor) -> torch.Tensor:
    """The gradient of y = 2 xᵀx, by autograd.

        ∂(2 xᵀx)/∂x = 4x                                     e.g. at (0, 1, -2): (0, 4, -8)

    Args:
        x: a vector, (d,).

    Returns:
        The gradient, (d,), a new tensor.

    Source: Zhang, Lipton, Li and Smola, Dive into Deep Learning (2023), section 2.5.1.
    """
    raise NotImplementedError("grad_of_2xdotx: your code goes here")


def sum_backward(y: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    """The gradient of the sum of all entries of y(x): what `backward` means where y is no scalar.

        ∂(Σ_i y_i)/∂x_j = Σ_i ∂y_i/∂x_j                      e.g. y(x) = x² at (1, -3): (2, -6)

    A y of several entries has a Jacobian and not a gradient, and torch refuses y.backward(). With a vector of ones as
    its `gradient` argument, or of y.sum(), the rows of the Jacobian are added up.

    Args:
        y: a differentiable function of a tensor of the shape of x; its result is a tensor of any shape.
        x: the point, of any shape.

    Returns:
        The gradient, of the shape of x, a new tensor.

    Source: Dive into Deep Learning (2023), section 2.5.2.
    """
    raise NotImplementedError("sum_backward: your code goes here")


def grad_with_detach(x: torch.Tensor) -> torch.Tensor:
    """The gradient of the sum of z = u · x, where u = x² is taken as a constant.

        u = x²,  detached from the graph;   z = u x;   ∂(Σ z)/∂x = u = x²         e.g. at (2, -3): (4, 9)

    Without the detaching z is x³, and its gradient 3x².

    Args:
        x: of any shape.

    Returns:
        The gradient, of the shape of x, a new tensor.

    Source: Dive into Deep Learning (2023), section 2.5.3.
    """
    raise NotImplementedError("grad_with_detach: your code goes here")


def grad_of_control_flow(a: torch.Tensor) -> torch.Tensor:
    """The gradient of the sum of d = f(a), where f branches and loops as the data tell it to.

        b = 2a;   while ‖b‖ < 1000: b = 2b;   d = b if Σ b > 0, else d = 100 b
        ∂(Σ d)/∂a = d/a in each entry                        e.g. at a = 3: 2⁹ = 512; at a = -3: 51200

    ‖b‖ is the L2 norm of all entries of b. Whatever way the program takes, d is a times a constant, and the gradient is
    that constant: 2ⁿ, or 100 · 2ⁿ, in each entry. Autograd sees only the operations that were run.

    Args:
        a: of any shape, () too, with a finite entry that is not 0.

    Returns:
        The gradient, of the shape of a, a new tensor.

    Raises:
        ValueError: a is zero, or has no entry: the loop would never end.

    Source: Dive into Deep Learning (2023), section 2.5.4.
    """
    raise NotImplementedError("grad_of_control_flow: your code goes here")


def zero_grad_twice(x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """The gradients of three losses, one after the other, from one leaf: zero its gradient twice in between.

        L_k = Σ x^k;   ∂L_k/∂x = k x^(k-1) for k = 1, 2, 3          e.g. at (2, -1): (1, 1), (4, -2), (12, 3)

    `backward` adds to `.grad`. Without zeroing, the second gradient would hold the first as well: 1 + 2x. And it adds
    in place: a gradient that is to be kept must be copied before the next call.

    Args:
        x: of any shape.

    Returns:
        The three gradients, each of the shape of x, in three tensors that share no memory.

    Source: Dive into Deep Learning (2023), section 2.5.1; PyTorch documentation, torch.Tensor.backward.
    """
    raise NotImplementedError("zero_grad_twice: your code goes here")
