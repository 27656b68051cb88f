"""A reference as the code cells of a notebook: what is given, and each function with its solution marked."""

import ast
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

from grader.errors import GenerateError
from grader.kit.regions import Region, Scope, find_regions


@dataclass(frozen=True)
class Parts:
    """A reference, cut for a notebook.

    Attributes:
        intro: the module's docstring.
        setup: the code that is given: imports, constants, helpers.
        functions: name -> its code, with the markers.
    """

    intro: str
    setup: str
    functions: dict[str, str]


def cut(source: str, functions: Iterable[str], path: str) -> Parts:
    """Cut a reference.

    nbgrader puts a raising stub wherever a marked part stood. At the top of a module that stub would end the cell, so
    what is marked there (private helpers) goes into the marked body of each function that needs it.

    Args:
        source: the reference.
        functions: the names that students write.
        path: what messages call the reference.

    Raises:
        GenerateError: the markers are wrong, or a part of a class's own body is marked.
    """
    source = source.replace("\r\n", "\n")
    regions, tree, lines = find_regions(source, path), ast.parse(source), source.split("\n")
    helpers = _Helpers(tree, lines, [region for region in regions if not region.owner])
    wanted, taken, cells = set(functions), set[int](), dict[str, str]()
    for node in tree.body:
        if isinstance(node, Scope) and node.name in wanted:
            own = [region for region in regions if region.owner and region.owner[0].lineno == node.lineno]
            begin, end = _span(node)
            end = max([end, *(region.end for region in own)])
            taken |= set(range(begin, end + 1))
            cells[node.name] = _with_helpers(lines, begin, end, own, _Members(node, lines, own, path), helpers)
    taken |= {line for region in regions if not region.owner for line in range(region.begin, region.end + 1)}
    intro = ast.get_docstring(tree) or ""
    if intro:
        taken |= set(range(*_span(tree.body[0]))) | {_span(tree.body[0])[1]}
    setup = _squeezed(text for number, text in enumerate(lines, 1) if number not in taken)
    return Parts(intro, setup, cells)


class _Helpers:
    """What is marked at the top of the module: statements by the names that they bind."""

    def __init__(self, tree: ast.Module, lines: list[str], regions: list[Region]) -> None:
        self._lines = lines
        self._nodes = [node for node in tree.body if any(region.begin < node.lineno < region.end for region in regions)]

    def for_code(self, node: ast.AST) -> list[str]:
        """The lines of all that this code needs, directly or through one another, in the order of the module."""
        names, needed = _names(node), set[int]()
        while more := {
            number for number, helper in enumerate(self._nodes) if number not in needed and names & _bound(helper)
        }:
            needed |= more
            names = names.union(*(_names(self._nodes[number]) for number in more))
        blocks = [self._lines[begin - 1 : end] for begin, end in (_span(self._nodes[each]) for each in sorted(needed))]
        return [line for block in blocks for line in (*block, "")]


class _Members:
    """What is marked in a class's own body: private methods, which its `__init__` gives to the class instead."""

    def __init__(self, node: Scope, lines: list[str], own: list[Region], path: str) -> None:
        regions = [region for region in own if not region.in_function]
        self.hidden = {line for region in regions for line in range(region.begin, region.end + 1)}
        self.nodes = [each for each in node.body if each.lineno in self.hidden]
        self.home = next((each for each in own if each.in_function and each.owner[-1].name == "__init__"), None)
        strange = [each for each in self.nodes if not isinstance(each, ast.FunctionDef)]
        if self.nodes and (strange or self.home is None):
            why = "is no method" if strange else "has no marked __init__ to move to"
            raise GenerateError(
                f"{path}, line {(strange or self.nodes)[0].lineno}: what is marked here in the body of {node.name} "
                f"{why}, so a notebook cannot leave it out. Write it as a private method, and mark __init__."
            )
        self.lines = [line for each in self.nodes for line in self._given(node.name, each, lines)]

    @staticmethod
    def _given(owner: str, node: ast.stmt, lines: list[str]) -> list[str]:
        begin, end = _span(node)
        name = getattr(node, "name", "")
        return [*textwrap.dedent("\n".join(lines[begin - 1 : end])).split("\n"), f"{owner}.{name} = {name}", ""]


def _with_helpers(
    lines: list[str], begin: int, end: int, own: list[Region], members: _Members, helpers: _Helpers
) -> str:
    """The lines of a function or class, with helpers in the first marked part of each body that needs them."""
    code, first = list[str](), dict[int, Region]()
    for region in own:
        if region.in_function and region.owner[-1] not in [each.owner[-1] for each in first.values()]:
            first[region.begin] = region
    for number in range(begin, end + 1):
        if number in members.hidden:
            continue
        code.append(lines[number - 1])
        if region := first.get(number):  # type: ignore[assignment]  # None where nothing begins
            here = [region.owner[-1], *(members.nodes if region == members.home else [])]
            needed = [line for each in here for line in helpers.for_code(each)]
            needed += members.lines if region == members.home else []
            code += textwrap.indent("\n".join(needed), " " * region.column).split("\n") if needed else []
    return "\n".join(code)


def _span(node: ast.AST) -> tuple[int, int]:
    """The first and the last line of a statement, decorators included."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    first = min([getattr(node, "lineno", 1), *(decorator.lineno for decorator in decorators)])
    return first, getattr(node, "end_lineno", None) or first


def _names(node: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def _bound(node: ast.stmt) -> set[str]:
    if isinstance(node, Scope):
        return {node.name}
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {item.asname or item.name.split(".")[0] for item in node.names}
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)}


def _squeezed(lines: Iterable[str]) -> str:
    """The lines with at most one blank line in a row."""
    kept: list[str] = []
    for line in lines:
        if line.strip() or (kept and kept[-1].strip()):
            kept.append(line)
    return "\n".join(kept).strip("\n")
