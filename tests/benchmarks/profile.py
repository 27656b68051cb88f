"""Where the time of a run goes: wall time of the trusted process while it grades a class alone."""

import contextlib
import time
from collections import Counter
from unittest import mock

from grader.executor import work
from grader.grade import Job, grade_class
from grader.grade.roll import Roll
from grader.intake import find_students
from grader.sandbox import launch
from grader.sandbox.worker import Worker
from grader.store import Store, open_store
from grader.worker.channel import Channel
from tests.benchmarks.sample import SECRET
from tests.progress import Silent

LOAD = "loading the submission in the worker"
CALLS = "calls: waiting for the worker's answers"
PARTS = (
    ("fork and lock-down asked of the zygote", launch.ZygoteLauncher, ("launch",)),
    (LOAD, Worker, ("_ensure_loaded",)),
    (CALLS, Channel, ("send", "receive_frame")),
    ("ending workers", launch.ZygoteLauncher, ("end",)),
    ("reading and hashing files", Roll, ("_read", "file")),
    ("the store", Store, ("put", "done", "_attempted")),
)


class Clock:
    """Adds up the time inside of some methods; while one calls another, the time is the other's."""

    def __init__(self):
        self.seconds, self._within = Counter(), []

    def timed(self, name, method):
        def call(*arguments, **named):
            mine = LOAD if name == CALLS and self._within[-1:] == [LOAD] else name  # loading waits as a call does
            start, before = time.perf_counter(), sum(self.seconds.values())
            self._within.append(mine)
            try:
                return method(*arguments, **named)
            finally:
                self._within.pop()
                inside = sum(self.seconds.values()) - before
                self.seconds[mine] += time.perf_counter() - start - inside

        return call


def shares(exercises, folder, store):
    """(what, share, goal) of each part of a run."""
    clock = Clock()
    with contextlib.ExitStack() as stack:
        for name, owner, methods in PARTS:
            for method in methods:
                stack.enter_context(mock.patch.object(owner, method, clock.timed(name, getattr(owner, method))))
        opened = stack.enter_context(open_store(store))
        job = Job(list(exercises), find_students(folder), SECRET, course="bench", jobs=1)
        start = time.perf_counter()
        for _ in grade_class(job, opened, Silent()).submissions():
            pass
        total = time.perf_counter() - start
    work.close()
    for name, *_ in PARTS:
        goal = "at most 5 %" if name == "the store" else ""
        yield f"where the time goes: {name}", f"{100 * clock.seconds[name] / total:.1f} %", goal
    rest = total - sum(clock.seconds.values())
    yield "where the time goes: suites, comparing, diagnosis, the rest", f"{100 * rest / total:.1f} %", ""
