"""What an answer of the wrong shape looks like: transposed, an axis too many, reduced over the wrong one."""

from collections.abc import Callable, Iterator
from itertools import permutations
from typing import Any

import numpy as np

from grader.compare import order
from grader.compare import tolerance as tol
from grader.compare.look import Look, axis_words
from grader.compare.sides import Array
from grader.compare.tolerance import Tolerance
from grader.language import later, say

_MAX_AXES = 4
_LARGE = 20  # a whole number that hand-made examples do not give by chance
_N_BY_N = later("a column of n numbers met a flat array of n: that broadcasts to (n, n). Give both the same shape.")
_REDUCTIONS: tuple[tuple[str, Callable[..., Any]], ...] = (
    (later("sum"), np.sum),
    (later("mean"), np.mean),
    (later("maximum"), np.max),
    (later("minimum"), np.min),
)


_CUT = {
    ("end", True): later(
        "The end is missing along {axis}; what is there is right. Is the last short batch left out, or the last step "
        "of a loop?"
    ),
    ("end", False): later("The end is too long along {axis}; what is there is right."),
    ("beginning", True): later("The beginning is missing along {axis}; what is there is right."),
    ("beginning", False): later("The beginning is too long along {axis}; what is there is right."),
}


class ShapeCase:
    """A wrong answer and the expected one, arrays of different shapes."""

    def __init__(self, actual: Array, expected: Array, tolerance: Tolerance) -> None:
        self.actual, self.expected = tol.widen(actual), tol.widen(expected)
        self._tolerance = tolerance.of_default()

    def same(self, one: Any, other: Array) -> bool:
        """Tell whether two arrays agree, shape included."""
        one = np.asarray(one)
        if one.shape != other.shape or not other.size:
            return False
        return bool(tol.agree(one, other, self._tolerance).all())


def _telling(array: Array) -> bool:
    """Tell whether agreement with these numbers is more than chance: 6 is soon met, and all zeros agree with zeros."""
    if array.size == 1:
        value = array.flat[0]
        return bool(np.abs(value) >= _LARGE or value != np.rint(value.real))
    return bool(np.unique(array).size > 1)


def shape_looks(case: ShapeCase) -> list[Look]:
    """Return what the wrong shape looks like; values first, then what the lengths alone tell; at most one."""
    if not case.actual.size:
        return [Look(say("Your result is empty."))] if case.expected.size else []
    same = (_rearranged, _broadcast, _not_reduced, _cut) if _telling(case.expected) else ()
    reduced = (_reduced,) if _telling(case.actual) else ()
    for find in (_once, *same, *reduced, _lengths):
        if (look := find(case)) is not None:
            return [look]
    return []


def _rearranged(case: ShapeCase) -> Look | None:
    actual, expected = case.actual, case.expected
    if actual.size != expected.size:
        return None
    if 2 <= actual.ndim == expected.ndim <= _MAX_AXES:
        for axes in sorted(permutations(range(actual.ndim)), reverse=True):
            if case.same(actual, expected.transpose(axes)):
                return order.transposition(axes)
    same = case.same(actual.ravel(), expected.ravel())
    if same and actual.ndim != expected.ndim and _squeezed(actual) == _squeezed(expected):
        return _length_one(actual.shape, expected.shape)
    if same:
        return Look(say("All numbers are right and in the right order: only the shape is wrong."))
    if case.same(actual.ravel(), expected.ravel(order="F")):
        return Look(say("The numbers are right, but read column by column where they should be read row by row."))
    if np.isrealobj(actual) and np.isrealobj(expected) and case.same(np.sort(actual, None), np.sort(expected, None)):
        return Look(say("The numbers are right, but neither their shape nor their order is."))
    return None


def _squeezed(array: Array) -> tuple[int, ...]:
    return tuple(length for length in array.shape if length != 1)


def _length_one(actual: tuple[int, ...], expected: tuple[int, ...]) -> Look:
    if len(actual) > len(expected):
        return Look(say("The values are right, but there is an axis of length one too many: drop it (no keepdims?)."))
    return Look(say("The values are right, but an axis of length one is missing: keep it (keepdims=True?)."))


def _once(case: ShapeCase) -> Look | None:
    if case.actual.size > 1 or case.expected.size < 2:
        return None
    if case.same(np.full(case.expected.shape, case.actual.flat[0]), case.expected):
        return Look(say("The value is right, but it stands there once: return it for every element."))
    return None


def _broadcast(case: ShapeCase) -> Look | None:
    actual, expected = case.actual, case.expected
    if actual.ndim == expected.ndim + 1 and expected.ndim and actual.shape[-2:] == expected.shape[-1:] * 2:
        diagonal = np.diagonal(actual, axis1=-2, axis2=-1)
        if case.same(diagonal, expected):
            return Look(say("The right values stand on the diagonal: {why}").format(why=say(_N_BY_N)))
    for one, other, words in (
        (actual, expected, later("The values are right, but some stand there once that should be repeated.")),
        (expected, actual, later("The values are right, but repeated along an axis that should not be there.")),
    ):
        if _broadcasts(one.shape, other.shape) and case.same(np.broadcast_to(one, other.shape), other):
            return Look(say(words))
    return None


