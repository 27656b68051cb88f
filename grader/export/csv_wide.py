"""CSV, a row a student: the marks of every topic, the total, and how things stand."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TextIO

from grader.export.marks import most_of, row_of
from grader.export.options import Options, Report
from grader.export.table import text_cell, write_table
from grader.results_file import Results

BEFORE = ["student", "name", "email", "section"]
BEHIND = ["total", "max", "percent", "status", "notes"]


def export(results: Results, stream: TextIO, options: Options) -> Report:
    """Write the table; under the heading stands a row with the points to be had."""
    most = most_of(results)
    say = options.numbers.text

    def rows() -> Iterator[list[str]]:
        yield [*BEFORE, *map(text_cell, most), *BEHIND]
        points = say(sum(most.values(), Decimal()))
        yield ["points possible", "", "", "", *map(say, most.values()), points, points, "", "", ""]
        for submission in results.submissions():
            row = row_of(submission)
            cells = [row.topics.get(topic) for topic in most]
            notes = [f"{topic}: {mark.note}" for topic, mark in row.topics.items() if mark.note]
            said = [submission.notes] if isinstance(submission.notes, str) else submission.notes or []
            yield [
                *map(text_cell, (row.student, row.name, row.email, row.section)),
                *(say(mark.score) if mark is not None else "" for mark in cells),
                say(row.total.score),
                say(row.total.max_score),
                say(row.percent),
                row.status,
                text_cell("; ".join([*notes, *said])),
            ]

    write_table(stream, rows())
    return Report()
