"""From what was graded to what counts: lateness, the attempt that counts, weights. Nothing here is stored: marks are
derived from the graded attempts and the course file whenever results are written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, NamedTuple

from grader.course import Course
from grader.intake.attempt import Attempt
from grader.intake.roster import Extension, RosterRow
from grader.intake.topic import digest
from grader.moments import Span, in_zone, is_after, iso_utc, started_days
from grader.results import submission_json

Row = Mapping[str, Any]  # a topic or a submission as the results file has it
_SCORE, _PERCENT = Decimal("0.000001"), Decimal("0.0001")


class Graded(NamedTuple):
    """One topic of one attempt: the hash of its file (empty where there is none) and its row."""

    file_hash: str
    row: Row


@dataclass(frozen=True)
class Lateness:
    """How late something was: days that have begun since it was due, and the part of the points that this costs."""

    days: int
    penalty: Decimal


def lateness(course: Course, due: datetime, handed_in: datetime, extensions: Sequence[Extension]) -> Lateness:
    """How late a hand-in was, and what that costs.

    Args:
        course: with the rules.
        due: of the topic, for everybody.
        handed_in: when.
        extensions: of the student; the most generous one counts, and none ever hurts.
    """
    moments = [due, *(_extended(course, due, extension) for extension in extensions)]
    due, late = max(moments, key=lambda moment: moment.astimezone(UTC)), course.late
    if not is_after(handed_in, late.grace.after(due)):
        return Lateness(0, Decimal(0))
    days = started_days(due, handed_in)
    if late.cutoff is not None and is_after(handed_in, late.cutoff.after(due)):
        return Lateness(days, Decimal(1))
    return Lateness(days, min(late.cap, days * late.per_day))


def _extended(course: Course, due: datetime, extension: Extension) -> datetime:
    if isinstance(extension, Span):
        return extension.after(due)
    return in_zone(extension, course.zone or due.tzinfo or UTC)


def derive(course: Course | None, roster_row: RosterRow | None, attempt: Attempt, topic_json: Row) -> dict[str, Any]:
    """A topic's row with what the attempt and the course file make of it.

    Args:
        course: the course file; None where there is none: then the row gets no final score.
        roster_row: the student's, None where there is no roster or the student is not in it.
        attempt: the one that was graded.
        topic_json: the topic of this attempt.
    """
    row, topic = dict(topic_json), str(topic_json["topic"])
    if attempt.number > 1 or (course is not None and attempt.number):
        row["attempt"] = attempt.number
    handed_in = handed_in_at(attempt, roster_row, topic)
    if handed_in is not None:
        row["submitted_at"] = iso_utc(handed_in)
    if course is None:
        return row
    penalty, due = Decimal(0), course.due_of(topic)
    if handed_in is not None and due is not None and row["outcome"] != "not_attempted":
        found = lateness(course, due, handed_in, _extensions(course, roster_row, attempt.student))
        penalty = found.penalty
        row |= {"days_late": found.days, "penalty": float(penalty)}
    if row["outcome"] != "not_graded":
        row["final_score"] = _rounded(_decimal(row["score"]) * (1 - penalty), _SCORE)
    return row | {"extra_credit": True} if course.rules_of(topic).extra else row


def handed_in_at(attempt: Attempt, roster_row: RosterRow | None, topic: str) -> datetime | None:
    """When a topic was handed in: what the hand-in itself says wins over the roster; None where nobody knows."""
    if not attempt.number:
        return None
    told = attempt.times.get(topic, attempt.submitted_at)
    return told or (roster_row.submitted_at if roster_row is not None else None)


def _extensions(course: Course, roster_row: RosterRow | None, student: str) -> list[Extension]:
    found = [course.extensions.get(student), roster_row.extension if roster_row is not None else None]
    return [extension for extension in found if extension is not None]


def counted(course: Course | None, rows: Sequence[Row]) -> int:
    """Which attempt at a topic counts, by the course's rule.

    Args:
        course: with the rule; without a course file the latest attempt counts.
        rows: the topic's derived rows, one for each attempt, in the order of time.

    An attempt without work in it counts only where all are so. Where the best is asked for and one attempt could not
    be graded, nobody knows the best: that attempt is taken, so that it is graded again and not lost.
    """
    tried = [index for index, row in enumerate(rows) if row["outcome"] != "not_attempted"] or [*range(len(rows))]
    if course is None or course.attempts == "latest":
        return tried[-1]
    unknown = next((index for index in tried if rows[index]["outcome"] == "not_graded"), None)
    return unknown if unknown is not None else max(tried, key=lambda index: float(rows[index]["final_score"]))


def submission(
    course: Course | None, roster_row: RosterRow | None, attempts: Sequence[Attempt], graded: Sequence[Sequence[Graded]]
) -> dict[str, Any]:
    """A student's row in the results file.

    Args:
        course: the course file, if there is one.
        roster_row: the student's, if there is one.
        attempts: of this student, in the order of time.
        graded: for each attempt its topics, in the same order every time.
    """
    hashes: list[bytes | None] = []
    topics = []
    for tried in zip(*graded, strict=True):  # one topic, every attempt at it
        rows = [derive(course, roster_row, attempt, each.row) for attempt, each in zip(attempts, tried, strict=True)]
        chosen = counted(course, rows)
        topics.append(rows[chosen] | history(attempts, rows))
        hashes.append(tried[chosen].file_hash.encode() or None)
    found = submission_json(attempts[0].student, digest(hashes), topics)
    notes, missing = _notes(attempts), not attempts[0].number
    if roster_row is None:
        return totals(course, None, found, name=attempts[-1].name, notes=notes, missing=missing)
    return totals(course, roster_row, found, notes=notes, missing=missing)


def history(attempts: Sequence[Attempt], rows: Sequence[Row]) -> dict[str, Any]:
    """What each attempt at a topic came to, where there was more than one: for reports."""
    tried = [
        {"attempt": attempt.number, "score": row["score"]} | {key: row[key] for key in ("submitted_at",) if key in row}
        for attempt, row in zip(attempts, rows, strict=True)
        if row["outcome"] == "graded"
    ]
    return {"attempts": tried} if len(tried) > 1 else {}


def _notes(attempts: Sequence[Attempt]) -> list[str]:
    """What was odd about the attempts; what is so of all of them stands there once."""
    notes = dict.fromkeys(note for attempt in attempts for note in attempt.notes)
    common = [note for note in notes if all(note in attempt.notes for attempt in attempts)]
    return common + [
        f"attempt {attempt.number}: {note}" for attempt in attempts for note in attempt.notes if note not in common
    ]


def totals(course: Course | None, roster_row: RosterRow | None, submission_json: Row, **more: Any) -> dict[str, Any]:
    """A submission's row with who it is of and its final mark.

    Args:
        course: the course file; None where there is none: then the row gets no final mark.
        roster_row: the student's, None where there is no roster or the student is not in it.
        submission_json: the submission, its topics derived.
        more: what else is known of it, such as `notes` and `missing`; left out where it is empty.
    """
    row = dict(submission_json)
    known = {key: getattr(roster_row, key, "") for key in ("name", "email", "section")}
    row |= {key: value for key, value in (known | more).items() if value}
    topics = row.pop("topics")
    if course is not None and all("final_score" in topic for topic in topics):
        row["final_score"] = _rounded(sum((_decimal(each["final_score"]) for each in topics), Decimal(0)), _SCORE)
        percent = _percent(course, topics)
        if percent is not None:
            row["percent"] = percent
    return row | {"topics": topics}  # they come last: a reader sees whose they are first


def _percent(course: Course, topics: Sequence[Row]) -> float | None:
    """The weighted mark from 0 to 100. Where the course gives no weight at all, each topic weighs its points."""
    rules = {str(topic["topic"]): course.rules_of(str(topic["topic"])) for topic in topics}
    weighted = any(each.weight is not None for each in rules.values())
    earned = total = Decimal(0)
    for topic in topics:
        most, rule = _decimal(topic["max_score"]), rules[str(topic["topic"])]
        weight = most if not weighted else _decimal(1.0 if rule.weight is None else rule.weight)
        if most:
            earned += weight * _decimal(topic["final_score"]) / most
            total += 0 if rule.extra else weight
    return _rounded(min(100 * earned / total, Decimal(100)), _PERCENT) if total else None


def _decimal(number: float) -> Decimal:
    """The number as it is written, not as its bits have it."""
    return Decimal(repr(float(number)))


def _rounded(number: Decimal, to: Decimal) -> float:
    return float(number.quantize(to, rounding=ROUND_HALF_EVEN))
