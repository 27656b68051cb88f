"""The cores that this process may use: in a container they may be fewer than the machine has."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress


def cores() -> list[int]:
    """Their numbers; where the system does not tell which they are, as many as it says there are."""
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))


def core_of(number: int, processes: int) -> int | None:
    """The core for one of so many processes, if there is one for each; else none of them keeps to one.

    A process and its worker speak in turns. On one core that costs less than across two, which have to wake each other;
    but a core that is free would be wasted on a process that may not go there.
    """
    found = cores()
    return found[number] if len(found) == processes else None


def stay_on(core: int) -> None:
    """Keep this process, and all that it starts from now on, on one core; nothing changes where that cannot be."""
    _keep_to([core])


@contextmanager
def staying_on(core: int | None) -> Iterator[None]:
    """In the block, keep this thread, and the processes that it starts, on one core; with None nothing changes."""
    if core is None:
        yield
        return
    before = cores()
    stay_on(core)
    try:
        yield
    finally:
        _keep_to(before)


def _keep_to(numbers: list[int]) -> None:
    if hasattr(os, "sched_setaffinity"):
        with suppress(OSError):  # it may be forbidden, and was only to save time
            os.sched_setaffinity(0, numbers)
