"""What wrong values look like: one explanation, two, or rightly none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.compare import Mismatch, assert_close
from grader.compare.explain import shape_look, values_look
from grader.compare.sides import side_of
from grader.compare.tolerance import tolerance_for


def look(actual, expected):
    actual, expected = np.asarray(actual), np.asarray(expected)
    found = values_look(actual, expected, tolerance_for(side_of(actual), side_of(expected), None, None, None, True))
    return "" if found is None else found.hint


@given(seed=st.integers(0, 10**6), shape=st.sampled_from([(), (2,), (7,), (3, 4), (3, 3), (2, 3, 4)]))
def test_unrelated_numbers_look_like_nothing(seed, shape):
    rng = np.random.default_rng(seed)
    assert look(rng.normal(size=shape), rng.normal(size=shape)) == ""


@given(seed=st.integers(0, 10**6))
def test_several_mistakes_at_once_look_like_nothing(seed):
    rng = np.random.default_rng(seed)
    x = rng.uniform(0.5, 3, size=(4, 4))
    for wrong in (1.7 * x + 0.3, -2 * x.T, x**2 + rng.normal(size=4), -np.log(x) + 0.1 * x, x[::-1].T * 3 + x):
        assert look(wrong, x) == ""


def test_two_explanations_that_both_fit_are_both_told():
    x = np.linspace(-1, 1, 5) + 0.0
    found = look(-x, x)
    assert "sign is flipped" in found and " Or: " in found and "reverse order" in found


def test_small_whole_numbers_are_no_evidence():
    for actual, expected in ((4, 2), (4.0, 2.0), (0.0, 1.0), (9.0, 3.0), (1.0, -1.0), (5.0, 2.5), (1, 0)):
        assert look(actual, expected) == ""


def test_a_single_random_number_is_evidence():
    assert "square of" in look(0.7391**2, 0.7391)


def test_low_precision_numbers_need_more_evidence():
    x = np.array([0.731, 1.237, 2.41], "f2")
    assert look(-x[0], x[0]) == ""
    assert "sign" in look(-x, x)


def test_zero_everywhere_is_said_before_all_else():
    assert "zero everywhere" in look(np.zeros(3), np.array([1.0, 2.0, 3.0]))
    assert "zero everywhere" in look(np.zeros(3), np.ones(3))


def test_one_value_everywhere_is_told():
    assert look(np.full(3, 7.5), np.array([1.0, 2.0, 3.0])) == "Every element of your result is the same."
    assert "the same" in look(np.ones(3, bool), np.array([True, False, True]))
    assert "the same" not in look(np.full(3, 7.5), np.ones(3))


@pytest.mark.parametrize("dtype", ["f4", "f8", "c16", "i8"])
def test_looks_are_found_in_every_dtype(dtype):
    x = np.array([[3, 1, 40], [15, 9, 26]]).astype(dtype)
    assert "sign is flipped" in look(-x, x)


def test_nothing_is_looked_for_in_huge_arrays():
    x = np.arange(100_001) + 0.5
    assert look(-x, x) == ""
    assert shape_look(x[:, None], x, tolerance_for(side_of(x), side_of(x), None, None, None, True)) is None


def test_a_test_stricter_than_the_dtype_still_sees_what_it_looks_like():
    x = np.array([0.3, 1.7, 2.2])
    with pytest.raises(Mismatch) as caught:
        assert_close(-x * (1 + 2**-51), x, ulp=1)
    assert "sign is flipped" in caught.value.hint
