"""Submissions that nobody handed in: the stub, each misconception, and answers without a thought in them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from grader.catalogue import Exercise
from grader.errors import SuiteError
from grader.kit.stub import make_stub
from grader.misconception import Misconception
from grader.suite.misconceptions import Misconceptions

TRIVIAL = {
    "zeros": "_like(args, 0)",
    "ones": "_like(args, 1)",
    "None": "None",
    "the input": "args[0] if args else None",
    "a scalar": "1.0",
    "the empty array": "np.array([])",
}
_PRELUDE = """
import numpy as np

def _like(args, value):
    first = next((arg for arg in args if hasattr(arg, "shape")), None)
    if first is None:
        return float(value)
    if hasattr(first, "new_full"):
        return first.new_full(first.shape, value)
    return np.full(np.shape(first), value, first.dtype)
"""
_FUNCTION = """
def {name}(*args, **kwargs):
    return {answer}
"""
_CLASS = """
class {name}:
    def __init__(self, *args, **kwargs):
        pass
    def __call__(self, *args, **kwargs):
        return {answer}
    def __getattr__(self, name):
        return self.__call__
"""


@dataclass(frozen=True)
class Variant:
    """A made-up submission: what it is called, and its source."""

    name: str
    source: bytes


def reference(exercise: Exercise) -> Variant:
    """The reference itself, as a submission."""
    return Variant("reference", exercise.reference_path.read_bytes())


def stub(exercise: Exercise) -> Variant:
    """What students get."""
    path = exercise.reference_path
    return Variant("stub", make_stub(path.read_text(encoding="utf-8"), str(path)).encode())


def trivial(exercise: Exercise) -> Iterator[Variant]:
    """For each kind of trivial answer, a submission that gives it everywhere."""
    classes = _classes(exercise)
    for kind, answer in TRIVIAL.items():
        parts = [
            (_CLASS if name in classes else _FUNCTION).format(name=name, answer=answer)
            for name in exercise.info.functions
        ]
        yield Variant(kind, (_PRELUDE + "".join(parts)).encode())


def misconceptions(exercise: Exercise) -> list[tuple[Misconception, Variant]]:
    """Each misconception with a submission that holds it, and is the reference elsewhere.

    Raises:
        SuiteError: `misconceptions.py` cannot be imported, or names a function that the exercise lacks.
    """
    wrong = Misconceptions(str(exercise.reference_path), str(exercise.misconceptions_path))
    for item in wrong.all:
        if item.function not in exercise.info.functions:
            raise SuiteError(
                f"{wrong.path}: {item.name} is about {item.function!r}, which is no function of this exercise."
            )
    return [(item, Variant(item.name, wrong.source(item).encode())) for item in wrong.all]


def _classes(exercise: Exercise) -> set[str]:
    tree = ast.parse(exercise.reference_path.read_bytes())
    return {node.name for node in tree.body if isinstance(node, ast.ClassDef)}
