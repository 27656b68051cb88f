"""What suites and misconceptions.py import."""

import numpy as np
import pytest

import grader.testing
from grader.errors import SuiteError
from grader.misconception import Misconception
from grader.testing import misconception, once_right

HINT, ZH = "Take the p-th root.", "还要开 p 次方。"


def test_all_names_are_there_and_no_other():
    names = {
        "assert_close", "extra_credit", "fold", "function", "misconception", "once_right", "picture", "points", "probes",
        "timeout",
    }  # fmt: skip
    assert set(grader.testing.__all__) == names
    assert all(hasattr(grader.testing, name) for name in grader.testing.__all__)


@pytest.mark.parametrize("name", ["points", "function", "timeout", "extra_credit"])
def test_marks_are_those_of_pytest(name):
    assert getattr(grader.testing, name).mark.name == name


def test_a_misconception_is_the_variant_itself_with_what_is_known_of_it():
    @misconception("lp_norm", hint=HINT, zh=ZH)
    def forgets_the_root(x, p):
        return x + p

    assert forgets_the_root(1, 2) == 3
    assert forgets_the_root.__misconception__ == Misconception("forgets_the_root", "lp_norm", HINT, ZH)


def test_a_class_may_be_a_misconception_too():
    @misconception("Value", hint=HINT, zh=ZH)
    class OverwritesGradients:
        pass

    assert OverwritesGradients.__misconception__.name == "OverwritesGradients"


@pytest.mark.parametrize("variant", [3, "forgets_the_root"])
def test_only_functions_are_misconceptions(variant):
    with pytest.raises(SuiteError, match="put it on a function"):
        misconception("lp_norm", hint=HINT, zh=ZH)(variant)


def test_a_probe_after_questions_is_put_only_to_a_function_that_answers_them_right():
    ask = once_right(((2.0,), 4.0), (lambda f: f(f(2.0)), 16))((-3.0,))
    assert ask(lambda x: x * x) == 9.0
    assert ask(lambda x: x * abs(x) * (1 + 1e-6)) == pytest.approx(-9.0, rel=1e-5)
    assert ask(lambda x: x + x) == ask(lambda x: "four") == "wrong before"
    assert once_right()(lambda f: f(1) + 1)(lambda x: x) == 2


def test_a_probe_of_a_second_mistake_learns_nothing_of_a_function_that_holds_the_first():
    probe = once_right(((2.0,), 4.0), ((3.0,), 6.0))
    by_arguments, by_function = probe((0.0,)), probe(lambda function: function(0.0) + 1)
    for right_at_first in (lambda x: 2 * x, lambda x: np.float32(2 * x), lambda x: 2 * x if x else 7.0):
        assert by_arguments(right_at_first) == right_at_first(0.0)
        assert by_function(right_at_first) == right_at_first(0.0) + 1
    assert by_arguments(lambda x: x + x**2 / 2) == "wrong before"
    assert by_arguments(lambda x: x) == "wrong before"
