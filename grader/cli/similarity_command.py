"""`grader similarity`."""

import json
from pathlib import Path

import click

from grader.cli.options import in_language, json_option, json_stream, lang_option, solutions_folder, solutions_option


@click.command("similarity")
@click.argument("submissions", type=click.Path(path_type=Path))
@click.option("--topic", "topics", multiple=True, help="Compare this topic only (may be given more than once).")
@click.option("--threshold", type=click.FloatRange(0, 1), default=0.8, show_default=True, help="Least share to tell.")
@json_option
@lang_option
@solutions_option
def command(
    submissions: Path, topics: tuple[str, ...], threshold: float, json_file: str | None, lang: str | None,
    solutions: Path | None,
) -> int:  # fmt: skip
    """Find submissions of a class that share code beyond the stub and the reference."""
    from grader.catalogue import read_catalogue
    from grader.intake import Intake, latest
    from grader.similarity.compare import similar_pairs
    from grader.terminal.console import show
    from grader.terminal.similarity_view import similarity_view

    exercises = read_catalogue(solutions_folder(solutions)).only(topics).exercises
    with Intake(submissions, topics={each.topic: each.relative for each in exercises}) as intake:
        pairs = list(similar_pairs(exercises, latest(intake.attempts), threshold))
    with json_stream(json_file) as stream, in_language(lang, None):
        if stream is not None:
            json.dump({"schema": 1, "threshold": threshold, "pairs": [pair._asdict() for pair in pairs]}, stream)
        if json_file != "-":
            show(similarity_view(pairs, threshold))
    return 0
