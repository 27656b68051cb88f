"""One cell's code as Python: without magics, shell lines and what only a running notebook has."""

import ast
import re
import warnings
from dataclasses import dataclass, field

MOST_MAGICS = 50  # lines of one cell
# Cell magics whose body is Python all the same; any other (bash, html, writefile) takes the whole cell with it.
_PYTHON_BODIES = {"time", "timeit", "capture", "prun", "python", "python3", "pypy"}
_OURS = re.compile(r"\s*%(check|load_ext\s+grader)\b")
_MAGIC = re.compile(r"^\s*(%|!|\?)|\?\s*$|^\s*[\w.,\s*\[\]]+=\s*(!|%)")
_DEFINES = re.compile(r"^(?:async\s+def|def|class)\s+([A-Za-z_]\w*)", re.MULTILINE)


@dataclass
class Clean:
    """A cell's code.

    Attributes:
        lines: as many as the cell has: what is left out is blank.
        tree: None where Python cannot read the cell.
        notes: what was left out.
        error: why Python cannot read it.
        defines: the names that a cell which cannot be read was to define.
    """

    lines: list[str]
    tree: ast.Module | None = None
    notes: list[str] = field(default_factory=list)
    error: str = ""
    defines: list[str] = field(default_factory=list)


def clean(source: str) -> Clean:
    """A cell's code as Python can read it."""
    cell = Clean(source.split("\n"))
    first = next((number for number, line in enumerate(cell.lines) if line.strip()), None)
    if first is not None and cell.lines[first].lstrip().startswith("%%"):
        magic = cell.lines[first].split()[0].lstrip("%")
        cell.notes.append(f"%%{magic[:30]} is left out")
        if magic not in _PYTHON_BODIES:
            cell.lines, cell.tree = [""] * len(cell.lines), ast.Module([], [])
            return cell
        cell.lines[first] = ""
    for _ in range(MOST_MAGICS + 1):
        error = _parse(cell)
        if error is None or not _leave_out_magic(cell, error.lineno or 0):
            break
    if cell.tree is None:
        cell.defines = _DEFINES.findall("\n".join(cell.lines))
    return cell


def _parse(cell: Clean) -> SyntaxError | None:
    """Read the lines; returns the error that stands at a line, if there is one."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an escape that Python does not know is the student's business
            cell.tree = ast.parse("\n".join(cell.lines))
    except SyntaxError as error:
        where = f", line {error.lineno}" if error.lineno else ""
        cell.error = f"{type(error).__name__}: {error.msg}{where}"
        return error
    except (ValueError, RecursionError, MemoryError) as error:  # a NUL byte; nested too deep
        cell.error = f"{type(error).__name__}: {error}"
    return None


def _leave_out_magic(cell: Clean, number: int) -> bool:
    """Blank the line at which Python stopped, if it is IPython's and not Python's; it may go on below a backslash."""
    if not 0 < number <= len(cell.lines) or not _MAGIC.search(cell.lines[number - 1]):
        return False
    line = cell.lines[number - 1]
    if not _OURS.match(line):
        cell.notes.append(f"line {number} is left out: {line.strip()[:60]}")
    indent = line[: len(line) - len(line.lstrip())]
    while True:
        goes_on = cell.lines[number - 1].endswith("\\") and number < len(cell.lines)
        cell.lines[number - 1] = f"{indent}pass" if indent else ""
        if not goes_on:
            return True
        number += 1
