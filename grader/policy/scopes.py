"""The scopes of a module: which name is bound where, and to what."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

Function = ast.FunctionDef | ast.AsyncFunctionDef
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
ScopeNode = Function | ast.Lambda | ast.ClassDef | Comprehension


@dataclass(eq=False)
class Binding:
    """One way in which a name gets its value.

    Attributes:
        scope: where `node` is evaluated.
        node: the value, definition or import; what is looped over for a loop's variable; None for a parameter.
        dotted: the full name of what an import binds, "numpy.linalg"; "" for anything else.
        exact: whether the name is that value itself, not something taken out of it.
    """

    scope: "Scope"
    node: ast.AST | None = None
    dotted: str = ""
    exact: bool = False


@dataclass(eq=False)
class Scope:
    """The names that one function, class, comprehension or module binds.

    Attributes:
        kind: classes are apart, for their functions do not see their names.
        parent: the scope around it; None for the module.
        bindings: each name's bindings, in the order of the source.
        declared: names that `global` and `nonlocal` send to another scope.
        stars: the `from x import *` of the module, with the name of each x.
    """

    kind: Literal["module", "class", "function", "comprehension"]
    parent: "Scope | None" = None
    bindings: dict[str, list[Binding]] = field(default_factory=dict)
    declared: dict[str, "Scope"] = field(default_factory=dict)
    stars: dict[str, ast.ImportFrom] = field(default_factory=dict)

    @property
    def module(self) -> "Scope":
        """The outermost scope."""
        return self.parent.module if self.parent else self

    def enclosing(self, *kinds: str) -> "Scope":
        """The nearest scope of one of these kinds, itself included; else the module."""
        here = self
        while here.kind not in kinds and here.parent:
            here = here.parent
        return here

    def find(self, name: str) -> "tuple[Scope, list[Binding]] | None":
        """Where a name used in this scope is bound; None when nowhere."""
        here: Scope | None = self
        while here:
            if name in here.bindings and (here is self or here.kind != "class"):
                return here, here.bindings[name]
            here = here.parent
        return None

    def bind(self, name: str, binding: Binding, *, final: bool = False) -> None:
        """Add a binding.

        Args:
            name: the name.
            binding: what it is bound to.
            final: whether it surely replaces what the name was, as a line at the top of a module does.
        """
        owner = self.declared.get(name, self)
        if final and owner.kind == "module":
            owner.bindings[name] = [binding]
        else:
            owner.bindings.setdefault(name, []).append(binding)


class Scopes:
    """All scopes of a module.

    Attributes:
        module: the outermost one.
    """

    def __init__(self, tree: ast.Module) -> None:
        self.module = Scope("module")
        self._inner: dict[ast.AST, Scope] = {}
        pending: list[tuple[ast.AST, Scope, bool]] = [(node, self.module, True) for node in reversed(tree.body)]
        while pending:
            node, scope, at_top = pending.pop()
            if isinstance(node, ScopeNode):
                self._inner[node] = _new_scope(node, scope)
            _bind_names(node, scope, self._inner.get(node, scope), at_top)
            pending += [(part, where, False) for part, where in reversed(list(self.parts(node, scope)))]

    def parts(self, node: ast.AST, scope: Scope) -> Iterator[tuple[ast.AST, Scope]]:
        """What is evaluated of a node, and in which scope; annotations are not."""
        inner = self._inner.get(node, scope)
        if isinstance(node, Function | ast.Lambda):
            outside = [*node.args.defaults, *filter(None, node.args.kw_defaults), *getattr(node, "decorator_list", ())]
            inside: Iterable[ast.AST] = [node.body] if isinstance(node, ast.Lambda) else node.body
        elif isinstance(node, ast.ClassDef):
            outside = [*node.decorator_list, *node.bases, *(keyword.value for keyword in node.keywords)]
            inside = node.body
        elif isinstance(node, Comprehension):
            outside = [node.generators[0].iter]  # evaluated before the comprehension's own scope exists
            inside = ast.iter_child_nodes(node)
        elif isinstance(node, ast.comprehension):
            outside, inside = [], [node.target, *node.ifs, node.iter]
        elif isinstance(node, ast.AnnAssign):
            outside, inside = [], [each for each in (node.target, node.value) if each]
        else:
            outside, inside = [], ast.iter_child_nodes(node)
        yield from ((part, scope) for part in outside)
        yield from ((part, inner) for part in inside)


def _new_scope(node: ScopeNode, scope: Scope) -> Scope:
    if isinstance(node, ast.ClassDef):
        return Scope("class", scope)
    if isinstance(node, Comprehension):
        return Scope("comprehension", scope)
    inner, args = Scope("function", scope), node.args
    positional = [*args.posonlyargs, *args.args]
    defaults = [None] * (len(positional) - len(args.defaults)) + list(args.defaults)
    for arg, default in [*zip(positional, defaults, strict=True), *zip(args.kwonlyargs, args.kw_defaults, strict=True)]:
        inner.bind(arg.arg, Binding(scope, default, exact=True))
    for starred in filter(None, (args.vararg, args.kwarg)):
        inner.bind(starred.arg, Binding(scope))
    return inner


def _bind_names(node: ast.AST, scope: Scope, inner: Scope, final: bool) -> None:
    """Add the bindings that one statement or expression makes; its parts are looked at on their own."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            scope.bind(node.name, Binding(scope, node), final=final)
        case ast.Import() | ast.ImportFrom():
            _bind_imports(node, scope, final)
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                _bind_target(target, value, scope, exact=True, final=final)
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            _bind_target(target, value, scope, exact=True, final=final)
        case ast.AugAssign(target=target, value=value):
            _bind_target(target, value, scope)
        case ast.NamedExpr(target=target, value=value):
            binding = Binding(scope, value, exact=True)
            scope.enclosing("function", "class").bind(target.id, binding)
        case ast.For(target=target, iter=value) | ast.AsyncFor(target=target, iter=value):
            _bind_target(target, value, scope)
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            for generator in node.generators:
                _bind_target(generator.target, generator.iter, inner)
        case ast.withitem(context_expr=value, optional_vars=ast.expr() as target):
            _bind_target(target, value, scope)
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            scope.bind(name, Binding(scope))
        case ast.MatchMapping(rest=str(name)):
            scope.bind(name, Binding(scope))
        case ast.Global(names=names):
            scope.declared |= dict.fromkeys(names, scope.module)
        case ast.Nonlocal(names=names) if scope.parent:
            scope.declared |= dict.fromkeys(names, scope.parent.enclosing("function"))


def _bind_imports(node: ast.Import | ast.ImportFrom, scope: Scope, final: bool) -> None:
    for item in node.names:
        if isinstance(node, ast.Import):
            name = item.asname or item.name.split(".")[0]
            dotted = item.name if item.asname else name
        elif item.name == "*":
            scope.module.stars[node.module or ""] = node
            continue
        else:
            name, dotted = item.asname or item.name, "" if node.level else f"{node.module}.{item.name}"
        scope.bind(name, Binding(scope, node, dotted), final=final)


def _bind_target(target: ast.expr, value: ast.expr, scope: Scope, *, exact: bool = False, final: bool = False) -> None:
    if isinstance(target, ast.Name):
        scope.bind(target.id, Binding(scope, value, exact=exact), final=final)
    elif isinstance(target, ast.Starred):
        _bind_target(target.value, value, scope, final=final)
    elif isinstance(target, ast.Tuple | ast.List):
        values = value.elts if exact and isinstance(value, ast.Tuple | ast.List) else []
        pairwise = len(values) == len(target.elts) and not any(isinstance(each, ast.Starred) for each in target.elts)
        for index, part in enumerate(target.elts):
            _bind_target(part, values[index] if pairwise else value, scope, exact=pairwise, final=final)
