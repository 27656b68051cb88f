"""What `grader grade` shows at the end: the class in a table, and what it gets wrong."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from statistics import fmean, median
from typing import Any, NamedTuple

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from grader.language import say
from grader.terminal.console import printable

# A letter behind a score says what else happened in the topic.
FLAGS = {
    "errored": "e",
    "timed_out": "t",
    "crashed": "c",
    "out_of_memory": "m",
    "unreadable": "u",
    "not_graded": "?",
}
WIDEST_NAME = 24
NARROWEST_SCORE = 5
MOST_MISCONCEPTIONS = 12
MOST_ROWS = 200  # students that are shown one by one
MOST_UNKNOWN = 12
NOT_ATTEMPTED = "not_attempted"
NOT_GRADED = "not_graded"


class _Cell(NamedTuple):
    score: float
    most: float
    outcome: str
    flags: str
    extra: bool = False


class ClassView:
    """Keeps what the table needs.

    Args:
        topics: in their order.
        submissions: of each student, as a report gives them in short.
    """

    def __init__(self, topics: list[str], submissions: Iterable[Mapping[str, Any]]) -> None:
        self._topics = topics
        self._rows: dict[str, dict[str, _Cell]] = {}
        self._marks: dict[str, float] = {}  # from 0 to 100, where a course file gives one
        self._misconceptions: Counter[tuple[str, str, str]] = Counter()
        self._attempts: Counter[str] = Counter()
        self._unknown: list[tuple[str, str, str]] = []
        for submission in submissions:
            self._add(submission)

    def _add(self, submission: Mapping[str, Any]) -> None:
        cells = self._rows[submission["student"]] = {}
        if "percent" in submission:
            self._marks[submission["student"]] = submission["percent"]
        for row in submission["topics"]:
            topic, outcomes = row["topic"], row["flags"]
            flags = "".join(letter for name, letter in FLAGS.items() if outcomes[name] or row["outcome"] == name)
            extra = row.get("extra_credit", False)
            cells[topic] = _Cell(row["score"], row["max_score"], row["outcome"], flags, extra)
            self._attempts[topic] += row["outcome"] != NOT_ATTEMPTED
            self._misconceptions.update((topic, function, name) for function, name in row["mistakes"])
            if row["outcome"] == NOT_GRADED:
                self._unknown.append((submission["student"], topic, row["message"]))

    @property
    def exit_code(self) -> int:
        """0 all points, 1 points lost, 2 something could not be graded. Extra credit is missed by nobody."""
        cells = [cell for row in self._rows.values() for cell in row.values()]
        if self._unknown:
            return 2
        return 0 if all(cell.score >= cell.most or cell.extra for cell in cells) else 1

    def summary(self, width: int) -> RenderableType:
        """The table of the class, what its letters mean, and the misconceptions by frequency."""
        large = len(self._rows) > MOST_ROWS
        shown = self._topics_that_fit(width)
        table = [self._topics_table()] if large else [self._table(shown, width), *self._legend(shown)]
        return Group(*table, *self._common_mistakes(), *self._not_graded())

    def _topics_table(self) -> Table:
        """A large class by topics: nobody reads a line for each of a thousand students on a terminal."""
        table = Table(box=None, pad_edge=False, header_style="head", padding=(0, 2, 0, 0))
        table.add_column(say("topic"))
        headings = (say("points"), say("mean"), say("median"), say("all points"), say("none"), say("not attempted"))
        for heading in headings:
            table.add_column(heading, justify="right")
        for topic in self._topics:
            cells = [row[topic] for row in self._rows.values()]
            tried = [cell for cell in cells if cell.outcome != NOT_ATTEMPTED]
            middle = f"{median(cell.score for cell in tried):g}" if tried else ""
            full, none = sum(cell.score >= cell.most for cell in tried), sum(not cell.score for cell in tried)
            numbers = (full, none, len(cells) - len(tried))
            points = f"{self._most(topic):g}"
            table.add_row(topic, points, self._mean([topic]), middle, *(f"{number:,}" for number in numbers))
        table.add_section()
        table.add_row(
            say("{number} students").format(number=f"{len(self._rows):,}"), "", self._mean(self._topics), style="quiet"
        )
        table.caption = say("Everybody's marks: --json FILE. Median, all points and none are of those who tried.")
        table.caption_justify, table.caption_style = "left", "quiet"
        return table

    def _room(self, width: int) -> int:
        """The letters that a score or a topic's name may have, beside letters and gaps."""
        name_width = min(max(map(cell_len, self._rows), default=0), WIDEST_NAME)
        return (width - name_width - 2) // (len(self._topics) + 1 + bool(self._marks)) - 4

    def _topics_that_fit(self, width: int) -> list[str]:
        return self._topics if self._room(width) >= NARROWEST_SCORE else []

    def _table(self, shown: list[str], width: int) -> Table:
        """Students by topics, their names cut where need be; where not even scores fit, the total alone."""
        room = self._room(width)
        table = Table(box=None, pad_edge=False, header_style="head", padding=(0, 1, 0, 0))
        table.add_column(say("student"), no_wrap=True, overflow="ellipsis", max_width=WIDEST_NAME)
        topics = [topic if len(topic) <= room else topic[: room - 1] + "…" for topic in shown]
        for heading in [*topics, say("total"), *([say("mark")] if self._marks else [])]:
            table.add_column(heading, justify="right", no_wrap=True)
            table.add_column("", style="todo", no_wrap=True, min_width=2)  # its letters
        whole = sum(self._most(topic) for topic in self._topics if not self._extra(topic))
        points = [f"{self._most(topic):g}" for topic in shown]
        table.add_row(
            say("points"), *_spaced([*points, f"{whole:g}", *(["100"] if self._marks else [])]), style="quiet"
        )
        for student, cells in self._rows.items():
            row = [cells[topic] for topic in self._topics]
            flags = "".join(dict.fromkeys("".join(cell.flags for cell in row)))
            total = _Cell(sum(cell.score for cell in row), whole, "graded", "" if shown else flags)
            marks = [part for cell in [*(cells[topic] for topic in shown), total] for part in (_mark(cell), cell.flags)]
            mark = f"{self._marks[student]:.1f}" if student in self._marks else ""
            table.add_row(Text(printable(student, "")), *marks, mark)
        table.add_section()
        means = [*(self._mean([topic]) for topic in shown), self._mean(self._topics)]
        table.add_row(say("mean"), *_spaced(means), f"{fmean(self._marks.values()):.1f}" if self._marks else "")
        return table

    def _most(self, topic: str) -> float:
        return max((cells[topic].most for cells in self._rows.values()), default=0.0)

    def _extra(self, topic: str) -> bool:
        return any(cells[topic].extra for cells in self._rows.values())

    def _mean(self, topics: list[str]) -> str:
        """What the class earned of what was to be had; extra credit comes on top."""
        cells = [row[topic] for row in self._rows.values() for topic in topics]
        most = sum(cell.most for cell in [cell for cell in cells if not cell.extra] or cells)
        return f"{sum(cell.score for cell in cells) / most:.0%}" if most else ""

    def _legend(self, shown: list[str]) -> Iterator[Text]:
        used = {letter for row in self._rows.values() for cell in row.values() for letter in cell.flags}
        words = [f"{letter} {name.replace('_', ' ')}" for name, letter in FLAGS.items() if letter in used]
        yield Text("; ".join([say("– not attempted"), *words]), "quiet")
        if self._marks:
            yield Text(say("mark: from 0 to 100, with the course's weights and what lateness costs"), "quiet")
        if not shown:
            yield Text(
                say("The topics do not fit here side by side: a wider terminal, --topic, or --json FILE."), "quiet"
            )

    def _common_mistakes(self) -> Iterator[Text]:
        if not self._misconceptions:
            return
        yield Text("\n" + say("What the class gets wrong"), "head")
        by_number = sorted(self._misconceptions.items(), key=lambda pair: (-pair[1], pair[0]))
        for (topic, function, name), number in by_number[:MOST_MISCONCEPTIONS]:
            share = f"{number} of {self._attempts[topic]}"
            yield Text.assemble(
                f"  {share:>9}  {function} ", (name.replace("_", " "), "head"), (f"  ({topic})", "quiet")
            )
        rest = len(self._misconceptions) - MOST_MISCONCEPTIONS
        if rest > 0:
            yield Text("             " + say("and {number} more, in the results file").format(number=rest), "quiet")

    def _not_graded(self) -> Iterator[Text]:
        """What nothing is known of, and why: nobody loses a mark for it."""
        if not self._unknown:
            return
        yield Text("\n" + say("Not graded, through no fault of the students"), "head")
        for student, topic, reason in self._unknown[:MOST_UNKNOWN]:
            yield Text(f"  {printable(student, '')}, {topic}: {printable(reason)}")
        rest = len(self._unknown) - MOST_UNKNOWN
        if rest > 0:
            yield Text("  " + say("and {number} more, in the results file").format(number=rest), "quiet")
        yield Text(say("Give the same command again: only these will be graded."))


def _mark(cell: _Cell) -> Text:
    if cell.outcome == NOT_ATTEMPTED:
        return Text("–", "quiet")
    return Text(f"{cell.score:g}", "good" if cell.score >= cell.most else "bad" if not cell.score else "")


def _spaced(cells: list[str]) -> list[str]:
    """Cells with an empty one behind each, where a student has letters."""
    return [part for cell in cells for part in (cell, "")]
