"""Starting worker processes: by a warm zygote that forks, or by a fresh interpreter where fork is not to be had."""

import contextlib
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

import msgpack

from grader.errors import WorkerError
from grader.sandbox.alone import AloneLauncher
from grader.sandbox.isolation import chosen, refusal
from grader.sandbox.process import (
    CONTROL_S,
    START_S,
    Exit,
    Launcher,
    WorkerProcess,
    clean_environment,
    command,
    scratch_folder,
)
from grader.worker.limits import WorkerLimits
from grader.worker.remove import remove_tree

__all__ = ["AloneLauncher", "Exit", "Launcher", "WorkerProcess", "ZygoteLauncher", "make_launcher"]

LAUNCHER_VARIABLE = "GRADER_WORKERS"
BEST = "best"  # tells a zygote to find the strongest level that holds


def make_launcher(*, torch: bool, isolation: str | None = None) -> Launcher:
    """The launcher for this system; the environment variable GRADER_WORKERS=zygote|alone decides otherwise.

    Args:
        torch: whether its workers offer torch.
        isolation: their level; without one, what GRADER_ISOLATION says, else the strongest that holds here.
    """
    wanted = os.environ.get(LAUNCHER_VARIABLE, "zygote" if sys.platform == "linux" else "alone")
    if wanted not in ("zygote", "alone"):
        raise WorkerError(f"{LAUNCHER_VARIABLE} is {wanted!r}; it must be 'zygote' or 'alone', or not set at all.")
    level = isolation or chosen()
    if wanted == "zygote":
        return ZygoteLauncher(torch=torch, isolation=level)
    return AloneLauncher(torch=torch, isolation=level)


class ZygoteLauncher:
    """Forks workers from a process that has already imported what they need.

    The zygote starts to warm up when this object is made; `launch` waits for it.

    Args:
        torch: whether its workers offer torch.
        isolation: their level; without one, the strongest that holds here.
    """

    def __init__(self, *, torch: bool, isolation: str | None = None) -> None:
        self._scratch = scratch_folder()
        self._control, theirs = socket.socketpair()
        with theirs, (self._scratch / "errors.txt").open("wb") as errors:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                command("zygote", str(theirs.fileno()), str(self._scratch), isolation or BEST, torch=torch),
                env=clean_environment(),
                cwd=self._scratch,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                start_new_session=True,
            )
        self._level = ""  # known as soon as it is ready
        self._answers = True

    @property
    def isolation(self) -> str:
        """The level that its workers run at; waits until the zygote is ready. Raises WorkerError."""
        if not self._level:
            word, *rest = self._reply(START_S)
            if word != "ready":
                self._answers = False
                raise WorkerError(" ".join(refusal(level, why) for level, why in rest))
            self._level = rest[0]
        return self._level

    @property
    def alive(self) -> bool:
        """Whether the zygote runs and answers: a killed one may not be gone yet when its socket is."""
        return self._answers and self._process.poll() is None

    def launch(self, limits: WorkerLimits) -> WorkerProcess:
        """Fork a worker. Raises WorkerError if the zygote does not answer or cannot lock it down."""
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                assert self.isolation, "waits until the zygote is ready"
                reply = self._ask(["fork", *limits], [theirs.fileno()])
        except WorkerError:
            ours.close()
            raise
        pid, failed = reply
        if failed:
            ours.close()
            raise WorkerError(
                f"A worker could not be locked down at level {self.isolation!r}: {failed}. Run `grader doctor`."
            )
        return _ForkedWorker(self, pid, ours)

    def end(self, pid: int) -> Exit:
        """Have the zygote kill and reap one worker."""
        status, cpu_s = self._ask(["end", pid], [])
        number = os.WTERMSIG(int(status)) if os.WIFSIGNALED(int(status)) else None
        return Exit(None if number else os.waitstatus_to_exitcode(int(status)), number, float(cpu_s))

    def close(self) -> None:
        """End the zygote, and with it every worker."""
        self._control.close()
        try:
            self._process.wait(CONTROL_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        remove_tree(self._scratch)

    def _ask(self, request: Sequence[object], fds: list[int]) -> list[Any]:
        try:
            socket.send_fds(self._control, [msgpack.packb(list(request))], fds)
        except OSError as error:
            raise self._gone(str(error)) from None
        return self._reply(CONTROL_S)

    def _reply(self, within_s: float) -> list[Any]:
        try:
            self._control.settimeout(within_s)
            data = self._control.recv(4096)
        except OSError as error:
            self._process.kill()
            raise self._gone(f"no answer within {within_s:g} s ({type(error).__name__})") from None
        if not data:
            raise self._gone("it ended")
        return msgpack.unpackb(data)  # type: ignore[no-any-return]

    def _gone(self, why: str) -> WorkerError:
        self._answers = False
        with contextlib.suppress(OSError):
            lines = (self._scratch / "errors.txt").read_text(errors="replace").strip().splitlines()
            why = f"{why}: {lines[-1]}" if lines else why
        return WorkerError(
            f"The worker process could not be kept running: {why}. "
            f"Run `grader doctor` to see what is missing; `{LAUNCHER_VARIABLE}=alone` does without a zygote."
        )


class _ForkedWorker:
    def __init__(self, zygote: ZygoteLauncher, pid: int, sock: socket.socket) -> None:
        self.socket = sock
        self._zygote = zygote
        self._pid = pid

    def end(self) -> Exit:
        self.socket.close()
        return self._zygote.end(self._pid)
