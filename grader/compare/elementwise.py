"""Answers that are a function of the expected one, element by element: signs, roots, logarithms, precision."""

from collections.abc import Callable

import numpy as np

from grader.compare.look import Case, Look
from grader.compare.sides import Array
from grader.language import later, say


def _sign_lost(x: Array) -> Array:
    """Return |x| where x has both signs; with one sign alone it is the sign that is flipped."""
    return np.abs(x) if (x > 0).any() else np.full_like(x, np.nan)


_REAL: tuple[tuple[Callable[[Array], Array], str], ...] = (
    (_sign_lost, later("The signs are lost, the absolute values are right.")),
    (
        lambda x: np.maximum(x, 0.0),
        later("Negative values have become zero, the others are right."),
    ),
    (np.sqrt, later("Your result is the square root of what is expected: is that one root too many?")),
    (np.exp, later("Your result is the exponential of what is expected: is a logarithm missing?")),
    (np.log, later("Your result is the logarithm of what is expected: is that one logarithm too many?")),
    (
        lambda x: -np.log(x),
        later("Your result is minus the logarithm of what is expected: is that one step too many?"),
    ),
    (
        lambda x: np.exp(-x),
        later("Your result is exp(-x) for an expected x: is minus the logarithm missing?"),
    ),
)
_ANY: tuple[tuple[Callable[[Array], Array], str], ...] = (
    (np.negative, later("The sign is flipped, everything else is right.")),
    (np.square, later("Your result is the square of what is expected: is a square root missing?")),
    (
        lambda x: 1.0 / x,
        later("Your result is the reciprocal of what is expected: are divisor and dividend swapped?"),
    ),
    (
        lambda x: 1.0 - x,
        later("Your result is one minus what is expected: have two complementary parts changed places?"),
    ),
)
_COMPLEX: tuple[tuple[Callable[[Array], Array], str], ...] = (
    (np.conj, later("Your result is the complex conjugate of what is expected.")),
    (lambda x: x.real.astype(x.dtype), later("The imaginary part is lost: only the real part is right.")),
)
_SMALL_ERROR = 1e-3
_ROUNDINGS = (np.trunc, np.floor, np.rint)


def functions(case: Case) -> list[Look]:
    """Return every function in the tables that makes the answer out of the expected one."""
    if case.boolean:
        inverted = case.fits(1.0 - case.expected)
        return [Look(say("Each True should be False, and each False True."))] if inverted else []
    real = np.isrealobj(case.actual) and np.isrealobj(case.expected)
    table = _ANY + (_REAL if real else _COMPLEX)
    found = [Look(say(words)) for function, words in table if case.fits(function(case.expected))]
    return found or (_rounded(case) if real else [])


def _rounded(case: Case) -> list[Look]:
    wrong = case.wrong
    # Whole numbers are easily met by chance where little is expected between them.
    if np.unique(np.rint(case.expected[wrong])).size < 2 or not case.close(np.rint(case.actual)):
        return []
    if any(np.array_equal(function(case.expected), case.actual) for function in _ROUNDINGS):
        return [Look(say("The fractions are lost: is there a //, or is the result put into an array of integers?"))]
    return []


def nearly_right(case: Case) -> Look | None:
    """Recognise an answer whose errors are as small as a coarser dtype leaves them, and no larger."""
    if case.boolean or case.integers:
        return None
    if _within(case, case.tolerance.rtol):
        return Look(say("Only the last digits are wrong: this test asks for more than the usual care with rounding."))
    for dtype, rtol in ((np.float32, 2e-5), (np.float16, 4e-3)):
        if rtol > case.tolerance.rtol and _went_through(case, dtype, rtol):
            name = np.dtype(dtype).name
            text = say(
                "Precision is lost, the values are right only as far as {name} goes. Is a part computed in {name}?"
            )
            return Look(text.format(name=name))
    small = max(2e-5, 10 * case.tolerance.rtol)
    if small <= _SMALL_ERROR and _within(case, small):
        return Look(
            say(
                "Nearly right, every error is small: is a part computed in float32, is a small constant "
                "(an epsilon) missing or misplaced, or are two nearly equal numbers subtracted?"
            )
        )
    return None


def _within(case: Case, rtol: float) -> bool:
    actual, expected = case.actual[case.wrong], case.expected[case.wrong]
    return bool((np.abs(actual - expected) <= rtol * np.abs(expected)).all())


def _went_through(case: Case, dtype: type, rtol: float) -> bool:
    """Tell whether the wrong elements are values of a coarser dtype, next to the expected ones."""
    wrong = case.actual[case.wrong]
    if np.iscomplexobj(wrong):
        return dtype is np.float32 and _within(case, rtol) and bool((wrong.astype(np.complex64) == wrong).all())
    plain = wrong * 1024 == np.rint(wrong * 1024)  # 0.5 is a value of every dtype: no evidence
    if (plain.all() and dtype is np.float32) or np.unique(wrong).size < (1 if dtype is np.float32 else 3):
        return False
    return _within(case, rtol) and bool((wrong.astype(dtype) == wrong).all())
