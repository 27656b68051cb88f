"""What a suite sees besides a value: observed calls, gradients, objects that stay, generators, callbacks."""

import operator

import numpy as np
import pytest
import torch

from grader.errors import SuiteError
from grader.sandbox.failures import Crashed, Refused, StudentFailure, StudentRaised
from grader.testing import fold

MANY = """
import functools, math
import numpy as np

def vectorised(x):
    shifted = x - x.max()
    return np.exp(shifted) / np.exp(shifted).sum()

def by_einsum(x):
    return np.einsum("i,j->ij", x, x)

def by_axis(x):
    return np.apply_over_axes(np.sum, np.outer(x, x), [0])

def loop(x):
    out = np.empty_like(x)
    for i in range(len(x)): out[i] = math.exp(x[i])
    return out

def while_loop(x):
    i, total = 0, 0.0
    while i < len(x): total += x[i]; i += 1
    return total

def comprehension(x): return np.array([math.exp(v) for v in x])
def comprehension_over_a_list(x): return np.array([math.exp(v) for v in x.tolist()])
def generator(x): return np.array(list(math.exp(v) for v in x))
def unpacked(x): return np.array([*(math.exp(v) for v in x)])
def mapped(x): return np.array(list(map(math.exp, x)))
def mapped_in_disguise(x): return np.array(list(functools.partial(map, math.exp)(x)))
def filtered(x): return np.array(list(filter(None, x)))
def vectorized(x): return np.vectorize(math.exp)(x)
def frompyfunc(x): return np.frompyfunc(math.exp, 1, 1)(x).astype(float)
def fromiter(x): return np.fromiter((math.exp(v) for v in x), float)
def along_axis(x): return np.apply_along_axis(np.sum, 1, np.outer(x, x))
def summed(x): return sum(x)
def summed_rows(x): return sum(np.outer(x, x))
def maximum(x): return max(x)
def any_of(x): return any(x > 5)
def recursive(x): return x if len(x) < 2 else np.concatenate([recursive(x[:len(x) // 2]), recursive(x[len(x) // 2:])])
def in_eval(x): return eval("np.array([math.exp(v) for v in x])")
def in_a_helper(x): return loop(x)

def printed(x):
    print(x, x.shape, np.outer(x, x))
    return vectorised(x)

def printed_loop(x):
    print(x)
    return loop(x)
"""
VECTORISED = ("vectorised", "by_einsum", "by_axis", "printed")
LOOPS = ("loop", "while_loop", "comprehension", "comprehension_over_a_list", "generator", "unpacked", "mapped",
         "mapped_in_disguise", "filtered", "vectorized", "frompyfunc", "fromiter", "along_axis", "summed",
         "summed_rows", "maximum", "any_of", "recursive", "in_eval", "in_a_helper", "printed_loop")  # fmt: skip


def lines(student, name, size):
    return getattr(student.observe, name)(np.linspace(0.1, 1, size)).lines


@pytest.mark.parametrize("name", VECTORISED)
def test_the_lines_of_vectorised_code_do_not_grow(submit, name):
    student = submit(MANY)
    assert lines(student, name, 8) == lines(student, name, 64)


@pytest.mark.parametrize("name", LOOPS)
def test_the_lines_of_a_loop_grow_with_the_elements_wherever_it_hides(submit, name):
    student = submit(MANY)
    assert lines(student, name, 64) - lines(student, name, 8) >= 56


def test_observing_leaves_the_builtins_as_they_were(submit):
    student = submit("def f(x): return [each.__name__ for each in (map, sum, print, type(map))]\n")
    before = student.f(1)
    student.observe.f(1)
    assert student.f(1) == before == ["map", "sum", "print", "type"]


def test_an_observed_call_that_raises_leaves_the_builtins_as_they_were(submit):
    student = submit("def f(x): raise ValueError\ndef g(): return map.__name__ + type(map).__name__ + print.__name__\n")
    with pytest.raises(ValueError):
        student.observe.f(1)
    assert student.g() == "maptypeprint"


