"""`grader generate`."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from grader.cli.options import solutions_folder, solutions_option
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.catalogue import Catalogue

MISSING = " is missing"  # how a line ends about a file that is not there yet


@click.command("generate")
@click.argument("course", required=False, metavar="[COURSE.yaml]", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Where to write (default: exercises/ beside solutions/).")
@click.option(
    "--format", "kind", type=click.Choice(["py", "ipynb"]), default="py",
    help="Files (the default), or the folder of an nbgrader course.",
)  # fmt: skip
@click.option("--assignment", default="exercises", help="ipynb: nbgrader's name for the notebooks (exercises).")
@click.option("--check", is_flag=True, help="Write nothing; say what is out of date, and exit with 1 if anything is.")
@click.option("--figures", is_flag=True, help="Draw the handouts' figures with the topics' figures.py first.")
@click.option(
    "--lang",
    type=click.Choice(["en", "zh"]),
    help="The kit's language (default: the course's; else each student's own).",
)
@click.option("--ci", "system", type=click.Choice(["github", "gitlab"]), help="Put a pipeline into the kit, too.")
@click.option("--bundle", type=click.Path(path_type=Path), help="For --ci: the file that `grader bundle` made.")
@click.option(
    "--gradescope", type=click.Path(path_type=Path), metavar="FILE.zip", help="Write an autograder instead of a kit."
)
@solutions_option
def command(
    course: Path | None, out: Path | None, kind: str, assignment: str, check: bool, figures: bool,
    lang: Literal["en", "zh"] | None, system: str | None, bundle: Path | None, gradescope: Path | None,
    solutions: Path | None,
) -> int:  # fmt: skip
    """Turn solutions/ into the exercises that students get: the whole kit, or the topics of COURSE.yaml."""
    from grader.catalogue import read_catalogue
    from grader.course import read_course

    if gradescope is not None and (check or out or system or bundle or kind != "py"):
        raise UsageError("--gradescope writes an autograder and nothing else: with it stand COURSE.yaml and --figures.")
    if bundle is not None and system is None:
        raise UsageError("--bundle is for the pipeline of --ci. Say which: --ci github or --ci gitlab.")
    if system is not None and kind != "py":
        raise UsageError("--ci grades a kit, and --format ipynb writes none. Leave one of them out.")
    folder = solutions_folder(solutions)
    if figures:
        _draw(folder, check)
    if gradescope is not None:
        return _write_autograder(gradescope, folder, course)
    asked = read_course(course) if course else None
    catalogue = read_catalogue(folder).only(asked.topics if asked else [])
    language = lang or (asked.language if asked else None)
    packed = _read_bundle(bundle) if bundle is not None else None
    target = out or folder.parent / ("exercises" if kind == "py" else "nbgrader")
    stale = _notebooks(catalogue, target, language, assignment, check) if kind == "ipynb" else _kit(
        catalogue, target, language, check)  # fmt: skip
    _say(target, len(catalogue.exercises), stale, check=check)
    if system is not None and not check:
        _write_pipeline(target, system, packed)
    return 1 if check and stale else 0


def _say(target: Path, number: int, stale: list[str], *, check: bool) -> None:
    """What is out of date; or, where it was written, what had stood there and is another now."""
    new = 0 if check else sum(line.endswith(MISSING) for line in stale)
    state = ("out of date" if check else "written") if stale else "up to date"
    more = f", {new} new file{'s' * (new != 1)}" if new else ""
    lines = [line for line in stale if check or not line.endswith(MISSING)]
    click.echo("\n".join([*lines, f"{target}: {number} exercise{'s' * (number != 1)}, {state}{more}"]))


def _draw(solutions: Path, check: bool) -> None:
    from grader.catalogue import read_catalogue
    from grader.kit.figures import draw_figures

    if check:
        raise UsageError("--figures writes and --check writes nothing. Leave one of them out.")
    for path in draw_figures(read_catalogue(solutions, undrawn=True)):
        click.echo(f"{path}: drawn")


def _kit(catalogue: "Catalogue", target: Path, language: Literal["en", "zh"] | None, check: bool) -> list[str]:
    from grader.kit.generate import generate, out_of_date

    stale = out_of_date(catalogue, target, language)
    if not check and stale:
        generate(catalogue, target, language)
    return stale


def _notebooks(catalogue: "Catalogue", target: Path, language: str | None, assignment: str, check: bool) -> list[str]:
    from grader.notebook.course import generate_course

    return generate_course(catalogue, target, language or "en", assignment, target.resolve().name, check=check)


def _write_autograder(out: Path, solutions: Path, course: Path | None) -> int:
    from grader.ci.autograder import write_autograder

    topics = write_autograder(out, solutions, course)
    click.echo(
        f"{out}: an autograder for {', '.join(topics)}. It holds the hidden suites: upload it, never publish it."
    )
    return 0


def _read_bundle(path: Path) -> bytes:
    from grader.ci.pipeline import read_bundle

    return read_bundle(path)


def _write_pipeline(kit: Path, system: str, bundle: bytes | None) -> None:
    from grader.ci.pipeline import write_pipeline
    from grader.kit.manifest import read_kit

    for path in write_pipeline(kit, read_kit(kit), system, bundle):
        click.echo(f"{path}: written")
    if bundle is not None:
        click.echo("Add the bundle's key to the secrets of the pipeline as GRADER_KEY. Who can read it: docs/ci.md.")
