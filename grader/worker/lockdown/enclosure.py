"""The three levels, each as the place that a zygote prepares once and every worker locks itself into.

A zygote calls, in this order: `enter` before it imports anything large, `settle` after that, and for each worker
`admit` before the fork, `lock` in the child, `release` when the child is gone.
"""

import contextlib
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from grader.worker.limits import WorkerLimits
from grader.worker.lockdown.rlimits import limit_resources
from grader.worker.lockdown.view import close_imports, split, trim_path, view
from grader.worker.remove import remove_tree

FIRST_TO_GO = "500"  # where the machine runs out of memory, workers end before the grader does
THREADS = 64  # of a worker, where they can be counted apart from the user's others


class Place(NamedTuple):
    """What one worker gets: a folder outside (where there is no own root), a user (where we are root)."""

    folder: Path | None
    user: int | None


class Enclosure:
    """Level `process`: limits, a folder, no other modules. Does not keep hostile code from files or sockets."""

    level = "process"

    def __init__(self, scratch: str, *, torch: bool) -> None:
        self._scratch = Path(scratch)
        self._torch = torch
        self._count = 0
        self._maker = os.getpid()

    def enter(self) -> None:
        """Leave what can be left before anything is imported."""
        with contextlib.suppress(OSError):  # Linux's; and somebody may have asked for more already
            Path("/proc/self/oom_score_adj").write_text(FIRST_TO_GO)

    def settle(self) -> None:
        """Prepare what all workers share, after everything is imported."""
        trim_path(torch=self._torch)
        close_imports(torch=self._torch)

    def admit(self) -> Place:
        """Prepare what one worker needs."""
        self._count += 1
        folder = self._scratch / str(self._count)
        folder.mkdir(0o700)
        return Place(folder, None)

    def lock(self, place: Place, limits: WorkerLimits, keep: Sequence[int]) -> None:
        """In the worker: give up everything but this, for good. `keep` are the descriptors above 2 that stay."""
        _at_home(place.folder)
        _close_all_but(keep)
        if sys.platform == "linux":
            from grader.worker.lockdown.libc import PR_SET_NO_NEW_PRIVS, PR_SET_PDEATHSIG, prctl

            prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
            prctl(PR_SET_NO_NEW_PRIVS, 1)
            self._leave_with_maker()
        # The user's every process and thread counts, so 1 means "no more"; root is not bound by it.
        limit_resources(limits, processes=1)

    def _leave_with_maker(self) -> None:
        """End if the zygote ended before this process had asked to end with it."""
        if self._maker not in (os.getpid(), os.getppid()):
            os._exit(70)

    def release(self, place: Place) -> None:
        """Clean up after a worker that is gone."""
        if place.folder is not None:
            remove_tree(place.folder)

    def close(self) -> None:
        """The last worker is gone."""

    def sweep(self) -> None:
        """Remove the scratch folder: whoever made it may have been killed."""
        remove_tree(self._scratch)


class LandlockEnclosure(Enclosure):
    """Level `landlock`: only the files of a `View`, an allow-list of system calls, no privileges. Linux."""

    level = "landlock"

    def settle(self) -> None:
        """Open what workers may read, and make the filter of system calls."""
        from grader.worker.lockdown import landlock
        from grader.worker.lockdown.credentials import Users, bound_privileges
        from grader.worker.lockdown.root import DEVICES
        from grader.worker.lockdown.seccomp import Filter

        super().settle()
        shown = view(torch=self._torch)
        hollow = {path.resolve() for path in shown.hollow}  # Landlock knows no names, only what they lead to
        parts = [part for tree in shown.trees for part in split(tree.resolve(), hollow)]
        self._rules = [landlock.readable(part) for part in parts]
        self._rules += [landlock.listed(Path(entry)) for entry in sys.path if Path(entry).is_dir()]
        self._rules += [landlock.device(path) for path in DEVICES]
        self._filter = Filter()
        self._users, self._reads_as_root = Users(), not all(map(_open_to_all, shown.trees))
        self._scratch.chmod(0o711)  # each worker's user must come to its folder
        bound_privileges()

    def admit(self) -> Place:
        """A folder, and a user of its own where root may give one."""
        folder = super().admit().folder
        user = self._users.take()
        if user is not None and folder is not None and not self._reads_as_root:
            os.chown(folder, user, user)
        return Place(folder, user)

    def lock(self, place: Place, limits: WorkerLimits, keep: Sequence[int]) -> None:
        """Privileges first, since Landlock and the filter need none; the filter last, since it forbids the rest."""
        from grader.worker.lockdown import landlock
        from grader.worker.lockdown.credentials import drop_privileges

        processes = THREADS if place.user is not None else _tasks_of_this_machine() + THREADS
        _at_home(place.folder)
        drop_privileges(place.user, reads_as_root=self._reads_as_root)
        self._leave_with_maker()
        landlock.restrict([*self._rules, landlock.own(Path())])
        _close_all_but(keep)
        limit_resources(limits, processes)
        self._filter.install()

    def release(self, place: Place) -> None:
        """The folder goes, and the user is free again."""
        super().release(place)
        self._users.give_back(place.user)


