"""`student`: how a suite sees a submission. Looks like the student's module, and runs somewhere else."""

import sys
from collections.abc import Callable, Iterator
from typing import Any

from grader.errors import SuiteError, UnfitValueError
from grader.language import say
from grader.sandbox.answers import MISSING, UNCOMPARABLE
from grader.sandbox.callbacks import Lending
from grader.sandbox.failures import MissingFunction, Refused
from grader.sandbox.generators import place_of, take_back
from grader.sandbox.observation import Gradients, Observation, observation_of, of_type
from grader.sandbox.worker import Worker
from grader.worker.codec import CodecError, Tree
from grader.worker.encoder import Encoder
from grader.worker.gradients import make_ready

# Hypothesis looks for these on a test's first argument, which it takes for a `self`.
ASKED_BY_HYPOTHESIS = frozenset(
    {"hypothesis_internal_is_this_a_mock_check", "execute_example", "setup_example", "teardown_example"}
)


class Student:
    """The submission, for one test. `student.f(...)` calls its function `f` in the worker.

    `student.observe.f(...)` gives an `Observation`; `student.grad("f", args, cotangent)` a vector-Jacobian
    product. Names that start with an underscore are not reachable.
    """

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._caller = Caller(worker)
        self.observe = Observer(self._caller)

    @property
    def calls(self) -> int:
        """How many calls were made since the test began."""
        return self._caller.calls

    @property
    def last_call(self) -> tuple[str, tuple[Any, ...], dict[str, Any]] | None:
        """Name and arguments of the latest call."""
        return self._caller.last_call

    @property
    def functions(self) -> frozenset[str]:
        """The submission's functions that were called by name since the test began."""
        return frozenset(self._caller.functions)

    @property
    def output(self) -> str:
        """What the submission printed since the test began."""
        return self._worker.output

    def __getattr__(self, name: str) -> "Function":
        if name.startswith("_") or name in ASKED_BY_HYPOTHESIS:
            raise AttributeError(name)
        return Function(self._caller, name)

    def grad(self, target: Any, args: tuple[Any, ...], cotangent: Any, **kwargs: Any) -> Gradients:
        """Vector-Jacobian product through a torch function of the student's.

        Args:
            target: the name of a function, or a handle of a torch module (then `.parameters` are filled too).
            args: positional arguments; tensors of a floating dtype in them are differentiated.
            cotangent: of the shape of the result; a tuple for several results, None for one left out.
            kwargs: keyword arguments, not differentiated.
        """
        name = target if isinstance(target, str) else repr(target)
        value, _ = self._caller.ask(name, "grad", target, args, kwargs, cotangent)
        try:
            found = of_type(dict, value)
            result = Gradients(of_type(list, found["arguments"]))
            result.value, result.parameters = found["value"], of_type(dict, found["parameters"])
        except (KeyError, TypeError) as error:
            why = f"The gradients of {name} are malformed ({error})."
            raise Refused(why, say("The gradients could not be taken.")) from None
        return result


class Function:
    """One function (or class) of the submission. May be passed to another one as an argument."""

    def __init__(self, caller: "Caller", name: str) -> None:
        self._caller = caller
        self.name = name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it in the worker. Raises StudentFailure."""
        return self._caller.ask(self.name, "call", self.name, args, kwargs)[0]

    def observe(self, *args: Any, **kwargs: Any) -> Observation:
        """Call it in the worker, and tell what the call did besides returning. Raises StudentFailure."""
        return self._caller.observe(self.name, self.name, args, kwargs)

    def __repr__(self) -> str:
        return f"student.{self.name}"


class Observer:
    """`student.observe`: of a function as `.f(...)`, of an object or a method of an object as `(unit.grad)(...)`."""

    def __init__(self, caller: "Caller") -> None:
        self._caller = caller

    def __getattr__(self, name: str) -> Callable[..., Observation]:
        if name.startswith("_"):
            raise AttributeError(name)

        return Function(self._caller, name).observe

    def __call__(self, target: "Handle | Method") -> Callable[..., Observation]:
        """What calls an object, or its method, in the worker and observes the call. Raises SuiteError."""
        if isinstance(target, Method):
            return lambda *args, **kwargs: self._caller.observe(target.shown, target.place, args, kwargs)
        if isinstance(target, Handle):
            return lambda *args, **kwargs: self._caller.observe(target.type_name, target, args, kwargs)
        raise UnfitValueError(
            f"student.observe(...) takes an object of the student's or its method, not a {type(target).__name__}. "
            "A function is observed as student.observe.f(...)."
        )


class Handle:
    """An object of the student's that stays in the worker.

    Attributes, methods, calls, indexing and arithmetic are forwarded. Equality, truth, class and array
    conversion never are: what they said would be the student's word, and a suite would believe it.
    """

    __array_ufunc__ = None  # so that NumPy leaves `array + handle` to the handle

    def __init__(self, caller: "Caller", index: int, type_name: str) -> None:
        self.__dict__.update(
            _caller=caller, _index=index, _generation=caller.worker.line.generation, type_name=type_name
        )

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        methods = self._caller.methods
        if (self.type_name, name) not in methods:
            value = self._apply("getattr", name)
            if not isinstance(value, Handle) or value.type_name != "method":
                return value
            methods.add((self.type_name, name))
        return Method(self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        raise SuiteError(f"A suite may not set {name} on an object of the student's.")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the object in the worker. Raises StudentFailure."""
        return self._caller.ask(self.type_name, "call", self, args, kwargs)[0]

    def __bool__(self) -> bool:
        raise Refused(
            say("A truth value is expected here, not an object of type {kind}.").format(kind=self.type_name),
            say(UNCOMPARABLE),
        )

    def __eq__(self, other: object) -> bool:
        raise Refused(
            say("A plain value is expected here, not an object of type {kind}.").format(kind=self.type_name),
            say(UNCOMPARABLE),
        )

    __hash__ = object.__hash__

    def __iter__(self) -> Iterator[Any]:
        return iter(self._apply("iter"))

    def __repr__(self) -> str:
        return f"<{self.type_name} of the student's>"

    def _apply(self, operator: str, *operands: Any) -> Any:
        return self._caller.ask(self.type_name, "call", f"op:{operator}", (self, *operands), {})[0]

    def _applied_to(self, operator: str, left: Any) -> Any:
        return self._caller.ask(self.type_name, "call", f"op:{operator}", (left, self), {})[0]


