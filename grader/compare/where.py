"""Where the wrong elements stand, when that alone tells something: the last row, the diagonal, the negative ones."""

import numpy as np

from grader.compare.look import Case, Look
from grader.compare.sides import Array
from grader.language import later, say


def located(case: Case) -> Look | None:
    """Return the plainest description of where the wrong elements are; None when there is none."""
    if case.wrong.all() or not case.wrong.any() or case.expected.ndim == 0:
        return None
    for find in (_never_written, _by_sign, _one_end, _diagonal, _from_some_index_on):
        if (look := find(case)) is not None:
            return look
    return None


def _never_written(case: Case) -> Look | None:
    if case.boolean or case.wrong.sum() < 2 or case.actual[case.wrong].any():
        return None
    return Look(say("The wrong elements are all zero: are they ever computed? The others are right."))


def _by_sign(case: Case) -> Look | None:
    if case.boolean or case.integers or np.iscomplexobj(case.expected) or case.wrong.sum() < 3:
        return None
    for words, chosen in (
        (later("Exactly those elements are wrong whose expected value is negative."), case.expected < 0),
        (later("Exactly those elements are wrong whose expected value is positive."), case.expected > 0),
    ):
        if np.array_equal(chosen, case.wrong) and (case.expected[~case.wrong] != 0).any():
            return Look(say(words))
    return None


def _one_end(case: Case) -> Look | None:
    for axis, length in enumerate(case.wrong.shape):
        lines = _any_but(case.wrong, axis)
        if length < 3 or lines.sum() != 1 or (case.wrong.ndim > 1 and case.wrong.sum() < 2):
            continue
        for words, position in (
            (later("Only the first {line} is wrong."), 0),
            (later("Only the last {line} is wrong."), length - 1),
        ):
            if lines[position]:
                hint = say(words).format(line=say(_line(axis, case.wrong.ndim)))
                place = say("(Index {position} of axis {axis}.)").format(position=position, axis=axis)
                return Look(hint, f"{hint} {place}")
    return None


def _from_some_index_on(case: Case) -> Look | None:
    if case.integers:  # a few whole numbers may be right by chance
        return None
    for axis, length in enumerate(case.wrong.shape):
        lines = _any_but(case.wrong, axis)
        start = int(np.argmax(lines))
        if length >= 4 and 1 <= start <= length - 3 and lines[start:].all():
            full = say("Right before index {start} of axis {axis}, wrong from there on: what is lost there?")
            return Look(
                say("The beginning is right and everything after it is wrong: is something lost between two steps?"),
                full.format(start=start, axis=axis),
            )
    return None


def _diagonal(case: Case) -> Look | None:
    wrong = case.wrong
    if wrong.ndim != 2 or wrong.shape[0] != wrong.shape[1] or wrong.shape[0] < 3:
        return None
    eye = np.eye(len(wrong), dtype=bool)
    above = np.triu(~eye)
    for words, chosen in (
        (later("Exactly the elements on the diagonal are wrong."), eye),
        (later("Exactly the elements off the diagonal are wrong."), ~eye),
        (later("Exactly the elements above the diagonal are wrong."), above),
        (later("Exactly the elements below the diagonal are wrong."), above.T),
    ):
        if np.array_equal(wrong, chosen):
            return Look(say(words))
    return None


def _any_but(wrong: Array, axis: int) -> Array:
    return np.asarray(wrong.any(axis=tuple(other for other in range(wrong.ndim) if other != axis)))


def _line(axis: int, ndim: int) -> str:
    return {1: (later("element"),), 2: (later("row"), later("column"))}.get(ndim, (later("slice"),) * ndim)[axis]
