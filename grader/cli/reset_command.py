"""`grader reset`."""

from pathlib import Path

import click

from grader.cli.options import in_language, lang_option


@click.command("reset")
@click.argument("topic")
@lang_option
def command(topic: str, lang: str | None) -> int:
    """Put a fresh stub of TOPIC back. Your file is kept beside it as a backup."""
    from grader.kit.place import reset
    from grader.language import say
    from grader.workspace import find_workspace

    workspace = find_workspace(Path.cwd())
    backup = reset(workspace.root, topic)
    with in_language(lang, workspace.kit.language):
        click.echo(say("{file} is a fresh stub again.").format(file=workspace.kit.find(topic).stub))
        if backup:
            click.echo(say("Your file is now {file}.").format(file=backup.name))
    return 0
