"""What submissions scored under a suite, added up by the database: a class need not be read test by test."""

from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import Connection, func, select

from grader.results import EARNING
from grader.store.schema import GRADINGS, SUITE_TESTS, TESTS


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
    """Submission hash -> what it scored, for everything that was graded under a suite."""
    most = connection.scalar(
        select(func.coalesce(func.sum(SUITE_TESTS.c.points), 0.0)).where(
            SUITE_TESTS.c.suite_id == suite_id, SUITE_TESTS.c.extra_credit.is_(False)
        )
    )
    heads = select(GRADINGS.c.submission_hash, GRADINGS.c.outcome, GRADINGS.c.isolation)
    found = {
        row.submission_hash: Scored(row.outcome, row.isolation, max_score=round(float(most or 0), 6))
        for row in connection.execute(heads.where(GRADINGS.c.suite_id == suite_id))
    }
    here = (SUITE_TESTS.c.suite_id == GRADINGS.c.suite_id) & (SUITE_TESTS.c.position == TESTS.c.position)
    joined = GRADINGS.join(TESTS).join(SUITE_TESTS, here)
    counted = (
        select(GRADINGS.c.submission_hash, TESTS.c.outcome, func.count(), func.sum(SUITE_TESTS.c.points))
        .select_from(joined)
        .where(GRADINGS.c.suite_id == suite_id)
        .group_by(GRADINGS.c.submission_hash, TESTS.c.outcome)
    )
    for name, outcome, number, points in connection.execute(counted):
        scored = found[name]
        scored.tests[outcome] = number
        if outcome in EARNING:
            scored.score = round(scored.score + float(points), 6)
    named = (
        select(GRADINGS.c.submission_hash, SUITE_TESTS.c.function, TESTS.c.misconception)
        .select_from(joined)
        .where(GRADINGS.c.suite_id == suite_id, TESTS.c.misconception.is_not(None))
        .distinct()
    )
    for name, function, misconception in connection.execute(named):
        found[name].mistakes.add((function, misconception))
    return found
