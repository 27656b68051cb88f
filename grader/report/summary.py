"""A class in figures, gathered from the submissions of a results file one at a time."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from grader.report.items import Item, items_of

FLAWS = ("errored", "timed_out", "crashed", "out_of_memory")


class Cell(NamedTuple):
    """One student's topic."""

    score: float
    max_score: float
    outcome: str
    days_late: int = 0
    attempts: int = 1
    flaws: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        """Points earned, as a share."""
        return self.score / self.max_score if self.max_score else 0.0


class Row(NamedTuple):
    """One student."""

    student: str
    name: str
    section: str
    cells: dict[str, Cell]
    score: float
    max_score: float
    missing: bool


class Mistake(NamedTuple):
    """A misconception and who holds it."""

    topic: str
    function: str
    name: str
    hint: str
    students: list[str]
    attempts: int

    @property
    def words(self) -> str:
        """The name as words."""
        return self.name.replace("_", " ")


class Fault(NamedTuple):
    """Work that could not be graded, through no fault of the student."""

    student: str
    topic: str
    reason: str


@dataclass
class Summary:
    """What a class report shows.

    Attributes:
        course: its title.
        isolation: the level in force.
        topics: their names, in order.
        rows: the students, in the file's order.
        items: how each test did.
        mistakes: misconceptions, the most frequent first.
        faults: failures of ours.
    """

    course: str
    isolation: str
    topics: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def attempted(self, topic: str) -> list[Cell]:
        """The cells of those who handed something in for a topic."""
        cells = (row.cells[topic] for row in self.rows if topic in row.cells)
        return [cell for cell in cells if cell.outcome not in ("not_attempted", "not_graded")]


def summarise(submissions: Iterable[dict[str, Any]], *, course: str, isolation: str) -> Summary:
    """Gather a class.

    Args:
        submissions: of a results file, schema 1.
        course: its title.
        isolation: the level in force.
    """
    summary = Summary(course, isolation)
    answers: dict[str, list[list[tuple[float, float]]]] = defaultdict(list)
    tests: dict[str, list[dict[str, Any]]] = {}
    holders: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    hints: dict[tuple[str, str, str], str] = {}
    for submission in submissions:
        summary.rows.append(_row(submission))
        for topic in submission["topics"]:
            name = topic["topic"]
            if name not in summary.topics:
                summary.topics.append(name)
            summary.faults += _faults(submission["student"], topic)
            if topic["outcome"] == "graded" and topic["tests"]:
                tests.setdefault(name, topic["tests"])
                answers[name].append([(test["earned"], test["points"]) for test in topic["tests"]])
            for item in topic["diagnoses"]:
                key = (name, item["function"], item["misconception"])
                holders[key].append(submission["student"])
                hints[key] = item["hint"]
    summary.items = [item for name in tests for item in items_of(name, tests[name], answers[name])]
    summary.mistakes = sorted(
        (Mistake(*key, hints[key], names, len(summary.attempted(key[0]))) for key, names in holders.items()),
        key=lambda mistake: (-len(mistake.students), mistake.topic, mistake.function, mistake.name),
    )
    return summary


def _row(submission: dict[str, Any]) -> Row:
    cells = {topic["topic"]: _cell(topic) for topic in submission["topics"]}
    score = submission.get("final_score", submission["score"])
    name, section = str(submission.get("name", "")), str(submission.get("section", ""))
    missing = bool(submission.get("missing", False))
    return Row(submission["student"], name, section, cells, score, submission["max_score"], missing)


def _cell(topic: dict[str, Any]) -> Cell:
    outcomes = Counter(test["outcome"] for test in topic["tests"])
    return Cell(
        topic.get("final_score", topic["score"]),
        topic["max_score"],
        topic["outcome"],
        int(topic.get("days_late", 0)),
        int(topic.get("attempt", 1)),
        tuple(name for name in FLAWS if outcomes[name]),
    )


def _faults(student: str, topic: dict[str, Any]) -> Iterator[Fault]:
    if topic["outcome"] == "not_graded":
        told = [test["message"] for test in topic["tests"] if test["outcome"] == "not_graded" and test["message"]]
        yield Fault(student, topic["topic"], topic.get("message") or (told[0] if told else ""))
