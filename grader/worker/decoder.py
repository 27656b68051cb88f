"""Frames as values: everything that arrives is checked before it is used."""

import math
import struct
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from grader.worker.codec import (
    ALIGNMENT,
    BIT_GENERATORS,
    BLOB_CAP,
    DEPTH_CAP,
    DTYPES,
    INT_BITS_CAP,
    PYTHON_TYPES,
    TORCH_DTYPES,
    CodecError,
    Tree,
)

TORCH_PLACE = struct.Struct("<QiiQ")  # how torch.Generator's state begins: seed, numbers left, seeded, next one
TORCH_STATE_CAP = 1 << 14  # bytes; it has 5056


class Decoder:
    """Turns the header tree and the blob of one frame back into values, and trusts neither.

    Args:
        blob: the frame's blob.
        other: tag -> function of the remaining list elements, for handles, callbacks and functions.
        strides: whether arrays may say how they lie in memory (only the worker, which reads what the
            trusted side wrote, allows it).
    """

    def __init__(
        self,
        blob: bytearray,
        other: dict[str, Callable[..., Any]] | None = None,
        *,
        strides: bool = False,
    ) -> None:
        self._blob = blob
        self._other = other or {}
        self._strides = strides
        self._blob_read = 0  # arrays follow one another: none may share memory with one before it
        self._text_bytes = 0
        self.generators: list[Any] = []

    def decode(self, tree: Tree, depth: int = 0) -> Any:
        """The value of one tree. Raises CodecError for anything that is not exactly as `Encoder` writes it."""
        if type(tree) is not list:
            return tree
        if depth > DEPTH_CAP:
            raise CodecError(f"a value nested deeper than {DEPTH_CAP} levels")
        if not tree or type(tree[0]) is not str:
            raise CodecError("a value without a tag")
        tag, *rest = tree
        try:
            if tag == "l" or tag == "t":
                (items,) = rest
                values = [self.decode(item, depth + 1) for item in _a_list(items)]
                return values if tag == "l" else tuple(values)
            if tag == "d":
                (pairs,) = rest
                return {_known_key(key): self.decode(item, depth + 1) for key, item in _a_list(pairs)}
            if tag == "sl":
                start, stop, step = rest
                return slice(*(self.decode(part, depth + 1) for part in (start, stop, step)))
            if tag in _READERS:
                return _READERS[tag](self, *rest)
            if tag not in self._other:
                raise CodecError("a value with an unknown tag")
            return self._other[tag](*rest)
        except CodecError:
            raise
        except (TypeError, ValueError, OverflowError, LookupError) as error:
            raise CodecError(f"a malformed value ({type(error).__name__})") from None

    def _array(
        self, name: str, shape: list[int], strides: list[int] | None, start: int, offset: int, length: int
    ) -> np.ndarray[Any, Any]:
        dtype = _known_dtype(name)
        dims = _known_shape(shape)
        _whole(start), _whole(offset), _whole(length)
        if offset + length > len(self._blob):
            raise CodecError("an array that reaches beyond its frame")
        if offset < self._blob_read or offset % ALIGNMENT:
            raise CodecError("an array that does not lie where it should")
        self._blob_read = offset + length
        if strides is not None and self._strides:
            return np.ndarray(dims, dtype, memoryview(self._blob)[offset : offset + length], start, tuple(strides))
        if strides is not None or start != 0 or math.prod(dims) * dtype.itemsize != length:
            raise CodecError("an array whose size is not that of its shape")
        if not length:
            _check_empty(dims, dtype.itemsize)
            return np.empty(dims, dtype)
        if dtype.kind == "b":  # a byte other than 0 and 1 would be a bool that is neither True nor False
            return np.not_equal(np.frombuffer(self._blob, np.uint8, length, offset), 0).reshape(dims)
        # A view of the frame's own bytearray: nobody else holds it, so the array is writable without a copy.
        return np.frombuffer(self._blob, dtype, math.prod(dims), offset).reshape(dims)

    def _scalar(self, name: str, data: bytes) -> Any:
        dtype = _known_dtype(name)
        if type(data) is not bytes or len(data) != dtype.itemsize:
            raise CodecError("a scalar of the wrong size")
        return np.frombuffer(data, np.uint8)[0] != 0 if dtype.kind == "b" else np.frombuffer(data, dtype)[0]

    def _big_int(self, text: str) -> int:
        if type(text) is not str or len(text) > INT_BITS_CAP // 4 + 3:
            raise CodecError("an integer that is too long")
        return int(text, 16)

    def _complex(self, real: float, imag: float) -> complex:
        if type(real) is not float or type(imag) is not float:
            raise CodecError("a malformed complex number")
        return complex(real, imag)

    def _text(self, shape: list[int], items: list[str]) -> np.ndarray[Any, Any]:
        dims = _known_shape(shape)
        _check_empty(dims, 4)
        if any(type(item) is not str for item in _a_list(items)) or math.prod(dims) != len(items):
            raise CodecError("a malformed array of text")
        self._text_bytes += max(map(len, items), default=0) * len(items) * 4  # NumPy pads each to the longest
        if self._text_bytes > BLOB_CAP:
            raise CodecError("an array of text that is too large")
        return np.array(items, dtype=str).reshape(dims)

    def _python_type(self, name: str) -> type:
        return PYTHON_TYPES[name]

    def _generator(self, name: str, state: Tree) -> np.random.Generator:
        if name not in BIT_GENERATORS:
            raise CodecError("a random generator of an unknown kind")
        bits = getattr(np.random, name)(0)
        after = self.decode(state)
        _check_state(name, after)
        bits.state = after
        generator = np.random.Generator(bits)
        self.generators.append(generator)
        return generator

    def _tensor(self, name: str, requires_grad: bool, array: Tree) -> Any:
        torch = _torch_here()
        if name not in TORCH_DTYPES or _a_list(array)[0] != "a":
            raise CodecError("a malformed tensor")
        tensor = torch.from_numpy(self._array(*array[1:]))
        if name == "bfloat16" and tensor.dtype is torch.int16:
            tensor = tensor.view(torch.bfloat16)
        if tensor.dtype is not getattr(torch, name):
            raise CodecError("a tensor whose data has another dtype")
        return tensor.requires_grad_(requires_grad is True and self._strides)

    def _torch_dtype(self, name: str) -> Any:
        if name not in TORCH_DTYPES:
            raise CodecError("an unknown torch dtype")
        return getattr(_torch_here(), name)

    def _torch_generator(self, state: bytes) -> Any:
        torch = _torch_here()
        generator = torch.Generator()
        _check_torch_state(state)
        try:
            generator.set_state(torch.frombuffer(bytearray(state), dtype=torch.uint8))
        except RuntimeError:
            raise CodecError("a malformed torch generator state") from None
        self.generators.append(generator)
        return generator


