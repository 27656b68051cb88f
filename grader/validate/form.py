"""What can be seen of an exercise without running a submission: titles, pictures, handouts, signatures of variants."""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from grader.catalogue import Exercise
from grader.errors import SuiteError
from grader.misconception import Misconception
from grader.suite.bench import load_reference
from grader.suite.misconceptions import Misconceptions
from grader.suite.module import title_of

_IMAGE = re.compile(r"!\[[^\]]*\]\(([^)\s]+)")
_CHINESE = re.compile("[一-鿿]")
_ANY = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


def problems_of_form(exercise: Exercise) -> Iterator[str]:
    """What a student or a report would stumble over, one sentence each."""
    for suite in (exercise.public_suite, exercise.hidden_suite):
        yield from _untitled(suite)
    for path in exercise.handouts.values():
        yield from _broken_images(path, exercise)
    if exercise.pictures_path is not None:
        yield from _unusable_pictures(exercise.pictures_path, exercise)


def _untitled(suite: Path) -> Iterator[str]:
    try:
        tree = ast.parse(suite.read_bytes())
    except SyntaxError:  # told, with its line, when the suites are collected
        return
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
            title = title_of(ast.get_docstring(node) or "", "zh")
            if not _CHINESE.search(title):
                yield f'{node.name} ({suite.name}) has no Chinese title; add a line "zh: ..." to its docstring.'


def _broken_images(handout: Path, exercise: Exercise) -> Iterator[str]:
    shown = {name for name in _IMAGE.findall(handout.read_text(encoding="utf-8")) if "//" not in name}
    listed = set(exercise.info.figures)
    for name in sorted(shown - listed):
        yield f"{handout.name} shows {name}, which exercise.yaml does not list under figures; correct one of them."
    for name in sorted(listed - shown):
        yield f"{handout.name} does not show {name}, which exercise.yaml lists under figures."


def _unusable_pictures(path: Path, exercise: Exercise) -> Iterator[str]:
    try:
        made = [getattr(value, "__picture__", None) for value in vars(load_reference(str(path))).values()]
    except SuiteError as error:
        yield str(error)
        return
    known = list(exercise.info.functions)
    for function in sorted({each.function for each in made if each is not None} - set(known)):
        yield f"pictures.py has a picture of {function}, which is no function of the exercise ({', '.join(known)})."


def unlike_the_reference(exercise: Exercise, wrong: list[Misconception]) -> Iterator[str]:
    """The variants that cannot be called as the reference is: they would be told apart by that, and not by the mistake.

    Raises:
        SuiteError: a file cannot be imported.
    """
    names = Misconceptions(str(exercise.reference_path), str(exercise.misconceptions_path)).namespace()
    for item in wrong:
        right, variant = _parameters(names[item.function]), _parameters(names[item.name])
        if right is not None and variant is not None and len(right) != len(variant):
            yield (
                f"the misconception {item.name} takes ({', '.join(variant)}), and {item.function} takes "
                f"({', '.join(right)}). Give the variant the same parameters."
            )


def _parameters(function: Any) -> list[str] | None:
    """The names of a function's parameters; None where it takes any, or its signature is not known."""
    try:
        found = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return None
    return None if any(each.kind in _ANY for each in found) else [each.name for each in found]
