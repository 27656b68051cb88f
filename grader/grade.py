"""Grade a class: every topic's suites over every student, with memory that does not grow with the class."""

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from grader.catalogue import Exercise
from grader.course import Course
from grader.intake import Attempt, HandedIn, Roster, digest, read_topic
from grader.marks import Graded, submission
from grader.policy import violations
from grader.results import TestResult, TopicResult, topic_outcome
from grader.suite.run import run_suites
from grader.suite.subject import Subject
from grader.suite.terms import exercise_hash, suites_of, terms_of

OnTopic = Callable[[str, TopicResult], None]


@dataclass(frozen=True)
class Job:
    """What to grade and how.

    Attributes:
        exercises: the topics, in order.
        students: the attempts of the class, each student's together and in the order of time.
        secret: of the course.
        feedback: suite kind -> level.
        course: its title, for the results file.
        language: of the hints.
        isolation: the level in force.
        rules: the course file that marks are derived by, None where there is none.
        roster: of the course, None where there is none.
        report: what intake has to say to the instructor.
    """

    exercises: Sequence[Exercise]
    students: Sequence[Attempt]
    secret: bytes
    feedback: dict[str, str] | None = None
    course: str = ""
    language: str = "en"
    isolation: str = "process"
    rules: Course | None = None
    roster: Roster | None = None
    report: Sequence[str] = ()


class Spool:
    """Results on disk, a file a topic, in the order of the students: a class never has to fit into memory."""

    def __init__(self, topics: list[str]) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="grader-spool-")
        self._paths = {topic: Path(self._folder.name) / f"{number}.jsonl" for number, topic in enumerate(topics)}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._folder.cleanup()

    def add(self, result: TopicResult, file_hash: str) -> None:
        """Append the next student's result of a topic."""
        with self._paths[result.topic].open("a", encoding="utf-8") as stream:
            stream.write(json.dumps([file_hash, result.to_json()], ensure_ascii=False) + "\n")

    def submissions(
        self, students: Iterable[Attempt], rules: Course | None = None, roster: Roster | None = None
    ) -> Iterator[dict[str, Any]]:
        """One submission of the results file after the other."""
        with ExitStack() as stack:
            streams = [stack.enter_context(path.open(encoding="utf-8")) for path in self._paths.values()]
            lines = zip(students, *streams, strict=True)
            for student, group in groupby(lines, key=lambda line: line[0].student):
                attempts, graded = [], []
                for attempt, *texts in group:
                    attempts.append(attempt)
                    graded.append([Graded(*json.loads(text)) for text in texts])
                yield submission(rules, roster.find(student) if roster else None, attempts, graded)


def grade_class(job: Job, spool: Spool, on_topic: OnTopic) -> None:
    """Grade every student on every topic.

    Args:
        job: what to grade.
        spool: takes the results.
        on_topic: told of each (student, result) as it comes, for progress.

    Raises:
        SuiteError: a suite is malformed. WorkerError is data here: such work is `not_graded`.
    """
    for exercise in job.exercises:
        suite_hash = exercise_hash(exercise, job.secret)

        def done(subject: Subject, tests: list[TestResult], suite_hash: str = suite_hash) -> None:
            handed = subject.key
            assert isinstance(handed, _Handed)
            result = _result(handed, suite_hash, tests)
            spool.add(result, digest([subject.source]) if subject.source is not None else "")
            on_topic(handed.student, result)

        terms = terms_of(exercise, job.secret, job.feedback, job.language)
        run_suites(suites_of(exercise), terms, subjects_of(exercise, job.students), done)


@dataclass(frozen=True)
class _Handed:
    student: str
    topic: str
    problem: str
    ours: bool


def _result(handed: _Handed, suite_hash: str, tests: list[TestResult]) -> TopicResult:
    """What a topic came to; where its file could not be read for a reason of ours, nobody loses marks for that."""
    if handed.problem and handed.ours:
        tests = [replace(test, outcome="not_graded") for test in tests]
    outcome = topic_outcome(tests) if handed.ours or not handed.problem else "unreadable"
    return TopicResult(handed.topic, suite_hash, tuple(tests), outcome, handed.problem)


def handed_in(attempt: Attempt, exercise: Exercise) -> HandedIn:
    """What an attempt has for a topic."""
    if attempt.problem:
        return HandedIn(None, attempt.problem, attempt.ours)
    return read_topic(attempt.folder, exercise.topic, exercise.relative)


def subjects_of(exercise: Exercise, students: Iterable[Attempt]) -> Iterator[Subject]:
    """Each attempt's file for one topic, read when its turn comes."""
    for attempt in students:
        found = handed_in(attempt, exercise)
        key = _Handed(attempt.student, exercise.topic, found.problem, found.ours)
        yield subject_of(key, exercise.topic, found.source, list(exercise.info.functions), exercise.info.forbid)


def subject_of(key: object, topic: str, source: bytes | None, functions: list[str], forbid: list[str]) -> Subject:
    """A submission with what policy has to say of it."""
    name = f"{topic}.py"
    if source is None:
        return Subject(key, name, None)
    found = violations(source, functions, forbid)
    blocked = {function: "\n".join(item.message(name) for item in items) for function, items in found.items() if items}
    return Subject(key, name, source, blocked)
