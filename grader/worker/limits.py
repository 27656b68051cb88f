"""What one worker may use. Sent by the trusted side, put in force by `lockdown`."""

from typing import NamedTuple


class WorkerLimits(NamedTuple):
    """Bounds on a worker process; every number is above zero."""

    cpu_s: float = 20.0
    memory_mib: int = 3072  # address space, not resident memory: shared mappings count too
    file_mib: int = 64
    open_files: int = 64
    output_kib: int = 64
