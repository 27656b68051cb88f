"""What `grader grade` shows while it works: a bar on a terminal, and elsewhere a line every few seconds."""

import sys
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from typing import Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from grader.terminal.console import printable

EVERY_S = 10.0  # between two lines where there is no terminal
MOST_RUNNING = 4  # students that are named
NAME = 16  # letters of a student's name
SHOWN_OUTCOMES = 5


class GradeProgress:
    """Counts attempts at topics, and shows how many are over, how fast it goes, and what comes out.

    Args:
        console: on standard error.
        quiet: whether to show nothing at all.
        clock: seconds that only ever grow, whatever is done to the time of day.
    """

    def __init__(self, console: Console, *, quiet: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self._console = console
        self._quiet = quiet
        self._clock = clock
        self._total = self._over = self._before = 0
        self._outcomes: Counter[str] = Counter()
        self._running: deque[str] = deque(maxlen=MOST_RUNNING)
        self._started = self._said = clock()
        self._live: Live | None = None

    def __enter__(self) -> Self:
        if self._console.is_terminal and not self._quiet:
            self._live = Live(
                console=self._console,
                get_renderable=self._view,
                transient=True,
                refresh_per_second=5,
                redirect_stdout=False,
            )
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._live is not None:
            self._live.stop()

    def planned(self, total: int, over: int) -> None:
        """There are so many attempts at topics, of which so many are in the store already."""
        self._total, self._over, self._before = total, over, over
        self._started = self._said = self._clock()

    def begun(self, topic: str, students: Sequence[str]) -> None:
        """The work of these students is being graded."""
        self._running.extend(f"{topic}: {printable(student, '')[:NAME]}" for student in students)

    def finished(self, topic: str, students: Sequence[str], outcomes: Mapping[str, int]) -> None:
        """It is over for these students, whose tests had these outcomes."""
        self._over += len(students)
        for outcome, number in outcomes.items() if "not_attempted" not in outcomes or len(outcomes) > 1 else ():
            self._outcomes[outcome] += number * len(students)

    def tick(self) -> None:
        """Time passes: say something where nothing moves."""
        if self._live is None and not self._quiet and self._clock() - self._said >= EVERY_S:
            self._said = self._clock()
            self._write(f"{self.numbers()}; {self.counts()}")

    def say(self, line: str) -> None:
        """Something the instructor should know, above the bar."""
        if not self._quiet:
            self._write(line)

    def numbers(self) -> str:
        """How many are over, how fast it goes, and how long it will take."""
        share = f" ({self._over / self._total:.0%})" if self._total else ""
        text = f"Graded {self._over:,} of {self._total:,}{share}"
        passed = self._clock() - self._started
        fresh = self._over - self._before
        if not fresh or passed <= 0:
            return text
        return f"{text}, {fresh / passed:.1f} a second, {duration((self._total - self._over) * passed / fresh)} left"

    def counts(self) -> str:
        """How many tests had which outcome."""
        common = Counter(dict(self._outcomes)).most_common(SHOWN_OUTCOMES)  # a copy: the bar draws in its own thread
        return "  ".join(f"{number:,} {name.replace('_', ' ')}" for name, number in common) or "starting"

    def _view(self) -> RenderableType:
        table = Table.grid(padding=(0, 1))
        table.add_row(ProgressBar(total=self._total or 1, completed=self._over, width=24), Text(self.numbers()))
        rest = [
            Text(self.counts(), "quiet"),
            Text("  ".join(self._running), "quiet", no_wrap=True, overflow="ellipsis"),
        ]
        return Group(table, *rest)

    def _write(self, line: str) -> None:
        if self._live is not None:
            self._console.print(line, markup=False)
        else:
            sys.stderr.write(line + "\n")
            sys.stderr.flush()


def duration(seconds: float) -> str:
    """About how long: "45 s", "3 min 20 s", "2 h 5 min"."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
