"""The conversation of one worker: load a module, then answer calls until the other side hangs up."""

import operator
import os
import sys
import traceback
import types
from collections.abc import Callable
from functools import partial, reduce
from typing import Any

from grader.worker.channel import Channel
from grader.worker.codec import CodecError, Tree, take_state
from grader.worker.decoder import Decoder
from grader.worker.encoder import Encoder, generator_tree
from grader.worker.gradients import GRADIENT_OF, NoGradientError, through_remote, vector_jacobian
from grader.worker.load import load_module
from grader.worker.observe import Output, observed

MESSAGE_CAP = 2000  # characters of an exception's text
FRAMES_CAP = 10
HANDLES_CAP = 100_000

OPERATORS: dict[str, Callable[..., Any]] = {
    name: getattr(operator, name)
    for name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "neg", "pos", "abs",
                 "getitem", "setitem", "contains")
} | {"call": lambda function, *args, **kwargs: function(*args, **kwargs), "getattr": getattr, "len": len,
     "iter": lambda value: list(value)}  # fmt: skip
OPERATORS["fold"] = lambda name, operands: reduce(OPERATORS[name], operands)


class MissingFunctionError(Exception):
    """The submission defines no such name."""


class CallbackError(RuntimeError):
    """A function of the trusted side was called outside a call, or failed."""


