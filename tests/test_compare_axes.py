"""Normalised along the wrong axis."""

import numpy as np
import pytest

from grader.compare import Mismatch, assert_close

RNG = np.random.default_rng(9)
Z = RNG.normal(size=(3, 5))


def softmax(z, axis):
    return np.exp(z) / np.exp(z).sum(axis=axis, keepdims=True)


def standardise(z, axis):
    return (z - z.mean(axis=axis, keepdims=True)) / z.std(axis=axis, keepdims=True)


def hint(actual, expected):
    with pytest.raises(Mismatch) as caught:
        assert_close(actual, expected)
    return caught.value.hint


def test_a_softmax_over_columns_instead_of_rows_is_recognised():
    told = hint(softmax(Z, 0), softmax(Z, 1))
    assert "each row should be normalised (sums to one)" in told
    assert "each column is. That is the wrong axis." in told


def test_a_softmax_over_everything_is_recognised():
    assert "it is the whole array" in hint(softmax(Z, None), softmax(Z, 1))


def test_means_over_the_wrong_axis_are_recognised():
    told = hint(standardise(Z, 1), standardise(Z, 0))
    assert "each column should be normalised (has mean zero)" in told
    assert "each row is" in told


def test_it_is_recognised_in_float32_and_in_three_dimensions():
    z = RNG.normal(size=(2, 3, 4)).astype("f4")
    told = hint(softmax(z, 1), softmax(z, -1))
    assert "each line along the last axis should be normalised" in told
    assert "each line along the second axis is" in told


def test_complex_numbers_are_not_normalised():
    assert "axis" not in hint(softmax(Z + 1j, 0), softmax(Z + 1j, 1))


def test_a_right_sum_with_wrong_values_is_no_wrong_axis():
    assert "axis" not in hint(softmax(Z**2, 1), softmax(Z, 1))
    assert "axis" not in hint(RNG.uniform(size=(3, 5)), softmax(Z, 1))
