"""`grader generate`."""

from pathlib import Path

import click

from grader.cli.options import solutions_folder, solutions_option


@click.command("generate")
@click.argument("course", required=False, metavar="[COURSE.yaml]", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Where to write (default: exercises/ beside solutions/).")
@click.option("--check", is_flag=True, help="Write nothing; say what is out of date, and exit with 1 if anything is.")
@solutions_option
def command(course: Path | None, out: Path | None, check: bool, solutions: Path | None) -> int:
    """Turn solutions/ into the exercises that students get: the whole kit, or the topics of COURSE.yaml."""
    from grader.catalogue import read_catalogue
    from grader.course import read_course
    from grader.kit.generate import generate, out_of_date

    folder = solutions_folder(solutions)
    catalogue = read_catalogue(folder)
    catalogue = catalogue.only(read_course(course).topics) if course else catalogue
    target = out or folder.parent / "exercises"
    stale = out_of_date(catalogue, target)
    if not check and stale:
        generate(catalogue, target)
    for line in stale:
        click.echo(line)
    click.echo(
        f"{target}: {len(catalogue.exercises)} exercises, "
        + (("out of date" if check else "written") if stale else "up to date")
    )
    return 1 if check and stale else 0
