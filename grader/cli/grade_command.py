"""`grader grade`."""

import gc
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.options import (
    FORMS,
    isolation_option,
    json_option,
    json_stream,
    quiet_option,
    solutions_folder,
    solutions_option,
    write_results,
)

if TYPE_CHECKING:
    from grader.grade import Job

ALL = "*"  # what --regrade means without a topic, as grader.plan has it
FEW_COLLECTIONS = 50_000  # objects from one look for garbage to the next: a class has many, and none of them in circles


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
@click.option("--jobs", type=click.IntRange(1), help="How many processes (default: one for each core).")
@click.option("--cluster", metavar="ADDRESS", help="A Dask scheduler, or its file: its workers grade instead.")
@click.option("--store", metavar="FILE|URL", help="What was graded (default: .grader/store.sqlite beside the course).")
@click.option(
    "--regrade",
    metavar="[TOPIC]",
    is_flag=False,
    flag_value=ALL,
    multiple=True,
    help="Grade again what is in the store, of one topic or of all. Stands after SUBMISSIONS.",
)
@isolation_option
@json_option
@quiet_option
@solutions_option
def command(
    submissions: Path, course: Path | None, topics: tuple[str, ...], secret_file: Path | None, roster: Path | None,
    form: str, jobs: int | None, cluster: str | None, store: str | None, regrade: tuple[str, ...],
    isolation: str | None, json_file: str | None, quiet: bool, solutions: Path | None,
) -> int:  # fmt: skip
    """Grade a class: SUBMISSIONS is a folder or zip of students' folders or zips, or a download from an LMS.

    What is graded is kept in the store and is not done again: after Ctrl-C, a crash or a change, the same command
    does what is left.
    """
    from grader.plan import plan, store_place

    gc.set_threshold(FEW_COLLECTIONS)
    folder = solutions_folder(solutions)
    place = store or store_place(course, folder)
    with plan(
        submissions, folder, course, topics, secret_file,
        roster_file=roster, form=form, jobs=jobs, cluster=cluster or "", regrade=regrade,
        isolation=isolation,
    ) as job:  # fmt: skip
        return _grade(job, place, json_file, quiet=quiet)


def _grade(job: "Job", place: str | Path, json_file: str | None, *, quiet: bool) -> int:
    """Grade, and write and show what it comes to."""
    from grader.grade import grade_class
    from grader.store import open_store
    from grader.terminal.class_view import ClassView
    from grader.terminal.console import make_console, print_report, show
    from grader.terminal.grade_progress import GradeProgress

    print_report(job.report, quiet=quiet)
    with json_stream(json_file) as stream, open_store(place) as store:
        with GradeProgress(make_console(stderr=True), quiet=quiet) as progress:
            report = grade_class(job, store, progress)
        write_results(stream, report.submissions(), job.course, report.isolation)
        view = ClassView([exercise.topic for exercise in job.exercises], report.scores())
    if not quiet and json_file != "-":
        show(view.summary(make_console().width))
    return view.exit_code
