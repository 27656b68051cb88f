"""The messages for wrong values, finite and not: what it looks like, where the worst is, how far off."""

import numpy as np

from grader.compare import explain, nonfinite, show
from grader.compare import tolerance as tol
from grader.compare.message import Place, compose
from grader.compare.mismatch import Text
from grader.compare.sides import Array, Side
from grader.compare.tolerance import Tolerance
from grader.language import say, say_number

_MANY_STEPS = 10**6  # an error of so many units in the last place is no matter of rounding: its size says more


def values(got: Side, wanted: Side, tolerance: Tolerance, place: Place) -> Text:
    """Tell how the values of two arrays of one shape differ."""
    wrong = ~tol.agree(got.array, wanted.array, tolerance)
    look = explain.values_look(got.array, wanted.array, tolerance)
    told = [look.told] if look else []
    worst = _worst(got, wanted, tolerance, wrong)
    if wrong.size == 1:
        hint = look.hint if look else _not_it(wanted)
        return compose(say("Wrong value"), place, [hint], [worst, *told])
    number = int(wrong.sum())
    off = say_number("{number} of {elements} is off.", "{number} of {elements} are off.", number)
    off = off.format(number=number, elements=show.elements(wrong.size))
    hint = look.hint if look else _share(wrong)
    return compose(say("Wrong values"), place, [hint], [off, *told, worst], show.pair(got.array, wanted.array))


def not_finite(got: Side, wanted: Side, tolerance: Tolerance, place: Place) -> Text:
    """Tell where nan and inf stand and should not, or should and do not."""
    actual, expected = got.array, wanted.array
    looks = nonfinite.looks(actual, expected)
    hint, full = [look.hint for look in looks], [look.told for look in looks]
    finite = np.isfinite(actual) & np.isfinite(expected)
    wrong = finite & ~tol.agree(actual, expected, tolerance)
    if wrong.any():
        hint.append(say("Some of the other elements are wrong, too."))
        number = int(wrong.sum())
        others = say_number("{number} other element is wrong, too.", "{number} other elements are wrong, too.", number)
        full += [others.format(number=number)]
        full += [_worst(got, wanted, tolerance, wrong)]
    elif finite.any():
        hint.append(say("The other elements are right."))
        full.append(say("The other elements are right."))
    if actual.size == 1:
        got_it = say("Got {actual}, expected {expected}.")
        full.append(got_it.format(actual=show.scalar(actual.flat[0]), expected=show.scalar(expected.flat[0])))
        return compose(say("Wrong value"), place, hint, full)
    return compose(say("Wrong values"), place, hint, full, show.pair(actual, expected))


def _not_it(wanted: Side) -> str:
    if wanted.array.dtype.kind == "b":
        return say("it is True where False is right, or False where True is.")
    return say("your result is not the expected number.")


def _share(wrong: Array) -> str:
    return say("no element is right.") if wrong.all() else say("some elements are right, others are not.")


def _worst(got: Side, wanted: Side, tolerance: Tolerance, wrong: Array) -> str:
    """Name the wrong element that exceeds most what is allowed: index, values, errors."""
    error, size, excess = _errors(got, wanted, tolerance)
    at = tuple(int(i) for i in np.unravel_index(int(np.argmax(np.where(wrong, excess, -1.0))), wrong.shape))
    mine, theirs = show.scalar(got.array[at]), show.scalar(wanted.array[at])
    boolean = wanted.array.dtype.kind == "b"
    found = say("got {actual}, expected {expected}").format(actual=mine, expected=theirs)
    if wrong.size > 1:
        where = say("First at {place}: {found}") if boolean else say("Worst at {place}: {found}")
        found = where.format(place=show.index(at), found=found)
    if boolean:
        return say("{found}.").format(found=found)
    errors = [say("absolute error {error}").format(error=show.error(float(error[at])))]
    if size[at]:
        errors.append(say("relative {error}").format(error=show.error(float(error[at] / size[at]))))
    if wanted.array.dtype.kind in "fc":
        steps = int(np.max(tol.ulp_distance(got.array[at], wanted.array[at], wanted.dtype)))
        if steps < _MANY_STEPS or tolerance.ulp is not None:
            errors.append(f"{steps if steps < _MANY_STEPS else f'{steps:.1e}'} ULP")
    text = say("{found} ({errors}). {allowed}")
    return text.format(found=found, errors=say(", ").join(errors), allowed=_allowed(tolerance))


def _errors(got: Side, wanted: Side, tolerance: Tolerance) -> tuple[Array, Array, Array]:
    """Return |actual - expected|, |expected| and how many times the first exceeds what is allowed."""
    actual, expected = tol.widen(got.array), tol.widen(wanted.array)
    with np.errstate(all="ignore"):
        error, size = np.abs(actual - expected), np.abs(expected)
        allowed = tolerance.absolute_part(size) + tolerance.rtol * size
        excess = error / np.maximum(allowed, np.finfo(np.float64).tiny)
        if tolerance.ulp is not None:
            excess = tol.ulp_distance(got.array, wanted.array).astype(np.float64)
    return np.asarray(error), np.asarray(size), np.nan_to_num(excess)


def _allowed(tolerance: Tolerance) -> str:
    if tolerance.ulp is not None:
        return say("Allowed: {ulp} ULP (units in the last place).").format(ulp=tolerance.ulp)
    if tolerance.exact:
        return say("They must be equal.")
    rtol = show.error(tolerance.rtol)
    if tolerance.atol:
        text = say("Allowed: relative {rtol} or absolute {atol}.")
        return text.format(rtol=rtol, atol=show.error(tolerance.atol))
    return say("Allowed: relative {rtol}.").format(rtol=rtol)
