"""Answers that are the expected one times, or plus, a constant: for the whole array or line by line."""

import math

import numpy as np

from grader.compare import show
from grader.compare.look import Case, Look, axis_words
from grader.compare.sides import Array
from grader.language import later, say

_MAX_WHOLE = 4096
_MAX_GUESSED = 100  # the largest n that is guessed where no length of the array says so
_Found = tuple[float, Look, float]
"""A factor, what it looks like, and how many bits went into choosing it among others of its sort."""
_LN2, _LN10 = math.log(2), math.log(10)
_SUM = later("It looks as if you summed where the mean is asked.")
_MEAN = later("It looks as if you took the mean where the sum is asked.")
_LOGARITHMS = (
    (1 / _LN2, "1/ln 2", later("It looks like the logarithm to base two where the natural one is asked.")),
    (_LN2, "ln 2", later("It looks like the natural logarithm where the one to base two is asked.")),
    (1 / _LN10, "1/ln 10", later("It looks like the logarithm to base ten where the natural one is asked.")),
    (_LN10, "ln 10", later("It looks like the natural logarithm where the one to base ten is asked.")),
)


def named_factor(case: Case) -> Look | None:
    """Recognise a constant factor that tells where it comes from: a length, n - 1 for n, a logarithm's base."""
    ratio = _ratio(case)
    if ratio is None or not math.isfinite(ratio) or ratio <= 0 or case.boolean:
        return None
    for name in (_length, _twice, _bessel, _logarithm, _whole, _root):
        found = name(ratio, case)
        if found is not None and case.fits(found[0] * case.expected, cost_bits=found[2]):
            return found[1]
    return None


def _factor(case: Case) -> str:
    if case.expected.size == 1:
        return say("Your result is a simple multiple or fraction of the expected one.")
    return say("Every element is off by the same constant factor.")


def _ratio(case: Case) -> float | None:
    """Return actual / expected where |expected| is largest; None without a real, non-zero ratio."""
    size = np.where(np.isfinite(case.expected), np.abs(case.expected), 0.0)
    where = np.unravel_index(int(np.argmax(size)), size.shape)
    if not size[where] or np.iscomplexobj(case.actual) or np.iscomplexobj(case.expected):
        return None
    return float(case.actual[where] / case.expected[where])


def _is(ratio: float, value: float, case: Case) -> bool:
    return abs(ratio / value - 1) <= 2 * case.tolerance.rtol


def _whole_number(x: float, case: Case, sensitivity: float = 1.0) -> int | None:
    """Return the whole number (>= 3) that `x` is, if the precision of the case can tell it from its neighbours."""
    number = round(x) if 2.5 < x <= _MAX_WHOLE else 0
    slack = 4 * case.tolerance.rtol * number * sensitivity
    return number if number and slack < 0.01 and abs(x - number) <= slack else None


def _length(ratio: float, case: Case) -> _Found | None:
    for n in case.expected.shape:
        if n >= 3 and _is(ratio, n, case):
            full = say("Your result is {n} times the expected one, {n} being a length.").format(n=n)
            return float(n), Look(say(_SUM), f"{full} {say(_SUM)}"), 0.0
        if n >= 3 and _is(ratio, 1 / n, case):
            full = say("Your result is 1/{n} of the expected one, {n} being a length.").format(n=n)
            return 1 / n, Look(say(_MEAN), f"{full} {say(_MEAN)}"), 0.0
    return None


def _twice(ratio: float, case: Case) -> _Found | None:
    hint = _factor(case) + " " + say("Is a factor missing, or there twice?")
    length = 2 in case.expected.shape  # then it may just as well be a sum over two elements
    if _is(ratio, 2, case):
        full = (
            say(
                "Your result is twice the expected one: is a 1/2 missing, a factor 2 too many, or a sum where the "
                "mean is asked?"
            )
            if length
            else say("Your result is twice the expected one: is a 1/2 missing, a factor 2 too many?")
        )
        return 2.0, Look(hint, full), 0.0
    if _is(ratio, 0.5, case):
        full = (
            say(
                "Your result is half the expected one: is a factor 2 missing, a 1/2 too many, or a mean where the "
                "sum is asked?"
            )
            if length
            else say("Your result is half the expected one: is a factor 2 missing, a 1/2 too many?")
        )
        return 0.5, Look(hint, full), 0.0
    return None


def _bessel(ratio: float, case: Case) -> _Found | None:
    large = max(ratio, 1 / ratio)
    if not 1 < large < 2:
        return None
    n = _whole_number(large / (large - 1), case, sensitivity=large / (large - 1))
    if n is None:
        return None
    divisor, asked = ("n - 1", "n") if ratio > 1 else ("n", "n - 1")
    value = n / (n - 1) if ratio > 1 else (n - 1) / n
    words = {"divisor": divisor, "asked": asked}
    wordy = {key: text.replace(" - 1", say(" minus one")) for key, text in words.items()}
    if n in case.expected.shape:
        hint = say("It looks as if you divided by {divisor} where {asked} is asked.").format(**wordy)
        full = say("It looks as if you divided by {divisor} where {asked} is asked, with n = {n}.").format(n=n, **words)
        return value, Look(hint, full), 0.0
    if n > _MAX_GUESSED:
        return None  # two round numbers that lie close together: 0.855 / 0.85 is 171 / 170
    # 0.9 may be (n - 1) / n with n = 10, but also a decay rate: a question, then, and no claim.
    question = say("Is something divided by {divisor} where {asked} is asked, or is a factor missing?").format(**wordy)
    full = say(
        "Your result is {value} times the expected one. Is something divided by {divisor} where {asked} is asked "
        "(n = {n}), or is a factor missing?"
    ).format(value=show.error(value), n=n, **words)
    return value, Look(f"{_factor(case)} {question}", full), math.log2(2 * n)


