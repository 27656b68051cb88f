"""Values in few characters."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from grader.compare import show


class Remote:
    def __init__(self, type_name):
        self.type_name = type_name


@pytest.mark.parametrize(
    ("value", "text"),
    [(np.float32(0.1), "0.1"), (0.1, "0.1"), (np.True_, "True"), (np.int8(3), "3"), (1 + 2j, "(1+2j)")],
)
def test_a_number_is_shown_as_its_dtype_prints_it(value, text):
    assert show.scalar(value) == text


def test_counts_are_grammatical():
    assert [show.elements(n) for n in (0, 1, 2)] == ["0 elements", "1 element", "2 elements"]


@given(arrays(st.sampled_from(["f8", "f4", "i8", "?", "c16"]), array_shapes(max_dims=4, max_side=9)))
def test_arrays_take_few_lines_of_at_most_eighty_columns(x):
    lines = show.pair(x, x)
    assert len(lines) <= 2 * show.MAX_LINES
    assert all(len(line) <= show.MAX_COLUMNS for line in lines)


def test_big_and_empty_arrays_are_not_shown():
    assert show.pair(np.ones(1000), np.ones(2)) == []
    assert show.pair(np.ones(0), np.ones(2)) == []


def test_enough_digits_are_shown_to_tell_the_arrays_apart():
    for error in (1e-3, 1e-7, 1e-11, 2.3e-16):
        x = np.array([1.0, 2.0])
        got, expected = show.pair(x + np.array([error, 0]), x)
        assert got.split(None, 1)[1] != expected.split(None, 1)[1]


def test_an_underflow_to_zero_is_visible():
    assert "1.e-200" in show.pair(np.array([0.0, 1.0]), np.array([1e-200, 1.0]))[1]


def test_plain_values_are_cut_and_harmless():
    assert len(show.plain("a" * 1000)) <= 60
    assert "\x1b" not in show.plain("\x1b[31m")
    assert show.plain(10**5000) == "an integer of 16610 bits"


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (None, "None"),
        (np.ones(1), "a NumPy array"),
        (np.float32(1), "a NumPy number"),
        (True, "True or False"),
        (1, "an int"),
        (1.5, "a float"),
        ("a", "a string"),
        ((), "a tuple"),
        ({}, "a dict"),
        (np.dtype("f4"), "a type"),
        (torch.ones(1), "a torch tensor"),
        (torch.float32, "a torch dtype"),
        (Remote("generator"), "a lazy object"),
        (Remote("Secret42"), "an object"),
    ],
)
def test_a_kind_is_named_without_its_contents(value, kind):
    assert show.kind_of(value) == kind


def test_a_description_has_shape_length_or_contents():
    assert show.describe(np.ones((2, 3))) == "a NumPy array of shape (2, 3) and dtype float64"
    assert show.describe(torch.ones(2)) == "a torch tensor of shape (2,) and dtype float32"
    assert show.describe((1, 2)) == "a tuple of 2 values"
    assert show.describe([]) == "a list with nothing in it"
    assert show.describe(True) == "True"
    assert show.describe("a") == "a string, 'a'"
    assert show.describe(Remote("Cell")) == "an object of type Cell"


def test_a_remote_type_name_cannot_steer_a_terminal():
    assert show.remote_type(Remote("a\x1b[31mb\n" + "c" * 99)) == "a[31mb" + "c" * 34
    assert show.remote_type(Remote(3)) == show.remote_type(object()) == ""
