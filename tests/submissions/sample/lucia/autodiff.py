import math
import torch

# Lucia. Torch part: next week!


class Value:
    def __init__(self, data, parents=()):
        self.data = data * 1.0
        self.grad = 0.0
        self.parents = parents  # [(value, local derivative)]

    def _v(self, other):
        if isinstance(other, Value):
            return other
        if type(other) in (int, float):
            return Value(other)
        raise TypeError(type(other))

    def __add__(self, other):
        other = self._v(other)
        return Value(self.data + other.data, [(self, 1.0), (other, 1.0)])

    def __radd__(self, other):
        return self._v(other) + self

    def __sub__(self, other):
        other = self._v(other)
        return Value(self.data - other.data, [(self, 1.0), (other, -1.0)])

    def __rsub__(self, other):
        return self._v(other) - self

    def __mul__(self, other):
        other = self._v(other)
        return Value(self.data * other.data, [(self, other.data), (other, self.data)])

    def __rmul__(self, other):
        return self._v(other) * self

    def __truediv__(self, other):
        other = self._v(other)
        return Value(self.data / other.data, [(self, 1 / other.data), (other, -self.data / other.data ** 2)])

    def __rtruediv__(self, other):
        return self._v(other) / self

    def __neg__(self):
        return Value(-self.data, [(self, -1.0)])

    def __pow__(self, k):
        if type(k) not in (int, float):
            raise TypeError("power")
        return Value(self.data ** k, [(self, k * self.data ** (k - 1) if k != 0 else 0.0)])

    def exp(self):
        return Value(math.exp(self.data), [(self, math.exp(self.data))])

    def log(self):
        return Value(math.log(self.data), [(self, 1 / self.data)])

    def tanh(self):
        return Value(math.tanh(self.data), [(self, 1 - math.tanh(self.data) ** 2)])

    def relu(self):
        return Value(max(0.0, self.data), [(self, 1.0 if self.data > 0 else 0.0)])

    def topo(self):
        done, out, stack = set(), [], [(self, False)]
        while stack:
            v, expanded = stack.pop()
            if expanded:
                out.append(v)
            elif id(v) not in done:
                done.add(id(v))
                stack.append((v, True))
                for p, _ in v.parents:
                    stack.append((p, False))
        return out[::-1]

    def backward(self):
        flow = {id(self): 1.0}
        for v in self.topo():
            g = flow.pop(id(v))
            v.grad += g
            for p, d in v.parents:
                flow[id(p)] = flow.get(id(p), 0.0) + g * d


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


def sum_backward(y, x: torch.Tensor) -> torch.Tensor:
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
