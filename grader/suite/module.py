"""A suite file as pytest collects it: every test must have a title, points and a function that it marks."""

import ast
import importlib
import importlib.util
import inspect
import math
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, Self

import pytest

from grader.language import spoken
from grader.suite.properties import suite_settings

PROXY_METHODS = frozenset({"observe", "grad"})


def _is_positive(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value > 0 and math.isfinite(value)


MARKS: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "points": ("one number above 0, whole or half", lambda value: _is_positive(value) and value * 2 % 1 == 0),
    "timeout": ("one number of seconds, above 0", _is_positive),
    "function": ("the name of one function", lambda value: isinstance(value, str) and value.isidentifier()),
}


class SuiteModule(pytest.Module):
    """A suite, of the kind "public" or "hidden", in the folder of its topic."""

    kind: str
    folder: Path
    ready: Callable[[Path], str]

    @classmethod
    def at(cls, parent: pytest.Collector, path: Path, kind: str, ready: Callable[[Path], str] = lambda _: "") -> Self:
        """The suite in a file; `ready` says of its folder why no test of it can run, if none can."""
        module = cls.from_parent(parent, path=path)
        module.kind, module.folder, module.ready = kind, path.parent, ready
        return module

    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        """Collect under the suites' Hypothesis settings, and refuse a test that breaks a rule."""
        try:
            with suite_settings():
                collected = list(super().collect())
        except (Exception, SystemExit, pytest.fail.Exception) as error:
            raise self.CollectError(_told(self.path, error)) from None
        source = self.path.read_bytes()
        called = functions_called(source)
        problems = [f"{name} is defined twice, and only the last one would run." for name in _defined_twice(source)]
        found = ((node.name, describe(node, self.kind, called)) for node in collected)
        problems += [f"{name} {problem}" for name, problem in found if problem]
        if problems:
            raise self.CollectError("\n".join(f"{self.path}: {problem}" for problem in problems))
        if why_not := self.ready(self.folder):
            raise self.CollectError(why_not)
        return iter(collected)

    def _getobj(self) -> ModuleType:
        """Import this very file: no `__init__.py` around it is run, and suites of one name do not meet."""
        name = f"_deep_grader_suite.{self.path.stem}"
        importlib.invalidate_caches()
        found = (finder.find_spec(name, [str(self.path.parent)]) for finder in sys.meta_path)
        spec = next(spec for spec in found if spec is not None)
        assert spec.loader is not None
        module = sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module


def describe(item: pytest.Item | pytest.Collector, kind: str, called: dict[str, set[str]]) -> str | None:
    """Put title, points and function on the item; returns what is wrong with it, or None."""
    if not isinstance(item, pytest.Function):
        return "is no function; write its tests as functions of the module."
    title = title_of(inspect.getdoc(item.function) or "", spoken())
    if not title:
        return "has no docstring; its first line is the title that a student reads."
    if problem := _wrong_mark(item) or _wrong_fixture(item, kind):
        return problem
    points, marked = item.get_closest_marker("points"), item.get_closest_marker("function")
    item.points = float(points.args[0]) if points else 1.0  # type: ignore[attr-defined]
    found = called.get(item.function.__name__, set())
    if marked is None and len(found) != 1:
        seen = ", ".join(sorted(found)) or "none"
        return f'must say which function it marks: it calls {seen}. Add @function("name").'
    item.marked_function = marked.args[0] if marked else next(iter(found))  # type: ignore[attr-defined]
    callspec = getattr(item, "callspec", None)
    item.title = f"{title} [{callspec.id}]" if callspec else title  # type: ignore[attr-defined]
    return None


def _wrong_mark(item: pytest.Function) -> str | None:
    for name, (what, fits) in MARKS.items():
        mark = item.get_closest_marker(name)
        if mark is not None and (mark.kwargs or len(mark.args) != 1 or not fits(mark.args[0])):
            given = ", ".join([*map(repr, mark.args), *(f"{key}={value!r}" for key, value in mark.kwargs.items())])
            return f"has @{name}({given}); it takes {what}."
    return None


def _wrong_fixture(item: pytest.Function, kind: str) -> str | None:
    names = set(item.fixturenames)
    if "reference" in names and kind == "public":
        return "asks for the reference, which a public suite cannot have."
    if "rng" in names and hasattr(item.function, "hypothesis"):
        return "uses rng together with @given; draw everything with @given, so that a failing case can be made smaller."
    unknown = sorted(names - item._fixtureinfo.name2fixturedefs.keys() - {"request"})
    if unknown:
        return f"asks for {', '.join(unknown)}, which nothing provides. A suite has student, reference and rng."
    return None


def _told(path: Path, error: BaseException) -> str:
    """An error at import as one line: where in the suite, what, and what to do."""
    if isinstance(error, (pytest.fail.Exception, pytest.Collector.CollectError)):
        return f"{path}: {error}"
    what = error.msg if isinstance(error, SyntaxError) else str(error)
    step = "Install it, or correct the suite" if isinstance(error, ModuleNotFoundError) else "Correct the suite"
    return f"{place_of(path, error)}: {type(error).__name__}: {what}. {step}."


def place_of(path: Path | str, error: BaseException) -> str:
    """The file that cannot be imported, with the line of it at which that showed, if there is one."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
    line = error.lineno if isinstance(error, SyntaxError) else lines[-1] if lines else None
    return f"{path}, line {line}" if line else str(path)


def _defined_twice(source: bytes) -> list[str]:
    names = Counter(node.name for node in ast.parse(source).body if isinstance(node, ast.FunctionDef))
    return [name for name, count in names.items() if count > 1 and name.startswith("test")]


def functions_called(source: bytes) -> dict[str, set[str]]:
    """Test name -> names of the student's functions that its source mentions as `student.<name>`."""
    found: dict[str, set[str]] = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name.startswith("test"):
            found[node.name] = {name for child in ast.walk(node) for name in _mentioned(child)}
    return found


def _mentioned(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Attribute) and not _is_proxy_method(node):
        owner: Any = node.value
        if _is_proxy_method(owner) and owner.attr == "observe":
            owner = owner.value
        if isinstance(owner, ast.Name) and owner.id == "student":
            yield node.attr
    elif isinstance(node, ast.Call) and _is_proxy_method(node.func) and node.args:
        target = node.args[0]
        if isinstance(target, ast.Constant) and isinstance(target.value, str):
            yield target.value


def _is_proxy_method(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and node.attr in PROXY_METHODS
        and isinstance(node.value, ast.Name)
        and node.value.id == "student"
    )


def title_of(docstring: str, language: str) -> str:
    """A test's title: its docstring's first line, or the line that begins as "zh: ..."."""
    first, *rest = docstring.splitlines() or [""]
    told = (line.strip() for line in rest)
    other = next((line.partition(":")[2] for line in told if line.startswith(f"{language}:")), first)
    return other.strip().rstrip(".。")
