"""`grader report`."""

from pathlib import Path

import click

from grader.cli.options import in_language, lang_option, solutions_option
from grader.errors import UsageError

PATH = click.Path(path_type=Path)


@click.command("report")
@click.argument("results", nargs=-1, required=True)
@click.option("--student", help="One student's own report instead of the class's.")
@click.option("--all-students", is_flag=True, help="Every student's own report, into the folder that --out names.")
@click.option("--out", type=PATH, help="The page to write (default: report.html; reports/ for --all-students).")
@click.option("--submissions", type=PATH, help="The class's folder: students' reports then show pictures.")
@click.option("--course", metavar="TITLE", help="Which course, where RESULTS is a store of several.")
@click.option("--similarity", type=PATH, help="What `grader similarity --json` wrote, for the class report.")
@lang_option
@solutions_option
def command(
    results: tuple[str, ...], student: str | None, all_students: bool, out: Path | None, submissions: Path | None,
    course: str | None, similarity: Path | None, lang: str | None, solutions: Path | None,
) -> int:  # fmt: skip
    """Write a class's report, or a student's, as one HTML page. RESULTS: files of `grade --json`, or a store."""
    from grader.report.make import write_class, write_students
    from grader.workspace import solutions_if_any

    if student is not None and all_students:
        raise UsageError("--student is one student and --all-students is every one. Leave one of them out.")
    with in_language(lang, None):
        if student is None and not all_students:
            written = [write_class(results[-1], out or Path("report.html"), similarity, course)]
        else:
            place = out or Path("reports" if student is None else "report.html")
            home = solutions or solutions_if_any(Path.cwd())
            written = write_students(results, student, place, home, submissions, course)
    click.echo(f"Wrote {written[0]}" if len(written) == 1 else f"Wrote {len(written)} pages into {written[0].parent}")
    return 0