SIDES = """
import sys, warnings
import numpy as np

def inplace(x, y=None, *rest, k=None, **more):
    x *= 2
    if rest: rest[0][0] = 7
    if more: more["z"][0] = 7
    return x.copy()
def view(x, y): return x[::2]
def pair(x, y): return y.T, {"a": [x]}
def own(x, y): return x + y
def listed(x):
    x.append(1)
    return x
def nothing(x):
    x[:] = x.copy()
    return 1
def swapped(x): x[0], x[1] = x[1].copy(), x[0].copy()
def noisy(x):
    print("one"); print("two", file=sys.stderr)
    return np.exp(x)
def warns(n):
    for k in range(n): warnings.warn(f"number {k}", UserWarning)
"""


def test_arguments_that_were_modified_are_named(submit):
    student = submit(SIDES)
    x = np.ones(3)
    record = student.observe.inplace(x, 1)
    assert record.modified == ("x",)
    np.testing.assert_array_equal(record.value, [2.0, 2.0, 2.0])
    np.testing.assert_array_equal(record.after["x"], [2.0, 2.0, 2.0])
    np.testing.assert_array_equal(x, np.ones(3))
    assert record.shares_memory == ()


def test_more_arguments_than_names_are_numbered(submit):
    record = submit(SIDES).observe.inplace(np.zeros(2), 1, np.zeros(2), np.zeros(2), k=3, z=np.zeros(2))
    assert record.modified == ("rest[0]", "z")
    assert set(record.after) == {"x", "y", "rest[0]", "rest[1]", "k", "z"}


def test_a_list_that_grew_was_modified(submit):
    record = submit(SIDES).observe.listed([1.0])
    assert record.modified == ("x",)
    assert record.after == {"x": [1.0, 1]}


def test_what_is_written_back_unchanged_was_not_modified(submit):
    assert submit(SIDES).observe.nothing(np.arange(3.0)).modified == ()


def test_a_swap_is_a_modification(submit):
    assert submit(SIDES).observe.swapped(np.eye(2)).modified == ("x",)


@pytest.mark.parametrize(("name", "shared"), [("view", ("x",)), ("pair", ("x", "y")), ("own", ())])
def test_arguments_whose_memory_the_result_shares_are_named(submit, name, shared):
    record = getattr(submit(SIDES).observe, name)(np.eye(4), np.eye(4))
    assert record.shares_memory == shared
    assert record.modified == ()


def test_a_function_of_the_students_can_be_observed_itself(submit):
    record = submit(SIDES).inplace.observe(np.ones(3), y=1)
    assert (record.modified, record.shares_memory) == (("x",), ())
    np.testing.assert_array_equal(record.after["x"], [2.0, 2.0, 2.0])


def test_what_was_printed_and_warned_of_is_told(submit):
    record = submit(SIDES).observe.noisy(np.array([1000.0]))
    assert record.output == "one\ntwo\n"
    assert record.warnings == ("RuntimeWarning: overflow encountered in exp",)


def test_warnings_are_told_each_time_and_not_without_end(submit):
    student = submit(SIDES)
    assert student.observe.warns(2).warnings == ("UserWarning: number 0", "UserWarning: number 1")
    assert student.observe.warns(2).warnings == ("UserWarning: number 0", "UserWarning: number 1")
    assert len(student.observe.warns(500).warnings) == 50


def test_a_functions_own_names_are_used_whatever_the_suite_calls_them(submit):
    record = submit("def f(matrix, /, *, axis): matrix[0] = 1\n").observe.f(np.zeros(2), axis=0)
    assert record.modified == ("matrix",)
    assert record.after["axis"] == 0


def test_a_record_that_was_forged_is_no_record(submit):
    source = "import grader.worker.serve as s\ns.observed = lambda *_: (1, {'lines': 'few', 'warnings': []})\ndef f(): return 1\n"
    with pytest.raises(Refused, match="record of a call of f is malformed"):
        submit(source).observe.f()


