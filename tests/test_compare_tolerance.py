"""Tolerances per dtype, and units in the last place."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.compare import Mismatch, assert_close
from grader.compare import tolerance as tol
from grader.compare.sides import BFLOAT16, Side, side_of

FLOATS = {"float64": (1e-9, 2.0**-52), "float32": (2e-5, 2.0**-23), "float16": (4e-3, 2.0**-10)}


def tolerance(actual, expected, rtol=None, atol=None, ulp=None, dtype=True):
    return tol.tolerance_for(side_of(actual), side_of(expected), rtol, atol, ulp, dtype)


@pytest.mark.parametrize("name", FLOATS)
def test_each_dtype_has_its_own_tolerance(name):
    x = np.ones(1, name)
    assert tolerance(x, x)[:3] == (FLOATS[name][0], None, FLOATS[name][1])


def test_complex_dtypes_have_those_of_their_parts():
    assert tolerance(np.ones(1, "c8"), np.ones(1, "c8")).rtol == 2e-5
    assert tolerance(np.ones(1, "c16"), np.ones(1, "c16")).rtol == 1e-9


def test_bfloat16_is_the_coarsest():
    side = Side(np.ones(1, "f4"), BFLOAT16, "tensor")
    assert tol.tolerance_for(side, side, None, None, None, True).rtol == 2e-2


@pytest.mark.parametrize("name", ["bool", "int64", "uint8"])
def test_integers_and_bools_are_exact(name):
    x = np.ones(2, name)
    assert tolerance(x, x).exact
    assert not tol.all_agree(x, np.zeros(2, name), tolerance(x, x))


def test_a_float32_answer_is_measured_as_float32_where_the_dtype_is_free():
    x = np.ones(1)
    for expected, dtype in ((x, False), (1.0, True), (1, False)):
        assert tolerance(x.astype("f4"), expected, dtype=dtype).rtol == 2e-5
    assert tolerance(x, x.astype("f8"), dtype=np.dtype("f4")).rtol == 2e-5


def test_casting_to_float16_buys_no_tolerance():
    x = np.ones(1)
    assert tolerance(x.astype("f2"), x, dtype=False).rtol == 2e-5
    assert tolerance(x.astype("f2"), 1.0).rtol == 2e-5


def test_the_absolute_part_is_sixteen_epsilons_of_the_largest_finite_element():
    x = np.array([0.0, -4.0, np.inf, np.nan])
    assert tolerance(x, x).absolute_part(np.abs(x)) == 16 * 2.0**-52 * 4.0
    assert tolerance(x, x).absolute_part(np.zeros(2)) == 16 * 2.0**-52
    assert tolerance(x, x, atol=0.5).absolute_part(np.abs(x)) == 0.5


@given(st.floats(allow_nan=False), st.sampled_from(["f2", "f4", "f8"]))
def test_neighbours_are_one_ulp_apart(value, dtype):
    with np.errstate(all="ignore"):
        x = np.array([value]).astype(dtype)
        up = np.nextafter(x, np.array([np.inf], dtype))
    assert tol.ulp_distance(x, x)[0] == 0
    assert tol.ulp_distance(up, x)[0] == tol.ulp_distance(x, up)[0] == (0 if x[0] == np.inf else 1)


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8"])
def test_ulps_are_counted_across_zero(dtype):
    tiny = np.finfo(dtype).smallest_subnormal
    small = np.array([tiny], dtype)
    assert tol.ulp_distance(-small, small)[0] == 2
    assert tol.ulp_distance(-0.0 * small, 0.0 * small)[0] == 0
    assert tol.ulp_distance(np.array([-np.inf], dtype), np.array([np.inf], dtype))[0] > 2**15 - 2**11


def test_complex_ulps_are_those_of_the_worse_part():
    x = np.array([1.0 + 1.0j])
    assert tol.ulp_distance(np.array([1.0 + np.nextafter(1.0, 2.0) * 1j]), x)[0] == 1


def test_ulp_stands_in_for_the_relative_tolerance():
    x = np.array([1.0, 1e-300])
    asked = tolerance(x, x, ulp=1)
    near = np.nextafter(x, 9)
    assert tol.all_agree(near, x, asked)
    assert not tol.all_agree(np.nextafter(near, 9), x, asked)
    assert tol.all_agree(x + np.array([0, 1e-200]), x, tolerance(x, x, ulp=1, atol=1e-100))
    assert not tol.all_agree(np.array([np.inf]), np.array([np.finfo("f8").max]), asked)


def test_float16_differences_do_not_overflow():
    x = np.array([6e4], "f2")
    assert not tol.all_agree(-x, x, tolerance(x, x))


def test_a_complex_number_with_an_infinite_modulus_is_still_compared():
    x = np.array([1.7e308 + 1.7e308j])
    assert tol.all_agree(x, x, tolerance(x, x))
    assert not tol.all_agree(x / 2, x, tolerance(x, x))


@given(st.lists(st.tuples(st.floats(), st.floats()), min_size=1, max_size=4), st.sampled_from(["f2", "f4", "f8"]))
def test_the_quick_way_says_what_the_slow_one_says(pairs, dtype):
    with np.errstate(all="ignore"):
        actual, expected = np.array(pairs).T.astype(dtype)
    asked = tolerance(actual, expected)
    assert tol.all_agree(actual, expected, asked) == bool(tol.agree(actual, expected, asked).all())


def test_an_inf_does_not_lend_its_size_to_the_finite_elements_beside_it():
    with pytest.raises(Mismatch):
        assert_close(np.array([1.0, np.inf]), np.array([3.0, np.inf]))
    assert_close(np.array([3.0, np.inf]), np.array([3.0, np.inf]))


def test_in_a_coarse_dtype_the_scale_allows_no_more_than_the_relative_tolerance():
    with pytest.raises(Mismatch):
        assert_close(np.array([1.0, 0.015], dtype=np.float16), np.array([1.0, 0.03], dtype=np.float16))
