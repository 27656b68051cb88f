"""What can be asked of a store and told to it. Each method is one transaction: whole, or as if it had not been."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import NamedTuple

from sqlalchemy import Connection, Engine, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from grader.results import TopicResult
from grader.store.classes import HandIn, courses_of, hand_ins_of, newest_suite_of
from grader.store.rows import Graded, insert_gradings, insert_suite, read_gradings, tests_of_suite
from grader.store.schema import ATTEMPTS, GRADINGS, SUITES, TESTS
from grader.store.scores import Scored, scores_of_suite

AT_ONCE = 200  # hashes in one question: far below what any database takes


class Attempted(NamedTuple):
    """One student's file for one topic: its hash, what was wrong with it, if anything, and when it came, if known."""

    student: str
    topic: str
    number: int
    submission_hash: str
    problem: str = ""
    submitted_at: str | None = None


class Store:
    """The gradings of any number of courses.

    Args:
        engine: of SQLAlchemy, with the tables in place.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reading = engine.execution_options(reading=True)
        self._suite_ids: dict[str, int] = {}

    def done(self, suite_hash: str, levels: Collection[str], among: Collection[str] | None = None) -> set[str]:
        """Hashes of the submissions that need not be graded again: graded, at one of these isolation levels.

        Args:
            suite_hash: of the topic.
            levels: those that will do.
            among: ask only about these few.
        """
        with self._reading.begin() as connection:
            suite_id = self._suite_id(connection, suite_hash)
            query = select(GRADINGS.c.submission_hash).where(
                GRADINGS.c.suite_id == suite_id,
                GRADINGS.c.outcome != "not_graded",
                GRADINGS.c.stale.is_(False),
                GRADINGS.c.isolation.in_(levels),
            )
            if among is not None:
                query = query.where(GRADINGS.c.submission_hash.in_(among))
            return set(connection.scalars(query).all())

    def put(self, gradings: Sequence[Graded], levels: Collection[str]) -> None:
        """Keep gradings of one suite. Of two graders that did the same work, the first one's result stays.

        Args:
            gradings: one for each submission.
            levels: an older result at any other isolation level gives way.
        """
        if gradings:
            _once_more(lambda: self._put(gradings, levels))

    def _put(self, gradings: Sequence[Graded], levels: Collection[str]) -> None:
        first = gradings[0].result
        with self._engine.begin() as connection:
            suite_id = self._suite_id(connection, first.suite_hash)
            if suite_id is None:
                suite_id = insert_suite(connection, first)
            there = _there(connection, suite_id, [each.submission_hash for each in gradings], levels)
            fresh = [each for each in gradings if _takes_the_place(each, there.get(each.submission_hash))]
            old = [there[each.submission_hash].id for each in fresh if each.submission_hash in there]
            if old:
                connection.execute(delete(TESTS).where(TESTS.c.grading_id.in_(old)))
                connection.execute(delete(GRADINGS).where(GRADINGS.c.id.in_(old)))
            if fresh:
                insert_gradings(connection, suite_id, fresh)
        self._suite_ids[first.suite_hash] = suite_id

    def attempted(self, course: str, attempts: Iterable[Attempted]) -> None:
        """Keep who handed in what; what was handed in before stays."""
        waiting = iter(attempts)
        while some := list(dict.fromkeys(islice(waiting, AT_ONCE))):
            _once_more(partial(self._attempted, course, some))

    def _attempted(self, course: str, some: Sequence[Attempted]) -> None:
        columns = [ATTEMPTS.c[name] for name in Attempted._fields[:4]]
        students, topics = {each.student for each in some}, {each.topic for each in some}
        query = select(*columns).where(
            ATTEMPTS.c.course == course, ATTEMPTS.c.student.in_(students), ATTEMPTS.c.topic.in_(topics)
        )
        with self._reading.begin() as connection:
            known = {tuple(row) for row in connection.execute(query).all()}
        if rows := [{"course": course, **each._asdict()} for each in some if each[:4] not in known]:
            with self._engine.begin() as connection:
                connection.execute(insert(ATTEMPTS), rows)

    def forget(self, suite_hash: str) -> None:
        """Have everything under a suite graded again; the old results stand until the new ones are there."""
        with self._engine.begin() as connection:
            suite_id = self._suite_id(connection, suite_hash)
            connection.execute(update(GRADINGS).where(GRADINGS.c.suite_id == suite_id).values(stale=True))

    def results(self, topic: str, suite_hash: str, hashes: Iterable[str]) -> Iterator[Graded]:
        """The gradings of these submissions, a few at a time in memory; those that are not there are left out."""
        waiting = iter(hashes)
        with self._reading.begin() as connection:
            suite_id = self._suite_id(connection, suite_hash)
            if suite_id is None:
                return
            head = TopicResult(topic, suite_hash, tuple(tests_of_suite(connection, suite_id)))
            while some := list(islice(waiting, AT_ONCE)):
                yield from read_gradings(connection, suite_id, head, some)

    def nothing_known(self, topic: str, suite_hash: str) -> TopicResult:
        """The topic's tests, none of them graded; without any where the suite was never run."""
        with self._reading.begin() as connection:
            suite_id = self._suite_id(connection, suite_hash)
            tests = [] if suite_id is None else tests_of_suite(connection, suite_id)
            return TopicResult(topic, suite_hash, tuple(tests), "not_graded")

    def scores(self, suite_hash: str) -> dict[str, Scored]:
        """Submission hash -> what it scored under a suite."""
        with self._reading.begin() as connection:
            suite_id = self._suite_id(connection, suite_hash)
            return {} if suite_id is None else scores_of_suite(connection, suite_id)

    def courses(self) -> list[str]:
        """The titles of the courses that were graded into this store."""
        with self._reading.begin() as connection:
            return courses_of(connection)

    def hand_ins(self, course: str) -> list[HandIn]:
        """Every student's last attempt at every topic, by student."""
        with self._reading.begin() as connection:
            return hand_ins_of(connection, course)

    def newest_suite(self, topic: str, hashes: Collection[str]) -> str | None:
        """The newest suite under which any of these submissions was graded."""
        with self._reading.begin() as connection:
            return newest_suite_of(connection, topic, hashes)

    def _suite_id(self, connection: Connection, suite_hash: str) -> int | None:
        known = self._suite_ids.get(suite_hash)
        return known or connection.scalar(select(SUITES.c.id).where(SUITES.c.suite_hash == suite_hash))


def _once_more(write: Callable[[], None]) -> None:
    """Where a database lets two graders write at once, the second one fails, looks again and finds the first one's."""
    try:
        write()
    except IntegrityError:
        write()


class _There(NamedTuple):
    """A grading that is in the store, and what may take its place."""

    id: int
    graded: bool
    wanted: bool


def _there(connection: Connection, suite_id: int, hashes: list[str], levels: Collection[str]) -> dict[str, _There]:
    columns = [GRADINGS.c[name] for name in ("submission_hash", "id", "outcome", "stale", "isolation")]
    query = select(*columns).where(GRADINGS.c.suite_id == suite_id, GRADINGS.c.submission_hash.in_(hashes))
    found: dict[str, _There] = {}
    for row in connection.execute(query):
        graded = row.outcome != "not_graded"
        found[row.submission_hash] = _There(row.id, graded, graded and not row.stale and row.isolation in levels)
    return found


def _takes_the_place(fresh: Graded, there: _There | None) -> bool:
    """A result that is wanted stays, and so does any result where nothing new was learned."""
    return there is None or (not there.wanted and (fresh.result.outcome != "not_graded" or not there.graded))
