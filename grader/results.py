"""Marks as data: what one test, one topic and one submission came to, and the results file (schema 1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from grader.language import say

SCHEMA = 1
EARNING = frozenset({"passed", "carried"})


class Named(Protocol):
    """What has the fields of a diagnosis: one that was just made, or one read from a results file."""

    @property
    def misconception(self) -> str:
        """Its name."""

    @property
    def hint(self) -> str:
        """What the student reads."""


class Diagnosis(NamedTuple):
    """A wrong answer that has a name."""

    function: str
    misconception: str
    hint: str


@dataclass(frozen=True)
class TestResult:
    """One test for one submission. `message` holds no more than its feedback level allows."""

    __test__ = False  # pytest: not a test class

    name: str
    title: str
    suite: str
    function: str
    points: float
    outcome: str
    message: str = ""
    seconds: float = 0.0
    extra_credit: bool = False
    diagnosis: Diagnosis | None = None

    @property
    def earned(self) -> float:
        """All the points or none."""
        return self.points if self.outcome in EARNING else 0.0

    def to_json(self) -> dict[str, Any]:
        """As the results file has it."""
        row = {
            "name": self.name,
            "title": self.title,
            "suite": self.suite,
            "function": self.function,
            "points": self.points,
            "earned": self.earned,
            "outcome": self.outcome,
            "message": self.message,
            "seconds": round(self.seconds, 6),
        }
        return row | {"extra_credit": True} if self.extra_credit else row


@dataclass(frozen=True)
class TopicResult:
    """One topic for one submission.

    Attributes:
        outcome: `graded`, `not_attempted` (no file, or every function still the stub), `unreadable` (the file could
            not be read) or `not_graded` (a fault of ours: no mark).
        message: why it was not graded or read; empty otherwise.
    """

    topic: str
    suite_hash: str
    tests: tuple[TestResult, ...]
    outcome: str = "graded"
    message: str = ""

    @property
    def diagnoses(self) -> list[Diagnosis]:
        """The misconceptions that were recognised, each once."""
        return list(dict.fromkeys(test.diagnosis for test in self.tests if test.diagnosis is not None))

    @property
    def score(self) -> float:
        """Points earned."""
        return _tidy(test.earned for test in self.tests)

    @property
    def max_score(self) -> float:
        """Points to be had, extra credit left out."""
        return _tidy(test.points for test in self.tests if not test.extra_credit)

    def to_json(self) -> dict[str, Any]:
        """As the results file has it."""
        row: dict[str, Any] = {
            "topic": self.topic,
            "score": self.score,
            "max_score": self.max_score,
            "outcome": self.outcome,
            "suite_hash": self.suite_hash,
            "tests": [test.to_json() for test in self.tests],
            "diagnoses": [item._asdict() for item in self.diagnoses],
        }
        return row | {"message": self.message} if self.message else row


def diagnosis_text(diagnosis: Named) -> str:
    """A diagnosis as the last line of a message."""
    mistake = say("It {mistake}").format(mistake=diagnosis.misconception.replace("_", " "))
    return say("{mistake}: {hint}").format(mistake=mistake, hint=diagnosis.hint)


def topic_outcome(tests: Iterable[TestResult]) -> str:
    """The topic's outcome from its tests': one test of which nothing was learned makes it `not_graded`."""
    outcomes = {test.outcome for test in tests}
    if "not_graded" in outcomes:
        return "not_graded"
    return "not_attempted" if outcomes == {"not_attempted"} else "graded"


def submission_json(student: str, digest: str, topics: list[dict[str, Any]]) -> dict[str, Any]:
    """One submission of the results file, from its topics' JSON. Those of extra credit come on top of the maximum."""
    return {
        "student": student,
        "hash": digest,
        "score": _tidy(topic["score"] for topic in topics),
        "max_score": _tidy(topic["max_score"] for topic in topics if not topic.get("extra_credit")),
        "topics": topics,
    }


def _tidy(points: Iterable[float]) -> float:
    return round(float(sum(points)), 6)
