"""`grader validate`."""

import json
from pathlib import Path
from typing import Any, TextIO

import click

from grader.cli.options import json_option, json_stream, quiet_option, solutions_folder, solutions_option
from grader.cores import cores

SEEDS = 20


@click.command("validate")
@click.argument("topics", nargs=-1)
@click.option("--seeds", type=click.IntRange(1), help=f"How many seeds the reference is tried with (default: {SEEDS}).")
@click.option("--mutants", is_flag=True, help="Try small changes of the reference instead: tests must notice them.")
@click.option("--jobs", type=click.IntRange(1), help="How many processes (default: one for each core).")
@click.option(
    "--out", type=click.Path(path_type=Path), help="The generated exercises (default: exercises/ beside solutions/)."
)
@json_option
@quiet_option
@solutions_option
def command(
    topics: tuple[str, ...], seeds: int | None, mutants: bool, jobs: int | None, out: Path | None,
    json_file: str | None, quiet: bool, solutions: Path | None,
) -> int:  # fmt: skip
    """Prove that TOPICS (all, if none is named) mark as they should: one line a topic."""
    from grader.catalogue import read_catalogue
    from grader.terminal.console import make_console
    from grader.terminal.validate_view import ValidateProgress, report_lines
    from grader.validate.run import mutate_all, validate_all

    if mutants and seeds is not None:
        raise click.UsageError("--mutants takes no --seeds: each mutant is tried once. Leave one of the two out.")
    folder, reports = solutions_folder(solutions), list[Any]()
    generated, jobs = out or folder.parent / "exercises", jobs or len(cores())
    silent, counted = quiet or json_file == "-", "Mutants" if mutants else "Submissions"
    catalogue = read_catalogue(folder)
    with (
        json_stream(json_file) as stream,
        ValidateProgress(make_console(stderr=True), counted, quiet=silent) as bar,
    ):
        found = (
            mutate_all(catalogue, topics, jobs, bar.update)
            if mutants
            else validate_all(catalogue, topics, seeds or SEEDS, generated, jobs, bar.update)
        )
        for report in found:
            reports.append(report)
            bar.write(report_lines(report))
        _write(stream, reports)
    return 1 if any(report.problems for report in reports) else 0


def _write(stream: TextIO | None, reports: list[Any]) -> None:
    if stream is not None:
        topics = [report.to_json() for report in reports]
        json.dump({"schema": 1, "topics": topics}, stream, ensure_ascii=False, indent=1)
        stream.write("\n")