def test_an_observed_call_of_what_is_not_there(submit):
    with pytest.raises(StudentFailure, match="defines no f"):
        submit("").observe.f(1)
    with pytest.raises(AttributeError):
        _ = submit("").observe._private


# Gradients.

TORCH = """
import torch

def square(x): return x * x
def mixed(x, n, pair, scale=1.0): return (x * n * pair[0] * scale).sum() + pair[1]
def two(x): return x.sum(), x * 3
def nested(x): return (x * 2, (x * 3, x * 5))
def detached(x): return x.detach() * 2
def by_numpy(x): return torch.from_numpy(x.detach().numpy() * 2)
def partly(x, y): return x * 1.0
def half(x): return x[0], x.detach()[1]
def number(x): return 3.0
def wrong_shape(x): return x.sum()
def inplace(x):
    y = x * 1
    y += x
    return y
def raising(x): raise ValueError("no")
def integers(i, x): return x[i]

class Affine(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.tensor([[1.0, 2.0], [3.0, 4.0]], dtype=torch.float64))
        self.bias = torch.nn.Parameter(torch.zeros(2, dtype=torch.float64))
        self.frozen = torch.nn.Parameter(torch.ones(1, dtype=torch.float64), requires_grad=False)
        self.idle = torch.nn.Parameter(torch.ones(1, dtype=torch.float64))
    def forward(self, x):
        return x @ self.weight.T + self.bias
def make(): return Affine()
"""
X = torch.tensor([0.5, -1.0], dtype=torch.float64)
ONES = torch.ones(2, dtype=torch.float64)


def close(found, expected):
    torch.testing.assert_close(found, torch.as_tensor(expected, dtype=torch.float64))


MEMORY = """
import torch
def same(x): return x
def every_other(x): return x[::2]
def conjugate(x): return x.conj()
def negative(x): return x.conj().imag
def array(x): return x.detach().numpy()
def copy(x): return x.clone()
def tensor_copy(x): return torch.tensor(x)
def tensor(x): return torch.from_numpy(x)
def doubled(x):
    x *= 2
    return x
"""
COMPLEX = torch.tensor([1 + 2j, 3 - 1j, -2j])


@pytest.mark.parametrize(
    ("name", "argument", "shared"),
    [
        ("same", torch.ones(2, dtype=torch.bfloat16), ("x",)),
        ("every_other", torch.ones(3), ("x",)),
        ("conjugate", COMPLEX, ("x",)),
        ("negative", COMPLEX, ("x",)),
        ("array", torch.ones(3, requires_grad=True), ("x",)),
        ("tensor", np.ones((2, 3)).T, ("x",)),
        ("copy", COMPLEX, ()),
        ("tensor_copy", np.ones(2), ()),
    ],
)
def test_memory_shared_by_tensors_and_between_tensors_and_arrays(submit_torch, name, argument, shared):
    record = getattr(submit_torch(MEMORY).observe, name)(argument)
    assert (record.shares_memory, record.modified) == (shared, ())


def test_a_tensor_that_was_modified_in_place_is_named(submit_torch):
    record = submit_torch(MEMORY).observe.doubled(torch.arange(6.0).reshape(2, 3).T)
    assert (record.shares_memory, record.modified) == (("x",), ("x",))
    torch.testing.assert_close(record.after["x"], 2 * torch.arange(6.0).reshape(2, 3).T)


def test_a_gradient_is_the_product_with_the_cotangent(submit_torch):
    found = submit_torch(TORCH).grad("square", (X,), torch.tensor([1.0, 10.0], dtype=torch.float64))
    assert len(found) == 1
    close(found[0], [1.0, -20.0])
    close(found.value, [0.25, 1.0])
    assert found.parameters == {}


def test_gradients_are_built_as_the_arguments_and_none_where_there_is_none(submit_torch):
    one = torch.tensor(1.0, dtype=torch.float64)
    found = submit_torch(TORCH).grad("mixed", (X, 2, (X, one)), one, scale=3.0)
    close(found[0], (2 * X * 3).tolist())
    assert found[1] is None
    close(found[2][0], (2 * X * 3).tolist())
    close(found[2][1], 1.0)
    assert isinstance(found[2], tuple)


