"""Evidence: what an agreeing element tells."""

import numpy as np

from grader.compare.look import Case, Look, axis_words
from grader.compare.tolerance import Tolerance

DOUBLE = Tolerance(1e-9, None, 2.0**-52)


def test_a_float_tells_more_than_a_small_whole_number_and_that_more_than_a_bool():
    floats = Case(np.array([0.123456]), np.array([0.654321]), DOUBLE).bits
    whole = Case(np.array([3]), np.array([5]), Tolerance(0.0, None, 0.0)).bits
    bools = Case(np.array([True]), np.array([False]), Tolerance(0.0, None, 0.0)).bits
    assert floats > whole > bools


def test_only_wrong_elements_are_evidence():
    x = np.array([3.0, 0.0, 0.0, 0.0])
    case = Case(-x, x, DOUBLE)
    assert case.close(-x)
    assert not case.fits(-x)


def test_what_was_taken_from_the_answer_is_no_evidence_for_it():
    x = np.array([0.123456])
    case = Case(2 * x, x, DOUBLE)
    assert case.fits(2 * x)
    assert not case.fits(2 * x, spent=1)
    assert not case.fits(2 * x, cost_bits=10)


def test_another_shape_never_fits():
    x = np.array([0.12, 0.34])
    assert not Case(-x, x, DOUBLE).fits(-x[:, None])


def test_a_look_that_has_no_numbers_says_the_same_at_both_levels():
    assert Look("It is so.").told == "It is so."
    assert Look("It is so.", "It is 3.").told == "It is 3."


def test_axes_are_named_in_words():
    assert [axis_words(axis, 3) for axis in range(3)] == ["the first axis", "the second axis", "the last axis"]
    assert axis_words(5, 9) == "one axis"
