"""Answers that were normalised along the wrong axis: columns sum to 1 where rows should, or have mean 0."""

from collections.abc import Callable
from typing import Any

import numpy as np

from grader.compare.look import Case, Look, axis_words
from grader.compare.sides import Array
from grader.language import later, say

_Axis = int | None


def normalised(case: Case) -> list[Look]:
    """Recognise sums of 1, or means of 0, that hold along another axis than they should."""
    if case.boolean or case.integers or case.expected.ndim < 2 or case.tolerance.rtol > 1e-3:
        return []
    if not np.isfinite(case.expected).all() or np.iscomplexobj(case.expected):
        return []
    for holds, law in ((_sums_to_one, later("sums to one")), (_has_mean_zero, later("has mean zero"))):
        look = _on_another_axis(case, holds, law)
        if look is not None:
            return [look]
    return []


def _on_another_axis(case: Case, holds: Callable[[Array, _Axis, float], bool], law: str) -> Look | None:
    rtol = case.tolerance.rtol
    axes = [axis for axis, length in enumerate(case.expected.shape) if length > 1]
    if len(axes) < 2:
        return None
    asked = [axis for axis in axes if holds(case.expected, axis, rtol)]
    given: list[_Axis] = [axis for axis in [*axes, None] if holds(case.actual, axis, rtol)]
    if len(asked) != 1 or asked[0] in given or not given:
        return None
    ndim = case.expected.ndim
    words = {"line": _line(asked[0], ndim), "law": say(law)}
    if given[0] is None:
        text = say(
            "Each {line} should be normalised ({law}), but in your result it is the whole array. Give the axis, and "
            "keepdims=True."
        )
        return Look(text.format(**words))
    text = say("Each {line} should be normalised ({law}), but in your result each {other} is. That is the wrong axis.")
    return Look(text.format(other=_line(given[0], ndim), **words))


def _line(axis: int, ndim: int) -> str:
    if ndim == 2:
        return say("column") if axis == 0 else say("row")
    return say("line along {axis}").format(axis=axis_words(axis, ndim))


def _sums_to_one(array: Array, axis: _Axis, rtol: float) -> bool:
    return _all(np.abs(array.sum(axis=axis) - 1.0) <= 50 * rtol)


def _has_mean_zero(array: Array, axis: _Axis, rtol: float) -> bool:
    size = np.sqrt(np.square(array).mean(axis=axis))
    return _all(size > 0) and _all(np.abs(array.mean(axis=axis)) <= 50 * rtol * size)


def _all(condition: Any) -> bool:
    return bool(np.all(condition))
