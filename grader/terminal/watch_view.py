"""What `grader watch` shows: the topic after each save, one thing to repair, and the keys."""

import re
from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.markdown import Markdown
from rich.table import Table
from rich.text import Text

from grader.hints import Hint, hint_text
from grader.kit.manifest import KitTopic
from grader.language import later, say
from grader.progress import Points
from grader.results import TopicResult
from grader.terminal.check_view import bar, suites_named, topic_view
from grader.terminal.console import make_console, show

KEYS = (
    ("n", later("next")), ("p", later("previous")), ("h", later("hint")), ("o", later("handout")),
    ("a", later("run all")), ("q", later("quit")),
)  # fmt: skip


_FORMULA = re.compile(r"```.*?```|`[^`]*`|\$\$.+?\$\$|\$[^$]+\$", re.DOTALL)  # or code, where a dollar is a dollar
_MARKUP = re.compile(r"[\\`*_\[\]<>#|~]")


def _as_written(found: re.Match[str]) -> str:
    """A formula so that Markdown leaves it alone: to it a backslash and a comma are a comma, and `*` is emphasis."""
    return found[0] if found[0].startswith("`") else _MARKUP.sub(r"\\\g<0>", found[0])


class TerminalScreen:
    """Shows a session on standard output: on a terminal a fresh screen each time, in a pipe one view after the other.

    Args:
        language: of the titles.
        clone: whether hidden tests are run too.
        keys: whether there is a keyboard to speak of.
    """

    def __init__(self, language: str, *, clone: bool, keys: bool) -> None:
        self._language = language
        self._suites = suites_named(clone=clone)
        self._keys = keys

    def waiting(self, topic: KitTopic) -> None:
        """A topic's tests are about to run for the first time."""
        self._fresh(Text(say("Watching {file}").format(file=topic.stub), "head"))

    def result(self, topic: KitTopic, result: TopicResult, following: KitTopic | None) -> None:
        """The topic as `check` shows it."""
        parts: list[RenderableType] = [topic_view(result, self._title(topic), self._suites)]
        if following is not None and result.score >= result.max_score:
            parts.append(Text.assemble(say("Next: "), (following.topic, "head"), f"  {self._title(following)}"))
        self._fresh(*parts, self._footer(topic))

    def overview(self, rows: list[tuple[KitTopic, Points | None]]) -> None:
        """Every topic with a bar."""
        table = Table.grid(padding=(0, 2))
        for topic, points in rows:
            shown = Text(say("could not be checked"), "bad") if points is None else bar(*points)
            table.add_row(Text(topic.topic, "head"), shown)
        self._fresh(table, self._footer(None))

    def hint(self, hint: Hint) -> None:
        """A hint, below what is there."""
        show(Text("\n" + hint_text(hint)))

    def handout(self, path: Path) -> None:
        """The handout: here on a terminal, for a viewer may not be there; its path, for one that is."""
        try:
            text = path.read_text(encoding="utf-8")
        except OSError as error:
            self.message(say("{file} cannot be read: {why}.").format(file=path, why=error.strerror))
            return
        if make_console().is_terminal:
            show(Markdown(_FORMULA.sub(_as_written, text)))
        show(Text(say("The handout is {path}").format(path=path), "quiet"))

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
        text = Text("\n", "quiet")
        if topic is not None:
            text.append(say("{file}: save it to run its tests again.").format(file=topic.stub))
        if self._keys:
            text.append("\n" if topic is not None else "")
            for key, meaning in KEYS:
                text.append(f" {key} ", "reverse").append(f" {say(meaning)}   ", "quiet")
        return text
