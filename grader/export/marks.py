"""What a submission comes to: decimal numbers, after late penalties, with a blank where there is no mark."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from grader.errors import ResultsError
from grader.results_file import Results, Submission, Topic

ROUNDING = "half to even"


@dataclass(frozen=True)
class Mark:
    """Points, or None where there are none to pass on: excused, or not graded yet."""

    score: Decimal | None
    max_score: Decimal
    excused: bool = False
    ungraded: bool = False
    note: str = ""
    extra: bool = False  # on top of the total's maximum


@dataclass(frozen=True)
class Row:
    """One student, as every table of marks wants it.

    Attributes:
        student: the id by which the class is graded.
        topics: topic -> mark; a topic that this student's row lacks is not in it.
        total: all topics together; `ungraded` when one of them is.
        percent: of the total, None where the total is.
    """

    student: str
    name: str
    email: str
    section: str
    missing: bool
    topics: dict[str, Mark]
    total: Mark
    percent: Decimal | None

    @property
    def status(self) -> str:
        """`graded`, `partial`, `missing` or `excused`."""
        if self.total.ungraded:
            return "partial"
        return "excused" if self.total.excused else "missing" if self.missing else "graded"


@dataclass(frozen=True)
class Numbers:
    """How numbers are written: with so many decimals, rounded half to even."""

    decimals: int = 2

    def text(self, value: Decimal | None) -> str:
        """The number, or nothing."""
        return "" if value is None else str(self.rounded(value))

    def rounded(self, value: Decimal) -> Decimal:
        """The number with as many decimals as asked for; never -0."""
        return value.quantize(Decimal(1).scaleb(-self.decimals), ROUND_HALF_EVEN) + 0

    def number(self, value: Decimal | None) -> float | None:
        """The same for a format whose numbers are floats."""
        return None if value is None else float(self.rounded(value))


def exact(value: float) -> Decimal:
    """The decimal number that was written in the file: 2.675 is 2.675, and not the float below it."""
    return Decimal(repr(value))


def row_of(submission: Submission) -> Row:
    """A submission as a row of marks."""
    topics = {topic.topic: mark_of(topic, excused=submission.excused) for topic in submission.topics}
    total = _total(submission, topics)
    percent = None
    if total.score is not None and submission.percent is not None:
        percent = exact(submission.percent)
    elif total.score is not None and total.max_score:
        percent = total.score / total.max_score * 100
    return Row(
        submission.student,
        submission.name or "",
        submission.email or "",
        submission.section or "",
        submission.missing,
        topics,
        total,
        percent,
    )


def mark_of(topic: Topic, *, excused: bool = False) -> Mark:
    """One topic's mark."""
    most, extra = exact(topic.max_score), topic.extra_credit
    if excused or topic.excused:
        return Mark(None, most, excused=True, note="excused", extra=extra)
    if topic.ungraded:
        return Mark(None, most, ungraded=True, note="not graded yet", extra=extra)
    score = topic.score if topic.final_score is None else topic.final_score
    return Mark(exact(score), most, note=_lateness(topic), extra=extra)


def _lateness(topic: Topic) -> str:
    """`2 days late, 20 % off`, or nothing."""
    parts = []
    if topic.days_late:
        days = exact(topic.days_late).normalize()
        parts.append(f"{days:f} {'day' if days == 1 else 'days'} late")
    if topic.penalty:
        parts.append(f"{(exact(topic.penalty) * 100).normalize():f} % off")
    return ", ".join(parts)


def _total(submission: Submission, topics: dict[str, Mark]) -> Mark:
    counted = [mark for mark in topics.values() if not mark.excused]
    most = sum((mark.max_score for mark in counted if not mark.extra), Decimal())
    if submission.excused or (topics and not counted):
        return Mark(None, exact(submission.max_score), excused=True, note="excused")
    if any(mark.ungraded for mark in counted):
        return Mark(None, most, ungraded=True, note="not all graded")
    if submission.final_score is not None:
        return Mark(exact(submission.final_score), most)
    return Mark(sum((mark.score for mark in counted if mark.score is not None), Decimal()), most)


def most_of(results: Results) -> dict[str, Decimal]:
    """Topic -> the points to be had, for every topic of the class, in order; of extra credit none have to be."""
    found: dict[str, Decimal] = {}
    for submission in results.submissions():
        for topic in submission.topics:
            most = Decimal() if topic.extra_credit else exact(topic.max_score)
            found[topic.topic] = max(found.get(topic.topic, Decimal()), most)
    return found


def refuse_ungraded(found: Mapping[str, Sequence[str]], source: str) -> None:
    """Marks that are not all there are not passed on by accident.

    Args:
        found: student -> the topics that are not graded yet, for those who have any.
        source: what messages call the results.

    Raises:
        ResultsError: there is somebody; names who and what.
    """
    names = [f"{student} ({', '.join(topics)})" for student, topics in found.items()]
    if names:
        shown = "; ".join(names[:5]) + ("; ..." if len(names) > 5 else "")
        whose = f"{len(names)} students" if len(names) > 1 else "one student"
        raise ResultsError(
            f"{source}: the work of {whose} is not graded yet: {shown}. "
            "Grade again, or pass on what is there with --partial, which leaves those marks blank and marks the rows."
        )
