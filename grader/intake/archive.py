"""Zips of strangers: which entries may be looked at, and bytes that are counted as they come, not as they are told."""

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from tempfile import TemporaryFile
from typing import IO, BinaryIO, cast

from grader.errors import IntakeError
from grader.intake.place import is_junk

MOST_DEPTH = 32
MOST_NAME = 1024  # characters
MOST_RATIO = 200  # source code comes to 3 to 20, a zip in a zip to 1
RATIO_FROM = 1 << 20  # bytes; a small file of zeros does no harm
_CHUNK = 1 << 16
_TAIL = 1 << 17  # bytes that are read at once whatever the zip says: its last record with the longest comment
_DRIVE = re.compile(r"[A-Za-z]:")
_BROKEN = (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, struct.error, zlib.error)
_ENCRYPTED, _UTF8 = 0x1, 0x800  # flags of an entry
_HEADER = 30  # bytes before an entry's name
_PACKED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # the others take as much memory as an entry asks for


@dataclass(frozen=True)
class Caps:
    """What an archive may ask of us.

    Attributes:
        entries: in its table of contents.
        table: bytes of that table.
        total: bytes that are unpacked from it, all together.
    """

    entries: int
    table: int
    total: int


OF_A_CLASS = Caps(entries=500_000, table=64 << 20, total=1 << 40)
OF_A_STUDENT = Caps(entries=20_000, table=4 << 20, total=256 << 20)


@dataclass
class Folder:
    """One folder of an archive: what may be looked at in it, and what not, with the reason."""

    folders: dict[str, "Folder"] = field(default_factory=dict)
    files: dict[str, zipfile.ZipInfo] = field(default_factory=dict)
    odd: list[tuple[str, str]] = field(default_factory=list)


class Archive:
    """An open zip."""

    def __init__(self, stream: BinaryIO, name: str, shown: str, caps: Caps = OF_A_STUDENT) -> None:
        """Read the table of contents.

        Args:
            stream: the zip; closed with the archive.
            name: the file's own.
            shown: what messages call it.
            caps: what it may ask of us.

        Raises:
            IntakeError: it is no zip, is cut, or is made to do harm.
        """
        self.name, self.shown = name, shown
        self._stream, self._left = stream, caps.total
        try:
            self._zip = zipfile.ZipFile(cast("IO[bytes]", _Guarded(stream, shown, caps.table)))
            _refuse_bombs(self._zip.infolist(), _size(stream), caps)
        except _BROKEN as error:
            stream.close()
            raise IntakeError(f"{shown} is no zip that can be read: {_said(error)}.") from None
        except IntakeError:
            stream.close()
            raise
        self.root = _tree(self._zip.infolist())

    def close(self) -> None:
        """Close the file."""
        self._zip.close()
        self._stream.close()

    def read(self, info: zipfile.ZipInfo, most: int) -> bytes:
        """An entry of at most so many bytes. Raises IntakeError with the reason where it cannot be read."""
        return b"".join(self._chunks(info, most))

    def stream(self, info: zipfile.ZipInfo, most: int) -> BinaryIO:
        """An entry as a file to move about in, without a name on disk. Raises IntakeError likewise."""
        spool = TemporaryFile()  # noqa: SIM115 - handed to the caller, who closes it
        try:
            for chunk in self._chunks(info, most):
                spool.write(chunk)
            spool.seek(0)
        except BaseException as error:
            spool.close()
            if isinstance(error, OSError):
                raise IntakeError(f"there is no room to unpack {_shown(info)}: {error.strerror}.", ours=True) from None
            raise
        return cast(BinaryIO, spool)

    def _chunks(self, info: zipfile.ZipInfo, most: int) -> Iterator[bytes]:
        """The bytes of an entry; what comes out is counted, whatever its header says."""
        count = 0
        try:
            with self._zip.open(info) as stream:
                while chunk := stream.read(_CHUNK):
                    count += len(chunk)
                    self._left -= len(chunk)
                    if count > most:
                        raise IntakeError(f"{_shown(info)} has more than {most} bytes unpacked, the most that is read.")
                    if count > RATIO_FROM and count > MOST_RATIO * max(info.compress_size, 1):
                        raise IntakeError(f"{_shown(info)} unpacks to over {MOST_RATIO} times its size, as bombs do.")
                    if self._left < 0:
                        raise IntakeError(f"{self.shown} unpacks to more bytes than are read of one hand-in.")
                    yield chunk
        except _BROKEN as error:
            raise IntakeError(f"{_shown(info)} cannot be unpacked: {_said(error)}.") from None
        if count != info.file_size:
            raise IntakeError(f"{_shown(info)} is cut: {count} of {info.file_size} bytes are there.")


