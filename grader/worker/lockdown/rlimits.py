"""Resource limits: what a worker may use of the machine. Every level has them, on every POSIX system."""

import contextlib
import sys

from grader.worker.limits import WorkerLimits


def limit_resources(limits: WorkerLimits, processes: int) -> None:
    """Set the limits for good.

    Args:
        limits: what the process may use.
        processes: how many processes and threads its user may have; root is not bound by it.
    """
    try:
        import resource
    except ImportError:  # Windows has none
        return

    cpu_s = max(1, round(limits.cpu_s + 0.5))
    wanted = {
        "RLIMIT_CORE": 0,
        "RLIMIT_CPU": cpu_s,
        "RLIMIT_AS": limits.memory_mib << 20,
        "RLIMIT_FSIZE": limits.file_mib << 20,
        "RLIMIT_NOFILE": limits.open_files,
        "RLIMIT_NPROC": processes,
        "RLIMIT_MEMLOCK": 0,
        "RLIMIT_MSGQUEUE": 0,
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
