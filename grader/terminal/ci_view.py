"""What `grader ci` puts into a pipeline's log."""

import io
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout

import click

from grader.ci.github import command, muted
from grader.ci.place import Place, find_place
from grader.ci.report import Report
from grader.ci.request import Graded
from grader.errors import GraderError
from grader.language import say, speaking
from grader.results import TestResult, TopicResult
from grader.results_file import Topic
from grader.terminal.check_view import print_topic


def print_pipeline(graded: Graded, place: Place, report: Report, *, quiet: bool) -> None:
    """Print each topic, the commands that the place acts on, and where the files are, as the student reads."""
    with speaking(graded.language):
        if not quiet:
            shown = _topics(graded)
            click.echo(muted(shown) if place.kind == "github" else shown, nl=False)
        for line in report.commands:
            click.echo(line)
        if not quiet:
            click.echo(_total(graded))
            for path in report.files:
                click.echo(f"  {path}")


def _topics(graded: Graded) -> str:
    """Each topic as `check` shows it."""
    text = io.StringIO()
    with redirect_stdout(text):
        for topic in graded.submission.topics:
            print_topic(_result(topic), graded.titles[topic.topic], clone=not graded.public_only)
    return text.getvalue()


def _total(graded: Graded) -> str:
    """The points in all, and the level at which they were earned."""
    score, most = graded.row.get("final_score", graded.row["score"]), graded.row["max_score"]
    total = say("{score} of {most} points").format(score=f"{score:g}", most=f"{most:g}")
    what = say("not everything could be graded") if graded.status == "error" else total
    return say("{what}, isolation: {level}").format(what=what, level=graded.isolation)


@contextmanager
def failures_announced(wanted: str | None) -> Iterator[None]:
    """On GitHub, what kept us from grading is an annotation, too: a student looks there before reading a log."""
    try:
        yield
    except GraderError as error:
        if find_place(wanted).kind == "github":
            click.echo(command("error", str(error), title="grader"))
        raise


def _result(topic: Topic) -> TopicResult:
    """A topic of the results file, as the terminal shows topics."""
    tests = tuple(
        TestResult(
            test.name, test.title, test.suite, test.function, test.points, test.outcome, test.message, test.seconds,
            test.extra_credit,
        )
        for test in topic.tests
    )  # fmt: skip
    return TopicResult(topic.topic, "", tests, topic.outcome, topic.message)
