"""Writes and reads `results.json` (schema 1) as a stream: a class of any size never stands in memory at once."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from grader import __version__
from grader.errors import ResultsError
from grader.results import SCHEMA

LIST = '"submissions": ['  # how the first line ends in a file that was written as a stream


def write(stream: TextIO, submissions: Iterable[dict[str, Any]], *, course: str, isolation: str) -> None:
    """Write the head, then one submission after the other."""
    head = {"schema": SCHEMA, "grader": __version__, "course": course, "isolation": isolation}
    stream.write(json.dumps(head, ensure_ascii=False)[:-1] + f", {LIST}")
    separator = "\n"
    for submission in submissions:
        stream.write(separator + json.dumps(submission, ensure_ascii=False))
        separator = ",\n"
    stream.write("\n]}\n")


class _Read(BaseModel):
    """Numbers are numbers and finite; keys that this version does not know are kept and not looked at."""

    model_config = ConfigDict(extra="allow", strict=True, frozen=True, allow_inf_nan=False)


class Test(_Read):
    """One test of a submission."""

    __test__ = False  # pytest: not a test class

    name: str
    title: str = ""
    suite: str = ""
    function: str = ""
    points: float = Field(ge=0)
    earned: float = Field(ge=0)
    outcome: str
    message: str = ""
    seconds: float = 0.0
    extra_credit: bool = False


class Diagnosis(_Read):
    """A wrong answer that has a name."""

    function: str
    misconception: str
    hint: str = ""


class Tried(_Read):
    """One attempt at a topic; `submitted_at` is ISO 8601 in UTC."""

    attempt: int
    score: float = Field(ge=0)
    submitted_at: str | None = None


class Topic(_Read):
    """One topic of a submission. `final_score` is the score after everything that a course takes off.

    With `extra_credit` its points are in no total's maximum.
    """

    topic: str = Field(min_length=1)
    score: float = Field(ge=0)
    max_score: float = Field(ge=0)
    outcome: str
    message: str = ""
    tests: list[Test]
    diagnoses: list[Diagnosis] = []
    attempt: int | None = None
    attempts: list[Tried] = []
    submitted_at: str | None = None
    days_late: float | None = None
    penalty: float | None = None
    final_score: float | None = None
    excused: bool = False
    extra_credit: bool = False

    @property
    def ungraded(self) -> bool:
        """Whether anything of it could not be graded: then it has no mark yet."""
        return self.outcome == "not_graded" or any(test.outcome == "not_graded" for test in self.tests)


class Submission(_Read):
    """One student's row of a results file."""

    student: str = Field(min_length=1)
    hash: str = ""
    score: float = Field(ge=0)
    max_score: float = Field(ge=0)
    topics: list[Topic]
    name: str | None = None
    email: str | None = None
    section: str | None = None
    missing: bool = False
    excused: bool = False
    final_score: float | None = None
    percent: float | None = None
    notes: str | list[str] | None = None

    @property
    def ungraded(self) -> list[str]:
        """The topics that have no mark yet."""
        return [topic.topic for topic in self.topics if topic.ungraded]


class _Head(_Read):
    grader: str = ""
    course: str = ""
    isolation: str = ""


@dataclass(frozen=True)
class Results:
    """A results file whose submissions can be gone through again and again.

    Attributes:
        source: what messages call it.
        course: the course's title.
        isolation: the level at which it was graded.
        rows: gives the submissions as they stand in the file, from the first, each time it is called.
        note: what whoever reads the marks should know.
    """

    source: str
    course: str
    isolation: str
    rows: Callable[[], Iterator[Any]] = field(repr=False)
    note: str = ""

    def submissions(self) -> Iterator[Submission]:
        """One checked submission after the other. Raises ResultsError."""
        seen: set[str] = set()
        for number, row in enumerate(self.rows(), 1):
            submission = _checked(Submission, row, f"{self.source}: submission {number}")
            if submission.student in seen:
                raise ResultsError(
                    f"{self.source}: the student {submission.student!r} stands there twice. "
                    "Grade the class anew, or take one of the two out."
                )
            seen.add(submission.student)
            yield submission


def read(path: Path) -> Results:
    """The results file at `path`; its submissions are read when they are asked for.

    Raises:
        ResultsError: it cannot be read, is no JSON, or is of another schema.
    """
    with _opened(path) as stream:
        first = _line(path, stream)
        streamed = first.rstrip().endswith(LIST)
        document = _parsed(path, first.rstrip() + "]}") if streamed else _parsed(path, first + _rest(path, stream))
    if not isinstance(document, dict) or "schema" not in document or not isinstance(document.get("submissions"), list):
        raise ResultsError(f"{path} is no results file. `grader grade SUBMISSIONS --json results.json` makes one.")
    if document["schema"] != SCHEMA or isinstance(document["schema"], bool):
        raise ResultsError(
            f"{path} has schema {document['schema']!r}; this version of grader reads schema {SCHEMA}. "
            "Use the version of grader that wrote it, or grade the class anew."
        )
    head = _checked(_Head, document, str(path))
    rows = (lambda: _streamed(path)) if streamed else (lambda: iter(document["submissions"]))
    return Results(str(path), head.course, head.isolation, rows)


def _streamed(path: Path) -> Iterator[Any]:
    """The submissions of a file that has one on each line."""
    with _opened(path) as stream:
        _line(path, stream)
        while (line := _line(path, stream)).strip() != "]}":
            if not line:
                raise ResultsError(f"{path} is cut short: its last line is missing. Write the file anew.")
            yield _parsed(path, line.strip().removesuffix(","))


def _opened(path: Path) -> TextIO:
    try:
        return path.open(encoding="utf-8-sig")
    except OSError as error:
        raise ResultsError(f"{path} cannot be read: {error.strerror}. Name a results file.") from None


def _line(path: Path, stream: TextIO) -> str:
    try:
        return stream.readline()
    except UnicodeDecodeError:
        raise _no_text(path) from None


def _rest(path: Path, stream: TextIO) -> str:
    try:
        return stream.read()
    except UnicodeDecodeError:
        raise _no_text(path) from None


def _no_text(path: Path) -> ResultsError:
    return ResultsError(f"{path} is not UTF-8, so it is no results file. Name one that `--json` wrote.")


def _parsed(path: Path, text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        why = f"{error.msg}, at character {error.pos}" if isinstance(error, json.JSONDecodeError) else "too deep"
        raise ResultsError(f"{path} is no JSON, or cut short ({why}). Write the file anew.") from None


def _checked(model: type[Any], row: Any, where: str) -> Any:
    try:
        return model.model_validate(row)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "it"
        value = repr(first["input"])
        shown = value if len(value) <= 60 else value[:60] + "..."
        raise ResultsError(
            f"{where}: {place} is {shown}: {first['msg'].lower()}. Write the file anew with `grader grade --json`."
        ) from None
