"""How a message is put together: a title, the place in a nested result, sentences, arrays."""

import textwrap
from typing import NamedTuple

from grader.compare import show
from grader.compare.mismatch import Text
from grader.language import SOURCE, later, say, spoken

_ORDINALS = (
    later("first"), later("second"), later("third"), later("fourth"), later("fifth"), later("sixth"), later("seventh"),
    later("eighth"), later("ninth"), later("tenth"),
)  # fmt: skip


class Place(NamedTuple):
    """Where in a nested result the values stand, and what the suite's author says about the case."""

    path: tuple[int | str, ...] = ()
    note: str = ""

    def inside(self, key: int | str) -> "Place":
        """Return the place of an item of what stands here."""
        return Place((*self.path, key), self.note)


def compose(title: str, place: Place, hint: list[str], full: list[str], arrays: list[str] | None = None) -> Text:
    """Put a message together.

    Args:
        title: names the kind of failure; starts both levels.
        place: where in the result it is. Its path and note are for `full` alone: both may tell an input.
        hint: sentences without any number.
        full: sentences, the first of which follows the title on its line.
        arrays: lines to stand below, as they are.
    """
    hint, full = _lower_first(hint), _lower_first(full)
    path = "".join(f"[{show.plain(key)}]" for key in place.path)
    opening = say("{title} in result{path}: {text}") if path else say("{title}: {text}")
    opening = opening.format(title=title, path=path, text=full[0])
    wrapped = [_filled(line) for line in [opening, *full[1:]]]
    note = [say("Case: {note}").format(note=place.note)] if place.note else []
    named = say("{title}{where}:").format(title=title, where=_ordinal(place.path))
    return Text(" ".join([named, *hint]), "\n".join([*note, *wrapped, *(arrays or [])]))


def _lower_first(sentences: list[str]) -> list[str]:
    """Let the first sentence go on from the colon before it."""
    return [sentences[0][0].lower() + sentences[0][1:], *sentences[1:]]


def _ordinal(path: tuple[int | str, ...]) -> str:
    if not path:
        return ""
    first = path[0]
    if isinstance(first, int) and first < len(_ORDINALS):
        return say(" in the {ordinal} value of your result").format(ordinal=say(_ORDINALS[first]))
    return say(" in one value of your result")


def _filled(line: str) -> str:
    """The line broken at spaces; Chinese has none, and a terminal breaks it anywhere."""
    return line if spoken() != SOURCE else textwrap.fill(line, show.MAX_COLUMNS, break_on_hyphens=False)
