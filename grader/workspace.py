"""Where a command was called: in a kit that a student works in, or in a clone that has solutions/ too."""

from dataclasses import dataclass
from pathlib import Path

from grader.errors import UsageError
from grader.kit.manifest import FILE, Kit, read_kit
from grader.language import say


@dataclass(frozen=True)
class Workspace:
    """The exercises around a folder.

    Attributes:
        root: the folder of `kit.yaml`.
        kit: what it says.
        solutions: the folder `solutions/` of a clone, None in a kit.
    """

    root: Path
    kit: Kit
    solutions: Path | None


def find_workspace(start: Path) -> Workspace:
    """The nearest kit or clone at `start` or above it. Raises UsageError where there is none."""
    for folder in (start.resolve(), *start.resolve().parents):
        for root in (folder, folder / "exercises"):
            if (root / FILE).is_file():
                beside = root.parent / "solutions"
                solutions = beside if root.name == "exercises" and beside.is_dir() else None
                return Workspace(root, read_kit(root), solutions)
    text = say(
        "There are no exercises in {folder} or above it. Run `grader start DIR` to make a folder with them, then "
        "`cd DIR`."
    )
    raise UsageError(text.format(folder=start))


def find_solutions(start: Path) -> Path:
    """The folder `solutions/` at `start` or above it. Raises UsageError where there is none."""
    found = solutions_if_any(start)
    if found is not None:
        return found
    raise UsageError(
        f"There is no folder solutions/ in {start} or above it; it holds the references and hidden suites. "
        "Call this command in a clone of the exercises, or name the folder with --solutions DIR."
    )


def solutions_if_any(start: Path) -> Path | None:
    """The folder `solutions/` at `start` or above it, if there is one."""
    for folder in (start.resolve(), *start.resolve().parents):
        if folder.name == "solutions":
            return folder
        if (folder / "solutions").is_dir():
            return folder / "solutions"
    return None
