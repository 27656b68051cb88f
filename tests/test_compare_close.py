"""assert_close: what passes, what fails, and as which kind."""

import re
import sys

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from grader.compare import Mismatch, assert_close
from grader.errors import SuiteError

DTYPES = ["bool", "int8", "uint8", "int64", "float16", "float32", "float64", "complex64", "complex128"]


class Handle:
    """An object that stayed with the student: whoever touches it calls the student's code."""

    type_name = "Evil"

    def _touched(self, *args, **kwargs):
        raise AssertionError("the student's code was called")

    __getattr__ = __eq__ = __bool__ = __len__ = __iter__ = __getitem__ = __array__ = __float__ = _touched
    __str__ = __repr__ = __index__ = __contains__ = __array_ufunc__ = __torch_function__ = _touched
    __hash__ = None


def mismatch(actual, expected, **asked):
    with pytest.raises(Mismatch) as caught:
        assert_close(actual, expected, **asked)
    assert caught.value.hint and caught.value.full  # every message can be written
    return caught.value


@given(arrays(st.sampled_from(DTYPES), array_shapes(min_dims=0, min_side=0, max_side=4)))
def test_every_array_is_close_to_itself(x):
    assert_close(x, x.copy())
    assert_close(x[()], x[()])
    assert_close(x, x.copy(), rtol=1e-3)
    assert_close(x, x.copy(), ulp=0)
    assert_close([x, {"x": x}], (x.copy(), {"x": x}))


@given(st.recursive(st.none() | st.integers() | st.floats() | st.text() | st.booleans(), st.lists))
def test_every_plain_value_is_close_to_itself(x):
    assert_close(x, x)


@given(array_shapes(min_dims=0, max_side=3), array_shapes(min_dims=0, max_side=3), st.floats(-2, 2))
def test_another_shape_never_passes_whichever_side_has_it(first, second, value):
    for one, other in ((first, second), (second, first)):
        if one != other:
            assert mismatch(np.full(one, value), np.full(other, value)).kind == "shape"


def test_broadcasting_hides_no_shape():
    for actual in (np.ones((3, 1)), np.ones((3, 3)), np.ones((1, 3)), np.ones(()), 1.0, np.ones(1), [[1.0, 1.0, 1.0]]):
        assert mismatch(actual, np.ones(3)).kind == "shape"


def test_the_dtype_must_be_the_expected_one_unless_told_otherwise():
    x = np.ones(3)
    assert mismatch(x.astype("f4"), x).kind == "dtype"
    assert mismatch(x, x.astype("f4")).kind == "dtype"
    assert mismatch(x.astype(int), x).kind == "dtype"
    assert_close(x.astype("f4"), x, dtype=False)
    assert_close(x.astype("f4"), x, dtype=np.float32)
    assert_close(x.astype("f4"), x, dtype="float32")
    assert_close(x.astype(">f8"), x)
    assert mismatch(x, x, dtype=np.float32).kind == "dtype"
    assert mismatch([1.0, 1.0, 1.0], x, dtype=np.float32).kind == "dtype"


def test_plain_numbers_have_a_kind_and_no_dtype():
    for actual, expected in ((1, 1.0), (2.5, np.float32(2.5)), (np.float16(2.5), 2.5), (3, np.int8(3)), (1.0, 1 + 0j)):
        assert_close(actual, expected)
    assert_close(True, np.True_)
    assert_close(np.True_, True)
    for actual, expected in ((3.0, 3), (np.float64(3), 3), (True, 1), (1, True), (1.0, np.int64(1)), (1 + 0j, 1.0)):
        assert mismatch(actual, expected).kind == "dtype"


def test_a_list_of_numbers_stands_for_an_array():
    assert_close([1, 2, 3], np.array([1.0, 2.0, 3.0]))
    assert_close(([1.0, 2.0], (3.0, 4.0)), np.array([[1, 2], [3, 4]], "f4"))
    assert_close([np.float32(1), np.float64(2)], np.array([1.0, 2.0]))
    assert_close(np.array([1.0, 2.0]), [1.0, 2.0])
    assert_close([], np.empty(0, int))
    assert mismatch([1, 2, 4], np.array([1.0, 2.0, 3.0])).kind == "values"
    assert mismatch([1.5], np.array([1])).kind == "dtype"


