"""The parts of a reference that a student writes: where each begins and ends, and whose body it is."""

import ast
import io
import tokenize
from typing import NamedTuple

from grader.catalogue.markers import Marker, find_markers
from grader.errors import GenerateError

Function = ast.FunctionDef | ast.AsyncFunctionDef
Scope = Function | ast.ClassDef
_NO_CODE = (tokenize.COMMENT, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)


class Region(NamedTuple):
    """The lines from one marker to the other.

    Attributes:
        begin: the line of `### BEGIN SOLUTION`, from 1.
        end: the line of `### END SOLUTION`.
        column: the indentation of both.
        owner: the functions and classes around it, outermost first; () at the top of the module.
    """

    begin: int
    end: int
    column: int
    owner: tuple[Scope, ...]

    @property
    def in_function(self) -> bool:
        """Whether it is a function's body, not a part of a class or of the module itself."""
        return bool(self.owner) and not isinstance(self.owner[-1], ast.ClassDef)

    @property
    def name(self) -> str:
        """`l1_norm`, or `LSTMCell.forward`."""
        return ".".join(scope.name for scope in self.owner)


def find_regions(source: str, path: str) -> list[Region]:
    """The marked parts of a reference, in order.

    Args:
        source: the module, without carriage returns.
        path: what messages call it.

    Raises:
        GenerateError: Python cannot read the module; a marker is badly written, has no partner, stands
            inside another pair or at the wrong indentation; there is no code between two markers, or code
            that leaves the block.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError) as error:  # ValueError: a NUL byte
        line = getattr(error, "lineno", None) or 1
        raise GenerateError(
            f"{path}, line {line}: Python cannot read it: {getattr(error, 'msg', error)}. Correct the reference."
        ) from None
    columns = _columns(source)
    return [_region(begin, end, columns, tree, path) for begin, end in _pairs(find_markers(source), path)]


def scopes_around(tree: ast.AST, line: int) -> tuple[Scope, ...]:
    """The functions and classes in whose body a line of code stands, outermost first."""
    for node in ast.walk(tree):
        if node is not tree and isinstance(node, Scope) and node.lineno < line <= (node.end_lineno or 0):
            return (node, *scopes_around(node, line))
    return ()


def _pairs(markers: list[Marker], path: str) -> list[tuple[Marker, Marker]]:
    pairs: list[tuple[Marker, Marker]] = []
    opened: Marker | None = None
    for marker in markers:
        if marker.fault:
            raise GenerateError(f"{path}, line {marker.line}: {marker.fault}")
        if marker.begins and opened:
            raise GenerateError(
                f"{path}, line {marker.line}: a solution begins inside the one from line {opened.line}. "
                "End that one first."
            )
        if not marker.begins and not opened:
            raise GenerateError(
                f"{path}, line {marker.line}: a solution ends that never began. "
                "Write `### BEGIN SOLUTION` above it, or take the line out."
            )
        if opened:
            pairs.append((opened, marker))
        opened = marker if marker.begins else None
    if opened:
        raise GenerateError(
            f"{path}, line {opened.line}: the solution that begins here never ends. Write `### END SOLUTION` below it."
        )
    return pairs


def _columns(source: str) -> dict[int, int]:
    """The indentation of each logical line, by the number of its first line; blank lines and comments are none."""
    columns, at_start = {}, True
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.NEWLINE:
            at_start = True
        elif at_start and token.type not in _NO_CODE:
            columns[token.start[0]] = token.start[1]
            at_start = False
    return columns


def _region(begin: Marker, end: Marker, columns: dict[int, int], tree: ast.Module, path: str) -> Region:
    code = [number for number in columns if begin.line < number < end.line]
    if not code:
        raise GenerateError(
            f"{path}, line {begin.line}: there is no code in this solution. Write it, or take the markers out."
        )
    column = columns[code[0]]
    for marker in (begin, end):
        if marker.column != column:
            raise GenerateError(
                f"{path}, line {marker.line}: the marker is indented by {marker.column}, the solution by {column}. "
                "Indent both markers as the first line between them."
            )
    if outside := [number for number in code if columns[number] < column]:
        raise GenerateError(
            f"{path}, line {outside[0]}: this line leaves the block in which the solution from line {begin.line} "
            "began. End the solution above it, or begin it further out."
        )
    return Region(begin.line, end.line, column, scopes_around(tree, code[0]))
