"""What a worker may see and import: the interpreter, numbers and arrays, our own side of the channel.

Everything else that happens to be installed (pytest, the suites, the rest of `grader`) is not for it.
"""

import importlib.abc
import importlib.machinery
import os
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

_NUMBERS = ("numpy", "msgpack")
_TORCH = ("torch", "torchgen", "functorch", "nvidia", "triton", "cuda", "typing_extensions", "filelock", "fsspec",
          "jinja2", "markupsafe", "networkx", "sympy", "mpmath", "packaging",
          "_remote_module_non_scriptable")  # fmt: skip # torch writes that one itself
_PACKAGE = "grader"
_WORKER = "grader.worker"
_BUILD_FACTS = "_sysconfigdata"  # a module of the standard library whose name holds the platform's
_STANDARD = Path(os.__file__).parent
_SITES = ("site-packages", "dist-packages")
_SYSTEM_LIBRARIES = ("/lib", "/usr/lib", "/usr/local/lib")  # and /lib64 and the like: whole folders of libraries
_FILES = ("/etc/ld.so.cache",)  # where the loader looks libraries up; it names nothing else


class View(NamedTuple):
    """What may be read.

    Attributes:
        trees: files and folders, with all that is in them.
        hollow: folders in or around those of which only what `trees` names may be read.
    """

    trees: tuple[Path, ...]
    hollow: tuple[Path, ...]


def importable(*, torch: bool) -> frozenset[str]:
    """Top-level names beside the standard library that a worker may import."""
    return frozenset(_NUMBERS + (_TORCH if torch else ()))


def view(*, torch: bool) -> View:
    """Find out, in the interpreter that the workers are forked from, after it has imported what they need."""
    entries = [Path(entry) for entry in sys.path if Path(entry).exists()]
    sites = [entry for entry in entries if not _is_standard(entry) and entry.is_dir()]
    hollow = {*sites, *(_STANDARD / name for name in _SITES if (_STANDARD / name).is_dir())}
    trees = {_STANDARD, *filter(_is_standard, entries), *_own_code()}
    trees |= {path for site in sites for path in _packages(site, importable(torch=torch))}
    trees |= {*_libraries(trees | hollow)}
    trees |= {Path(name) for name in _FILES if Path(name).exists()}
    return View(_without_repetition(trees, hollow), tuple(sorted(hollow)))


def _without_repetition(trees: Iterable[Path], hollow: Collection[Path]) -> tuple[Path, ...]:
    """Each tree once, and not again where it lies in one that is shown already."""
    kept: list[Path] = []
    for path in sorted(trees):
        above = next((folder for folder in path.parents if folder in kept or folder in hollow), None)
        if above is None or above in hollow:
            kept.append(path)
    return tuple(kept)


def _is_standard(path: Path) -> bool:
    """Whether an entry of `sys.path` is the standard library's: its folder, its archive, its extension modules."""
    return path == _STANDARD or path.suffix == ".zip" or path.name == "lib-dynload"


def _packages(site: Path, names: frozenset[str]) -> Iterator[Path]:
    """What there is of these packages in a folder of packages: `numpy`, `numpy.libs`, `typing_extensions.py`."""
    return (path for path in site.iterdir() if path.name.partition(".")[0] in names)


def _own_code() -> list[Path]:
    """This package, and what makes its parent importable."""
    package = Path(__file__).parents[2]
    return [package / "worker", package / "__init__.py"]


def _libraries(seen: Collection[Path]) -> Iterator[Path]:
    """Where the shared libraries in use lie: system folders whole, since more may be loaded; elsewhere the file."""
    maps = Path("/proc/self/maps").read_text().splitlines()
    of_python = Path(sys.base_prefix) / "lib"
    for name in {line.split(maxsplit=5)[5] for line in maps if ".so" in line}:
        path = Path(name)
        if not path.exists() or any(folder in seen for folder in path.parents):
            continue
        system = name.startswith(_SYSTEM_LIBRARIES) or (path.parent == of_python and sys.base_prefix != "/usr")
        yield path.parent if system else path


def trim_path(*, torch: bool) -> None:
    """Leave of `sys.path` only what a worker imports from; our own package is imported already."""
    names = importable(torch=torch)
    sys.path[:] = [
        entry
        for entry in sys.path
        if _is_standard(Path(entry))
        or Path(entry).is_relative_to(sys.base_prefix)
        or (Path(entry).is_dir() and any(_packages(Path(entry), names)))
    ]


def split(tree: Path, hollow: Collection[Path]) -> Iterator[Path]:
    """The parts of a tree without the hollow folders in it, for those who cannot hide a part of what they show."""
    if tree in hollow:
        return
    if any(tree in folder.parents for folder in hollow):
        for path in tree.iterdir():
            yield from split(path, hollow)
    else:
        yield tree


class _Gate(importlib.abc.MetaPathFinder):
    """Does not find what is not for a worker; asks the finders that were there before for the rest."""

    def __init__(self, names: frozenset[str], finders: Iterable[Any]) -> None:
        self._names = names | sys.stdlib_module_names
        self._finders = tuple(finders)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """As the import system asks for it: None is "there is no such module"."""
        top = fullname.partition(".")[0]
        if top == _PACKAGE:
            closed = not (fullname == _PACKAGE or f"{fullname}.".startswith(f"{_WORKER}."))
        else:
            closed = top not in self._names and not top.startswith(_BUILD_FACTS)
        if closed:
            return None
        found = (finder.find_spec(fullname, path, target) for finder in self._finders)
        return next((spec for spec in found if spec is not None), None)


def close_imports(*, torch: bool) -> None:
    """From here on only the standard library and what is `importable` can be imported anew, at every level."""
    warm = frozenset(name.partition(".")[0] for name, module in sys.modules.items() if module is not None)
    sys.meta_path[:] = [_Gate(importable(torch=torch) | warm, sys.meta_path)]
