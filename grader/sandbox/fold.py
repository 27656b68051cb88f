"""An operator along a list, with objects of the student's among the operands."""

import functools
import operator
from collections.abc import Iterable
from typing import Any

from grader.sandbox.student import Handle


def fold(name: str, start: Any, items: Iterable[Any]) -> Any:
    """`start + items[0] + items[1] + ...` in one call, wherever an object of the student's takes part in it.

    A chain of 5,000 operations on a `Handle` would be 5,000 calls.

    Args:
        name: of the operator, as the module `operator` calls it: "add", "sub", "mul", "truediv", "pow", "matmul".
        start: the leftmost operand.
        items: the operands that follow, each applied to the result so far.
    """
    operands = [start, *items]
    handle = next((each for each in operands if isinstance(each, Handle)), None)
    if handle is None:
        return functools.reduce(getattr(operator, name), operands)
    return handle._caller.ask(handle.type_name, "call", "op:fold", (name, operands), {})[0]
