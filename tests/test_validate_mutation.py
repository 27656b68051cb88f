"""Which small changes are made of a solution, and how they read."""

import pytest

from grader.errors import GenerateError
from grader.validate.mutation import mutants_of

MODULE = '''\
"""A module; 1 + 1."""

import numpy as np
import torch

GIVEN = 1 + 1


def f(x, y, n, mask):
    """Return 1 + 1."""
    ### BEGIN SOLUTION
{body}
    ### END SOLUTION
'''


def changes_of(*lines: str) -> list[str]:
    """The lines after each change of a body."""
    body = "\n".join(f"    {line}" for line in lines)
    return ["\n".join(new_lines(each.diff)) for each in mutants_of(MODULE.format(body=body), "m.py")]


def new_lines(diff: str) -> list[str]:
    return [line.removeprefix("+").removeprefix(" ") for line in diff.splitlines() if line.startswith("+")]


def test_a_mutant_knows_its_function_its_line_and_its_lines():
    mutants = mutants_of(MODULE.format(body="    if x:\n        n = (x\n            + y)\n    return n"), "m.py")
    mutant = next(each for each in mutants if "(x)" in each.diff)
    assert (mutant.function, mutant.line) == ("f", 13)
    assert mutant.diff == "- n = (x\n-     + y)\n+ n = (x)"
    assert mutant.source.decode() == MODULE.format(body="    if x:\n        n = (x)\n    return n")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("return x + y", ["x", "y", "x - y"]),
        ("return x - y", ["x", "y", "x + y"]),
        ("return x * y", ["x", "y", "x / y"]),
        ("return x / y", ["x", "y", "x * y"]),
        ("return (x + y) * n", ["(x + y)", "(x) * n", "n", "(y) * n", "(x - y) * n", "(x + y) / n"]),
        ("return x // y", ["x / y"]),
        ("return x % y", ["x * y"]),
        ("return x**y", ["x*y"]),
        ("return x @ y", ["x * y"]),
        ("return x & y", ["x | y"]),
        ("return x ^ y", []),
    ],
)
def test_arithmetic(line, expected):
    assert sorted(changes_of(line)) == sorted(f"return {each}" for each in expected)


def test_arithmetic_in_place_changes_its_operator_or_goes():
    assert changes_of("x += y", "return x") == ["pass", "x -= y"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("return x < y", ["x <= y", "x > y"]),
        ("return x >= y", ["x > y", "x <= y"]),
        ("return x == y", ["x != y"]),
        ("return x is not y", ["x is  y"]),
        ("return x is y", ["x is not y"]),
        ("return x in y", ["x not in y"]),
        ("return x < y <= n", ["x <= y <= n", "x > y <= n", "x < y < n", "x < y >= n"]),
    ],
)
def test_comparisons(line, expected):
    assert sorted(changes_of(line)) == sorted(f"return {each}" for each in expected)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("return x and y and n", ["x or y and n", "x and y or n"]),
        ("return x or y", ["x and y"]),
        ("return not x", ["x"]),
        ("return -x", ["x"]),
        ("return ~mask", ["mask"]),
        ("return +x", []),
    ],
)
def test_logic_and_signs(line, expected):
    assert sorted(changes_of(line)) == sorted(f"return {each}" for each in expected)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("return 0", ["1", "-1"]),
        ("return 1", ["2", "0"]),
        ("return 3", ["4", "2", "6"]),
        ("return 0.5", ["1.5", "-0.5", "1.0"]),
        ("return -1", ["1", "0", "-2"]),
        ("return 0**x", ["0*x", "1**x", "(-1)**x"]),
        ("return True", ["False"]),
        ("return 1e300", ["2e+300"]),
        ("return 2j", []),
        ('return "words"', []),
        ('return f"{x + 1}"', []),
        ("return None", []),
    ],
)
def test_constants(line, expected):
    assert sorted(changes_of(line)) == sorted(f"return {each}" for each in expected)


