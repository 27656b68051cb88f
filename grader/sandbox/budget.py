"""What a submission may use of a topic."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Budget:
    """What a topic's worker may use; times count only while the trusted side waits for it."""

    test_timeout_s: float = 5.0
    topic_timeout_s: float = 60.0
    topic_cpu_s: float = 20.0
    memory_mib: int = 3072
    output_kib: int = 64
