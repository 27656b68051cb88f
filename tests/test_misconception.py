"""What is known of a wrong variant, and what is refused."""

import dataclasses

import pytest

from grader.errors import SuiteError
from grader.misconception import Misconception

GOOD = {"name": "forgets_the_root", "function": "lp_norm", "hint": "Take the root.", "zh": "还要开方。"}


def test_it_is_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Misconception(**GOOD).name = "other"


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("name", "<lambda>", "must be the name of a function"),
        ("function", "", "must be the name of a function"),
        ("function", len, "must be the name of a function"),
        ("hint", " ", "must be a sentence"),
        ("hint", None, "must be a sentence"),
        ("hint", "还要开方。", "must be English"),
        ("zh", "", "must be a sentence"),
        ("zh", "Take the root.", "must be Chinese"),
    ],
)
def test_a_field_without_meaning_is_named_with_its_value(field, value, problem):
    with pytest.raises(SuiteError, match=problem) as caught:
        Misconception(**GOOD | {field: value})
    assert f": {field} is {value!r}" in str(caught.value)
