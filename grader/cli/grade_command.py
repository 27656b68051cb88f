"""`grader grade`."""

from pathlib import Path

import click

from grader.cli.options import (
    isolation_option,
    json_option,
    json_stream,
    quiet_option,
    solutions_folder,
    solutions_option,
    write_results,
)


@click.command("grade")
@click.argument("submissions", type=click.Path(path_type=Path))
@click.option("--course", type=click.Path(path_type=Path), help="The course file.")
@click.option("--topic", "topics", multiple=True, help="Grade this topic only (may be given more than once).")
@click.option(
    "--secret-file",
    type=click.Path(path_type=Path),
    help="The course secret (default: .grader/secret beside solutions/).",
)
@isolation_option
@json_option
@quiet_option
@solutions_option
def command(
    submissions: Path, course: Path | None, topics: tuple[str, ...], secret_file: Path | None,
    isolation: str | None, json_file: str | None, quiet: bool, solutions: Path | None,
) -> int:  # fmt: skip
    """Grade a class: SUBMISSIONS holds one folder a student, with <topic>.py or <chapter>/<topic>/<topic>.py in it."""
    from grader.grade import Spool, grade_class
    from grader.plan import plan
    from grader.sandbox.isolation import warnings
    from grader.terminal.class_view import ClassView
    from grader.terminal.console import make_console, show

    job = plan(submissions, solutions_folder(solutions), course, topics, secret_file, isolation=isolation)
    for line in () if quiet else warnings(job.isolation):
        click.echo(line, err=True)
    names = [exercise.topic for exercise in job.exercises]
    with json_stream(json_file) as stream, Spool(names) as spool:
        with ClassView(make_console(stderr=True), len(job.students), names, quiet=quiet) as view:
            grade_class(job, spool, view.add)
        write_results(stream, spool.submissions(job.students), job.course, job.isolation)
    if not quiet and json_file != "-":
        show(view.summary(make_console().width))
    return view.exit_code
