"""Who does the work: this process, or a pool of processes on this machine."""

import multiprocessing
import os
import signal
import sys
import tempfile
import threading
import time
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import suppress
from multiprocessing import connection
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from types import FrameType
from typing import Any, Protocol

from grader.cores import core_of, stay_on
from grader.executor.contract import Chunk, Finished
from grader.processes import one_thread, submitted
from grader.worker.remove import remove_tree

AHEAD = 2  # chunks for each process: one that it works on, and one that waits for it
PATIENCE_S = 5.0  # how long a process may take to end its workers when it is told to stop


class Crew(Protocol):
    """Takes chunks and gives them back finished. It may break, as a whole, and be made whole again."""

    @property
    def width(self) -> int:
        """How many chunks may be in flight."""

    def submit(self, chunk: Chunk) -> "Future[Finished]":
        """Have a chunk graded; the future raises BrokenExecutor if the process that had it died."""

    def intact(self) -> bool:
        """Whether what is in flight will come back."""

    def lost(self, error: BaseException | None) -> bool:
        """Whether a chunk that ended with this error was lost with its process."""

    def renew(self) -> None:
        """After a loss: be able to work again."""

    def stop(self) -> None:
        """End all work at once, with every process that was started for it."""


class Alone:
    """This process itself: one chunk after the other, each done when it is handed in."""

    width = 1

    def submit(self, chunk: Chunk) -> "Future[Finished]":
        """Grade the chunk now."""
        one_thread()
        from grader.executor.work import grade_chunk  # imports pytest and numpy: only where something is to be graded

        future: Future[Finished] = Future()
        try:
            future.set_result(grade_chunk(chunk))
        except Exception as error:
            future.set_exception(error)
        return future

    def intact(self) -> bool:
        """It is, as long as this process lives."""
        return True

    def lost(self, error: BaseException | None) -> bool:
        """Nothing is, as long as this process lives."""
        return False

    def renew(self) -> None:
        """Nothing can have broken."""

    def stop(self) -> None:
        """End the zygotes."""
        _tidy_up()


class Pool:
    """Processes on this machine. Each imports what it needs once, and keeps suites and zygotes from chunk to chunk.

    Args:
        jobs: how many processes.
    """

    def __init__(self, jobs: int) -> None:
        self.width = jobs * AHEAD
        self._jobs = jobs
        self._executor = self._started()

    def submit(self, chunk: Chunk) -> "Future[Finished]":
        """Have a process grade the chunk."""
        return submitted(self._executor, _grade, chunk)

    def intact(self) -> bool:
        """The executor tells of every death by itself."""
        return True

    def lost(self, error: BaseException | None) -> bool:
        """Whether a process was killed."""
        return isinstance(error, BrokenExecutor)

    def renew(self) -> None:
        """Start new processes in place of those that were killed."""
        self.stop()
        self._executor = self._started()

    def stop(self) -> None:
        """End the processes; each ends its zygotes, and they end their workers."""
        processes = list((self._executor._processes or {}).values())
        manager: Any = self._executor._executor_manager_thread
        for process in processes:
            process.terminate()
        self._executor.shutdown(wait=False, cancel_futures=True)
        deadline = time.monotonic() + PATIENCE_S
        running = {process.sentinel: process for process in processes}
        while running and (ended := connection.wait(list(running), max(0.0, deadline - time.monotonic()))):
            running = {sentinel: process for sentinel, process in running.items() if sentinel not in ended}
        for process in running.values():
            process.kill()
        if manager is not None:  # it takes leave of them; two at once would miss the moment
            manager.join(PATIENCE_S)
        remove_tree(self._folder)  # what a process that was killed has left there

    def _started(self) -> ProcessPoolExecutor:
        # A fork would take threads and locks of ours along.
        spawn = multiprocessing.get_context("spawn")
        self._folder = Path(tempfile.mkdtemp(prefix="grader-run-"))  # for all that they keep on disk
        self._folder.chmod(0o711)  # each worker's user must come to its own folder in there, and to nothing else
        places: SimpleQueue[int | None] = spawn.SimpleQueue()
        for number in range(self._jobs):
            places.put(core_of(number, self._jobs))
        return ProcessPoolExecutor(self._jobs, spawn, initializer=_begin, initargs=(places, str(self._folder)))


def _begin(places: "SimpleQueue[int | None]", folder: str) -> None:
    """In a new process: Ctrl-C is the grader's to handle, which then says what to do; and nobody outlives it."""
    one_thread()
    tempfile.tempdir = folder
    core = places.get()
    if core is not None:
        stay_on(core)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _end)
    threading.Thread(target=_follow_the_parent, daemon=True).start()


def _end(number: int, _: FrameType | None) -> None:
    """Tidy up, then end as the signal would have ended this process."""
    signal.signal(number, signal.SIG_DFL)
    _tidy_up()
    with suppress(OSError):  # others have something in it; if the grader is gone, the last of them takes it away
        Path(tempfile.gettempdir()).rmdir()
    os.kill(os.getpid(), number)


def _tidy_up() -> None:
    """End what work has started here, if there was any: what does it is imported with the first chunk."""
    close = getattr(sys.modules.get("grader.executor.work"), "close", None)
    if close is not None:
        close()


def _follow_the_parent() -> None:
    """A grader that is killed cannot tell its processes, which would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(PATIENCE_S)
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))  # Windows has no gentler one


def _grade(chunk: Chunk) -> Finished:
    from grader.executor.work import grade_chunk

    return grade_chunk(chunk)