def test_of_several_results_some_may_be_left_out(submit_torch):
    student = submit_torch(TORCH)
    close(student.grad("two", (X,), (torch.tensor(1.0, dtype=torch.float64), None))[0], [1.0, 1.0])
    close(student.grad("two", (X,), (None, ONES))[0], [3.0, 3.0])
    close(student.grad("nested", (X,), (ONES, (None, ONES)))[0], [7.0, 7.0])


def test_an_argument_that_is_not_used_has_no_gradient(submit_torch):
    found = submit_torch(TORCH).grad("partly", (X, X), ONES)
    close(found[0], [1.0, 1.0])
    assert found[1] is None


def test_integers_are_not_differentiated(submit_torch):
    found = submit_torch(TORCH).grad("integers", (torch.tensor([0, 0]), X), ONES)
    assert found[0] is None
    close(found[1], [2.0, 0.0])


def test_a_result_that_is_connected_in_part(submit_torch):
    one = torch.tensor(1.0, dtype=torch.float64)
    close(submit_torch(TORCH).grad("half", (X,), (one, one))[0], [1.0, 0.0])


def test_work_in_place_on_the_students_own_tensor(submit_torch):
    close(submit_torch(TORCH).grad("inplace", (X,), ONES)[0], [2.0, 2.0])


def test_a_modules_parameters_have_gradients_by_name(submit_torch):
    student = submit_torch(TORCH)
    found = student.grad(student.make(), (X,), ONES)
    close(found[0], [4.0, 6.0])
    assert list(found.parameters) == ["weight", "bias", "idle"]
    close(found.parameters["weight"], [[0.5, -1.0], [0.5, -1.0]])
    assert found.parameters["idle"] is None
    close(found.value, [-1.5, -2.5])


def test_gradients_do_not_add_up_from_call_to_call(submit_torch):
    student = submit_torch(TORCH)
    cell = student.make()
    first, second = (student.grad(cell, (X,), ONES) for _ in range(2))
    close(first.parameters["bias"], second.parameters["bias"].tolist())


@pytest.mark.parametrize(
    ("name", "cotangent", "words"),
    [
        ("detached", ONES, "not connected to the arguments"),
        ("by_numpy", ONES, "not connected to the arguments"),
        ("wrong_shape", ONES, r"has shape \(\), where \(2,\) is expected"),
        ("number", ONES, "is a float, where a tensor is expected"),
        ("square", (ONES, ONES), "should be a tuple of 2 values"),
        ("two", (ONES,), "should be a tuple of 1 values"),
        ("two", (None, None), "not connected"),
    ],
)
def test_where_there_is_no_gradient_the_student_reads_why(submit_torch, name, cotangent, words):
    with pytest.raises(Refused, match=words) as caught:
        submit_torch(TORCH).grad(name, (X,), cotangent)
    assert not any(character.isdigit() for character in caught.value.hint)


def test_an_exception_in_a_differentiated_call_is_the_students(submit_torch):
    with pytest.raises(ValueError) as caught:
        submit_torch(TORCH).grad("raising", (X,), ONES)
    assert isinstance(caught.value, StudentRaised)


# Objects that stay in the worker.