class Method:
    """A bound method of an object in the worker: called in one round trip."""

    def __init__(self, handle: Handle, name: str) -> None:
        self._handle = handle
        self._name = name

    @property
    def shown(self) -> str:
        """What messages call it."""
        return f"{self._handle.type_name}.{self._name}"

    @property
    def place(self) -> list[Any]:
        """What the worker finds it by."""
        return [self._handle, self._name]

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the method in the worker. Raises StudentFailure."""
        return self._handle._caller.ask(self.shown, "call", self.place, args, kwargs)[0]


def _forward_operators() -> None:
    """Give Handle the arithmetic and container operators that are forwarded."""

    def forward(operator: str) -> Callable[..., Any]:
        return lambda self, *operands: self._apply(operator, *operands)

    def reflect(operator: str) -> Callable[..., Any]:
        return lambda self, left: self._applied_to(operator, left)

    for name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul"):
        setattr(Handle, f"__{name}__", forward(name))
        setattr(Handle, f"__r{name}__", reflect(name))
    for name in ("neg", "pos", "abs", "getitem", "setitem", "contains", "len"):
        setattr(Handle, f"__{name}__", forward(name))


_forward_operators()


class Caller:
    """Turns calls into requests: encodes arguments, lends callbacks, writes generator states back."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker
        self.calls = 0
        self.last_call: tuple[str, tuple[Any, ...], dict[str, Any]] | None = None
        self.functions: set[str] = set()  # of the submission, called by name
        self.methods: set[tuple[str, str]] = set()  # type and name of what was looked up, and is a method
        self._lent: list[Callable[..., Any]] = []  # by all calls that are open: an inner one may use what an outer lent

    def ask(
        self, name: str, operation: str, target: Any, args: tuple[Any, ...], kwargs: dict[str, Any], *more: Any
    ) -> tuple[Any, dict[str, Any]]:
        """Make one request; returns (value, extra). Raises StudentFailure."""
        self.calls += 1
        operator = type(target) is str and target.startswith("op:")
        if type(target) is str and not operator:
            self.functions.add(target)
        shown = f"operator.{target.removeprefix('op:')}" if operator else name
        self.last_call = (shown.replace("operator.getattr", "getattr"), args, kwargs)
        lent_before = len(self._lent)
        sent: list[tuple[Any, Any]] = []  # generators, and where they stood

        def build(encoder: Encoder) -> list[Tree]:
            trees = [encoder.encode(item) for item in (target, list(args), kwargs, *more)]
            sent.extend((generator, place_of(generator)) for generator in encoder.generators)
            return trees

        lending = Lending(self._encode_other, {"h": self._read_handle}, self._lent)
        try:
            value, extra, states = self.worker.request(name, operation, build, lending)
        except MissingFunction as failure:
            if name is target:
                raise
            raise MissingFunction(failure.full, say(MISSING)) from None  # a type's name is the student's own word
        finally:
            del self._lent[lent_before:]
        for (generator, before), after in zip(sent, states, strict=True):
            try:
                take_back(generator, before, after)
            except CodecError as error:
                raise Refused(f"{name} gave back {error}.", say("The random generator was exchanged.")) from None
        return value, extra

    def observe(self, name: str, target: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Observation:
        """Make one observed call."""
        value, record = self.ask(name, "observe", target, args, kwargs)
        try:
            return observation_of(value, record, args, kwargs)
        except (KeyError, TypeError) as error:
            why = f"The record of a call of {name} is malformed ({error})."
            raise Refused(why, say("The call could not be observed.")) from None

    def _encode_other(self, value: Any) -> Tree:
        if isinstance(value, Handle):
            self.worker.line.require(value._generation)
            return ["h", value._index, ""]
        if isinstance(value, Function):
            return ["f", value.name]
        if callable(value):
            if "torch" in sys.modules:
                make_ready()  # on no student's time
            self._lent.append(value)
            return ["cb", len(self._lent) - 1]
        raise SuiteError(
            f"A suite passed a value of type {type(value).__name__} to the student; "
            "only plain data, arrays, generators and functions can cross."
        )

    def _read_handle(self, index: Any, type_name: Any) -> Handle:
        return Handle(self, of_type(int, index), of_type(str, type_name)[:80])
