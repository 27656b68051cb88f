"""A class in figures, gathered from the submissions of a results file one at a time."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from grader.report.items import Item, items_of
from grader.results_file import Submission, Test, Topic, Tried

FLAWS = ("errored", "timed_out", "crashed", "out_of_memory")


class Cell(NamedTuple):
    """One student's topic; `took_h` are the hours from the first attempt to the best, where attempts say when."""

    score: float
    max_score: float
    outcome: str
    days_late: int = 0
    attempts: int = 1
    took_h: float | None = None
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


def summarise(submissions: Iterable[Submission], *, course: str, isolation: str) -> Summary:
    """Gather a class.

    Args:
        submissions: of a results file, schema 1.
        course: its title.
        isolation: the level in force.
    """
    summary = Summary(course, isolation)
    answers: dict[str, list[list[tuple[float, float]]]] = defaultdict(list)
    tests: dict[str, list[Test]] = {}
    holders: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    hints: dict[tuple[str, str, str], str] = {}
    for submission in submissions:
        summary.rows.append(_row(submission))
        for topic in submission.topics:
            name = topic.topic
            if name not in summary.topics:
                summary.topics.append(name)
            summary.faults += _faults(submission.student, topic)
            if topic.outcome == "graded" and topic.tests:
                tests.setdefault(name, topic.tests)
                answers[name].append([(test.earned, test.points) for test in topic.tests])
            for item in topic.diagnoses:
                key = (name, item.function, item.misconception)
                holders[key].append(submission.student)
                hints[key] = item.hint
    summary.items = [item for name in tests for item in items_of(name, tests[name], answers[name])]
    summary.mistakes = sorted(
        (Mistake(*key, hints[key], names, len(summary.attempted(key[0]))) for key, names in holders.items()),
        key=lambda mistake: (-len(mistake.students), mistake.topic, mistake.function, mistake.name),
    )
    return summary


def _row(submission: Submission) -> Row:
    cells = {topic.topic: _cell(topic) for topic in submission.topics}
    name, section = submission.name or "", submission.section or ""
    return Row(submission.student, name, section, cells, marks_of(submission), submission.max_score, submission.missing)


def _cell(topic: Topic) -> Cell:
    outcomes = {test.outcome for test in topic.tests}
    return Cell(
        marks_of(topic),
        topic.max_score,
        "not_graded" if topic.ungraded else topic.outcome,
        math.ceil(topic.days_late or 0),
        max(topic.attempt or 1, len(topic.attempts)),
        _hours_to_best(topic.attempts),
        tuple(name for name in FLAWS if name in outcomes),
    )


def _hours_to_best(attempts: list[Tried]) -> float | None:
    best = max(attempts, key=lambda tried: tried.score, default=None)
    if best is None or best.submitted_at is None or attempts[0].submitted_at is None:
        return None
    took = datetime.fromisoformat(best.submitted_at) - datetime.fromisoformat(attempts[0].submitted_at)
    return took.total_seconds() / 3600


def marks_of(row: Submission | Topic) -> float:
    """The score after all that a course takes off."""
    return row.score if row.final_score is None else row.final_score


def _faults(student: str, topic: Topic) -> Iterator[Fault]:
    if topic.ungraded:
        told = [test.message for test in topic.tests if test.outcome == "not_graded" and test.message]
        yield Fault(student, topic.topic, topic.message or (told[0] if told else ""))
