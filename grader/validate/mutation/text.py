"""A module's text, addressed as its syntax tree addresses it, so that a change leaves the rest as it was written."""

import ast
import io
import tokenize
from bisect import bisect_left
from typing import Any, NamedTuple

_CODE = (tokenize.OP, tokenize.NAME)
_LOOSE = (ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.Lambda, ast.NamedExpr)
_TIGHT = (ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.Attribute, ast.Starred)


class Edit(NamedTuple):
    """Other bytes for those from `start` to `end`."""

    start: int
    end: int
    text: str


class Text:
    """A module's text with its tree. Places are counted in bytes, as the tree counts columns.

    Args:
        source: what Python can read.

    Attributes:
        tree: its syntax tree.
        raw: its bytes.
        modules: the names that it imports.
    """

    def __init__(self, source: str) -> None:
        self.tree = ast.parse(source)
        self.raw = source.encode()
        self._line_starts = [0]
        for line in self.raw.splitlines(keepends=True):
            self._line_starts.append(self._line_starts[-1] + len(line))
        self._tokens = self._read_tokens(source)
        self._token_starts = [start for start, _, _ in self._tokens]
        self.modules = {name for node in ast.walk(self.tree) for name in _imported(node)}
        self._parents = {id(child): node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    def start(self, node: Any) -> int:  # Any: not every kind of node has a place
        """Where a node begins."""
        return self._line_starts[node.lineno - 1] + node.col_offset  # type: ignore[no-any-return]

    def end(self, node: Any) -> int:
        """Where a node ends; parentheses around it do not belong to it."""
        return self._line_starts[node.end_lineno - 1] + node.end_col_offset  # type: ignore[no-any-return]

    def of(self, node: ast.AST) -> str:
        """What stands there."""
        return self.between(self.start(node), self.end(node))

    def between(self, start: int, end: int) -> str:
        """What stands between two places."""
        return self.raw[start:end].decode()

    def line_at(self, place: int) -> int:
        """The number of a place's line, from 1."""
        return self.raw.count(b"\n", 0, place) + 1

    def parent(self, node: ast.AST) -> ast.AST:
        """The node that a node stands in."""
        return self._parents[id(node)]

    def token(self, word: str, start: int, end: int) -> tuple[int, int]:
        """Where the first token that reads `word` begins and ends, between two places where there is one."""
        return next((low, high) for low, high, text in self._between(start, end) if text == word)

    def last_token(self, word: str, start: int, end: int) -> tuple[int, int]:
        """Where the last such token begins and ends."""
        return next((low, high) for low, high, text in reversed(self._between(start, end)) if text == word)

    def next_token(self, place: int) -> str:
        """The first token at a place or after it; comments and line ends are none."""
        index = bisect_left(self._token_starts, place)
        return self._tokens[index][2] if index < len(self._tokens) else ""

    def instead(self, node: ast.expr, other: ast.expr) -> Edit:
        """Put a part of a node in the node's own place, in parentheses where it needs them."""
        text, parent = self.of(other), self.parent(node)
        inside_brackets = node in getattr(parent, "args", ()) or node is getattr(parent, "slice", None)
        tight = isinstance(parent, _TIGHT) or (isinstance(parent, (ast.Call, ast.Subscript)) and not inside_brackets)
        return self.edit(node, f"({text})" if tight and isinstance(other, _LOOSE) else text)

    def edit(self, node: ast.AST, text: str) -> Edit:
        """Other text for a node."""
        return Edit(self.start(node), self.end(node), text)

    def patched(self, edit: Edit) -> bytes:
        """The module with one edit."""
        return self.raw[: edit.start] + edit.text.encode() + self.raw[edit.end :]

    def _between(self, start: int, end: int) -> list[tuple[int, int, str]]:
        return self._tokens[bisect_left(self._token_starts, start) : bisect_left(self._token_starts, end)]

    def _read_tokens(self, source: str) -> list[tuple[int, int, str]]:
        found = []
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type in _CODE:
                low, high = self._line_starts[token.start[0] - 1], self._line_starts[token.start[0]]
                start = low + len(self.between(low, high)[: token.start[1]].encode())  # tokens count characters
                found.append((start, start + len(token.string.encode()), token.string))
        return found


def _imported(node: ast.AST) -> list[str]:
    """The names that an import binds, without what follows a dot."""
    if not isinstance(node, (ast.Import, ast.ImportFrom)):
        return []
    return [(alias.asname or alias.name).partition(".")[0] for alias in node.names]
