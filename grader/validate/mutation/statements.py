"""Statements taken out: what a student may forget to do."""

import ast
from collections.abc import Iterator

from grader.validate.mutation.text import Edit, Text

_IN_PLACE = (ast.Subscript, ast.Attribute)
_BRANCHES = (ast.If, ast.For, ast.While, ast.match_case)


def removed_statement(text: Text, node: ast.AST) -> Iterator[Edit]:
    """`pass` for a statement without which the rest still runs."""
    if isinstance(node, ast.stmt) and _can_go(text, node):
        yield text.edit(node, "pass")


def _can_go(text: Text, node: ast.stmt) -> bool:
    match node:
        case ast.AugAssign() | ast.Break() | ast.Continue():
            return True
        case ast.Expr():
            return not isinstance(node.value, ast.Constant)  # a docstring does nothing
        case ast.Raise():
            return isinstance(text.parent(node), ast.If)
        case ast.Return():
            return isinstance(text.parent(node), _BRANCHES)
        case ast.Assign():
            return all(isinstance(target, _IN_PLACE) for target in node.targets) or _binds_again(text, node)
        case _:
            return False


def _binds_again(text: Text, node: ast.Assign) -> bool:
    """Whether every name had a value before: as an argument, or from a statement above."""
    function: ast.AST = node
    while not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
        if isinstance(function, ast.Module):
            return False
        function = text.parent(function)
    before = {each.arg for each in ast.walk(function.args) if isinstance(each, ast.arg)}
    for each in ast.walk(function):
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store) and each.lineno < node.lineno:
            before.add(each.id)
    stored = [each for target in node.targets for each in ast.walk(target) if isinstance(each, ast.Name)]
    return all(each.id in before for each in stored if isinstance(each.ctx, ast.Store))
