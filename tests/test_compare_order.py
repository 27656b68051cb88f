"""Right numbers in the wrong places."""

import numpy as np
import pytest

from grader.compare import Mismatch, assert_close

RNG = np.random.default_rng(8)
SQUARE, WIDE, CUBE, LINE = (RNG.normal(size=shape) for shape in ((4, 4), (4, 6), (3, 3, 3), (6,)))


def mismatch(actual, expected):
    with pytest.raises(Mismatch) as caught:
        assert_close(actual, expected)
    return caught.value


@pytest.mark.parametrize(
    ("actual", "expected", "words"),
    [
        (SQUARE.T, SQUARE, "transposed"),
        (CUBE.T, CUBE, "axes are in reverse order"),
        (CUBE.transpose(1, 0, 2), CUBE, "axes are in another order"),
        (LINE[::-1], LINE, "elements are in reverse order"),
        (WIDE[::-1], WIDE, "order along the first axis is reversed"),
        (WIDE[:, ::-1], WIDE, "order along the last axis is reversed"),
        (WIDE[::-1, ::-1], WIDE, "reversed along every axis"),
        (np.roll(LINE, 1), LINE, "one position too late"),
        (np.roll(LINE, -1), LINE, "one position too early"),
        (np.roll(WIDE, 1, axis=1), WIDE, "one position too late"),
        (WIDE[[2, 0, 3, 1]], WIDE, "the rows are the right ones in the wrong order"),
        (WIDE[:, [2, 0, 3, 1, 5, 4]], WIDE, "the columns are the right ones in the wrong order"),
        (CUBE[[2, 0, 1]], CUBE, "slices along an axis are the right ones"),
        (LINE[[2, 0, 3, 1, 5, 4]], LINE, "right numbers in the wrong order"),
        (np.sort(WIDE, axis=None).reshape(4, 6), WIDE, "right numbers in the wrong order"),
    ],
)
def test_the_rearrangement_is_recognised(actual, expected, words):
    hint = mismatch(actual, expected).hint
    assert words in hint
    assert "Or:" not in hint


def test_what_stands_at_the_end_of_a_shift_may_be_anything():
    actual = np.r_[0.0, LINE[:-1]]
    assert "too late" in mismatch(actual, LINE).hint


def test_the_full_text_says_how_to_undo_another_order_of_axes():
    cube = RNG.normal(size=(3, 3, 3))
    order = (1, 2, 0)
    full = mismatch(cube.transpose(order), cube).full
    back = tuple(np.argsort(order).tolist())
    assert f".transpose{back}" in full.replace("\n", " ")
    assert np.array_equal(cube.transpose(order).transpose(back), cube)


def test_zeros_and_ones_in_another_order_are_no_evidence():
    labels = np.array([0, 1, 1, 0])
    assert "order" not in mismatch(labels[[1, 0, 3, 2]], labels).hint
    one_hot = np.eye(3)[:2]
    assert "order" not in mismatch(one_hot[::-1], one_hot).hint
