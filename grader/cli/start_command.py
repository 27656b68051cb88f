"""`grader start`."""

from pathlib import Path

import click

from grader.cli.options import in_language, lang_option


@click.command("start")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("topics", nargs=-1)
@lang_option
def command(folder: Path, topics: tuple[str, ...], lang: str | None) -> int:
    """Make the folder DIR with the exercises (all, or the TOPICS named), ready to fill in."""
    from grader.kit.place import kit_source, start
    from grader.language import say, say_number

    kit = start(kit_source(), folder, topics)
    first, number = kit.topics[0], len(kit.topics)
    with in_language(lang, kit.language):
        count = say_number(
            "{number} exercise is in {folder}. Next:", "{number} exercises are in {folder}. Next:", number
        )
        click.echo(count.format(number=number, folder=folder))
        click.echo(f"  cd {folder}\n  grader list")
        click.echo("  # " + say("fill in {file}, then").format(file=first.stub))
        click.echo(f"  grader check {first.topic}")
    return 0
