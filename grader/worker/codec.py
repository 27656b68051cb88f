"""Plain values as bytes and back: the only thing that crosses the trust boundary.

A frame is two little-endian u32 lengths, a msgpack header and a blob:

    | header length | blob length | header (msgpack) | blob (raw bytes of the arrays) |

Scalars stand in the header as themselves. Everything else is a list whose first element is a tag, so a
decoder can never mistake one for the other, and array data stands in the blob, so that neither side ever
builds a large tree of Python objects. There is no pickle: a tag that is not known here is refused.
"""

import struct
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
            data,
            raw=False,
            use_list=True,
            max_map_len=0,
            max_ext_len=0,
            max_array_len=len(data),
            object_pairs_hook=_refuse_kind,  # an empty map or extension is within those caps
            ext_hook=_refuse_kind,
        )
    except (ValueError, msgpack.exceptions.UnpackException, RecursionError) as error:
        raise CodecError(f"a frame that is not msgpack ({type(error).__name__})") from None
    if type(message) is not list:
        raise CodecError("a frame that is not a list")
    return message


def _refuse_kind(*_: object) -> None:
    raise CodecError("a frame with a map or an extension in it")
