"""Reads the cells of a notebook, and nothing else of it: outputs are skipped, not built.

Every format that Jupyter ever wrote is read: cells stand at the top (nbformat 4), or in worksheets (2, 3), where code
is called `input`, or `code` (1). What Jupyter writes is nearly JSON (it may hold NaN): a notebook that a strict reader
refuses is read again by Python's own, if it is not too large for that.
"""

import json
from dataclasses import dataclass
from typing import Any

import msgspec

from grader.errors import IntakeError

NOTEBOOK_CAP = 128 << 20  # bytes of a file; nearly all of a large one is outputs
LENIENT_CAP = 8 << 20  # bytes that Python's reader may build as objects
MOST_CELLS = 5000


@dataclass(frozen=True)
class Cell:
    """A code cell.

    Attributes:
        number: its place among all cells, from 1.
        source: its code.
        grade_id: nbgrader's name for it, empty where it has none.
        grade: whether nbgrader takes points from it: a test cell.
        solution: whether it is one that the student was to write in.
        label: what messages call it.
    """

    number: int
    source: str
    grade_id: str = ""
    grade: bool = False
    solution: bool = False
    label: str = ""


class _Cell(msgspec.Struct):
    cell_type: str = ""
    source: str | list[str] | None = None
    input: str | list[str] | None = None
    code: str | list[str] | None = None
    metadata: msgspec.Raw = msgspec.Raw(b"{}")


class _Sheet(msgspec.Struct):
    cells: list[_Cell] = []


class _Notebook(msgspec.Struct):
    cells: list[_Cell] | None = None
    worksheets: list[_Sheet] | None = None


_STRICT = msgspec.json.Decoder(_Notebook)


def read_cells(raw: bytes, name: str) -> list[Cell]:
    """The code cells of a notebook, in order.

    Args:
        raw: the file.
        name: what messages call it.

    Raises:
        IntakeError: it is no notebook, or has more cells than are looked at.
    """
    notebook = _decoded(raw.removeprefix(b"\xef\xbb\xbf"), name)
    cells = notebook.cells
    if cells is None and notebook.worksheets:
        cells = [cell for sheet in notebook.worksheets for cell in sheet.cells]
    if cells is None:
        raise IntakeError(f"{name} is no notebook: it has no cells.")
    if len(cells) > MOST_CELLS:
        raise IntakeError(f"{name} has {len(cells)} cells; at most {MOST_CELLS} are read.")
    return [_cell(number, cell) for number, cell in enumerate(cells, 1) if cell.cell_type == "code"]


def _decoded(raw: bytes, name: str) -> _Notebook:
    try:
        return _STRICT.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        if len(raw) > LENIENT_CAP:
            raise IntakeError(f"{name} is no notebook that can be read: {error}.") from None
    try:
        tree = json.loads(raw.decode("utf-8", "replace"))
        return msgspec.convert(_without_outputs(tree), _Notebook)
    except (ValueError, TypeError, RecursionError) as error:
        raise IntakeError(f"{name} is no notebook that can be read: {error}.") from None


def _without_outputs(tree: Any) -> Any:
    """A lenient reader's tree in the shape that the strict one gives: metadata as text, no outputs."""
    if not isinstance(tree, dict):
        return tree
    holders = [tree, *(sheet for sheet in tree.get("worksheets") or () if isinstance(sheet, dict))]
    for holder in holders:
        for cell in holder.get("cells") or ():
            if isinstance(cell, dict):
                cell.pop("outputs", None)
                cell["metadata"] = msgspec.Raw(json.dumps(cell.get("metadata", {})).encode())
    return tree


def _cell(number: int, cell: _Cell) -> Cell:
    source = next((text for text in (cell.source, cell.input, cell.code) if text is not None), "")
    text = source if isinstance(source, str) else "".join(source)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    about = _nbgrader(cell.metadata)
    grade_id = about.get("grade_id")
    grade_id = grade_id if isinstance(grade_id, str) and len(grade_id) <= 200 and grade_id.isprintable() else ""
    is_grade, is_solution = about.get("grade") is True, about.get("solution") is True
    return Cell(number, text, grade_id, is_grade, is_solution, grade_id or f"number {number}")


def _nbgrader(metadata: msgspec.Raw) -> dict[str, Any]:
    """What nbgrader wrote at a cell; nothing where that is not what it writes."""
    try:
        found = json.loads(bytes(metadata))
    except (ValueError, RecursionError):
        return {}
    about = found.get("nbgrader") if isinstance(found, dict) else None
    return about if isinstance(about, dict) else {}
