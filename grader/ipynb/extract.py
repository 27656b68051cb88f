"""A notebook as the module that it would be in a file: imports, helpers and the functions of its solution cells.

Only what defines something is taken: imports, functions, classes, and assignments of names that those need. What a
cell does beside that (prints, plots, loops, calls to try things out) plays no part, so that an endless loop in a
scratch cell costs nobody a mark. A function that several cells define is taken from its own solution cell, else from
the last one where it is not the stub. A cell that Python cannot read costs its own functions, and no others.
"""

import ast
import symtable
import warnings
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from grader.ipynb.clean import Clean, clean
from grader.ipynb.read import Cell

MOST_NOTES = 20
HEADER = "# cell "  # begins the line above each cell's own, and is never below
_DEFINITION = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_ASSIGNMENT = (ast.Assign, ast.AnnAssign, ast.AugAssign)


@dataclass(frozen=True)
class Extracted:
    """A notebook's code.

    Attributes:
        source: a module.
        notes: what was recovered, repaired or left out.
    """

    source: str
    notes: tuple[str, ...] = ()


@dataclass
class _Part:
    """A cell on its way into the module."""

    cell: Cell
    clean: Clean
    kept: list[ast.stmt] = field(default_factory=list)


def extract(cells: Iterable[Cell], *, latest: bool = False) -> Extracted:
    """The module in these cells. None of it is run.

    Args:
        cells: in the order in which they count.
        latest: whether they are what a kernel ran, so that the last definition of a name is the one that holds.
    """
    cells = list(cells)
    parts = [_Part(cell, clean(cell.source)) for cell in cells if not _is_test(cell)]
    notes = [f"cell {part.cell.label}: {note}" for part in parts for note in part.clean.notes]
    for part in parts:
        if part.clean.tree is not None:
            part.kept = [node for node in part.clean.tree.body if not _asks_the_shell(node, part, notes)]
    if not latest:
        notes += _choose(parts, _expected(cells))
    _keep_definitions(parts)
    blocks = [*_futures(parts), *(block for part in parts if (block := _block(part)))]
    shown = notes[:MOST_NOTES] + ([f"and {len(notes) - MOST_NOTES} more like it"] if len(notes) > MOST_NOTES else [])
    return Extracted("\n".join(blocks) + ("\n" if blocks else ""), tuple(shown))


def _is_test(cell: Cell) -> bool:
    """Whether it grades, and is nobody's work: what a student wrote there plays no part."""
    return cell.grade and not cell.solution


def _asks_the_shell(node: ast.stmt, part: _Part, notes: list[str]) -> bool:
    """Whether a statement needs the notebook's own shell, which a worker has not."""
    if isinstance(node, _DEFINITION):
        return False
    asks = any(isinstance(each, ast.Name) and each.id == "get_ipython" for each in ast.walk(node))
    if asks:
        notes.append(f"cell {part.cell.label}: line {node.lineno} is left out: it asks for get_ipython")
    return asks


def _expected(cells: list[Cell]) -> set[str]:
    """The functions that the notebook was handed out with, by nbgrader's names for its cells."""
    tests = {cell.grade_id.removeprefix("test_") for cell in cells if _is_test(cell) and cell.grade_id[:5] == "test_"}
    return tests | {cell.grade_id for cell in cells if cell.solution and cell.grade_id}


def _choose(parts: list[_Part], expected: set[str]) -> list[str]:
    """Leave one definition of each name that is defined more than once; returns what is to be said."""
    found: dict[str, list[tuple[_Part, ast.stmt]]] = defaultdict(list)
    for part in parts:
        for node in part.kept:
            if isinstance(node, _DEFINITION):
                found[node.name].append((part, node))
    notes = []
    for name, definitions in found.items():
        chosen = max(enumerate(definitions), key=lambda each: (_rank(name, *each[1]), each[0]))[1]
        for part, node in definitions:
            if node is not chosen[1]:
                part.kept.remove(node)
        places = list(dict.fromkeys(part.cell.label for part, _ in definitions))
        cells = {id(part) for part, _ in definitions}
        if len(cells) > 1:
            numbers = ", ".join(dict.fromkeys(str(part.cell.number) for part, _ in definitions))
            notes.append(f"{name} stands in cells {numbers}; the one in cell {chosen[0].cell.number} is graded")
        elif name in expected and name not in places:
            notes.append(f"the cell {name} is gone; {name} was found in cell {chosen[0].cell.label}")
    return notes


def _rank(name: str, part: _Part, node: ast.stmt) -> tuple[bool, bool]:
    """What is written before what is not; then a function's own cell before others."""
    return not _is_stub(node), part.cell.solution and part.cell.grade_id == name


def _is_stub(node: ast.AST) -> bool:
    """Whether a function, or every method that raises in a class, is still what was handed out."""
    if isinstance(node, ast.ClassDef):
        methods = [each for each in node.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)]
        return bool(methods) and any(map(_is_stub, methods))
    body = getattr(node, "body", [])
    return bool(body) and _raises_plainly(body[-1])


