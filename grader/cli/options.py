"""Options that several commands share."""

import io
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from grader.language import of_locale, speaking
from grader.worker.lockdown import LEVELS

if TYPE_CHECKING:
    from grader.workspace import Workspace

FORMS = ("auto", "folders", "canvas", "moodle", "gradescope", "nbgrader", "classroom", "files")  # as grader.intake has

json_option = click.option(
    "--json", "json_file", metavar="FILE", help="Write the results there too (- for standard output)."
)
quiet_option = click.option("--quiet", "-q", is_flag=True, help="Print nothing but errors.")
lang_option = click.option(
    "--lang", type=click.Choice(["en", "zh"]), help="Language (default: the kit's, else from LANG, else en)."
)
solutions_option = click.option(
    "--solutions", type=click.Path(path_type=Path), help="The folder solutions/ (default: found from here upwards)."
)
isolation_option = click.option(
    "--isolation",
    type=click.Choice(LEVELS[::-1]),
    help="Do not grade below this level of isolation (default: the course file's, else process).",
)


@contextmanager
def json_stream(target: str | None) -> Iterator[TextIO | None]:
    """The stream that --json names; a file is there whole or not at all."""
    if target is None:
        yield None
    elif target == "-":
        yield text_output()
    else:
        from grader.atomic import written_whole

        with written_whole(Path(target)) as stream:
            yield stream


def text_output() -> TextIO:
    """Standard output for a file's text: UTF-8, with the ends of lines as they are."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    return sys.stdout


def language_of(choice: str | None, of_kit: str | None) -> str:
    """The language asked for, else that of the kit, else that of the locale, else English."""
    return choice or of_kit or of_locale()


@contextmanager
def in_language(choice: str | None, of_kit: str | None) -> Iterator[str]:
    """In the block, messages are in the language asked for (see `language_of`)."""
    language = language_of(choice, of_kit)
    with speaking(language):
        yield language


@contextmanager
def in_workspace(choice: str | None) -> Iterator[tuple["Workspace", str]]:
    """The exercises around the working directory, and in the block their language, or the one asked for.

    Raises:
        UsageError: there are none; in the language asked for, too.
    """
    from grader.workspace import find_workspace

    with speaking(language_of(choice, None)):
        workspace = find_workspace(Path.cwd())
    with in_language(choice, workspace.kit.language) as language:
        yield workspace, language


def solutions_folder(choice: Path | None) -> Path:
    """The folder named, or the one found from here upwards. Raises UsageError."""
    from grader.workspace import find_solutions

    return choice if choice is not None else find_solutions(Path.cwd())


def write_results(stream: TextIO | None, submissions: Iterable[dict[str, Any]], course: str, isolation: str) -> None:
    """Write a results file, one submission at a time."""
    if stream is None:
        return
    from grader.results_file import write

    write(stream, submissions, course=course, isolation=isolation)