VALUE = """
class Value:
    def __init__(self, data): self.data = data
    def __add__(self, other): return Value(self.data + getattr(other, "data", other))
    __radd__ = __add__
    def __mul__(self, other): return Value(self.data * getattr(other, "data", other))
    __rmul__ = __mul__
    def __sub__(self, other): return Value(self.data - getattr(other, "data", other))
    def __rsub__(self, other): return Value(other - self.data)
    def __truediv__(self, other): return Value(self.data / getattr(other, "data", other))
    def __rtruediv__(self, other): return Value(other / self.data)
    def __floordiv__(self, other): return Value(self.data // other)
    def __mod__(self, other): return Value(self.data % other)
    def __matmul__(self, other): return Value(self.data * 1000 + other.data)
    def __rmatmul__(self, other): return Value(-1)
    def __pow__(self, n): return Value(self.data ** n)
    def __neg__(self): return Value(-self.data)
    def __pos__(self): return Value(self.data)
    def __abs__(self): return Value(abs(self.data))
    def __eq__(self, other): return True
    def __bool__(self): return True
    def double(self, times=1): return Value(self.data * 2 ** times)
    @property
    def broken(self): raise ValueError("no such thing")

class Table:
    def __init__(self): self.rows = {"a": 1}
    def __getitem__(self, key): return str(key) if isinstance(key, (tuple, slice)) else self.rows[key]
    def __setitem__(self, key, value): self.rows[key] = value
    def __contains__(self, key): return key in self.rows
    def __len__(self): return 42
    def __iter__(self): return iter([Value(1), Value(2)])
    def __call__(self, x): return x + 1
def same(x): return x
def die(): import os; os._exit(1)
"""


@pytest.mark.parametrize(
    ("expression", "data"),
    [
        ("a + b", 8), ("a + 2", 8), ("2 + a", 8), ("a * b", 12), ("2 * a", 12), ("a - b", 4), ("2 - a", -4),
        ("a / b", 3), ("12 / a", 2), ("a // 4", 1), ("a % 4", 2), ("a ** 2", 36), ("a @ b", 6002),
        ("-a", -6), ("+a", 6), ("abs(-a)", 6), ("a.double()", 12), ("a.double(times=3)", 48), ("(a + b).double()", 16),
        ("a * b + a", 18), ("np.float64(2.0) * a", 12),
    ],
)  # fmt: skip
def test_arithmetic_with_an_object_of_the_students_is_done_where_it_lives(submit, expression, data):
    student = submit(VALUE)
    found = eval(expression, {"a": student.Value(6), "b": student.Value(2), "np": np})
    assert found.data == data


def test_a_container_of_the_students_can_be_used(submit):
    student = submit(VALUE)
    table = student.Table()
    assert table["a"] == 1
    assert table[1:2, ...] == "(slice(1, 2, None), Ellipsis)"
    assert len(table) == 42
    assert "a" in table
    assert "b" not in table
    table["b"] = 5
    assert table["b"] == 5
    assert [value.data for value in table] == [1, 2]
    assert table(3) == 4
    assert student.same(table)["b"] == 5


def test_a_method_can_be_taken_and_called_later(submit):
    double = submit(VALUE).Value(3).double
    assert double().data == 6
    assert double(2).data == 12


def test_a_method_is_looked_up_once(submit):
    student = submit(VALUE)
    assert student.Value(3).double().data == 6
    calls, other = student.calls, student.Value(4)
    assert other.double().data == 8
    assert student.calls == calls + 3  # to make it, to call its method, to look at the data


def test_an_attribute_that_raises_is_the_students_exception(submit):
    student = submit(VALUE)
    with pytest.raises(ValueError):
        _ = student.Value(1).broken
    with pytest.raises(AttributeError):
        _ = student.Value(1).missing
    with pytest.raises(KeyError):
        student.Table()["z"]


def test_what_an_object_says_of_itself_is_not_believed(submit):
    student = submit(VALUE)
    one, other = student.Value(1), student.Value(1)
    for compare in (operator.eq, operator.ne):
        with pytest.raises(Refused, match="A plain value is expected here, not an object of type Value"):
            compare(one, other)
        with pytest.raises(Refused):
            compare(2.0, one)
    assert one.__class__.__name__ == "Handle"
    assert repr(one) == "<Value of the student's>"
    for name in ("_data", "__array__", "__float__", "__dict__x"):
        with pytest.raises(AttributeError):
            getattr(one, name)
    with pytest.raises(TypeError):
        float(one)
    with pytest.raises(TypeError):
        _ = one < other


