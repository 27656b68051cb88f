"""Where the wrong elements stand, when that alone tells something: the last row, the diagonal, the negative ones."""

import numpy as np

from grader.compare.look import Case, Look
from grader.compare.sides import Array


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
    return Look("The wrong elements are all zero: are they ever computed? The others are right.")


def _by_sign(case: Case) -> Look | None:
    if case.boolean or case.integers or np.iscomplexobj(case.expected) or case.wrong.sum() < 3:
        return None
    for name, chosen in (("negative", case.expected < 0), ("positive", case.expected > 0)):
        if np.array_equal(chosen, case.wrong) and (case.expected[~case.wrong] != 0).any():
            return Look(f"Exactly those elements are wrong whose expected value is {name}.")
    return None


def _one_end(case: Case) -> Look | None:
    for axis, length in enumerate(case.wrong.shape):
        lines = _any_but(case.wrong, axis)
        if length < 3 or lines.sum() != 1 or (case.wrong.ndim > 1 and case.wrong.sum() < 2):
            continue
        for end, position in (("first", 0), ("last", length - 1)):
            if lines[position]:
                name = _line(axis, case.wrong.ndim)
                full = f"Only the {end} {name} is wrong (index {position} of axis {axis})."
                return Look(f"Only the {end} {name} is wrong.", full)
    return None


def _from_some_index_on(case: Case) -> Look | None:
    if case.integers:  # a few whole numbers may be right by chance
        return None
    for axis, length in enumerate(case.wrong.shape):
        lines = _any_but(case.wrong, axis)
        start = int(np.argmax(lines))
        if length >= 4 and 1 <= start <= length - 3 and lines[start:].all():
            hint = "The beginning is right and everything after it is wrong: is something lost between two steps?"
            return Look(hint, f"Right before index {start} of axis {axis}, wrong from there on: what is lost there?")
    return None


def _diagonal(case: Case) -> Look | None:
    wrong = case.wrong
    if wrong.ndim != 2 or wrong.shape[0] != wrong.shape[1] or wrong.shape[0] < 3:
        return None
    eye = np.eye(len(wrong), dtype=bool)
    above = np.triu(~eye)
    for words, chosen in (
        ("on the diagonal", eye),
        ("off the diagonal", ~eye),
        ("above the diagonal", above),
        ("below the diagonal", above.T),
    ):
        if np.array_equal(wrong, chosen):
            return Look(f"Exactly the elements {words} are wrong.")
    return None


def _any_but(wrong: Array, axis: int) -> Array:
    return np.asarray(wrong.any(axis=tuple(other for other in range(wrong.ndim) if other != axis)))


def _line(axis: int, ndim: int) -> str:
    return {1: ("element",), 2: ("row", "column")}.get(ndim, ("slice",) * ndim)[axis]
