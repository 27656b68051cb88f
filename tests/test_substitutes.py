"""Error carried forward, seen from the worker: our functions answer for the student's, and never leave this side."""

import numpy as np
import pytest
import torch

CHAIN = """
def inner(x):
    return x * 0
def outer(x):
    return inner(x) + 1
"""


def test_a_substitute_answers_for_the_students_function_and_is_gone_afterwards(submit):
    student = submit(CHAIN)
    worker = student._worker
    with worker.substituted({"inner": lambda x: 10 * x}):
        assert student.outer(2.0) == 21.0
        assert worker.substitutes_called == {"inner"}
    assert student.outer(2.0) == 1.0


def test_a_function_that_is_not_there_is_not_substituted(submit):
    student = submit(CHAIN)
    with student._worker.substituted({"nobody": abs}):
        assert student.outer(2.0) == 1.0
    assert student._worker.substitutes_called == set()


def test_a_new_process_gets_the_substitutes_too(submit):
    student = submit(CHAIN + "import os\ndef die():\n    os._exit(1)\n")
    with student._worker.substituted({"inner": lambda x: 10 * x}):
        with pytest.raises(Exception, match="ended the Python process"):
            student.die()
        assert student.outer(2.0) == 21.0


LOOK = """
import gc, types
def inner(x):
    return 0
def look():
    inner(1)
    functions = [found for found in gc.get_objects() if isinstance(found, types.FunctionType)]
    return sorted({name for found in functions for name in found.__code__.co_varnames})
"""


def test_our_function_does_not_enter_the_worker(submit):
    def inner(telltale):
        return telltale

    student = submit(LOOK)
    with student._worker.substituted({"inner": inner}):
        names = student.look()
    assert "x" in names
    assert "telltale" not in names


def test_arrays_and_objects_of_the_students_pass_through(submit):
    student = submit(
        "class Cache: pass\ndef first(x):\n    return x, Cache()\ndef both(x):\n    y, cache = first(x)\n    return y\n"
    )
    with student._worker.substituted({"first": lambda x: (x + 1, (1, 2))}):
        np.testing.assert_array_equal(student.both(np.ones(2)), [2.0, 2.0])


def test_a_substitute_that_calls_a_function_of_the_students(submit):
    student = submit("def mean(f, n):\n    return None\ndef use(n):\n    return mean(lambda: 3.0, n)\n")
    with student._worker.substituted({"mean": lambda f, n: sum(f() for _ in range(n)) / n}):
        assert student.use(4) == 3.0


def test_a_substitute_may_use_a_function_that_uses_one_of_the_suites(submit):
    student = submit("def slope(f, x):\n    return None\ndef use(f, x):\n    return slope(lambda t: f(t) + 1, x)\n")
    with student._worker.substituted({"slope": lambda f, x: f(x + 1) - f(x)}):
        assert student.use(lambda t: t**2, 3.0) == 7.0


def test_a_generator_goes_on_where_the_substitute_left_it(submit):
    student = submit("def draw(rng):\n    return 0\ndef twice(rng):\n    return [draw(rng), draw(rng)]\n")
    rng, same = np.random.default_rng(3), np.random.default_rng(3)
    with student._worker.substituted({"draw": lambda rng: rng.random()}):
        assert student.twice(rng) == [same.random(), same.random()]
    assert rng.random() == same.random()


TORCH = """
import torch
def gates(x, w):
    return x * 0, w * 0
def step(x, w):
    a, b = gates(x, w)
    return torch.sigmoid(a) * b
class Cell(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.w = torch.nn.Parameter(torch.tensor([2.0, 3.0], dtype=torch.float64))
    def forward(self, x):
        return step(x, self.w)
"""


def right_gates(x, w):
    return x * w, x + w


def test_gradients_flow_through_a_substitute(submit_torch):
    student = submit_torch(TORCH)
    x = torch.tensor([0.5, -1.0], dtype=torch.float64)
    w = torch.tensor([2.0, 3.0], dtype=torch.float64)
    cotangent = torch.tensor([1.0, 0.5], dtype=torch.float64)
    own = [t.clone().requires_grad_(True) for t in (x, w)]
    a, b = right_gates(*own)
    expected = torch.autograd.grad(torch.sigmoid(a) * b, own, cotangent)
    with student._worker.substituted({"gates": right_gates}):
        found = student.grad("step", (x, w), cotangent)
        cell = student.grad(student.Cell(), (x,), cotangent)
    for one, other in zip(found, expected, strict=True):
        torch.testing.assert_close(one, other)
    torch.testing.assert_close(cell.parameters["w"], expected[1])
