"""Grades one submission in a pipeline: with `solutions/`, with a bundle, or with a kit's public suites alone."""

import os
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, redirect_stderr
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.catalogue import read_catalogue
from grader.ci.place import Place
from grader.ci.shield import hide_process
from grader.ci.words import Language
from grader.course import Course, read_course
from grader.errors import SuiteError, UsageError
from grader.grade import Job, Spool, grade_class, subject_of
from grader.intake import HandedIn, StudentFolder, digest, read_topic
from grader.kit.manifest import KitTopic
from grader.plan import secret_of
from grader.results import EARNING, TestResult, TopicResult, submission_json, topic_outcome
from grader.results_file import Submission
from grader.secret import PUBLIC, course_secret
from grader.suite.run import run_suites
from grader.suite.subject import FEEDBACK, Suite
from grader.suite.terms import kit_terms, suite_hash
from grader.workspace import Workspace, find_workspace

if TYPE_CHECKING:
    from grader.bundle.contents import Unlocked


@dataclass(frozen=True)
class Request:
    """What a pipeline is asked to do; what is None is found out.

    Attributes:
        submission: the student's folder.
        course: the course file.
        solutions: the folder `solutions/`.
        bundle: instead of `solutions`, locked.
        key_file: what opens it; the environment's key if there is none.
        secret_file: the course secret.
        topics: instead of the course's.
        student: whose work it is.
        language: of what the student reads.
    """

    submission: Path | None = None
    course: Path | None = None
    solutions: Path | None = None
    bundle: Path | None = None
    key_file: Path | None = None
    secret_file: Path | None = None
    topics: Sequence[str] = ()
    student: str = ""
    language: Language | None = None


@dataclass
class Graded:
    """What came of it.

    Attributes:
        folder: the submission.
        row: as the results file has it.
        topics: topic -> its folder in a kit.
        titles: topic -> its title.
        results: the same marks, for the terminal.
        course: the course's title.
        isolation: the level in force.
        language: of what the student reads.
        public_only: whether there were no hidden suites.
    """

    folder: Path
    row: dict[str, Any] = field(default_factory=dict)
    topics: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    results: list[TopicResult] = field(default_factory=list)
    course: str = ""
    isolation: str = "process"
    language: Language = "en"
    public_only: bool = False

    @property
    def submission(self) -> Submission:
        """The row, checked as any results file is."""
        return Submission.model_validate(self.row)

    @property
    def status(self) -> str:
        """`pass`, `fail`, or `error` when something could not be graded."""
        if any(result.outcome == "not_graded" for result in self.results):
            return "error"
        return "pass" if self.row["score"] >= self.row["max_score"] else "fail"

    @property
    def exit_code(self) -> int:
        """0 all points, 1 points lost, 2 could not grade."""
        return {"pass": 0, "fail": 1, "error": 2}[self.status]


def grade(request: Request, place: Place) -> Graded:
    """Grade the submission.

    Raises:
        UsageError, CatalogueError, CourseError, BundleError, SuiteError: what is wrong, and what to do about it.
    """
    workspace = _workspace(request)
    folder = _folder(request, place, workspace)
    student = request.student or place.owner or folder.name or "submission"
    with ExitStack() as stack:
        course_file, solutions, secret, topics = request.course, request.solutions, request.secret_file, request.topics
        if request.bundle is not None:
            opened = stack.enter_context(_unlocked(request.bundle, request.key_file))
            course_file, solutions = course_file or opened.course_file, opened.solutions
            secret, topics = secret or opened.secret_file, topics or opened.topics
        elif solutions is None:
            solutions = workspace.solutions if workspace is not None else None
        if solutions is not None:
            return _with_solutions(request, folder, student, solutions, course_file, secret, topics)
        if workspace is None:
            raise UsageError(
                f"There is nothing to grade {folder} with: no kit.yaml in it or above it, and neither --solutions nor "
                "--bundle. Run this in a folder that `grader start` or `grader generate` made, or name one of the two."
            )
        if course_file is not None:
            raise UsageError(
                f"The course file {course_file} asks for hidden suites, and there are none here. Name the folder with "
                "--solutions, or a bundle with --bundle."
            )
        return _with_kit(request, folder, student, workspace)


