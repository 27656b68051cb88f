"""What `grader ci` puts into a pipeline's log."""

import io
from contextlib import redirect_stdout

import click

from grader.ci.github import muted
from grader.ci.grade import Graded
from grader.ci.place import Place
from grader.ci.report import Report
from grader.terminal.check_view import print_topic


def print_pipeline(graded: Graded, place: Place, report: Report, *, quiet: bool) -> None:
    """Print each topic, the commands that the place acts on, and where the files are."""
    if not quiet:
        text = io.StringIO()
        with redirect_stdout(text):
            for result in graded.results:
                print_topic(result, graded.titles[result.topic], clone=not graded.public_only)
        shown = text.getvalue()
        click.echo(muted(shown) if place.kind == "github" else shown, nl=False)
    for line in report.commands:
        click.echo(line)
    if not quiet:
        total = f"{graded.row['score']:g} of {graded.row['max_score']:g} points"
        what = "not everything could be graded" if graded.status == "error" else total
        click.echo(f"{what}, isolation: {graded.isolation}")
        for path in report.files:
            click.echo(f"  {path}")
