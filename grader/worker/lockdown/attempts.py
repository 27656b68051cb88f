"""What a locked-down process must fail at: tried for real, so that a level is believed only where it holds."""

import contextlib
import ctypes
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

_CLONE_NEWUSER = 0x10000000


def what_succeeds(level: str, outside: str, zygote: int) -> Iterator[str]:
    """Attempt what the level forbids; yields what could be done all the same.

    Args:
        level: `landlock` or `namespaces`; `process` forbids nothing of this.
        outside: a folder outside, with a file `secret` in it.
        zygote: the number of a process outside.
    """
    attempts: dict[str, Callable[[], object]] = {
        "read a file outside": lambda: (Path(outside) / "secret").read_bytes(),
        "list a folder outside": lambda: list(Path(outside).iterdir()),
        "write a file outside": lambda: (Path(outside) / "written").write_bytes(b"x"),
        "change a file outside": lambda: (Path(outside) / "secret").chmod(0o600),
        "open a socket": socket.socket,
        "make a pair of sockets": socket.socketpair,
        "start a process": _fork,
        "become another user": lambda: os.setresuid(*[0 if os.getuid() else 65534] * 3),
        "signal a process outside": lambda: os.kill(zygote, 0),
        "signal its group": lambda: os.kill(0, 0),
        "signal every process": lambda: os.kill(-1, 0),
        "mount": lambda: _libc("mount", b"none", b"/", None, 0, None),
        "make a namespace": lambda: _libc("unshare", _CLONE_NEWUSER),
        "watch a process outside": lambda: _libc("ptrace", 16, zygote, None, None),
        "raise a limit": _raise_limit,
        "run a program": _run_a_program,  # last: it would not come back
    }
    if level == "namespaces":
        attempts = {"see a process outside": lambda: os.getpgid(zygote), **attempts}
    for what, attempt in attempts.items():
        with contextlib.suppress(OSError, ValueError):  # setrlimit says EPERM as ValueError
            attempt()
            yield what


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)


def _raise_limit() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # setting at all is raising for those who may not


def _run_a_program() -> None:
    os.execv("/proc/self/exe", ["python", "-c", ""])  # noqa: S606 - without a shell, and to no avail


def _libc(name: str, *arguments: object) -> None:
    if getattr(ctypes.CDLL(None, use_errno=True), name)(*arguments) < 0:
        raise OSError(ctypes.get_errno(), name)
