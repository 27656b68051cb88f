"""What is shown while a class is graded: a bar on a terminal, a line now and then elsewhere."""

import io

import pytest
from rich.console import Console

from grader.terminal.console import THEME
from grader.terminal.grade_progress import EVERY_S, GradeProgress, duration


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def piped(clock, quiet=False):
    return GradeProgress(Console(file=io.StringIO(), width=80), quiet=quiet, clock=clock)


def test_without_a_terminal_there_is_a_line_every_few_seconds(clock, capsys):
    with piped(clock) as progress:
        progress.planned(1800, 600)
        progress.tick()
        for _ in range(3):
            clock.now += EVERY_S / 2
            progress.finished("norms", ["ada"] * 60, {"passed": 3, "timed_out": 1})
            progress.tick()
            progress.tick()
    assert (
        capsys.readouterr().err
        == "Graded 720 of 1,800 (40%), 12.0 a second, 1 min 30 s left; 360 passed  120 timed out\n"
    )


def test_before_anything_is_graded_no_rate_is_made_up(clock, capsys):
    with piped(clock) as progress:
        progress.planned(20, 20)
        clock.now += EVERY_S
        progress.tick()
    assert capsys.readouterr().err == "Graded 20 of 20 (100%); starting\n"


def test_quiet_is_quiet(clock, capsys):
    with piped(clock, quiet=True) as progress:
        progress.planned(2, 0)
        progress.say("Not used: a worker.")
        clock.now += EVERY_S
        progress.tick()
    assert capsys.readouterr() == ("", "")


def test_on_a_terminal_there_is_a_bar_with_all_that_matters(clock):
    console = Console(file=io.StringIO(), force_terminal=True, width=80, theme=THEME, color_system=None)
    with GradeProgress(console, quiet=False, clock=clock) as progress:
        progress.planned(100, 10)
        progress.begun("norms", ["ada", "bob"])
        clock.now += 3
        progress.finished("norms", ["ada"] * 30, {"passed": 2, "failed": 1})
        progress.say("Not used: a worker.")
        progress.tick()
    shown = console.file.getvalue()
    assert "Graded 40 of 100 (40%), 10.0 a second, 6 s left" in shown
    assert "60 passed  30 failed" in shown
    assert "norms: ada  norms: bob" in shown
    assert "Not used: a worker." in shown
    assert "━" in shown


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.4, "0 s"), (59.4, "59 s"), (59.6, "1 min 0 s"), (200, "3 min 20 s"), (7500, "2 h 5 min")],
)
def test_durations_are_read_at_a_glance(seconds, text):
    assert duration(seconds) == text
