"""Where nan and inf stand in an answer and should not, or should and do not."""

from collections.abc import Callable

import numpy as np

from grader.compare import show
from grader.compare.look import Look
from grader.compare.sides import Array
from grader.language import later, say

_NAN = later(
    "That comes from dividing zero by zero or inf by inf, from inf minus inf (was there an overflow before?), or from "
    "the root or logarithm of a negative number."
)
_INF = later("That comes from an overflow (exp of a large number?) or a division by zero.")
_MINUS_INF = later("That comes from the logarithm of zero, or an overflow.")


def differs(actual: Array, expected: Array) -> bool:
    """Tell whether nan or an inf stands in one of two arrays of one shape and not in the other."""
    return any(mask(actual, expected).any() for _, mask, _, _ in _CASES)


def looks(actual: Array, expected: Array) -> list[Look]:
    """Return a sentence for each way in which nan and inf are misplaced, with their number and first index."""
    found = []
    for what, mask, asked, cause in _CASES:
        where = mask(actual, expected)
        if where.any():
            number = int(where.sum())
            words = {"what": say(what), "asked": say(asked)}
            hint = say("Your result has {what} where {asked} is expected.").format(**words)
            full = hint
            if where.size > 1:
                full = say(
                    "Your result has {what} where {asked} is expected ({number} of {elements}, first at {place})."
                ).format(
                    number=number,
                    elements=show.elements(where.size),
                    place=show.index(tuple(np.argwhere(where)[0])),
                    **words,
                )
            because = f" {say(cause)}" if cause else ""
            found.append(Look(f"{hint}{because}", f"{full}{because}"))
    return found


def _positive_inf(array: Array) -> Array:
    return np.asarray(np.isinf(array) & ~np.isnan(array) & ~_negative_inf(array))


def _negative_inf(array: Array) -> Array:
    return np.asarray(array.real == -np.inf)


def _overflow(actual: Array, expected: Array) -> Array:
    return np.asarray(_positive_inf(actual) & np.isfinite(expected))


def _negative_overflow(actual: Array, expected: Array) -> Array:
    return np.asarray(_negative_inf(actual) & np.isfinite(expected))


def _new_nan(actual: Array, expected: Array) -> Array:
    return np.asarray(np.isnan(actual) & ~np.isnan(expected))


def _lost_nan(actual: Array, expected: Array) -> Array:
    return np.asarray(~np.isnan(actual) & np.isnan(expected))


def _lost_inf(actual: Array, expected: Array) -> Array:
    return np.asarray(np.isfinite(actual) & np.isinf(expected))


def _other_inf(actual: Array, expected: Array) -> Array:
    infinite = np.isinf(actual) & np.isinf(expected) & ~np.isnan(actual) & ~np.isnan(expected)
    return np.asarray(infinite & (actual != expected))


_CASES: tuple[tuple[str, Callable[[Array, Array], Array], str, str], ...] = (
    ("nan", _new_nan, later("a number"), _NAN),
    ("inf", _overflow, later("a finite number"), _INF),
    ("-inf", _negative_overflow, later("a finite number"), _MINUS_INF),
    (later("a finite number"), _lost_inf, later("inf or -inf"), ""),
    (later("a number"), _lost_nan, "nan", ""),
    (later("inf of the wrong sign"), _other_inf, later("the other one"), ""),
)
