"""`grader pack`."""

from pathlib import Path

import click


@click.command("pack")
@click.argument("topics", nargs=-1)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("submission.zip"),
    show_default=True,
    help="The zip to write.",
)
@click.option("--no-check", is_flag=True, help="Pack without running the tests.")
def command(topics: tuple[str, ...], out: Path, no_check: bool) -> int:
    """Check your work on TOPICS (all, if none is named) and pack what counts into a zip to hand in."""
    from grader.check import chosen_topics
    from grader.pack import pack
    from grader.terminal.pack_view import print_checked, print_packed
    from grader.workspace import find_workspace

    workspace = find_workspace(Path.cwd())
    packed = pack(workspace, chosen_topics(workspace, topics), out, None if no_check else print_checked)
    print_packed(out, packed)
    return 0
