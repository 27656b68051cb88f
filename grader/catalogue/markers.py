"""The comment lines between which a solution stands.

Found among the comments that Python itself sees, so that the words may stand in a docstring.
"""

import io
import re
import tokenize
from typing import NamedTuple

BEGIN = "### BEGIN SOLUTION"
END = "### END SOLUTION"
_LOOKS_LIKE_ONE = re.compile(r"#+\s*(begin|end)[\s_-]*solutions?\b", re.IGNORECASE)


class Marker(NamedTuple):
    """A marker line, or what was meant as one.

    Attributes:
        line: from 1.
        column: its indentation.
        begins: whether a solution begins or ends here.
        fault: why it cannot stand so; "" when it can.
    """

    line: int
    column: int
    begins: bool
    fault: str


def find_markers(source: str) -> list[Marker]:
    """The markers of a module that Python can read, in order.

    Badly written ones are among them, with their fault: overlooked, they would publish a solution.
    """
    markers, depth = [], 0
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.OP:
            depth += (token.string in "([{") - (token.string in ")]}")
        elif token.type == tokenize.COMMENT and (match := _LOOKS_LIKE_ONE.match(token.string)):
            begins = match[1].lower() == "begin"
            markers.append(Marker(*token.start, begins, _fault(token, BEGIN if begins else END, depth)))
    return markers


def _fault(token: tokenize.TokenInfo, right: str, depth: int) -> str:
    if token.string.rstrip() != right:
        return f"{token.string!r} is nearly a marker. Write exactly `{right}`."
    if token.line[: token.start[1]].strip():
        return f"`{right}` stands behind code. Give it a line of its own."
    if depth:
        return f"`{right}` stands inside brackets. Put it around whole statements."
    return ""
