"""The roster: who is in the course, read from the table that a registry, an LMS or a spreadsheet exports."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TypeVar

from grader.catalogue.document import Problem
from grader.errors import CourseError
from grader.moments import MOMENT_SHAPE, SPAN_SHAPE, Span, read_moment, read_span, zoned

SIZE_CAP = 16 << 20  # bytes
# What a column may be called, in lower case and without blanks, dashes and underscores. The first name is ours.
COLUMNS = {
    "id": ("id", "studentid", "sid", "idnumber", "sisuserid", "matriculationnumber", "identifier"),
    "name": ("name", "fullname", "student", "studentname"),
    "first_name": ("firstname", "givenname"),
    "last_name": ("lastname", "surname", "familyname"),
    "email": ("email", "emailaddress", "mail"),
    "section": ("section", "sections", "group", "class"),
    "extension": ("extension",),
    "submitted_at": ("submittedat", "submissiontime", "submissiontimestamp"),
}
# Other names by which a system may know the same student.
LOGINS = ("login", "username", "sisloginid", "githubusername", "canvasid")
_KNOWN = (*COLUMNS.values(), LOGINS)
Extension = Span | datetime
Value = TypeVar("Value")


@dataclass(frozen=True)
class RosterRow:
    """One student of the course.

    Attributes:
        id: what results and exports call the student.
        name: the full name, in either order; may be empty.
        email: may be empty.
        section: may be empty.
        extension: how much longer, or until when, the student has; None for no longer than others.
        logins: other names by which an LMS knows the student.
        submitted_at: when the student handed in, for forms of hand-in that do not say it; None if unknown.
        line: in the file.
    """

    id: str
    name: str = ""
    email: str = ""
    section: str = ""
    extension: Extension | None = None
    logins: tuple[str, ...] = ()
    submitted_at: datetime | None = None
    line: int = 0


@dataclass(frozen=True)
class Roster:
    """The students of the course by their ids, in the order of the file."""

    rows: Mapping[str, RosterRow]

    def __iter__(self) -> Iterator[RosterRow]:
        return iter(self.rows.values())

    def __len__(self) -> int:
        return len(self.rows)

    def find(self, student: str) -> RosterRow | None:
        """The student of that id."""
        return self.rows.get(student)


def read_roster(path: Path, zone: tzinfo | None = None) -> Roster:
    """Read a roster.

    Args:
        path: a CSV file in UTF-8, separated by commas, semicolons or tabs, with a line of column names.
        zone: of dates that are written without one.

    Raises:
        CourseError: it cannot be read, or not be understood; the message has one line for each thing to put right.
    """
    text = _text(path)
    table = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    problems: list[Problem] = []
    rows: dict[str, RosterRow] = {}
    try:
        columns, problems = _columns(next(table, []))
        for cells in table if not problems else ():
            if any(cell.strip() for cell in cells):
                _take(rows, _row(columns, cells, table.line_num, zone, problems), problems)
    except csv.Error as error:
        problems.append(Problem(table.line_num, f"this is no CSV: {error}. Save the table as CSV once more."))
    if not rows and not problems:
        problems.append(Problem(None, "there is nobody in it. Write a line for each student below the column names."))
    if problems:
        raise CourseError("\n".join(problem.at(str(path)) for problem in problems))
    return Roster(rows)


def _text(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            raw = stream.read(SIZE_CAP + 1)
    except OSError as error:
        raise CourseError(
            f"The roster {path} cannot be read: {error.strerror}. Name a CSV file with the columns id and name."
        ) from None
    if len(raw) > SIZE_CAP:
        raise CourseError(f"The roster {path} has more than {SIZE_CAP} bytes. Is it the right file?")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        text = f"the byte 0x{raw[error.start]:02x} is not UTF-8. Save the table as CSV in UTF-8."
        raise CourseError(Problem(line, text).at(str(path))) from None


def _delimiter(text: str) -> str:
    """The separator that stands most often in the column names."""
    head = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=head.count)


def _columns(head: list[str]) -> tuple[dict[str, list[int]], list[Problem]]:
    """Our name of a column -> where it stands, best first, and what is wrong with the names."""
    plain = [re.sub(r"[\s_-]+", "", cell).lower() for cell in head]
    found = {
        ours: [index for name in names for index, cell in enumerate(plain) if cell == name]
        for ours, names in (COLUMNS | {"login": LOGINS}).items()
    }
    twice = sorted({cell for cell in plain if cell and plain.count(cell) > 1 and any(cell in each for each in _KNOWN)})
    problems = [Problem(1, f"the column {name} is there twice. Keep one of the two.") for name in twice]
    if not found["id"]:
        shown = ", ".join(cell.strip() for cell in head if cell.strip()) or "none"
        text = f"there is no column id; the columns are: {shown}. Call the one that holds the students' ids so."
        problems.append(Problem(1, text))
    found["login"] += found["id"][1:]
    return found, problems


def _row(
    columns: dict[str, list[int]], cells: list[str], line: int, zone: tzinfo | None, problems: list[Problem]
) -> RosterRow | None:
    """One line of the table; None where it is nobody's."""

    def every(ours: str) -> list[str]:
        found = [cells[index].strip() for index in columns[ours] if index < len(cells)]
        return [cell for cell in found if cell]

    def cell(ours: str) -> str:
        return next(iter(every(ours)), "")

    def checked(ours: str, read: Callable[[str], Value]) -> Value | None:
        try:
            return read(cell(ours)) if cell(ours) else None
        except ValueError as error:
            problems.append(Problem(line, f"{ours} is {cell(ours)!r}; it must {error}. Correct it, or leave it empty."))
            return None

    name = cell("name") or " ".join((*every("first_name"), *every("last_name")))
    student = cells[columns["id"][0]].strip() if columns["id"][0] < len(cells) else ""
    if not student:
        if name != "Points Possible":  # the second line of a gradebook of Canvas
            problems.append(Problem(line, "the id is empty. Give every student one, or delete the line."))
        return None
    if not student.isprintable():
        problems.append(Problem(line, f"the id {student!r} cannot be printed. Give the student another."))
    extension = checked("extension", lambda text: _zoned_extension(read_extension(text), zone))
    handed_in = checked("submitted_at", lambda text: zoned(read_moment(text), zone))
    logins = tuple(every("login"))
    return RosterRow(student, name, cell("email"), cell("section"), extension, logins, handed_in, line)


def _take(rows: dict[str, RosterRow], row: RosterRow | None, problems: list[Problem]) -> None:
    if row is None:
        return
    first = rows.setdefault(row.id, row)
    if first is not row:
        text = f"the id {row.id!r} stands on line {first.line} already. Give each student an id of their own."
        problems.append(Problem(row.line, text))


def read_extension(value: object) -> Extension:
    """How much longer somebody has (a bare number counts days), or until when.

    Raises:
        ValueError: the value is neither, which the message completes to "it must ...".
    """
    try:
        return read_span(value, bare_days=True)
    except ValueError:
        pass
    try:
        return read_moment(value)
    except ValueError:
        raise ValueError(f"be {SPAN_SHAPE}, a number of days, or {MOMENT_SHAPE}") from None


def _zoned_extension(extension: Extension, zone: tzinfo | None) -> Extension:
    return zoned(extension, zone) if isinstance(extension, datetime) else extension
