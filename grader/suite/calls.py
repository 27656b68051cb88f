"""Which of an exercise's functions a student's function calls, read off the source."""

import ast


def calls_of(source: bytes, functions: tuple[str, ...]) -> dict[str, set[str]]:
    """Function -> the exercise's other functions that it reaches, through helpers of the student's too.

    Source that cannot be parsed gives nothing: such a submission cannot be loaded either.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    mentioned = {
        node.name: {child.id for child in ast.walk(node) if isinstance(child, ast.Name)}
        for node in tree.body
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
    }
    return {name: (_reached(name, mentioned) & set(functions)) - {name} for name in functions if name in mentioned}


def _reached(name: str, mentioned: dict[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = [name]
    while waiting:
        new = mentioned.get(waiting.pop(), set()) - reached
        reached |= new
        waiting += new
    return reached
