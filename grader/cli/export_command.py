"""`grader export`."""

from pathlib import Path
from typing import Literal

import click

from grader.cli.options import quiet_option
from grader.export.formats import FORMATS
from grader.export.options import columns_of

FORMATS_HELP = "\b\nFormats:\n" + "\n".join(f"  {name:<17}{found.what}" for name, found in FORMATS.items())


@click.command("export", epilog=FORMATS_HELP)
@click.argument("format_name", metavar="FORMAT", type=click.Choice(list(FORMATS)))
@click.argument("results")
@click.option("--out", type=click.Path(path_type=Path), help="The file, or folder, to write (default: the terminal).")
@click.option("--course", metavar="TITLE", help="Which course, where RESULTS is a store of several.")
@click.option("--decimals", type=click.IntRange(0, 6), default=2, show_default=True, help="Rounded half to even.")
@click.option("--partial", is_flag=True, help="Go on although some work is not graded: blank marks, marked rows.")
@click.option("--check", type=click.Path(path_type=Path), metavar="LMS.csv", help="Fill in the gradebook Canvas gave.")
@click.option("--column", "columns", multiple=True, metavar="TOPIC=ID", help="A topic's (or total's) column in Canvas.")
@click.option("--scale", is_flag=True, help="Convert marks to the points that Canvas has for a column.")
@click.option(
    "--identify", type=click.Choice(["auto", "email", "idnumber", "username"]), default="auto",
    help="What Moodle knows students by (default: email where all have one, else idnumber).",
)  # fmt: skip
@quiet_option
def command(
    format_name: str, results: str, out: Path | None, course: str | None, decimals: int, partial: bool,
    check: Path | None, columns: tuple[str, ...], scale: bool,
    identify: Literal["auto", "email", "idnumber", "username"], quiet: bool,
) -> int:  # fmt: skip
    """Write the marks in RESULTS, a results file or a store, as FORMAT.

    With --check, exits with 1 if anybody did not match.
    """
    from grader.cli.options import text_output
    from grader.export.formats import export
    from grader.export.marks import Numbers
    from grader.export.options import Options
    from grader.export.source import open_results

    options = Options(Numbers(decimals), partial, check, columns_of(columns), scale, identify)
    report = export(format_name, open_results(results, course), out or text_output(), options)
    for note in [] if quiet else report.notes:
        click.echo(note, err=True)
    return 1 if report.unmatched else 0
