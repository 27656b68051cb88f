"""What a process does with a chunk. Suites stay open and zygotes stay warm from one chunk to the next."""

import atexit
import secrets
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from grader.cores import core_of, staying_on
from grader.errors import ClusterError, SuiteError, WorkerError
from grader.executor.contract import Bundle, Chunk, Finished, HandedFile, Versions, versions_here
from grader.language import speaking
from grader.results import TopicResult, topic_outcome
from grader.sandbox import launch
from grader.sandbox.launch import Launcher, WorkerProcess
from grader.suite.handed import subject_of
from grader.suite.run import OpenSuites
from grader.suite.terms import suites_of, terms_of
from grader.worker.limits import WorkerLimits

MOST_OPEN = 32  # topics whose suites stay open; more than a course has, and a bound all the same


def grade_chunk(chunk: Chunk) -> Finished:
    """Grade a chunk in this process.

    Raises:
        ClusterError: this process is not what the run asks for.
        SuiteError: the suites are malformed.
    """
    return HERE.grade(chunk)


def prove(torch: bool, seats: Mapping[str, tuple[int, int]], dask_worker: Any = None) -> tuple[Versions, str]:
    """What this process is like: its versions, and the isolation level that it reaches.

    Args:
        torch: whether its workers shall offer torch.
        seats: address of each process on the cluster -> which one it is on its machine, and of how many.
        dask_worker: Dask's, which knows the address of this one.

    Raises:
        WorkerError: it cannot start a worker.
    """
    number, of = seats[dask_worker.address]
    HERE.core = core_of(number, of)
    return versions_here(), HERE.isolation(torch=torch)


def close() -> None:
    """End what this process keeps open."""
    HERE.close()


class Workplace:
    """What a process keeps between two chunks.

    Attributes:
        core: that the work keeps to, if it does; a process that is not ours is otherwise left as it is.
    """

    def __init__(self) -> None:
        self.core: int | None = None
        self._name = secrets.token_hex(8)
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._open: OrderedDict[str, OpenSuites] = OrderedDict()
        self._launchers: dict[bool, Lasting] = {}
        self._lock = threading.Lock()  # a worker of a cluster may have several threads; a suite has one

    def grade(self, chunk: Chunk) -> Finished:
        """Grade a chunk; a fault of ours ends it early and is told."""
        with self._lock, staying_on(self.core):
            refuse_other_versions(chunk.versions, torch=chunk.bundle.exercise.info.torch)
            launcher = self._launcher(torch=chunk.bundle.exercise.info.torch)
            if launcher.isolation not in chunk.bundle.levels:
                raise ClusterError(
                    f"This process reaches the isolation level {launcher.isolation}; "
                    f"{chunk.bundle.least_isolation} is the least that is asked for. Run `grader doctor` there."
                )
            results: dict[str, TopicResult] = {}
            try:
                known = self._suites(chunk.bundle, launcher).known
                for news in chunk.news:
                    known.hear(news)
                for file in chunk.files:
                    results[file.submission_hash] = self._graded(chunk.bundle, launcher, file)
            except WorkerError as error:
                return Finished(results, launcher.isolation, str(error))
            return Finished(results, launcher.isolation, "", self._name, known.news())

    def isolation(self, *, torch: bool) -> str:
        """The isolation level in force here. Raises WorkerError."""
        if torch in self._launchers:  # without waiting for the work at hand: a worker of Dask's must stay responsive
            return self._launchers[torch].isolation
        with self._lock, staying_on(self.core):
            return self._launcher(torch=torch).isolation

    def close(self) -> None:
        """End everything that was started here."""
        for suites in self._open.values():
            with suppress(Exception):  # the process ends; what else is open must still be closed
                suites.close()
        for launcher in self._launchers.values():
            launcher.end()
        if self._folder is not None:
            self._folder.cleanup()
        self._open, self._launchers, self._folder = OrderedDict(), {}, None

    def _graded(self, bundle: Bundle, launcher: "Lasting", file: HandedFile) -> TopicResult:
        info = bundle.exercise.info
        with speaking(bundle.language):  # what policy has to say is a message, too
            subject = subject_of(file.submission_hash, bundle.topic, file.source, list(info.functions), info.forbid)
        tests = tuple(self._suites(bundle, launcher).grade(subject))
        return TopicResult(bundle.topic, bundle.suite_hash, tests, topic_outcome(tests))

    def _suites(self, bundle: Bundle, launcher: "Lasting") -> OpenSuites:
        """The topic's suites, opened when they are first asked for."""
        if bundle.suite_hash not in self._open:
            if len(self._open) >= MOST_OPEN:
                self._open.popitem(last=False)[1].close()
            self._open[bundle.suite_hash] = self._opened(bundle, launcher)
        self._open.move_to_end(bundle.suite_hash)
        return self._open[bundle.suite_hash]

    def _opened(self, bundle: Bundle, launcher: "Lasting") -> OpenSuites:
        if (found := bundle.hash_here()) != bundle.suite_hash:
            raise ClusterError(
                f"A worker on {_host()} found the suite hash {found[:12]} for {bundle.topic} instead of "
                f"{bundle.suite_hash[:12]}. Install there what is installed here, and give the same command again."
            )
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="grader-suites-")
        exercise = bundle.unpack(Path(self._folder.name) / bundle.suite_hash)
        terms = terms_of(exercise, bundle.secret, bundle.feedback, bundle.language)
        try:
            return OpenSuites(suites_of(exercise), terms, launcher)
        except SuiteError as error:  # its author knows the file by another name
            raise SuiteError(str(error).replace(str(exercise.folder), str(bundle.exercise.folder))) from None

    def _launcher(self, *, torch: bool) -> "Lasting":
        if torch not in self._launchers:
            self._launchers[torch] = Lasting(torch=torch)
        return self._launchers[torch]


class Lasting:
    """A launcher for all topics of its kind. One that has died is replaced when the next worker is wanted."""

    def __init__(self, *, torch: bool) -> None:
        self._torch = torch
        self._inner: Launcher = launch.make_launcher(torch=torch)

    @property
    def isolation(self) -> str:
        """The level in force; waits until that is known."""
        return self._inner.isolation

    @property
    def alive(self) -> bool:
        """Always, since it can be replaced."""
        return True

    def launch(self, limits: WorkerLimits) -> WorkerProcess:
        """Start a worker. Raises WorkerError."""
        if not self._inner.alive:
            self._inner.close()
            self._inner = launch.make_launcher(torch=self._torch)
        return self._inner.launch(limits)

    def close(self) -> None:
        """Suites that are closed leave the launcher to the others."""

    def end(self) -> None:
        """End the launcher with everything that it started."""
        self._inner.close()


def refuse_other_versions(wanted: Versions, *, torch: bool) -> None:
    """Raise ClusterError if this process's versions are not those of the run."""
    differences = wanted.differences(versions_here(), torch=torch)
    if differences:
        raise ClusterError(
            f"A worker on {_host()} has {', '.join(differences)}, so that its marks could differ. "
            "Install there what is installed here, and give the same command again."
        )


def _host() -> str:
    import platform

    return platform.node() or "an unnamed machine"


HERE = Workplace()
atexit.register(close)
