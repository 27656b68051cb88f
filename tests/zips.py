"""Zips for the tests of intake: honest ones, and such as nobody's tool would write."""

import io
import stat
import struct
import zipfile

UNIX = 3


def zipped(files, **how):
    """A zip of name -> content; a content may be a list, for an entry that stands there twice."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", how.get("compression", zipfile.ZIP_DEFLATED)) as archive:
        for name, content in files.items():
            for each in content if isinstance(content, list) else [content]:
                archive.writestr(name, each)
    return stream.getvalue()


def entry(name, kind=stat.S_IFREG, system=UNIX):
    """An entry of a kind, such as stat.S_IFLNK."""
    info = zipfile.ZipInfo("x")
    info.filename = name  # as it stands: the constructor cuts at a NUL
    info.create_system = system
    info.external_attr = (kind | 0o644) << 16
    return info


def zip_of(*entries):
    """A zip of (entry, content) pairs."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for info, content in entries:
            archive.writestr(info, content)
    return stream.getvalue()


def patched(raw, name, field, value):
    """The zip with one number of an entry changed, in the table of contents and before the bytes.

    Args:
        raw: the zip.
        name: of the entry.
        field: "flags", "method", "packed" or "size".
        value: the new one.
    """
    central = {"flags": (8, "H"), "method": (10, "H"), "packed": (20, "I"), "size": (24, "I")}
    local = {"flags": (6, "H"), "method": (8, "H"), "packed": (18, "I"), "size": (22, "I")}
    raw = bytearray(raw)
    for signature, fields, at_name in ((b"PK\1\2", central, 46), (b"PK\3\4", local, 30)):
        at = raw.find(signature)
        while at >= 0:
            if raw[at + at_name : at + at_name + len(name)] == name.encode():
                offset, kind = fields[field]
                struct.pack_into("<" + kind, raw, at + offset, value)
            at = raw.find(signature, at + 4)
    return bytes(raw)


def overlapping(copies=50, size=1 << 20):
    """A bomb in the manner of David Fifield: many entries in the table of contents, one of them in the file."""
    raw = zipped({"a.py": b"\0" * size})
    start = raw.find(b"PK\1\2")
    end = raw.find(b"PK\5\6")
    record = raw[start:end]
    table = b"".join(record.replace(b"a.py", f"a{number:02d}y".encode()[:4].ljust(4, b"x")) for number in range(copies))
    last = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, copies, copies, len(table), start, 0)
    return raw[:start] + table + last
