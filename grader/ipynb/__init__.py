"""The code of a notebook as a module: read without trusting it, and without running a line of it."""

from grader.errors import IntakeError
from grader.ipynb.extract import HEADER, Extracted, extract
from grader.ipynb.read import NOTEBOOK_CAP, Cell, read_cells

__all__ = ["HEADER", "NOTEBOOK_CAP", "Cell", "Extracted", "extract", "read_cells", "read_module"]


def read_module(raw: bytes, name: str, most: int) -> tuple[bytes, tuple[str, ...]]:
    """A notebook's code as a module of at most so many bytes, and what was recovered or left out.

    Raises:
        IntakeError: it is no notebook, or holds too much code.
    """
    found = extract(read_cells(raw, name))
    source = found.source.encode("utf-8", "replace")
    if len(source) > most:
        raise IntakeError(f"{name} has {len(source)} bytes of code; at most {most} are read.")
    return source, found.notes
