"""`grader ci`."""

from pathlib import Path
from typing import Any

import click

from grader.cli.options import json_option, json_stream, quiet_option, solutions_option, write_results

PLACES = ("github", "gitlab", "gradescope", "jenkins", "shell")
_path = click.Path(path_type=Path)


@click.command("ci")
@click.option("--submission", type=_path, help="The student's folder (default: the working tree).")
@click.option("--course", type=_path, help="The course file.")
@solutions_option
@click.option("--bundle", type=_path, help="The secret side of the course, locked by `grader bundle`.")
@click.option("--key-file", type=_path, help="The bundle's key (default: the variable GRADER_KEY).")
@click.option("--secret-file", type=_path, help="The course secret, as `grade` takes it.")
@click.option("--topic", "topics", multiple=True, help="Grade this topic only (may be given more than once).")
@click.option("--student", default="", help="Whose work it is (default: the repository's name).")
@click.option("--out", type=_path, help="The folder for the files (default: grader-results).")
@click.option("--place", "wanted", type=click.Choice(PLACES), help="Where this runs (default: found out).")
@click.option("--lang", "language", type=click.Choice(["en", "zh"]), help="Language (default: the course's).")
@click.option(
    "--isolation", type=click.Choice(["namespaces", "landlock", "process"]), help="Do not grade below this level."
)
@json_option
@quiet_option
def command(wanted: str | None, out: Path | None, json_file: str | None, quiet: bool, **asked: Any) -> int:
    """Grade the working tree, and write what GitHub, GitLab, Gradescope or Jenkins reads."""
    from grader.ci.request import Request
    from grader.ci.run import run
    from grader.terminal.ci_view import failures_announced, print_pipeline

    with failures_announced(wanted), json_stream(json_file) as stream:
        graded, place, report = run(Request(**asked), wanted, out)
        write_results(stream, [graded.row], graded.course, graded.isolation)
    if json_file != "-":
        print_pipeline(graded, place, report, quiet=quiet)
    return graded.exit_code
