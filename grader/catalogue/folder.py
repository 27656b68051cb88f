"""One topic's folder: are its files there, are they readable, and do they agree with each other?"""

import keyword
import re
from dataclasses import dataclass, field
from pathlib import Path

from grader.catalogue.agreement import read_reference, strange_entries, undefined_functions, wrongly_marked
from grader.catalogue.document import Document, Problem
from grader.catalogue.model import Exercise, ExerciseFile
from grader.catalogue.validate import load

REQUIRED = ("exercise.yaml", "test_public.py", "test_hidden.py", "misconceptions.py", "handout.md", "handout.zh.md")
OPTIONAL = ("pictures.py", "figures.py")
_FOLDER = re.compile(r"([1-9]\d*)_([a-z][a-z0-9_]*)")


@dataclass
class Found:
    """What one folder turned out to hold.

    Attributes:
        exercise: None when it is too broken to be one.
        document: its `exercise.yaml` with the lines.
        problems: everything to put right, as whole messages.
    """

    exercise: Exercise | None = None
    document: Document | None = None
    problems: list[str] = field(default_factory=list)


def is_ignored(path: Path) -> bool:
    """Whether a file or folder is a tool's own business: caches and dotfiles."""
    return path.name == "__pycache__" or path.name.startswith(".")


def split_name(name: str) -> tuple[int, str] | None:
    """`2_norms` as (2, "norms"); None when it is not such a name."""
    match = _FOLDER.fullmatch(name)
    return (int(match[1]), match[2]) if match and not keyword.iskeyword(match[2]) else None


def read_folder(folder: Path, shown: str, *, undrawn: bool = False) -> Found:
    """Read and check one topic's folder, whose name has been checked already.

    Args:
        folder: the folder.
        shown: what messages call it, "solutions/1_foundations/2_norms".
        undrawn: whether a figure that `figures.py` can draw may be missing.
    """
    number, topic = split_name(folder.name) or (0, folder.name)
    found, texts = Found(), dict[str, str]()
    for name in (*REQUIRED, f"{topic}.py"):
        text, problem = read_text(folder / name, f"{shown}/{name}")
        if text is None:
            found.problems.append(problem)
        else:
            texts[name] = text
    info = _read_info(found, folder, texts.get("exercise.yaml"), f"{shown}/exercise.yaml", undrawn)
    found.problems += _stray_files(folder, shown, topic, info)
    if info is not None:
        found.exercise = Exercise(topic, folder.parent.name, number, folder, info)
        _check_reference(found, info, texts.get(f"{topic}.py"), shown)
    return found


def read_text(path: Path, shown: str) -> tuple[str | None, str]:
    """A file's text, or None and what is wrong with the file."""
    if not path.is_file():
        what = "is not a file" if path.exists() else "is missing"
        return None, f"{shown} {what}. Every topic needs it: write it, or copy another topic's as a start."
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n"), ""
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return (
            None,
            f"{shown}, line {line}: the byte 0x{raw[error.start]:02x} is not UTF-8. Save the file as UTF-8.",
        )


def _read_info(found: Found, folder: Path, text: str | None, shown: str, undrawn: bool) -> ExerciseFile | None:
    if text is None:
        return None
    info, found.document, problems = load(text, ExerciseFile)
    if info is not None and found.document is not None:
        problems += strange_entries(info, found.document, folder, undrawn)
    _report(found, problems, shown)
    return info


def _check_reference(found: Found, info: ExerciseFile, source: str | None, shown: str) -> None:
    if source is None or found.document is None or found.exercise is None:
        return
    file = f"{shown}/{found.exercise.topic}.py"
    tree, problems = read_reference(source)
    if tree is not None:
        _report(found, undefined_functions(info, found.document, tree, file), f"{shown}/exercise.yaml")
        problems = wrongly_marked(info, source, tree)
    _report(found, problems, file)


def _report(found: Found, problems: list[Problem], file: str) -> None:
    found.problems += [problem.at(file) for problem in sorted(problems, key=lambda each: each.line or 0)]


def _stray_files(folder: Path, shown: str, topic: str, info: ExerciseFile | None) -> list[str]:
    known = {*REQUIRED, *OPTIONAL, f"{topic}.py", *(info.figures if info else ())}
    stray = sorted(path.name for path in folder.iterdir() if path.name not in known and not is_ignored(path))
    if info is None:  # a picture may well be listed in the file that could not be read
        stray = [name for name in stray if Path(name).suffix in ("", ".py", ".md", ".yaml", ".yml")]
    remedy = "Delete it; a picture is listed under `figures`."
    return [f"{shown}/{name} does not belong in a topic's folder. {remedy}" for name in stray]
