"""`grader hint`."""

import click

from grader.cli.options import in_workspace, lang_option


@click.command("hint")
@click.argument("topic")
@click.argument("function", required=False)
@lang_option
def command(topic: str, function: str | None, lang: str | None) -> int:
    """Get a hint for TOPIC; with FUNCTION, each call tells a little more."""
    from grader.hints import first_hints, hint_text, next_hint
    from grader.language import say

    with in_workspace(lang) as (workspace, language):
        found = workspace.kit.find(topic)
        if function is None:
            for hint in first_hints(found, language):
                click.echo(f"{hint.function}: {hint.text}")
            click.echo("\n" + say("For more: {command}").format(command=f"grader hint {found.topic} FUNCTION"))
        else:
            click.echo(hint_text(next_hint(workspace.root, found, function, language)))
    return 0
