"""`solutions/` as a catalogue of exercises, or everything that is wrong with it in one message."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.catalogue.document import Problem
from grader.catalogue.folder import Found, is_ignored, read_folder, split_name
from grader.catalogue.model import Exercise
from grader.catalogue.names import find_topic, suggest, topic_of
from grader.errors import CatalogueError


@dataclass(frozen=True)
class Catalogue:
    """The exercises under `solutions/`, in the order of the folders' numbers.

    Attributes:
        root: the folder `solutions/` itself.
        exercises: one for each topic.
    """

    root: Path
    exercises: tuple[Exercise, ...]

    def __iter__(self) -> Iterator[Exercise]:
        return iter(self.exercises)

    def __len__(self) -> int:
        return len(self.exercises)

    def find(self, name: str) -> Exercise:
        """The exercise that a user names as `norms`, `2_norms` or `1_foundations/2_norms`.

        Raises:
            UsageError: there is none, or more than one.
        """
        relative = find_topic(name, [exercise.relative for exercise in self.exercises])
        return next(exercise for exercise in self.exercises if exercise.relative == relative)

    def only(self, names: Iterable[str]) -> "Catalogue":
        """The catalogue with these topics alone, in its own order; with all of them when no name is given.

        Raises:
            UsageError: a name is unknown.
        """
        wanted = {self.find(name).relative for name in names}
        return Catalogue(self.root, tuple(each for each in self.exercises if each.relative in wanted or not wanted))


def read_catalogue(solutions: Path, *, undrawn: bool = False) -> Catalogue:
    """Read and check every topic under `solutions/`.

    Args:
        solutions: the folder.
        undrawn: whether figures that a topic's `figures.py` can draw may be missing.

    Raises:
        CatalogueError: the folder is missing, holds no exercise, or holds something malformed; the
            message has one line for each thing to put right.
    """
    if not solutions.is_dir():
        what = "is not a folder" if solutions.exists() else "does not exist"
        raise CatalogueError(f"{solutions} {what}. Name the folder that holds the chapters, such as solutions/.")
    root = solutions.resolve()
    problems: list[str] = []
    folders = [
        topic
        for chapter in _numbered(root, root.name, problems)
        for topic in _numbered(chapter, f"{root.name}/{chapter.name}", problems)
    ]
    found = {_shown(folder): read_folder(folder, _shown(folder), undrawn=undrawn) for folder in folders}
    problems += _twice(found) + [text for each in found.values() for text in each.problems]
    problems += _bad_prerequisites(found, {topic_of(folder.name) for folder in folders})
    if problems:
        raise CatalogueError("\n".join(problems))
    if not folders:
        raise CatalogueError(
            f"{solutions} holds no exercise. Add a folder such as {root.name}/1_foundations/1_tensors."
        )
    return Catalogue(root, tuple(each.exercise for each in found.values() if each.exercise))


def _shown(folder: Path) -> str:
    """`solutions/1_foundations/2_norms`, wherever `solutions` is."""
    return "/".join(folder.parts[-3:])


def _numbered(parent: Path, shown: str, problems: list[str]) -> list[Path]:
    """The folders `<n>_<name>` in a folder, by number; anything else there is a problem."""
    folders: dict[int, Path] = {}
    for path in sorted(path for path in parent.iterdir() if not is_ignored(path)):
        parts = split_name(path.name) if path.is_dir() else None
        if parts is None:
            kind = "is no name for a folder" if path.is_dir() else "is a file that does not belong"
            problems.append(
                f"{shown}/{path.name}: {path.name!r} {kind} here. "
                "Folders are a number and a name in lower case, such as 2_norms; delete or rename it."
            )
        elif parts[0] in folders:
            other = folders[parts[0]].name
            problems.append(
                f"{shown}/{path.name}: {other} has the number {parts[0]} already. Give one of them another."
            )
        else:
            folders[parts[0]] = path
    return [folders[number] for number in sorted(folders)]


def _twice(found: Iterable[str]) -> list[str]:
    problems, first = [], dict[str, str]()
    for shown in found:
        topic = topic_of(shown)
        if topic in first:
            problems.append(f"{shown}: the topic {topic!r} is {first[topic]} already. Rename one of the two folders.")
        first.setdefault(topic, shown)
    return problems


def _bad_prerequisites(found: dict[str, Found], topics: set[str]) -> list[str]:
    problems, needs = [], dict[str, list[str]]()
    for shown, each in found.items():
        if each.exercise is None or each.document is None:
            continue
        needs[each.exercise.topic] = each.exercise.info.prerequisites
        for index, name in enumerate(each.exercise.info.prerequisites):
            if name not in topics:
                line = each.document.line_of(("prerequisites", index))
                text = f"prerequisites[{index}] is {name!r}, which is no topic. {suggest(name, sorted(topics))}"
                problems.append(Problem(line, text).at(f"{shown}/exercise.yaml"))
    if not problems and (cycle := _cycle(needs)):
        problems.append(f"the prerequisites form a circle: {' needs '.join(cycle)}. Take one of them out.")
    return problems


def _cycle(needs: dict[str, list[str]]) -> list[str]:
    """One circle of topics, the first repeated at the end; empty when there is none."""
    finished: set[str] = set()

    def walk(topic: str, path: list[str]) -> list[str]:
        if topic in path:
            return [*path[path.index(topic) :], topic]
        if topic not in finished:
            for needed in needs.get(topic, []):
                if cycle := walk(needed, [*path, topic]):
                    return cycle
            finished.add(topic)
        return []

    return next((cycle for topic in needs if (cycle := walk(topic, []))), [])
