"""Landlock: which files a worker may touch, and that it reaches no process outside by socket or signal."""

import ctypes
import errno
import os
import stat
import struct
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from grader.worker.lockdown.libc import StepError, syscall

_VERSION = 1  # a flag: tell the ABI instead of making a ruleset
_PATH_BENEATH = 1
_WRITE_FILE, _READ_FILE, _READ_DIR, _REMOVE_DIR, _REMOVE_FILE = 1 << 1, 1 << 2, 1 << 3, 1 << 4, 1 << 5
_MAKE_DIR, _MAKE_REG, _MAKE_SYM, _REFER, _TRUNCATE = 1 << 7, 1 << 8, 1 << 12, 1 << 13, 1 << 14
_READ = _READ_FILE | _READ_DIR
_OWN = _READ | _WRITE_FILE | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_REG | _MAKE_SYM | _REFER | _TRUNCATE
_OF_A_FILE = _READ_FILE | _WRITE_FILE | _TRUNCATE

# Number of file rights that each ABI handles; what an ABI adds beside files is in `_handled`.
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
_TCP_SINCE, _SCOPES_SINCE = 4, 6


class Rule(NamedTuple):
    """An open path and what may be done beneath it."""

    fd: int
    access: int


def abi() -> int:
    """The version that this kernel offers. Raises StepError where there is none."""
    return syscall("landlock_create_ruleset", None, 0, _VERSION)


def readable(path: Path) -> Rule:
    """A file or tree that may be read."""
    return _rule(path, _READ)


def listed(path: Path) -> Rule:
    """A tree whose names may be read, but no file in it."""
    return _rule(path, _READ_DIR)


def own(path: Path) -> Rule:
    """A folder in which everything may be done."""
    return _rule(path, _OWN)


def device(path: Path) -> Rule:
    """A device that may be read and written."""
    return _rule(path, _READ_FILE | _WRITE_FILE)


def _rule(path: Path, access: int) -> Rule:
    fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    return Rule(fd, access if stat.S_ISDIR(os.fstat(fd).st_mode) else access & _OF_A_FILE)


def restrict(rules: Iterable[Rule]) -> None:
    """Allow what the rules say and nothing else, for good. no_new_privs must be set. Raises StepError."""
    files, tcp, scopes = _handled(abi())
    attributes = struct.pack("QQQ", files, tcp, scopes)
    ruleset = syscall("landlock_create_ruleset", ctypes.create_string_buffer(attributes, 24), 24, 0)
    try:
        for rule in rules:
            packed = struct.pack("=Qi", rule.access & files, rule.fd)
            syscall("landlock_add_rule", ruleset, _PATH_BENEATH, ctypes.create_string_buffer(packed, 12), 0)
        syscall("landlock_restrict_self", ruleset, 0)
    finally:
        os.close(ruleset)


def _handled(version: int) -> tuple[int, int, int]:
    """What an ABI can forbid: rights on files, TCP (bind, connect), scopes (abstract sockets, signals)."""
    if version < 1:
        raise StepError(errno.ENOSYS, "landlock_create_ruleset")
    rights = (1 << _FILE_RIGHTS.get(version, 16)) - 1
    return rights, 3 if version >= _TCP_SINCE else 0, 3 if version >= _SCOPES_SINCE else 0


def describe(version: int) -> str:
    """What the level's description says of an ABI."""
    parts = ["files", *(["TCP"] if version >= _TCP_SINCE else [])]
    parts += ["abstract sockets", "signals"] if version >= _SCOPES_SINCE else []
    return f"Landlock ABI {version} ({', '.join(parts)})"
