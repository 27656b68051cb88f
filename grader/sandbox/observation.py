"""What a call did besides returning, as a suite reads it."""

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Observation:
    """What a call did besides returning.

    Attributes:
        value: the result.
        lines: Python lines executed, in libraries too; hidden loops (`map`, `np.vectorize`, ...) count.
        warnings: such as "RuntimeWarning: overflow encountered in exp".
        modified: names of the arguments whose value changed.
        shares_memory: names of the arguments whose memory the result shares.
        after: argument name -> its value after the call.
        output: what was printed.
        generators: the states of the random generators that were passed in, after the call.
    """

    value: Any
    lines: int
    warnings: tuple[str, ...]
    modified: tuple[str, ...]
    shares_memory: tuple[str, ...]
    after: dict[str, Any]
    output: str
    generators: tuple[Any, ...]


class Gradients(tuple[Any, ...]):
    """Gradients of the arguments, built as they were passed (None where there is none).

    Attributes:
        value: the function's result.
        parameters: name -> gradient, where the function belongs to a torch module.
    """

    value: Any
    parameters: dict[str, Any]


def observation_of(value: Any, record: dict[str, Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Observation:
    """The record that `grader.worker.observe` makes, checked. Raises KeyError, TypeError where it is malformed."""
    return Observation(
        value=value,
        lines=of_type(int, record["lines"]),
        warnings=tuple(of_type(str, item) for item in of_type(list, record["warnings"])),
        modified=tuple(of_type(str, item) for item in of_type(list, record["modified"])),
        shares_memory=tuple(of_type(str, item) for item in of_type(list, record["shares_memory"])),
        after=of_type(dict, record["after"]),
        output=of_type(str, record.get("output", "")),
        generators=tuple(item for item in (*args, *kwargs.values()) if isinstance(item, np.random.Generator)),
    )


def of_type(kind: type, value: Any) -> Any:
    """The value, which must be of exactly this type. Raises TypeError."""
    if type(value) is not kind:
        raise TypeError(f"{type(value).__name__} where {kind.__name__} is expected")
    return value
