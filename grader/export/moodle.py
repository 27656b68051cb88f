"""Moodle's grade import: a column that identifies the student, one column an item, and its feedback beside it."""

from collections.abc import Iterator
from typing import TextIO

from grader.errors import ResultsError
from grader.export.marks import Mark, most_of, row_of
from grader.export.options import Options, Report
from grader.export.table import is_guarded, text_cell, write_table
from grader.results_file import Results, Submission

HEADINGS = {"email": "Email address", "idnumber": "ID number", "username": "Username"}


def export(results: Results, stream: TextIO, options: Options) -> Report:
    """Write the table. A blank mark leaves Moodle's as it is.

    Raises:
        ResultsError: the students are to be known by their email addresses, and somebody has none.
    """
    most = most_of(results)
    identity = _identity(results, options.identify)
    say = options.numbers.text
    report = Report()
    odd: list[str] = []

    def rows() -> Iterator[list[str]]:
        items = [column for topic in [*map(text_cell, most), "Total"] for column in (topic, f"{topic} (feedback)")]
        yield [HEADINGS[identity], "Full name", *items, "Percent"]
        for submission in results.submissions():
            row = row_of(submission)
            known_as = submission.email or "" if identity == "email" else row.student
            odd.extend([known_as] if is_guarded(known_as) else [])
            marks = [*(row.topics.get(topic) for topic in most), row.total]
            cells = [cell for mark in marks for cell in (say(mark.score if mark else None), _feedback(mark))]
            yield [text_cell(known_as), text_cell(row.name), *cells, say(row.percent)]

    write_table(stream, rows())
    report.names("Moodle will not know these ids, which were made safe for spreadsheets", odd)
    return report


def _feedback(mark: Mark | None) -> str:
    if mark is None:
        return ""
    points = "" if mark.score is None else f"{mark.score.normalize():f} of {mark.max_score.normalize():f}"
    return text_cell("; ".join(part for part in (points, mark.note) if part))


def _identity(results: Results, wanted: str) -> str:
    if wanted in ("idnumber", "username"):
        return wanted
    without = [each.student for each in results.submissions() if not _has_email(each)]
    if without and wanted == "email":
        raise ResultsError(
            f"{results.source}: these students have no email address: {', '.join(without[:5])}. "
            "Grade with a roster that has one for each, or use --identify idnumber."
        )
    return "idnumber" if without else "email"


def _has_email(submission: Submission) -> bool:
    return bool(submission.email and "@" in submission.email)
