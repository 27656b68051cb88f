"""What suites and misconceptions.py import."""

import pytest

import grader.testing
from grader.errors import SuiteError
from grader.misconception import Misconception
from grader.testing import misconception

HINT, ZH = "Take the p-th root.", "还要开 p 次方。"


def test_all_names_are_there_and_no_other():
    names = {"assert_close", "extra_credit", "fold", "function", "misconception", "points", "probes", "timeout"}
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
