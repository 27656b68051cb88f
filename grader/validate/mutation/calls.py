"""Changes of a call: arguments in another order, a keyword less, a neighbour of the function, no call at all."""

import ast
from collections.abc import Iterator

from grader.validate.mutation.text import Edit, Text

_PAIRS = (
    "max min", "maximum minimum", "amax amin", "sum mean", "nansum nanmean", "any all", "argmax argmin", "exp expm1",
    "log log1p", "sin cos", "sinh cosh", "zeros ones", "zeros_like ones_like", "new_zeros new_ones", "floor ceil",
    "std var", "isnan isinf", "cumsum cumprod", "hstack vstack", "tril triu",
)  # fmt: skip
NEAR = {one: other for pair in _PAIRS for one, other in (pair.split(), pair.split()[::-1])}
TORCH_ONLY = {"sigmoid": "tanh", "tanh": "sigmoid"}  # NumPy has no sigmoid
SYMMETRIC = frozenset(
    {"max", "min", "maximum", "minimum", "fmax", "fmin", "add", "multiply", "hypot", "logaddexp", "equal", "not_equal",
     "array_equal", "logical_and", "logical_or", "logical_xor", "isclose", "allclose"}
)  # fmt: skip


def swapped_arguments(text: Text, node: ast.AST) -> Iterator[Edit]:
    """Two neighbours among the positional arguments exchanged, unless the function does not mind."""
    if not isinstance(node, ast.Call) or name_of(node.func) in SYMMETRIC:
        return
    for left, right in zip(node.args, node.args[1:], strict=False):
        if isinstance(left, ast.Starred) or isinstance(right, ast.Starred):
            continue
        between = text.between(text.end(left), text.start(right))
        yield Edit(text.start(left), text.end(right), f"{text.of(right)}{between}{text.of(left)}")


def dropped_call(text: Text, node: ast.AST) -> Iterator[Edit]:
    """The argument for `f(argument)`, and the object for `object.method(...)`."""
    if not isinstance(node, ast.Call):
        return
    kept: ast.expr | None = None
    if isinstance(node.func, ast.Attribute) and _root(node.func) not in text.modules:
        kept = node.func.value
    elif len(node.args) == 1 and not isinstance(node.args[0], ast.Starred):
        kept = node.args[0]
    if kept is not None and not _does_nothing(text.parent(node), kept):
        yield text.instead(node, kept)


def near_function(text: Text, node: ast.AST) -> Iterator[Edit]:
    """The function that is easily taken for this one."""
    if not isinstance(node, ast.Call):
        return
    name = name_of(node.func)
    other = NEAR.get(name) or (TORCH_ONLY.get(name) if _root(node.func) == "torch" else None)
    if other is not None:
        end = text.end(node.func)
        yield Edit(end - len(name.encode()), end, other)


def dropped_keyword(text: Text, node: ast.AST) -> Iterator[Edit]:
    """A call that leaves one keyword to its default. Which warnings are silenced is a matter of taste."""
    if not isinstance(node, ast.Call) or name_of(node.func) == "errstate":
        return
    for keyword in node.keywords:
        if keyword.arg is None or (isinstance(keyword.value, ast.Constant) and isinstance(keyword.value.value, bool)):
            continue  # what is true or false changes as a constant
        others = [each for each in (*node.args, *node.keywords) if text.start(each) < text.start(keyword)]
        if others:
            comma, _ = text.last_token(",", text.end(others[-1]), text.start(keyword))
            yield Edit(comma, text.end(keyword), "")
        elif len(node.keywords) == 1:
            yield text.edit(keyword, "")
        else:
            yield Edit(text.start(keyword), text.start(node.keywords[1]), "")


def name_of(function: ast.expr) -> str:
    """`sum`, for `sum`, `np.sum` and `x.sum`."""
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _does_nothing(statement: ast.AST, value: ast.expr) -> bool:
    """Whether it is a value for its own sake, or `x = x`: as good as the statement removed."""
    if isinstance(statement, ast.Assign) and isinstance(value, ast.Name):
        return all(isinstance(target, ast.Name) and target.id == value.id for target in statement.targets)
    return isinstance(statement, ast.Expr)


def _root(function: ast.expr) -> str:
    """`np`, for `np.linalg.svd`."""
    while isinstance(function, ast.Attribute):
        function = function.value
    return function.id if isinstance(function, ast.Name) else ""
