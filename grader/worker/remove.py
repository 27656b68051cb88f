"""Removing a folder that a submission had to itself: however deep, and whatever it did to its permissions."""

import contextlib
import os
import secrets
import stat
from pathlib import Path


def remove_tree(top: Path) -> None:
    """Remove the folder and all that is in it, as far as this process may; nobody else writes to it any more.

    `shutil.rmtree` calls itself for every level, so that a folder in a folder in a folder ends it. Here each folder
    that is found is moved to the top first.
    """
    waiting, count, name = [top], 0, secrets.token_hex(8)  # a name that nothing in there has
    while waiting:
        folder = waiting.pop()
        with contextlib.suppress(OSError):
            folder.chmod(stat.S_IRWXU)
            for entry in list(os.scandir(folder)):
                with contextlib.suppress(OSError):
                    if not entry.is_dir(follow_symlinks=False):
                        Path(entry.path).unlink()
                        continue
                    count += 1
                    Path(entry.path).chmod(stat.S_IRWXU)  # a folder that may not be written to cannot be moved
                    waiting.append(Path(entry.path).rename(top / f"{name}-{count}"))
            if folder != top:
                folder.rmdir()
    with contextlib.suppress(OSError):
        top.rmdir()
