"""One attempt of a student at handing in, as every form of intake ends up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True)
class Attempt:
    """One attempt of a student at handing in.

    Attributes:
        student: the id, unique in the run once the roster has been looked at.
        folder: a folder of regular files to read topics from; it may be one of ours that is gone after the run.
        number: 1, 2, ... in the order of time; 0 for a student of the roster who handed in nothing.
        submitted_at: in UTC; None where nothing says when.
        problem: why nothing of it can be read; the folder may then be empty.
        notes: what was repaired, ignored or renamed at intake, for the instructor.
        ours: whether the problem lies with this machine: the work was not graded, which is no mark.
        times: topic -> when it was handed in, for those that say so on their own.
        refused: topic -> why its file was left out at intake, and whether that lies with this machine.
        name: of the student, where the hand-in says it; the roster knows better.
    """

    student: str
    folder: Path
    number: int = 1
    submitted_at: datetime | None = None
    problem: str = ""
    notes: tuple[str, ...] = ()
    ours: bool = False
    times: Mapping[str, datetime] = field(default_factory=dict)
    refused: Mapping[str, tuple[str, bool]] = field(default_factory=dict)
    name: str = ""


def latest(attempts: Iterable[Attempt]) -> dict[str, Attempt]:
    """Student -> the attempt with the highest number, in the order of the students."""
    return {attempt.student: attempt for attempt in sorted(attempts, key=lambda each: (each.student, each.number))}


def shown_name(name: str) -> str:
    """A file's name as text that any file can hold: a byte that is not UTF-8 becomes its number."""
    try:
        return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    except UnicodeEncodeError:  # half a character, which Windows allows
        return name.encode("utf-8", "backslashreplace").decode("utf-8")
