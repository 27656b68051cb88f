"""What a wrong answer looks like: the one or two explanations that account for all of it, or none."""

from collections.abc import Callable

import numpy as np

from grader.compare import show
from grader.compare.axes import normalised
from grader.compare.elementwise import functions, nearly_right
from grader.compare.factors import any_constant, by_line, named_factor
from grader.compare.look import Case, Look
from grader.compare.order import moved, shifted, shuffled
from grader.compare.shapes import ShapeCase, shape_looks
from grader.compare.sides import Array
from grader.compare.tolerance import Tolerance
from grader.compare.where import located
from grader.language import say

MAX_ELEMENTS = 100_000
_MAX_LOOKS = 2


def values_look(actual: Array, expected: Array, tolerance: Tolerance) -> Look | None:
    """Say what wrong values look like.

    Args:
        actual: the wrong answer, of any shape.
        expected: what is expected, of the same shape; finite where `actual` is.
        tolerance: what `actual` was judged by.

    Returns:
        One explanation, or two joined by "Or:" where both account for every wrong element. None when
        nothing does, when so many do that none tells anything, or above 100,000 elements.
    """
    if not 0 < expected.size <= MAX_ELEMENTS:
        return None
    with np.errstate(all="ignore"):
        case = Case(actual, expected, tolerance)
        for find in (_degenerate, _close, _exact, _loose, _partial):
            looks = find(case)
            if looks:
                return _either(looks) if len(looks) <= _MAX_LOOKS else located(case)
    return None


def shape_look(actual: Array, expected: Array, tolerance: Tolerance) -> Look | None:
    """Say what an array of the wrong shape looks like; None when nothing can be said."""
    if max(actual.size, expected.size) > MAX_ELEMENTS:
        return None
    with np.errstate(all="ignore"):
        return _either(shape_looks(ShapeCase(actual, expected, tolerance)))


def _degenerate(case: Case) -> list[Look]:
    first = case.actual.flat[0]
    if case.expected.size < 2 or not (case.actual == first).all():
        return []
    if first == 0 and not case.boolean:
        return [Look(say("Your result is zero everywhere: is it ever filled?"))]
    if (case.expected == case.expected.flat[0]).all():
        return []
    value = bool(first) if case.boolean else show.scalar(first)
    full = say("Every element of your result is the same, {value}.").format(value=value)
    return [Look(say("Every element of your result is the same."), full)]


def _close(case: Case) -> list[Look]:
    look = nearly_right(case)
    return [] if look is None else [look]


def _exact(case: Case) -> list[Look]:
    factor = named_factor(case)
    return [*functions(case), *([] if factor is None else [factor]), *moved(case)]


def _loose(case: Case) -> list[Look]:
    finders: tuple[Callable[[Case], list[Look]], ...] = (normalised, by_line, shuffled)
    looks = any_constant(case) + shifted(case)
    return looks or next((found for find in finders if (found := find(case))), [])


def _partial(case: Case) -> list[Look]:
    look = located(case)
    return [] if look is None else [look]


def _either(looks: list[Look]) -> Look | None:
    if not looks:
        return None
    between = say(" Or: ")
    return Look(between.join(look.hint for look in looks), between.join(look.told for look in looks))
