"""What a student handed in for a topic: the bytes of one file, or the reason why there are none."""

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from grader.errors import IntakeError
from grader.intake.attempt import Attempt
from grader.intake.place import is_ours
from grader.ipynb import NOTEBOOK_CAP, read_module
from grader.language import say

SIZE_CAP = 1 << 17  # bytes of a source file; the longest exercise has a tenth of it, and reading it costs us time
SUFFIXES = (".py", ".ipynb")  # the kinds of file that a topic can be handed in as, the first that is there is read


@dataclass(frozen=True)
class HandedIn:
    """What was found for one topic.

    Attributes:
        source: the file's bytes, None where there are none.
        problem: why there are none; empty where there is simply no file.
        ours: whether the reason lies with this machine: the work was not graded, which is no mark.
        notes: what was recovered from a notebook, or left out of it.
    """

    source: bytes | None
    problem: str = ""
    ours: bool = False
    notes: tuple[str, ...] = ()


def handed_in(attempt: Attempt, topic: str, relative: str) -> HandedIn:
    """What an attempt has for a topic; see `read_topic`."""
    if attempt.problem:
        return HandedIn(None, attempt.problem, attempt.ours)
    if topic in attempt.refused:
        return HandedIn(None, *attempt.refused[topic])
    return read_topic(attempt.folder, topic, relative)


def read_topic(folder: Path, topic: str, relative: str) -> HandedIn:
    """What a student handed in for a topic.

    Args:
        folder: the student's.
        topic: such as "norms".
        relative: the topic's folder in a kit, such as "1_foundations/2_norms".
    """
    for below in ("", relative, topic):
        for suffix in SUFFIXES:
            found = _look(folder, os.path.join(folder, below, f"{topic}{suffix}"))  # noqa: PTH118 - a class has many
            if found is not None:
                return found
    return HandedIn(None)


def cap_of(name: str) -> int:
    """How many bytes of a file are read: a notebook may be large, for its outputs are not looked at."""
    return NOTEBOOK_CAP if name.endswith(".ipynb") else SIZE_CAP


def digest(parts: list[bytes | None]) -> str:
    """Hash of a whole submission: its topics' files in order, an absent one told from an empty one."""
    total = hashlib.sha256()
    for part in parts:
        total.update(b"-" if part is None else b"+" + hashlib.sha256(part).digest())
    return total.hexdigest()


def _look(folder: Path, name: str) -> HandedIn | None:
    """The file at a place; None where there is none."""
    try:
        os.lstat(name)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:  # whether there is a file, and what is in it, nobody knows
        return _unreadable(Path(name), error)
    place = Path(name)
    inside = place.parent == folder or place.parent.resolve().is_relative_to(folder.resolve())
    if not inside:
        return HandedIn(None, say("{file} lies behind a link, which is not followed.").format(file=place.name))
    return _as_module(_read(place), place.name)


def _read(path: Path) -> HandedIn:
    """The bytes of a regular file of sensible size. A link is not followed: it could point to another's work."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        if path.is_symlink():
            return HandedIn(None, say("{file} is a link, which is not followed.").format(file=path.name))
        return _unreadable(path, error)
    info = os.fstat(descriptor)
    if not stat.S_ISREG(info.st_mode):
        os.close(descriptor)
        return HandedIn(None, say("{file} is not a file.").format(file=path.name))
    with os.fdopen(descriptor, "rb") as stream:
        if info.st_size > (most := cap_of(path.name)):
            told = say("{file} has {size} bytes; at most {most} are read.")
            return HandedIn(None, told.format(file=path.name, size=info.st_size, most=most))
        try:
            return HandedIn(stream.read(most + 1)[:most])
        except OSError as error:
            return _unreadable(path, error)


def _as_module(found: HandedIn, name: str) -> HandedIn:
    """A notebook's code in place of the notebook."""
    if found.source is None or not name.endswith(".ipynb"):
        return found
    try:
        source, notes = read_module(found.source, name, SIZE_CAP)
    except IntakeError as error:
        return HandedIn(None, str(error))
    return HandedIn(source, notes=notes)


def _unreadable(path: Path, error: OSError) -> HandedIn:
    return HandedIn(
        None, say("{file} cannot be read: {why}.").format(file=path.name, why=error.strerror), ours=is_ours(error)
    )
