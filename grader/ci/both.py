"""Grades a submission with both suites, as a class of one; needs what only instructors install."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr
from pathlib import Path
from tempfile import TemporaryDirectory

from grader.catalogue import read_catalogue
from grader.ci.request import Graded, Request
from grader.ci.words import Language
from grader.course import Course, check_topics, read_course
from grader.errors import SuiteError
from grader.grade import Job, grade_class
from grader.intake import Attempt
from grader.plan import limited, secret_of
from grader.results import EARNING
from grader.sandbox.isolation import settle
from grader.store import open_store
from grader.suite.fingerprint import FEEDBACK


def with_solutions(
    request: Request, folder: Path, student: str, solutions: Path, course_file: Path | None, secret: Path | None,
    topics: Sequence[str],
) -> Graded:  # fmt: skip
    """Grade a folder under `solutions/`.

    Raises:
        CatalogueError, CourseError, UsageError, SuiteError: what is wrong, and what to do about it.
    """
    catalogue = read_catalogue(solutions)
    course = check_topics(course_file, read_course(course_file), catalogue) if course_file else None
    rules = _with_dates(course or Course(title=folder.name), request)
    language: Language = request.language or rules.language or "en"
    least = request.isolation or rules.isolation
    settle(least)
    job = Job(
        exercises=[limited(each, rules) for each in catalogue.only(topics or rules.topics)],
        students=[Attempt(student, folder, request.attempt, request.submitted_at)],
        secret=secret_of(solutions, course_file, secret),
        feedback=rules.feedback.model_dump(),
        course=rules.title,
        language=language,
        isolation=least,
        rules=rules if course is not None else None,
        jobs=1,
    )
    graded = Graded(folder, course=rules.title, language=language)
    for exercise in job.exercises:
        graded.topics[exercise.topic] = exercise.relative
        graded.titles[exercise.topic] = getattr(exercise.info.title, language)
    with TemporaryDirectory(prefix="grader-ci-") as scratch, open_store(Path(scratch, "store")) as store:
        with _nothing_said():
            report = grade_class(job, store, Unseen())
        graded.row, graded.isolation = next(report.submissions()), report.isolation
    _obey(graded, rules.feedback.model_dump())
    return graded


def _with_dates(course: Course, request: Request) -> Course:
    """The course under the due date that the place says, which knows of extensions: it stands for the course's own."""
    if request.due is None:
        return course
    topics = {name: rules.model_copy(update={"due": None}) for name, rules in course.topics.items()}
    return course.model_copy(update={"due": request.due, "topics": topics, "extensions": {}})


class Unseen:
    """The progress of a run that nobody watches."""

    def planned(self, total: int, over: int) -> None:
        """Nothing."""

    def begun(self, topic: str, students: Sequence[str]) -> None:
        """Nothing."""

    def finished(self, topic: str, students: Sequence[str], outcomes: Mapping[str, int]) -> None:
        """Nothing."""

    def tick(self) -> None:
        """Nothing."""

    def say(self, line: str) -> None:
        """Nothing: what is said of one submission stands in its results."""


@contextmanager
def _nothing_said() -> Iterator[None]:
    """What a hidden suite prints, or says when it breaks, may hold its inputs: it stays out of a pipeline's log.

    Raises:
        SuiteError: a suite is malformed; without the suite's own words.
    """
    with open(os.devnull, "w", encoding="utf-8") as nowhere, redirect_stderr(nowhere):  # noqa: PTH123 - a device
        try:
            yield
        except SuiteError:
            raise SuiteError(
                "A suite of this course is malformed; what is wrong is not said in a pipeline's log, where students "
                "read. Run `grader validate` beside solutions/."
            ) from None


def _obey(graded: Graded, feedback: dict[str, str]) -> None:
    """A misconception's name says more than passed or not: out with it where only `outcome` suites found it."""
    levels = FEEDBACK | feedback
    for row in graded.row["topics"]:
        lost = [test for test in row["tests"] if test["outcome"] not in EARNING]
        told = {test["function"] for test in lost if levels.get(test["suite"]) != "outcome"}
        row["diagnoses"] = [each for each in row["diagnoses"] if each["function"] in told]
