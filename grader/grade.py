"""Grade a class: every topic's suites over every student, with memory that does not grow with the class."""

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from grader.catalogue import Exercise
from grader.intake import StudentFolder, digest, read_topic
from grader.policy import violations
from grader.results import TestResult, TopicResult, submission_json, topic_outcome
from grader.suite.run import run_suites
from grader.suite.subject import Subject
from grader.suite.terms import exercise_hash, suites_of, terms_of

OnTopic = Callable[[str, TopicResult], None]


@dataclass(frozen=True)
class Job:
    """What to grade and how.

    Attributes:
        exercises: the topics, in order.
        students: the class.
        secret: of the course.
        feedback: suite kind -> level.
        course: its title, for the results file.
        language: of the hints.
        isolation: the level of the workers.
    """

    exercises: Sequence[Exercise]
    students: Sequence[StudentFolder]
    secret: bytes
    feedback: dict[str, str] | None = None
    course: str = ""
    language: str = "en"
    isolation: str = "process"


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

    def submissions(self, students: Iterable[StudentFolder]) -> Iterator[dict[str, Any]]:
        """One submission of the results file after the other."""
        with ExitStack() as stack:
            streams = [stack.enter_context(path.open(encoding="utf-8")) for path in self._paths.values()]
            for student, *lines in zip(students, *streams, strict=True):
                rows = [json.loads(line) for line in lines]
                hashes = [None if row[0] == "" else str(row[0]).encode() for row in rows]
                yield submission_json(student.student, digest(hashes), [row[1] for row in rows])


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
            outcome = "unreadable" if handed.problem else topic_outcome(tests)
            result = TopicResult(handed.topic, suite_hash, tuple(tests), outcome, handed.problem)
            spool.add(result, digest([subject.source]) if subject.source is not None else "")
            on_topic(handed.student, result)

        terms = terms_of(exercise, job.secret, job.feedback, job.language)
        terms = replace(terms, isolation=job.isolation)
        run_suites(suites_of(exercise), terms, subjects_of(exercise, job.students), done)


@dataclass(frozen=True)
class _Handed:
    student: str
    topic: str
    problem: str


def subjects_of(exercise: Exercise, students: Iterable[StudentFolder]) -> Iterator[Subject]:
    """Each student's file for one topic, read when its turn comes."""
    for student in students:
        found = read_topic(student.folder, exercise.topic, exercise.relative)
        key = _Handed(student.student, exercise.topic, found.problem)
        yield subject_of(key, exercise.topic, found.source, list(exercise.info.functions), exercise.info.forbid)


def subject_of(key: object, topic: str, source: bytes | None, functions: list[str], forbid: list[str]) -> Subject:
    """A submission with what policy has to say of it."""
    name = f"{topic}.py"
    if source is None:
        return Subject(key, name, None)
    found = violations(source, functions, forbid)
    blocked = {function: "\n".join(item.message(name) for item in items) for function, items in found.items() if items}
    return Subject(key, name, source, blocked)
