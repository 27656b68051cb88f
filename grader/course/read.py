"""A course file, read and checked by itself and against the catalogue."""

from pathlib import Path
from typing import NoReturn

from grader.catalogue import Catalogue
from grader.catalogue.document import Document, Problem
from grader.catalogue.validate import load
from grader.course.model import Course
from grader.errors import CourseError, UsageError


def read_course(path: Path) -> Course:
    """Read a course file. Raises CourseError, which names each line that is wrong."""
    course, document, problems = load(_text(path), Course)
    if course is not None and document is not None:
        problems += _without_zone(course, document) + _at_odds(course, document)
    if course is None or problems:
        _refuse(path, problems or [Problem(None, "the file cannot be understood.")])
    return course


def check_topics(path: Path, course: Course, catalogue: Catalogue) -> Course:
    """The course with its topics under the catalogue's names for them.

    Raises:
        CourseError: a topic is unknown or stands there twice.
    """
    found: dict[str, str] = {}
    problems = []
    for name in course.topics:
        try:
            topic = catalogue.find(name).topic
        except UsageError as error:
            problems.append((name, str(error)))
            continue
        if topic in found:
            problems.append((name, f"the topic {topic} stands there twice, as {found[topic]} and {name}. Keep one."))
        found[topic] = name
    if problems:
        _, document, _ = load(_text(path), Course)
        _refuse(path, [Problem(_line_of_topic(document, name), text) for name, text in problems])
    return course.model_copy(update={"topics": {topic: course.topics[name] for topic, name in found.items()}})


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise CourseError(f"{path} is not UTF-8. Save it as UTF-8.") from None
    except OSError as error:
        raise CourseError(
            f"The course file {path} cannot be read: {error.strerror}. Name a file such as course.yaml."
        ) from None


def _without_zone(course: Course, document: Document) -> list[Problem]:
    """The dates that leave open in which zone they are."""
    if course.timezone:
        return []
    remedy = "Write it as 2026-03-01T23:59+01:00, or add `timezone: Europe/Berlin` (or yours) to the file."
    return [
        Problem(document.line_of(where), f"{'.'.join(map(str, where))} is {date:%Y-%m-%d %H:%M} in no zone. {remedy}")
        for where, date in course.dates()
        if date.tzinfo is None
    ]


def _at_odds(course: Course, document: Document) -> list[Problem]:
    """What cannot hold at the same time."""
    problems = []
    late, line = course.late, document.line_of(("late",), key=True)
    if late.cutoff is not None and late.cutoff.longest < late.grace.longest:
        problems.append(Problem(line, "late.cutoff comes before late.grace is over. Make the cut-off the longer one."))
    if late != type(late)() and not any(course.due_of(topic) for topic in ("", *course.topics)):
        problems.append(Problem(line, "late says what being late costs, but nothing has a date. Give `due`."))
    if course.secret_file and course.secret_env:
        line = document.line_of(("secret_env",), key=True)
        problems.append(Problem(line, "secret_file and secret_env are both given. Keep one of the two."))
    return problems


def _line_of_topic(document: Document | None, name: str) -> int | None:
    if document is None:
        return None
    written = document.data["topics"]
    where = written.index(name) if isinstance(written, list) and name in written else name
    return document.line_of(("topics", where), key=True)


def _refuse(path: Path, problems: list[Problem]) -> NoReturn:
    raise CourseError("\n".join(problem.at(str(path)) for problem in problems))
