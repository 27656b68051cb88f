"""`assert_close`: structure, then shape, then dtype, then values."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from grader.compare import form_message, nonfinite, values_message
from grader.compare import tolerance as tol
from grader.compare.message import Place
from grader.compare.mismatch import Kind, Mismatch, Text
from grader.compare.show import dtype_name, remote_type
from grader.compare.sides import (
    BFLOAT16,
    NotNumbers,
    Side,
    is_tensor,
    plain_side_of_list,
    side_of,
    side_of_list,
)
from grader.errors import SuiteError, UnfitValueError

_SNAPSHOT_ELEMENTS = 100_000
_RANK = {"b": 0, "i": 1, "u": 1, "f": 2, "c": 3}


class _Asked(NamedTuple):
    rtol: float | None
    atol: float | None
    ulp: int | None
    dtype: "bool | np.dtype[Any] | str"


class _Difference(NamedTuple):
    kind: Kind
    write: Callable[[], Text]


def assert_close(
    actual: object,
    expected: object,
    *,
    rtol: float | None = None,
    atol: float | None = None,
    ulp: int | None = None,
    dtype: object = True,
    note: str = "",
) -> None:
    """Check that an answer is the expected one: structure, then shape, then dtype, then values.

    Shapes must be equal: nothing is broadcast. nan agrees with nan, inf with inf of the same sign. A list
    or tuple of numbers stands for an array. Tuples, lists and dicts are compared item by item.

    Args:
        actual: what the student's function returned, as plain values.
        expected: numbers, arrays or tensors of any shape, str, bytes, None, dtypes; tuples, lists, dicts of them.
        rtol: relative tolerance, no unit. Default by dtype: float64 1e-9, float32 2e-5, float16 4e-3, bfloat16
            2e-2; integers and bools exact.
        atol: absolute tolerance, in the unit of `expected`. Default: 16 machine epsilons of the largest
            finite |expected|.
        ulp: at most so many units in the last place, in place of rtol (and of the default atol).
        dtype: True: that of `expected`, if it has one (plain numbers do not: their kind counts);
            False: any; else the NumPy or torch dtype that `actual` must have.
        note: what the case is, for the message at feedback level `full` only: "p = 3".

    Raises:
        Mismatch: `actual` is not the expected answer.
        SuiteError: the call itself makes no sense (negative tolerance, incomparable `expected`).
    """
    __tracebackhide__ = True
    if rtol is not None or atol is not None or ulp is not None:
        tol.check_arguments(rtol, atol, ulp)
    asked = _Asked(rtol, atol, ulp, dtype if isinstance(dtype, bool) else _to_dtype(dtype))
    difference = _compare(actual, expected, asked, Place((), note))
    if difference is not None:
        raise Mismatch(*difference)


def _to_dtype(dtype: Any) -> "np.dtype[Any] | str":
    name = dtype_name(dtype) if type(dtype).__module__ == "torch" else dtype
    try:
        return BFLOAT16 if name == BFLOAT16 else np.dtype(name)
    except TypeError:
        raise SuiteError(f"assert_close: dtype is {dtype!r}; give True, False or a dtype. Fix the call.") from None


def _compare(actual: Any, expected: Any, asked: _Asked, place: Place) -> _Difference | None:
    if type(actual) is int and type(expected) is int and max(actual.bit_length(), expected.bit_length()) > 63:
        return _unless(actual == expected, actual, expected, place)
    wanted = side_of(expected)
    if wanted is not None:
        return _compare_with_array(actual, expected, wanted, asked, place)
    if isinstance(expected, list | tuple):
        return _compare_with_list(actual, expected, asked, place)
    if isinstance(expected, dict):
        return _compare_with_dict(actual, expected, asked, place)
    return _compare_plain(actual, expected, place)


def _compare_with_array(actual: Any, expected: Any, wanted: Side, asked: _Asked, place: Place) -> _Difference | None:
    got = side_of(actual)
    if got is not None:
        if "tensor" in (got.family, wanted.family) and {got.family, wanted.family} == {"tensor", "array"}:
            return _Difference("type", partial(form_message.family, actual, expected, place))
        return _compare_sides(got, wanted, asked, place)
    if not isinstance(actual, list | tuple):
        return _Difference("type", partial(form_message.type_, actual, expected, place))
    read = side_of_list(actual)
    if isinstance(read, Side) and (read.array.shape == wanted.array.shape or not _of_arrays(actual)):
        return _compare_sides(read, wanted, asked, place)
    if isinstance(read, NotNumbers) and read.ragged and not _of_arrays(actual):
        return _Difference("structure", partial(form_message.ragged, wanted, place))
    return _Difference(
        "structure",
        partial(
            form_message.several,
            actual,
            expected,
            lambda i: _compare(actual[i], expected, asked, place) is None,
            place,
        ),
    )


def _of_arrays(values: list[Any] | tuple[Any, ...]) -> bool:
    """Tell a bundle of results, such as (y, cache), from a list of numbers."""
    sides = ((side_of(value), value) for value in values)
    return any(
        side.array.ndim > 0 if side is not None else not isinstance(value, list | tuple) for side, value in sides
    )


def _compare_with_list(actual: Any, expected: Any, asked: _Asked, place: Place) -> _Difference | None:
    is_list = isinstance(actual, list | tuple)
    if not (is_list and isinstance(expected, tuple)):
        wanted = plain_side_of_list(expected)
        got = plain_side_of_list(actual) if is_list else side_of(actual)
        if wanted is not None and got is not None:
            return _compare_sides(got, wanted, asked, place)
    if not is_list:
        return _Difference("type", partial(form_message.type_, actual, expected, place))
    if len(actual) != len(expected):
        return _Difference("structure", partial(form_message.length, len(actual), len(expected), place))
    for i, (mine, theirs) in enumerate(zip(actual, expected, strict=True)):
        if (difference := _compare(mine, theirs, asked, place.inside(i))) is not None:
            return difference
    return None


def _compare_with_dict(actual: Any, expected: Any, asked: _Asked, place: Place) -> _Difference | None:
    if not isinstance(actual, dict):
        return _Difference("type", partial(form_message.type_, actual, expected, place))
    if actual.keys() != expected.keys():
        return _Difference("structure", partial(form_message.keys, actual, expected, place))
    for key, theirs in expected.items():
        if (difference := _compare(actual[key], theirs, asked, place.inside(key))) is not None:
            return difference
    return None


def _compare_plain(actual: Any, expected: Any, place: Place) -> _Difference | None:
    """Compare what is equal or not: None, strings, dtypes. == is asked only between two of one known type."""
    for types in (type(None), str, bytes, (np.dtype, type)):
        if isinstance(expected, types):
            same_type = isinstance(actual, types)
            break
    else:
        home = type(expected).__module__.partition(".")[0]
        if home != "torch" or is_tensor(expected):
            fault = UnfitValueError if _crosses(expected) else SuiteError
            what = type(expected).__name__
            raise fault(f"assert_close: expected is a {what}, which cannot be compared. Compare its parts.")
        same_type = type(actual) is type(expected)
    if not same_type:
        return _Difference("type", partial(form_message.type_, actual, expected, place))
    return _unless(actual == expected, actual, expected, place)


def _crosses(value: object) -> bool:
    """Whether a submission may have returned it: laws compare two answers, of which one stands for the expected."""
    kinds = (np.ndarray, np.random.Generator, slice, type(...))
    return isinstance(value, kinds) or bool(remote_type(value))


def _unless(equal: bool, actual: object, expected: object, place: Place) -> _Difference | None:
    return None if equal else _Difference("values", partial(form_message.plain, actual, expected, place))


def _compare_sides(got: Side, wanted: Side, asked: _Asked, place: Place) -> _Difference | None:
    tolerance = tol.tolerance_for(got, wanted, *asked)
    if got.array.shape != wanted.array.shape:
        return _told("shape", form_message.shape, got, wanted, tolerance, place)
    if (difference := _compare_dtypes(got, wanted, asked, place)) is not None:
        return difference
    if tol.all_agree(got.array, wanted.array, tolerance):
        return None
    if nonfinite.differs(got.array, wanted.array):
        return _told("nan", values_message.not_finite, got, wanted, tolerance, place)
    return _told("values", values_message.values, got, wanted, tolerance, place)


def _compare_dtypes(got: Side, wanted: Side, asked: _Asked, place: Place) -> _Difference | None:
    required = wanted.dtype if asked.dtype is True else asked.dtype
    if required is False or got.dtype == required is not None:
        return None
    if required is not None and (got.dtype is not None or asked.dtype is not True):
        tolerance = tol.tolerance_for(got, wanted, asked.rtol, asked.atol, asked.ulp, False)
        right = partial(tol.all_agree, got.array, wanted.array, tolerance)
        return _Difference("dtype", partial(form_message.dtype, got, required, right, place))
    mine, theirs = (_RANK[side.array.dtype.kind] for side in (got, wanted))
    if mine == theirs or 0 < mine < theirs or not got.array.size:
        return None
    return _Difference("dtype", partial(form_message.kind_of_number, got, wanted, place))


def _told(
    kind: Kind,
    write: Callable[[Side, Side, tol.Tolerance, Place], Text],
    got: Side,
    wanted: Side,
    tolerance: tol.Tolerance,
    place: Place,
) -> _Difference:
    return _Difference(kind, partial(write, _snapshot(got), _snapshot(wanted), tolerance, place))


def _snapshot(side: Side) -> Side:
    """Copy the array, unless big: the message is written later, and a suite may work on in place."""
    if side.array.size > _SNAPSHOT_ELEMENTS:
        return side
    return side._replace(array=side.array.copy())
