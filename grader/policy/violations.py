"""Which exercise functions use what their exercise forbids."""

import ast
import warnings
from collections.abc import Iterable
from typing import NamedTuple

from grader.language import say
from grader.policy.names import Names
from grader.policy.scopes import Scope, Scopes

LONGEST = 60


class Violation(NamedTuple):
    """A forbidden name in use.

    Attributes:
        line: where, from 1.
        name: in full, "numpy.linalg.norm"; ".norm" for a method.
        written: as the student wrote it, "np.linalg.norm".
    """

    line: int
    name: str
    written: str

    def message(self, file: str = "") -> str:
        """What the student reads; begins with the file when there is one."""
        full = "" if self.name == self.written else f" ({self.name})"
        text = (
            say("{file}, line {line} uses {written}{full}, which this exercise asks you to do without")
            if file
            else say("line {line} uses {written}{full}, which this exercise asks you to do without")
        )
        return text.format(file=file, line=self.line, written=self.written, full=full)


def violations(source: bytes | str, functions: list[str], forbid: list[str]) -> dict[str, list[Violation]]:
    """The forbidden names that each exercise function uses, itself or through helpers.

    What another exercise function uses is that one's affair. An import by itself is no use.

    Args:
        source: a submission.
        functions: the exercise's functions and classes, defined at the top of the module.
        forbid: full names; each stands for all below it, too. `.norm` forbids a method of any value.

    Returns:
        The functions with violations, each with its lines in order. Empty for a source that Python cannot
        read, and for one nested so deeply that it cannot be followed.
    """
    try:
        with warnings.catch_warnings():  # what Python thinks of the student's escapes is not our business
            warnings.simplefilter("ignore")
            scopes = Scopes(ast.parse(source))
        found = {name: _Search(scopes, functions, forbid).of(name) for name in functions}
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    return {name: list_ for name, list_ in found.items() if list_}


class _Search:
    """Follows one exercise function through everything that it reaches."""

    def __init__(self, scopes: Scopes, functions: Iterable[str], forbid: Iterable[str]) -> None:
        self.scopes = scopes
        self.names = Names()
        self.functions = frozenset(functions)
        full = ["numpy" + entry[2:] if entry.partition(".")[0] == "np" else entry for entry in forbid]
        self.forbidden = tuple(entry for entry in full if not entry.startswith("."))
        self.methods = frozenset(entry[1:] for entry in full if entry.startswith("."))
        self.found: set[Violation] = set()
        self.seen: set[ast.AST] = set()
        self.pending: list[tuple[ast.AST, Scope]] = []

    def of(self, name: str) -> list[Violation]:
        """The violations of one exercise function."""
        self.others = self.functions - {name}
        self._start(name)
        while self.pending:
            node, scope = self.pending.pop()
            if node in self.seen:
                continue
            self.seen.add(node)
            if isinstance(node, ast.expr) and self._report(node, scope):
                continue  # of `scipy.special.softmax` it is the whole that counts
            if isinstance(node, ast.Name):
                self._follow(node, scope)
            self.pending += self.scopes.parts(node, scope)
        return sorted(self.found)

    def _start(self, name: str) -> None:
        """An exercise function may be imported instead of written: then the import is the use."""
        module = self.scopes.module
        if module.find(name):
            self._follow(ast.Name(name, ast.Load()), module)
            for binding in module.bindings[name]:
                self._add(binding.node, {binding.dotted}, name)
        else:
            for star, node in module.stars.items():
                self._add(node, {f"{star}.{name}"}, name)

    def _follow(self, node: ast.Name, scope: Scope) -> None:
        """Look, too, at the helper or value that a name stands for."""
        where, bindings = scope.find(node.id) or (scope, [])
        if where.kind == "module" and node.id in self.others:
            return
        self.pending += [(each.node, each.scope) for each in bindings if each.node and not each.dotted]

    def _report(self, node: ast.expr, scope: Scope) -> bool:
        """Note a forbidden name; whether this expression is one."""
        if not isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
            return False
        if isinstance(node, ast.Name):
            return self._add(node, self._written_here(node, scope), node.id)
        if not isinstance(node, ast.Attribute | ast.Call):
            return False
        full = self.names.resolve(node, scope)
        if full:
            return self._add(node, full, _short(node))
        return self._report_method(node, scope)

    def _written_here(self, node: ast.Name, scope: Scope) -> set[str]:
        """The full names of an imported or builtin name; an assigned one is reported where it is assigned."""
        found = scope.find(node.id)
        if found is None:
            return set(self.names.resolve(node, scope))
        where, bindings = found
        if where.kind == "module" and node.id in self.others:
            return set()
        return {binding.dotted for binding in bindings}

    def _report_method(self, node: ast.Attribute | ast.Call, scope: Scope) -> bool:
        base, name = self.names.attribute(node, scope) or (None, "")
        own = isinstance(base, ast.Name) and base.id in ("self", "cls")
        if name in self.methods and not own:
            self.found.add(Violation(node.lineno, f".{name}", _short(node)))
        return False  # the object that has the method is looked at all the same

    def _add(self, node: ast.AST | None, full: Iterable[str], written: str) -> bool:
        for name in sorted(full):
            unbound = name.rpartition(".")
            is_method = unbound[2] in self.methods and unbound[0].rpartition(".")[2][:1].isupper()
            if is_method or any(name == entry or name.startswith(f"{entry}.") for entry in self.forbidden):
                self.found.add(Violation(getattr(node, "lineno", 1), name, written))
                return True
        return False


def _short(node: ast.expr) -> str:
    text = ast.unparse(node)
    return text if len(text) <= LONGEST else "..." + text[3 - LONGEST :]
