"""Which of an exercise's functions a student's function calls, read off the source."""

import ast
from collections.abc import Iterator


def calls_of(source: bytes, functions: tuple[str, ...]) -> dict[str, set[str]]:
    """Function -> the exercise's other functions that it reaches, through helpers of the student's too.

    Source that cannot be parsed gives nothing: such a submission cannot be loaded either.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    mentioned: dict[str, set[str]] = {}
    for name, node in _bound(tree.body):
        names = {child.id for child in ast.walk(node) if isinstance(child, ast.Name)}
        mentioned[name] = mentioned.get(name, set()) | names
    return {name: (_reached(name, mentioned) & set(functions)) - {name} for name in functions if name in mentioned}


def _bound(statements: list[ast.stmt]) -> Iterator[tuple[str, ast.AST]]:
    """What the module's top level binds, in an `if` or `try` too: functions, classes, and `f = lambda x: ...`."""
    for node in statements:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name, node
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            value = node.value or ast.Pass()
            yield from ((target.id, value) for target in targets if isinstance(target, ast.Name))
        else:
            for part in ("body", "handlers", "orelse", "finalbody"):
                yield from _bound(getattr(node, part, []))


def _reached(name: str, mentioned: dict[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = [name]
    while waiting:
        new = mentioned.get(waiting.pop(), set()) - reached
        reached |= new
        waiting += new
    return reached