class Server:
    """Holds the student's module and the objects that stayed here, and answers requests."""

    def __init__(self, channel: Channel, *, torch: bool, output_kib: int) -> None:
        self._channel = channel
        self._torch = torch
        self._module: types.ModuleType | None = None
        self._replaced: dict[str, Any] = {}
        self._handles: list[Any] = []
        self._filename = ""
        self._output = Output(output_kib << 10)
        self._open_calls = 0
        sys.stdout = sys.stderr = self._output
        self._operations: dict[str, Callable[..., tuple[Any, dict[str, Any]]]] = {
            "load": self._load, "call": self._call, "observe": self._observe, "grad": self._grad,
            "replace": self._replace,
        }  # fmt: skip

    def run(self) -> None:
        """Answer requests until the channel closes."""
        while True:
            self._answer(*self._channel.receive())

    def _answer(self, message: list[Tree], blob: bytearray) -> None:
        operation, *trees = message
        decoder = self._decoder(blob)
        self._open_calls += 1
        try:
            arguments = [decoder.decode(tree) for tree in trees]
            value, extra = self._operations[operation](*arguments)
            reply = self._reply(value, extra, decoder.generators)
        except CodecError as error:
            reply = Encoder().frame(["refused", str(error)])
        except NoGradientError as error:
            reply = Encoder().frame(["no gradient", str(error)])
        except MissingFunctionError as error:
            reply = Encoder().frame(["missing", str(error), self._names()])
        except BaseException as error:
            reply = self._raised(error)
        finally:
            self._open_calls -= 1
        self._channel.send(reply)

    def _reply(self, value: Any, extra: dict[str, Any], generators: list[Any]) -> bytes:
        encoder = Encoder(self._as_handle)
        output = self._output.take()
        extra = extra | ({"output": output} if output else {})
        trees = [encoder.encode(value), encoder.encode(extra)]  # in the order in which they are read
        return encoder.frame(["value", *trees, [generator_tree(item, encoder) for item in generators]])

    def _raised(self, error: BaseException) -> bytes:
        frames = [
            [frame.lineno or 0, frame.name[:80], (frame.line or "")[:200]]
            for frame in traceback.extract_tb(error.__traceback__)
            if self._module is not None and frame.filename == self._module.__file__
        ]
        if isinstance(error, SyntaxError) and error.filename == self._filename:
            frames.append([error.lineno or 0, "", (error.text or "").strip()[:200]])
        bases = [kind.__name__[:80] for kind in type(error).__mro__ if kind.__module__ == "builtins"]
        frames = frames[:2] + frames[2:][-FRAMES_CAP:]
        encoder = Encoder()
        body = [type(error).__name__[:80], bases, _text_of(error), frames, self._output.take()]
        return encoder.frame(["raised", encoder.encode(body)])

    def _load(self, filename: str, source: bytes) -> tuple[None, dict[str, Any]]:
        self._filename = filename
        self._module = types.ModuleType(filename)
        self._module.__file__ = filename  # what a failure while loading is reported against
        self._module = load_module(filename, source, torch=self._torch)
        return None, {}

    def _call(self, target: Any, args: list[Any], kwargs: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        return self._resolve(target)(*args, **kwargs), {}

    def _observe(self, target: Any, args: list[Any], kwargs: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        return observed(self._resolve(target), args, kwargs)

    def _grad(self, target: Any, args: list[Any], kwargs: dict[str, Any], cotangent: Any) -> tuple[Any, dict[str, Any]]:
        return vector_jacobian(self._resolve(target), args, kwargs, cotangent), {}

    def _replace(self, functions: dict[str, Any]) -> tuple[None, dict[str, Any]]:
        """Put functions into the module under these names, and back what an earlier request took out."""
        names = vars(self._module)
        names.update(self._replaced)
        self._replaced = {name: names[name] for name in functions if name in names}
        names.update({name: value for name, value in functions.items() if name in names})
        return None, {}

    def _resolve(self, target: Any) -> Any:
        """A target is a name in the module, an operator as "op:name", a method as [object, name], or an object."""
        if isinstance(target, str):
            return OPERATORS[target[3:]] if target.startswith("op:") else self._function(target)
        if isinstance(target, list):
            return getattr(target[0], target[1])
        return target

    def _function(self, name: str) -> Any:
        try:
            return self._module.__dict__[name]
        except KeyError:
            raise MissingFunctionError(name) from None

    def _names(self) -> Tree:
        names = [name for name, value in vars(self._module).items() if callable(value) and not name.startswith("_")]
        return Encoder().encode(names[:200])

    def _as_handle(self, value: Any) -> Tree:
        if len(self._handles) >= HANDLES_CAP:
            raise CodecError(f"more than {HANDLES_CAP} objects")
        self._handles.append(value)
        return ["h", len(self._handles) - 1, type(value).__name__[:80]]

    def _decoder(self, blob: bytearray) -> Decoder:
        return Decoder(
            blob,
            {"h": lambda index, _: self._handles[index], "f": self._function, "cb": self._callback},
            strides=True,
        )

    def _callback(self, index: int | str) -> Callable[..., Any]:
        """A function that asks the trusted side, for as long as the call it was passed to is open.

        One with a name stands in for a function of the module. With torch, gradients flow through it.
        """

        def callback(*args: Any, **kwargs: Any) -> Any:
            if self._torch:
                ask, pull_back = partial(self._ask, index), partial(self._ask, f"{GRADIENT_OF}{index}")
                return through_remote(ask, pull_back, list(args), kwargs)
            return self._ask(index, list(args), kwargs)

        return callback

    def _ask(self, index: int | str, *values: Any) -> Any:
        """Call a function of the trusted side and wait for its answer."""
        if not self._open_calls:
            raise CallbackError("this function was only lent for the call that it was passed to")
        encoder = Encoder(self._as_handle)
        self._channel.send(encoder.frame(["callback", index, *(encoder.encode(value) for value in values)]))
        while True:
            message, blob = self._channel.receive()
            if message[0] == "returned":
                decoder = self._decoder(blob)
                for generator, state in zip(encoder.generators, message[2], strict=True):
                    take_state(generator, decoder.decode(state))
                return decoder.decode(message[1])
            if message[0] == "failed":
                raise _exception_named(message[1])
            self._answer(message, blob)  # the function itself called something here


def serve(channel: Channel, *, torch: bool, output_kib: int) -> None:
    """Answer requests on `channel` until it closes, then end the process without any of the student's clean-up."""
    try:
        Server(channel, torch=torch, output_kib=output_kib).run()
    finally:
        os._exit(0)


def _text_of(error: BaseException) -> str:
    if isinstance(error, SyntaxError):
        return str(error.msg)[:MESSAGE_CAP]
    try:
        return str(error)[:MESSAGE_CAP]
    except BaseException:
        return ""


def _exception_named(name: str) -> Exception:
    kind = getattr(__import__("builtins"), name, CallbackError)
    return kind("raised by the function that was passed in")
