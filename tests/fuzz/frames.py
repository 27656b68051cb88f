"""Frames that no honest worker writes: forged from the grammar of the wire, bent from honest ones, or plain noise."""

import random
import struct
import sys
from collections.abc import Callable
from typing import Any

import msgpack
import numpy as np

from grader.worker.codec import BIT_GENERATORS, BLOB_CAP, DTYPES, HEADER_CAP, LENGTHS, TORCH_DTYPES
from grader.worker.encoder import Encoder, generator_tree

NUMBERS = (0, 1, 2, 3, 7, 8, 16, 64, 255, 624, 625, 1 << 16, 1 << 20, 1 << 31, (1 << 32) - 1, 1 << 40, (1 << 63) - 1,
           (1 << 64) - 1, -1, -8, -(1 << 31), -(1 << 63))  # fmt: skip
FLOATS = (0.0, -0.0, 1.0, 1e308, 5e-324, float("inf"), float("-inf"), float("nan"))
TEXTS = ("", "x", "value", "callback", "float64", "object", "bool", "PCG64", "0x10", "0x" + "f" * 1000, "f", "g",
         "gradient of f", "<script>", "\x1b[2J", "\x00", "名", "x" * 5000)  # fmt: skip
TAGS = (
    "l",
    "t",
    "d",
    "sl",
    "a",
    "s",
    "i",
    "c",
    "u",
    "D",
    "S",
    "B",
    "g",
    "T",
    "TD",
    "tg",
    "e",
    "h",
    "f",
    "cb",
    "",
    "zz",
)
KINDS = ("value", "raised", "refused", "no gradient", "missing", "callback", "returned", "failed", "score", "")
RECORD = ("lines", "warnings", "modified", "shares_memory", "after", "output", "arguments", "value", "parameters")


def packed(message: Any, blob: bytes = b"") -> bytes:
    """A frame of whatever is given."""
    header = msgpack.packb(message, use_bin_type=True)
    return LENGTHS.pack(len(header), len(blob)) + header + blob


def honest_frames(*, torch: bool) -> list[bytes]:
    """One frame of each kind that a worker writes."""
    values: list[Any] = [
        None, True, 3, 1 << 70, 2.5, 1j, "text", b"bytes", [1, [2.0, (3,)]], {"a": 1, 2: [None]}, slice(1, None, 2), ...,
        np.float32(2), np.bool_(True), np.arange(6.0).reshape(2, 3), np.zeros((0, 4)), np.array([True, False]),
        np.array(["a", "bc"]), np.dtype("int8"), np.float16, float, np.ones(3, np.complex128),
    ]  # fmt: skip
    values += [np.random.Generator(getattr(np.random, kind)(1)) for kind in BIT_GENERATORS]
    if torch:
        import torch as th

        values += [th.ones(2, 3), th.ones(3, dtype=th.bfloat16), th.tensor([True]), th.float32, th.Generator()]
    frames = [_answer(value) for value in values]
    record = {"lines": 3, "warnings": ["w"], "modified": ["x"], "shares_memory": [], "after": {"x": np.ones(3)}}
    frames += [_answer(1.0, record), _answer({"value": np.ones(2), "arguments": [np.ones(3), None], "parameters": {}})]
    frames += [_answer(None, generators=lent_generators(torch=torch))]
    encoder = Encoder()
    body = ["ValueError", ["ValueError", "Exception"], "told", [[3, "f", "return 1"]], "printed"]
    frames += [
        encoder.frame(["raised", encoder.encode(body)]), packed(["refused", "a set"]), packed(["no gradient", "none"]),
        packed(["missing", "f", ["l", ["g", "h"]]]), packed(["value", ["h", 0, "Cell"], ["d", []], []]),
        _callback(0, [np.ones(2)], {}), _callback("g", [1.0], {"k": 2}), _callback("gradient of g", [1.0], {}, 1.0),
    ]  # fmt: skip
    return frames


def lent_generators(*, torch: bool) -> list[Any]:
    """What the trusted side lends in one of its calls; the answer has to bring their states."""
    generators: list[Any] = [np.random.Generator(getattr(np.random, kind)(1)) for kind in BIT_GENERATORS]
    if torch:
        import torch as th

        generators.append(th.Generator())
    return generators


