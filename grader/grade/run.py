"""A run: what is not graded yet goes through a crew and into the store, in up to three rounds."""

import secrets
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Protocol

from grader.errors import WorkerError
from grader.executor.contract import Chunk, Finished, HandedFile, bundle_of, versions_here
from grader.executor.crew import Alone, Crew, Pool
from grader.executor.flow import flow
from grader.grade.job import Job
from grader.grade.report import Report
from grader.grade.roll import ABSENT, Roll
from grader.results import TopicResult
from grader.sigterm import sigterm_as_interrupt
from grader.store import Graded, Store

MOST_ODD = 10  # lines about one topic
ROUNDS = 3  # what could not be graded for a reason of ours is tried twice more
MOST_AT_ONCE = 8  # submissions in a chunk: what a killed process costs, and how smoothly the progress moves
FIRST = 32  # submissions of a topic that are a chunk each: what they teach reaches the other processes at once
FEW = 8  # submissions for which it is not worth the while to start another process

Holders = Mapping[str, Sequence[int]]  # hash of a file -> the attempts that have such a file


class Progress(Protocol):
    """Is told how a run goes on. What is counted are attempts at topics."""

    def planned(self, total: int, over: int) -> None:
        """There are so many, of which so many are in the store already."""

    def begun(self, topic: str, students: Sequence[str]) -> None:
        """The work of these students is being graded."""

    def finished(self, topic: str, students: Sequence[str], outcomes: Mapping[str, int]) -> None:
        """It is over for these students, whose tests had these outcomes."""

    def tick(self) -> None:
        """Time passes."""

    def say(self, line: str) -> None:
        """Something the instructor should know."""


def grade_class(job: Job, store: Store, progress: Progress) -> Report:
    """Grade whatever the store does not have yet.

    Args:
        job: what to grade.
        store: takes each result as it comes.
        progress: is told of it.

    Raises:
        SuiteError: a suite is malformed.
        WorkerError: no worker can be started at all.
        ClusterError, StoreError: what was graded before is kept.
        KeyboardInterrupt: Ctrl-C or SIGTERM; it says how to go on.
    """
    run = _Run(job, store, progress)
    with sigterm_as_interrupt():
        try:
            run.read()
            run.grade()
        except KeyboardInterrupt:
            raise KeyboardInterrupt(run.how_to_go_on()) from None
        finally:
            run.stop()
    return Report(job, store, run.rolls, run.faults)


