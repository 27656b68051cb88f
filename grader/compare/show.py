"""Numbers, arrays and other plain values in few characters: at most 6 lines an array, 76 columns."""

import inspect
from itertools import product
from typing import Any

import numpy as np

from grader.compare.sides import Array, is_tensor
from grader.language import later, say, say_number

MAX_LINES = 6
MAX_COLUMNS = 76  # a terminal of 80, less what a message is indented by
_SMALL = 48  # elements of an array that is worth printing
_MAX_TEXT = 60
_PRECISIONS = (4, 8, 12, 17)
_LABEL = later("expected  ")
_LAZY = ("generator", "map", "zip", "filter", "enumerate", "reversed", "range", "dict_keys", "dict_values")


def scalar(value: Any) -> str:
    """Return one number as its dtype prints it: 0.1, not np.float32(0.1) or 0.10000000149."""
    return str(value.item() if isinstance(value, np.bool_) else value)


def error(value: float) -> str:
    """Return a difference or a ratio in at most four digits."""
    return f"{value:.4g}"


def index(position: tuple[int, ...]) -> str:
    """Return an index as one writes it: [1, 2]."""
    return "[" + ", ".join(str(int(i)) for i in position) + "]"


def elements(number: int) -> str:
    """Return a number of elements in words."""
    return say_number("{number} element", "{number} elements", number).format(number=number)


def pair(actual: Array, expected: Array) -> list[str]:
    """Return both arrays, one under the other, with enough digits to tell them apart; [] if they are big."""
    if not (0 < actual.size <= _SMALL and 0 < expected.size <= _SMALL):
        return []
    texts: tuple[list[str], list[str]] = ([], [])
    for precision, fixed in product(_PRECISIONS, (True, False)):
        texts = _lines(actual, precision, fixed), _lines(expected, precision, fixed)
        if texts[0] != texts[1]:
            break
    return _labelled(say("got       "), texts[0]) + _labelled(say(_LABEL), texts[1])


def _lines(array: Array, precision: int, fixed: bool) -> list[str]:
    """Print an array; `fixed` keeps to 0.0012 where NumPy would write 1.2e-03 because others are 100 times as large."""
    width = MAX_COLUMNS - len(_LABEL)
    with np.errstate(all="ignore"):
        largest = np.max(np.abs(array), where=np.isfinite(array), initial=0.0)
        fixed = fixed and bool(1e-2 <= largest < 1e6)
        text = np.array2string(array, width, precision, fixed, threshold=_SMALL + 1, floatmode="maxprec")
    lines = [line[: width - 1] for line in text.splitlines() if line.strip()]
    return lines if len(lines) <= MAX_LINES else [*lines[: MAX_LINES - 1], "..."]


def _labelled(label: str, lines: list[str]) -> list[str]:
    return [(label if i == 0 else " " * len(_LABEL)) + line for i, line in enumerate(lines)]


def plain(value: object) -> str:
    """Return a str, bytes, number, None or dtype as Python writes it, cut after 60 characters."""
    if isinstance(value, int) and value.bit_length() > 200:  # Python refuses to print the longest ones
        return say("an integer of {bits} bits").format(bits=value.bit_length())
    text = repr(value[:_MAX_TEXT] if isinstance(value, str | bytes) else value)
    return text if len(text) <= _MAX_TEXT else text[: _MAX_TEXT - 3] + "..."


def kind_of(value: object) -> str:
    """Say what sort of value it is, and nothing about its contents: fit for secret feedback levels."""
    for types, words in _KINDS:
        if isinstance(value, types):
            return say(words)
    if is_tensor(value):
        return say("a torch tensor")
    home = type(value).__module__.partition(".")[0]
    if home == "torch" and type(value).__name__ == "dtype":
        return say("a torch dtype")
    return say("a lazy object") if is_lazy(value) else say("an object")


def is_lazy(value: object) -> bool:
    """Tell whether it is an object of the student's that computes nothing until someone asks."""
    return remote_type(value) in _LAZY


_KINDS: tuple[tuple[Any, str], ...] = (
    (type(None), "None"),
    (np.ndarray, later("a NumPy array")),
    (np.generic, later("a NumPy number")),
    (bool, later("True or False")),
    (int, later("an int")),
    (float, later("a float")),
    (complex, later("a complex number")),
    (str, later("a string")),
    (bytes, later("a bytes object")),
    (tuple, later("a tuple")),
    (list, later("a list")),
    (dict, later("a dict")),
    ((np.dtype, type), later("a type")),
)


def describe(value: object) -> str:
    """Say what a value is, with its shape, length or contents."""
    kind = kind_of(value)
    if isinstance(value, np.ndarray):
        text = say("{kind} of shape {shape} and dtype {dtype}")
        return text.format(kind=kind, shape=value.shape, dtype=value.dtype.name)
    if isinstance(value, tuple | list | dict):
        if not value:
            return say("{kind} with nothing in it").format(kind=kind)
        return say_number("{kind} of {number} value", "{kind} of {number} values", len(value)).format(
            kind=kind, number=len(value)
        )
    if is_tensor(value):
        tensor: Any = value
        text = say("{kind} of shape {shape} and dtype {dtype}")
        return text.format(kind=kind, shape=tuple(tensor.shape), dtype=dtype_name(tensor.dtype))
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float | complex | str | bytes | np.dtype | type):
        return say("{kind}, {value}").format(kind=kind, value=plain(value))
    name = remote_type(value)
    return say("{kind} of type {name}").format(kind=kind, name=name) if name else kind


def remote_type(value: object) -> str:
    """Return the type's name of an object that stayed with the student; "" when the value is not one.

    The name is the student's own text: cut, and without characters that could steer a terminal.
    """
    if inspect.getattr_static(value, "type_name", None) is None:
        return ""
    name: Any = value
    name = name.type_name
    return "".join(c for c in name if c.isprintable())[:40] if isinstance(name, str) else ""


def dtype_name(dtype: object) -> str:
    """Return float32 for NumPy's and for torch's float32."""
    return str(dtype).removeprefix("torch.")
