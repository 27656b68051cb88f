"""The cores that this process may use: in a container they may be fewer than the machine has."""

import os
from contextlib import suppress


def cores() -> list[int]:
    """Their numbers; where the system does not tell which they are, as many as it says there are."""
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))


def stay_on(core: int) -> None:
    """Keep this process, and all that it starts from now on, on one core; nothing changes where that cannot be."""
    if hasattr(os, "sched_setaffinity"):
        with suppress(OSError):  # it may be forbidden, and was only to save time
            os.sched_setaffinity(0, {core})
