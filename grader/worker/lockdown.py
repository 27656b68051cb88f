"""What a worker gives up before it reads a student's first line: the one seam for stronger levels.

Here stands level `process`: an own session (so that one signal kills the whole group), resource limits,
no privileges to gain, death with its parent. It does not keep hostile code from reading files or opening
sockets; stronger levels add that in `lock_down` and nowhere else.
"""

import contextlib
import ctypes
import os
import signal
import sys

from grader.worker.limits import WorkerLimits

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_PR_SET_NO_NEW_PRIVS = 38


def lock_down(limits: WorkerLimits, keep_fd: int) -> None:
    """Lock this process down for good. Called in the child, before any code of the student's.

    Args:
        limits: what the process may use.
        keep_fd: the one file descriptor above 2 that stays open.
    """
    if os.name != "posix":
        return
    _close_all_but(keep_fd)
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    _limit_resources(limits)


def adopt_orphans() -> None:
    """Make this process the parent of every descendant that loses its own, so that none can get away."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def _limit_resources(limits: WorkerLimits) -> None:
    import resource

    cpu_s = max(1, round(limits.cpu_s + 0.5))
    wanted = {
        "RLIMIT_CORE": 0,
        "RLIMIT_CPU": cpu_s,
        "RLIMIT_AS": limits.memory_mib << 20,
        "RLIMIT_FSIZE": limits.file_mib << 20,
        "RLIMIT_NOFILE": limits.open_files,
        # Counts every process and thread of the user, so 1 means "no more"; root is not bound by it.
        "RLIMIT_NPROC": 1,
    }
    for name, value in wanted.items():
        kind = getattr(resource, name, None)
        if kind is None or (name == "RLIMIT_AS" and sys.platform == "darwin"):  # macOS refuses it
            continue
        hard = resource.getrlimit(kind)[1]
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        with contextlib.suppress(ValueError, OSError):  # a system that lacks one limit still has the others
            # At its hard limit a process is killed without a word: a second earlier SIGXCPU says what it was.
            resource.setrlimit(kind, (bound, bound + 1 if name == "RLIMIT_CPU" and bound != hard else bound))


def _close_all_but(keep_fd: int) -> None:
    os.closerange(3, keep_fd)
    os.closerange(keep_fd + 1, 4096)


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(option, ctypes.c_ulong(value), 0, 0, 0)
