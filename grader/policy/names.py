"""The full names that an expression may stand for: `la.norm` as "numpy.linalg.norm"."""

import ast

from grader.policy.scopes import Binding, Scope

MOST = 32  # hostile code could make the possibilities double with every line


class Names:
    """Resolves expressions; remembers what it found."""

    def __init__(self) -> None:
        self._known: dict[Binding, frozenset[str]] = {}

    def resolve(self, node: ast.AST | None, scope: Scope) -> frozenset[str]:
        """The full names of what an expression may be; empty when it is a value, such as an array.

        A name that is bound nowhere is a builtin, `getattr`, or comes from a `from x import *`, "x.norm".
        """
        if isinstance(node, ast.Name):
            return self._resolve_name(node.id, scope)
        if isinstance(node, ast.NamedExpr):
            return self.resolve(node.value, scope)
        if taken := self.attribute(node, scope):
            base, attribute = taken
            found = frozenset(f"{name}.{attribute}" for name in self.resolve(base, scope))
            return frozenset(name.removeprefix("builtins.") for name in found)
        if isinstance(node, ast.Call):
            return self._imported(node, scope)
        return frozenset()

    def attribute(self, node: ast.AST | None, scope: Scope) -> tuple[ast.expr, str] | None:
        """The object and the name in `x.norm` and `getattr(x, "norm")`; None for another expression."""
        if isinstance(node, ast.Attribute):
            return node.value, node.attr
        match node:
            case ast.Call(func=function, args=[base, ast.Constant(value=str(name)), *_]):
                return (base, name) if "getattr" in self.resolve(function, scope) else None
        return None

    def _resolve_name(self, name: str, scope: Scope) -> frozenset[str]:
        found = scope.find(name)
        if found is None:
            return frozenset([name, *(f"{module}.{name}" for module in scope.module.stars)])
        names: set[str] = set()
        for binding in found[1]:
            names |= self._resolve_binding(binding)
        return frozenset(sorted(names)[:MOST])

    def _resolve_binding(self, binding: Binding) -> frozenset[str]:
        if binding.dotted:
            return frozenset([binding.dotted])
        if not binding.exact:
            return frozenset()
        if binding not in self._known:
            self._known[binding] = frozenset()  # `a = b; b = a` comes back here
            self._known[binding] = self.resolve(binding.node, binding.scope)
        return self._known[binding]

    def _imported(self, node: ast.Call, scope: Scope) -> frozenset[str]:
        """`importlib.import_module("scipy.special")` is scipy.special; `__import__` gives the outermost package."""
        match node.args:
            case [ast.Constant(value=str(module)), *more]:
                if "importlib.import_module" in (names := self.resolve(node.func, scope)):
                    return frozenset([module])
                if "__import__" in names:
                    submodule = len(more) >= 3 or any(keyword.arg == "fromlist" for keyword in node.keywords)
                    return frozenset([module if submodule else module.split(".")[0]])
        return frozenset()
