"""`grader start`."""

from pathlib import Path
from typing import Literal

import click

from grader.cli.options import in_language, lang_option, language_of


@click.command("start")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("topics", nargs=-1)
@lang_option
def command(folder: Path, topics: tuple[str, ...], lang: Literal["en", "zh"] | None) -> int:
    """Make the folder DIR with the exercises (all, or the TOPICS named), ready to fill in."""
    from grader.kit.place import kit_source, start
    from grader.language import say, say_number, speaking

    with speaking(language_of(lang, None)):
        kit = start(kit_source(), folder, topics, lang)
    first, number = kit.topics[0], len(kit.topics)
    with in_language(lang, kit.language):
        count = say_number(
            "{number} exercise is in {folder}. Next:", "{number} exercises are in {folder}. Next:", number
        )
        click.echo(count.format(number=number, folder=folder))
        place = f'"{folder}"' if " " in str(folder) else folder  # every shell takes these quotes
        click.echo(f"  cd {place}\n  grader list")
        click.echo("  # " + say("fill in {file}, then").format(file=first.stub))
        click.echo(f"  grader check {first.topic}")
    return 0
