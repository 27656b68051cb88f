"""Messages about a module that was a notebook: its lines as lines of cells, which is where the student sees them."""

import re
from bisect import bisect_right

from grader.ipynb.extract import HEADER


class Lines:
    """Knows which cell each line of a module came from.

    Args:
        filename: what messages call the module, "norms.py".
        source: the module.
    """

    def __init__(self, filename: str, source: bytes) -> None:
        self._cells: list[tuple[int, str]] = []
        if source.startswith((HEADER.encode(), b"from __future__")):
            lines = source.decode("utf-8", "replace").split("\n")
            self._cells = [
                (number, line.removeprefix(HEADER)) for number, line in enumerate(lines, 1) if line.startswith(HEADER)
            ]
        self._starts = [start for start, _ in self._cells]
        name = re.escape(filename)
        self._before = re.compile(rf"\bline (\d+) of {name}")
        self._after = re.compile(rf"\b{name}, line (\d+)")
        self._chinese = re.compile(rf"{name} 第 (\d+) 行")

    @property
    def known(self) -> bool:
        """Whether the module was a notebook at all."""
        return bool(self._cells)

    def told(self, message: str) -> str:
        """The message with the cells in it."""
        if not self._cells or not message:
            return message
        message = self._before.sub(lambda match: self._told(match, "line {line} of cell {cell}"), message)
        message = self._after.sub(lambda match: self._told(match, "cell {cell}, line {line}"), message)
        return self._chinese.sub(lambda match: self._told(match, "单元格 {cell} 第 {line} 行"), message)

    def _told(self, match: re.Match[str], template: str) -> str:
        index = bisect_right(self._starts, int(match[1])) - 1
        if index < 0 or int(match[1]) == self._starts[index]:
            return match[0]
        start, cell = self._cells[index]
        return template.format(line=int(match[1]) - start, cell=cell)
