"""Answers that hold the right numbers in the wrong places: transposed, flipped, shifted, out of order."""

from itertools import permutations

import numpy as np

from grader.compare.look import Case, Look, axis_words
from grader.compare.sides import Array
from grader.language import later, say

_MAX_PERMUTED_AXES = 4
_LATE = later("Every element{along} stands one position too late: look at where an index starts.")
_EARLY = later("Every element{along} stands one position too early: look at where an index starts.")


def moved(case: Case) -> list[Look]:
    """Return the simplest rearrangement of the expected numbers that is the answer; at most one."""
    for find in (_transposed, _flipped):
        if (look := find(case)) is not None:
            return [look]
    return []


def shifted(case: Case) -> list[Look]:
    """Recognise every element one position too early or too late; what stands at the end may be anything."""
    for axis, length in enumerate(case.expected.shape):
        actual, expected = (np.moveaxis(a, axis, 0) for a in (case.actual, case.expected))
        if length < 4 or 2 * case.wrong.sum() <= case.wrong.size:
            continue
        for sentence, mine, theirs in ((_LATE, actual[1:], expected[:-1]), (_EARLY, actual[:-1], expected[1:])):
            if case.fits(theirs, among=mine):
                ndim = case.expected.ndim
                if ndim == 1:
                    return [Look(say(sentence).format(along=""))]
                along = say(" along {axis}")
                words = along.format(axis=axis_words(axis, ndim))
                where = along.format(axis=say("axis {axis}").format(axis=axis))
                return [Look(say(sentence).format(along=words), say(sentence).format(along=where))]
    return []


def shuffled(case: Case) -> list[Look]:
    """Recognise the right numbers in an order that has no simpler name."""
    if case.integers or not np.isfinite(case.expected).all() or np.iscomplexobj(case.expected):
        return []
    for axis in range(case.expected.ndim if case.expected.ndim > 1 else 0):
        rows = [_sorted_slices(a, axis) for a in (case.actual, case.expected)]
        if len(rows[0]) > 1 and case.fits(rows[1], among=rows[0]):
            if case.expected.ndim > 2:
                return [Look(say("The slices along an axis are the right ones in the wrong order."))]
            if axis == 0:
                return [Look(say("The rows are the right ones in the wrong order."))]
            return [Look(say("The columns are the right ones in the wrong order."))]
    numbers = [np.sort(a, axis=None) for a in (case.actual, case.expected)]
    if numbers[0].size > 2 and case.fits(numbers[1], among=numbers[0]):
        return [Look(say("These are the right numbers in the wrong order."))]
    return []


def _transposed(case: Case) -> Look | None:
    ndim = case.expected.ndim
    if not 2 <= ndim <= _MAX_PERMUTED_AXES:
        return None
    orders = sorted(permutations(range(ndim)), key=lambda order: order != tuple(reversed(range(ndim))))
    for order in orders:
        if order != tuple(range(ndim)) and case.fits(case.expected.transpose(order)):
            return transposition(order)
    return None


def transposition(order: tuple[int, ...]) -> Look:
    """Say that the answer is `expected.transpose(order)`."""
    if len(order) == 2:
        return Look(
            say("Your result is transposed: rows and columns have changed places. Is a .T missing, or too many?")
        )
    back = tuple(int(axis) for axis in np.argsort(order))
    full = say("The axes are in another order: your result would be right after .transpose{back}.").format(back=back)
    if order == tuple(reversed(range(len(order)))):
        return Look(say("The axes are in reverse order: the numbers are right."), full)
    return Look(say("The axes are in another order: the numbers are right."), full)


def _flipped(case: Case) -> Look | None:
    ndim = case.expected.ndim
    for axis in range(ndim):
        if case.fits(np.flip(case.expected, axis)):
            if ndim == 1:
                return Look(say("The elements are in reverse order."))
            text = say("The order along {axis} is reversed.")
            full = text.format(axis=say("axis {axis}").format(axis=axis))
            return Look(text.format(axis=axis_words(axis, ndim)), full)
    if ndim > 1 and case.fits(np.flip(case.expected)):
        return Look(say("The order is reversed along every axis."))
    return None


def _sorted_slices(array: Array, axis: int) -> Array:
    rows = np.moveaxis(array, axis, 0).reshape(array.shape[axis], -1)
    return np.asarray(rows[np.lexsort(rows.T[::-1])])
