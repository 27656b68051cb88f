"""`grader hint`."""

from pathlib import Path

import click

from grader.cli.options import lang_option, language_of


@click.command("hint")
@click.argument("topic")
@click.argument("function", required=False)
@lang_option
def command(topic: str, function: str | None, lang: str | None) -> int:
    """Get a hint for TOPIC; with FUNCTION, each call tells a little more."""
    from grader.hints import first_hints, next_hint
    from grader.workspace import find_workspace

    workspace = find_workspace(Path.cwd())
    found = workspace.kit.find(topic)
    if function is None:
        for hint in first_hints(found, language_of(lang, workspace.kit.language)):
            click.echo(f"{hint.function}: {hint.text}")
        click.echo(f"\nFor more: grader hint {found.topic} FUNCTION")
    else:
        hint = next_hint(workspace.root, found, function, language_of(lang, workspace.kit.language))
        click.echo(
            f"{function}, hint {hint.number} of {hint.total}: {hint.text}"
            if hint.total
            else f"{function} has no hints."
        )
    return 0
