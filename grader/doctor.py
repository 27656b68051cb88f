"""What this machine has: versions, a worker that really starts, and the exercises around."""

import importlib.metadata
import importlib.util
import platform
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from grader import __version__
from grader.errors import GraderError

NEEDED = ("click", "hypothesis", "msgpack", "numpy", "pydantic", "pytest", "PyYAML", "rich")
OPTIONAL = {
    "torch": "topics that use torch",
    "scipy": "grading with hidden suites",
    "mpmath": "grading with hidden suites",
    "SQLAlchemy": "`grade`, which keeps results in a store",
    "distributed": "`grade --cluster`",
}
PROBE = b"import numpy as np\n\ndef total(x):\n    return np.sum(x)\n"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `state` is "ok", "missing" (something optional) or "bad"."""

    what: str
    state: str
    text: str

    def to_json(self) -> dict[str, Any]:
        """As `doctor --json` has it."""
        return asdict(self)


def examine(here: Path) -> Iterator[Finding]:
    """Look at one thing after the other."""
    yield Finding("grader", "ok", f"{__version__} in {Path(__file__).parent}")
    yield Finding("python", "ok", f"{platform.python_version()} at {sys.executable}")
    yield Finding("system", "ok", platform.platform())
    for name in NEEDED:
        yield _package(name, "", "bad")
    for name, purpose in OPTIONAL.items():
        yield _package(name, purpose, "missing")
    yield from _isolation()
    yield _worker()
    yield _exercises(here)


def _package(name: str, purpose: str, state: str) -> Finding:
    try:
        return Finding(name, "ok", importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        why = f", needed for {purpose}" if purpose else ""
        return Finding(name, state, f"not installed{why}; `pip install {name}` brings it")


def _isolation() -> Iterator[Finding]:
    """Each level above `process`, the strongest first: whether it holds, and what would help if it does not."""
    try:
        from grader.sandbox.isolation import survey, warnings

        levels = survey()
    except (GraderError, ImportError) as error:
        yield Finding("isolation", "bad", f"cannot be tried: {error}")
        return
    for level in reversed(levels[1:]):
        if level.why_not:
            yield Finding("isolation", "missing", f"{level.name} does not hold: {level.why_not}. {level.remedy}")
        else:
            yield Finding("isolation", "ok", f"{level.name} holds, with {level.detail}")
    if all(level.why_not for level in levels[1:]):
        yield from (Finding("isolation", "missing", text) for text in warnings(levels[0].name))


def _worker() -> Finding:
    """Start a worker and ask it something, as grading does."""
    try:
        import numpy as np

        from grader.sandbox.budget import Budget
        from grader.sandbox.failures import StudentFailure
        from grader.sandbox.launch import make_launcher
        from grader.sandbox.student import Student
        from grader.sandbox.worker import Worker
    except ImportError as error:
        return Finding("worker", "bad", f"cannot be tried: {error}")
    try:
        launcher = make_launcher(torch=False)
        try:
            worker = Worker(launcher, "probe.py", PROBE, Budget())
            answer = float(Student(worker).total(np.ones(3)))
            level = launcher.isolation
            worker.close()
        finally:
            launcher.close()
    except (GraderError, StudentFailure, OSError) as error:
        return Finding("worker", "bad", str(error))
    kind = type(launcher).__name__.removesuffix("Launcher").lower()
    return Finding("worker", "ok" if answer == 3.0 else "bad", f"{kind}, isolation level {level}")


def _exercises(here: Path) -> Finding:
    try:
        from grader.workspace import find_workspace

        workspace = find_workspace(here)
    except ImportError as error:
        return Finding("exercises", "bad", f"cannot be read: {error}")
    except GraderError as error:
        return Finding("exercises", "missing", str(error))
    place = f"{len(workspace.kit.topics)} in {workspace.root}"
    return Finding("exercises", "ok", place + (", with solutions/" if workspace.solutions else ""))
