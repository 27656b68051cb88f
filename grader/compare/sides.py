"""One side of a comparison as NumPy sees it: arrays, scalars, torch tensors, plain numbers, lists of numbers.

Nothing here calls a method of an unknown object: an object of the student's stays untouched behind its handle.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[Any]

NUMERIC_KINDS = "biufc"
BFLOAT16 = "bfloat16"
"""The one dtype that torch has and NumPy has not; its values travel as float32."""


class Side(NamedTuple):
    """A value as an array.

    `dtype` is None for plain Python numbers, which have none. `family` is "array" (NumPy arrays and
    scalars), "tensor" (torch), "number" (plain Python) or "list" (lists and tuples of numbers).
    """

    array: Array
    dtype: "np.dtype[Any] | str | None"
    family: str


class NotNumbers(NamedTuple):
    """Why a list cannot be read as an array: its rows differ in length, or it holds something else."""

    ragged: bool


def side_of(value: object) -> Side | None:
    """Return a number, array or tensor as a `Side`; None when it is something else (a list, too)."""
    if isinstance(value, np.ndarray | np.generic):
        return _array_side(np.asarray(value))
    if isinstance(value, bool | int | float | complex):
        return _number_side(value)
    if is_tensor(value):
        return _tensor_side(value)
    return None


def is_tensor(value: object) -> bool:
    """Tell a torch tensor by its type's home, so that torch is never imported for the question."""
    kind = type(value)
    return kind.__module__.partition(".")[0] == "torch" and hasattr(kind, "detach")


def side_of_list(values: list[Any] | tuple[Any, ...]) -> Side | NotNumbers:
    """Read a list or tuple of numbers, nested or not, as an array; lists have no dtype, only a kind."""
    arrays: list[Array] = []
    for leaf in _leaves(values):
        side = side_of(leaf)  # before NumPy sees them: it would call their __array__
        if side is None:
            return NotNumbers(ragged=False)
        arrays.append(side.array)
    try:
        return Side(np.asarray(_rebuild(values, iter(arrays))), None, "list")
    except ValueError:
        return NotNumbers(ragged=True)


def plain_side_of_list(values: list[Any] | tuple[Any, ...]) -> Side | None:
    """Read a list as an array if it holds plain Python numbers alone (all bools or none), else return None."""
    kinds = {type(leaf) for leaf in _leaves(values)}
    if not kinds <= {bool, int, float, complex} or (bool in kinds and len(kinds) > 1):
        return None
    side = side_of_list(values)
    return side if isinstance(side, Side) else None


def _array_side(array: Array) -> Side | None:
    if array.dtype.kind not in NUMERIC_KINDS:
        return None
    if not array.dtype.isnative:
        array = array.astype(array.dtype.newbyteorder("="))
    return Side(array, array.dtype, "array")


def _number_side(value: complex) -> Side:
    array = np.asarray(value)
    if array.dtype.kind == "O":  # an int beyond 64 bits
        try:
            array = np.asarray(float(value.real))
        except OverflowError:
            array = np.asarray(np.inf if value.real > 0 else -np.inf)
    return Side(array, None, "number")


def _tensor_side(tensor: Any) -> Side:
    tensor = tensor.detach().resolve_conj().resolve_neg()
    if str(tensor.dtype) == "torch.bfloat16":
        return Side(tensor.float().numpy(), BFLOAT16, "tensor")
    array = tensor.numpy()
    return Side(array, array.dtype, "tensor")


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, list | tuple):
        for item in value:
            yield from _leaves(item)
    else:
        yield value


def _rebuild(value: Any, numbers: Iterator[Array]) -> Any:
    """Return the same nest of lists with each leaf replaced by the next array of `numbers`."""
    if isinstance(value, list | tuple):
        return [_rebuild(item, numbers) for item in value]
    leaf = next(numbers)
    return leaf[()] if leaf.ndim == 0 else leaf
