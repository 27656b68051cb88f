"""Zips that are equal byte for byte whenever their files are equal: fixed dates, a fixed order, fixed rights."""

import zipfile
from collections.abc import Mapping
from typing import BinaryIO

EPOCH = (1980, 1, 1, 0, 0, 0)  # the oldest date that a zip can hold
FILE, PROGRAM = 0o100644, 0o100755


def write_zip(stream: BinaryIO, files: Mapping[str, bytes], programs: frozenset[str] = frozenset()) -> None:
    """Write the files into a zip.

    Args:
        stream: takes it.
        files: path in the zip -> content.
        programs: the paths that can be executed.
    """
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, EPOCH)
            info.create_system = 3  # Unix, wherever it is made
            info.external_attr = (PROGRAM if name in programs else FILE) << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, files[name])
