"""`grader grade`."""

from pathlib import Path

import click

from grader.cli.options import (
    FORMS,
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
@click.option("--roster", type=click.Path(path_type=Path), help="A CSV file of the course's students: id, name, ...")
@click.option(
    "--from",
    "form",
    type=click.Choice(FORMS),
    default="auto",
    help="The form of SUBMISSIONS (default: told by its names).",
)
@json_option
@quiet_option
@solutions_option
def command(
    submissions: Path, course: Path | None, topics: tuple[str, ...], secret_file: Path | None, roster: Path | None,
    form: str, json_file: str | None, quiet: bool, solutions: Path | None,
) -> int:  # fmt: skip
    """Grade a class: SUBMISSIONS is a folder or zip of students' folders or zips, or a download from an LMS."""
    from grader.grade import Spool, grade_class
    from grader.plan import plan
    from grader.terminal.class_view import ClassView
    from grader.terminal.console import make_console, print_report, show

    folder = solutions_folder(solutions)
    with plan(submissions, folder, course, topics, secret_file, roster_file=roster, form=form) as job:
        names = [exercise.topic for exercise in job.exercises]
        print_report(job.report, quiet=quiet)
        with json_stream(json_file) as stream, Spool(names) as spool:
            with ClassView(make_console(stderr=True), len(job.students), names, quiet=quiet) as view:
                grade_class(job, spool, view.add)
            rows = spool.submissions(job.students, job.rules, job.roster)
            write_results(stream, rows, job.course, job.isolation)
    if not quiet and json_file != "-":
        show(view.summary(make_console().width))
    return view.exit_code
