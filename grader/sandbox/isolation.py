"""The ladder of isolation levels: what holds on this machine, why a higher one does not, and what would help."""

import functools
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from grader.errors import UsageError, WorkerError
from grader.worker.lockdown import LEVELS

LEVEL_VARIABLE = "GRADER_ISOLATION"
PROBE_S = 60.0
UNSAFE = "process"  # the level that does not hold hostile code

_CLONE_SYSCTL = "kernel/unprivileged_userns_clone"
_COUNT_SYSCTL = "user/max_user_namespaces"
_APPARMOR_SYSCTL = "kernel/apparmor_restrict_unprivileged_userns"


class Level(NamedTuple):
    """What was found out about one level. `why_not` is empty where it holds; `remedy` is what would help."""

    name: str
    why_not: str = ""
    remedy: str = ""
    detail: str = ""


@functools.cache
def survey() -> tuple[Level, ...]:
    """Every level, the weakest first, tried in throw-away processes. Raises WorkerError if nothing could be tried."""
    if sys.platform != "linux":
        return (Level(UNSAFE), *(Level(name, f"{sys.platform} has none of it", _ELSEWHERE) for name in LEVELS[1:]))
    command = [sys.executable, "-I", "-m", "grader.worker", "probe"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PROBE_S, check=True)  # noqa: S603 - ours
    except (OSError, subprocess.SubprocessError) as error:
        raise WorkerError(
            f"The isolation levels could not be tried: {error}. Run `{' '.join(command)}` to see what happens."
        ) from None
    found = dict(line.split(" ", 1) for line in done.stdout.splitlines())
    return (Level(UNSAFE), *(_level(name, found) for name in LEVELS[1:]))


def _level(name: str, found: dict[str, str]) -> Level:
    why = found.get(name, "it was not tried").strip()
    return Level(name, why, remedy(name, why) if why else "", found.get("landlock-abi", ""))


def best() -> str:
    """The strongest level that holds here."""
    return next(level.name for level in reversed(survey()) if not level.why_not)


def chosen() -> str | None:
    """The level that GRADER_ISOLATION asks for; None if it is not set. Raises UsageError."""
    level = os.environ.get(LEVEL_VARIABLE)
    if level is not None and level not in LEVELS:
        names = ", ".join(reversed(LEVELS))
        raise UsageError(f"{LEVEL_VARIABLE} is {level!r}; it must be one of {names}, or not set at all.")
    return level


def in_force() -> str:
    """The level that workers run at where nothing else is asked for. Raises UsageError, WorkerError."""
    return chosen() or best()


def settle(minimum: str) -> str:
    """The level to grade at: the strongest that holds, or the one that GRADER_ISOLATION asks for.

    Raises:
        UsageError: it is below the minimum; says why, and what would help.
    """
    level = in_force()
    if LEVELS.index(level) >= LEVELS.index(minimum):
        return level
    if chosen():
        raise UsageError(
            f"{LEVEL_VARIABLE} asks for isolation level {level!r}, but this run needs at least {minimum!r}. "
            f"Unset {LEVEL_VARIABLE}, or lower what is needed: --isolation {level}."
        )
    needed = survey()[LEVELS.index(minimum)]
    raise UsageError(
        f"{refusal(needed.name, needed.why_not)} The strongest level here is {level!r}, and this run needs at least "
        f"{minimum!r}; `--isolation {level}` grades all the same{_warning(level)}."
    )


def _warning(level: str) -> str:
    return ", though hostile code could then read your files" if level == UNSAFE else ""


def warnings(level: str) -> tuple[str, ...]:
    """What whoever grades at a level must know."""
    if level != UNSAFE:
        return ()
    return (
        f"Isolation level {level}: not safe against hostile code, which could read your files and open connections. "
        "`grader doctor` says what would help.",
    )


def refusal(level: str, why: str) -> str:
    """Why a level does not hold, and what would help, in sentences."""
    return f"Isolation level {level!r} does not hold here: {why}. {remedy(level, why)}"


def remedy(level: str, why: str) -> str:
    """What to do so that the level holds, from what failed and from how this machine is set up."""
    if why.startswith("it could"):
        return "That is a hole: please report it as docs/security.md says."
    if "a list of system calls" in why:
        return "Only x86_64 and aarch64 have one so far; use such a machine."
    if why.startswith("landlock"):
        return _landlock_remedy(why)
    return _namespaces_remedy(why) if level == "namespaces" else "Run `grader doctor` and see docs/security.md."


_ELSEWHERE = "Grade on Linux, for example in a container or a virtual machine."


def _landlock_remedy(why: str) -> str:
    if "ENOSYS" in why:
        return "Linux 5.13 or newer has Landlock; a container runtime must let it through (Docker 23 and newer do)."
    if "EOPNOTSUPP" in why:
        return "The kernel has Landlock, but not switched on: add `landlock` to the boot parameter `lsm=`."
    return f"The container's seccomp profile refuses it: {_container_advice()}"


def _namespaces_remedy(why: str) -> str:
    if "uid_map" in why:
        return "Root without capabilities may not make a user namespace: run the container as an ordinary user."
    if _sysctl(_CLONE_SYSCTL) == "0":
        return f"An administrator can allow it: `sysctl {_CLONE_SYSCTL.replace('/', '.')}=1`."
    if _sysctl(_COUNT_SYSCTL) == "0":
        return f"An administrator can allow it: `sysctl {_COUNT_SYSCTL.replace('/', '.')}=10000`."
    if _sysctl(_APPARMOR_SYSCTL) == "1" and os.geteuid() != 0:
        return (
            f"AppArmor keeps ordinary users from it: `sysctl {_APPARMOR_SYSCTL.replace('/', '.')}=0`, or grade as root."
        )
    if _in_container() or _filtered():
        return _container_advice()
    return "See docs/security.md for what the kernel must allow."


def _container_advice() -> str:
    if "KUBERNETES_SERVICE_HOST" in os.environ:
        return (
            "In Kubernetes, give the container `securityContext: {seccompProfile: {type: Unconfined}, "
            "appArmorProfile: {type: Unconfined}}` (no capability is needed)."
        )
    return (
        "In Docker, run the container with `--security-opt seccomp=unconfined --security-opt apparmor=unconfined` "
        "(no capability is needed); on hosted CI, grade on the machine itself and not in a container."
    )


def _sysctl(name: str) -> str:
    try:
        return (Path("/proc/sys") / name).read_text().strip()
    except OSError:
        return ""


def _in_container() -> bool:
    marks = (Path("/.dockerenv"), Path("/run/.containerenv"))
    return "KUBERNETES_SERVICE_HOST" in os.environ or any(mark.exists() for mark in marks)


def _filtered() -> bool:
    """Whether somebody has put a filter of system calls over this process."""
    try:
        lines: Sequence[str] = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return False
    return any(line.split() == ["Seccomp:", "2"] for line in lines)
