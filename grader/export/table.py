"""Tables as CSV: text that a spreadsheet would run as a formula is made harmless, numbers stay numbers."""

import csv
from collections.abc import Iterable
from typing import TextIO

FORMULA = frozenset("=+-@＝＋－＠|%")  # a cell that begins so is a formula, or starts a program, somewhere
JOINERS = "\u200c\u200d"  # invisible, and part of how names are spelt


def text_cell(text: str) -> str:
    """A text that is safe to open: one line, no control characters, an apostrophe before what looks like a formula."""
    plain = "".join(char if char.isprintable() or char in JOINERS else " " for char in text).strip()
    return f"'{plain}" if plain[:1] in FORMULA else plain


def is_guarded(text: str) -> bool:
    """Whether `text_cell` changes more than blanks at the ends: an id that is changed finds nobody."""
    return text_cell(text) != text.strip()


def write_table(stream: TextIO, rows: Iterable[Iterable[str]], delimiter: str = ",") -> None:
    """Write rows whose cells are safe already."""
    csv.writer(stream, delimiter=delimiter, lineterminator="\n").writerows(rows)
