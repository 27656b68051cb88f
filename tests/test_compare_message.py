"""Messages: what each level tells, and what `hint` never does."""

import re

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from grader.compare import Mismatch, assert_close
from grader.compare.message import Place, compose

NUMBER = re.compile(r"\d")
SHAPE_OR_DTYPE = re.compile(r"\b(float|int|uint|complex|bfloat)\d+|\d dimensions?|expected \d\.")


def mismatch(actual, expected, **asked):
    with pytest.raises(Mismatch) as caught:
        assert_close(actual, expected, **asked)
    return caught.value


WRONG = {
    "factor": lambda x, c: c * x,
    "offset": lambda x, c: x + c,
    "sign": lambda x, c: -x,
    "twice": lambda x, c: 2 * x,
    "sum for mean": lambda x, c: 3 * x,
    "mean for sum": lambda x, c: x / 4,
    "whole factor": lambda x, c: 17 * x,
    "bessel": lambda x, c: x * 4 / 3,
    "bessel elsewhere": lambda x, c: x * 11 / 12,
    "root": lambda x, c: x * np.sqrt(7),
    "base": lambda x, c: x / np.log(2),
    "square": lambda x, c: x**2,
    "exp": lambda x, c: np.exp(x),
    "exp of minus": lambda x, c: np.exp(-x),
    "reciprocal": lambda x, c: 1 / x,
    "complement": lambda x, c: 1 - x,
    "one value": lambda x, c: np.full_like(x, c),
    "zeros": lambda x, c: 0 * x,
    "transposed": lambda x, c: x.T,
    "flipped": lambda x, c: x[:, ::-1],
    "shifted": lambda x, c: np.roll(x, 1, axis=1),
    "row of its own": lambda x, c: x * np.array([[c], [2.0], [3.0]]),
    "rows": lambda x, c: x[[1, 2, 0]],
    "sorted": lambda x, c: np.sort(x, axis=None).reshape(x.shape),
    "rounded": lambda x, c: np.rint(x),
    "float32": lambda x, c: x.astype(np.float32).astype(np.float64),
    "nearly": lambda x, c: x * (1 + 1e-7 * np.sign(x - x.mean())),
    "last row": lambda x, c: np.vstack([x[:-1], c * x[-1:]]),
    "nan": lambda x, c: np.where(x == x.max(), np.nan, x),
    "inf": lambda x, c: np.where(x == x.max(), np.inf, c * x),
    "dtype": lambda x, c: x.astype(np.float32),
    "ints": lambda x, c: x.astype(int),
    "column": lambda x, c: x[..., None],
    "row sum": lambda x, c: x.sum(axis=1),
    "sum": lambda x, c: x.sum(),
    "cut": lambda x, c: x[:-1],
    "random": lambda x, c: np.random.default_rng(int(c * 1e6)).normal(size=x.shape),
    "string": lambda x, c: str(c),
    "number": lambda x, c: int(c * 1e6),
    "several": lambda x, c: (x, c),
    "list": lambda x, c: x.tolist()[:1],
    "ragged": lambda x, c: [[c], [c, c]],
    "dict": lambda x, c: {str(c): x},
}


@pytest.mark.parametrize("wrong", WRONG)
@given(seed=st.integers(0, 10**6))
def test_a_hint_holds_no_number_at_all(wrong, seed):
    rng = np.random.default_rng(seed)
    x = rng.uniform(0.5, 40.0, size=(3, 4))
    found = mismatch(WRONG[wrong](x, rng.uniform(1.1, 1.9)), x, note=f"x = {x}")
    assert not NUMBER.search(SHAPE_OR_DTYPE.sub("", found.hint)), found.hint
    inside = mismatch({str(x[0, 0]): [x, WRONG[wrong](x, 1.3)]}, {str(x[0, 0]): [x, x]})
    assert not NUMBER.search(SHAPE_OR_DTYPE.sub("", inside.hint)), inside.hint


@pytest.mark.parametrize("wrong", WRONG)
def test_both_levels_begin_with_the_kind_of_failure(wrong):
    x = np.random.default_rng(0).uniform(0.5, 40.0, size=(3, 4))
    found = mismatch(WRONG[wrong](x, 1.3), x)
    title = r"Wrong (values?|shape|dtype|kind of number|type|structure): \S"
    assert re.match(title, found.hint) and re.match(title, found.full)


def test_scalars_hint_at_nothing_that_could_be_read_back():
    for actual, expected in ((3.25, 9.75), ("a1", "b2"), (7, 8), (True, False), (None, 3.5), (12345, "x"), (2.5, 7)):
        assert not NUMBER.search(mismatch(actual, expected).hint)


def test_a_huge_number_of_dimensions_carries_nothing_out():
    assert "too many dimensions" in mismatch(np.ones((1,) * 17), np.ones(2)).hint


def test_wrong_values_are_told_with_place_values_and_errors():
    x = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    actual = x.copy()
    actual[1, 0], actual[2, 1] = 3.1, 9.0
    full = mismatch(actual, x).full
    assert "2 of 6 elements are off." in full
    assert "Worst at [2, 1]: got 9.0, expected 6.0" in full
    assert "absolute error 3, relative 0.5)" in full.replace("\n", " ")
    assert "ULP" not in full  # of an error that is no rounding they say nothing
    assert "Allowed: relative 1e-09." in full
    assert "got       [[1.  2. ]\n           [3.1 4. ]\n           [5.  9. ]]\nexpected  [[1. 2.]" in full


