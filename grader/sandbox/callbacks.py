"""Functions lent to a submission for the time of one call: they run here, and only plain values cross."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from grader.errors import SuiteError, WorkerError
from grader.sandbox.failures import StudentFailure
from grader.worker.codec import CodecError, Tree
from grader.worker.decoder import Decoder
from grader.worker.encoder import Encoder, generator_tree
from grader.worker.gradients import GRADIENT_OF, vector_jacobian


def refuse(value: Any) -> Tree:
    """Encode nothing but plain data."""
    raise CodecError(f"a value of type {type(value).__name__}")


@dataclass(frozen=True)
class Lending:
    """What one call may use beside plain data.

    Attributes:
        other: encodes what is not plain data (handles, functions).
        read: decodes handles.
        functions: callback number -> function; `other` fills it.
    """

    other: Callable[[Any], Tree] = refuse
    read: dict[str, Callable[..., Any]] = field(default_factory=dict)
    functions: list[Callable[..., Any]] = field(default_factory=list)


def answer_callback(
    message: list[Tree], blob: bytearray, lending: Lending, substitutes: dict[str, Callable[..., Any]]
) -> tuple[bytes, BaseException | None]:
    """Call what the worker asks for; returns the frame to send, and the suite's own verdict if there is one.

    Args:
        message: ["callback", number or name, args, kwargs], with a cotangent to ask for a gradient.
        blob: the arrays of the message.
        lending: of the call that is open.
        substitutes: functions that stand in for the submission's own, by name.

    Raises:
        CodecError: the worker asks for what was never lent, or its arguments are malformed.
    """
    _, index, *trees = message
    name = substitute_named(index, substitutes)
    if name is not None:
        function = substitutes[name]
    elif (number := _number_of(index)) is not None and 0 <= number < len(lending.functions):
        function = lending.functions[number]
    else:
        raise CodecError("a call of a function that was never passed in")
    decoder = Decoder(blob, lending.read)
    args, kwargs, *cotangent = (decoder.decode(tree) for tree in trees)
    encoder = Encoder(lending.other, strides=True)
    try:
        value = _gradients(function, args, kwargs, *cotangent) if cotangent else function(*args, **kwargs)
        states = [generator_tree(item, encoder) for item in decoder.generators]
        return encoder.frame(["returned", encoder.encode(value), states]), None
    except (StudentFailure, AssertionError, SuiteError, WorkerError) as error:
        return encoder.frame(["failed", "RuntimeError"]), error
    except Exception as error:  # bad arguments of the student's: it gets the class, not our words
        return encoder.frame(["failed", type(error).__name__]), None


def substitute_named(index: Any, substitutes: dict[str, Callable[..., Any]]) -> str | None:
    """The substitute that a callback is for, whether for its value or for its gradient."""
    name = index.removeprefix(GRADIENT_OF) if type(index) is str else None
    return name if name in substitutes else None


def _number_of(index: Any) -> int | None:
    """The number of the lent function that a callback is for, whether for its value or for its gradient."""
    if type(index) is str and index.startswith(GRADIENT_OF) and index.removeprefix(GRADIENT_OF).isdecimal():
        return int(index.removeprefix(GRADIENT_OF)[:9])
    return index if type(index) is int else None


def _gradients(function: Callable[..., Any], args: list[Any], kwargs: dict[str, Any], cotangent: Any) -> Any:
    """The vector-Jacobian product of a function of ours: what the backward pass through it asks for."""
    return vector_jacobian(function, args, kwargs, cotangent)["arguments"]
