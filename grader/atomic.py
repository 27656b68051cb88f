"""Files that are there whole or not at all."""

import io
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO

from grader.errors import UsageError
from grader.language import say


@contextmanager
def written_whole(path: Path) -> Iterator[TextIO]:
    """A stream for text, in UTF-8; at the end of the block it becomes `path`, and on an error it is gone.

    Raises:
        UsageError: the place cannot be written to.
    """
    with bytes_written_whole(path) as raw:
        stream = io.TextIOWrapper(raw, encoding="utf-8", newline="\n")
        try:
            yield stream
            stream.flush()
        finally:
            stream.detach()


@contextmanager
def bytes_written_whole(path: Path, mode: int | None = None) -> Iterator[BinaryIO]:
    """A stream for bytes; at the end of the block it becomes `path`, and on an error it is gone.

    A link is followed. What is no ordinary file, such as a pipe or `/dev/null`, is written to where it is.

    Args:
        path: the file.
        mode: its rights; those of the file that is there already, else those of any new file, if there is none.

    Raises:
        UsageError: the place cannot be written to.
    """
    if path.exists() and not path.is_file():
        with _special(path) as special:
            yield special
        return
    path = path.resolve()
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise _refused(path, error) from None
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(_mode_of(path) if mode is None else mode)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _mode_of(path: Path) -> int:
    """The rights of the file that is there already, else those that any new file gets."""
    if path.exists():
        return stat.S_IMODE(path.stat().st_mode)
    mask = os.umask(0o077)
    os.umask(mask)
    return 0o666 & ~mask


def _special(path: Path) -> BinaryIO:
    try:
        return path.open("wb")
    except OSError as error:
        raise _refused(path, error) from None


def _refused(path: Path, error: OSError) -> UsageError:
    text = say("{file} cannot be written: {why}. Choose another place.")
    return UsageError(text.format(file=path, why=error.strerror))