def _answer(value: Any, extra: dict[str, Any] | None = None, generators: list[Any] = []) -> bytes:  # noqa: B006
    encoder = Encoder()
    trees = [encoder.encode(value), encoder.encode(extra or {})]
    return encoder.frame(["value", *trees, [generator_tree(item, encoder) for item in generators]])


def _callback(index: int | str, *values: Any) -> bytes:
    encoder = Encoder()
    return encoder.frame(["callback", index, *map(encoder.encode, values)])


class FrameMaker:
    """Draws hostile frames.

    Args:
        seed: equal seeds give equal frames.
        torch: whether frames of a topic with torch are among the honest ones that are bent.
    """

    def __init__(self, seed: int, *, torch: bool = False) -> None:
        self.rng = random.Random(seed)
        self.torch = torch
        self.honest = honest_frames(torch=torch)
        self._makers: list[tuple[int, Callable[[], bytes]]] = [
            (30, self.bent), (30, self.forged), (10, self.spliced), (6, self.noise), (5, self.lengths), (4, self.claims),
            (15, self.plain), (1, self.large), (2, self.copied_text),
        ]  # fmt: skip

    def frame(self) -> bytes:
        """The next frame, or what stands in the place of one."""
        makers = [maker for _, maker in self._makers]
        return self.rng.choices(makers, [weight for weight, _ in self._makers])[0]()

    def plain(self) -> bytes:
        """An honest frame, though perhaps not the answer to what was asked."""
        return self.rng.choice(self.honest)

    def bent(self) -> bytes:
        """An honest frame with some bytes changed, its lengths made right again most of the time."""
        frame = bytearray(self.plain())
        for _ in range(self.rng.randint(1, 4)):
            at = self.rng.randrange(len(frame))
            how = self.rng.randrange(5)
            if how == 0:
                frame[at] ^= 1 << self.rng.randrange(8)
            elif how == 1:
                frame[at] = self.rng.choice((0, 1, 0x7F, 0x80, 0x90, 0xC0, 0xC1, 0xC7, 0xCF, 0xD4, 0xDC, 0xDD, 0xFF))
            elif how == 2:
                del frame[at : at + self.rng.randint(1, 9)]
            elif how == 3:
                frame[at:at] = self.rng.randbytes(self.rng.randint(1, 9))
            else:
                frame[at : at + 8] = struct.pack("<q", self.rng.choice(NUMBERS[:-5]))
            if len(frame) < LENGTHS.size + 1:
                return bytes(frame)
        return bytes(frame) if self.rng.random() < 0.2 else _with_right_lengths(frame)

    def spliced(self) -> bytes:
        """The header of one honest frame with the blob of another, or the beginning of one and the end of another."""
        one, other = self.plain(), self.plain()
        if self.rng.random() < 0.5:
            header, _ = LENGTHS.unpack_from(one)
            skip, _ = LENGTHS.unpack_from(other)
            blob = other[LENGTHS.size + skip :]
            return LENGTHS.pack(header, len(blob)) + one[LENGTHS.size : LENGTHS.size + header] + blob
        return _with_right_lengths(
            bytearray(one[: self.rng.randrange(len(one))] + other[self.rng.randrange(len(other)) :])
        )

    def noise(self) -> bytes:
        """Bytes."""
        return self.rng.randbytes(self.rng.choice((1, 7, 8, 9, 40, 300)))

    def lengths(self) -> bytes:
        """Lengths that are not those of what follows."""
        one, other = self.rng.choice(NUMBERS) % (1 << 32), self.rng.choice(NUMBERS) % (1 << 32)
        return LENGTHS.pack(one, other) + self.rng.randbytes(self.rng.choice((0, 1, 50)))

    def claims(self) -> bytes:
        """Lists and texts that say they are longer than the frame, one in the other."""
        claim = self.rng.choice((b"\xdd\x00\x0f\xff\xff", b"\xdd\xff\xff\xff\xff", b"\xdc\xff\xff", b"\x91", b"\xdb\x00\x0f\xff\xff",
                                 b"\xc6\x7f\xff\xff\xff", b"\x80", b"\xc7\x00\x05", b"\xdf\x00\x00\x00\x00"))  # fmt: skip
        header = b"\x91" + claim * self.rng.choice((1, 2, 20, 600))
        header += b"\xc0" * self.rng.choice((0, 10, 2000))
        return LENGTHS.pack(len(header), 0) + header

    def large(self) -> bytes:
        """Much data that is well formed: what it grows to in memory is what counts."""
        rng = self.rng
        size = rng.choice((1 << 16, 1 << 18, HEADER_CAP - 100))
        kind = rng.randrange(6)
        if kind == 0:
            return packed(
                ["value", ["l", [rng.choice((0, 2.5, "", None, ["l", []], ["e"]))] * (size // 12)], ["d", []], []]
            )
        if kind == 1:
            text = ["u", [size // 4 + 1], ["x" * (size // 4)] + [""] * (size // 4)]
            return packed(["value", text, ["d", []], []])
        if kind == 2:
            pile = [["u", [4097], ["x" * 4096] + [""] * 4096]] * (size // 8300)
            return packed(["value", ["l", pile], ["d", []], []])
        if kind == 3:
            blob = bytes(1 << 20)
            pile = [["a", "uint8", [1 << 20], None, 0, 0, 1 << 20]] * (size // 40)
            return packed(["value", ["l", pile], ["d", []], []], blob)
        if kind == 4:
            return packed(
                [rng.choice(("raised", "missing", "callback")), ["a", "uint8", [1 << 20], None, 0, 0, 1 << 20]],
                bytes(1 << 20),
            )
        array = ["a", "uint8", [1 << 20], None, 0, 0, 1 << 20]
        return packed(["raised", ["l", ["V", array, "t", ["l", []], ""]]], bytes(1 << 20))

    def copied_text(self) -> bytes:
        """An answer in words of the attacker's."""
        word = self.rng.choice(TEXTS)
        body = [
            "l",
            [word, ["l", [word, "Exception"]], word * 20, ["l", [["l", [self.number(), word, word]]] * 30], word],
        ]
        return packed(self.rng.choice((["raised", body], ["refused", word], ["missing", word, ["l", [word] * 300]])))

    def forged(self) -> bytes:
        """A message from the grammar of the wire, with parts that do not belong."""
        rng = self.rng
        kind = rng.choices(KINDS, (50, 15, 3, 3, 6, 20, 2, 2, 2, 1))[0]
        if kind == "value":
            extra = (
                self.tree() if rng.random() < 0.3 else ["d", [[name, self.tree()] for name in rng.sample(RECORD, 6)]]
            )
            parts = [self.tree(), extra, [self.tree() for _ in range(rng.choice((0, 0, 0, 1, 2)))]]
        elif kind == "callback":
            index = rng.choice((0, 0, 0, 1, -1, True, "g", "gradient of g", "f", 1 << 40, 0.0, None, ["l", []]))
            parts = (
                [index, ["l", [self.tree()]], ["d", []]] if rng.random() < 0.7 else [index, self.tree(), self.tree()]
            )
            parts += [self.tree()] if rng.random() < 0.2 else []
        else:
            parts = [self.tree() for _ in range(rng.choice((1, 1, 2, 2, 3)))]
        if rng.random() < 0.05:
            parts = parts[:-1] if rng.random() < 0.5 else [*parts, self.tree()]
        return packed([kind, *parts], rng.randbytes(rng.choice((0, 16, 64, 256, 5056))))

    def misplaced(self) -> bytes:
        """An answer with the states of the generators that were lent, each about to read where nothing of its own is."""
        encoder = Encoder()
        trees = [generator_tree(generator, encoder) for generator in lent_generators(torch=self.torch)]
        tree = self.rng.choice(trees)
        if tree[0] == "tg":
            state = bytearray(tree[1])
            struct.pack_into("<QiiQ", state, 0, 1, self.rng.randint(-1, 626), 1, self.rng.randint(0, 626))
            tree[1] = bytes(state)
        else:
            self._bend_state(tree[2][1])
        return encoder.frame(["value", 1, ["d", []], trees])

    def _bend_state(self, pairs: list[Any]) -> None:
        """Another number in one place of a generator's state, most often its place in a table."""
        places = [pair for pair in pairs if pair[0] in ("pos", "buffer_pos")]
        pair = self.rng.choice(places if places and self.rng.random() < 0.7 else pairs)
        if type(pair[1]) is list and pair[1][0] == "d":
            self._bend_state(pair[1][1])
        else:
            pair[1] = self.number() if self.rng.random() < 0.8 else self.scalar()

    def number(self) -> int:
        return self.rng.choice(NUMBERS)

    def scalar(self) -> Any:
        """A leaf of any type that msgpack carries."""
        pools: tuple[Any, ...] = (NUMBERS, FLOATS, TEXTS, (None, True, False), (b"", b"1234", bytes(8), bytes(5056)))
        return self.rng.choice(self.rng.choice(pools))

    def tree(self, depth: int = 0) -> Any:
        """A value's tree: right in some parts and wrong in others."""
        rng = self.rng
        if depth > 3 or rng.random() < 0.25:
            return rng.choice(([], [[]], [1], {})) if rng.random() < 0.03 else self.scalar()
        tag = rng.choice(TAGS)
        if rng.random() < 0.1:
            return [tag, *(self.tree(depth + 1) for _ in range(rng.randrange(5)))]
        parts = self._parts(tag, depth)
        if rng.random() < 0.15 and parts:
            parts[rng.randrange(len(parts))] = self.scalar()
        return [tag, *parts]

    def _parts(self, tag: str, depth: int) -> list[Any]:
        rng = self.rng
        inner = [self.tree(depth + 1) for _ in range(rng.choice((0, 1, 2, 3, 17)))] if tag in ("l", "t", "d") else []
        array = [
            rng.choice((*DTYPES, "object")), rng.choice(([], [2], [0], [0, 1 << 40], [2, 2], [1] * 33, [self.number()])),
            rng.choice((None, None, None, [8], [0])), rng.choice((0, 0, 0, 8)), rng.choice((0, 0, 64, 8, 1)),
            rng.choice((0, 1, 2, 4, 8, 16, 32, self.number())),
        ]  # fmt: skip
        made: dict[str, list[Any]] = {
            "l": [inner], "t": [inner], "d": [[[rng.choice((*RECORD, 1, None)), item] for item in inner]],
            "sl": [self.scalar(), None, self.scalar()], "a": array, "s": [rng.choice(tuple(DTYPES)), self.scalar()],
            "i": [rng.choice(TEXTS)], "c": [rng.choice(FLOATS), rng.choice(FLOATS)],
            "u": [[self.number()], [rng.choice(TEXTS) for _ in range(3)]], "D": [rng.choice((*DTYPES, "object"))],
            "S": [rng.choice((*DTYPES, "object"))], "B": [rng.choice(("int", "float", "object", "str"))],
            "g": [rng.choice((*BIT_GENERATORS, "Evil")), self._state()], "h": [self.number(), rng.choice(TEXTS)],
            "T": [rng.choice(tuple(sorted(TORCH_DTYPES))), rng.choice((True, False, 1)), ["a", *array]],
            "TD": [rng.choice(tuple(sorted(TORCH_DTYPES)))], "tg": [rng.choice((bytes(5056), b"", self.number()))],
            "f": [rng.choice(TEXTS)], "cb": [self.number()], "e": [],
        }  # fmt: skip
        return made.get(tag, [self.scalar()])

    def _state(self) -> Any:
        """The state of a bit generator, with numbers of the attacker's."""
        key = ["a", "uint32", [624], None, 0, 0, 2496]
        inner = [
            ["state", self.number()],
            ["inc", self.number()],
            ["key", key],
            ["pos", self.number()],
            ["counter", key],
        ]
        pairs = [["bit_generator", self.rng.choice(BIT_GENERATORS)], ["state", ["d", inner]], ["has_uint32", self.number()],
                 ["uinteger", self.number()], ["buffer", key], ["buffer_pos", self.number()]]  # fmt: skip
        return ["d", self.rng.sample(pairs, self.rng.randint(4, 6))]


def _with_right_lengths(frame: bytearray) -> bytes:
    """The frame with lengths that add up to what is there, so that a change is read and not only waited for."""
    rest = bytes(frame[LENGTHS.size :])
    header = LENGTHS.unpack_from(frame)[0] if len(frame) >= LENGTHS.size else 0
    header = min(header, len(rest))
    return LENGTHS.pack(header, min(len(rest) - header, BLOB_CAP)) + rest


def torch_is_here() -> bool:
    """Whether torch was imported: the decoder reads tensors only then."""
    return sys.modules.get("torch") is not None
