"""Who a worker is: a user of its own where root started it, without any privilege and without a way to gain one."""

import contextlib
import ctypes
import os
import signal
import struct
from pathlib import Path

from grader.worker.lockdown.libc import (
    PR_CAPBSET_DROP,
    PR_CAPBSET_READ,
    PR_SET_DUMPABLE,
    PR_SET_NO_NEW_PRIVS,
    PR_SET_PDEATHSIG,
    PR_SET_SECUREBITS,
    StepError,
    prctl,
    syscall,
)

_CAPABILITY_VERSION_3 = 0x20080522
_NO_ROOT_LOCKED = 0b11  # user 0 has no privileges by being user 0, for good
_NEEDED = 1 << 0 | 1 << 6 | 1 << 7  # CAP_CHOWN, CAP_SETGID, CAP_SETUID: root of a container may lack them
SLOTS = 64  # workers of one zygote at the same time

# systemd leaves these to nobody. Every zygote has 64 of them by its process id: two never share one.
_FIRST_USER, _LAST_USER = 1_879_048_192, 2_147_483_647
_FIRST_OF_A_SMALL_MAP, _NOBODY = 30_000, 65_534


class Users:
    """User ids for workers: none is used by two at the same time."""

    def __init__(self) -> None:
        self._range = _users_of_workers()
        self._taken: set[int] = set()

    def take(self) -> int | None:
        """An id that is free, or None where this process cannot become another user."""
        if not self._range:
            return None
        for slot in range(SLOTS):
            user = self._range[(os.getpid() * SLOTS + slot) % len(self._range)]
            if user not in self._taken:
                self._taken.add(user)
                return user
        raise RuntimeError(f"more than {SLOTS} workers at the same time")

    def give_back(self, user: int | None) -> None:
        """The process that had the id is gone."""
        self._taken.discard(user or 0)


def _users_of_workers() -> range:
    """The ids that workers may have; empty where we are not root, or root of a namespace with too few ids."""
    if os.geteuid() != 0 or _capabilities() & _NEEDED != _NEEDED:
        return range(0)
    for line in Path("/proc/self/uid_map").read_text().splitlines():
        first, _, count = map(int, line.split())
        if first <= _FIRST_USER and first + count > _LAST_USER:
            return range(_FIRST_USER, _LAST_USER + 1)
        if first <= _FIRST_OF_A_SMALL_MAP and first + count >= _NOBODY:
            return range(_FIRST_OF_A_SMALL_MAP, _NOBODY)
    return range(0)


def _capabilities() -> int:
    """The ones in force, as bits."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1], 16) for line in lines if line.startswith("CapEff:"))


def bound_privileges() -> None:
    """In the zygote: whatever it forks can never gain a privilege again."""
    capability = 0
    with contextlib.suppress(StepError):  # past the last one, or not ours to drop
        while prctl(PR_CAPBSET_READ, capability) >= 0:
            prctl(PR_CAPBSET_DROP, capability)
            capability += 1
    with contextlib.suppress(StepError):
        prctl(PR_SET_SECUREBITS, _NO_ROOT_LOCKED)
    prctl(PR_SET_NO_NEW_PRIVS, 1)


def drop_privileges(user: int | None, *, reads_as_root: bool) -> None:
    """In the worker: become that user, without capabilities, unseen by debuggers, dead when the zygote is.

    Args:
        user: the id, or None to stay who one is.
        reads_as_root: whether the interpreter's files are for root's eyes alone. Then only the real id changes, by
            which threads are counted; the effective one still opens what root owns, and nothing more.

    Raises:
        StepError, OSError: a step was refused.
    """
    if user is not None:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, *([0, 0] if reads_as_root else [user, user]))
    header = ctypes.create_string_buffer(struct.pack("II", _CAPABILITY_VERSION_3, 0), 8)
    syscall("capset", header, ctypes.create_string_buffer(24))
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)  # a change of user clears it
    prctl(PR_SET_DUMPABLE, 0)
    prctl(PR_SET_NO_NEW_PRIVS, 1)
