"""`grader watch`."""

import sys

import click

from grader.cli.options import in_workspace, lang_option


@click.command("watch")
@click.argument("topic", required=False)
@lang_option
def command(topic: str | None, lang: str | None) -> int:
    """Check TOPIC at every save (default: the next one to do). Keys move on, hint, and quit."""
    from grader.terminal.watch_view import TerminalScreen
    from grader.watch.events import events_of, keyboard
    from grader.watch.session import Session, first_topic

    with (
        in_workspace(lang) as (workspace, language),
        keyboard(sys.stdin.fileno()) as read_key,
        events_of(workspace.root, read_key) as events,
    ):
        screen = TerminalScreen(language, clone=workspace.solutions is not None, keys=read_key is not None)
        Session(workspace, first_topic(workspace, topic), events, screen, language).run()
    return 0