def test_axes_and_keepdims():
    assert changes_of("return np.prod(x, axis=-1, keepdims=True)") == [
        "return x",
        "return np.prod(x, keepdims=True)",
        "return np.prod(x, axis=1, keepdims=True)",
        "return np.prod(x, axis=0, keepdims=True)",
        "return np.prod(x, axis=-2, keepdims=True)",
        "return np.prod(x, axis=-1, keepdims=False)",
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("return np.f(x, y, n)", ["np.f(y, x, n)", "np.f(x, n, y)"]),
        ("return np.maximum(x, y)", ["np.minimum(x, y)"]),
        ("return np.f(*x, y)", []),
        ("return np.f(*x)", []),
        ("return np.f(**x)", []),
        ("return np.f(dtype=n, order=y)", ["np.f(order=y)", "np.f(dtype=n)"]),
        ("return np.f(dtype=n)", ["np.f()"]),
    ],
)
def test_arguments(line, expected):
    assert sorted(changes_of(line)) == sorted(f"return {each}" for each in expected)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("return np.abs(x)", ["x"]),
        ("return np.abs(x - y) * n", ["np.abs(x - y)", "(x - y) * n"]),
        ("return len(x)", ["x"]),
        ("return (lambda: x)(y)", ["y"]),
        ("return x.sum()", ["x", "x.mean()"]),
        ("return x.astype(n)", ["x"]),
        ("return x.T", ["x"]),
        ("return np.exp(x)", ["x", "np.expm1(x)"]),
        ("return np.tanh(x)", ["x"]),
        ("return torch.tanh(x)", ["x", "torch.sigmoid(x)"]),
        ("return max(x, y)", ["min(x, y)"]),
    ],
)
def test_calls_that_are_dropped_or_taken_for_a_neighbour(line, expected):
    assert {f"return {each}" for each in expected} <= set(changes_of(line))


def test_a_dropped_call_that_would_leave_nothing_to_do_is_the_removed_statement():
    assert changes_of("x = np.abs(x)", "np.check(x)", "return x") == ["pass", "pass"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("return x[:]", ["x[1:]"]),
        ("return x[n:]", ["x[n + 1:]", "x[n:-1]"]),
        ("return x[:n]", ["x[1:n]", "x[:n - 1]"]),
        ("return x[2:]", ["x[3:]", "x[1:]", "x[4:]", "x[2:-1]"]),
        ("return x[::-1]", ["x[::1]", "x[::0]", "x[::-2]"]),
    ],
)
def test_slices(line, expected):
    assert sorted(changes_of(line)) == sorted(f"return {each}" for each in expected)


def test_conditions_and_conditional_expressions():
    assert changes_of("return x if n else y") == ["return x", "return y", "return x if not n else y"]
    assert changes_of("if n:", "    x = y", "return x") == ["if not n:", "pass"]
    assert "if not n:" not in changes_of("if n > y:", "    x = y", "return x")


def test_statements_that_can_go():
    body = [
        "x[0] = y",  # in place
        "z = y",  # without it the rest would not run: left alone
        "z = n",  # bound before
        "for i in x:",
        "    if not i:",
        "        continue",
        "    if mask:",
        "        return z",
        "    if y:",
        '        raise ValueError("y is 1 + 1")',
        '"""Nothing."""',
        "return n",
    ]
    removed = [
        each.line - 11 for each in mutants_of(MODULE.format(body=indented(body)), "m.py") if "+ pass" in each.diff
    ]
    assert removed == [1, 3, 6, 8, 10]


def indented(lines: list[str]) -> str:
    return "\n".join(f"    {line}" for line in lines)


def test_what_is_given_documents_or_explains_is_left_alone():
    assert changes_of('raise ValueError("x is " + str(x + 1))') == []
    assert changes_of("z: dict[str, 1] = x", 'assert z, "z is " + y', "return z") == []


def test_a_helper_is_named_and_a_constant_belongs_to_the_module():
    helper = "### BEGIN SOLUTION\nEPS = 1\n\n\ndef _half(x: int) -> float:\n    return x / 2\n\n\n### END SOLUTION\n"
    assert {(each.function, each.line) for each in mutants_of(helper, "m.py")} == {("module", 2), ("_half", 6)}
    method = "class Cell:\n    def go(self):\n        ### BEGIN SOLUTION\n        return 0\n        ### END SOLUTION\n"
    assert {each.function for each in mutants_of(method, "m.py")} == {"Cell.go"}


def test_places_are_right_behind_characters_of_several_bytes():
    assert set(changes_of('n = "π" + (y)  # ∂', "return n")) == {
        'n = "π"  # ∂',
        "n = (y)  # ∂",
        'n = "π" - (y)  # ∂',
        "pass  # ∂",
    }


def test_mutants_are_the_same_each_time_each_once_and_each_compiles():
    body = "    return x[n] + x[n] - 1 if x else np.max(np.abs(x), axis=0)"
    first, second = (mutants_of(MODULE.format(body=body), "m.py") for _ in range(2))
    assert first == second
    assert len({each.source for each in first}) == len(first)
    for each in first:
        compile(each.source, "m.py", "exec")


def test_a_change_that_python_cannot_read_is_no_mutant():
    assert "return [i for i in x if n else y]" not in changes_of("return [i for i in np.f(x if n else y)]")


def test_windows_line_ends_make_no_difference():
    source = MODULE.format(body="    return x + y")
    assert mutants_of(source.replace("\n", "\r\n"), "m.py") == mutants_of(source, "m.py")


def test_a_reference_whose_markers_are_wrong_is_refused():
    with pytest.raises(GenerateError, match=r"m\.py, line 2: a solution ends that never began"):
        mutants_of('"""M."""\n### END SOLUTION\n', "m.py")
