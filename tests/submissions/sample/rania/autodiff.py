import math
import torch

# Rania A.


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
        return Value(self.data ** k, [(self, k * self.data ** k)])

    def exp(self):
        return Value(math.exp(self.data), [(self, math.exp(self.data))])

    def log(self):
        return Value(math.log(self.data), [(self, 1 / self.data)])

    def tanh(self):
        return Value(math.tanh(self.data), [(self, 1 - self.data ** 2)])

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
    (x ** 3).sum().backward()
    return one, two, x.grad
