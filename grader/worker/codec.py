"""Plain values as bytes and back: the only thing that crosses the trust boundary.

A frame is two little-endian u32 lengths, a msgpack header and a blob:

    | header length | blob length | header (msgpack) | blob (raw bytes of the arrays) |

Scalars stand in the header as themselves. Everything else is a list whose first element is a tag, so a
decoder can never mistake one for the other, and array data stands in the blob, so that neither side ever
builds a large tree of Python objects. There is no pickle: a tag that is not known here is refused.
"""

import math
import struct
import sys
from collections.abc import Callable
from typing import Any

import msgpack
import numpy as np

LENGTHS = struct.Struct("<II")
HEADER_CAP = 1 << 20  # bytes; also bounds the number of Python objects that a frame can make
BLOB_CAP = 64 << 20
DEPTH_CAP = 16
INT_BITS_CAP = 4096
ALIGNMENT = 64

DTYPES = {
    name: np.dtype(name)
    for name in (
        "bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
        "float16", "float32", "float64", "complex64", "complex128",
    )
}  # fmt: skip
NAMES = {dtype: name for name, dtype in DTYPES.items()}  # `dtype.name` is computed anew at every look
TORCH_DTYPES = frozenset({"bool", "int8", "int16", "int32", "int64", "uint8",
                          "float16", "bfloat16", "float32", "float64", "complex64", "complex128"})  # fmt: skip
BIT_GENERATORS = ("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64")
PYTHON_TYPES: dict[str, type] = {"bool": bool, "int": int, "float": float, "complex": complex, "str": str}

Tree = Any  # what msgpack carries: None, bool, int, float, str, bytes and lists of these


class CodecError(Exception):
    """A value cannot cross, or a frame is not well formed. The message names which and why."""


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
        self.generators: list[Any] = []
        self._tags: dict[str, Callable[..., Any]] = {
            "a": self._array, "s": self._scalar, "i": self._big_int, "c": self._complex, "u": self._text,
            "D": lambda name: _known_dtype(name), "S": lambda name: _known_dtype(name).type,
            "B": self._python_type, "g": self._generator, "T": self._tensor, "TD": self._torch_dtype,
            "tg": self._torch_generator, "e": lambda: Ellipsis,
        }  # fmt: skip

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
            reader = self._tags.get(tag) or self._other.get(tag)
            if reader is None:
                raise CodecError("a value with an unknown tag")
            return reader(*rest)
        except CodecError:
            raise
        except (TypeError, ValueError, OverflowError, KeyError) as error:
            raise CodecError(f"a malformed value ({type(error).__name__})") from None

    def _array(
        self, name: str, shape: list[int], strides: list[int] | None, start: int, offset: int, length: int
    ) -> np.ndarray[Any, Any]:
        dtype = _known_dtype(name)
        dims = _known_shape(shape)
        _whole(start), _whole(offset), _whole(length)
        if offset + length > len(self._blob):
            raise CodecError("an array that reaches beyond its frame")
        if strides is not None and self._strides:
            return np.ndarray(dims, dtype, memoryview(self._blob)[offset : offset + length], start, tuple(strides))
        if strides is not None or start != 0 or math.prod(dims) * dtype.itemsize != length:
            raise CodecError("an array whose size is not that of its shape")
        # A view of the frame's own bytearray: nobody else holds it, so the array is writable without a copy.
        return (
            np.frombuffer(self._blob, dtype, math.prod(dims), offset).reshape(dims) if length else np.empty(dims, dtype)
        )

    def _scalar(self, name: str, data: bytes) -> Any:
        dtype = _known_dtype(name)
        if type(data) is not bytes or len(data) != dtype.itemsize:
            raise CodecError("a scalar of the wrong size")
        return np.frombuffer(data, dtype)[0]

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
        if any(type(item) is not str for item in _a_list(items)) or math.prod(dims) != len(items):
            raise CodecError("a malformed array of text")
        if max(map(len, items), default=0) * len(items) * 4 > BLOB_CAP:  # NumPy pads each to the longest
            raise CodecError("an array of text that is too large")
        return np.array(items, dtype=str).reshape(dims)

    def _python_type(self, name: str) -> type:
        return PYTHON_TYPES[name]

    def _generator(self, name: str, state: Tree) -> np.random.Generator:
        if name not in BIT_GENERATORS:
            raise CodecError("a random generator of an unknown kind")
        bits = getattr(np.random, name)(0)
        bits.state = self.decode(state)
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
        try:
            generator.set_state(torch.frombuffer(bytearray(state), dtype=torch.uint8))
        except RuntimeError:
            raise CodecError("a malformed torch generator state") from None
        self.generators.append(generator)
        return generator


def generator_tree(generator: Any, encoder: Encoder, depth: int = 0) -> Tree:
    """A NumPy or torch generator as the state of its bit generator."""
    if isinstance(generator, np.random.Generator):
        bits = generator.bit_generator
        return ["g", type(bits).__name__, encoder.encode(bits.state, depth + 1)]
    return ["tg", generator.get_state().numpy().tobytes()]


def take_state(generator: Any, after: Any) -> None:
    """Let a generator go on from where its copy on the other side left off, as it would after a local call.

    Raises:
        CodecError: the other side gave back a generator of another kind.
    """
    if isinstance(generator, np.random.Generator) and isinstance(after, np.random.Generator):
        if type(generator.bit_generator) is not type(after.bit_generator):
            raise CodecError("a random generator of another kind than was passed in")
        generator.bit_generator.state = after.bit_generator.state
    elif type(generator) is type(after):
        generator.set_state(after.get_state())
    else:
        raise CodecError("a random generator of another kind than was passed in")


def read_header(data: bytes) -> list[Tree]:
    """The message of a frame: a list of scalars and lists. Raises CodecError."""
    try:
        message = msgpack.unpackb(
            data, raw=False, strict_map_key=True, use_list=True, max_map_len=0, max_ext_len=0, max_array_len=HEADER_CAP
        )
    except (ValueError, msgpack.exceptions.UnpackException, RecursionError) as error:
        raise CodecError(f"a frame that is not msgpack ({type(error).__name__})") from None
    if type(message) is not list:
        raise CodecError("a frame that is not a list")
    return message


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


def _known_dtype(name: Any) -> np.dtype[Any]:
    if type(name) is not str or name not in DTYPES:
        raise CodecError("an unknown dtype")
    return DTYPES[name]


def _known_shape(shape: Any) -> tuple[int, ...]:
    if len(_a_list(shape)) > 32:
        raise CodecError("an array of more than 32 axes")
    return tuple(_whole(size) for size in shape)


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
