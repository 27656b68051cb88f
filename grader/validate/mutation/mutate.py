"""A reference's mutants: each rule at each place of a solution, and what it comes to."""

import ast
import textwrap
import warnings
from collections.abc import Callable, Iterator
from typing import NamedTuple

from grader.kit.regions import Region, find_regions, scopes_around
from grader.validate.mutation import calls, expressions, statements
from grader.validate.mutation.text import Edit, Text

RULES: tuple[Callable[[Text, ast.AST], Iterator[Edit]], ...] = (
    expressions.arithmetic,
    expressions.comparison,
    expressions.boolean,
    expressions.unary,
    expressions.constant,
    expressions.condition,
    expressions.slice_,
    expressions.transposed,
    calls.near_function,
    calls.dropped_call,
    calls.swapped_arguments,
    calls.dropped_keyword,
    statements.removed_statement,
)
UNTOUCHED = frozenset({"annotation", "returns", "decorator_list", "type_params", "exc", "cause", "msg"})


class Mutant(NamedTuple):
    """A small change of a reference.

    Attributes:
        function: where it is: `lp_norm`, `LSTMCell.forward`, a helper, or `module`.
        line: of the reference.
        diff: the lines that change, as `- before` and `+ after`, without their common indentation.
        source: the whole module after the change.
    """

    function: str
    line: int
    diff: str
    source: bytes


def mutants_of(source: str, path: str) -> list[Mutant]:
    """Every mutant of the parts that a student writes, each once, in the order of the lines.

    What a message says, what an annotation says and a text constant are left alone.

    Args:
        source: the reference.
        path: what messages call it.

    Raises:
        GenerateError: Python cannot read the reference, or its markers are wrong.
    """
    source = source.replace("\r\n", "\n")
    regions = find_regions(source, path)
    text = Text(source)
    seen = {ast.dump(text.tree)}
    mutants = []
    for edit in sorted(_edits(text, regions), key=lambda edit: edit[:2]):
        changed = text.patched(edit)
        meaning = _meaning(changed)
        if meaning is not None and meaning not in seen:
            seen.add(meaning)
            mutants.append(_mutant(text, edit, changed))
    return mutants


def _edits(text: Text, regions: list[Region]) -> Iterator[Edit]:
    for node in _nodes(text.tree):
        first, last = getattr(node, "lineno", 0), getattr(node, "end_lineno", None) or 0
        if any(region.begin < first <= last < region.end for region in regions):
            for rule in RULES:
                yield from rule(text, node)


def _nodes(node: ast.AST) -> Iterator[ast.AST]:
    """A node and all below it that a mutant may change."""
    yield node
    if isinstance(node, ast.JoinedStr):  # its parts have no places of their own in every Python
        return
    for name, value in ast.iter_fields(node):
        if name not in UNTOUCHED:
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    yield from _nodes(child)


def _meaning(source: bytes) -> str | None:
    """The syntax tree as text; None if Python cannot compile the module."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(source, "mutant", "exec", dont_inherit=True)
        except (SyntaxError, ValueError):
            return None
        return ast.dump(ast.parse(source))


def _mutant(text: Text, edit: Edit, changed: bytes) -> Mutant:
    line = text.line_at(edit.start)
    scopes = scopes_around(text.tree, line)
    function = ".".join(scope.name for scope in scopes) or "module"
    return Mutant(function, line, _diff(text.raw.decode(), changed.decode()), changed)


def _diff(before: str, after: str) -> str:
    old, new = before.split("\n"), after.split("\n")
    while old and new and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    shared = next((i for i, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), len(old))
    old, new = old[shared:], new[shared:]
    lines = textwrap.dedent("\n".join([*old, *new])).split("\n")
    shown = [f"- {line}" for line in lines[: len(old)]] + [f"+ {line}" for line in lines[len(old) :]]
    return "\n".join(line.rstrip() for line in shown)