def test_rows_of_different_lengths_are_named():
    found = mismatch([[1, 2], [3]], np.ones((2, 2)))
    assert found.kind == "structure"
    assert "rows of your result differ in length" in found.hint


def test_items_of_a_list_carry_no_tolerance_to_each_other():
    assert_close([1e300, 1e-300], [1e300, 1e-300])
    assert mismatch([1e300, 0.0], [1e300, 1e-300]).kind == "values"
    assert mismatch((1e300, 0.0), (1e300, 1e-300)).kind == "values"


def test_tuples_lists_and_dicts_are_compared_item_by_item():
    x = np.ones(2)
    assert_close((x, [x, None]), [x, (x, None)])
    assert mismatch((x,), (x, x)).kind == "structure"
    assert mismatch(x, (x, x)).kind == "type"
    assert mismatch((x, x), x).kind == "structure"
    assert mismatch({"W": x}, {"W": x, "b": x}).kind == "structure"
    assert mismatch([x], {"W": x}).kind == "type"
    found = mismatch({"W": (x, 2 * x)}, {"W": (x, x)})
    assert found.kind == "values"
    assert "result['W'][1]" in found.full


def test_several_values_for_one_are_told_with_the_right_one_among_them():
    x = np.array([0.3, 0.7])
    found = mismatch((None, x), x)
    assert "One of its values is the expected one" in found.hint
    assert "index 1" in found.full
    assert mismatch((x, x), x).kind == "structure"
    assert "return that alone" not in mismatch((x + 1, None), x).full


def test_other_plain_values_are_equal_or_not():
    assert_close("saddle", "saddle")
    assert_close(None, None)
    assert_close(np.float32, np.float32)
    assert_close(np.dtype("f4"), np.float32)
    assert_close(2**80, 2**80)
    for actual, expected, kind in (
        ("saddle", "minimum", "values"),
        (b"a", "a", "type"),
        (None, "a", "type"),
        ("0.5", 0.5, "type"),
        (None, np.ones(2), "type"),
        (1, None, "type"),
        (2**80, 2**80 + 1, "values"),
        (2**80, 1, "values"),
        (10**5000, 1.0, "nan"),
        (10**5000, 7, "values"),
        (-(10**400), [1.0], "shape"),
        (np.float32, np.float64, "values"),
    ):
        assert mismatch(actual, expected).kind == kind


@pytest.mark.parametrize("expected", [1.0, np.ones(2), torch.ones(2), "a", None, [1.0], (1.0,), {"a": 1}, np.float32])
def test_an_object_of_the_students_is_never_touched(expected):
    for actual in (Handle(), [Handle()], (1.0, Handle()), {"a": Handle()}):
        found = mismatch(actual, expected)
        assert found.kind in ("type", "structure")
        assert "Evil" not in found.hint


def test_an_array_of_objects_is_named_and_never_touched():
    array = np.empty(2, object)
    array[0] = array[1] = Handle()
    found = mismatch(array, np.ones(2))
    assert found.kind == "type"
    assert "dtype is not a number's" in found.hint


def test_nan_and_inf_agree_only_with_their_like():
    x = np.array([np.nan, np.inf, -np.inf, 1.0])
    assert_close(x, x.copy())
    for i, value in ((0, 1.0), (1, -np.inf), (1, 1e308), (2, np.nan), (3, np.nan), (3, np.inf)):
        actual = x.copy()
        actual[i] = value
        assert mismatch(actual, x).kind == "nan"
        assert mismatch(actual, x, ulp=4).kind == "nan"
        assert mismatch(actual.astype("c16"), x.astype("c16")).kind == "nan"
    assert mismatch(np.nan, 1.0).kind == mismatch(1.0, np.nan).kind == "nan"
    assert mismatch([np.nan, 2.0], np.array([1, np.nan])).kind == "nan"


