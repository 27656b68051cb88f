"""What travels to a worker and back, and what a worker must be like: data only, and light to import."""

import functools
import hashlib
import importlib.metadata
import platform
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from grader import __version__
from grader.catalogue import Exercise
from grader.results import TopicResult
from grader.suite.fingerprint import files_of, hash_of
from grader.worker.lockdown import LEVELS

if TYPE_CHECKING:
    from grader.sandbox.conversation import News  # imports numpy


@dataclass(frozen=True)
class Versions:
    """What results depend on, beside suites and submissions. Two workers that differ here could differ in a mark."""

    grader: str
    code: str
    python: str
    numpy: str
    torch: str
    machine: str

    def differences(self, other: "Versions", *, torch: bool) -> list[str]:
        """Where another's versions differ: "numpy 2.3.0 instead of 2.4.6"."""
        names = {"grader": "grader", "python": "Python", "numpy": "numpy", "machine": "processor"}
        names |= {"torch": "torch"} if torch else {}
        found = [
            f"{shown} {getattr(other, name)} instead of {getattr(self, name)}"
            for name, shown in names.items()
            if getattr(self, name) != getattr(other, name)
        ]
        if not found and self.code != other.code:
            found.append(f"other code of grader {self.grader}")
        return found

    def __str__(self) -> str:
        """As the store keeps them."""
        return f"grader {self.grader}, Python {self.python}, numpy {self.numpy}, torch {self.torch}, {self.machine}"


@functools.cache
def versions_here() -> Versions:
    """This process's versions, without importing what they are of."""
    return Versions(
        grader=__version__,
        code=_code_hash(),
        python=platform.python_version(),
        numpy=_version_of("numpy"),
        torch=_version_of("torch"),
        machine=platform.machine(),
    )


def _version_of(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "none"


def _code_hash() -> str:
    """Of the grader's own files: an installation from a clone may change while its version stays."""
    root = Path(__file__).parents[1]
    total = hashlib.sha256()
    for file in sorted(root.rglob("*.py")):
        total.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes())
    return total.hexdigest()


@dataclass(frozen=True)
class Bundle:
    """An exercise with all that a worker needs of it. Neither its tests nor the secret show where it is printed.

    Attributes:
        exercise: as it was read; its folder need not be there where the work is done.
        files: the files that decide marks, by name.
        secret: of the course.
        feedback: suite kind -> level.
        language: of the hints.
        suite_hash: of all this.
        least_isolation: the weakest level at which results count.
    """

    exercise: Exercise
    files: dict[str, bytes] = field(repr=False)
    secret: bytes = field(repr=False)
    feedback: dict[str, str] | None
    language: str
    suite_hash: str
    least_isolation: str

    @property
    def topic(self) -> str:
        """The exercise's topic."""
        return self.exercise.topic

    @property
    def levels(self) -> tuple[str, ...]:
        """The isolation levels that will do."""
        return LEVELS[LEVELS.index(self.least_isolation) :]

    def hash_here(self) -> str:
        """The suite hash that this process finds: another one than the bundle's means other rules."""
        return hash_of(self.exercise, self.files, self.secret, self.feedback, self.language)

    def unpack(self, root: Path) -> Exercise:
        """Write the files into a private folder; returns the exercise that stands there."""
        folder = root / self.exercise.relative
        folder.mkdir(parents=True, exist_ok=True)  # its suites may have been open before
        for name, content in self.files.items():
            (folder / name).write_bytes(content)
        return replace(self.exercise, folder=folder)


def bundle_of(
    exercise: Exercise,
    secret: bytes,
    feedback: dict[str, str] | None = None,
    language: str = "en",
    least_isolation: str = LEVELS[0],
) -> Bundle:
    """The exercise as it is now: what happens to its files later does not matter to a run."""
    files = files_of(exercise)
    suite_hash = hash_of(exercise, files, secret, feedback, language)
    return Bundle(exercise, files, secret, feedback, language, suite_hash, least_isolation)


@dataclass(frozen=True)
class HandedFile:
    """A submission's bytes under its hash; None stands for all who handed in nothing."""

    submission_hash: str
    source: bytes | None = field(repr=False)


@dataclass(frozen=True)
class Chunk:
    """Some submissions of one topic, graded one after the other by one process.

    Attributes:
        bundle: the exercise.
        files: the submissions.
        versions: what the process must be like.
        news: what other processes have learned about the suites.
        told: how many such news there were so far.
    """

    bundle: Bundle
    files: tuple[HandedFile, ...]
    versions: Versions
    news: "tuple[News, ...]" = field(default=(), repr=False)
    told: int = 0


@dataclass(frozen=True)
class Finished:
    """What a chunk came to.

    Attributes:
        results: submission hash -> result, as far as they were graded.
        isolation: the level in force.
        fault: why it ended early: a fault of ours.
        process: the one that graded it.
        news: what it has learned about the suites.
    """

    results: dict[str, TopicResult]
    isolation: str
    fault: str = ""
    process: str = ""
    news: "News" = field(default_factory=dict, repr=False)
