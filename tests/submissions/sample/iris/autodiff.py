"""Iris: autodiff with closures, and a queue that counts who has reported."""
import math
from collections import deque

import torch


class Value:

    def __init__(self, data, children=(), push=None):
        if isinstance(data, Value) or not isinstance(data, (int, float)):
            raise TypeError("numbers only")
        self.data = float(data)
        self.grad = 0.0
        self.children = children
        self.push = push or (lambda g: ())

    def __repr__(self):
        return f"Value({self.data}, grad={self.grad})"

    @staticmethod
    def lift(x):
        return x if isinstance(x, Value) else Value(x)

    def __add__(self, o):
        o = Value.lift(o)
        return Value(self.data + o.data, (self, o), lambda g: (g, g))

    def __mul__(self, o):
        o = Value.lift(o)
        return Value(self.data * o.data, (self, o), lambda g: (g * o.data, g * self.data))

    def __truediv__(self, o):
        o = Value.lift(o)
        return Value(self.data / o.data, (self, o), lambda g: (g / o.data, -g * self.data / o.data / o.data))

    def __sub__(self, o):
        o = Value.lift(o)
        return Value(self.data - o.data, (self, o), lambda g: (g, -g))

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, o):
        return Value.lift(o) - self

    def __rtruediv__(self, o):
        return Value.lift(o) / self

    def __neg__(self):
        return 0 - self

    def __pow__(self, k):
        if not isinstance(k, (int, float)):
            raise TypeError("exponent")
        if k == 0:
            return Value(1.0, (self,), lambda g: (0.0,))
        return Value(self.data ** k, (self,), lambda g: (g * k * self.data ** (k - 1),))

    def exp(self):
        y = math.exp(self.data)
        return Value(y, (self,), lambda g: (g * y,))

    def log(self):
        return Value(math.log(self.data), (self,), lambda g: (g / self.data,))

    def tanh(self):
        y = math.tanh(self.data)
        return Value(y, (self,), lambda g: (g * (1 - y * y),))

    def relu(self):
        on = self.data > 0
        return Value(self.data if on else 0.0, (self,), lambda g: (g if on else 0.0,))

    def backward(self):
        # how many uses of each value are there?
        uses = {self: 0}
        queue = deque([self])
        while queue:
            v = queue.popleft()
            for c in v.children:
                if c not in uses:
                    uses[c] = 0
                    queue.append(c)
                uses[c] += 1
        got = dict.fromkeys(uses, 0.0)
        got[self] = 1.0
        ready = [self]
        while ready:
            v = ready.pop()
            v.grad += got[v]
            for c, g in zip(v.children, v.push(got[v])):
                got[c] += g
                uses[c] -= 1
                if uses[c] == 0:
                    ready.append(c)


def leaf(x):
    y = torch.empty_like(x, requires_grad=False).copy_(x.detach())
    return y.requires_grad_(True)


def grad_of_2xdotx(x):
    v = leaf(x)
    y = 2 * (v * v).sum()
    (g,) = torch.autograd.grad(y, v)
    return g


def sum_backward(y, x):
    v = leaf(x)
    out = y(v)
    (g,) = torch.autograd.grad(out, v, grad_outputs=torch.ones_like(out))
    return g


def grad_with_detach(x):
    v = leaf(x)
    with torch.no_grad():
        u = v ** 2
    return torch.autograd.grad((u * v).sum(), v)[0]


def grad_of_control_flow(a):
    if a.numel() == 0 or bool((a == 0).all()):
        raise ValueError("endless")
    v = leaf(a)
    b = 2 * v
    while torch.linalg.vector_norm(b) < 1000:
        b = 2 * b
    if b.sum() > 0:
        d = b
    else:
        d = 100 * b
    return torch.autograd.grad(d.sum(), v)[0]


def zero_grad_twice(x):
    v = leaf(x)
    result = []
    for k in range(1, 4):
        torch.pow(v, k).sum().backward()
        result.append(v.grad.clone())
        v.grad.zero_()
    return tuple(result)