def _broadcasts(shape: tuple[int, ...], to: tuple[int, ...]) -> bool:
    try:
        return np.broadcast_shapes(shape, to) == to
    except ValueError:
        return False


def _not_reduced(case: ShapeCase) -> Look | None:
    for name, keepdims, axis, reduced in _reductions(case.actual):
        if case.same(reduced, case.expected):
            what = (
                say("The last step is missing: the {name} of your result{over} with keepdims=True is what is expected.")
                if keepdims
                else say("The last step is missing: the {name} of your result{over} is what is expected.")
            )
            return _over(what, say(name), axis, case.actual.ndim)
    return None


def _reduced(case: ShapeCase) -> Look | None:
    for name, _, axis, reduced in _reductions(case.expected):
        if case.same(reduced, case.actual):
            what = say("One step too many: your result is the {name} of what is expected{over}.")
            return _over(what, say(name), axis, case.expected.ndim)
    return None


def _over(sentence: str, name: str, axis: int | None, ndim: int) -> Look:
    if axis is None or ndim == 1:
        return Look(sentence.format(name=name, over=say(" over all its elements") if ndim > 1 else ""))
    over = say(" over {axis}")
    return Look(
        sentence.format(name=name, over=over.format(axis=axis_words(axis, ndim))),
        sentence.format(name=name, over=over.format(axis=say("axis {axis}").format(axis=axis))),
    )


def _reductions(array: Array) -> Iterator[tuple[str, bool, int | None, Array]]:
    if not array.ndim or not array.size or np.iscomplexobj(array):
        return
    for name, function in _REDUCTIONS:
        for axis in (None, *range(array.ndim if array.ndim > 1 else 0)):
            for keepdims in (False, True):
                yield name, keepdims, axis, function(array, axis=axis, keepdims=keepdims)


def _cut(case: ShapeCase) -> Look | None:
    """Recognise an axis that is a little too short or too long at one end."""
    axis = _one_other_length(case.actual.shape, case.expected.shape)
    if axis is None:
        return None
    actual, expected = (np.moveaxis(a, axis, 0) for a in (case.actual, case.expected))
    n = min(len(actual), len(expected))
    if n < 2:
        return None
    missing = len(actual) < len(expected)
    for end, mine, theirs in (("end", actual[:n], expected[:n]), ("beginning", actual[-n:], expected[-n:])):
        if case.same(mine, theirs) and np.unique(theirs).size > 1:
            what = say(_CUT[end, missing])
            full = say("axis {axis} ({actual}, not {expected})")
            full = full.format(axis=axis, actual=len(actual), expected=len(expected))
            return Look(what.format(axis=axis_words(axis, expected.ndim)), what.format(axis=full))
    return None


def _one_other_length(actual: tuple[int, ...], expected: tuple[int, ...]) -> int | None:
    if len(actual) != len(expected):
        return None
    axes = [axis for axis, (a, e) in enumerate(zip(actual, expected, strict=True)) if a != e]
    return axes[0] if len(axes) == 1 else None


def _lengths(case: ShapeCase) -> Look | None:
    """Say what the two shapes alone make likely, as a question."""
    actual, expected = case.actual.shape, case.expected.shape
    if not actual:
        return Look(say("Was it summed, or reduced in another way, over all axes instead of one?"))
    if not expected:
        return Look(say("Is a sum, mean or maximum over all elements missing?"))
    if len(actual) > 1 and actual == expected[::-1]:
        return Look(say("The lengths are the expected ones in reverse: are the axes transposed?"))
    if len(actual) == len(expected) + 1 and actual[-2:] == expected[-1:] * 2:
        return Look(say("It looks as if {why}").format(why=say(_N_BY_N)))
    if len(actual) == len(expected) and _kept_another(actual, expected):
        return Look(say("The axis of length one stands in another place: was the sum taken over the other axis?"))
    if len(actual) == len(expected) == 1:
        return Look(say("Was a sum, mean or maximum taken over the other axis?"))
    if len(actual) == len(expected) + 1:
        return Look(say("Is a sum, mean or maximum over one axis missing?"))
    if len(actual) == len(expected) - 1:
        return Look(say("Was one axis too many summed away, or is keepdims=True missing?"))
    return None


def _kept_another(actual: tuple[int, ...], expected: tuple[int, ...]) -> bool:
    ones = [[axis for axis, length in enumerate(shape) if length == 1] for shape in (actual, expected)]
    return len(ones[0]) == len(ones[1]) == 1 and ones[0] != ones[1]
