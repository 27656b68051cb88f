"""Otter-Grader's `final_grades.csv`: a column a question, here a topic, and a row with the points of each."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TextIO

from grader.export.marks import most_of, row_of
from grader.export.options import Options, Report
from grader.export.table import text_cell, write_table
from grader.results_file import Results

COMPLETED = "Completed"


def export(results: Results, stream: TextIO, options: Options) -> Report:
    """Write the table; questions stand in alphabetical order, as Otter writes them."""
    most = most_of(results)
    topics = sorted(most)
    say = options.numbers.text

    def rows() -> Iterator[list[str]]:
        yield ["file", *map(text_cell, topics), "total_points_earned", "percent_correct", "grading_status"]
        points = [say(most[topic]) for topic in topics]
        yield ["points-per-question", *points, say(sum(most.values(), Decimal())), "1", "--"]
        for submission in results.submissions():
            row = row_of(submission)
            scores = [row.topics[topic].score if topic in row.topics else None for topic in topics]
            share = None if row.percent is None else row.percent / 100
            status = {"graded": COMPLETED, "partial": "Not graded: " + ", ".join(submission.ungraded)}
            yield [
                text_cell(row.student),
                *map(say, scores),
                say(row.total.score),
                "" if share is None else str(round(share, max(options.numbers.decimals, 4)).normalize() + 0),
                text_cell(status.get(row.status, row.status.capitalize())),
            ]

    write_table(stream, rows())
    return Report()
