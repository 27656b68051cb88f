"""Where the wrong elements stand."""

import numpy as np
import pytest

from grader.compare import Mismatch, assert_close

X = np.random.default_rng(11).normal(size=(5, 5))
NOISE = np.random.default_rng(12).normal(size=(5, 5))
EYE = np.eye(5, dtype=bool)


def hint(wrong, value=None):
    actual = np.where(wrong, X + NOISE if value is None else value, X)
    with pytest.raises(Mismatch) as caught:
        assert_close(actual, X)
    return caught.value.hint


def rows(*indices):
    wrong = np.zeros((5, 5), bool)
    wrong[list(indices)] = True
    return wrong


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (rows(4), "only the last row is wrong"),
        (rows(0), "only the first row is wrong"),
        (rows(4).T, "only the last column is wrong"),
        (rows(2, 3, 4), "the beginning is right and everything after it is wrong"),
        (EYE, "the elements on the diagonal"),
        (~EYE, "the elements off the diagonal"),
        (np.triu(~EYE), "the elements above the diagonal"),
        (np.tril(~EYE), "the elements below the diagonal"),
        (X < 0, "whose expected value is negative"),
        (X > 0, "whose expected value is positive"),
        (rows(1, 3), "some elements are right, others are not"),
    ],
)
def test_the_place_is_recognised(wrong, words):
    assert words in hint(wrong)


def test_elements_that_were_never_written_are_recognised():
    assert "the wrong elements are all zero" in hint(rows(3, 4), 0.0)


def test_the_last_of_a_list_is_recognised_and_the_index_kept_for_the_full_text():
    with pytest.raises(Mismatch) as caught:
        assert_close(np.array([1.5, 2.5, 9.0]), np.array([1.5, 2.5, 3.5]))
    assert "only the last element is wrong" in caught.value.hint
    assert "(Index 2 of axis 0.)" in caught.value.full


def test_whole_numbers_right_at_the_beginning_are_no_evidence():
    with pytest.raises(Mismatch) as caught:
        assert_close(np.array([1, 2, 0, 1, 5]), np.array([1, 2, 3, 4, 2]))
    assert "beginning" not in caught.value.hint
