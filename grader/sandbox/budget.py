"""What a submission may use of a topic, and what is left of it."""

from dataclasses import dataclass

from grader.language import say


@dataclass(frozen=True)
class Budget:
    """What a topic's worker may use; times count only while the trusted side waits for it."""

    test_timeout_s: float = 5.0
    topic_timeout_s: float = 60.0
    topic_cpu_s: float = 20.0
    memory_mib: int = 3072
    output_kib: int = 64


class Allowance:
    """What is left of a budget's times.

    Attributes:
        cpu_s: processor time of the topic.
    """

    def __init__(self, budget: Budget) -> None:
        self._default_s = budget.test_timeout_s
        self._topic_s = budget.topic_timeout_s
        self.cpu_s = budget.topic_cpu_s
        self._limit_s = self._test_s = budget.test_timeout_s

    def begin_test(self, limit_s: float | None = None) -> None:
        """Another test gets its full time."""
        self._limit_s = self._test_s = limit_s or self._default_s

    @property
    def left_s(self) -> float:
        """How long a call may take; 0 or less where nothing is left."""
        return min(self._test_s, self._topic_s) if self.cpu_s > 0 else 0.0

    @property
    def in_full(self) -> bool:
        """Whether nothing of the test's time is spent yet."""
        return self._test_s == self._limit_s

    def spend(self, seconds: float) -> None:
        """Count time that was waited."""
        self._test_s -= seconds
        self._topic_s -= seconds

    def slow(self, what: str) -> str:
        """What to say of a time-out. No measured time is named: equal submissions get equal messages."""
        if self.cpu_s <= 0 or self._topic_s <= self._test_s:
            return say("The time for this topic is used up.")
        text = say("{what} did not finish within the {limit} s of a test. Is there a loop that never ends?")
        return text.format(what=what, limit=f"{self._limit_s:g}")
