"""The warm process that forks a worker for each submission and topic, and reaps it.

It speaks over one socket with the trusted side that started it:

    (started)                                              ->  ["ready", level] or ["refused", [level, why], ...]
    ["fork", limits...] + the worker's end of a socket     ->  [pid, ""] or [0, why it could not be locked down]
    ["end", pid]                                           ->  [wait status, CPU seconds]

It never reads a frame that a worker wrote, runs no student's line, and dies with the socket.
"""

import contextlib
import gc
import os
import resource
import signal
import socket
import sys
from pathlib import Path
from typing import Any, NoReturn

import msgpack

from grader.worker.limits import WorkerLimits
from grader.worker.lockdown import LEVELS
from grader.worker.lockdown.enclosure import Enclosure, Place, enclosure
from grader.worker.lockdown.libc import PR_SET_CHILD_SUBREAPER, prctl
from grader.worker.lockdown.probe import why_not

REQUEST_CAP = 4096  # bytes
REPORT_CAP = 1000
LOCKED = b"locked"  # what a child reports before it serves
BEST = "best"  # instead of a level: the strongest one that holds


class Zygote:
    """Forks workers on request until its control socket closes.

    Args:
        control: to the trusted side.
        place: what the workers lock themselves into.
        tasks: descriptor of the folder that has an entry for each thread of this process; None if there is none.
        torch: whether the workers offer torch.
    """

    def __init__(self, control: socket.socket, place: Enclosure, tasks: int | None, *, torch: bool) -> None:
        self._control = control
        self._enclosure = place
        self._tasks = tasks
        self._torch = torch
        self._places: dict[int, Place] = {}

    def run(self) -> None:
        """Serve requests; at the end nothing that was forked here is left."""
        try:
            while True:
                data, fds, _, _ = socket.recv_fds(self._control, REQUEST_CAP, 1)
                if not data:
                    return
                operation, *arguments = msgpack.unpackb(data)
                if operation == "fork":
                    reply: list[Any] = self._fork(socket.socket(fileno=fds[0]), WorkerLimits(*arguments))
                else:
                    reply = self._end(arguments[0])
                self._control.sendall(msgpack.packb(reply))
        except OSError:
            return  # the trusted side is gone
        finally:
            for pid in list(self._places):
                self._end(pid)

    def _fork(self, sock: socket.socket, limits: WorkerLimits) -> list[Any]:
        if self._tasks is not None and len(os.listdir(self._tasks)) > 1:  # noqa: PTH208 - a descriptor has no Path
            raise RuntimeError("the zygote has more than one thread: a fork could hang")
        place = self._enclosure.admit()
        reader, writer = os.pipe()
        pid = os.fork()
        if pid == 0:
            self._become_worker(sock, limits, place, writer)
        sock.close()
        os.close(writer)
        self._places[pid] = place
        with os.fdopen(reader, "rb") as report:
            told = report.read(REPORT_CAP)
        if told == LOCKED:
            return [pid, ""]
        self._end(pid)
        return [0, told.decode(errors="replace") or "it died"]

    def _become_worker(self, sock: socket.socket, limits: WorkerLimits, place: Place, report: int) -> NoReturn:
        """In the child: lock down, say so, and serve. What goes wrong before that is our fault."""
        from grader.worker.start import move_in, work

        try:
            try:
                os.setsid()  # own session and group: kill(0) stays inside, and one signal ends all
                self._control.close()
                move_in(self._enclosure, place, limits, [sock.fileno(), report], torch=self._torch)
            except BaseException as error:
                os.write(report, f"{type(error).__name__}: {error}".encode())
                raise
            os.write(report, LOCKED)
            os.close(report)
            work(sock, limits, torch=self._torch)
        finally:
            os._exit(70)

    def _end(self, pid: int) -> list[float]:
        """Kill a worker with all its descendants; returns its wait status and CPU seconds."""
        place = self._places.pop(pid)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)  # in case it had not reached its own group yet
        _, status, usage = os.wait4(pid, 0)
        if self._enclosure.level == "process":  # elsewhere nothing can start a process
            self._kill_orphans()
        self._enclosure.release(place)
        return [status, usage.ru_utime + usage.ru_stime]

    def _kill_orphans(self) -> None:
        """Descendants that left their group were re-parented to this process: kill them until none is left."""
        for _ in range(1000):  # each round kills a generation; a fork bomb loses the race when its parents are gone
            strangers = [child for child in children() if child not in self._places]
            if not strangers:
                return
            for child in strangers:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(child, signal.SIGKILL)
            for child in strangers:
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(child, 0)


def children() -> list[int]:
    """Process ids of this process's children (Linux; elsewhere none are known)."""
    try:
        return [int(pid) for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]
    except OSError:
        return []


def run_zygote(control_fd: int, scratch: str, level: str, *, torch: bool) -> None:
    """Find the level that holds, warm up, say so, and fork workers until the control socket closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the trusted side's to handle
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    control = socket.socket(fileno=control_fd)
    failed = []
    for name in reversed(LEVELS) if level == BEST else [level]:
        why = why_not(name)
        if not why:
            break
        failed.append([name, why])
    else:
        control.sendall(msgpack.packb(["refused", *failed]))
        return
    place = enclosure(name, scratch, torch=torch)
    tasks = _tasks()
    place.enter()
    _warm_up(torch=torch)
    place.settle()
    try:
        control.sendall(msgpack.packb(["ready", name]))
        Zygote(control, place, tasks, torch=torch).run()
        place.sweep()  # not after a fault of ours: the trusted side reads there what it was
    finally:
        place.close()


def _warm_up(*, torch: bool) -> None:
    from grader.worker.start import warm_up  # imports NumPy: too large a process to look for a level in
    from grader.worker.warm import warm_serving

    if sys.platform == "linux":
        prctl(PR_SET_CHILD_SUBREAPER, 1)  # descendants that lose their parent come here: none can get away
    warm_up(torch=torch)
    warm_serving(torch=torch)
    gc.collect()
    gc.freeze()  # so that a child's garbage collector does not copy the pages of what is warm


def _tasks() -> int | None:
    """Where this process's threads can be counted, even from another root; None where the system does not say."""
    try:
        return os.open("/proc/self/task", os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return None
