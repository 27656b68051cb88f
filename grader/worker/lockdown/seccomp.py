"""The filter of system calls: an allow-list, in force for good once it is installed.

What is not on the list fails with EPERM, so that a student's `os.fork()` is an ordinary exception and no dead process.
Calls that libraries replace by an older one fail with ENOSYS. A call by another architecture's numbers kills.
"""

import ctypes
import errno
import os
import struct
from collections.abc import Iterator

from grader.worker.lockdown.libc import StepError, syscall
from grader.worker.lockdown.syscalls import AUDIT_ARCHITECTURES, free_numbers, machine, numbers

_LOAD, _EQUAL, _GREATER_EQUAL, _GREATER, _AND, _RETURN = 0x20, 0x15, 0x35, 0x25, 0x54, 0x06
_ALLOW, _KILL, _ERROR = 0x7FFF0000, 0x80000000, 0x00050000
_NUMBER, _ARCHITECTURE = 0, 4  # offsets in struct seccomp_data
_X32 = 0x40000000  # x86_64's second set of numbers begins here
_SET_MODE_FILTER = 1

Instruction = tuple[int, int, int, int]  # code, jump if true, jump if false, constant

# A thread of this process as the C libraries start it; a fork has other flags. (glibc's, musl's.)
_THREAD_FLAGS = (0x3D0F00, 0x7D0F00)
_TCGETS, _FIONREAD, _FIONBIO, _FIONCLEX, _FIOCLEX = 0x5401, 0x541B, 0x5421, 0x5450, 0x5451
_F_DUPFD, _F_GETFD, _F_SETFD, _F_GETFL, _F_SETFL, _F_DUPFD_CLOEXEC = 0, 1, 2, 3, 4, 1030
_F_GETLK, _F_SETLK, _F_SETLKW = 5, 6, 7
_PR_SET_NAME, _PR_GET_NAME, _PR_SET_VMA = 15, 16, 0x53564D41


class Filter:
    """The program for this machine, made once; each process adds its own number.

    Raises:
        StepError: there is no list for this architecture.
    """

    def __init__(self) -> None:
        architecture = machine()
        if architecture not in AUDIT_ARCHITECTURES:
            raise StepError(errno.ENOSYS, f"a list of system calls for {architecture}")
        self._architecture = architecture
        self._numbers = numbers(architecture)

    def install(self) -> None:
        """Put the filter in force for this process, which may signal itself and nobody else. Raises StepError."""
        program = b"".join(struct.pack("HBBI", *instruction) for instruction in self.program(os.getpid()))
        code = ctypes.create_string_buffer(program, len(program))
        header = struct.pack("HxxxxxxQ", len(program) // 8, ctypes.addressof(code))
        syscall("seccomp", _SET_MODE_FILTER, 0, ctypes.create_string_buffer(header, len(header)))

    def program(self, pid: int) -> list[Instruction]:
        """The whole filter."""
        start = [
            (_LOAD, 0, 0, _ARCHITECTURE),
            (_EQUAL, 1, 0, AUDIT_ARCHITECTURES[self._architecture]),
            (_RETURN, 0, 0, _KILL),
            (_LOAD, 0, 0, _NUMBER),
            (_GREATER_EQUAL, 0, 1, _X32),
            (_RETURN, 0, 0, _KILL),
        ]
        return [*start, *self._guarded(pid), *_ranges(free_numbers(self._architecture)), _refuse(errno.EPERM)]

    def _guarded(self, pid: int) -> Iterator[Instruction]:
        """Calls that depend on their arguments."""
        blocks = {
            "clone3": [_refuse(errno.ENOSYS)],
            "openat2": [_refuse(errno.ENOSYS)],
            "clone": _one_of(0, *_THREAD_FLAGS),
            "kill": _one_of(0, pid),
            "tgkill": _one_of(0, pid),
            "ioctl": _one_of(1, _TCGETS, _FIONREAD, _FIONBIO, _FIONCLEX, _FIOCLEX),
            "fcntl": _one_of(1, _F_DUPFD, _F_GETFD, _F_SETFD, _F_GETFL, _F_SETFL, _F_DUPFD_CLOEXEC, _F_GETLK,
                             _F_SETLK, _F_SETLKW),
            "prctl": _one_of(0, _PR_SET_NAME, _PR_GET_NAME, _PR_SET_VMA),
            "prlimit64": _reading_limits(pid),
            "open": _no_truncation_by_reading(1),
            "openat": _no_truncation_by_reading(2),
        }  # fmt: skip
        for name, block in blocks.items():
            if name in self._numbers:
                yield (_EQUAL, 0, len(block), self._numbers[name])
                yield from block


def _refuse(number: int) -> Instruction:
    return (_RETURN, 0, 0, _ERROR | number)


def _argument(index: int, *, high: bool = False) -> Instruction:
    """Load half of an argument; both architectures are little-endian."""
    return (_LOAD, 0, 0, 16 + 8 * index + (4 if high else 0))


def _one_of(index: int, *values: int) -> list[Instruction]:
    """Allow if the argument, which the kernel takes as 32 bits, is one of the values."""
    tests = [(_EQUAL, len(values) - place, 0, value) for place, value in enumerate(values)]
    return [_argument(index), *tests, _refuse(errno.EPERM), (_RETURN, 0, 0, _ALLOW)]


def _reading_limits(pid: int) -> list[Instruction]:
    """`prlimit64` of this process without new limits (a null pointer as the third argument)."""
    return [
        _argument(0),
        (_EQUAL, 1, 0, 0),
        (_EQUAL, 0, 4, pid),
        _argument(2),
        (_EQUAL, 0, 2, 0),
        _argument(2, high=True),
        (_EQUAL, 1, 0, 0),
        _refuse(errno.EPERM),
        (_RETURN, 0, 0, _ALLOW),
    ]


def _no_truncation_by_reading(index: int) -> list[Instruction]:
    """Open, but not for reading with O_TRUNC: Landlock before ABI 3 takes that for reading, and it empties the file."""
    return [
        _argument(index),
        (_AND, 0, 0, os.O_TRUNC | os.O_ACCMODE),
        (_EQUAL, 0, 1, os.O_TRUNC),
        _refuse(errno.EPERM),
        (_RETURN, 0, 0, _ALLOW),
    ]


def _ranges(allowed: list[int]) -> Iterator[Instruction]:
    """Allow these numbers, in order; neighbours are one comparison."""
    first = 0
    for place, number in enumerate(allowed):
        if place + 1 < len(allowed) and allowed[place + 1] == number + 1:
            continue
        yield (_GREATER_EQUAL, 1, 0, allowed[first])
        yield _refuse(errno.EPERM)
        yield (_GREATER, 1, 0, number)
        yield (_RETURN, 0, 0, _ALLOW)
        first = place + 1
