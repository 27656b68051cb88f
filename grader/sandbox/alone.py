"""A fresh interpreter for each worker, where there is no fork to be had."""

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from grader.errors import WorkerError
from grader.sandbox.isolation import best
from grader.sandbox.process import CONTROL_S, START_S, Exit, WorkerProcess, clean_environment, command, scratch_folder
from grader.worker.limits import WorkerLimits
from grader.worker.remove import remove_tree


class AloneLauncher:
    """Starts a fresh interpreter for each worker: slower, and works wherever Python does.

    Args:
        torch: whether its workers offer torch.
        isolation: their level; without one, the strongest that holds here.
    """

    def __init__(self, *, torch: bool, isolation: str | None = None) -> None:
        self._torch = torch
        self.isolation = isolation or best()
        self._scratch = scratch_folder()
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
                command(
                    "alone",
                    str(server.getsockname()[1]),
                    str(folder),
                    self.isolation,
                    *map(str, limits),
                    torch=self._torch,
                ),
                env=clean_environment(),
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
        remove_tree(self._scratch)


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
        remove_tree(self._folder)
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