class _Run:
    def __init__(self, job: Job, store: Store, progress: Progress) -> None:
        self._job = job
        self._store = store
        self._progress = progress
        self._versions = versions_here()
        self._crew: Crew | None = None
        self._waiting: dict[str, tuple[Roll, Holders]] = {}
        self._graded = 0
        self._no_worker = ""
        self._over = self._total = 0
        self.faults: dict[tuple[str, str], str] = {}
        self.rolls = [
            Roll(bundle_of(each, job.secret, job.feedback, job.language, job.isolation), job.students)
            for each in job.exercises
        ]

    def read(self) -> None:
        """Take stock: who handed in what, and how much of it was graded before."""
        for roll in self.rolls:
            if roll.bundle.topic in self._job.regrade:
                self._store.forget(roll.bundle.suite_hash)
            self._store.attempted(self._job.course, roll.read())
            odd = roll.odd()
            for line in odd[:MOST_ODD]:
                self._progress.say(line)
            if len(odd) > MOST_ODD:
                self._progress.say(f"and {len(odd) - MOST_ODD} more of this kind; the results have them")
        waiting = sum(len(indices) for _, holders in self._todo() for indices in holders.values())
        self._total = len(self.rolls) * len(self._job.students)
        self._over = self._total - waiting
        self._progress.planned(self._total, self._over)

    def grade(self) -> None:
        """Grade what is left, until nothing is, or it was tried often enough."""
        for _ in range(ROUNDS):
            todo = [(roll, holders) for roll, holders in self._todo() if holders]
            if not todo:
                return
            self._crew = self._crew or self._hired(sum(len(holders) for _, holders in todo))
            self._waiting = {roll.bundle.suite_hash: (roll, holders) for roll, holders in todo}
            for chunk, finished in flow(self._chunks(), self._crew, self._begun, self._progress.tick):
                self._keep(chunk, finished)
            if self._no_worker and not self._graded:
                raise WorkerError(self._no_worker)
            for roll, holders in todo:  # a file may have changed while others were graded
                done = self._store.done(roll.bundle.suite_hash, roll.bundle.levels)
                left = [index for name, indices in holders.items() if name not in done for index in indices]
                self._store.attempted(self._job.course, roll.read_again(left))

    def stop(self) -> None:
        """End every process that was started."""
        if self._crew is not None:
            self._crew.stop()

    def how_to_go_on(self) -> str:
        """For somebody who stopped the run."""
        again = "without --regrade " if self._job.regrade else ""
        return f"{self._over} of {self._total} are graded and kept; the same command {again}goes on from there."

    def _todo(self) -> Iterator[tuple[Roll, dict[str, list[int]]]]:
        for roll in self.rolls:
            yield roll, roll.holders(self._store.done(roll.bundle.suite_hash, roll.bundle.levels))

    def _hired(self, count: int) -> Crew:
        """Who does the work: no more processes than it is worth."""
        if self._job.cluster:
            from grader.executor.cluster import Cluster

            torch = any(exercise.info.torch for exercise in self._job.exercises)
            levels = self.rolls[0].bundle.levels
            return Cluster(self._job.cluster, self._versions, levels, self._progress.say, torch=torch)
        jobs = min(self._job.jobs, -(-count // FEW))
        return Pool(jobs) if jobs > 1 else Alone()

    def _chunks(self) -> Iterator[Chunk]:
        """The absent of every topic first: they cost nothing, and a malformed suite is found before the work begins."""
        assert self._crew is not None
        for roll, holders in self._waiting.values():
            if ABSENT in holders:
                yield Chunk(roll.bundle, (HandedFile(ABSENT, None),), self._versions)
        for roll, holders in self._waiting.values():
            names = [name for name in holders if name != ABSENT]
            size = max(1, min(MOST_AT_ONCE, len(names) // (2 * self._crew.width)))
            first = secrets.randbelow(len(names) or 1)  # two graders at once begin at different places
            names = names[first:] + names[:first]
            alone = min(len(names), FIRST) if size > 1 else 0
            for start, stop in pairwise([*range(alone), *range(alone, len(names), size), len(names)]):
                if files := self._files(roll, holders, names[start:stop]):
                    yield Chunk(roll.bundle, files, self._versions)

    def _files(self, roll: Roll, holders: Holders, names: Sequence[str]) -> tuple[HandedFile, ...]:
        """The files of a chunk, but for those that another grader has graded meanwhile."""
        done = self._store.done(roll.bundle.suite_hash, roll.bundle.levels, among=names)
        for name in done:
            self._tell(roll, holders[name], {})
        found = (roll.file(name, holders[name]) for name in names if name not in done)
        return tuple(file for file in found if file is not None)

    def _begun(self, chunk: Chunk) -> None:
        roll, holders = self._waiting[chunk.bundle.suite_hash]
        students = [roll.attempts[index].student for file in chunk.files for index in holders[file.submission_hash][:1]]
        self._progress.begun(roll.bundle.topic, students)

    def _keep(self, chunk: Chunk, finished: Finished) -> None:
        """Into the store with what was graded; what was not is remembered with its reason."""
        versions, suite_hash = str(chunk.versions), chunk.bundle.suite_hash
        rows = [Graded(name, result, finished.isolation, versions) for name, result in finished.results.items()]
        self._store.put(rows, chunk.bundle.levels)
        if finished.fault and finished.isolation:
            self._no_worker = finished.fault
        roll, holders = self._waiting[suite_hash]
        for file in chunk.files:
            name = file.submission_hash
            result = finished.results.get(name)
            if result is None or result.outcome == "not_graded":
                self.faults[suite_hash, name] = finished.fault if result is None else _reason(result)
                continue
            self.faults.pop((suite_hash, name), None)
            self._graded += name != ABSENT  # which takes no worker
            self._tell(roll, holders[name], Counter(test.outcome for test in result.tests))

    def _tell(self, roll: Roll, indices: Sequence[int], outcomes: Mapping[str, int]) -> None:
        self._over += len(indices)
        students = [roll.attempts[index].student for index in indices]
        self._progress.finished(roll.bundle.topic, students, outcomes)


def _reason(result: TopicResult) -> str:
    """Why a topic was not graded, from the test that says so."""
    return next(test.message for test in result.tests if test.outcome == "not_graded")
