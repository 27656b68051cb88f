"""Where in a student's files a result belongs: the line that failed, else the function's first line."""

import ast
import re
import warnings
from collections.abc import Iterator
from pathlib import Path

from grader.intake import read_topic
from grader.results_file import Test, Topic

PRINTED = "\nPrinted:\n"  # below it stands what the student's code printed, which may say anything


class Locator:
    """Knows a submission's files.

    Args:
        root: the folder that paths start from.
        submission: the student's folder.
        topics: topic -> its folder in a kit.
    """

    def __init__(self, root: Path, submission: Path, topics: dict[str, str]) -> None:
        self._files: dict[str, str] = {}
        self._lines: dict[str, int] = {}
        self._functions: dict[str, dict[str, int]] = {}
        for topic, relative in topics.items():
            path = _path_of(submission, topic, relative)
            self._files[topic] = _shown(path, root, submission)
            source = read_topic(submission, topic, relative).source or b""
            self._lines[topic] = len(source.splitlines())
            self._functions[topic] = dict(_definitions(source))

    def place(self, topic: Topic, test: Test) -> tuple[str, int]:
        """File and line, from 1."""
        name = topic.topic
        said = _line_in(test.message, f"{name}.py")
        if said is None or not 0 < said <= self._lines.get(name, 0):
            said = self._functions.get(name, {}).get(test.function, 1)
        return self._files.get(name, f"{name}.py"), said

    def file(self, topic: str) -> str:
        """The topic's file."""
        return self._files.get(topic, f"{topic}.py")


def _path_of(submission: Path, topic: str, relative: str) -> Path:
    name = f"{topic}.py"
    places = (submission / name, submission / relative / name, submission / topic / name)
    return next((place for place in places if place.is_file()), places[1])


def _shown(path: Path, root: Path, submission: Path) -> str:
    for folder in (root, submission):
        if path.resolve().is_relative_to(folder.resolve()):
            return path.resolve().relative_to(folder.resolve()).as_posix()
    return path.name


def _line_in(message: str, file: str) -> int | None:
    """The last line of the student's file that a message names: of a traceback it is the deepest one."""
    name = re.escape(file)
    ours = message.partition(PRINTED)[0]
    found = re.findall(rf"(?:^|\s){name}, line (\d{{1,7}})\b|\bline (\d{{1,7}}) of {name}", ours)
    return int(found[-1][0] or found[-1][1]) if found else None


def _definitions(source: bytes) -> Iterator[tuple[str, int]]:
    """Function or class -> its line, for source that Python can read."""
    try:
        with warnings.catch_warnings():  # what Python thinks of the student's escapes is not our business
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name, node.lineno