def _unlocked(bundle: Path, key_file: Path | None) -> "AbstractContextManager[Unlocked]":
    from grader.bundle import course_key, unlocked  # needs a package that students do without

    key = course_key(key_file)
    hide_process()
    return unlocked(bundle, key)


def _workspace(request: Request) -> Workspace | None:
    for start in (Path.cwd(), request.submission):
        if start is not None:
            try:
                return find_workspace(start)
            except UsageError as error:
                if "kit.yaml" in str(error):  # there is a kit, and it is malformed
                    raise
    return None


def _folder(request: Request, place: Place, workspace: Workspace | None) -> Path:
    if request.submission is not None:
        folder = request.submission
    elif place.kind == "gradescope":
        folder = place.autograder / "submission"
    else:
        folder = workspace.root if workspace is not None else Path.cwd()
    if not folder.is_dir():
        what = "is a file" if folder.exists() else "does not exist"
        raise UsageError(f"The submission {folder} {what}. Name the student's folder with --submission.")
    return folder.resolve()


def _with_solutions(
    request: Request, folder: Path, student: str, solutions: Path, course_file: Path | None, secret: Path | None,
    topics: Sequence[str],
) -> Graded:  # fmt: skip
    course = read_course(course_file) if course_file else Course(title=folder.name)
    catalogue = read_catalogue(solutions).only(topics or course.topics)
    key = course_secret(secret) if secret is not None else secret_of(solutions, course_file, None)
    language: Language = request.language or course.language or "en"
    job = Job(
        exercises=catalogue.exercises,
        students=[StudentFolder(student, folder)],
        secret=key,
        feedback=course.feedback.model_dump(),
        course=course.title,
        language=language,
    )
    graded = Graded(folder, course=course.title, isolation=job.isolation, language=language)
    for exercise in job.exercises:
        graded.topics[exercise.topic] = exercise.relative
        graded.titles[exercise.topic] = getattr(exercise.info.title, language)
    with Spool(list(graded.topics)) as spool, _nothing_said():
        grade_class(job, spool, lambda _, result: graded.results.append(result))
        graded.row = next(spool.submissions(job.students))
    _obey(graded, course.feedback.model_dump())
    return graded


def _with_kit(request: Request, folder: Path, student: str, workspace: Workspace) -> Graded:
    kit = workspace.kit.only(request.topics)
    language: Language = request.language or kit.language or "en"
    graded = Graded(folder, language=language, public_only=True)
    digests: list[bytes | None] = []
    for topic in kit.topics:
        handed = read_topic(folder, topic.topic, topic.path)
        graded.results.append(_public_result(workspace.root, topic, handed))
        graded.topics[topic.topic], graded.titles[topic.topic] = topic.path, getattr(topic.title, language)
        digests.append(None if handed.source is None else digest([handed.source]).encode())
    graded.row = submission_json(student, digest(digests), [result.to_json() for result in graded.results])
    return graded


def _public_result(root: Path, topic: KitTopic, handed: HandedIn) -> TopicResult:
    suite = root / topic.path / f"test_{topic.topic}.py"
    if not suite.is_file():
        raise UsageError(f"The tests {suite} are missing. `grader start DIR` makes a new folder that has them.")
    subject = subject_of(topic.topic, topic.topic, handed.source, list(topic.functions), topic.forbid)
    tests: list[TestResult] = []
    run_suites([Suite(str(suite), "public")], kit_terms(topic, PUBLIC), [subject], lambda _, got: tests.extend(got))
    outcome = "unreadable" if handed.problem else topic_outcome(tests)
    return TopicResult(topic.topic, suite_hash([suite], PUBLIC), tuple(tests), outcome, handed.problem)


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