def test_tensors_are_compared_with_tensors():
    x = torch.tensor([1.0, 2.0])
    assert_close(x.requires_grad_(), torch.tensor([1.0, 2.0]))
    assert_close([1.0, 2.0], x)
    assert_close(x.detach(), [1.0, 2.0])
    assert_close(x[0].item(), x[0])
    assert_close(torch.tensor([1 + 2j]).conj(), torch.tensor([1 - 2j]))
    assert_close(torch.float32, torch.float32)
    assert mismatch(torch.float32, torch.float64).kind == "values"
    assert mismatch(x.double(), x).kind == "dtype"
    assert_close(x.double(), x, dtype=torch.float64)
    assert mismatch(x + 1, x).kind == "values"
    assert "carry no gradient" in mismatch(np.ones(2), torch.ones(2)).hint
    assert "Torch is not asked for" in mismatch(torch.ones(2), np.ones(2)).hint
    assert mismatch((x, None), x).kind == "structure"


def test_bfloat16_tensors_have_a_dtype_and_a_tolerance_of_their_own():
    x = torch.tensor([1.0, 2.0], dtype=torch.bfloat16)
    assert_close(x, x.clone())
    assert_close(x, x.float(), dtype=torch.bfloat16)
    assert mismatch(x.float(), x).kind == "dtype"
    assert mismatch(x * 2, x).kind == "values"
    assert "1 ULP" in mismatch(torch.tensor(1.0078125, dtype=torch.bfloat16), x[0], rtol=0, atol=0).full


def test_torch_is_not_imported_for_numpy_values():
    import subprocess

    code = (
        "import sys, numpy as np\nfrom grader.compare import assert_close, Mismatch\n"
        "try: assert_close(np.ones(3), np.zeros(3))\nexcept Mismatch as m: m.full\nassert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_note_is_for_the_full_message_alone():
    found = mismatch(1.5, 2.5, note="p = 3")
    assert found.full.startswith("Case: p = 3\n")
    assert "p = 3" not in found.hint


def test_the_message_shows_what_was_judged_even_if_the_suite_works_on_in_place():
    actual = np.array([1.5, 2.5])
    with pytest.raises(Mismatch) as caught:
        assert_close(actual, np.array([1.5, 3.5]))
    actual[:] = 9.0
    assert "got 2.5, expected 3.5" in caught.value.full


def test_a_big_array_is_told_without_being_shown():
    x = np.zeros((400, 300))
    actual = x.copy()
    actual[7, 8] = 1.0
    full = mismatch(actual, x).full
    assert "1 of 120000 elements is off." in full
    assert "Worst at [7, 8]: got 1.0, expected 0.0" in full
    assert "got       [" not in full


@pytest.mark.parametrize("asked", [{"rtol": -1}, {"atol": np.nan}, {"ulp": -1}, {"ulp": 2, "rtol": 0.1}])
def test_a_tolerance_that_no_suite_can_mean_is_the_suites_error(asked):
    with pytest.raises(SuiteError, match=re.escape(next(iter(asked)))):
        assert_close(1.0, 1.0, **asked)


@pytest.mark.parametrize("expected", [object(), {1, 2}, np.array(["a"]), Handle])
def test_an_expected_value_that_cannot_be_compared_is_the_suites_error(expected):
    with pytest.raises(SuiteError, match="cannot be compared"):
        assert_close(1.0, expected() if expected is Handle else expected)


def test_a_dtype_that_is_none_is_the_suites_error():
    with pytest.raises(SuiteError, match="'floaty'"):
        assert_close(1.0, 1.0, dtype="floaty")


@given(
    arrays(st.sampled_from(DTYPES), array_shapes(min_dims=0, min_side=0, max_side=3)),
    arrays(st.sampled_from(DTYPES), array_shapes(min_dims=0, min_side=0, max_side=3)),
    st.sampled_from([{}, {"dtype": False}, {"dtype": False, "ulp": 2}, {"dtype": False, "rtol": 0.0, "atol": 0.5}]),
)
def test_any_two_arrays_are_close_or_differ_with_a_message(actual, expected, asked):
    """No warning escapes (warnings are errors here), and no message fails to be written."""
    try:
        assert_close(actual, expected, **asked)
    except Mismatch as found:
        assert found.hint and found.full
        assert max(map(len, found.full.splitlines())) <= 80
