"""What submissions scored under a suite, added up by the database: a class need not be read test by test."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Select, String, case, cast, func, select

from grader.results import EARNING, TestResult
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

    Submissions that lost the same tests in the same way share their counts, which are for reading only.
    """
    shapes = tests_of_suite(connection, suite_id)
    most = round(sum(shape.points for shape in shapes if not shape.extra_credit), 6)
    added_up: dict[str | None, tuple[float, Counter[str], set[tuple[str, str]]]] = {}
    found: dict[str, Scored] = {}
    for number, name, outcome, isolation, tests, others in connection.execute(_in_short(suite_id)).all():
        if others not in added_up:
            added_up[others] = _added_up(shapes, others)
        score, counts, mistakes = added_up[others]
        if tests != len(shapes):  # what is not there was not earned
            score, counts = _points(connection, number), counts - Counter({PASSED: len(shapes) - tests})
        found[name] = Scored(outcome, isolation, score, most, counts, mistakes)
    return found


def _in_short(suite_id: int) -> Select[Any]:
    """Of each grading under a suite: how many tests there are, and those that were not simply passed, in one text."""
    here = TESTS.c.grading_id == GRADINGS.c.id
    parts = cast(TESTS.c.position, String) + " " + TESTS.c.outcome + " " + func.coalesce(TESTS.c.misconception, "")
    others = case((TESTS.c.outcome != PASSED, parts))
    return select(
        *(GRADINGS.c[name] for name in ("id", "submission_hash", "outcome", "isolation")),
        select(func.count()).where(here).scalar_subquery(),
        select(func.aggregate_strings(others, "\n")).where(here).scalar_subquery(),
    ).where(GRADINGS.c.suite_id == suite_id)


def _added_up(shapes: Sequence[TestResult], others: str | None) -> tuple[float, Counter[str], set[tuple[str, str]]]:
    """Score, outcomes and mistakes of a grading whose other tests were all passed."""
    score = sum(shape.points for shape in shapes)
    counts, mistakes = Counter({PASSED: len(shapes)}), set()
    for line in (others or "").splitlines():
        position, outcome, misconception = line.split(" ", 2)
        shape = shapes[int(position)]
        counts.subtract([PASSED])
        counts[outcome] += 1
        if outcome not in EARNING:
            score -= shape.points
        if misconception:
            mistakes.add((shape.function, misconception))
    return round(score, 6), +counts, mistakes


def _points(connection: Connection, grading_id: int) -> float:
    """The points of one grading, added up test by test."""
    earned = (
        select(func.coalesce(func.sum(SUITE_TESTS.c.points), 0.0))
        .select_from(GRADINGS.join(TESTS).join(SUITE_TESTS, HERE))
        .where(GRADINGS.c.id == grading_id, TESTS.c.outcome.in_(EARNING))
    )
    return round(float(connection.scalar(earned) or 0), 6)
