"""`grader generate`."""

from pathlib import Path
from typing import Literal

import click

from grader.cli.options import solutions_folder, solutions_option


@click.command("generate")
@click.argument("course", required=False, metavar="[COURSE.yaml]", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Where to write (default: exercises/ beside solutions/).")
@click.option("--check", is_flag=True, help="Write nothing; say what is out of date, and exit with 1 if anything is.")
@click.option(
    "--lang",
    type=click.Choice(["en", "zh"]),
    help="The kit's language (default: the course's; else each student's own).",
)
@solutions_option
def command(
    course: Path | None, out: Path | None, check: bool, lang: Literal["en", "zh"] | None, solutions: Path | None
) -> int:
    """Turn solutions/ into the exercises that students get: the whole kit, or the topics of COURSE.yaml."""
    from grader.catalogue import read_catalogue
    from grader.course import read_course
    from grader.kit.generate import generate, out_of_date

    folder = solutions_folder(solutions)
    asked = read_course(course) if course else None
    catalogue = read_catalogue(folder).only(asked.topics if asked else [])
    language = lang or (asked.language if asked else None)
    target = out or folder.parent / "exercises"
    stale = out_of_date(catalogue, target, language)
    if not check and stale:
        generate(catalogue, target, language)
    for line in stale:
        click.echo(line)
    click.echo(
        f"{target}: {len(catalogue.exercises)} exercises, "
        + (("out of date" if check else "written") if stale else "up to date")
    )
    return 1 if check and stale else 0
