"""Answers that are a function of the expected one."""

import numpy as np
import pytest

from grader.compare import Mismatch, assert_close

RNG = np.random.default_rng(5)
X = RNG.uniform(0.2, 3.0, size=(3, 4))
SIGNED = RNG.normal(size=(3, 4))


def hint(actual, expected, **asked):
    with pytest.raises(Mismatch) as caught:
        assert_close(actual, expected, **asked)
    return caught.value.hint


@pytest.mark.parametrize(
    ("function", "expected", "words"),
    [
        (np.negative, SIGNED, "The sign is flipped"),
        (np.abs, SIGNED, "The signs are lost"),
        (lambda x: np.maximum(x, 0), SIGNED, "Negative values have become zero"),
        (np.square, SIGNED, "the square of"),
        (np.sqrt, X, "the square root of"),
        (np.exp, SIGNED, "is a logarithm missing"),
        (np.log, X, "the logarithm of"),
        (lambda x: -np.log(x), X, "minus the logarithm of"),
        (lambda x: np.exp(-x), SIGNED, "is minus the logarithm missing"),
        (lambda x: 1 / x, SIGNED, "reciprocal"),
        (lambda x: 1 - x, SIGNED, "one minus"),
        (np.trunc, 5 * SIGNED, "fractions are lost"),
        (np.floor, 5 * SIGNED, "fractions are lost"),
        (np.rint, 5 * SIGNED, "fractions are lost"),
        (np.conj, SIGNED + 1j * X, "complex conjugate"),
        (lambda x: x.real + 0j, SIGNED + 1j * X, "imaginary part is lost"),
        (np.negative, SIGNED + 1j * X, "The sign is flipped"),
    ],
)
def test_the_function_is_recognised(function, expected, words):
    told = hint(function(expected), expected)
    assert words.lower() in told.lower()
    assert "Or:" not in told


def test_one_sign_alone_is_flipped_and_not_lost():
    assert "flipped" in hint(X, -X)
    assert "lost" not in hint(X, -X)


def test_swapped_bools_are_recognised():
    x = np.array([True, True, False, True, False, False, False])
    assert "each True should be False" in hint(~x, x)


@pytest.mark.parametrize("dtype", ["f4", "f2"])
def test_values_that_went_through_a_coarser_dtype_are_recognised(dtype):
    name = np.dtype(dtype).name
    assert f"only as far as {name} goes" in hint(X.astype(dtype).astype("f8"), X)


def test_a_plain_value_close_by_is_no_sign_of_a_coarser_dtype():
    assert "goes" not in hint(0.5, 0.5 + 1e-6)
    assert "goes" not in hint(0.5, 0.501)


def test_complex_values_that_went_through_complex64_are_recognised():
    z = X + 1j * SIGNED
    assert "float32" in hint(z.astype("c8").astype("c16"), z)


def test_small_errors_are_nearly_right():
    assert "nearly right" in hint(X + 1e-7, X)
    assert "nearly right" not in hint(X + 1e-3, X)


def test_a_test_that_asks_for_more_than_usual_says_so():
    assert "only the last digits are wrong" in hint(np.nextafter(X, 9), X, ulp=0)
