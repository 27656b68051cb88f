"""Namespaces: other processes, the network and the mounts of the machine are not there at all."""

import os
import signal
from pathlib import Path

from grader.worker.lockdown.libc import PR_SET_DUMPABLE, PR_SET_PDEATHSIG, StepError, call, prctl
from grader.worker.lockdown.root import CLONE_NEWNS

_NEWUTS, _NEWIPC, _NEWUSER, _NEWPID, _NEWNET = 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000
_ALL = CLONE_NEWNS | _NEWUTS | _NEWIPC | _NEWPID | _NEWNET


def enter() -> int:
    """Put this process, which has one thread, into namespaces of its own, and what it forks into an own pid namespace.

    Root keeps its user namespace, so that each worker can become a user of its own; anybody else needs a new one.

    Returns:
        The number of process 1 in there. When it ends, so does everything in there.

    Raises:
        StepError: the kernel refused.
    """
    if os.geteuid() == 0:
        try:
            call("unshare", _ALL)
        except StepError:  # root of a container that lacks CAP_SYS_ADMIN
            _enter_as_user()
    else:
        _enter_as_user()
    return _start_first_process()


def _enter_as_user() -> None:
    user, group = os.geteuid(), os.getegid()
    prctl(PR_SET_DUMPABLE, 1)  # or the maps belong to root
    call("unshare", _ALL | _NEWUSER)
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        try:
            (Path("/proc/self") / name).write_text(text)
        except OSError as error:
            raise StepError(error.errno or 0, name) from None


def _start_first_process() -> int:
    """Process 1 of the new pid namespace, which does nothing."""
    reader, writer = os.pipe()
    first = os.fork()
    if first == 0:
        try:
            os.setsid()
            prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
            signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps orphans
            os.dup2(writer, 0)
            os.closerange(1, 1 << 16)
            os.write(0, b"1")
            os.close(0)
            while True:
                signal.pause()
        finally:
            os._exit(0)
    os.close(writer)
    os.read(reader, 1)
    os.close(reader)
    return first
