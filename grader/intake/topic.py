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
    above, file = os.path.split(name)  # no Path where all is as it should be: a class has many files
    straight = above == str(folder) or not os.path.lexists(name)
    if not straight and not Path(above).resolve().is_relative_to(folder.resolve()):
        return HandedIn(None, say("{file} lies behind a link, which is not followed.").format(file=file))
    found = _read(name, file)
    return None if found is None else _as_module(found, file)


def _read(name: str, file: str) -> HandedIn | None:
    """The bytes of a regular file of sensible size. A link is not followed: it could point to another's work."""
    try:
        descriptor = os.open(name, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        if os.path.islink(name):  # noqa: PTH114 - False, and no error, where even that cannot be told
            return HandedIn(None, say("{file} is a link, which is not followed.").format(file=file))
        # Where it is not even known whether there is a file, nobody knows what is in it.
        return None if isinstance(error, (FileNotFoundError, NotADirectoryError)) else _unreadable(file, error)
    info = os.fstat(descriptor)
    if not stat.S_ISREG(info.st_mode):
        os.close(descriptor)
        return HandedIn(None, say("{file} is not a file.").format(file=file))
    with os.fdopen(descriptor, "rb") as stream:
        if info.st_size > (most := cap_of(file)):
            told = say("{file} has {size} bytes; at most {most} are read.")
            return HandedIn(None, told.format(file=file, size=info.st_size, most=most))
        try:
            return HandedIn(stream.read(most + 1)[:most])
        except OSError as error:
            return _unreadable(file, error)


def _as_module(found: HandedIn, name: str) -> HandedIn:
    """A notebook's code in place of the notebook."""
    if found.source is None or not name.endswith(".ipynb"):
        return found
    try:
        source, notes = read_module(found.source, name, SIZE_CAP)
    except IntakeError as error:
        return HandedIn(None, str(error))
    return HandedIn(source, notes=notes)


def _unreadable(file: str, error: OSError) -> HandedIn:
    return HandedIn(
        None, say("{file} cannot be read: {why}.").format(file=file, why=error.strerror), ours=is_ours(error)
    )