def _logarithm(ratio: float, case: Case) -> _Found | None:
    for value, name, words in _LOGARITHMS:
        if _is(ratio, value, case):
            times = say("(Your result is {name} times the expected one.)").format(name=name)
            return value, Look(say(words), f"{say(words)} {times}"), 2.0
    return None


def _whole(ratio: float, case: Case) -> _Found | None:
    if (n := _whole_number(ratio, case)) is not None:
        hint = _factor(case) + " " + say("Is it the sum where the mean is asked, or a factor too many?")
        full = say("Your result is {n} times the expected one: the sum for the mean, or a factor?").format(n=n)
        return float(n), Look(hint, full), math.log2(2 * n)
    if (n := _whole_number(1 / ratio, case)) is not None:
        hint = _factor(case) + " " + say("Is it the mean where the sum is asked, or a factor missing?")
        full = say("Your result is 1/{n} of the expected one: the mean for the sum, or a factor?").format(n=n)
        return 1 / n, Look(hint, full), math.log2(2 * n)
    return None


def _root(ratio: float, case: Case) -> _Found | None:
    large = max(ratio, 1 / ratio)
    n = 2 if _is(large, math.sqrt(2), case) else _whole_number(large * large, case, sensitivity=2.0)
    if n is None:
        return None
    name, value = (f"√{n}", math.sqrt(n)) if ratio > 1 else (f"1/√{n}", 1 / math.sqrt(n))
    question = say("It is the root of a whole number: is a scaling by √n missing, or there twice?")
    full = say("Your result is {name} times the expected one: is a scaling by a root off?").format(name=name)
    return value, Look(f"{_factor(case)} {question}", full), math.log2(2 * n)


def any_constant(case: Case) -> list[Look]:
    """Recognise one factor or one offset for the whole array, whatever its value."""
    if case.boolean or not _varies(case.expected[case.wrong], case):
        return []
    found = []
    ratio = _ratio(case)
    if ratio and math.isfinite(ratio) and case.fits(ratio * case.expected, spent=1):
        full = (
            say("{off} The factor is {ratio}, and the sign is flipped.")
            if ratio < 0
            else say("{off} The factor is {ratio}.")
        )
        found.append(Look(_factor(case), full.format(off=_factor(case), ratio=show.error(ratio))))
    difference = case.actual[case.wrong][0] - case.expected[case.wrong][0]
    if np.isfinite(difference) and case.fits(case.expected + difference, spent=1):
        found.append(_offset(difference, case))
    return found


def _offset(difference: complex, case: Case) -> Look:
    if case.integers and abs(difference) == 1:
        hint = say("Every element is off by one: do you count from zero where one is meant, or the other way round?")
        if np.real(difference) > 0:
            return Look(hint, say("Every element is too large by 1: do you count from 0 or from 1?"))
        return Look(hint, say("Every element is too small by 1: do you count from 0 or from 1?"))
    amount = difference if np.iscomplexobj(difference) else show.error(float(np.real(difference)))
    return Look(
        say("Every element is off by the same constant: is something added once too often, or left out?"),
        say(
            "Every element is off by the same constant, {amount}: is something added once too often, or left out?"
        ).format(amount=amount),
    )


def by_line(case: Case) -> list[Look]:
    """Recognise a factor or an offset of its own for each line along one axis (each row, each column)."""
    if case.boolean or case.expected.ndim < 2 or not np.isfinite(case.expected).all():
        return []
    for axis in reversed(range(case.expected.ndim)):
        lines = case.expected.size // case.expected.shape[axis]
        if lines < 2 or not _each_line_varies(case, axis):
            continue
        line = (
            say(("column", "row")[axis])
            if case.expected.ndim == 2
            else say("line along {axis}").format(axis=axis_words(axis, case.expected.ndim))
        )
        top = np.argmax(np.abs(case.expected), axis=axis, keepdims=True)
        mine, theirs = (np.take_along_axis(a, top, axis) for a in (case.actual, case.expected))
        if np.all(mine) and case.fits(case.expected * (mine / theirs), spent=lines):
            text = say("Each {line} is off by a factor of its own: look at what you divide it by.")
            return [Look(text.format(line=line))]
        if case.fits(case.expected + (mine - theirs), spent=lines):
            text = say("Each {line} is off by a constant of its own: look at what you add or subtract.")
            return [Look(text.format(line=line))]
    return []


def _varies(values: Array, case: Case) -> bool:
    finite = values[np.isfinite(values)]
    return finite.size > 1 and bool(np.ptp(finite) > 100 * case.tolerance.rtol * np.abs(finite).max())


def _each_line_varies(case: Case, axis: int) -> bool:
    spread = np.ptp(case.expected, axis=axis)
    return bool((spread > 100 * case.tolerance.rtol * np.abs(case.expected).max(axis=axis)).all())
