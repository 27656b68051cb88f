"""Canvas's own gradebook CSV, read: who stands in it, which columns are assignments, and how many points they have."""

import csv
import io
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from grader.errors import UsageError

IDENTITY = ("Student", "LastName", "FirstName", "ID", "SIS User ID", "SIS Login ID", "Integration ID", "Root Account",
            "Section")  # fmt: skip
TITLE_AND_ID = re.compile(r"^(?P<title>.*) \((?P<id>\d+)\)$", re.DOTALL)
POINTS = "Points Possible"
TEST_STUDENTS = frozenset({"student, test", "test student"})
LARGEST = 64 << 20  # bytes


@dataclass(frozen=True)
class Assignment:
    """One assignment's column."""

    column: int
    heading: str
    title: str
    id: str
    points: Decimal | None


@dataclass(frozen=True)
class Gradebook:
    """The file.

    Attributes:
        path: where it is.
        delimiter: a comma, or the semicolon of some languages.
        heading: the first row.
        points: the row with the points to be had.
        students: the rows of students.
        assignments: the columns that can be filled.
    """

    path: Path
    delimiter: str
    heading: list[str]
    points: list[str]
    students: list[list[str]]
    assignments: list[Assignment]

    @property
    def identity(self) -> list[int]:
        """The columns that say who a row is about, up to `Section`."""
        return [index for index, name in enumerate(self.heading) if name in IDENTITY]

    def value(self, row: list[str], name: str) -> str:
        """What stands in one of the columns that identify; empty if there is none."""
        return row[self.heading.index(name)].strip() if name in self.heading else ""

    def name(self, row: list[str]) -> str:
        """The student's name, as Canvas has it."""
        return self.value(row, "Student") or ", ".join(self.value(row, part) for part in ("LastName", "FirstName"))


def read_gradebook(path: Path) -> Gradebook:
    """Read the CSV that Canvas gave.

    Raises:
        UsageError: it cannot be read, is not what Canvas writes, or holds one student twice.
    """
    text = _text(path)
    delimiter = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True) if any(row)]
    except csv.Error as error:
        raise UsageError(f"{path} is no CSV: {error}. Export the gradebook from Canvas anew.") from None
    heading = [name.strip() for name in rows[0]] if rows else []
    if not {"ID", "Section"} <= set(heading) or not {"Student", "LastName"} & set(heading):
        shown = ", ".join(heading[:6]) or "nothing"
        raise UsageError(
            f"{path} is not Canvas's gradebook: its first row has {shown}, and must have Student, ID, "
            "SIS Login ID and Section. In Canvas: Grades, Export, Export Entire Gradebook."
        )
    if uneven := next((number for number, row in enumerate(rows, 1) if len(row) != len(heading)), None):
        raise UsageError(
            f"{path}, row {uneven} has {len(rows[uneven - 1])} cells, and the first row has {len(heading)}. "
            "Export the gradebook from Canvas anew."
        )
    points = next((row for row in rows[1:4] if row[0].strip() == POINTS), None)
    if points is None:
        raise UsageError(f"{path} has no row {POINTS!r}. Export the gradebook from Canvas anew.")
    students = rows[rows.index(points) + 1 :]
    book = Gradebook(path, delimiter, heading, points, students, _assignments(heading, points))
    _refuse_twice(book)
    return book


def _text(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}. Name the CSV that Canvas gave.") from None
    if len(data) > LARGEST:
        raise UsageError(f"{path} has more than {LARGEST >> 20} MiB, which no gradebook has. Name Canvas's CSV.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = None
        why = f"the byte 0x{data[error.start]:02x} at {error.start}"
    if text is None or "\0" in text:
        raise UsageError(
            f"{path} is not UTF-8 ({why if text is None else 'it has a NUL'}). Canvas writes UTF-8: "
            "take the file as it was downloaded, or save it as 'CSV UTF-8'."
        )
    return text


def _assignments(heading: list[str], points: list[str]) -> list[Assignment]:
    found = []
    for index, name in enumerate(heading):
        match = TITLE_AND_ID.match(name)
        if match and "read only" not in points[index]:
            found.append(Assignment(index, name, match["title"].strip(), match["id"], _number(points[index])))
    return found


def _number(text: str) -> Decimal | None:
    """Points, in whichever way the language of the file writes them."""
    whole, _, part = text.strip().replace(",", ".").rpartition(".")
    try:
        value = Decimal(f"{whole.replace('.', '')}.{part}" if whole else text.strip() or "nan")
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _refuse_twice(book: Gradebook) -> None:
    for name in ("ID", "SIS Login ID", "SIS User ID"):
        rows: dict[str, list[str]] = {}
        for row in book.students:
            if value := book.value(row, name).casefold():
                rows.setdefault(value, []).append(book.name(row))
        if twice := {value: names for value, names in rows.items() if len(names) > 1}:
            said = "; ".join(f"{value!r} is {' and '.join(names)}" for value, names in twice.items())
            raise UsageError(
                f"{book.path}: the {name} of several students is the same: {said}. Nobody's marks are guessed: "
                "correct the file, or take the rows out and enter those marks by hand."
            )
