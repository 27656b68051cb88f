"""`misconceptions.py` of an exercise: the wrong variants as a program, and where they can be told apart."""

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

from grader.errors import SuiteError
from grader.misconception import Misconception
from grader.suite.bench import load_reference

OURS = frozenset({"misconception", "probes"})


class Misconceptions:
    """The wrong variants of one exercise.

    Args:
        reference: path of the solution module.
        misconceptions: path of the wrong variants.

    Raises:
        SuiteError: a file cannot be imported.
    """

    def __init__(self, reference: str, misconceptions: str) -> None:
        declared = vars(load_reference(misconceptions))
        self._reference = Path(reference).read_text(encoding="utf-8")
        self._variants = _without_decorators(Path(misconceptions).read_text(encoding="utf-8"))
        self.all: list[Misconception] = [
            value.__misconception__ for value in declared.values() if hasattr(value, "__misconception__")
        ]
        self._makers: dict[str, Callable[..., Any]] = {
            value.__probes__: value for value in declared.values() if hasattr(value, "__probes__")
        }
        self.path = misconceptions

    def of(self, function: str) -> list[Misconception]:
        """The misconceptions about one function."""
        return [item for item in self.all if item.function == function]

    def source(self, item: Misconception) -> str:
        """A submission that holds one misconception and is the reference elsewhere."""
        return f"{self._reference}\n\n{self._variants}\n\n{item.function} = {item.name}\n"

    def namespace(self) -> dict[str, Any]:
        """The reference and every variant, executed here: they are ours."""
        names: dict[str, Any] = {"__name__": "_deep_grader_misconceptions"}
        exec(compile(f"{self._reference}\n\n{self._variants}\n", self.path, "exec"), names)  # noqa: S102 - our own file
        return names

    def probes(self, function: str, rng: Any) -> list[Any]:
        """What to try a function on: argument tuples, or functions of the function.

        Raises:
            SuiteError: the maker fails, or does not give a list.
        """
        maker = self._makers.get(function)
        try:
            made = maker(rng) if maker is not None else []
        except Exception as error:
            what = f"{type(error).__name__}: {error}"
            raise SuiteError(f"{self.path}: the probes of {function} cannot be made: {what}. Correct them.") from error
        if not isinstance(made, list):
            raise SuiteError(f"{self.path}: the probes of {function} are a {type(made).__name__}; return a list.")
        return made


def _without_decorators(source: str) -> str:
    """The variants as plain functions: a worker has no `grader.testing`."""
    tree = ast.parse(source)
    tree.body = [node for node in tree.body if not _imports_grader(node) and not _marked(node, "probes")]
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            node.decorator_list = [item for item in node.decorator_list if _name_of(item) not in OURS]
    return ast.unparse(tree)


def _imports_grader(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "grader"


def _marked(node: ast.stmt, name: str) -> bool:
    return isinstance(node, ast.FunctionDef) and any(_name_of(item) == name for item in node.decorator_list)


def _name_of(node: ast.expr) -> str:
    function = node.func if isinstance(node, ast.Call) else node
    return function.id if isinstance(function, ast.Name) else ""