class ZipPlace:
    """A folder in a zip."""

    def __init__(self, archive: Archive, folder: Folder | None = None, name: str = "", shown: str = "") -> None:
        self._archive, self._folder = archive, folder or archive.root
        self.name, self.shown = name or archive.name, shown or archive.shown

    def folders(self) -> list[str]:
        """See `Place`."""
        return sorted(name for name in self._folder.folders if not is_junk(name))

    def files(self) -> list[str]:
        """See `Place`."""
        return sorted(name for name in self._folder.files if not is_junk(name))

    def odd(self) -> list[tuple[str, str]]:
        """See `Place`."""
        return self._folder.odd

    def holds(self, name: str) -> bool:
        """See `Place`."""
        return name in self._folder.folders or name in self._folder.files

    def enter(self, name: str) -> "ZipPlace":
        """See `Place`."""
        return ZipPlace(self._archive, self._folder.folders[name], name, f"{self.shown}/{name}")

    def read(self, name: str, most: int) -> bytes:
        """See `Place`."""
        return self._archive.read(self._file(name), most)

    def stream(self, name: str, most: int) -> BinaryIO:
        """See `Place`."""
        return self._archive.stream(self._file(name), most)

    def _file(self, name: str) -> zipfile.ZipInfo:
        if name not in self._folder.files:
            raise IntakeError(f"there is no file {name}.")
        return self._folder.files[name]


class _Guarded:
    """A stream that refuses to hand out as much at once as a zip's last record may ask for.

    An error of the disk is ours, and must not look like a zip that is broken.
    """

    def __init__(self, stream: BinaryIO, shown: str, most: int) -> None:
        self._stream, self._shown, self._most = stream, shown, max(most, _TAIL)
        self.seek, self.tell, self.seekable = stream.seek, stream.tell, stream.seekable

    def read(self, size: int = -1) -> bytes:
        """Like the stream's."""
        if size > self._most:
            raise zipfile.BadZipFile(f"its table of contents has {size} bytes, more than {self._most}")
        try:
            return self._stream.read(_TAIL if size < 0 else size)
        except OSError as error:
            raise IntakeError(f"{self._shown} cannot be read: {error.strerror}.", ours=True) from None


def _refuse_bombs(infos: list[zipfile.ZipInfo], size: int, caps: Caps) -> None:
    """Raise BadZipFile for more entries than are looked at, and for entries that share their bytes."""
    if len(infos) > caps.entries:
        raise zipfile.BadZipFile(f"it has {len(infos)} entries, more than {caps.entries}")
    end, before = 0, None
    for info in sorted(infos, key=lambda info: info.header_offset):
        if before is not None and info.header_offset < end:
            raise zipfile.BadZipFile(f"the entries {_shown(before)} and {_shown(info)} overlap, as those of bombs do")
        end, before = info.header_offset + _HEADER + info.compress_size, info
    if before is not None and end > size:
        raise zipfile.BadZipFile(f"the entry {_shown(before)} reaches beyond the end; is the download complete?")


def _tree(infos: list[zipfile.ZipInfo]) -> Folder:
    """The entries that may be looked at, as folders; where two have one name the last counts, as in every tool."""
    root = Folder()
    for info in infos:
        name = _decoded(info)
        *parents, last = [part for part in name.split("/") if part not in ("", ".")] or [""]
        folder = root
        if reason := _bad_path(name, [*parents, last]):
            root.odd.append((last, f"the entry {_shown(info)} {reason}"))
            continue
        for parent in parents:
            folder = folder.folders.setdefault(parent, Folder())
        if name.endswith("/") or info.is_dir():
            folder.folders.setdefault(last, Folder())
        else:
            bad = _bad_entry(info)
            if reason := bad or ("is there twice; the last one counts" if last in folder.files else ""):
                folder.odd.append((last, f"the entry {_shown(info)} {reason}"))
            if not bad:
                folder.files[last] = info
    return root


def _decoded(info: zipfile.ZipInfo) -> str:
    """The entry's name; some tools write UTF-8 without saying so, and some a backslash between folders."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return name.replace("\\", "/")


def _bad_path(name: str, parts: list[str]) -> str:
    """Why an entry's name is not looked at; empty where it may be."""
    reasons = {
        "has no name": parts == [""],
        "has a NUL in its name": "\0" in name,
        f"has a name of {len(name)} characters": len(name) > MOST_NAME,
        "has an absolute name": name.startswith("/"),
        "names a drive": bool(_DRIVE.match(name)),
        "leads out of the zip": ".." in parts,
        f"lies {len(parts)} folders deep": len(parts) > MOST_DEPTH,
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def _bad_entry(info: zipfile.ZipInfo) -> str:
    """Why an entry with a good name is not looked at; empty where it may be."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    reasons = {
        "is a link, which is not followed": kind == stat.S_IFLNK,
        "is neither a file nor a folder": kind not in (0, stat.S_IFREG, stat.S_IFDIR, stat.S_IFLNK),
        "is encrypted": bool(info.flag_bits & _ENCRYPTED),
        f"is packed by method {info.compress_type}, which is not read": info.compress_type not in _PACKED,
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def _shown(info: zipfile.ZipInfo) -> str:
    """An entry's name for a message: what can be printed of it, shortened."""
    name = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in _decoded(info))
    return name if len(name) <= 80 else f"{name[:40]}...{name[-37:]}"


def _said(error: Exception) -> str:
    """What the zip library says, without a full stop."""
    return str(error).rstrip(".") or type(error).__name__


def _size(stream: BinaryIO) -> int:
    return stream.seek(0, 2)
