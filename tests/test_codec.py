"""What crosses the boundary, what does not, and what a forged frame comes to."""

import math
import struct
import sys
import tracemalloc
from contextlib import suppress

import msgpack
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from grader.worker.codec import BLOB_CAP, DTYPES, LENGTHS, CodecError, read_header
from grader.worker.decoder import Decoder
from grader.worker.encoder import Encoder, generator_tree

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.complex_numbers()
ARRAYS = npst.arrays(st.sampled_from(sorted(DTYPES)).map(np.dtype), npst.array_shapes(min_dims=0, min_side=0))
VALUES = st.recursive(
    SCALARS | ARRAYS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text() | st.integers(-(2**63), 2**63 - 1), inner, max_size=3)
    ),
    max_leaves=6,
)


def sent(value, *, strides=False, **encoder):
    """What arrives when `value` is sent."""
    writer = Encoder(strides=strides, **encoder)
    frame = writer.frame([writer.encode(value)])
    header, blob = LENGTHS.unpack(frame[:8])
    message = read_header(frame[8 : 8 + header])
    assert len(frame) == 8 + header + blob
    return Decoder(bytearray(frame[8 + header :]), strides=strides).decode(message[0])


def same(one, other):
    if isinstance(one, np.ndarray):
        return (
            type(other) is np.ndarray
            and one.dtype == other.dtype
            and one.shape == other.shape
            and one.tobytes() == other.tobytes()
        )
    if isinstance(one, list | tuple):
        return type(one) is type(other) and len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, float | complex):
        return type(one) is type(other) and struct.pack("dd", one.real, one.imag) == struct.pack(
            "dd", other.real, other.imag
        )
    return type(one) is type(other) and one == other


@given(value=VALUES)
def test_plain_values_arrive_as_they_were_sent(value):
    assert same(value, sent(value))


@pytest.mark.parametrize("name", sorted(DTYPES))
def test_scalars_keep_their_dtype(name):
    scalar = np.dtype(name).type(1)
    assert type(sent(scalar)) is type(scalar)
    assert sent(np.dtype(name)) == np.dtype(name)
    assert sent(type(scalar)) is type(scalar)


def test_builtin_types_slices_and_ellipsis_cross():
    assert sent([float, int, bool, slice(1, None, 2), ...]) == [float, int, bool, slice(1, None, 2), ...]


def test_an_array_of_text_crosses():
    assert same(sent(np.array([["a", "bcd"]])), np.array([["a", "bcd"]]))


def test_a_foreign_byte_order_arrives_as_the_native_one():
    arrived = sent(np.array([1.5, -2.0], dtype=">f8"))
    assert arrived.dtype.isnative
    assert arrived.tolist() == [1.5, -2.0]


@pytest.mark.parametrize(
    "view",
    [
        np.arange(12.0).reshape(3, 4).T,
        np.arange(12.0)[::3],
        np.arange(12.0)[::-2],
        np.broadcast_to(np.arange(3.0), (4, 3)),
        np.arange(24).reshape(2, 3, 4)[:, ::2, 1:],
    ],
    ids=["transposed", "step", "backwards", "broadcast", "inner"],
)
def test_a_view_keeps_its_strides_on_the_way_to_the_worker(view):
    arrived = sent(view, strides=True)
    assert arrived.strides == view.strides
    np.testing.assert_array_equal(arrived, view)


def test_the_gaps_of_a_view_are_not_sent():
    table = np.array([[1.0, 42.42], [2.0, 42.42]])
    writer = Encoder(strides=True)
    assert struct.pack("d", 42.42) not in writer.frame([writer.encode(table[:, 0])])