def _check_state(name: str, state: Any) -> None:
    """Refuse what NumPy takes as it comes.

    Beyond a table it reads memory that is not its own; and some states stand still, so that whoever draws until a
    number fits draws for ever.
    """
    inner = state["state"]
    if name == "MT19937":
        key = inner["key"]
        good = (
            _whole(inner["pos"]) <= 624 and type(key) is np.ndarray and key.shape == (624,) and key.dtype == np.uint32
        ) and bool(key[1:].any())
    elif name in ("PCG64", "PCG64DXSM"):
        good = _whole(inner["inc"]) % 2 == 1
    else:
        good = name != "Philox" or _whole(state["buffer_pos"]) <= 4
    if not good:
        raise CodecError("a malformed random generator")


def _check_torch_state(state: Any) -> None:
    """As `_check_state`: torch looks at each of the two numbers alone, not at where both together lead."""
    if type(state) is not bytes or len(state) > TORCH_STATE_CAP or len(state) < TORCH_PLACE.size:
        raise CodecError("a malformed torch generator state")
    _, left, _, following = TORCH_PLACE.unpack_from(state)
    table = np.frombuffer(state, np.uint32, 2 * 624, TORCH_PLACE.size)[::2]  # each number stands in eight bytes
    if left < 1 or left + following > 625 or not table[1:].any():
        raise CodecError("a malformed torch generator state")


_READERS: dict[str, Callable[..., Any]] = {
    "a": Decoder._array, "s": Decoder._scalar, "i": Decoder._big_int, "c": Decoder._complex, "u": Decoder._text,
    "D": lambda _, name: _known_dtype(name), "S": lambda _, name: _known_dtype(name).type,
    "B": Decoder._python_type, "g": Decoder._generator, "T": Decoder._tensor, "TD": Decoder._torch_dtype,
    "tg": Decoder._torch_generator, "e": lambda _: Ellipsis,
}  # fmt: skip


def _known_dtype(name: Any) -> np.dtype[Any]:
    if type(name) is not str or name not in DTYPES:
        raise CodecError("an unknown dtype")
    return DTYPES[name]


def _known_shape(shape: Any) -> tuple[int, ...]:
    if len(_a_list(shape)) > 32:
        raise CodecError("an array of more than 32 axes")
    return tuple(_whole(size) for size in shape)


def _check_empty(dims: tuple[int, ...], itemsize: int) -> None:
    """An array of no element may have axes of any length, and its sum over the others is an array of that length."""
    if math.prod(size for size in dims if size) * itemsize > BLOB_CAP:
        raise CodecError("an empty array of a shape too large to cross")


def _known_key(key: Any) -> str | int:
    if type(key) is not str and type(key) is not int:
        raise CodecError("a dict with a malformed key")
    return key


def _whole(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise CodecError("a size that is not a whole number")
    return value


def _a_list(value: Any) -> list[Any]:
    if type(value) is not list:
        raise CodecError("a malformed list")
    return value


def _torch_here() -> Any:
    torch = sys.modules.get("torch")
    if torch is None:
        raise CodecError("a tensor, in a topic without torch")
    return torch
