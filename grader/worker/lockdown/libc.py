"""The C library: what Python has no function for. Linux only."""

import ctypes
import os

from grader.worker.lockdown.syscalls import machine, numbers

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long
_NUMBERS = numbers(machine()) if machine() in ("x86_64", "aarch64") else {}

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_READ, PR_CAPBSET_DROP = 1, 4, 23, 24
PR_SET_SECUREBITS, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 28, 36, 38

Argument = int | bytes | ctypes.Array[ctypes.c_char] | None


class StepError(OSError):
    """A step of the lock-down that the kernel refused. `step` names it."""

    def __init__(self, number: int, step: str) -> None:
        super().__init__(number, f"{step}: {os.strerror(number)}")
        self.step = step


def call(name: str, *arguments: Argument) -> int:
    """Call a function of the C library. Raises StepError where it says -1."""
    return _checked(getattr(_libc, name)(*map(_as_long, arguments)), name)


def syscall(name: str, *arguments: Argument) -> int:
    """Make a system call by its name. Raises StepError."""
    if name not in _NUMBERS:
        raise StepError(38, f"{name} on {machine()}")
    return _checked(_libc.syscall(ctypes.c_long(_NUMBERS[name]), *map(_as_long, arguments)), name)


def prctl(option: int, value: int = 0) -> int:
    """Set an attribute of this process. Raises StepError."""
    return _checked(_libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0), f"prctl {option}")


def _as_long(argument: Argument) -> object:
    return ctypes.c_long(argument) if isinstance(argument, int) else argument


def _checked(result: int, step: str) -> int:
    if result < 0:
        raise StepError(ctypes.get_errno(), step)
    return result
