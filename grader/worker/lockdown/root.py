"""A root of its own: a tree that holds what a `View` names, read-only, and nothing else."""

import os
import struct
from pathlib import Path

from grader.worker.lockdown.libc import call, syscall
from grader.worker.lockdown.view import View

CLONE_NEWNS = 0x20000
WORK = Path("/workdir")  # a small file system in memory; not /tmp, where somebody's interpreter may lie
TMP = Path("/tmp")  # noqa: S108 - of the worker's own root: the same place, unless something is shown there
DEVICES = tuple(Path("/dev") / name for name in ("null", "zero", "urandom", "random"))

_MS_NOSUID, _MS_NODEV, _MS_NOEXEC, _MS_BIND, _MS_REC, _MS_PRIVATE = 2, 4, 8, 4096, 16384, 1 << 18
_MNT_DETACH = 2
_AT_FDCWD, _AT_RECURSIVE = -100, 0x8000
_ATTR_RDONLY, _ATTR_NOSUID, _ATTR_NODEV, _ATTR_NOEXEC = 1, 2, 4, 8
_FOLDERS_ONLY = "mode=755,size=4m,nr_inodes=4096"  # for file systems that hold nothing but places to mount on
_LINKS_CAP = 100


def change_root(view: View, place: Path) -> None:
    """Build the tree over the folder `place`, in this process's own mount namespace, and make it the root.

    Raises:
        StepError, OSError: a step was refused.
    """
    _mount("none", Path("/"), None, _MS_REC | _MS_PRIVATE)
    _mount("root", place, "tmpfs", _MS_NOSUID | _MS_NODEV, _FOLDERS_ONLY)
    for path in sorted({*view.trees, *view.hollow}):  # what holds others comes before them
        target = _mirrored(path, place)
        if path in view.hollow:
            _mount("hollow", target, "tmpfs", _MS_NOSUID | _MS_NODEV, _FOLDERS_ONLY)
        else:
            _mount(str(path), target, None, _MS_BIND | _MS_REC)
    for path in (WORK, DEVICES[0].parent):
        _inside(path, place).mkdir(exist_ok=True)
    if not _inside(TMP, place).exists():
        _inside(TMP, place).symlink_to(WORK)
    for path in DEVICES:
        _inside(path, place).touch()
    _set_attributes(place, _ATTR_RDONLY | _ATTR_NOSUID | _ATTR_NODEV)
    for path in DEVICES:
        _mount(str(path), _inside(path, place), None, _MS_BIND)
        _set_attributes(_inside(path, place), _ATTR_RDONLY | _ATTR_NOSUID | _ATTR_NOEXEC)
    os.chdir(place)
    syscall("pivot_root", b".", b".")
    call("umount2", b".", _MNT_DETACH)  # the old root, which lay over the new one
    os.chdir("/")


def mount_work(size_mib: int, user: int | None) -> None:
    """In a worker: a working directory that nobody else sees, and that is gone with the process. Raises StepError."""
    call("unshare", CLONE_NEWNS)
    owner = "" if user is None else f",uid={user},gid={user}"
    options = f"mode=700,size={size_mib}m,nr_inodes=4096{owner}"
    _mount("work", WORK, "tmpfs", _MS_NOSUID | _MS_NODEV | _MS_NOEXEC, options)


def _inside(path: Path, place: Path) -> Path:
    return place / path.relative_to("/")


def _mirrored(path: Path, place: Path) -> Path:
    """Where `path` lies in the new tree: its parents are made, and links on the way are made as they are outside."""
    done, waiting = Path("/"), list(path.parts[1:])
    for _ in range(_LINKS_CAP + len(waiting)):  # links may lead to links
        if not waiting:
            break
        step = done.parent if waiting[0] == ".." else done / waiting[0]
        del waiting[0]
        if step.is_symlink():
            target = step.readlink()
            if not _inside(step, place).is_symlink():
                _inside(step, place).symlink_to(target)
            done = Path("/") if target.is_absolute() else done
            waiting[:0] = [part for part in target.parts if part != "/"]
            continue
        done = step
        inside = _inside(step, place)
        if not inside.exists():
            if step.is_dir():
                inside.mkdir()
            else:
                inside.touch()
    return _inside(done, place)


def _mount(source: str, target: Path, kind: str | None, flags: int, options: str | None = None) -> None:
    texts = [None if text is None else os.fsencode(text) for text in (source, target, kind, options)]
    call("mount", texts[0], texts[1], texts[2], flags, texts[3])


def _set_attributes(path: Path, attributes: int) -> None:
    packed = struct.pack("QQQQ", attributes, 0, 0, 0)
    syscall("mount_setattr", _AT_FDCWD, os.fsencode(path), _AT_RECURSIVE, packed, len(packed))
