"""Copies the template exercise to its place under solutions/."""

import keyword
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
        UsageError: the name is malformed, the chapter unknown in form, the topic or a number taken already, or
            the folder cannot be written.
    """
    chapter, slash, topic = name.strip("/").rpartition("/")
    present = _topics(solutions)
    chapters = dict.fromkeys(path.parent.name for path in present)
    if not slash or not NUMBERED.fullmatch(chapter):
        raise UsageError(
            f"{name!r} names no chapter. Write <chapter>/<topic>, such as 3_perceptrons/{topic or 'activations'}. "
            f"There are: {', '.join(chapters) or 'none yet'}."
        )
    plain = topic.split("_", 1)[1] if NUMBERED.fullmatch(topic) else topic
    if not NAME.fullmatch(plain) or keyword.iskeyword(plain):
        raise UsageError(
            f"{topic!r} is no topic's name: lower-case letters, digits and underscores, such as batch_norm."
        )
    siblings = [path for path in present if path.parent.name == chapter]
    folder = (
        solutions / chapter / (topic if topic != plain else f"{max(map(_number, siblings), default=0) + 1}_{plain}")
    )
    _refuse_twins(folder, present, [solutions / each for each in chapters if each != chapter])
    _write(folder, plain)
    return folder


def _topics(solutions: Path) -> list[Path]:
    """The topics' folders, in order. Raises UsageError."""
    if not solutions.is_dir():
        raise UsageError(f"There is no folder {solutions}. Name the folder of the exercises with --solutions DIR.")
    found = [path for path in solutions.glob("*/*") if all(map(NUMBERED.fullmatch, (path.name, path.parent.name)))]
    return sorted(found, key=lambda path: (_number(path.parent), _number(path)))


def _number(folder: Path) -> int:
    return int(folder.name.split("_")[0])


def _refuse_twins(folder: Path, topics: list[Path], chapters: list[Path]) -> None:
    """A topic's name, its number in the chapter and the chapter's number are each taken once."""
    plain = folder.name.split("_", 1)[1]
    for path in topics:
        if path.name.split("_", 1)[1] == plain:
            raise UsageError(f"There is an exercise {plain} already, in {path}. Choose another name.")
        if path.parent == folder.parent and _number(path) == _number(folder):
            raise UsageError(f"{path.name} has the number {_number(path)} already. Leave the number of {plain} out.")
    for chapter in chapters:
        if _number(chapter) == _number(folder.parent):
            raise UsageError(f"The chapter {chapter.name} has that number already. Write {chapter.name}/{plain}.")


def _write(folder: Path, topic: str) -> None:
    fresh = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    try:
        fresh.mkdir(parents=True)
        for file in sorted(TEMPLATE.glob("*.txt")):
            name = file.name.removesuffix(".txt").replace("topic.py", f"{topic}.py")
            (fresh / name).write_text(file.read_text(encoding="utf-8").replace("TOPIC", topic), encoding="utf-8")
        fresh.rename(folder)
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error.strerror}. Check the rights of that folder.") from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
