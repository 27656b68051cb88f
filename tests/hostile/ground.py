"""A piece of the machine of one's own: private mounts, processes and IPC, in which an attack that works hurts nobody.

As root the real thing; as an ordinary user by a user namespace. What lies in a folder that others may not enter (an
interpreter under /root) stays where it is, and the folder is covered by one that they may.
"""

import os
from collections.abc import Iterable
from pathlib import Path

from grader.worker.lockdown.libc import call

NEWNS, NEWIPC, NEWUSER, NEWPID = 0x20000, 0x8000000, 0x10000000, 0x20000000
MS_NOSUID, MS_NODEV, MS_BIND, MS_REC, MS_PRIVATE = 2, 4, 4096, 16384, 1 << 18
SIZE = "2g"
OPEN_TO_ALL = ("/tmp", "/var/tmp", "/dev/shm", "/run")


def enter(keep: Iterable[Path]) -> None:
    """Leave the machine's mounts and process ids; the next child is process 1 of the new ones.

    Args:
        keep: what has to stay readable, for everybody, under the paths it has.

    Raises:
        OSError: this machine does not let us.
    """
    uid, gid = os.getuid(), os.getgid()
    call("unshare", NEWNS | NEWPID | NEWIPC | (0 if uid == 0 else NEWUSER))
    if uid != 0:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
        Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")
    _mount("none", "/", "", MS_REC | MS_PRIVATE)
    kept = sorted({path.resolve() for path in keep})
    for folder in [*_closed_to_others(kept), *map(Path, OPEN_TO_ALL)]:
        if folder.is_dir():
            _cover(folder, [path for path in kept if path.is_relative_to(folder)])


def new_proc() -> None:
    """Called by process 1: a /proc that shows its own processes."""
    _mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV)


def _closed_to_others(paths: list[Path]) -> list[Path]:
    """The outermost folders on the way to these paths that others may not enter."""
    found: list[Path] = []
    for path in paths:
        for folder in reversed(path.parents):
            if (
                os.getuid() == 0
                and not folder.stat().st_mode & 1
                and not any(folder.is_relative_to(one) for one in found)
            ):
                found.append(folder)
    return found


def _cover(folder: Path, kept: list[Path]) -> None:
    """An empty file system over the folder, with what is kept bound into it again.

    What was underneath is reached by a descriptor from before: a path would lead into the new one.
    """
    old = os.open(folder, os.O_PATH | os.O_DIRECTORY)
    mode = 0o1777 if str(folder) in OPEN_TO_ALL else 0o755
    _mount(
        "tmpfs",
        str(folder),
        "tmpfs",
        MS_NOSUID | MS_NODEV if mode == 0o755 else MS_NOSUID,
        f"size={SIZE},mode={mode:o}",
    )
    for path in kept:
        if path == folder:
            continue
        source = f"/proc/self/fd/{old}/{path.relative_to(folder)}"
        if Path(source).is_dir():
            path.mkdir(parents=True, exist_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        _mount(source, str(path), "", MS_BIND | MS_REC)
    os.close(old)


def _mount(source: str, target: str, kind: str, flags: int, data: str = "") -> None:
    call("mount", source.encode(), target.encode(), kind.encode() or None, flags, data.encode() or None)
