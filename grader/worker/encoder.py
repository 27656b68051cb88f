"""Values as frames: what may cross, in the form that `decoder` reads. The rest is refused by name."""

import sys
from collections.abc import Callable
from typing import Any

import msgpack
import numpy as np

from grader.worker.codec import (
    ALIGNMENT,
    BLOB_CAP,
    DEPTH_CAP,
    HEADER_CAP,
    INT_BITS_CAP,
    LENGTHS,
    NAMES,
    PYTHON_TYPES,
    TORCH_DTYPES,
    CodecError,
    Tree,
)


class Encoder:
    """Turns values into a header tree and a blob.

    Args:
        other: called with every object that is not plain data; returns its tree (a handle, a callback) or
            raises `CodecError`.
        strides: whether a view keeps its strides; towards the worker only, for what comes back is a snapshot.
    """

    def __init__(self, other: Callable[[Any], Tree] | None = None, *, strides: bool = False) -> None:
        self._other = other
        self._strides = strides
        self._chunks: list[bytes | memoryview] = []
        self._size = 0
        self.generators: list[Any] = []  # in order of appearance; the far side reports their states back

    def frame(self, message: list[Tree]) -> bytes:
        """The whole frame for a header tree whose arrays were encoded by this encoder."""
        header = msgpack.packb(message, use_bin_type=True)
        if len(header) > HEADER_CAP:
            raise CodecError(f"a value of {len(header)} bytes outside arrays (at most {HEADER_CAP} may cross)")
        return b"".join((LENGTHS.pack(len(header), self._size), header, *self._chunks))

    def encode(self, value: Any, depth: int = 0) -> Tree:
        """The tree of one value. Raises CodecError for what may not cross, by name."""
        if depth > DEPTH_CAP:
            raise CodecError(f"a value nested deeper than {DEPTH_CAP} levels")
        kind = type(value)
        if value is None or kind is bool or kind is float:
            return value
        if kind is int:
            return value if -(1 << 63) <= value < (1 << 63) else self._big_int(value)
        if kind is str or kind is bytes:
            return _short(value)
        if kind is list or kind is tuple:
            return ["l" if kind is list else "t", [self.encode(item, depth + 1) for item in value]]
        if isinstance(value, np.ndarray):
            return self._array(value)
        if isinstance(value, np.generic):
            return ["s", _dtype_name(value.dtype, "a NumPy scalar"), value.tobytes()]
        if kind is dict:
            return ["d", [[self._key(key), self.encode(item, depth + 1)] for key, item in value.items()]]
        return self._rare(value, depth)

    def _rare(self, value: Any, depth: int) -> Tree:
        kind = type(value)
        if kind is complex:
            return ["c", value.real, value.imag]
        if kind is slice:
            return ["sl", *(self.encode(part, depth + 1) for part in (value.start, value.stop, value.step))]
        if value is Ellipsis:
            return ["e"]
        if isinstance(value, np.dtype):
            return ["D", _dtype_name(value, "a dtype")]
        if isinstance(value, type) and issubclass(value, np.generic):
            return ["S", _dtype_name(np.dtype(value), "a dtype")]
        if isinstance(value, type) and PYTHON_TYPES.get(value.__name__) is value:
            return ["B", value.__name__]
        if kind is np.random.Generator:
            self.generators.append(value)
            return generator_tree(value, self, depth)
        torch = sys.modules.get("torch")  # never imported from here: a NumPy topic has no tensors
        if torch is not None:
            tree = self._torch(torch, value)
            if tree is not None:
                return tree
        if isinstance(value, (bool, int, float, str, list, tuple)):  # subclasses: a snapshot of the plain value
            return self.encode(_plain(value), depth)
        if self._other is None:
            raise CodecError(f"a value of type {kind.__name__}")
        return self._other(value)

    def _torch(self, torch: Any, value: Any) -> Tree:
        if isinstance(value, torch.Tensor):
            name = str(value.dtype).removeprefix("torch.")
            if value.layout is not torch.strided or value.is_quantized or name not in TORCH_DTYPES:
                raise CodecError(f"a {value.layout} tensor of dtype {name}")
            if value.device.type != "cpu":
                raise CodecError(f"a tensor on the device {value.device.type}")
            plain = value.detach().resolve_conj().resolve_neg()
            array = (plain.view(torch.int16) if name == "bfloat16" else plain).numpy()
            return ["T", name, bool(value.requires_grad), self._array(array)]
        if isinstance(value, torch.dtype):
            return ["TD", str(value).removeprefix("torch.")]
        if isinstance(value, torch.Generator):
            self.generators.append(value)
            return generator_tree(value, self, 0)
        return None

    def _array(self, array: np.ndarray[Any, Any]) -> Tree:
        if isinstance(array, np.ma.MaskedArray):
            raise CodecError("a masked array")
        plain = np.asarray(array)
        if plain.dtype.kind == "U":
            if plain.nbytes > HEADER_CAP:
                raise CodecError(f"an array of text of {plain.nbytes} bytes")
            return ["u", list(plain.shape), plain.ravel().tolist()]
        name = _dtype_name(plain.dtype, "an array")
        if plain.nbytes > BLOB_CAP:
            raise CodecError(f"an array of {plain.nbytes} bytes (at most {BLOB_CAP} may cross)")
        if not plain.dtype.isnative:
            plain = plain.astype(plain.dtype.newbyteorder("="))
        if plain.flags.c_contiguous or not self._strides:
            return ["a", name, list(plain.shape), None, 0, *self._append(plain.tobytes())]
        return self._strided(name, plain)

    def _strided(self, name: str, array: np.ndarray[Any, Any]) -> Tree:
        """A view keeps its strides. The gaps between its elements are zeroed: they may hold anything."""
        low, high = np.lib.array_utils.byte_bounds(array)
        span = high - low
        if array.size == 0 or span > 4 * array.nbytes + 4096:
            return ["a", name, list(array.shape), None, 0, *self._append(array.tobytes())]
        start = array.__array_interface__["data"][0] - low
        buffer = np.zeros(span, np.uint8)
        np.ndarray(array.shape, array.dtype, buffer.data, start, array.strides)[...] = array
        return ["a", name, list(array.shape), list(array.strides), start, *self._append(buffer.tobytes())]

    def _append(self, data: bytes) -> tuple[int, int]:
        """Puts data into the blob, aligned; returns (offset, length)."""
        padding = -self._size % ALIGNMENT
        offset = self._size + padding
        if offset + len(data) > BLOB_CAP:
            raise CodecError(f"arrays of more than {BLOB_CAP} bytes in one call")
        self._chunks += (bytes(padding), data)
        self._size = offset + len(data)
        return offset, len(data)

    def _big_int(self, value: int) -> Tree:
        if value.bit_length() > INT_BITS_CAP:
            raise CodecError(f"an integer of {value.bit_length()} bits (at most {INT_BITS_CAP} may cross)")
        return ["i", hex(value)]

    def _key(self, key: Any) -> str | int:
        if type(key) is str:
            return str(_short(key))
        if type(key) is int and -(1 << 63) <= key < (1 << 63):
            return key
        raise CodecError(f"a dict with a key of type {type(key).__name__} (str and int may cross)")


def generator_tree(generator: Any, encoder: Encoder, depth: int = 0) -> Tree:
    """A NumPy or torch generator as the state of its bit generator."""
    if isinstance(generator, np.random.Generator):
        bits = generator.bit_generator
        return ["g", type(bits).__name__, encoder.encode(bits.state, depth + 1)]
    return ["tg", generator.get_state().numpy().tobytes()]


def _plain(value: Any) -> Any:
    kinds: tuple[Callable[[Any], Any], ...] = (bool, int, float, str, list, tuple)
    return next(kind(value) for kind in kinds if isinstance(value, kind))  # type: ignore[arg-type]


def _short(value: str | bytes) -> str | bytes:
    if len(value) > HEADER_CAP // 4:
        raise CodecError(f"a {type(value).__name__} of length {len(value)}")
    if type(value) is str:
        return value.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate cannot be sent
    return value


def _dtype_name(dtype: np.dtype[Any], what: str) -> str:
    name = NAMES.get(dtype if dtype.isnative else dtype.newbyteorder("="))
    if name is None:
        raise CodecError(f"{what} of dtype {str(dtype)[:80]}")
    return name
