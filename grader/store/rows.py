"""Results as rows of the tables, and rows as results."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from sqlalchemy import Connection, insert, select

from grader.results import Diagnosis, TestResult, TopicResult
from grader.store.schema import GRADINGS, SUITE_TESTS, SUITES, TESTS


@dataclass(frozen=True)
class Graded:
    """What one file came to under one suite, wherever it was graded.

    Attributes:
        submission_hash: of the file.
        result: the topic's result.
        isolation: the level in force.
        versions: of what it was graded with.
    """

    submission_hash: str
    result: TopicResult
    isolation: str
    versions: str


def insert_suite(connection: Connection, result: TopicResult) -> int:
    """A suite with the tests that it has; returns its number."""
    suite = {"suite_hash": result.suite_hash, "topic": result.topic}
    suite_id = int(connection.execute(insert(SUITES).returning(SUITES.c.id), suite).scalar_one())
    shapes = [
        {
            "suite_id": suite_id,
            "position": position,
            "name": test.name,
            "title": test.title,
            "suite": test.suite,
            "function": test.function,
            "points": test.points,
            "extra_credit": test.extra_credit,
        }
        for position, test in enumerate(result.tests)
    ]
    connection.execute(insert(SUITE_TESTS), shapes)
    return suite_id


def insert_gradings(connection: Connection, suite_id: int, gradings: Sequence[Graded]) -> None:
    """Gradings of a suite, with their tests."""
    heads = [
        {
            "suite_id": suite_id,
            "submission_hash": each.submission_hash,
            "outcome": each.result.outcome,
            "message": each.result.message,
            "isolation": each.isolation,
            "versions": each.versions,
            "stale": False,
        }
        for each in gradings
    ]
    returning = insert(GRADINGS).returning(GRADINGS.c.id, sort_by_parameter_order=True)
    numbers = connection.execute(returning, heads).scalars().all()
    tests = [
        {
            "grading_id": number,
            "position": position,
            "outcome": test.outcome,
            "message": test.message,
            "seconds": round(test.seconds, 6),
            "misconception": test.diagnosis.misconception if test.diagnosis else None,
            "hint": test.diagnosis.hint if test.diagnosis else None,
        }
        for number, each in zip(numbers, gradings, strict=True)
        for position, test in enumerate(each.result.tests)
    ]
    if tests:
        connection.execute(insert(TESTS), tests)


def tests_of_suite(connection: Connection, suite_id: int) -> list[TestResult]:
    """What a suite's tests are, as results of which nothing is known yet."""
    query = select(SUITE_TESTS).where(SUITE_TESTS.c.suite_id == suite_id).order_by(SUITE_TESTS.c.position)
    return [
        TestResult(
            row.name, row.title, row.suite, row.function, row.points, "not_graded", extra_credit=row.extra_credit
        )
        for row in connection.execute(query)
    ]


def read_gradings(connection: Connection, suite_id: int, head: TopicResult, hashes: Sequence[str]) -> Iterator[Graded]:
    """The gradings of these submissions under a suite.

    Args:
        connection: to the store.
        suite_id: the suite's number.
        head: the suite's topic, hash and tests.
        hashes: of the submissions; one that was not graded is left out.
    """
    of_grading = [GRADINGS.c[name] for name in ("submission_hash", "outcome", "message", "isolation", "versions")]
    of_test = [TESTS.c[name] for name in ("position", "outcome", "message", "seconds", "misconception", "hint")]
    query = (
        select(*of_grading, *of_test)
        .select_from(GRADINGS.outerjoin(TESTS))
        .where(GRADINGS.c.suite_id == suite_id, GRADINGS.c.submission_hash.in_(hashes))
        .order_by(GRADINGS.c.submission_hash, TESTS.c.position)
    )
    for (submission_hash, outcome, message, isolation, versions), rows in groupby(
        connection.execute(query), key=lambda row: tuple(row[:5])
    ):
        tests = tuple(_test(head.tests[row[5]], *row[6:]) for row in rows if row[5] is not None)
        result = replace(head, tests=tests, outcome=outcome, message=message)
        yield Graded(submission_hash, result, isolation, versions)


def _test(shape: TestResult, outcome: str, message: str, seconds: float, wrong: str | None, hint: str) -> TestResult:
    diagnosis = Diagnosis(shape.function, wrong, hint) if wrong else None
    return replace(shape, outcome=outcome, message=message, seconds=seconds, diagnosis=diagnosis)
