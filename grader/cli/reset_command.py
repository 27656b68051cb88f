"""`grader reset`."""

from pathlib import Path

import click


@click.command("reset")
@click.argument("topic")
def command(topic: str) -> int:
    """Put a fresh stub of TOPIC back. Your file is kept beside it as a backup."""
    from grader.kit.place import reset
    from grader.workspace import find_workspace

    workspace = find_workspace(Path.cwd())
    backup = reset(workspace.root, topic)
    click.echo(
        f"{workspace.kit.find(topic).stub} is a fresh stub again."
        + (f" Your file is now {backup.name}." if backup else "")
    )
    return 0
