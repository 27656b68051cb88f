"""The warm process that forks a worker for each submission and topic, and reaps it.

It speaks over one socket with the trusted side that started it:

    ["fork", limits...] + the worker's end of a socket as ancillary data   ->  [pid]
    ["end", pid]                                                           ->  [wait status, CPU seconds]

It never reads a frame that a worker wrote, runs no student's line, and dies with the socket.
"""

import contextlib
import gc
import os
import resource
import shutil
import signal
import socket
from pathlib import Path

import msgpack

from grader.worker.limits import WorkerLimits
from grader.worker.lockdown import adopt_orphans
from grader.worker.start import become_worker, warm_up
from grader.worker.warm import warm_serving

REQUEST_CAP = 4096  # bytes


class Zygote:
    """Forks workers on request until its control socket closes."""

    def __init__(self, control: socket.socket, scratch: str, *, torch: bool) -> None:
        self._control = control
        self._scratch = Path(scratch)
        self._torch = torch
        self._count = 0
        self._folders: dict[int, Path] = {}

    def run(self) -> None:
        """Serve requests; at the end nothing that was forked here is left."""
        try:
            while True:
                data, fds, _, _ = socket.recv_fds(self._control, REQUEST_CAP, 1)
                if not data:
                    return
                operation, *arguments = msgpack.unpackb(data)
                if operation == "fork":
                    reply: list[float] = [self._fork(socket.socket(fileno=fds[0]), WorkerLimits(*arguments))]
                else:
                    reply = self._end(arguments[0])
                self._control.sendall(msgpack.packb(reply))
        except OSError:
            return  # the trusted side is gone
        finally:
            for pid in list(self._folders):
                self._end(pid)

    def _fork(self, sock: socket.socket, limits: WorkerLimits) -> int:
        if threads() > 1:
            raise RuntimeError("the zygote has more than one thread: a fork could hang")
        self._count += 1
        folder = self._scratch / str(self._count)
        folder.mkdir()
        pid = os.fork()
        if pid == 0:
            try:
                os.setsid()  # own session and group: kill(0) stays inside, and one signal ends all
                self._control.close()
                become_worker(sock, limits, str(folder), torch=self._torch)
            finally:
                os._exit(70)
        sock.close()
        self._folders[pid] = folder
        return pid

    def _end(self, pid: int) -> list[float]:
        """Kill a worker with all its descendants; returns its wait status and CPU seconds."""
        folder = self._folders.pop(pid)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)  # in case it had not reached its own group yet
        _, status, usage = os.wait4(pid, 0)
        self._kill_orphans()
        shutil.rmtree(folder, ignore_errors=True)
        return [status, usage.ru_utime + usage.ru_stime]

    def _kill_orphans(self) -> None:
        """Descendants that left their group were re-parented to this process: kill them until none is left."""
        for _ in range(1000):  # each round kills a generation; a fork bomb loses the race when its parents are gone
            strangers = [child for child in children() if child not in self._folders]
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


def threads() -> int:
    """Number of threads of this process (1 where the system does not say)."""
    try:
        return len(list(Path("/proc/self/task").iterdir()))
    except OSError:
        return 1


def run_zygote(control_fd: int, scratch: str, *, torch: bool) -> None:
    """Warm up, say so, and fork workers until the control socket closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the trusted side's to handle
    adopt_orphans()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warm_up(torch=torch)
    warm_serving(torch=torch)
    gc.collect()
    gc.freeze()  # so that a child's garbage collector does not copy the pages of what is warm
    control = socket.socket(fileno=control_fd)
    control.sendall(msgpack.packb(["ready"]))
    Zygote(control, scratch, torch=torch).run()
