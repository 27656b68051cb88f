"""What a call into a submission can do to a suite, other than return a value.

    StudentFailure            never caught by `pytest.raises` of a builtin exception
    ├── NotAttempted          the stub's own NotImplementedError
    ├── StudentRaised         the student's code raised (also an instance of the builtin class it raised)
    ├── LoadFailed            the module could not be executed: syntax error, error at import
    ├── MissingFunction       the module defines no such function
    ├── Refused               the value cannot cross the boundary (a masked array, a giant, ...)
    ├── TimedOut
    ├── Crashed               the process died or broke the protocol
    └── OutOfMemory

Each carries two texts: `full` may show values and the student's own words, `hint` shows neither.
"""

import builtins
import functools
import signal
from typing import Any, ClassVar, NamedTuple

from grader.language import later, say


class Frame(NamedTuple):
    """One line of a student's traceback."""

    line: int
    function: str
    source: str


class StudentFailure(Exception):  # noqa: N818 - an outcome, not an error of ours
    """Base of all. `outcome` is the word that the results file uses."""

    outcome: ClassVar[str] = "errored"

    def __init__(self, full: str, hint: str | None = None, line: int | None = None) -> None:
        super().__init__(full)
        self.full = full
        self.hint = full if hint is None else hint
        self.line = line

    def again(self) -> "StudentFailure":
        """A new exception that says the same: raised twice, one object would carry notes from test to test."""
        return type(self)(self.full, self.hint, self.line)


class NotAttempted(StudentFailure):
    """A function is still the stub; `function` is the one that the stub names."""

    outcome = "not_attempted"
    function = ""


class StudentRaised(StudentFailure):
    """The student's code raised an exception."""


class LoadFailed(StudentFailure):
    """The module could not be executed."""


class MissingFunction(StudentFailure):
    """The module has no such name."""


class Refused(StudentFailure):
    """The result is of a kind that cannot be compared."""

    outcome = "failed"


class TimedOut(StudentFailure):
    """The call did not come back in time."""

    outcome = "timed_out"


class Crashed(StudentFailure):
    """The worker died, or wrote what no worker writes."""

    outcome = "crashed"


class OutOfMemory(StudentFailure):
    """The call wanted more memory than a worker has."""

    outcome = "out_of_memory"


TEXT_CAP = 2000  # characters of an exception's text; a worker cuts it there, unless it is hostile
FRAMES_CAP = 12
NAME_CAP, LINE_CAP = 80, 200  # characters of a name and of a line of source
USED_UP = later("Your code used up its processor time.")
NO_TEXT = ("source code string cannot contain null bytes", "codec can't decode")  # what Python says of other encodings
STUB_MESSAGE = "your code goes here"  # how the generated stubs end; tells them from a student's own raise


def failure_of_exception(body: Any, filename: str, line_count: int, *, loading: bool = False) -> StudentFailure:
    """The failure for an exception that a worker reports.

    Args:
        body: [type name, names of its builtin bases, text, frames, output], of these types, as the worker sent it.
        filename: the submission's, for the message.
        line_count: how many lines it has; a line beyond is not shown, since a hint must not carry a number out.
        loading: whether the module was being executed.
    """
    name, bases, text, frames = body[0][:NAME_CAP], body[1], body[2][:TEXT_CAP], _frames(body[3])
    line = frames[-1].line if frames and 0 < frames[-1].line <= line_count else None
    if "MemoryError" in bases or "DefaultCPUAllocator: can't allocate memory" in text:
        return OutOfMemory(say("Your code wanted more memory than a submission may use."), line=line)
    if name == "NotImplementedError" and text.endswith(STUB_MESSAGE) and not loading:
        function = text.partition(":")[0]
        told = say("{function} is not written yet.").format(function=function)
        failure = NotAttempted(told, say("This is not written yet."), line)
        failure.function = function
        return failure
    if "Exception" not in bases:
        what = (
            say("Your code ended the program ({name}).") if "SystemExit" in bases else say("Your code raised {name}.")
        )
        return Crashed(what.format(name=name), say("Your code ended the program."), line=line)
    kinds = tuple(base for base in bases if _is_exception(base)) or ("Exception",)
    builtin = kinds[0]
    where = say(" at line {line} of {file}").format(line=line, file=filename) if line else ""
    full = f"{name}: {text}" if text else name
    shown = [_shown(frame, filename) for frame in frames]
    if loading:
        text, hint = say("{file} cannot be loaded: {what}"), say("{file} cannot be loaded: {kind}{where}.")
        hint = hint.format(file=filename, kind=builtin, where=where)
        shown += [say("Is this a text file? Save it as UTF-8.")] if any(each in full for each in NO_TEXT) else []
        return LoadFailed("\n".join([text.format(file=filename, what=full), *shown]), hint, line)
    hint = say("Your code raised {kind}{where}.").format(kind=builtin, where=where)
    return _raised_as(kinds)("\n".join([say("Your code raised {what}").format(what=full), *shown]), hint, line)


def failure_of_exit(code: int | None, number: int | None) -> StudentFailure:
    """The failure for a worker that ended by itself, by exit code or signal number."""
    if number == getattr(signal, "SIGXCPU", None):
        return TimedOut(say(USED_UP))
    if number is not None:
        try:
            name = signal.Signals(number).name
        except ValueError:
            name = str(number)
        meanings = {"SIGSEGV": say("segmentation fault"), "SIGABRT": say("abort"), "SIGKILL": say("killed")}
        return Crashed(say("Your code crashed the Python process ({why}).").format(why=meanings.get(name, name)))
    told = say("Your code ended the Python process (exit code {code}).").format(code=code)
    return Crashed(told, say("Your code ended the Python process."))


def _frames(raw: list[Any]) -> list[Frame]:
    return [Frame(line, function[:NAME_CAP], source[:LINE_CAP]) for line, function, source in raw[:FRAMES_CAP]]


def _shown(frame: Frame, filename: str) -> str:
    """One line of a traceback."""
    inside = frame.function not in ("", "<module>")
    text = say("  {file}, line {line}, in {function}: {source}") if inside else say("  {file}, line {line}: {source}")
    return text.format(file=filename, line=frame.line, function=frame.function, source=frame.source)


def _is_exception(name: str) -> bool:
    kind = getattr(builtins, name, None)
    return isinstance(kind, type) and issubclass(kind, Exception)


@functools.lru_cache(maxsize=256)  # the names are the worker's word, and may come in any combination
def _raised_as(names: tuple[str, ...]) -> type[StudentRaised]:
    """StudentRaised that is also an instance of the builtin exceptions `names`, for `pytest.raises`.

    They are listed from the class itself upwards, several where it has several: NumPy's AxisError is a ValueError
    and an IndexError.
    """
    kinds = [getattr(builtins, name) for name in names]
    own = [kind for kind in kinds if not issubclass(StudentRaised, kind)]
    if not own:
        return StudentRaised
    try:
        return type(names[0], (StudentRaised, *own), {"__init__": StudentRaised.__init__})
    except TypeError:  # builtins whose memory layouts, or orders, cannot be combined
        return StudentRaised
