"""Whether suites left the reference as it was: what one test changes, all later tests would see."""

import sys
import types
from pathlib import Path
from typing import Any

import numpy as np

from grader.suite.bench import load_reference


def changed_names(path: Path, source: bytes) -> list[str]:
    """The names of the loaded reference whose values are no longer what its file gives them.

    Args:
        path: the reference's file, as it was given to `load_reference`.
        source: what it held before the suites ran; if an author has saved it since, there is no telling.

    Raises:
        SuiteError: the reference cannot be imported.
    """
    used = next((module for module in list(sys.modules.values()) if _is_reference(module, str(path))), None)
    if used is None or path.read_bytes() != source:
        return []
    before, after = _prints(load_reference(str(path))), _prints(used)
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


def _is_reference(module: object, path: str) -> bool:
    name = vars(module).get("__name__", "") if isinstance(module, types.ModuleType) else ""
    return name.startswith("_deep_grader_reference_") and vars(module).get("__file__") == path


def _prints(module: types.ModuleType) -> dict[str, object]:
    names = {name: value for name, value in vars(module).items() if not name.startswith("__")}
    return {name: fingerprint(value, module.__name__, ()) for name, value in names.items()}


def fingerprint(value: Any, module: str, around: tuple[int, ...]) -> object:
    """Something that is equal for equal values, and other for a value that was changed in place.

    Args:
        value: anything that a module may hold.
        module: the module's name; what is defined elsewhere is known by its name alone.
        around: the objects that this one is part of.
    """
    if id(value) in around:
        return "itself"

    def inner(part: object) -> object:
        return fingerprint(part, module, (*around, id(value)))

    match value:
        case types.FunctionType() if value.__module__ == module:
            cells = [cell.cell_contents for cell in value.__closure__ or ()]
            return value.__code__, inner(value.__defaults__), inner(value.__kwdefaults__), inner(cells)
        case type() if value.__module__ == module:
            return "class", [(name, inner(part)) for name, part in vars(value).items() if name != "__annotations__"]
        case types.FunctionType() | type():
            return value.__module__, value.__qualname__
        case np.ndarray():
            return value.dtype.str, value.shape, inner(value.tolist()) if value.dtype.hasobject else value.tobytes()
        case np.random.Generator():
            return inner(value.bit_generator.state)
        case dict():
            return "dict", [(inner(key), inner(part)) for key, part in value.items()]
        case list() | tuple():
            return type(value).__name__, [inner(part) for part in value]
        case set() | frozenset():
            return "set", sorted(repr(inner(part)) for part in value)
        case None | bool() | int() | float() | complex() | str() | bytes() | np.generic():
            return type(value).__name__, repr(value)
    if hasattr(value, "detach") and not isinstance(value, types.ModuleType):  # a tensor
        return inner(value.detach().numpy())
    if type(value).__module__ == module:
        return type(value).__qualname__, inner(vars(value))
    return type(value).__qualname__, getattr(value, "__name__", "")
