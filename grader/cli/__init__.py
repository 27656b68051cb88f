"""The command line. Commands parse, call one function and print; each is imported only when it is called."""

import importlib
import io
import os
import sys
import tempfile
import traceback
from collections.abc import Sequence

import click

from grader import __version__
from grader.cli.options import language_of
from grader.errors import GraderError
from grader.language import say, speaking

COMMANDS: dict[str, dict[str, str]] = {
    "Students": {
        "start": "Make a folder with the exercises, ready to fill in.",
        "list": "Show the exercises, chapter by chapter.",
        "check": "Check your work and see what to repair first.",
        "watch": "Check again at every save.",
        "hint": "Get a hint; each time one that tells a little more.",
        "reset": "Put a fresh stub back (your file is kept as a backup).",
        "pack": "Check your work and pack what counts into a zip.",
    },
    "Instructors": {
        "generate": "Turn solutions/ into the exercises that students get.",
        "grade": "Grade a class.",
        "report": "Write a class's report, or a student's, as a page.",
        "similarity": "Find submissions that share code.",
        "export": "Write marks as Canvas, Moodle, Gradescope and others read them.",
    },
    "CI": {
        "ci": "Grade the working tree and report where the pipeline runs.",
        "bundle": "Lock the secret side of a course into one file.",
    },
    "Authors": {
        "new": "Begin a new exercise.",
        "validate": "Prove that exercises mark as they should.",
    },
    "Anyone": {
        "doctor": "See what this machine has and what is missing.",
    },
}


class LazyGroup(click.Group):
    """Knows its commands by name, and imports one when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order of the help page."""
        return [name for section in COMMANDS.values() for name in section]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, from the module that has its name."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"grader.cli.{cmd_name}_command")
        return module.command  # type: ignore[no-any-return]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command; an unknown one gets the nearest name."""
        import difflib

        name = args[0] if args else ""
        near = difflib.get_close_matches(name, self.list_commands(ctx), 1)
        if name not in self.list_commands(ctx) and not name.startswith("-"):
            text = say("There is no command {name}.").format(name=repr(name))
            more = " " + say("Did you mean {names}?").format(names=repr(near[0])) if near else ""
            ctx.fail(text + more)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands under the people they are for, without importing one."""
        for people, commands in COMMANDS.items():
            with formatter.section(people):
                formatter.write_dl(list(commands.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="grader")
def main() -> None:
    """Deep-learning exercises, and the grader that marks them.

    Exit codes: 0 all points, 1 points lost, 2 could not grade.
    """


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code. No traceback of ours reaches the user."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # what the terminal cannot show is no reason to fail
    with speaking(language_of(None, None)):
        return _run(arguments)


def _run(arguments: Sequence[str]) -> int:
    try:
        code = main.main(list(arguments), prog_name="grader", standalone_mode=False)
    except click.ClickException as error:
        _report_usage(error, asked=bool(arguments))
        return 2
    except GraderError as error:
        with speaking(error.language):
            click.echo(say("Error: {what}").format(what=error), err=True)
        return error.exit_code
    except (KeyboardInterrupt, click.Abort) as error:
        click.echo((say("Stopped.") + f" {error.__cause__ or error}").strip(), err=True)
        return 130
    except BrokenPipeError:  # `grader list | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    except Exception as error:
        return _report_fault(error)
    return code if isinstance(code, int) else 0


def _report_usage(error: click.ClickException, *, asked: bool) -> None:
    """One paragraph, unless nothing was asked: then the error is the help page."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    if not asked or context is None:
        error.show()
        return
    what = f"{_usage(error)} " + say("See {command}.").format(command=f"`{context.command_path} --help`")
    click.echo(say("Error: {what}").format(what=what), err=True)


def _usage(error: click.ClickException) -> str:
    """What was wrong, where it is a slip that anybody makes, in the language of the moment."""
    if isinstance(error, click.MissingParameter) and error.param is not None and error.ctx is not None:
        return say("{name} is missing.").format(name=error.param.get_error_hint(error.ctx))
    if isinstance(error, click.NoSuchOption):
        text = say("There is no option {name}.").format(name=error.option_name)
        near = ", ".join(error.possibilities or ())
        return f"{text} " + say("Did you mean {names}?").format(names=near) if near else text
    return error.format_message()


def _report_fault(error: Exception) -> int:
    with tempfile.NamedTemporaryFile("w", prefix="grader-fault-", suffix=".txt", delete=False) as file:
        file.write("".join(traceback.format_exception(error)))
    what = say(
        "grader itself failed ({kind}). Nothing was graded wrongly, but nothing was finished. The details are in "
        "{file}; please send them to whoever keeps this installation."
    ).format(kind=type(error).__name__, file=file.name)
    click.echo(say("Error: {what}").format(what=what), err=True)
    return 2
