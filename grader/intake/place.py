"""A folder of what was handed in, on disk or in a zip, looked at without trusting a name or a link in it."""

import errno
import os
import stat
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Protocol

from grader.errors import IntakeError
from grader.intake.attempt import shown_name

MOST_ENTRIES = 200_000  # of one folder: a whole class's files in one
# What a student's own doing can raise. Any other error (a permission, a full table of files, a bad disk) is ours.
_OF_STUDENTS = {errno.ELOOP, errno.ENXIO, errno.ENAMETOOLONG, errno.ENODEV, errno.EOPNOTSUPP, errno.EISDIR}
_JUNK = {"__macosx", "__pycache__", "node_modules", "site-packages", "thumbs.db", "desktop.ini", "lost+found"}


class Place(Protocol):
    """A folder of what was handed in.

    Attributes:
        name: the folder's own name.
        shown: what messages call it.
    """

    name: str
    shown: str

    def folders(self) -> list[str]:
        """The names of the folders in it, sorted; hidden ones and what tools leave behind are left out."""

    def files(self) -> list[str]:
        """The names of the regular files in it, likewise."""

    def odd(self) -> list[tuple[str, str]]:
        """The names in it that are not looked at, with the reason: "... is a link, which is not followed"."""

    def holds(self, name: str) -> bool:
        """Whether something of that name is in it, hidden or not."""

    def enter(self, name: str) -> "Place":
        """One of its folders."""

    def read(self, name: str, most: int) -> bytes:
        """A file of at most so many bytes. Raises IntakeError with the reason where it cannot be read."""

    def stream(self, name: str, most: int) -> BinaryIO:
        """A file to move about in, to be closed. Raises IntakeError where it cannot be read or is larger."""


def is_junk(name: str) -> bool:
    """Whether a name is hidden or one that tools leave behind."""
    return name.startswith(".") or name.lower() in _JUNK


def is_ours(error: OSError) -> bool:
    """Whether an error lies with this machine and not with what a student made."""
    return error.errno not in _OF_STUDENTS


class DiskPlace:
    """A folder on disk. Links are not followed: they could lead to another's work."""

    def __init__(self, path: Path, shown: str = "") -> None:
        self.path = path
        self.name = shown_name(path.name)
        self.shown = shown or self.name
        self._kinds: dict[str, str] | None = None

    def folders(self) -> list[str]:
        """See `Place`."""
        return [name for name, kind in self._entries().items() if kind == "folder"]

    def files(self) -> list[str]:
        """See `Place`."""
        return [name for name, kind in self._entries().items() if kind == "file"]

    def odd(self) -> list[tuple[str, str]]:
        """See `Place`."""
        kinds = self._entries().items()
        return [(name, f"{shown_name(name)} is {kind}") for name, kind in kinds if kind not in ("folder", "file")]

    def holds(self, name: str) -> bool:
        """See `Place`."""
        return os.path.lexists(self.path / name)

    def enter(self, name: str) -> "DiskPlace":
        """See `Place`."""
        return DiskPlace(self.path / name, f"{self.shown}/{shown_name(name)}")

    def read(self, name: str, most: int) -> bytes:
        """See `Place`."""
        with closing(self.stream(name, most)) as stream:
            try:
                return stream.read(most)
            except OSError as error:
                raise IntakeError(f"{shown_name(name)} cannot be read: {error.strerror}.", ours=True) from None

    def stream(self, name: str, most: int) -> BinaryIO:
        """See `Place`."""
        shown, flags = shown_name(name), getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        try:
            descriptor = os.open(self.path / name, os.O_RDONLY | getattr(os, "O_BINARY", 0) | flags)
        except OSError as error:
            raise IntakeError(f"{shown} cannot be read: {error.strerror}.", ours=is_ours(error)) from None
        info = os.fstat(descriptor)
        if not stat.S_ISREG(info.st_mode) or info.st_size > most:
            os.close(descriptor)
            what = f"has {info.st_size} bytes; at most {most} are read" if stat.S_ISREG(info.st_mode) else "is no file"
            raise IntakeError(f"{shown} {what}.")
        return os.fdopen(descriptor, "rb")

    def _entries(self) -> dict[str, str]:
        """Name -> "folder", "file", or what else it is, in the order of names."""
        if self._kinds is None:
            try:
                with os.scandir(self.path) as entries:
                    found = [(entry.name, _kind(entry)) for entry in islice(entries, MOST_ENTRIES + 1)]
            except OSError as error:
                raise IntakeError(f"{self.shown} cannot be read: {error.strerror}.", ours=is_ours(error)) from None
            if len(found) > MOST_ENTRIES:
                raise IntakeError(f"{self.shown} has more than {MOST_ENTRIES} entries.")
            self._kinds = dict(sorted(each for each in found if not is_junk(each[0])))
        return self._kinds


def _kind(entry: os.DirEntry[str]) -> str:
    if entry.is_symlink():
        return "a link, which is not followed"
    if entry.is_dir(follow_symlinks=False):
        return "folder"
    return "file" if entry.is_file(follow_symlinks=False) else "neither a file nor a folder"
