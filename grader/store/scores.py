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
    here = (SUITE_TESTS.c.suite_id == GRADINGS.c.suite_id) & (SUITE_TESTS.c.position == TESTS.c.position)
    head = [GRADINGS.c[name] for name in ("submission_hash", "outcome", "isolation")]
    of_tests = TESTS.c.outcome.label("of_tests")
    number, points = func.count(TESTS.c.position).label("number"), func.sum(SUITE_TESTS.c.points).label("points")
    counted = (
        select(*head, of_tests, number, points)
        .select_from(GRADINGS.outerjoin(TESTS).outerjoin(SUITE_TESTS, here))
        .where(GRADINGS.c.suite_id == suite_id)
        .group_by(*head, TESTS.c.outcome)
    )
    found: dict[str, Scored] = {}
    for row in connection.execute(counted):
        scored = found.get(row.submission_hash)
        if scored is None:
            scored = found[row.submission_hash] = Scored(
                row.outcome, row.isolation, max_score=round(float(most or 0), 6)
            )
        if row.of_tests is not None:
            scored.tests[row.of_tests] = row.number
        if row.of_tests in EARNING:
            scored.score = round(scored.score + float(row.points), 6)
    joined = GRADINGS.join(TESTS).join(SUITE_TESTS, here)
    named = (
        select(GRADINGS.c.submission_hash, SUITE_TESTS.c.function, TESTS.c.misconception)
        .select_from(joined)
        .where(GRADINGS.c.suite_id == suite_id, TESTS.c.misconception.is_not(None))
        .distinct()
    )
    for name, function, misconception in connection.execute(named):
        found[name].mistakes.add((function, misconception))
    return found
