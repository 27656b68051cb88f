"""What a store knows of classes: which courses there are, who handed in what, and under which suites it was graded."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Connection, select

from grader.store.schema import ATTEMPTS, GRADINGS, SUITES


class HandIn(NamedTuple):
    """One student's last attempt at a topic.

    Attributes:
        student: the id.
        topic: its name.
        number: of the attempt.
        hashes: of the files that were seen as this attempt; more than one where the file changed in between.
    """

    student: str
    topic: str
    number: int
    hashes: tuple[str, ...]


def courses_of(connection: Connection) -> list[str]:
    """The titles of the courses that were graded into this store."""
    return list(connection.scalars(select(ATTEMPTS.c.course).distinct().order_by(ATTEMPTS.c.course)))


def hand_ins_of(connection: Connection, course: str) -> list[HandIn]:
    """Every student's last attempt at every topic, by student."""
    columns = (ATTEMPTS.c.student, ATTEMPTS.c.topic, ATTEMPTS.c.number, ATTEMPTS.c.submission_hash)
    query = select(*columns).where(ATTEMPTS.c.course == course).order_by(*columns)
    last: dict[tuple[str, str], HandIn] = {}
    for student, topic, number, name in connection.execute(query):
        known = last.get((student, topic))
        same = known is not None and known.number == number
        hashes = (*known.hashes, name) if known is not None and same else (name,)
        last[student, topic] = HandIn(student, topic, number, hashes)
    return list(last.values())


def newest_suite_of(connection: Connection, topic: str, hashes: Collection[str]) -> str | None:
    """The newest suite of a topic under which any of these submissions was graded."""
    suites = connection.execute(
        select(SUITES.c.id, SUITES.c.suite_hash).where(SUITES.c.topic == topic).order_by(SUITES.c.id.desc())
    ).all()
    for suite_id, suite_hash in suites:
        graded = set(connection.scalars(select(GRADINGS.c.submission_hash).where(GRADINGS.c.suite_id == suite_id)))
        if not graded.isdisjoint(hashes):
            return str(suite_hash)
    return None
