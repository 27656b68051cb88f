"""For tests of the isolation ladder: launchers by level, an ordinary user, and a machine that lacks a level.

python -m tests.levels as-user COMMAND...             run a command as an ordinary user
python -m tests.levels without CALL,CALL... COMMAND   run a command where the kernel refuses these system calls
"""

import ctypes
import errno
import os
import struct
import sys
from pathlib import Path

import pytest

from grader.sandbox.isolation import survey
from grader.worker.lockdown import LEVELS, libc
from grader.worker.lockdown.syscalls import AUDIT_ARCHITECTURES, machine, numbers

ROOT = Path(__file__).parents[1]
USER = 65534
NESTED = "GRADER_TESTS_AS_USER"  # set in a run of tests that a run of tests has started as an ordinary user
LOCKED = LEVELS[1:]
CLONE_NEWNS, MS_BIND, MS_REC, MS_PRIVATE = 0x20000, 4096, 16384, 1 << 18
REFUSABLE = {"x86_64": {"unshare": 272, "mount": 165}, "aarch64": {"unshare": 97, "mount": 40}}


def require(level):
    """Skip with the reason where this machine does not offer the level; `test_isolation` says whether that is right."""
    why = next(each.why_not for each in survey() if each.name == level)
    if why:
        pytest.skip(f"{level} does not hold here: {why}")


def as_user(command):
    """The command line that runs this one as an ordinary user; only root may."""
    return [sys.executable, "-m", "tests.levels", "as-user", *command]


def without(calls, command):
    """The command line that runs this one under a filter that refuses these system calls."""
    return [sys.executable, "-m", "tests.levels", "without", ",".join(calls), *command]


def _become_user():
    """Make our own files reachable, in a mount namespace of this process only, and give up root."""
    for path in {Path(sys.base_prefix), Path(sys.prefix), ROOT}:
        closed = next((folder for folder in reversed(path.parents) if not folder.stat().st_mode & 0o001), None)
        if closed is not None:
            _open_up(closed, path)
    os.setgroups([])
    os.setresgid(USER, USER, USER)
    os.setresuid(USER, USER, USER)


def _open_up(closed, path):
    """Cover a folder that only root may enter with one that holds `path` alone."""
    libc.call("unshare", CLONE_NEWNS)
    libc.call("mount", b"none", b"/", None, MS_REC | MS_PRIVATE, None)
    held = os.open(path, os.O_PATH)
    libc.call("mount", b"cover", os.fsencode(closed), b"tmpfs", 0, b"mode=755")
    path.mkdir(parents=True)
    libc.call("mount", f"/proc/self/fd/{held}".encode(), os.fsencode(path), None, MS_BIND | MS_REC, None)


def _refuse(calls):
    """Answer these system calls with EPERM from here on, as a container's profile does."""
    known = numbers(machine()) | REFUSABLE[machine()]
    program = [(0x20, 0, 0, 4), (0x15, 1, 0, AUDIT_ARCHITECTURES[machine()]), (0x06, 0, 0, 0), (0x20, 0, 0, 0)]
    for call in calls:
        program += [(0x15, 0, 1, known[call]), (0x06, 0, 0, 0x00050000 | errno.EPERM)]
    program.append((0x06, 0, 0, 0x7FFF0000))
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in program))
    header = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(program), ctypes.addressof(code)))
    libc.prctl(libc.PR_SET_NO_NEW_PRIVS, 1)
    libc.syscall("seccomp", 1, 0, header)


def main(arguments):
    kind, *rest = arguments
    if kind == "as-user":
        _become_user()
        os.environ.pop("HOME", None)
        os.environ[NESTED] = "1"
    else:
        _refuse(rest.pop(0).split(","))
    os.execv(rest[0], rest)


if __name__ == "__main__":
    main(sys.argv[1:])