def test_a_method_and_an_object_are_observed_as_functions_are(submit):
    student = submit(
        "import numpy as np\n"
        "class Layer:\n"
        "    def __call__(self, x):\n        print('called')\n        return x\n"
        "    def grad(self, x, dout):\n        dout *= 2\n        return x * dout\n"
    )
    layer, x = student.Layer(), np.array([1.0, 2.0])
    rec = student.observe(layer.grad)(x, np.array([3.0, 4.0]))
    assert (rec.value.tolist(), rec.modified, rec.shares_memory) == ([6.0, 16.0], ("dout",), ())
    assert rec.after["dout"].tolist() == [6.0, 8.0]
    rec = student.observe(layer)(x)
    assert (rec.shares_memory, rec.output) == (("x",), "called\n")
    with pytest.raises(SuiteError, match=r"takes an object of the student's or its method, not a str"):
        student.observe("grad")


def test_an_operator_is_applied_along_a_list_in_one_call(submit):
    student = submit(VALUE)
    a, b = student.Value(6), student.Value(2)
    calls = student.calls
    assert fold("add", a, [1, b, 3]).data == 12
    assert fold("sub", 20, (a, b)).data == 12
    assert fold("mul", a, [2.0] * 3).data == 48
    assert fold("add", a, [1] * 5000).data == 5006
    assert fold("add", a, []).data == 6
    assert student.calls == calls + 10  # five of them to look at the data


@pytest.mark.parametrize(
    ("operator", "items", "kind"), [("add", ["text"], TypeError), ("truediv", [0], ZeroDivisionError)]
)
def test_an_exception_on_the_way_along_a_list_is_the_students(submit, operator, items, kind):
    student = submit(VALUE)
    with pytest.raises(kind) as caught:
        fold(operator, student.Value(6), items)
    assert isinstance(caught.value, StudentRaised)


def test_an_operator_is_applied_along_a_list_here_where_nothing_is_the_students():
    assert fold("sub", 20, (6, 2)) == 12
    assert fold("add", 1, []) == 1


def test_the_truth_of_an_object_is_refused(submit):
    with pytest.raises(Refused, match="truth value"):
        bool(submit(VALUE).Value(0))


def test_a_suite_may_not_set_an_attribute(submit):
    with pytest.raises(SuiteError, match="may not set data"):
        submit(VALUE).Value(0).data = 3


def test_an_object_is_lost_with_its_process(submit):
    student = submit(VALUE)
    value = student.Value(1)
    with pytest.raises(Crashed):
        student.die()
    for use in (lambda: value.data, lambda: value + 1, lambda: student.same(value)):
        with pytest.raises(Crashed, match="lost when your code crashed"):
            use()
    assert student.Value(2).data == 2


# Generators and callbacks.


def test_a_numpy_generator_goes_on_where_the_student_left_it(submit):
    student = submit("def draw(rng, n): return rng.normal(size=n)\n")
    here, there = np.random.default_rng(5), np.random.default_rng(5)
    np.testing.assert_array_equal(student.draw(there, 3), here.normal(size=3))
    np.testing.assert_array_equal(student.draw(rng=there, n=2), here.normal(size=2))
    assert here.random() == there.random()


@pytest.mark.parametrize("kind", ["PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64"])
def test_every_kind_of_bit_generator_crosses(submit, kind):
    here, there = (np.random.Generator(getattr(np.random, kind)(7)) for _ in range(2))
    assert submit("def draw(rng): return rng.random()\n").draw(there) == here.random()
    assert here.random() == there.random()


def test_a_generator_inside_a_tuple_and_one_passed_twice_are_advanced(submit):
    student = submit("def draw(pair): return pair[0].random()\n")
    here, there = np.random.default_rng(5), np.random.default_rng(5)
    assert student.draw((there, 1)) == here.random()
    assert here.random() == there.random()


def test_an_observed_call_tells_the_generators(submit):
    rng = np.random.default_rng(5)
    record = submit("def draw(rng): return rng.random()\n").observe.draw(rng)
    assert record.generators == (rng,)
    assert record.modified == ("rng",)


