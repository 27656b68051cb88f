"""A reference without its solutions: what a student starts from."""

import ast
import symtable
from collections.abc import Iterator
from typing import NamedTuple

from grader.errors import GenerateError
from grader.kit.regions import Region, find_regions, scopes_around

_OPENS_DEFINITION = ("def ", "class ", "async def ", "@")


class Line(NamedTuple):
    """A line of the stub, and the line of the reference that it comes from."""

    text: str
    source: int


def make_stub(source: str, path: str) -> str:
    """The stub of a reference.

    The first marked part of each function becomes `raise NotImplementedError("name: your code goes here")`;
    its further parts, and those at the top of the module or of a class, leave no trace.

    Args:
        source: the reference.
        path: what messages call it.

    Raises:
        GenerateError: the markers are wrong (see `find_regions`), a marked function has no docstring, the
            stub does not compile, or it needs a name that went with a solution.
    """
    source = source.replace("\r\n", "\n")
    regions = find_regions(source, path)
    lines = [Line(text, number) for number, text in enumerate(source.split("\n"), start=1)]
    raises: list[Line] = []
    for region, is_first in reversed(list(_with_first(regions))):
        if is_first and region.in_function:
            message = f'raise NotImplementedError("{region.name}: your code goes here")'
            raises.append(Line(" " * region.column + message, region.begin))
            lines[region.begin - 1 : region.end] = raises[-1:]
        else:
            lines = _without(lines, region)
    stub = "\n".join(line.text for line in lines).rstrip("\n") + "\n"
    _check_compiles(stub, lines, path)
    _check_docstrings(ast.parse(stub), lines, raises, path)
    _check_names(source, stub, lines, path)
    return stub


def _with_first(regions: list[Region]) -> Iterator[tuple[Region, bool]]:
    seen: set[tuple[object, ...]] = set()
    for region in regions:
        yield region, region.owner not in seen
        seen.add(region.owner)


def _without(lines: list[Line], region: Region) -> list[Line]:
    """The lines without a region, and with the blank lines around it that a formatter would leave."""
    above, below = lines[: region.begin - 1], lines[region.end :]
    blanks_above = blanks_below = 0
    while above and not above[-1].text.strip():
        above, blanks_above = above[:-1], blanks_above + 1
    while below and not below[0].text.strip():
        below, blanks_below = below[1:], blanks_below + 1
    if not above or not below:
        return above + below
    blanks = max(blanks_above, blanks_below)
    if _indent(below[0].text) < region.column:  # the block ends here: what parted it from the next one stays
        blanks = blanks_below
    elif not region.in_function and (
        _indent(above[-1].text) > region.column or below[0].text.lstrip().startswith(_OPENS_DEFINITION)
    ):
        blanks = 1 if region.column else 2
    return above + [Line("", region.begin)] * blanks + below


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _check_compiles(stub: str, lines: list[Line], path: str) -> None:
    try:
        compile(stub, path, "exec", dont_inherit=True)
    except SyntaxError as error:
        line = lines[min(error.lineno or 1, len(lines)) - 1].source
        raise GenerateError(
            f"{path}, line {line}: without the solutions Python cannot read it: {error.msg}. "
            "Put the markers around whole statements, and leave one in each block."
        ) from None


def _check_docstrings(tree: ast.Module, lines: list[Line], raises: list[Line], path: str) -> None:
    for number, line in enumerate(lines, start=1):
        if line not in raises:
            continue
        *around, function = scopes_around(tree, number)
        explained = [function]
        if around and (function.name.startswith("__") or not isinstance(around[-1], ast.ClassDef)):
            explained.append(around[-1])  # magic methods and inner functions are explained by what holds them
        if not any(map(ast.get_docstring, explained)):
            raise GenerateError(
                f"{path}, line {_source_line(lines, function.lineno)}: `{function.name}` has no docstring above its "
                "solution. Write one: it is all that a student knows."
            )


def _source_line(lines: list[Line], number: int) -> int:
    """The line of the reference that a line of the stub comes from."""
    return lines[number - 1].source


def _check_names(source: str, stub: str, lines: list[Line], path: str) -> None:
    before = symtable.symtable(source, path, "exec")
    after = symtable.symtable(stub, path, "exec")
    gone = _bound(before) - _bound(after)
    for name in sorted(gone & set(_globals_used(after))):
        number = next(
            (node.lineno for node in ast.walk(ast.parse(stub)) if isinstance(node, ast.Name) and node.id == name), 1
        )
        raise GenerateError(
            f"{path}, line {_source_line(lines, number)}: `{name}` is used here, but it is defined inside a solution. "
            "Move its definition out of the markers, or this line into them."
        )


def _bound(table: symtable.SymbolTable) -> set[str]:
    return {symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned() or symbol.is_imported()}


def _globals_used(table: symtable.SymbolTable) -> Iterator[str]:
    is_module = table.get_type() == "module"
    for symbol in table.get_symbols():
        if symbol.is_referenced() and (is_module or symbol.is_global()):
            yield symbol.get_name()
    for child in table.get_children():
        yield from _globals_used(child)
