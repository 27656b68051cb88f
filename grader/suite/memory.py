"""What a test may take of the grader's own memory: what it computes with is partly the submission's."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

GROWTH_BYTES = 4 << 30  # of address space, beyond what the process has


@contextmanager
def bounded_memory() -> Iterator[None]:
    """In the block, whoever asks for much more memory gets a MemoryError, and not the machine's last page.

    A column and a row of 64 MiB may cross, and their sum has 2**46 elements. Linux only: others cannot bound it.
    """
    taken = _taken()
    if taken is None:
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    bound = taken + GROWTH_BYTES
    if soft == resource.RLIM_INFINITY or bound < soft:
        resource.setrlimit(resource.RLIMIT_AS, (bound, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _taken() -> int | None:
    """The address space of this process in bytes, None where the system does not tell."""
    try:
        import resource

        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except (ImportError, OSError):
        return None
