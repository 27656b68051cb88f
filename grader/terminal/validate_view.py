"""What `grader validate` shows: progress while it works, one line a topic, and what does not hold below it."""

from typing import Self

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from grader.validate.exercise import Report
from grader.validate.mutants import MutantReport, Tried


class ValidateProgress:
    """A bar on the terminal, and the topics' lines above it; no bar where there is no terminal.

    Args:
        console: on standard error.
        what: what is counted.
        quiet: whether to show nothing at all.
    """

    def __init__(self, console: Console, what: str, *, quiet: bool) -> None:
        self._quiet = quiet
        self._shown = console.is_terminal and not quiet
        columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
        self._progress = Progress(*columns, console=console, transient=True, redirect_stdout=False)
        self._task = self._progress.add_task(what, total=None)

    def __enter__(self) -> Self:
        if self._shown:
            self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            self._progress.stop()

    def update(self, over: int, total: int) -> None:
        """So many are over."""
        self._progress.update(self._task, completed=over, total=total)

    def write(self, lines: str) -> None:
        """Write a topic's lines to standard output; the bar makes room."""
        if self._quiet:
            return
        self.__exit__()
        click.echo(lines)
        self.__enter__()


def report_lines(report: Report | MutantReport) -> str:
    """The lines of one topic: what was found, what does not hold, and the mutants that no test can see."""
    if isinstance(report, MutantReport):
        facts, remarks = _of_mutants(report), [_equivalent(each) for each in report.listed]
    else:
        facts, remarks = _of_submissions(report), []
    lines = [f"{'FAIL' if report.problems else 'ok  '}  {report.topic}: {facts}"]
    for text in (*report.problems, *remarks):
        first, *rest = text.splitlines()
        lines += [f"      - {first}", *(f"        {line}" for line in rest)]
    return "\n".join(lines)


def _of_submissions(report: Report) -> str:
    failures = sum(len(item.seeds) for item in report.false_failures)
    facts = f"{report.tests} tests, {report.points:g} points; {failures} false failures in {report.seeds} seeds"
    return facts if report.problems else f"{facts}, stub 0, {report.misconceptions} misconceptions caught and named"


def _of_mutants(report: MutantReport) -> str:
    share = f"{report.rate * 100:.1f} %"
    equivalent = f"{len(report.listed)} equivalent as listed"
    return f"{report.killed} of {len(report.mutants)} mutants killed ({share}), {equivalent}"


def _equivalent(each: Tried) -> str:
    return f"{each.function}, line {each.line}, equivalent: {each.reason}\n{each.diff}"
