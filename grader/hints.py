"""Hints, one more each time: how many were shown is kept beside the kit."""

import json
from pathlib import Path
from typing import NamedTuple

from grader.errors import UsageError
from grader.kit.manifest import KitTopic

STATE = Path(".grader") / "hints.json"


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
        raise UsageError(f"{topic.topic} has no function {function!r}. Did you mean {near[0]!r}?")
    hints = topic.functions[function].hints
    shown = _load(root)
    key = f"{topic.path}:{function}"
    number = min(max(shown.get(key, 0), 0) + 1, len(hints))
    _save(root, shown | {key: number})
    text = getattr(hints[number - 1], language) if hints else ""
    return Hint(function, number, len(hints), text)


def first_hints(topic: KitTopic, language: str) -> list[Hint]:
    """The gentlest hint of each function."""
    return [
        Hint(function, 1, len(info.hints), getattr(info.hints[0], language))
        for function, info in topic.functions.items()
        if info.hints
    ]


def _load(root: Path) -> dict[str, int]:
    try:
        state = json.loads((root / STATE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}  # losing count of hints costs nothing
    return {key: value for key, value in state.items() if isinstance(value, int)} if isinstance(state, dict) else {}


def _save(root: Path, shown: dict[str, int]) -> None:
    try:
        (root / STATE).parent.mkdir(exist_ok=True)
        (root / STATE).write_text(json.dumps(shown, indent=1), encoding="utf-8")
    except OSError:
        return  # a kit that cannot be written to still gives hints