def test_the_worst_element_is_the_one_that_exceeds_most_what_is_allowed():
    full = mismatch(np.array([2e6, 1e-3]), np.array([1e6, 1e-5])).full
    assert "Worst at [0]" in full
    full = mismatch(np.array([1e6 + 1e-2, 1e-3]), np.array([1e6, 1e-5]), atol=0).full
    assert "Worst at [1]" in full


def test_a_few_ulps_are_counted():
    full = mismatch(np.array([1.0, 1.0 + 2**-50]), np.ones(2), ulp=2).full
    assert "4 ULP" in full
    assert "Allowed: 2 ULP (units in the last place)." in full.replace("\n", " ")


def test_a_single_number_is_told_in_one_line_without_index():
    full = mismatch(3.0, 7.0).full
    assert full.startswith("Wrong value: got 3.0, expected 7.0 (absolute error 4,")
    assert "Worst" not in full and "elements" not in full


def test_bools_have_a_first_and_no_worst():
    full = mismatch(np.array([True, True, False]), np.array([True, False, False])).full
    assert "First at [1]: got True, expected False." in full
    assert "error" not in full


def test_one_wrong_bool_is_no_number_and_the_hint_does_not_tell_which_it_is():
    words = "Wrong value: it is True where False is right, or False where True is."
    assert mismatch(True, False).hint == mismatch(np.False_, True).hint == words


def test_integers_must_be_equal():
    assert "They must be equal." in mismatch(np.array([1, 5]), np.array([1, 4])).full.replace("\n", " ")


def test_nan_is_told_with_its_number_and_first_index():
    x = np.ones((3, 4))
    actual = x.copy()
    actual[1, 2] = actual[2, 0] = np.nan
    found = mismatch(actual, x)
    assert "nan where a number is expected (2 of 12 elements, first at [1, 2])" in found.full.replace("\n", " ")
    assert "The other elements are right." in found.hint
    actual[0, 0] = 5.0
    assert "1 other element is wrong, too." in mismatch(actual, x).full
    assert "Got nan, expected 2.5." in mismatch(np.nan, 2.5).full


def test_only_an_array_of_no_numbers_is_said_to_be_one():
    assert "Its dtype is not a number's" in mismatch(np.array([[1.0], None], dtype=object), np.ones(2)).hint
    assert "Its dtype is not a number's" not in mismatch(np.ones(2), (np.ones(2), np.ones(2))).hint
    assert "expected a tuple of 2 values" in mismatch(np.ones(2), (np.ones(2), np.ones(2))).full


def test_a_wrong_dtype_says_whether_the_values_are_right():
    x = np.array([0.1, 0.7])
    assert "Its values are right." in mismatch(x.astype("f4"), x).hint
    assert "Its values are right." not in mismatch(x.astype(int), x).hint
    assert "drop fractions" in mismatch(x.astype(int), x).hint
    assert "dtype=x.dtype" in mismatch(x, x.astype("f4")).hint
    assert "//" in mismatch(x, np.ones(2, int)).hint
    assert "x > y" in mismatch(np.ones(2), np.ones(2, bool)).hint
    assert "real part" in mismatch(x + 0j, x).hint


def test_a_float32_tensor_names_torchs_default():
    x = torch.tensor([0.1, 0.7])
    assert "Torch makes float32 unless told otherwise" in mismatch(x, x.double()).hint


class Remote:
    def __init__(self, type_name):
        self.type_name = type_name


@pytest.mark.parametrize(
    ("actual", "words"),
    [
        (None, "Is a return missing?"),
        (Remote("generator"), "nothing is computed until someone asks"),
        (Remote("method"), "is its call, with (), missing?"),
    ],
)
def test_a_wrong_type_that_real_students_return_comes_with_advice(actual, words):
    assert words in mismatch(actual, np.ones(2)).hint


def test_too_few_and_too_many_values_are_told():
    x = np.ones(2)
    assert mismatch((x,), (x, x)).hint == "Wrong structure: your result has too few values."
    assert "too many" in mismatch([x, x, x], (x, x)).hint
    assert "has 3 values, expected 2" in mismatch([x, x, x], (x, x)).full


def test_keys_are_named_in_full_only():
    found = mismatch({"W1": 1.0}, {"W": 1.0})
    assert found.hint == "Wrong keys: some keys are missing. Some keys are not expected."
    assert "these are missing: 'W'. These are not expected: 'W1'" in found.full


def test_the_hint_says_which_value_of_several_it_is_in_words():
    x = np.array([0.4, 1.7])
    assert "in the second value of your result" in mismatch((x, x + 1), (x, x)).hint
    assert "in one value of your result" in mismatch({"a": -x}, {"a": x}).hint


def test_a_message_is_a_title_and_sentences():
    text = compose("Wrong shape", Place((0, "a"), "case"), ["One.", "Two."], ["Three.", "Four."], ["  [1]"])
    assert text.hint == "Wrong shape in the first value of your result: one. Two."
    assert text.full == "Case: case\nWrong shape in result[0]['a']: three.\nFour.\n  [1]"