def _raises_plainly(node: ast.AST) -> bool:
    """`raise NotImplementedError()`, as nbgrader writes it, with nothing to say."""
    if not isinstance(node, ast.Raise) or node.exc is None or node.cause is not None:
        return False
    kind = node.exc.func if isinstance(node.exc, ast.Call) and not node.exc.args else node.exc
    return isinstance(kind, ast.Name) and kind.id == "NotImplementedError"


def _keep_definitions(parts: list[_Part]) -> None:
    """Keep imports and definitions, and of the assignments those whose names are needed."""
    needed = set[str]().union(*(_globals_used(part) for part in parts if part.kept))
    taken: set[int] = set()
    waiting = [node for part in parts for node in part.kept]
    for node in waiting:
        if isinstance(node, (*_DEFINITION, ast.Import, ast.ImportFrom)) or _tries_imports(node):
            taken.add(id(node))
            needed |= _loaded_at_once(node)
    needed |= {node.name for node in waiting if isinstance(node, _DEFINITION)}
    assignments = [node for node in waiting if isinstance(node, _ASSIGNMENT)]
    while more := [node for node in assignments if id(node) not in taken and _assigned(node) & needed]:
        for node in more:
            taken.add(id(node))
            needed |= _loaded(node)
    for part in parts:
        part.kept = [node for node in part.kept if id(node) in taken]


def _globals_used(part: _Part) -> set[str]:
    """The names that functions and classes of a cell look up in the module when they run."""
    if not any(isinstance(node, _DEFINITION) for node in part.kept):
        return set()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            table = symtable.symtable("\n".join(part.clean.lines), "cell", "exec")
        except (SyntaxError, RecursionError):  # read, but not to be compiled, such as a `return` outside of a function
            return set().union(*map(_loaded, part.kept))
    waiting, names = list(table.get_children()), set[str]()
    while waiting:
        scope = waiting.pop()
        names |= {symbol.get_name() for symbol in scope.get_symbols() if symbol.is_global()}
        waiting += scope.get_children()
    return names


def _loaded_at_once(node: ast.stmt) -> set[str]:
    """The names that a definition needs when it is made: decorators, defaults, annotations, bases."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        parts = [*node.decorator_list, node.args, *([node.returns] if node.returns else [])]
    elif isinstance(node, ast.ClassDef):
        parts = [*node.decorator_list, *node.bases, *node.keywords]
    else:
        return _loaded(node)
    return set[str]().union(*map(_loaded, parts))


def _futures(parts: list[_Part]) -> list[str]:
    """`from __future__ import ...` of any cell: in a module they stand above everything else."""
    lines = []
    for part in parts:
        for node in part.kept:
            if isinstance(node, ast.ImportFrom) and node.module == "__future__":
                lines.append(ast.unparse(node))
        part.kept = [node for node in part.kept if getattr(node, "module", "") != "__future__"]
    return list(dict.fromkeys(lines))


def _tries_imports(node: ast.stmt) -> bool:
    """`try: import ...`, or `if TYPE_CHECKING: import ...`."""
    body = node.body if isinstance(node, ast.Try | ast.If) else []
    return bool(body) and all(isinstance(each, ast.Import | ast.ImportFrom) for each in body)


def _loaded(node: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def _assigned(node: ast.AST) -> set[str]:
    """The names that an assignment gives a value, or changes: `x`, and `Net` in `Net.forward = f`."""
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return {each.id for target in targets if target for each in ast.walk(target) if isinstance(each, ast.Name)}


def _block(part: _Part) -> str:
    """A cell's lines, each where it stands in the cell, below a line that names the cell."""
    header = f"{HEADER}{part.cell.label}"
    if part.clean.tree is None:
        raising = [_cannot_be_read(name, part) for name in part.clean.defines]
        return "\n".join([header, *raising]) if raising else ""
    if not part.kept:
        return ""
    lines = [""] * len(part.clean.lines)
    for node in part.kept:
        decorators: list[ast.expr] = getattr(node, "decorator_list", [])
        first = min([node.lineno, *(each.lineno for each in decorators)])
        for number in range(first, (node.end_lineno or first) + 1):
            lines[number - 1] = part.clean.lines[number - 1]
        _say_whose_stub(lines, node, node.name if isinstance(node, _DEFINITION) else "")
    while not lines[-1].strip():
        lines.pop()
    return "\n".join([header, *lines])


def _say_whose_stub(lines: list[str], node: ast.AST, name: str) -> None:
    """Give nbgrader's stub the words of ours, by which the engine knows that nothing was written yet."""
    for each in ast.walk(node):
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef) and each.body and _raises_plainly(each.body[-1]):
            last = each.body[-1]
            own = name if each is node else f"{name}.{each.name}"
            if last.end_lineno == last.lineno and lines[last.lineno - 1].strip().startswith("raise"):
                indent = " " * last.col_offset
                lines[last.lineno - 1] = f'{indent}raise NotImplementedError("{own}: your code goes here")'


def _cannot_be_read(name: str, part: _Part) -> str:
    """A function that says why its cell is not there."""
    why = f"cell {part.cell.label} cannot be read: {part.clean.error}"
    return f"def {name}(*args, **kwargs): raise SyntaxError({why!r})"
