"""Answers off by a factor or an offset."""

import math

import numpy as np
import pytest

from grader.compare import Mismatch, assert_close

X = np.random.default_rng(6).normal(size=(5, 3))


def mismatch(actual, expected, **asked):
    with pytest.raises(Mismatch) as caught:
        assert_close(actual, expected, **asked)
    return caught.value


@pytest.mark.parametrize(
    ("factor", "hint", "full"),
    [
        (5, "you summed where the mean is asked", "5 times the expected one, 5 being a length"),
        (1 / 3, "you took the mean where the sum is asked", "1/3 of the expected one, 3 being a length"),
        (2, "same constant factor", "twice the expected one"),
        (0.5, "same constant factor", "half the expected one"),
        (5 / 4, "divided by n minus one where n is asked", "divided by n - 1 where n is asked, with n = 5"),
        (4 / 5, "divided by n where n minus one is asked", "divided by n where n - 1 is asked, with n = 5"),
        (0.9, "or is a factor missing", "0.9 times the expected one"),
        (1 / math.log(2), "base two where the natural one", "1/ln 2 times"),
        (math.log(2), "natural logarithm where the one to base two", "ln 2 times"),
        (1 / math.log(10), "base ten where the natural one", "1/ln 10 times"),
        (math.log(10), "natural logarithm where the one to base ten", "ln 10 times"),
        (64, "sum where the mean is asked, or a factor", "64 times"),
        (1 / 64, "mean where the sum is asked, or a factor", "1/64 of"),
        (math.sqrt(8), "root of a whole number", "√8 times"),
        (1 / math.sqrt(2), "root of a whole number", "1/√2 times"),
        (1.2345, "same constant factor", "The factor is 1.234."),
        (-1.2345, "same constant factor", "The factor is -1.234, and the sign is flipped."),
    ],
)
def test_a_factor_is_recognised_and_its_number_kept_for_the_full_text(factor, hint, full):
    found = mismatch(factor * X, X)
    assert hint in found.hint
    assert full in found.full.replace("\n", " ")
    assert "Or:" not in found.hint


def test_a_single_number_off_by_a_telling_factor_is_recognised():
    assert "simple multiple or fraction" in mismatch(2 * 0.73912, 0.73912).hint
    assert "sum where the mean" in mismatch(17 * 0.73912, 0.73912).hint
    assert "not the expected number" in mismatch(1.7123 * 0.73912, 0.73912).hint


def test_numbers_that_lie_close_together_are_no_quotient_of_n_and_n_minus_one():
    assert "(n = 6)" in mismatch(0.855123 * 6 / 5, 0.855123).full
    assert "n = " not in mismatch(0.855123 * 171 / 170, 0.855123).full


def test_two_elements_may_be_summed_too():
    x = X[:2]
    assert "sum where the mean is asked" in mismatch(2 * x, x).full.replace("\n", " ")
    assert "mean where the sum is asked" in mismatch(x / 2, x).full.replace("\n", " ")


def test_a_factor_of_almost_all_elements_is_none():
    wrong = 1.7 * X
    wrong[2, 1] += 1e-3
    assert mismatch(wrong, X).hint == "Wrong values: no element is right."


def test_float32_tells_whole_numbers_apart_as_far_as_it_can():
    x = X.astype("f4")
    assert "sum where the mean" in mismatch(np.float32(64) * x, x).hint
    assert "sum" not in mismatch(np.float32(3001) * x, x).hint


def test_an_offset_is_recognised_and_its_number_kept_for_the_full_text():
    found = mismatch(X + 0.37, X)
    assert "off by the same constant: is something added" in found.hint
    assert "constant, 0.37:" in found.full


def test_whole_numbers_off_by_one_ask_where_counting_starts():
    x = np.array([4, 0, 2, 7, 5])
    assert "do you count from zero" in mismatch(x + 1, x).hint
    assert "too small by 1" in mismatch(x - 1, x).full


def test_a_large_offset_over_equal_numbers_is_no_evidence():
    x = np.full(6, 0.7) + 1e-9 * np.arange(6)
    assert "constant" not in mismatch(x + 3.33, x).hint


def test_a_complex_offset_is_recognised():
    z = X + 1j * X[::-1]
    assert "same constant" in mismatch(z + (0.5 - 2j), z).hint


def test_each_row_with_a_factor_or_an_offset_of_its_own_is_recognised():
    rows = np.array([[0.3], [1.7], [-2.1], [4.4], [0.9]])
    assert "each row is off by a factor of its own" in mismatch(X * rows, X).hint
    assert "each row is off by a constant of its own" in mismatch(X + rows, X).hint
    assert "each column is off by a factor of its own" in mismatch(X * rows[:3, 0], X).hint
    cube = np.random.default_rng(7).normal(size=(2, 3, 4))
    assert "each line along the last axis" in mismatch(cube * cube[:, :, :1], cube).hint


def test_rows_of_two_elements_need_several_rows():
    x = X[:1, :2]
    assert "of its own" not in mismatch(x * 1.3 + [0, 0.1], x).hint
