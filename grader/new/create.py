"""Copies the template exercise to its place under solutions/."""

import re
import secrets
import shutil
from pathlib import Path

from grader.errors import UsageError

TEMPLATE = Path(__file__).with_name("template")
NAME = re.compile(r"[a-z][a-z0-9_]*")
NUMBERED = re.compile(r"[1-9][0-9]*_[a-z][a-z0-9_]*")


def create(solutions: Path, name: str) -> Path:
    """Make a new exercise and return its folder.

    Args:
        solutions: the folder of exercises.
        name: `<chapter>/<topic>`, such as `2_linear_networks/losses`; a topic without a number gets the next one.

    Raises:
        UsageError: the name is malformed, the chapter unknown in form, or the topic is there already.
    """
    chapter, slash, topic = name.strip("/").rpartition("/")
    if not slash or not NUMBERED.fullmatch(chapter):
        known = ", ".join(sorted(path.name for path in solutions.iterdir() if NUMBERED.fullmatch(path.name)))
        raise UsageError(
            f"{name!r} names no chapter. Write <chapter>/<topic>, such as 3_perceptrons/{topic or 'activations'}. "
            f"There are: {known or 'none yet'}."
        )
    plain = topic.split("_", 1)[1] if NUMBERED.fullmatch(topic) else topic
    if not NAME.fullmatch(plain):
        raise UsageError(
            f"{topic!r} is no topic's name: lower-case letters, digits and underscores, such as batch_norm."
        )
    present = [path for path in solutions.glob("*/*") if path.is_dir() and path.name.split("_", 1)[-1] == plain]
    if present:
        raise UsageError(f"There is an exercise {plain} already, in {present[0]}. Choose another name.")
    folder = solutions / chapter / (topic if topic != plain else f"{_next_number(solutions / chapter)}_{plain}")
    _write(folder, plain)
    return folder


def _next_number(chapter: Path) -> int:
    numbers = [int(path.name.split("_")[0]) for path in chapter.glob("[1-9]*_*")]
    return max(numbers, default=0) + 1


def _write(folder: Path, topic: str) -> None:
    fresh = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    try:
        fresh.mkdir(parents=True)
        for file in sorted(TEMPLATE.glob("*.txt")):
            name = file.name.removesuffix(".txt").replace("topic.py", f"{topic}.py")
            (fresh / name).write_text(file.read_text(encoding="utf-8").replace("TOPIC", topic), encoding="utf-8")
        fresh.rename(folder)
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error.strerror}.") from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
