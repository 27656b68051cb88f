"""Values as arrays: what counts as numbers."""

import numpy as np
import pytest
import torch

from grader.compare.sides import BFLOAT16, NotNumbers, is_tensor, plain_side_of_list, side_of, side_of_list


@pytest.mark.parametrize(
    ("value", "family", "dtype"),
    [
        (np.ones(2, "f4"), "array", np.dtype("f4")),
        (np.float32(1), "array", np.dtype("f4")),
        (True, "number", None),
        (2, "number", None),
        (2.5, "number", None),
        (2j, "number", None),
        (torch.ones(2), "tensor", np.dtype("f4")),
        (torch.ones(2, dtype=torch.bfloat16), "tensor", BFLOAT16),
        (torch.nn.Parameter(torch.ones(2)), "tensor", np.dtype("f4")),
    ],
)
def test_numbers_arrays_and_tensors_are_sides(value, family, dtype):
    side = side_of(value)
    assert (side.family, side.dtype) == (family, dtype)


@pytest.mark.parametrize("value", [None, "1", b"1", [1], object(), np.array(["a"]), np.array([None]), np.str_("a")])
def test_everything_else_is_none(value):
    assert side_of(value) is None


def test_an_int_beyond_every_float_is_infinite():
    assert side_of(10**400).array == np.inf
    assert side_of(-(10**400)).array == -np.inf
    assert side_of(10**30).array == 1e30


def test_a_list_of_numbers_has_a_shape_and_no_dtype():
    side = side_of_list([[1, 2], (np.float32(3), torch.tensor(4.0))])
    assert side.array.tolist() == [[1, 2], [3, 4]]
    assert (side.family, side.dtype) == ("list", None)


def test_ragged_lists_and_lists_of_other_things_are_told_apart():
    assert side_of_list([[1, 2], [3]]) == NotNumbers(ragged=True)
    assert side_of_list([[1, 2], 3]) == NotNumbers(ragged=True)
    assert side_of_list([1, "2"]) == NotNumbers(ragged=False)


def test_only_plain_numbers_make_a_plain_list():
    assert plain_side_of_list([1, 2.5]).array.tolist() == [1, 2.5]
    for values in ([True, 1], [np.float64(1)], ["a"], [None], [[1], [2, 3]]):
        assert plain_side_of_list(values) is None


def test_only_tensors_are_tensors():
    assert is_tensor(torch.ones(1))
    assert not is_tensor(torch.float32)
    assert not is_tensor(torch.Size([1]))
