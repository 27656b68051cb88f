"""What submissions scored under a suite, added up by the database: a class need not be read test by test."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Select, func, select

from grader.results import EARNING
from grader.store.rows import tests_of_suite
from grader.store.schema import GRADINGS, SUITE_TESTS, TESTS

PASSED = "passed"
HERE = (SUITE_TESTS.c.suite_id == GRADINGS.c.suite_id) & (SUITE_TESTS.c.position == TESTS.c.position)


@dataclass
class Scored:
    """A grading in short.

    Attributes:
        score: the points earned.
        max_score: those to be had, extra credit left out.
        outcome: of the topic.
        isolation: the level it was graded at.
        tests: how many tests had which outcome.
        mistakes: the (function, misconception) pairs that were named.
    """

    outcome: str
    isolation: str
    score: float = 0.0
    max_score: float = 0.0
    tests: Counter[str] = field(default_factory=Counter)
    mistakes: set[tuple[str, str]] = field(default_factory=set)


def scores_of_suite(connection: Connection, suite_id: int) -> dict[str, Scored]:
    """Submission hash -> what it scored, for everything that was graded under a suite.

    Most tests are passed, so only the others are looked at: a class of thousands is added up in a second.
    """
    shapes = tests_of_suite(connection, suite_id)
    most = sum(shape.points for shape in shapes if not shape.extra_credit)
    held = select(func.count()).where(TESTS.c.grading_id == GRADINGS.c.id).scalar_subquery()
    head: list[Any] = [GRADINGS.c[name] for name in ("id", "submission_hash", "outcome", "isolation")]
    found: dict[int, Scored] = {}
    by_hash: dict[str, Scored] = {}
    partial: list[int] = []
    whole = sum(shape.points for shape in shapes)
    heads = connection.execute(select(*[*head, held]).where(GRADINGS.c.suite_id == suite_id)).all()
    for number, name, outcome, isolation, tests in heads:
        scored = found[number] = by_hash[name] = Scored(outcome, isolation, whole, round(most, 6))
        scored.tests[PASSED] = tests
        if tests != len(shapes):
            partial.append(number)
    for number, outcome, function, misconception, tests, points in connection.execute(_not_passed(suite_id)).all():
        scored = found[number]
        scored.tests[PASSED] -= tests
        scored.tests[outcome] += tests
        if outcome not in EARNING:
            scored.score -= points
        if misconception is not None:
            scored.mistakes.add((function, misconception))
    for number in partial:  # what is not there was not earned
        found[number].score = _points(connection, number)
    for scored in by_hash.values():
        scored.score, scored.tests = round(scored.score, 6), +scored.tests
    return by_hash


def _not_passed(suite_id: int) -> Select[Any]:
    """The tests that were not simply passed: how many of a grading had which outcome, function and misconception."""
    of = [GRADINGS.c.id, TESTS.c.outcome, SUITE_TESTS.c.function, TESTS.c.misconception]
    return (
        select(*of, func.count(), func.sum(SUITE_TESTS.c.points))
        .select_from(GRADINGS.join(TESTS).join(SUITE_TESTS, HERE))
        .where(GRADINGS.c.suite_id == suite_id, TESTS.c.outcome != PASSED)
        .group_by(*of)
    )


def _points(connection: Connection, grading_id: int) -> float:
    """The points of one grading, added up test by test."""
    earned = (
        select(func.coalesce(func.sum(SUITE_TESTS.c.points), 0.0))
        .select_from(GRADINGS.join(TESTS).join(SUITE_TESTS, HERE))
        .where(GRADINGS.c.id == grading_id, TESTS.c.outcome.in_(EARNING))
    )
    return float(connection.scalar(earned) or 0)
