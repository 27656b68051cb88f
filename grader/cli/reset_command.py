"""`grader reset`."""

import click

from grader.cli.options import in_workspace, lang_option


@click.command("reset")
@click.argument("topic")
@lang_option
def command(topic: str, lang: str | None) -> int:
    """Put a fresh stub of TOPIC back. Your file is kept beside it as a backup."""
    from grader.kit.place import reset
    from grader.language import say

    with in_workspace(lang) as (workspace, _):
        backup = reset(workspace.root, topic)
        click.echo(say("{file} is a fresh stub again.").format(file=workspace.kit.find(topic).stub))
        if backup:
            click.echo(say("Your file is now {file}.").format(file=backup.name))
    return 0