def test_a_torch_generator_goes_on_where_the_student_left_it(submit_torch):
    student = submit_torch("import torch\ndef draw(g): return torch.rand(3, generator=g)\n")
    here, there = (torch.Generator().manual_seed(3) for _ in range(2))
    torch.testing.assert_close(student.draw(there), torch.rand(3, generator=here), rtol=0, atol=0)
    torch.testing.assert_close(torch.rand(1, generator=there), torch.rand(1, generator=here), rtol=0, atol=0)


def test_a_callback_gets_and_gives_arrays(submit):
    seen = []

    def slope(x, *, step=1.0):
        seen.append(x)
        return 2 * x * step

    student = submit("def descend(g, x):\n    for _ in range(3): x = x - 0.25 * g(x, step=2.0)\n    return x\n")
    np.testing.assert_array_equal(student.descend(slope, np.array([8.0])), [0.0])
    assert [value.tolist() for value in seen] == [[8.0], [0.0], [0.0]]


def test_a_callback_may_call_the_student_again(submit):
    student = submit("def f(g, x): return g(x) + 1\ndef h(x): return 10 * x\n")
    assert student.f(lambda x: student.h(x), 2) == 21


def test_a_call_inside_a_callback_may_use_what_the_outer_call_lent(submit):
    student = submit("def f(g, h): return g(lambda x: h(x) + 1)\ndef apply(k, x): return k(x)\n")
    assert student.f(lambda inner: inner(3), lambda x: 10 * x) == 31
    assert student.f(lambda inner: student.apply(lambda x: inner(x) + 5, 3), lambda x: 10 * x) == 36


def test_what_an_inner_call_lent_is_taken_back_with_it(submit):
    student = submit(
        "kept = []\ndef f(g): return g(1) + kept[0](2)\ndef keep(k):\n    kept.append(k)\n    return k(3)\n"
    )
    with pytest.raises(StudentFailure):
        student.f(lambda x: student.keep(lambda y: y))


def test_an_object_of_the_students_passes_through_a_callback(submit):
    student = submit(VALUE + "def f(g): return g(Value(3)).data\n")
    assert student.f(lambda value: value * 2) == 6


@pytest.mark.parametrize(
    ("made", "words"),
    [
        ("torch.empty(2, device='meta')", "device meta"),
        ("torch.ones(2).to_sparse()", "sparse"),
        ("torch.quantize_per_tensor(torch.zeros(2), 0.1, 0, torch.qint8)", "qint8"),
        ("torch.zeros(2, dtype=torch.float8_e4m3fn)", "float8"),
    ],
)
def test_an_observed_tensor_that_is_nowhere_in_memory_is_refused_by_name(submit_torch, made, words):
    student = submit_torch(f"import torch\ndef f(x):\n    return {made}\n")
    with pytest.raises(Refused, match=words):
        student.observe.f(torch.ones(2))


THROUGH = """
import torch

def slope(f, x):
    leaf = x.clone().requires_grad_()
    f(leaf).sum().backward()
    return leaf.grad

def both(f, g, x):
    leaf = x.clone().requires_grad_()
    y, z = f(g(leaf), 2.0)
    (y.sum() + 10 * z).backward()
    return leaf.grad
"""


def test_gradients_flow_through_a_function_of_the_suites(submit_torch):
    student = submit_torch(THROUGH)
    assert student.slope(lambda x: x**3, X).tolist() == (3 * X**2).tolist()
    # y = 2 (5x) and z = sum of (5x)²
    assert student.both(lambda u, k: (k * u, (u**2).sum()), lambda x: 5 * x, X).tolist() == (10 + 500 * X).tolist()


def test_a_function_of_the_suites_without_a_gradient_is_told_of_by_its_class(submit_torch):
    with pytest.raises(RuntimeError):
        submit_torch(THROUGH).slope(lambda x: x.detach(), X)
