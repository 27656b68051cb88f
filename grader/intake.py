"""A folder of submissions: which students there are, and what each handed in for a topic."""

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UsageError

SIZE_CAP = 1 << 17  # bytes of a source file; the longest exercise has a tenth of it, and reading it costs us time


@dataclass(frozen=True)
class StudentFolder:
    """One student's submission."""

    student: str
    folder: Path


@dataclass(frozen=True)
class HandedIn:
    """What was found for one topic: bytes, or the reason why there are none (`problem` empty: no file at all)."""

    source: bytes | None
    problem: str = ""


def find_students(submissions: Path) -> list[StudentFolder]:
    """The students' folders, by name.

    Raises:
        UsageError: the folder is missing, is not a folder, cannot be read, or holds no student's folder.
    """
    layout = "It must hold one folder a student, with <topic>.py or <chapter>/<topic>/<topic>.py in it."
    try:
        entries = sorted(os.scandir(submissions), key=lambda entry: entry.name)
    except FileNotFoundError:
        raise UsageError(f"The submissions folder {submissions} does not exist. {layout}") from None
    except NotADirectoryError:
        raise UsageError(f"{submissions} is a file, not a folder of submissions. {layout}") from None
    except OSError as error:
        raise UsageError(f"The submissions folder {submissions} cannot be read: {error.strerror}. {layout}") from None
    found = [
        StudentFolder(_name(entry), Path(entry.path))
        for entry in entries
        if entry.is_dir(follow_symlinks=False) and not entry.name.startswith((".", "__"))
    ]
    if not found:
        raise UsageError(f"The submissions folder {submissions} holds no student's folder. {layout}")
    return found


def read_topic(folder: Path, topic: str, relative: str) -> HandedIn:
    """What a student handed in for a topic.

    Args:
        folder: the student's.
        topic: such as "norms".
        relative: the topic's folder in a kit, such as "1_foundations/2_norms".
    """
    name = f"{topic}.py"
    for place in (folder / name, folder / relative / name, folder / topic / name):
        try:
            os.lstat(place)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:  # whether there is a file, and what is in it, nobody knows
            return HandedIn(None, f"{name} cannot be read: {error.strerror}.")
        inside = place.parent.resolve().is_relative_to(folder.resolve())
        return _read(place) if inside else HandedIn(None, f"{name} lies behind a link, which is not followed.")
    return HandedIn(None)


def digest(parts: list[bytes | None]) -> str:
    """Hash of a whole submission: its topics' files in order, an absent one told from an empty one."""
    total = hashlib.sha256()
    for part in parts:
        total.update(b"-" if part is None else b"+" + hashlib.sha256(part).digest())
    return total.hexdigest()


def _name(entry: os.DirEntry[str]) -> str:
    """The folder's name as text that any file can hold: a byte that is not UTF-8 becomes its number."""
    return os.fsencode(entry.name).decode("utf-8", "backslashreplace")


def _read(path: Path) -> HandedIn:
    """The bytes of a regular file of sensible size. A link is not followed: it could point to another's work."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        why = "is a link, which is not followed" if path.is_symlink() else f"cannot be read: {error.strerror}"
        return HandedIn(None, f"{path.name} {why}.")
    info = os.fstat(descriptor)
    if not stat.S_ISREG(info.st_mode):
        os.close(descriptor)
        return HandedIn(None, f"{path.name} is not a file.")
    with os.fdopen(descriptor, "rb") as stream:
        if info.st_size > SIZE_CAP:
            return HandedIn(None, f"{path.name} has {info.st_size} bytes; at most {SIZE_CAP} are read.")
        return HandedIn(stream.read(SIZE_CAP + 1)[:SIZE_CAP])
