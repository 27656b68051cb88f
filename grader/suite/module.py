"""A suite file as pytest collects it: every test must have a title, points and a function that it marks."""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.suite.properties import suite_settings

PROXY_METHODS = frozenset({"observe", "grad"})


class SuiteModule(pytest.Module):
    """A suite. `kind` ("public" or "hidden") and `folder` (the topic's) are set by the plugin."""

    kind: str
    folder: Path

    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        """Collect under the suites' Hypothesis settings, and refuse a test that breaks a rule."""
        with suite_settings():
            collected = list(super().collect())
        called = functions_called(Path(self.path).read_bytes())
        for node in collected:
            if isinstance(node, pytest.Function):
                problem = describe(node, self.kind, called)
                if problem:
                    raise self.CollectError(f"{self.path.name}: {node.name} {problem}")
        return iter(collected)


def describe(item: pytest.Function, kind: str, called: dict[str, set[str]]) -> str | None:
    """Put title, points and function on the item; returns what is wrong with it, or None."""
    names = set(item.fixturenames)
    doc = inspect.getdoc(item.function)
    if not doc:
        return "has no docstring; its first line is the title that a student reads."
    points = item.get_closest_marker("points")
    item.points = float(points.args[0]) if points and points.args else 1.0  # type: ignore[attr-defined]
    if not item.points > 0:  # type: ignore[attr-defined]
        return f"is worth {item.points:g} points; they must be above 0."  # type: ignore[attr-defined]
    if "reference" in names and kind == "public":
        return "asks for the reference, which a public suite cannot have."
    if "rng" in names and hasattr(item.function, "hypothesis"):
        return "uses rng together with @given; draw everything with @given, so that a failing case can be made smaller."
    marked = item.get_closest_marker("function")
    found = called.get(item.function.__name__, set())
    if marked is None and len(found) != 1:
        seen = ", ".join(sorted(found)) or "none"
        return f'must say which function it marks: it calls {seen}. Add @function("name").'
    item.marked_function = marked.args[0] if marked else next(iter(found))  # type: ignore[attr-defined]
    title = doc.splitlines()[0].strip().rstrip(".")
    callspec = getattr(item, "callspec", None)
    item.title = f"{title} [{callspec.id}]" if callspec else title  # type: ignore[attr-defined]
    return None


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
