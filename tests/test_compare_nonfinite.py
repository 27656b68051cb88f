"""nan and inf where they should not be, and the reverse."""

import numpy as np
import pytest

from grader.compare import nonfinite


@pytest.mark.parametrize(
    ("actual", "expected", "words"),
    [
        (np.nan, 1.0, "nan where a number is expected"),
        (np.nan, np.inf, "nan where a number is expected"),
        (np.inf, 1.0, "inf where a finite number is expected. That comes from an overflow"),
        (-np.inf, 1.0, "-inf where a finite number is expected. That comes from the logarithm of zero"),
        (1.0, np.inf, "a finite number where inf or -inf is expected"),
        (1.0, np.nan, "a number where nan is expected"),
        (np.inf, -np.inf, "inf of the wrong sign"),
        (complex(np.nan, 1), 1 + 1j, "nan where a number is expected"),
        (complex(1, np.inf), 1 + 1j, "inf where a finite number is expected"),
    ],
)
def test_each_way_to_be_misplaced_is_told(actual, expected, words):
    actual, expected = np.array([actual, 2.0]), np.array([expected, 2.0])
    (look,) = nonfinite.looks(actual, expected)
    assert words in look.hint
    assert "1 of 2 elements, first at [0]" in look.full
    assert nonfinite.differs(actual, expected)


def test_nothing_is_told_where_they_agree():
    x = np.array([np.nan, np.inf, -np.inf, 1.0])
    assert not nonfinite.differs(x, x.copy())
    assert nonfinite.looks(x, x.copy()) == []


def test_whole_numbers_are_always_finite():
    assert not nonfinite.differs(np.array([1, 2]), np.array([True, False]))


def test_zero_dimensional_arrays_have_no_index():
    (look,) = nonfinite.looks(np.array(np.nan), np.array(1.0))
    assert "first at" not in look.full
