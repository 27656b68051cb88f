"""A submission's source as a module, read as forgivingly as Python itself reads it."""

import ast
import importlib.util
import linecache
import sys
import types
from typing import Any


class Missing:
    """Stands where an import failed: costs nothing until it is used, then says what is missing.

    Editors add imports that a right answer never uses (`from tkinter import E`); they must not cost marks.
    """

    def __init__(self, name: str) -> None:
        object.__setattr__(self, "_name", name)

    def _used(self, *_: object, **__: object) -> Any:
        name = object.__getattribute__(self, "_name")
        raise ModuleNotFoundError(f"{name!r} is not available in the grader, but this line uses it", name=name)

    __call__ = __getattr__ = __getitem__ = __iter__ = _used


def load_module(filename: str, source: bytes, *, torch: bool) -> types.ModuleType:
    """Execute `source` as the module `filename` names.

    Args:
        filename: such as "norms.py"; shown in tracebacks.
        source: bytes, decoded by Python's own rules (BOM, coding line, CRLF).
        torch: whether this worker offers torch.

    Raises:
        whatever the student's code raises; SyntaxError and ValueError where Python cannot read it.
    """
    name = filename.removesuffix(".py")
    tree = ast.parse(source, filename)
    module = types.ModuleType(name)
    module.__file__ = filename
    absent = _set_aside_missing_imports(tree, torch=torch)
    module.__dict__.update({bound: Missing(wanted) for bound, wanted in absent.items()})
    lines = source.decode("utf-8", "replace").splitlines(keepends=True)
    linecache.cache[filename] = (len(source), None, lines, filename)  # so that a traceback can quote the line
    sys.modules[name] = module  # dataclasses and the like look their module up
    exec(compile(tree, filename, "exec", dont_inherit=True), module.__dict__)  # noqa: S102 - what a worker is for
    return module


def refuse_torch() -> None:
    """Make `import torch` fail in this process, in words that a student understands."""
    sys.modules.setdefault("torch", None)  # type: ignore[arg-type]  # None is how the import system says "not here"


def _set_aside_missing_imports(tree: ast.Module, *, torch: bool) -> dict[str, str]:
    """Take out the top-level imports that cannot succeed; returns bound name -> wanted module.

    An import inside `try` stays: its author has already thought of the case.
    """
    absent: dict[str, str] = {}
    for index, node in enumerate(tree.body):
        if isinstance(node, ast.Import):
            missing = [item for item in node.names if not _importable(item.name, torch=torch)]
            if missing:
                absent |= {item.asname or item.name.split(".")[0]: item.name for item in missing}
                kept = [item for item in node.names if item not in missing]
                tree.body[index] = ast.copy_location(ast.Import(kept) if kept else ast.Pass(), node)
        elif isinstance(node, ast.ImportFrom) and not node.level and not _importable(node.module or "", torch=torch):
            absent |= {item.asname or item.name: f"{node.module}.{item.name}" for item in node.names}
            tree.body[index] = ast.copy_location(ast.Pass(), node)
    return absent


def _importable(name: str, *, torch: bool) -> bool:
    root = name.split(".")[0]
    if root == "torch" and not torch:
        return False
    if root in sys.modules:
        return sys.modules[root] is not None
    try:
        return importlib.util.find_spec(root) is not None
    except (ImportError, ValueError):
        return False
