"""What a user can ask of an export, and what comes back."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from grader.errors import UsageError
from grader.export.marks import Numbers


@dataclass(frozen=True)
class Options:
    """What is asked for.

    Attributes:
        numbers: how numbers are written.
        partial: whether marks may go out although some work is not graded yet.
        check: the gradebook that the LMS gave, None if there is none.
        columns: topic (or `total`) -> the id of the LMS's column.
        scale: whether marks are converted to the LMS's points where those differ.
        identify: by what Moodle knows its students.
    """

    numbers: Numbers = field(default_factory=Numbers)
    partial: bool = False
    check: Path | None = None
    columns: dict[str, str] = field(default_factory=dict)
    scale: bool = False
    identify: Literal["auto", "email", "idnumber", "username"] = "auto"


@dataclass
class Report:
    """What an export says beside its file.

    Attributes:
        notes: what a person should know, line by line.
        unmatched: how many students or rows found no partner.
    """

    notes: list[str] = field(default_factory=list)
    unmatched: int = 0

    def names(self, what: str, found: list[str]) -> None:
        """Note who is concerned, if anybody is."""
        if found:
            self.notes.append(f"{what}: {', '.join(found)}")


def columns_of(given: Iterable[str]) -> dict[str, str]:
    """`["norms=123"]` as `{"norms": "123"}`. Raises UsageError."""
    columns: dict[str, str] = {}
    for text in given:
        topic, sign, number = (part.strip() for part in text.rpartition("="))
        if not topic or not sign or not number.isascii() or not number.isdecimal():
            raise UsageError(f"--column {text!r} must be TOPIC=ID, such as norms=12345; the ID is a number.")
        if topic in columns or number in columns.values():
            raise UsageError(f"--column {text!r}: its topic or its ID is named twice.")
        columns[topic] = number
    return columns
