"""The terminal to write to: colour only where it is one, 80 columns where it is not."""

import os
import sys

from rich.console import Console
from rich.theme import Theme

WIDTH_WHEN_PIPED = 80
THEME = Theme({"good": "green", "bad": "red", "todo": "yellow", "quiet": "dim", "head": "bold"})


def make_console(*, stderr: bool = False) -> Console:
    """A console on standard output or error; NO_COLOR is obeyed."""
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else int(os.environ.get("COLUMNS", WIDTH_WHEN_PIPED))
    return Console(stderr=stderr, width=width, theme=THEME, highlight=False, soft_wrap=False)


def printable(text: str) -> str:
    """The text without control characters: names, output and messages of students could steer the terminal."""
    return "".join(char if char.isprintable() or char == "\n" else "\N{REPLACEMENT CHARACTER}" for char in text)