class NamespaceEnclosure(LandlockEnclosure):
    """Level `namespaces`: a root of its own in namespaces of its own, and in there all that `landlock` has. Linux."""

    level = "namespaces"

    def enter(self) -> None:
        """Leave the machine's processes, network and mounts."""
        from grader.worker.lockdown.namespaces import enter

        super().enter()
        self._first = enter()

    def settle(self) -> None:
        """Build the root of all workers, and make it this process's."""
        from grader.worker.lockdown.credentials import Users, bound_privileges
        from grader.worker.lockdown.root import change_root
        from grader.worker.lockdown.seccomp import Filter

        Enclosure.settle(self)
        shown = view(torch=self._torch)
        self._filter = Filter()
        self._users, self._reads_as_root = Users(), not all(map(_open, shown.trees))
        self._outside = os.open(self._scratch.parent, os.O_RDONLY | os.O_DIRECTORY)  # for `sweep`; no worker has it
        change_root(shown, self._scratch)
        bound_privileges()

    def admit(self) -> Place:
        """A user of its own where root may give one; the folder is mounted in the worker."""
        return Place(None, self._users.take())

    def lock(self, place: Place, limits: WorkerLimits, keep: Sequence[int]) -> None:
        """The mount first, since it needs privileges; then as `landlock`, with the new root as all there is to read."""
        from grader.worker.lockdown import landlock
        from grader.worker.lockdown.credentials import drop_privileges
        from grader.worker.lockdown.root import DEVICES, WORK, mount_work

        mount_work(limits.file_mib, None if self._reads_as_root else place.user)
        _at_home(WORK)
        drop_privileges(place.user, reads_as_root=self._reads_as_root)
        landlock.restrict([landlock.readable(Path("/")), landlock.own(WORK), *map(landlock.device, DEVICES)])
        _close_all_but(keep)
        limit_resources(limits, THREADS)
        self._filter.install()

    def close(self) -> None:
        """End the namespace's first process, and with it whatever might be left in there."""
        os.kill(self._first, signal.SIGKILL)
        os.waitpid(self._first, 0)

    def sweep(self) -> None:
        """As elsewhere, from the root that this process has left."""
        shutil.rmtree(self._scratch.name, ignore_errors=True, dir_fd=self._outside)


def enclosure(level: str, scratch: str, *, torch: bool) -> Enclosure:
    """The enclosure of a level."""
    kinds = {kind.level: kind for kind in (Enclosure, LandlockEnclosure, NamespaceEnclosure)}
    return kinds[level](scratch, torch=torch)


def _at_home(folder: Path | None) -> None:
    """The working directory is also where libraries look for a home and for room."""
    if folder is not None:
        os.chdir(folder)
        os.environ.update(HOME=str(folder), TMPDIR=str(folder))
        tempfile.tempdir = None  # somebody may have asked for it while it was warmed up


def _close_all_but(keep: Sequence[int]) -> None:
    if os.name == "posix":  # elsewhere a socket's number is no descriptor
        bounds = [2, *sorted(keep), 1 << 16]
        for below, above in pairwise(bounds):
            os.closerange(below + 1, above)


def _tasks_of_this_machine() -> int:
    return int(Path("/proc/loadavg").read_text().split()[3].partition("/")[2])


def _open(path: Path) -> bool:
    """Whether any user may read it, once there."""
    mode = path.stat().st_mode
    return bool(mode & 0o004) and (not path.is_dir() or bool(mode & 0o001))


def _open_to_all(path: Path) -> bool:
    """Whether any user may come there and read it."""
    return _open(path) and all(folder.stat().st_mode & 0o001 for folder in path.resolve().parents)