def test_a_generator_crosses_as_its_state():
    for kind in (np.random.PCG64, np.random.PCG64DXSM, np.random.MT19937, np.random.Philox, np.random.SFC64):
        generator = np.random.Generator(kind(3))
        generator.normal(size=3)
        arrived = sent(generator)
        assert arrived.normal() == generator.normal()


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (np.array([object()]), "dtype object"),
        (np.ma.array([1.0], mask=[True]), "masked array"),
        (np.zeros(2, dtype=[("a", int)]), "dtype"),
        (np.zeros(2, dtype=np.longdouble), "dtype"),
        (np.array(["2020-01-01"], dtype="datetime64[D]"), "dtype"),
        (np.broadcast_to(1.0, (10**6, 10**6)), "bytes"),
        (1 << 5000, "bits"),
        ("x" * (1 << 20), "length"),
        ({1.5: 2}, "key of type float"),
        ({(1 << 70): 2}, "key of type int"),
        ({1, 2}, "type set"),
        (object(), "type object"),
        (np.full((1 << 17,), "abc"), "array of text"),
        ([1.5] * 200_000, "outside arrays"),
    ],
)
def test_what_may_not_cross_is_refused_by_name(value, words):
    with pytest.raises(CodecError, match=words):
        sent(value)


def test_arrays_that_are_too_large_together_are_refused():
    half = np.zeros(BLOB_CAP // 8 - 100)
    with pytest.raises(CodecError, match="in one call"):
        sent([half, half])


def test_a_cyclic_or_deep_list_is_refused():
    cyclic = []
    cyclic.append(cyclic)
    deep = []
    for _ in range(10_000):
        deep = [deep]
    for value in (cyclic, deep):
        with pytest.raises(CodecError, match="nested deeper"):
            sent(value)


def test_subclasses_arrive_as_the_plain_value():
    class Liar(np.ndarray):
        def __eq__(self, other):
            return True

    class Sneaky(float):
        pass

    arrived = sent([np.ones(2).view(Liar), Sneaky(2.5)])
    assert type(arrived[0]) is np.ndarray
    assert type(arrived[1]) is float


def test_arrays_of_a_frame_share_no_memory():
    array = ["a", "float64", [2], None, 0, 0, 16]
    with pytest.raises(CodecError, match="where it should"):
        Decoder(bytearray(16)).decode(["l", [array, array]])


def test_an_array_off_its_alignment_is_refused():
    with pytest.raises(CodecError, match="where it should"):
        Decoder(bytearray(24)).decode(["a", "float64", [2], None, 0, 8, 16])


def test_a_bool_is_true_or_false_whatever_its_byte_says():
    flags = Decoder(bytearray([0, 1, 2, 255])).decode(["a", "bool", [4], None, 0, 0, 4])
    assert flags.tobytes() == bytes([0, 1, 1, 1])
    assert Decoder(bytearray()).decode(["s", "bool", b"\x02"]).tobytes() == b"\x01"


def state_of(generator):
    """The tree of a generator's state, and the blob it needs; its pairs can be changed."""
    encoder = Encoder()
    tree = generator_tree(generator, encoder)
    frame = encoder.frame([])
    return tree, bytearray(frame[8 + LENGTHS.unpack(frame[:8])[0] :])


@pytest.mark.parametrize(
    ("kind", "path", "value"),
    [
        (np.random.MT19937, ("state", "pos"), 625),
        (np.random.MT19937, ("state", "pos"), -1),
        (np.random.MT19937, ("state", "pos"), 1.5),
        (np.random.MT19937, ("state", "key"), 3),
        (np.random.MT19937, ("state", "key"), None),
        (np.random.MT19937, ("state",), ["l", []]),
        (np.random.Philox, ("buffer_pos",), 5),
        (np.random.Philox, ("buffer_pos",), -1),
        (np.random.Philox, ("buffer",), ["l", []]),
        (np.random.PCG64, ("state", "inc"), "x"),
    ],
)
def test_a_generator_that_would_read_memory_of_others_is_refused(kind, path, value):
    tree, blob = state_of(np.random.Generator(kind(1)))
    pairs = tree[2][1]
    for name in path[:-1]:
        pairs = next(item for key, item in pairs if key == name)[1]
    next(pair for pair in pairs if pair[0] == path[-1])[1] = value
    with pytest.raises(CodecError):
        Decoder(blob).decode(tree)


@pytest.mark.parametrize("kind", [np.random.PCG64, np.random.PCG64DXSM])
def test_a_generator_that_would_stand_still_is_refused(kind):
    generator = np.random.Generator(kind(1))
    state = generator.bit_generator.state
    state["state"]["inc"] = 2
    generator.bit_generator.state = state
    with pytest.raises(CodecError, match="malformed random generator"):
        sent(generator)


def test_a_table_of_zeros_is_refused():
    generator = np.random.Generator(np.random.MT19937(1))
    state = generator.bit_generator.state
    state["state"]["key"] = np.zeros(624, np.uint32)
    generator.bit_generator.state = state
    with pytest.raises(CodecError, match="malformed random generator"):
        sent(generator)
    torch = pytest.importorskip("torch")
    generator = torch.Generator()
    state = generator.get_state()
    state[24 : 24 + 8 * 624] = 0
    generator.set_state(state)
    with pytest.raises(CodecError, match="malformed torch generator"):
        sent(generator)


@pytest.mark.parametrize("shape", [(1 << 31, 0), (0, 1 << 40), (1 << 13, 0, 1 << 13)])
def test_an_empty_array_is_no_larger_than_any_other_along_its_axes(shape):
    for tree in (["a", "float64", list(shape), None, 0, 0, 0], ["u", list(shape), []]):
        with pytest.raises(CodecError, match="empty array of a shape too large"):
            Decoder(bytearray()).decode(tree)
    assert sent(np.empty((3, 0, 4))).shape == (3, 0, 4)


def test_a_torch_generator_that_would_read_memory_of_others_is_refused():
    torch = pytest.importorskip("torch")
    tree, _ = state_of(torch.Generator())
    for drawn in (0, 1, 311, 312, 624):
        generator = torch.Generator()
        torch.randint(0, 9, (drawn,), generator=generator)
        honest, _ = state_of(generator)
        assert Decoder(bytearray()).decode(honest).get_state().equal(generator.get_state())
    for left, following in ((0, 0), (-1, 0), (2, 624), (624, 624), (1, 625), (1, 2**40)):
        state = bytearray(tree[1])
        struct.pack_into("<i", state, 8, left)
        struct.pack_into("<Q", state, 16, following)
        with pytest.raises(CodecError, match="torch generator"):
            Decoder(bytearray()).decode(["tg", bytes(state)])
    for state in (1 << 40, b"", bytes(100), bytes(1 << 15), "text", ["l", []]):
        with pytest.raises(CodecError):
            Decoder(bytearray()).decode(["tg", state])


def traced_peak(action):
    """Bytes that Python and NumPy allocate on the way."""
    tracemalloc.start()
    try:
        with suppress(CodecError):
            action()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


BOMBS = {
    "lists that claim a million entries each": lambda: read_header(b"\xdd\x00\x0f\xff\xff" * 600 + b"\xc0" * 500_000),
    "text that NumPy would pad": lambda: Decoder(bytearray()).decode(
        ["l", [["u", [4097], ["x" * 4096] + [""] * 4096]] * 100]
    ),
    "one array a thousand times": lambda: [
        array.copy() for array in Decoder(bytearray(1 << 20)).decode(["l", [["a", "uint8", [1 << 20], None, 0, 0, 1 << 20]] * 1000])
    ],
    "a number where a state should be": lambda: Decoder(bytearray()).decode(["tg", 1 << 33]),
    "an integer of many digits": lambda: Decoder(bytearray()).decode(["i", "0x" + "f" * 100_000]),
}  # fmt: skip


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_a_frame_does_not_grow_in_memory(bomb):
    assert traced_peak(bomb) < 160 << 20


GOOD_ARRAY = ["a", "float64", [2], None, 0, 0, 16]
FORGED = {
    "no tag": [],
    "tag that is no text": [1, 2],
    "unknown tag": ["zz", 1],
    "too many parts": ["c", 1.0, 2.0, 3.0],
    "list of no list": ["l", 3],
    "dict of no pairs": ["d", [1]],
    "dict with a list as key": ["d", [[[1], 2]]],
    "unknown dtype": ["a", "object", [2], None, 0, 0, 16],
    "dtype that is no text": ["a", 7, [2], None, 0, 0, 16],
    "negative size": ["a", "float64", [-2], None, 0, 0, 16],
    "size that is no integer": ["a", "float64", [2.0], None, 0, 0, 16],
    "33 axes": ["a", "float64", [1] * 33, None, 0, 0, 8],
    "beyond the frame": ["a", "float64", [2], None, 0, 8, 16],
    "wrong size": ["a", "float64", [3], None, 0, 0, 16],
    "strides from a worker": ["a", "float64", [2], [8], 0, 0, 16],
    "offset from a worker": ["a", "float64", [1], None, 8, 0, 8],
    "negative offset": ["a", "float64", [2], None, 0, -8, 16],
    "scalar of the wrong size": ["s", "float64", b"1234"],
    "scalar that is no bytes": ["s", "float64", "12345678"],
    "integer that is no text": ["i", 3],
    "integer that is too long": ["i", "0x" + "f" * 5000],
    "integer that is no number": ["i", "0xzz"],
    "complex of text": ["c", "1", "2"],
    "text array of numbers": ["u", [1], [3]],
    "text array of the wrong size": ["u", [2], ["a"]],
    "unknown type": ["B", "object"],
    "tensor without an array": ["T", "float32", False, []],
    "unknown generator": ["g", "Evil", ["d", []]],
    "generator without state": ["g", "PCG64", ["d", []]],
    "tensor without torch": ["T", "float32", False, GOOD_ARRAY],
    "torch dtype without torch": ["TD", "float32"],
    "handle nobody reads": ["h", 1, "Value"],
}


@pytest.mark.parametrize("tree", FORGED.values(), ids=FORGED)
def test_a_forged_value_is_refused(tree, monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)  # as in a topic without torch
    with pytest.raises(CodecError):
        Decoder(bytearray(16)).decode(tree)


def test_a_text_array_that_would_grow_in_memory_is_refused():
    with pytest.raises(CodecError, match="too large"):
        Decoder(bytearray()).decode(["u", [1001], ["x" * 100_000] + ["y"] * 1000])


def test_a_deeply_nested_tree_is_refused():
    tree = ["l", []]
    for _ in range(20):
        tree = ["l", [tree]]
    with pytest.raises(CodecError, match="nested deeper"):
        Decoder(bytearray()).decode(tree)


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"\xc1",
        b"\x93\x01",
        msgpack.packb({"a": 1}),
        msgpack.packb(3),
        b"\x91" * 5000 + b"\x01",
        b"\xdd\xff\xff\xff\xff",
        b"\x91\x80",
        b"\x91\xc7\x00\x05",
        b"\x91\xd4\x01x",
        b"\x91\xd6\xff\x00\x00\x00\x01",
    ],
)
def test_a_header_that_is_no_list_is_refused(header):
    with pytest.raises(CodecError):
        read_header(header)


@given(data=st.binary(max_size=200), blob=st.binary(max_size=64))
def test_random_bytes_never_raise_anything_else(data, blob):
    try:
        message = read_header(data)
        Decoder(bytearray(blob)).decode(message)
    except CodecError:
        pass


def test_nan_payloads_and_signed_zeros_are_kept():
    arrived = sent([-0.0, math.nan, math.inf])
    assert math.copysign(1, arrived[0]) == -1
    assert math.isnan(arrived[1])
