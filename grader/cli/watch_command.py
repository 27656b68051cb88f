"""`grader watch`."""

import sys
from pathlib import Path

import click

from grader.cli.options import in_language, lang_option


@click.command("watch")
@click.argument("topic", required=False)
@lang_option
def command(topic: str | None, lang: str | None) -> int:
    """Check TOPIC at every save (default: the next one to do). Keys move on, hint, and quit."""
    from grader.terminal.watch_view import TerminalScreen
    from grader.watch.events import events_of, keyboard
    from grader.watch.session import Session, first_topic
    from grader.workspace import find_workspace

    workspace = find_workspace(Path.cwd())
    with (
        in_language(lang, workspace.kit.language) as language,
        keyboard(sys.stdin.fileno()) as read_key,
        events_of(workspace.root, read_key) as events,
    ):
        screen = TerminalScreen(language, clone=workspace.solutions is not None, keys=read_key is not None)
        Session(workspace, first_topic(workspace, topic), events, screen, language).run()
    return 0
