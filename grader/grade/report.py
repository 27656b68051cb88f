"""What a class came to: read back from the store, with marks derived, one student after the other."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from grader.grade.job import Job
from grader.grade.roll import ABSENT, Roll
from grader.intake import Attempt, HandedIn
from grader.marks import Graded, Row, submission
from grader.results import TopicResult
from grader.store import Scored, Store
from grader.worker.lockdown import LEVELS

AT_ONCE = 64  # attempts in memory
UNKNOWN = "It was not graded, through no fault of the student's. Give the same command again."


class Report:
    """The results of a run and of those before it.

    Args:
        job: what was to be graded.
        store: has the gradings.
        rolls: who handed in what, by topic.
        faults: (suite hash, submission hash) -> why something could not be graded.
    """

    def __init__(self, job: Job, store: Store, rolls: Sequence[Roll], faults: dict[tuple[str, str], str]) -> None:
        self._job = job
        self._store = store
        self._rolls = rolls
        self._faults = faults
        self._scores = [store.scores(roll.bundle.suite_hash) for roll in rolls]

    @property
    def isolation(self) -> str:
        """The lowest level at which anything of this class was graded."""
        found = {
            scores[name].isolation
            for roll, scores in zip(self._rolls, self._scores, strict=True)
            for name in set(roll.hashes)
            if name in scores
        }
        return min(found or {self._job.isolation}, key=LEVELS.index)

    def submissions(self) -> Iterator[dict[str, Any]]:
        """One submission of the results file after the other."""
        yield from self._derived(self._rows())

    def scores(self) -> Iterator[dict[str, Any]]:
        """The same without tests: each topic has `flags`, what else happened in it, and `mistakes` that have a name."""
        columns = [
            [_short(roll, index, scores, self._faults) for index in range(len(roll.hashes))]
            for roll, scores in zip(self._rolls, self._scores, strict=True)
        ]
        yield from self._derived(map(list, zip(*columns, strict=True)))

    def _derived(self, rows: Iterator[list[Graded]]) -> Iterator[dict[str, Any]]:
        """Each student's submission from the rows of all attempts."""
        job = self._job
        both = zip(self._attempts(), rows, strict=True)
        for student, group in groupby(both, key=lambda pair: pair[0].student):
            attempts, graded = zip(*group, strict=True)
            yield submission(job.rules, job.roster.find(student) if job.roster else None, attempts, graded)

    def _attempts(self) -> Iterator[Attempt]:
        """The attempts, with what was noted while their files were read."""
        for index, attempt in enumerate(self._job.students):
            told = [f"{roll.bundle.topic}: {note}" for roll in self._rolls for note in roll.notes.get(index, ())]
            yield replace(attempt, notes=(*attempt.notes, *told)) if told else attempt

    def _rows(self) -> Iterator[list[Graded]]:
        """Each attempt's topics, as the results file has them."""
        known = [self._store.nothing_known(roll.bundle.topic, roll.bundle.suite_hash) for roll in self._rolls]
        for start in range(0, len(self._job.students), AT_ONCE):
            indices = range(start, min(start + AT_ONCE, len(self._job.students)))
            columns = [self._column(roll, head, indices) for roll, head in zip(self._rolls, known, strict=True)]
            yield from map(list, zip(*columns, strict=True))

    def _column(self, roll: Roll, head: TopicResult, indices: Sequence[int]) -> Iterator[Graded]:
        bundle = roll.bundle
        wanted = dict.fromkeys(roll.hashes[index] for index in indices)
        found = {
            each.submission_hash: each.result for each in self._store.results(bundle.topic, bundle.suite_hash, wanted)
        }
        rows: dict[tuple[str, HandedIn | None], Graded] = {}
        for index in indices:
            name, problem = roll.hashes[index], roll.problems.get(index)
            if (name, problem) not in rows:
                reason = self._faults.get((bundle.suite_hash, name), UNKNOWN)
                result = found.get(name) or replace(head, message=reason)
                row = _with_problem(result, head, problem).to_json()
                rows[name, problem] = Graded("" if name == ABSENT else name, row)
            yield rows[name, problem]


def _with_problem(result: TopicResult, head: TopicResult, problem: HandedIn | None) -> TopicResult:
    """Where the file could not be read: `unreadable`, or not graded if the reason is ours."""
    if problem is None:
        return result
    if problem.ours:
        return replace(head, message=problem.problem)
    return replace(result, outcome="unreadable", message=problem.problem)


def _short(roll: Roll, index: int, scores: dict[str, Scored], faults: dict[tuple[str, str], str]) -> Graded:
    name, problem = roll.hashes[index], roll.problems.get(index)
    most = scores[ABSENT].max_score if ABSENT in scores else 0.0
    scored = scores.get(name) or Scored("not_graded", "", max_score=most)
    outcome = scored.outcome
    if problem is not None:
        outcome = "not_graded" if problem.ours else "unreadable"
    row: Row = {
        "topic": roll.bundle.topic,
        "score": scored.score,
        "max_score": scored.max_score,
        "outcome": outcome,
        "message": problem.problem if problem is not None else faults.get((roll.bundle.suite_hash, name), ""),
        "flags": scored.tests,
        "mistakes": scored.mistakes,
    }
    return Graded("" if name == ABSENT else name, row)
