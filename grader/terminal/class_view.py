"""What `grader grade` shows: a progress bar while it works, then a table of the class."""

from collections import Counter
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from grader.results import TopicResult
from grader.terminal.console import printable

NOTES = {"unreadable": "unreadable", "not_graded": "not graded", "not_attempted": "–"}
TROUBLES = ("errored", "timed_out", "crashed", "out_of_memory")


class ClassView:
    """Collects what the table needs while results come in, and shows progress on a terminal."""

    def __init__(self, console: Console, students: int, topics: list[str], *, quiet: bool) -> None:
        self._topics = topics
        self._cells: dict[str, dict[str, tuple[float, float, str]]] = {}
        self._outcomes: Counter[str] = Counter()
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[counts]}"),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=quiet or not console.is_terminal,
        )
        self._task = self._progress.add_task("Grading", total=students * len(topics), counts="")

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def add(self, student: str, result: TopicResult) -> None:
        """Take one topic of one student."""
        note = NOTES.get(result.outcome, "")
        found = {test.outcome for test in result.tests} & set(TROUBLES)
        if not note and found:
            note = ", ".join(sorted(found)).replace("_", " ")
        self._cells.setdefault(student, {})[result.topic] = (result.score, result.max_score, note)
        self._outcomes.update(test.outcome for test in result.tests)
        counts = "  ".join(f"{number} {outcome}" for outcome, number in self._outcomes.most_common(3))
        self._progress.update(
            self._task, advance=1, description=f"{result.topic}: {printable(student)[:20]}", counts=counts
        )

    @property
    def exit_code(self) -> int:
        """0 all points, 1 points lost, 2 something could not be graded."""
        cells = [cell for row in self._cells.values() for cell in row.values()]
        if any(note == NOTES["not_graded"] for _, _, note in cells):
            return 2
        return 0 if all(score >= most for score, most, _ in cells) else 1

    def table(self) -> Table:
        """Students by topics, with the class's mean at the end."""
        table = Table(box=None, pad_edge=False, header_style="head")
        table.add_column("student", no_wrap=True, overflow="ellipsis", max_width=30)
        for topic in self._topics:
            table.add_column(topic, justify="right")
        table.add_column("total", justify="right")
        table.add_column("remarks", style="quiet")
        for student, cells in self._cells.items():
            rows = [cells[topic] for topic in self._topics]
            marks = [_mark(score, most, note) for score, most, note in rows]
            total, most = sum(row[0] for row in rows), sum(row[1] for row in rows)
            table.add_row(Text(printable(student)), *marks, _mark(total, most, ""), Text(_remarks(self._topics, rows)))
        table.add_section()
        table.add_row("mean of the class", *self._means(), "")
        return table

    def _means(self) -> list[str]:
        columns = [[cells[topic] for cells in self._cells.values()] for topic in self._topics]
        shares = [sum(cell[0] for cell in column) / max(sum(cell[1] for cell in column), 1e-9) for column in columns]
        total = sum(cell[0] for column in columns for cell in column)
        most = sum(cell[1] for column in columns for cell in column)
        return [f"{share:.0%}" for share in [*shares, total / max(most, 1e-9)]]


def _mark(score: float, most: float, note: str) -> Text:
    if note == NOTES["not_attempted"]:
        return Text("–", "quiet")
    return Text(f"{score:g}/{most:g}", "good" if score >= most else "bad" if not score else "")


def _remarks(topics: list[str], rows: list[tuple[float, float, str]]) -> str:
    return "; ".join(f"{topic}: {row[2]}" for topic, row in zip(topics, rows, strict=True) if row[2] not in ("", "–"))
