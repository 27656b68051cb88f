"""`grader start`."""

from pathlib import Path

import click


@click.command("start")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("topics", nargs=-1)
def command(folder: Path, topics: tuple[str, ...]) -> int:
    """Make the folder DIR with the exercises (all, or the TOPICS named), ready to fill in."""
    from grader.kit.place import kit_source, start

    kit = start(kit_source(), folder, topics)
    first = kit.topics[0]
    click.echo(f"{len(kit.topics)} exercises are in {folder}. Next:")
    click.echo(f"  cd {folder}")
    click.echo("  grader list")
    click.echo(f"  # fill in {first.stub}, then")
    click.echo(f"  grader check {first.topic}")
    return 0
