"""Starting worker processes: by a warm zygote that forks, or by a fresh interpreter where fork is not to be had."""

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import msgpack

from grader.errors import WorkerError
from grader.sandbox.isolation import best, chosen, refusal
from grader.worker.limits import WorkerLimits

START_S = 120.0  # a cold import of torch on a busy machine
CONTROL_S = 20.0  # the zygote only forks and reaps; longer means that it was stopped
LAUNCHER_VARIABLE = "GRADER_WORKERS"
BEST = "best"  # tells a zygote to find the strongest level that holds


class Exit(NamedTuple):
    """How a worker ended."""

    code: int | None
    signal: int | None
    cpu_s: float


class WorkerProcess(Protocol):
    """A worker that was started and answers on `socket`."""

    socket: socket.socket

    def end(self) -> Exit:
        """Kill it with everything it started, reap it, and say how it had ended."""


class Launcher(Protocol):
    """Starts workers of one kind."""

    @property
    def isolation(self) -> str:
        """The level that its workers run at."""

    @property
    def alive(self) -> bool:
        """Whether it can still start workers."""

    def launch(self, limits: WorkerLimits) -> WorkerProcess:
        """Start a worker. Raises WorkerError."""

    def close(self) -> None:
        """End everything that was started here."""


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
        self._scratch = _scratch_folder()
        self._control, theirs = socket.socketpair()
        with theirs, (self._scratch / "errors.txt").open("wb") as errors:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                _command("zygote", str(theirs.fileno()), str(self._scratch), isolation or BEST, torch=torch),
                env=_clean_environment(),
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
        """Fork a worker. Raises WorkerError if the zygote does not answer."""
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                assert self.isolation, "waits until the zygote is ready"
                reply = self._ask(["fork", *limits], [theirs.fileno()])
        except WorkerError:
            ours.close()
            raise
        return _ForkedWorker(self, int(reply[0]), ours)

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
        shutil.rmtree(self._scratch, ignore_errors=True)

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


class AloneLauncher:
    """Starts a fresh interpreter for each worker: slower, and works wherever Python does.

    Args:
        torch: whether its workers offer torch.
        isolation: their level; without one, the strongest that holds here.
    """

    def __init__(self, *, torch: bool, isolation: str | None = None) -> None:
        self._torch = torch
        self.isolation = isolation or best()
        self._scratch = _scratch_folder()
        self._count = 0

    @property
    def alive(self) -> bool:
        """There is nothing that could die between two workers."""
        return True

    def launch(self, limits: WorkerLimits) -> WorkerProcess:
        """Start an interpreter and wait until it has connected back. Raises WorkerError."""
        self._count += 1
        folder = self._scratch / str(self._count)
        folder.mkdir()
        token = secrets.token_hex(16).encode()
        with socket.create_server(("127.0.0.1", 0)) as server, (folder / "errors.txt").open("wb") as errors:
            process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                _command(
                    "alone",
                    str(server.getsockname()[1]),
                    str(folder),
                    self.isolation,
                    *map(str, limits),
                    torch=self._torch,
                ),
                env=_clean_environment(),
                cwd=folder,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                start_new_session=True,
            )
            try:
                sock = _accept(server, process, token)
            except OSError as error:
                process.kill()
                process.wait()
                lines = (folder / "errors.txt").read_text(errors="replace").strip().splitlines()
                why = lines[-1] if lines else str(error)
                raise WorkerError(
                    f"A worker's interpreter ({sys.executable}) did not start: {why}. Run `grader doctor`."
                ) from None
        return _LoneWorker(process, sock, folder, forked=self.isolation != "process")

    def close(self) -> None:
        """Remove the scratch folder; the workers were ended one by one."""
        shutil.rmtree(self._scratch, ignore_errors=True)


class _LoneWorker:
    def __init__(self, process: subprocess.Popen[bytes], sock: socket.socket, folder: Path, *, forked: bool) -> None:
        self.socket = sock
        self._forked = forked  # the worker is a child of the interpreter, which runs no student's line
        self._process = process
        self._folder = folder

    def end(self) -> Exit:
        self.socket.close()
        if self._forked:
            self._process.terminate()  # it ends the worker, and itself in the same way
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(CONTROL_S)
        if os.name == "posix":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        code = self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)
        return Exit(code if code >= 0 else None, -code if code < 0 else None, 0.0)


def _accept(server: socket.socket, process: subprocess.Popen[bytes], token: bytes) -> socket.socket:
    """The connection that shows the token. Raises OSError (TimeoutError too) if the process ends or is too slow."""
    assert process.stdin is not None
    process.stdin.write(token + b"\n")
    process.stdin.close()
    deadline = time.monotonic() + START_S
    server.settimeout(0.1)
    while time.monotonic() < deadline:
        try:
            sock, _ = server.accept()
        except TimeoutError:
            if process.poll() is not None:
                raise ConnectionError(f"it ended with exit code {process.returncode}") from None
            continue
        sock.settimeout(5)
        with contextlib.suppress(OSError):
            if secrets.compare_digest(sock.recv(len(token), socket.MSG_WAITALL), token):
                return sock
        sock.close()
    raise TimeoutError(f"no connection within {START_S:g} s")


def _command(*arguments: str, torch: bool) -> list[str]:
    role, channel, folder, level, *rest = arguments
    kind = "torch" if torch else "numpy"
    return [sys.executable, "-I", "-m", "grader.worker", role, channel, folder, level, kind, *rest]


def _scratch_folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="grader-worker-"))


def _clean_environment() -> dict[str, str]:
    """Nothing of the user's environment but what an interpreter needs to start; one thread everywhere."""
    kept = ("LD_LIBRARY_PATH", "SYSTEMROOT", "PATH")
    return {name: os.environ[name] for name in kept if name in os.environ} | {
        "LANG": "C.UTF-8",
        "TZ": "UTC",  # the file that says where we are is not there at every level
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
    }
