"""A submission's source as a module, read as forgivingly as Python itself reads it."""

import ast
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
    """Take out the top-level imports that fail; returns bound name -> what was wanted.

    An import inside `try` stays: its author has already thought of the case.
    """
    absent: dict[str, str] = {}
    body: list[ast.stmt] = []
    for node in tree.body:
        if not isinstance(node, ast.Import | ast.ImportFrom) or getattr(node, "module", "") == "__future__":
            body.append(node)
            continue
        for item in node.names:
            one = _with_names(node, [item])
            if _works(one, torch=torch):
                body.append(one)
            else:
                home = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
                absent[item.asname or item.name.split(".")[0]] = home + item.name
    tree.body = body
    return absent


def _with_names(node: ast.Import | ast.ImportFrom, names: list[ast.alias]) -> ast.Import | ast.ImportFrom:
    """The same import of these names only."""
    if isinstance(node, ast.Import):
        return ast.copy_location(ast.Import(names), node)
    return ast.copy_location(ast.ImportFrom(node.module, names, node.level), node)


def _works(node: ast.Import | ast.ImportFrom, *, torch: bool) -> bool:
    """Whether the import succeeds. It is tried: a module may be there and lack what it needs itself."""
    names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [item.name for item in node.names]
    if not torch and names[0].split(".")[0] == "torch":
        return False
    try:
        exec(compile(ast.Module([node], []), "<import>", "exec"), {})  # noqa: S102 - the student's line, once more
    except ImportError:
        return False
    return True
