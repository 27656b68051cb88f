"""`grader pack`."""

from pathlib import Path

import click

from grader.cli.options import in_workspace, lang_option


@click.command("pack")
@click.argument("topics", nargs=-1)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("submission.zip"),
    show_default=True,
    help="The zip to write.",
)
@click.option("--no-check", is_flag=True, help="Pack every file without running the tests.")
@lang_option
def command(topics: tuple[str, ...], out: Path, no_check: bool, lang: str | None) -> int:
    """Check your work on TOPICS (all, if none is named) and pack what counts into a zip to hand in."""
    from grader.check import chosen_topics
    from grader.pack import pack
    from grader.terminal.pack_view import checked_printer, print_packed

    with in_workspace(lang) as (workspace, language):
        packed = pack(workspace, chosen_topics(workspace, topics), out, None if no_check else checked_printer(language))
        print_packed(out, packed, language)
    return 0
