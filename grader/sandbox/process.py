"""What the launchers have in common: how a worker's interpreter is started, and what they say of a worker."""

import os
import socket
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple, Protocol

from grader.worker.limits import WorkerLimits

START_S = 120.0  # a cold import of torch on a busy machine
CONTROL_S = 20.0  # to fork or to reap; longer means that it was stopped


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


def command(*arguments: str, torch: bool) -> list[str]:
    """How a worker's interpreter is started: role, channel, scratch folder, level, and for a lone one its limits."""
    role, channel, folder, level, *rest = arguments
    kind = "torch" if torch else "numpy"
    return [sys.executable, "-I", "-m", "grader.worker", role, channel, folder, level, kind, *rest]


def scratch_folder() -> Path:
    """A new folder for what the processes of one launcher need on disk."""
    return Path(tempfile.mkdtemp(prefix="grader-worker-"))


def clean_environment() -> dict[str, str]:
    """Nothing of the user's environment but what an interpreter needs to start; one thread everywhere."""
    kept = ("LD_LIBRARY_PATH", "SYSTEMROOT", "PATH")
    return {name: os.environ[name] for name in kept if name in os.environ} | {
        "LANG": "C.UTF-8",
        "TZ": "UTC",  # the file that says where we are is not there at every level
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
    }
