"""Hints, one more each time: how many were shown is kept beside the kit."""

from pathlib import Path
from typing import NamedTuple

from grader.errors import UsageError
from grader.kept import keep, recall
from grader.kit.manifest import KitTopic
from grader.language import say

NAME = "hints"


class Hint(NamedTuple):
    """One hint: the number-th of `total` for a function."""

    function: str
    number: int
    total: int
    text: str


def next_hint(root: Path, topic: KitTopic, function: str, language: str) -> Hint:
    """The next hint for a function; after the last one, the last one again.

    Raises:
        UsageError: the topic has no such function.
    """
    if function not in topic.functions:
        import difflib

        near = difflib.get_close_matches(function, topic.functions, 1, 0.3) or list(topic.functions)[:1]
        text = say("{topic} has no function {function!r}. Did you mean {near!r}?")
        raise UsageError(text.format(topic=topic.topic, function=function, near=near[0]))
    hints = topic.functions[function].hints
    shown = recall(root, NAME)
    key = f"{topic.path}:{function}"
    before = shown.get(key, 0)
    number = min(max(before if isinstance(before, int) else 0, 0) + 1, len(hints))
    keep(root, NAME, shown | {key: number})
    text = getattr(hints[number - 1], language) if hints else ""
    return Hint(function, number, len(hints), text)


def hint_text(hint: Hint) -> str:
    """A hint in one line, with its number."""
    if not hint.total:
        return say("{function} has no hints.").format(function=hint.function)
    return say("{function}, hint {number} of {total}: {text}").format(**hint._asdict())


def first_hints(topic: KitTopic, language: str) -> list[Hint]:
    """The gentlest hint of each function."""
    return [
        Hint(function, 1, len(info.hints), getattr(info.hints[0], language))
        for function, info in topic.functions.items()
        if info.hints
    ]
