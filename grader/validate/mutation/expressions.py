"""Changes within an expression: operators, constants, dropped terms, slices."""

import ast
from collections.abc import Iterator

from grader.validate.mutation.text import Edit, Text

ARITHMETIC: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "/"),
    ast.Div: ("/", "*"),
    ast.FloorDiv: ("//", "/"),
    ast.Mod: ("%", "*"),
    ast.Pow: ("**", "*"),
    ast.MatMult: ("@", "*"),
    ast.BitAnd: ("&", "|"),
    ast.BitOr: ("|", "&"),
}
DROPPABLE = (ast.Add, ast.Sub, ast.Mult, ast.Div)
COMPARISONS: dict[type[ast.cmpop], tuple[str, list[str]]] = {
    ast.Lt: ("<", ["<=", ">"]),
    ast.LtE: ("<=", ["<", ">="]),
    ast.Gt: (">", [">=", "<"]),
    ast.GtE: (">=", [">", "<="]),
    ast.Eq: ("==", ["!="]),
    ast.NotEq: ("!=", ["=="]),
    ast.Is: ("is", ["is not"]),
    ast.IsNot: ("not", [""]),
    ast.In: ("in", ["not in"]),
    ast.NotIn: ("not", [""]),
}
UNARY: dict[type[ast.unaryop], str] = {ast.Not: "not", ast.USub: "-", ast.Invert: "~"}
_STATES_A_LAW = (ast.Compare, ast.BoolOp, ast.UnaryOp)  # a test that other changes turn round already


def arithmetic(text: Text, node: ast.AST) -> Iterator[Edit]:
    """Another operator, or one operand alone."""
    if isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC:
        word, other = ARITHMETIC[type(node.op)]
        start, end = text.token(word, text.end(node.left), text.start(node.right))
        yield Edit(start, end, other)
        if isinstance(node.op, DROPPABLE):
            yield text.edit(node, text.between(text.start(node), start).rstrip())
            yield text.edit(node, text.between(end, text.end(node)).lstrip())
    elif isinstance(node, ast.AugAssign) and type(node.op) in ARITHMETIC:
        word, other = ARITHMETIC[type(node.op)]
        start, end = text.token(f"{word}=", text.end(node.target), text.start(node.value))
        yield Edit(start, end, f"{other}=")


def comparison(text: Text, node: ast.AST) -> Iterator[Edit]:
    """A bound that belongs, or does not, and the opposite direction."""
    if isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
        for op, left, right in zip(node.ops, sides, node.comparators, strict=False):
            word, others = COMPARISONS[type(op)]
            start, end = text.token(word, text.end(left), text.start(right))
            yield from (Edit(start, end, other) for other in others)


def boolean(text: Text, node: ast.AST) -> Iterator[Edit]:
    """`and` for `or`, and the reverse."""
    if isinstance(node, ast.BoolOp):
        word, other = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        for left, right in zip(node.values, node.values[1:], strict=False):
            yield Edit(*text.token(word, text.end(left), text.start(right)), other)


def unary(text: Text, node: ast.AST) -> Iterator[Edit]:
    """Without the minus, the `not` or the `~`."""
    if isinstance(node, ast.UnaryOp) and type(node.op) in UNARY:
        _, end = text.token(UNARY[type(node.op)], text.start(node), text.end(node))
        yield text.edit(node, text.between(end, text.end(node)).lstrip())


def constant(text: Text, node: ast.AST) -> Iterator[Edit]:
    """One more, one less, twice as much; the other truth value."""
    value = number_of(node)
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield text.edit(node, str(not node.value))
    elif value is not None and number_of(text.parent(node)) is None:  # the 1 of -1 changes with its minus
        for other in dict.fromkeys((value + 1, value - 1, value * 2)):
            if other != value:
                in_brackets = other < 0 and text.next_token(text.end(node)) in ("**", ".", "[")
                yield text.edit(node, f"({other!r})" if in_brackets else repr(other))


def condition(text: Text, node: ast.AST) -> Iterator[Edit]:
    """The other branch of a test that is no comparison; one value of a conditional expression for both."""
    if isinstance(node, (ast.If, ast.IfExp)) and not isinstance(node.test, _STATES_A_LAW):
        yield text.edit(node.test, f"not {text.of(node.test)}")
    if isinstance(node, ast.IfExp):
        yield text.instead(node, node.body)
        yield text.instead(node, node.orelse)


def slice_(text: Text, node: ast.AST) -> Iterator[Edit]:
    """A slice that begins one later, or ends one earlier; where its ends are numbers, they change as constants do."""
    if not isinstance(node, ast.Slice):
        return
    after_lower = text.end(node.lower) if node.lower else text.start(node)
    _, colon = text.token(":", after_lower, text.end(node))
    if node.lower is None and node.step is None:
        yield Edit(text.start(node), text.start(node), "1")
    elif node.lower is not None and number_of(node.lower) is None:
        yield Edit(text.end(node.lower), text.end(node.lower), " + 1")
    if node.upper is None and node.lower is not None and node.step is None:
        yield Edit(colon, colon, "-1")
    elif node.upper is not None and number_of(node.upper) is None:
        yield Edit(text.end(node.upper), text.end(node.upper), " - 1")


def transposed(text: Text, node: ast.AST) -> Iterator[Edit]:
    """`x.T` as it is."""
    if isinstance(node, ast.Attribute) and node.attr in ("T", "mT"):
        yield Edit(text.last_token(".", text.end(node.value), text.end(node))[0], text.end(node), "")


def number_of(node: ast.AST) -> int | float | None:
    """The number that is written there, with its minus; None for anything else."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = number_of(node.operand)
        return None if value is None else -value
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)) and not isinstance(node.value, bool):
        return node.value
    return None
