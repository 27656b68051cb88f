"""The terminal to write to: colour only where it is one, 80 columns where it is not."""

import os
import sys
from collections.abc import Iterable
from typing import Literal

from rich.console import Console, RenderableType
from rich.theme import Theme

WIDTH_WHEN_PIPED = 80
THEME = Theme({"good": "green", "bad": "red", "todo": "yellow", "quiet": "dim", "head": "bold"})


def make_console(*, stderr: bool = False) -> Console:
    """A console on standard output or error; NO_COLOR is obeyed."""
    stream = sys.stderr if stderr else sys.stdout
    asked = os.environ.get("COLUMNS", "")
    width = None if stream.isatty() else int(asked) if asked.isdecimal() and int(asked) else WIDTH_WHEN_PIPED
    colours: Literal["auto"] | None = None if os.environ.get("NO_COLOR") else "auto"
    return Console(stderr=stderr, width=width, theme=THEME, highlight=False, soft_wrap=False, color_system=colours)


def show(renderable: RenderableType) -> None:
    """Print on standard output; in a pipe without the blanks that fill a table's lines."""
    console = make_console()
    if console.is_terminal:
        console.print(renderable)
        return
    with console.capture() as captured:
        console.print(renderable)
    sys.stdout.write("".join(line.rstrip() + "\n" for line in captured.get().splitlines()))


def printable(text: str, kept: str = "\n") -> str:
    """The text without control characters: names, output and messages of students could steer the terminal."""
    return "".join(char if char.isprintable() or char in kept else "\N{REPLACEMENT CHARACTER}" for char in text)


def print_report(lines: Iterable[str], *, quiet: bool) -> None:
    """Lines about a run, beside its results: on standard error."""
    if not quiet:
        for line in lines:
            sys.stderr.write(printable(line, "") + "\n")
