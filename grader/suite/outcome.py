"""From the exception that ended a test to an outcome and a message, as far as the feedback level lets it speak."""

import builtins
import re
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis.errors import Unsatisfiable

from grader.compare import Mismatch
from grader.errors import GraderError, UnfitValueError
from grader.language import say
from grader.sandbox.failures import LoadFailed, MissingFunction, NotAttempted, StudentFailure
from grader.sandbox.student import Function, Handle, Student

FULL, HINT, OUTCOME = ("full", "hint", "outcome")
# What Python says where a test takes a result apart into parts that it does not have.
_TAKEN_APART = re.compile(
    r"(?:too many|not enough) values to unpack \(expected (?P<expected>\d{1,3})|cannot unpack non-iterable"
)
# Where a library is installed, at the start of a warning: on each machine somewhere else, and of no use to a student.
_INSTALLED = re.compile(r"^\S*[/\\]site-packages[/\\]", re.MULTILINE)
ADDRESS = re.compile(" at 0x[0-9a-fA-F]+")  # of an object in memory: it differs from run to run


class Verdict(NamedTuple):
    """An outcome with its two texts: `full` may show values, `hint` may not."""

    outcome: str
    full: str = ""
    hint: str = ""


def verdict(error: BaseException, student: Student | None) -> Verdict:
    """Classify what ended a test.

    Args:
        error: what was raised.
        student: the proxy that the test used, None if it asked for none. A test that fails before it called the
            student even once failed for a reason of ours.
    """
    if isinstance(error, StudentFailure):
        return Verdict(error.outcome, error.full, error.hint)
    of_answers = isinstance(error, UnfitValueError) and student is not None and student.calls
    if isinstance(error, GraderError) and not of_answers:
        return Verdict("not_graded", str(error), str(error))
    if student is None or student.calls == 0:
        kind = type(error).__name__
        return Verdict("not_graded", f"The suite itself failed: {kind}: {error}", f"The suite itself failed ({kind}).")
    if isinstance(error, Mismatch):
        return Verdict("failed", error.full, error.hint)
    if isinstance(error, pytest.fail.Exception):
        return _not_raised(error)
    if isinstance(error, AssertionError):
        return Verdict("failed", _own_words(str(error)), _safe_words(error))
    if isinstance(error, Unsatisfiable):
        text = say("With what your function returned, no case fits what this test assumes.")
        return Verdict("failed", text, text)
    if isinstance(error, (ValueError, TypeError)) and (taken := _TAKEN_APART.search(str(error))):
        text = _several_values(taken["expected"], str(error))
        return Verdict("failed", text, text)
    return Verdict(
        "failed",
        say("The test could not use what your function returned ({why}).").format(
            why=f"{type(error).__name__}: {_first_lines(str(error))}"
        ),
        say("The test could not use what your function returned."),
    )


def message(found: Verdict, level: str, error: BaseException, student: Student | None) -> str:
    """The text for one feedback level: `full`, `hint` or `outcome`."""
    if found.outcome == "not_graded":  # a fault of ours, which is no secret of the suite's
        return found.full if level == FULL else found.hint
    if level == OUTCOME:
        return ""
    if level == HINT:
        return found.hint
    parts = [found.full]
    case: dict[str, Any] | None = getattr(error, "__case__", None)
    if not isinstance(error, (NotAttempted, LoadFailed, MissingFunction)):
        if case:
            parts.append(
                say("Smallest case found:") + "\n" + "\n".join(_argument(name, value) for name, value in case.items())
            )
        elif student is not None and student.last_call:
            parts.append(say("The last call was {call}").format(call=_call(*student.last_call)))
        printed = str(getattr(error, "__printed__", student.output if student is not None else "")).rstrip()
        if printed:
            parts.append(say("Printed:") + "\n" + _indent(_clip(_INSTALLED.sub("", printed), 1000)))
    return ADDRESS.sub("", "\n".join(part for part in parts if part))


def _call(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    shown = [_short(value) for value in args] + [f"{key}={_short(value)}" for key, value in kwargs.items()]
    line = f"{name}({', '.join(shown)})"
    return line if len(line) <= 76 and "\n" not in line else f"{name}(\n" + _indent(",\n".join(shown)) + ")"


def _argument(name: str, value: Any) -> str:
    return _indent(f"{name} = {_short(value)}")


def _short(value: Any) -> str:
    """An argument as a student would type it."""
    with np.printoptions(threshold=30, edgeitems=3, linewidth=72):
        text = "a function" if callable(value) and not isinstance(value, (type, Function, Handle)) else repr(value)
    return _clip(ADDRESS.sub("", text), 400)


def _not_raised(error: BaseException) -> Verdict:
    """`pytest.raises` that saw no exception. Only builtin names are repeated: `pytest.fail` may say anything."""
    text = str(error)
    names = [name for name in re.findall(r"\w+", text.partition("DID NOT RAISE")[2]) if _is_exception(name)]
    if names:
        text = say("{names} should be raised here, and is not.").format(names=say(" or ").join(names))
        return Verdict("failed", text, text)
    return Verdict("failed", _first_lines(text), say("This test fails."))


def _is_exception(name: str) -> bool:
    found = getattr(builtins, name, None)
    return isinstance(found, type) and issubclass(found, BaseException)


def _own_words(text: str) -> str:
    """What the suite's author wrote, without what pytest adds; of that the first line, if there is nothing else."""
    lines = text.splitlines()
    added = next((index for index, line in enumerate(lines) if line.startswith("assert ")), len(lines))
    return "\n".join(lines[: added or 1])


def _several_values(expected: str | None, why: str) -> str:
    """What to say where a test took a result apart that does not have the parts which the exercise asks for."""
    if expected is None:
        text = say("Your function should return several values, as a tuple or a list; it returned a single one.")
        return text + " " + say("Is a return missing?") if "NoneType" in why else text
    text = say("Your function should return {number} values, as a tuple or a list, but the result has another number.")
    return text.format(number=expected)


def _safe_words(error: AssertionError) -> str:
    """What a hint may say: the author's words where they hold no value, being a literal without a figure in it."""
    words, trace = _own_words(str(error)), error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    literal = trace is not None and words in trace.tb_frame.f_code.co_consts
    if not words or not literal or re.search(r"\d", words):
        return say("A law that this function must obey does not hold.")
    return f"{words[0].upper()}{words[1:].rstrip('.')}."


def _first_lines(text: str, most: int = 12) -> str:
    lines = text.strip().splitlines()
    return "\n".join(lines[:most]) + ("\n..." if len(lines) > most else "")


def _clip(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most] + " ..."


def _indent(text: str) -> str:
    return "\n".join("    " + line for line in text.splitlines())
