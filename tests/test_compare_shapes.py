"""What a wrong shape looks like."""

import numpy as np
import pytest

from grader.compare import Mismatch, assert_close

RNG = np.random.default_rng(10)
X = RNG.normal(size=(3, 4))
V = RNG.normal(size=5)
CUBE = RNG.normal(size=(2, 3, 4))


def mismatch(actual, expected):
    with pytest.raises(Mismatch) as caught:
        assert_close(actual, expected)
    assert caught.value.kind == "shape"
    return caught.value


@pytest.mark.parametrize(
    ("actual", "expected", "words"),
    [
        (X.T, X, "transposed"),
        (CUBE.T, CUBE, "axes are in reverse order"),
        (CUBE.transpose(0, 2, 1), CUBE, "axes are in another order"),
        (V[:, None], V, "an axis of length one too many"),
        (V, V[None], "an axis of length one is missing"),
        (V[None], V[:, None], "transposed"),
        (X.ravel(), X, "only the shape is wrong"),
        (X.reshape(4, 3), X, "only the shape is wrong"),
        (X.ravel(order="F"), X, "read column by column"),
        (np.sort(X, axis=None), X, "neither their shape nor their order"),
        (1.7, np.full(4, 1.7), "it stands there once"),
        (V[:, None] + 0 * V, V, "broadcasts to (n, n)"),
        (V[:, None] * V, V, "broadcasts to (n, n)"),
        (X[:1], np.repeat(X[:1], 3, axis=0), "some stand there once"),
        (np.repeat(V[None], 3, axis=0), V, "repeated along an axis"),
        (X, X.sum(), "the sum of your result over all its elements is what is expected"),
        (X, X.mean(axis=1), "the mean of your result over the last axis is what is expected"),
        (X, X.max(axis=0, keepdims=True), "with keepdims=True is what is expected"),
        (V, V.min(), "the minimum of your result is"),
        (X.sum(), X, "your result is the sum of what is expected over all its elements"),
        (X.mean(axis=0), X, "your result is the mean of what is expected over the first axis"),
        (V[:-1], V, "the end is missing along the last axis"),
        (X[:-1], X, "the end is missing along the first axis"),
        (V[1:], V, "the beginning is missing"),
        (np.r_[V, 1.0], V, "the end is too long"),
        (np.r_[1.0, V], V, "the beginning is too long"),
        (np.empty(0), V, "your result is empty"),
        (RNG.normal(), V, "over all axes instead of one"),
        (V, RNG.normal(), "is a sum, mean or maximum over all elements missing"),
        (RNG.normal(size=(4, 3)), X, "are the axes transposed"),
        (RNG.normal(size=(5, 5)), V, "broadcasts to (n, n)"),
        (RNG.normal(size=(1, 4)), RNG.normal(size=(3, 1)), "over the other axis"),
        (RNG.normal(size=4), RNG.normal(size=3), "over the other axis"),
        (RNG.normal(size=(3, 4)), RNG.normal(size=4), "over one axis missing"),
        (RNG.normal(size=4), RNG.normal(size=(3, 4)), "keepdims=True missing"),
    ],
)
def test_the_shape_is_recognised(actual, expected, words):
    assert words.lower() in mismatch(actual, expected).hint.lower()


def test_dimensions_are_counted():
    assert mismatch(V, X).hint.startswith("Wrong shape: your result has 1 dimension, expected 2.")
    assert "a single number, but an array is expected" in mismatch(0.5, V).hint
    assert "an array, but a single number is expected" in mismatch(V, 0.5).hint
    assert "expected number of dimensions, but not the expected lengths" in mismatch(V[:2], V).hint


def test_the_full_text_has_both_shapes():
    assert "your result has shape (4, 3), expected (3, 4)." in mismatch(X.T, X).full
    assert "your result is a single number, shape (), expected (5,)." in mismatch(1.0, V).full
    assert "along axis 0 (4, not 5)" in mismatch(V[:-1], V).full


def test_a_small_whole_number_is_no_sign_of_a_reduction():
    x = np.array([1.0, 2.0, 3.0])
    for actual, expected in ((2.0, x), (6.0, x), (x, 3.0), (x, 1.0)):
        assert "of your result" not in mismatch(actual, expected).hint
        assert "your result is the" not in mismatch(actual, expected).hint


def test_zeros_agree_with_zeros_of_any_shape_and_that_says_nothing():
    assert "right" not in mismatch(np.zeros((3, 1)), np.zeros(3)).hint
    assert "is what is expected" not in mismatch(np.zeros(3), np.zeros(())).hint


@pytest.mark.parametrize("shape", [(0, 3), (3, 0, 2), (1,) * 6, (1, 1), ()])
def test_odd_shapes_have_a_message_too(shape):
    for actual, expected in ((np.ones(shape), X), (X, np.ones(shape)), (np.ones(shape), 0.5 + np.ones((1, 2)))):
        assert mismatch(actual, expected).full
