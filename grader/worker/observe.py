"""What a call does besides returning: lines run, warnings, output, arguments modified, memory shared.

The record is made by the worker itself, so it is as honest as a returned value is: a suite uses it to
teach ("vectorise this", "do not modify x"), never to protect anything.
"""

import builtins
import contextlib
import inspect
import io
import sys
import warnings
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import numpy as np

from grader.worker.codec import CodecError
from grader.worker.encoder import Encoder

LINES_CAP = 10_000_000
SHARING_WORK_CAP = 10_000


class Output(io.TextIOBase):
    """A text stream that keeps the first part of what is written and forgets the rest."""

    def __init__(self, cap: int) -> None:
        self._cap = cap
        self._parts: list[str] = []
        self._kept = 0

    def write(self, text: str) -> int:
        """Keep what still fits."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        room = self._cap - self._kept
        if room > 0:
            self._parts.append(text[:room])
            self._kept += min(len(text), room)
        return len(text)

    def writable(self) -> bool:
        """It can always be written to."""
        return True

    def take(self) -> str:
        """What was kept since the last call."""
        text, self._parts, self._kept = "".join(self._parts), [], 0
        return text


class LineCounter:
    """Counts the Python lines that run, in the student's code and in libraries.

    Loops that run in C are counted too: `map` and `filter`, the builtins that walk over an array
    (`sum`, `max`, ...), and `np.vectorize`, which calls back once an element. What `print` does is not: NumPy
    writes a large array with more lines than a small one, and debugging is no loop.
    """

    def __init__(self) -> None:
        self.lines = 0

    def _trace(self, frame: FrameType, event: str, arg: Any) -> Any:
        self.lines += 1
        return None if self.lines > LINES_CAP else self._trace

    @contextlib.contextmanager
    def counting(self) -> Iterator[None]:
        """Count while the block runs."""
        swaps = {name: getattr(builtins, name) for name in ("map", "filter")}
        walkers = {name: getattr(builtins, name) for name in ("sum", "min", "max", "any", "all", "sorted")}
        vectorized, printer = np.vectorize.__call__, builtins.print
        before = sys.gettrace()
        try:
            builtins.print = _uncounted(printer)
            builtins.map = _map  # type: ignore[assignment,misc]
            builtins.filter = _filter  # type: ignore[assignment,misc]
            for name, original in walkers.items():
                setattr(builtins, name, self._walker(original))
            np.vectorize.__call__ = self._vectorized(vectorized)  # type: ignore[method-assign]
            sys.settrace(self._trace)
            yield
        finally:
            sys.settrace(before)
            np.vectorize.__call__ = vectorized  # type: ignore[method-assign]
            builtins.print = printer
            for name, original in (swaps | walkers).items():
                setattr(builtins, name, original)

    def _walker(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def walk(*args: Any, **kwargs: Any) -> Any:
            if args and isinstance(args[0], np.ndarray) and args[0].ndim:
                self.lines += len(args[0])
            return original(*args, **kwargs)

        return walk

    def _vectorized(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def call(vectorize: Any, *args: Any, **kwargs: Any) -> Any:
            self.lines += max((np.size(arg) for arg in args), default=0)
            return original(vectorize, *args, **kwargs)

        return call


def _uncounted(original: Callable[..., Any]) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        trace = sys.gettrace()
        sys.settrace(None)
        try:
            return original(*args, **kwargs)
        finally:
            sys.settrace(trace)

    return call


def _map(function: Callable[..., Any], *iterables: Any) -> Iterator[Any]:
    for items in zip(*iterables, strict=False):
        yield function(*items)


def _filter(function: Callable[..., Any] | None, iterable: Any) -> Iterator[Any]:
    for item in iterable:
        if item if function is None else function(item):
            yield item


def observed(function: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """Call the function and return (value, record).

    The record has the keys `lines` (int), `warnings` (list of str), `modified` and `shares_memory` (lists of
    argument names) and `after` (argument name -> value after the call).
    """
    named = _named_arguments(function, args, kwargs)
    before = {name: _fingerprint(value) for name, value in named.items()}
    counter = LineCounter()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with counter.counting():
            value = function(*args, **kwargs)
    modified = [name for name, print_ in before.items() if _fingerprint(named[name]) != print_]
    return value, {
        "lines": counter.lines,
        "warnings": [f"{item.category.__name__}: {item.message}"[:500] for item in caught[:50]],
        "modified": modified,
        "after": named,
        "shares_memory": [name for name, argument in named.items() if _share_memory(value, argument)],
    }


def _named_arguments(function: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]) -> dict[str, Any]:
    """Arguments by the names that the function gives them; `*args` as args[0], args[1], ..."""
    try:
        signature = inspect.signature(function)
        bound = signature.bind(*args, **kwargs).arguments
    except (TypeError, ValueError):
        return {str(index): value for index, value in enumerate(args)} | kwargs
    named: dict[str, Any] = {}
    for name, value in bound.items():
        kind = signature.parameters[name].kind
        if kind is inspect.Parameter.VAR_POSITIONAL:
            named |= {f"{name}[{index}]": item for index, item in enumerate(value)}
        elif kind is inspect.Parameter.VAR_KEYWORD:
            named |= value
        else:
            named[name] = value
    return named


def _fingerprint(value: Any) -> bytes:
    """The bytes that would cross the boundary: equal exactly where a suite could see no difference."""
    encoder = Encoder(lambda other: ["id", id(other)])
    try:
        return encoder.frame([encoder.encode(value)])
    except CodecError:
        return b""


def _share_memory(result: Any, argument: Any) -> bool:
    return any(_overlap(one, other) for one in _buffers(result) for other in _buffers(argument))


def _overlap(one: Any, other: Any) -> bool:
    try:
        return bool(np.shares_memory(one, other, max_work=SHARING_WORK_CAP))  # type: ignore[arg-type]
    except np.exceptions.TooHardError:
        return bool(np.may_share_memory(one, other))


def _buffers(value: Any, depth: int = 0) -> Iterator[np.ndarray[Any, Any]]:
    torch = sys.modules.get("torch")
    if isinstance(value, np.ndarray):
        yield np.asarray(value)
    elif torch is not None and isinstance(value, torch.Tensor) and value.layout is torch.strided:
        with contextlib.suppress(TypeError, RuntimeError):  # on no device of ours, or of a dtype that may not cross
            yield _memory_of(torch, value.detach())
    elif depth < 4 and isinstance(value, (list, tuple, dict)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _buffers(item, depth + 1)


def _memory_of(torch: Any, tensor: Any) -> np.ndarray[Any, Any]:
    """The tensor as NumPy sees it, over the same memory: what is conjugate or negative in name only is stored plain."""
    plain = tensor.conj() if tensor.is_conj() else tensor
    plain = torch._neg_view(plain) if plain.is_neg() else plain
    return (plain.view(torch.int16) if plain.dtype is torch.bfloat16 else plain).numpy()  # type: ignore[no-any-return]
