"""`grader validate`."""

import json
from pathlib import Path

import click

from grader.cli.options import json_option, json_stream, quiet_option, solutions_folder, solutions_option


@click.command("validate")
@click.argument("topics", nargs=-1)
@click.option(
    "--seeds", default=20, show_default=True, type=click.IntRange(1), help="How many seeds the reference is tried with."
)
@click.option(
    "--out", type=click.Path(path_type=Path), help="The generated exercises (default: exercises/ beside solutions/)."
)
@json_option
@quiet_option
@solutions_option
def command(
    topics: tuple[str, ...], seeds: int, out: Path | None, json_file: str | None, quiet: bool, solutions: Path | None
) -> int:
    """Prove that TOPICS (all, if none is named) mark as they should: one line a topic."""
    from grader.catalogue import read_catalogue
    from grader.terminal.validate_view import report_lines
    from grader.validate.run import validate_all

    folder = solutions_folder(solutions)
    reports = []
    with json_stream(json_file) as stream:
        for report in validate_all(read_catalogue(folder), topics, seeds, out or folder.parent / "exercises"):
            reports.append(report)
            if not quiet and json_file != "-":
                click.echo(report_lines(report))
        if stream is not None:
            json.dump(
                {"schema": 1, "topics": [report.to_json() for report in reports]}, stream, ensure_ascii=False, indent=1
            )
            stream.write("\n")
    return 1 if any(report.problems for report in reports) else 0
