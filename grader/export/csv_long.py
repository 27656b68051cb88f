"""CSV, a row a test: for statistics."""

from collections.abc import Iterator
from typing import TextIO

from grader.export.marks import exact, row_of
from grader.export.options import Options, Report
from grader.export.table import text_cell, write_table
from grader.results_file import Results

HEADING = ["student", "section", "topic", "suite", "function", "test", "title", "points", "earned", "outcome",
           "extra_credit", "seconds", "topic_outcome", "days_late", "penalty", "topic_score", "status"]  # fmt: skip


def export(results: Results, stream: TextIO, options: Options) -> Report:
    """Write the table."""
    say = options.numbers.text

    def rows() -> Iterator[list[str]]:
        yield HEADING
        for submission in results.submissions():
            who = [text_cell(submission.student), text_cell(submission.section or "")]
            row = row_of(submission)
            for topic in submission.topics:
                mark = row.topics[topic.topic]
                late = [
                    "" if number is None else f"{exact(number).normalize():f}"
                    for number in (topic.days_late, topic.penalty)
                ]
                behind = [text_cell(topic.outcome), *late, say(mark.score), row.status]
                for test in topic.tests:
                    ungraded = test.outcome == "not_graded"
                    yield [
                        *who,
                        *map(text_cell, (topic.topic, test.suite, test.function, test.name, test.title)),
                        say(exact(test.points)),
                        "" if ungraded else say(exact(test.earned)),
                        text_cell(test.outcome),
                        "yes" if test.extra_credit or topic.extra_credit else "no",
                        f"{exact(test.seconds):f}",
                        *behind,
                    ]

    write_table(stream, rows())
    return Report()
