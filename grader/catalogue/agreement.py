"""Does `exercise.yaml` say what the rest of its folder says?"""

import ast
from pathlib import Path

from grader.catalogue.document import Document, Problem
from grader.catalogue.markers import Marker, find_markers
from grader.catalogue.model import ExerciseFile
from grader.catalogue.names import suggest

_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def strange_entries(info: ExerciseFile, document: Document, folder: Path, undrawn: bool) -> list[Problem]:
    """Entries of `exercise.yaml` that name something which is not there, and need not be drawn first."""
    problems = []
    has_script = (folder / "figures.py").is_file()
    for index, name in enumerate(info.figures):
        drawable = has_script and name.endswith(".svg")
        if not (folder / name).is_file() and not (drawable and undrawn):
            remedy = "Draw it: `grader generate --figures`." if drawable else "Add it, or take its name out."
            text = f"figures[{index}] is {name!r}, but the folder holds no such file. {remedy}"
            problems.append(Problem(document.line_of(("figures", index)), text))
    return problems


def read_reference(source: str) -> tuple[ast.Module | None, list[Problem]]:
    """The reference as a tree, or why Python cannot read it."""
    try:
        return ast.parse(source), []
    except SyntaxError as error:
        return None, [Problem(error.lineno, f"Python cannot read it: {error.msg}. Correct the reference.")]
    except ValueError as error:  # a NUL byte
        return None, [Problem(None, f"Python cannot read it: {error}. Correct the reference.")]


def undefined_functions(info: ExerciseFile, document: Document, tree: ast.Module, shown: str) -> list[Problem]:
    """The listed functions that the reference does not define at its top level."""
    defined = _definitions(tree)
    return [
        Problem(
            document.line_of(("functions", name), key=True),
            f"functions.{name} is not defined at the top level of {shown}. {suggest(name, defined)}",
        )
        for name in info.functions
        if name not in defined
    ]


def wrongly_marked(info: ExerciseFile, source: str, tree: ast.Module) -> list[Problem]:
    """The listed functions without solution markers, and the others that have them."""
    markers, problems = find_markers(source), []
    for name, node in _definitions(tree).items():
        listed, marked = name in info.functions, _marked(node, markers)
        if listed and not marked:
            text = (
                "has no solution markers. Put `### BEGIN SOLUTION` and `### END SOLUTION` around what students write."
            )
            problems.append(Problem(node.lineno, f"`{name}` {text}"))
        if marked and not listed:
            text = "has solution markers, but exercise.yaml does not list it. Add it to `functions`."
            problems.append(Problem(node.lineno, f"`{name}` {text}"))
    return problems


def _definitions(tree: ast.Module) -> dict[str, _Definition]:
    return {node.name: node for node in tree.body if isinstance(node, _Definition)}


def _marked(node: _Definition, markers: list[Marker]) -> bool:
    last = node.end_lineno or node.lineno
    return any(marker.begins and node.lineno <= marker.line <= last for marker in markers)
