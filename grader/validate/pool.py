"""Batches over the cores of this machine, handed back in their order."""

import multiprocessing
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from typing import TypeVar

from grader.errors import WorkerError
from grader.processes import one_thread, submitted

Task = TypeVar("Task")
Found = TypeVar("Found")


def in_order(
    work: Callable[[Task], Found], tasks: Sequence[Task], jobs: int, done: Callable[[Task], None]
) -> Generator[Callable[[], Found], None, None]:
    """For each task, in order, what gives its result or raises its error. Call it before you ask for the next one.

    Args:
        work: a function of a module, since it may run in another process.
        tasks: what it is called with.
        jobs: how many processes; with one, or one task, all is done in this one.
        done: told of each task as soon as it is over, maybe in another thread.

    Raises:
        WorkerError: by a result: the process that worked on it was killed.
    """
    if jobs == 1 or len(tasks) <= 1:
        yield from (_here(work, task, done) for task in tasks)
        return
    context = multiprocessing.get_context("spawn")  # a fork would take threads and locks of ours along
    pool = ProcessPoolExecutor(min(jobs, len(tasks)), context, initializer=_begin)
    try:
        waiting: deque[Future[Found]] = deque()
        for task in tasks:
            waiting.append(submitted(pool, _interruptible, work, task))
            waiting[-1].add_done_callback(lambda _, task=task: done(task))  # type: ignore[misc]  # the default binds it
        while waiting:
            yield _taken(waiting.popleft())
    finally:
        pool.shutdown(cancel_futures=True)


def _here(work: Callable[[Task], Found], task: Task, done: Callable[[Task], None]) -> Callable[[], Found]:
    def result() -> Found:
        try:
            return work(task)
        finally:
            done(task)

    return result


def _taken(future: "Future[Found]") -> Callable[[], Found]:
    def result() -> Found:
        try:
            return future.result()
        except BrokenExecutor:
            raise WorkerError(
                "A process that marks was killed from outside, perhaps for its memory. Try again with --jobs 1."
            ) from None

    return result


def _begin() -> None:
    """In a new process: deaf to Ctrl-C while it is idle."""
    one_thread()
    signal.signal(signal.SIGINT, signal.SIG_IGN)


_stopped = threading.Event()  # in a process of the pool: Ctrl-C was pressed


def _interruptible(work: Callable[[Task], Found], task: Task) -> Found:
    """Ctrl-C ends the work at hand with all that it started, and the task that is in the queue already."""
    if _stopped.is_set():
        raise KeyboardInterrupt
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return work(task)
    except KeyboardInterrupt:
        _stopped.set()
        raise
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
