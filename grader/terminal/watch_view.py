"""What `grader watch` shows: the topic after each save, one thing to repair, and the keys."""

from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.markdown import Markdown
from rich.table import Table
from rich.text import Text

from grader.hints import Hint
from grader.kit.manifest import KitTopic
from grader.progress import Points
from grader.results import TopicResult
from grader.terminal.check_view import bar, topic_view
from grader.terminal.console import make_console, show

KEYS = (("n", "next"), ("p", "previous"), ("h", "hint"), ("o", "handout"), ("a", "run all"), ("q", "quit"))


class TerminalScreen:
    """Shows a session on standard output: on a terminal a fresh screen each time, in a pipe one view after the other.

    Args:
        language: of the titles.
        clone: whether hidden tests are run too.
        keys: whether there is a keyboard to speak of.
    """

    def __init__(self, language: str, *, clone: bool, keys: bool) -> None:
        self._language = language
        self._suites = "public and hidden tests" if clone else "public tests"
        self._keys = keys

    def waiting(self, topic: KitTopic) -> None:
        """A topic's tests are about to run for the first time."""
        self._fresh(Text.assemble("Watching ", (topic.stub, "head")))

    def result(self, topic: KitTopic, result: TopicResult, following: KitTopic | None) -> None:
        """The topic as `check` shows it."""
        parts: list[RenderableType] = [topic_view(result, self._title(topic), self._suites)]
        if following is not None and result.score >= result.max_score:
            parts.append(Text.assemble("Next: ", (following.topic, "head"), f"  {self._title(following)}"))
        self._fresh(*parts, self._footer(topic))

    def overview(self, rows: list[tuple[KitTopic, Points | None]]) -> None:
        """Every topic with a bar."""
        table = Table.grid(padding=(0, 2))
        for topic, points in rows:
            shown = Text("could not be checked", "bad") if points is None else bar(*points)
            table.add_row(Text(topic.topic, "head"), shown)
        self._fresh(table, self._footer(None))

    def hint(self, hint: Hint) -> None:
        """A hint, below what is there."""
        text = f"{hint.text}" if hint.total else "There is no hint for this function."
        number = f", hint {hint.number} of {hint.total}" if hint.total else ""
        show(Text.assemble("\n", (f"{hint.function}{number}: ", "head"), text))

    def handout(self, path: Path) -> None:
        """The handout: here on a terminal, for a viewer may not be there; its path, for one that is."""
        try:
            text = path.read_text(encoding="utf-8")
        except OSError as error:
            self.message(f"{path} cannot be read: {error.strerror}.")
            return
        if make_console().is_terminal:
            show(Markdown(text))
        show(Text(f"The handout is {path}", "quiet"))

    def message(self, text: str) -> None:
        """Something to know."""
        show(Text(text, "todo"))
        if self._keys:
            show(self._footer(None))

    def _fresh(self, *parts: RenderableType) -> None:
        console: Console = make_console()
        if console.is_terminal:
            console.clear()
        show(Group(*parts))

    def _title(self, topic: KitTopic) -> str:
        return str(getattr(topic.title, self._language))

    def _footer(self, topic: KitTopic | None) -> Text:
        text = Text("\n" if topic is None else f"\n{topic.stub}: save it to run its tests again.", "quiet")
        if self._keys:
            text.append("\n" if topic is not None else "")
            for key, meaning in KEYS:
                text.append(f" {key} ", "reverse").append(f" {meaning}   ", "quiet")
        return text
