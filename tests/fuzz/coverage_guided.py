"""The same target for a fuzzer that is guided by coverage: `python -m tests.fuzz.coverage_guided -runs=100000`.

Needs `pip install atheris`; it is no dependency, since it comes ready built for few systems only.
"""

import os
import struct
import sys

import atheris

with atheris.instrument_imports(include=["grader.worker", "grader.sandbox"]):
    from tests.fuzz.frames import honest_frames, packed
    from tests.fuzz.play import CALLS, Tally, attack, fake_time, make_student

NAMES = sorted(CALLS)


class _Sure:
    """Draws nothing: the bytes decide."""

    def random(self) -> float:
        return 1.0

    def choice(self, items: tuple[object, ...]) -> object:
        return items[0]


def one_input(data: bytes) -> None:
    """The first byte says which call is made; the rest is what the worker writes, behind right lengths or as it is."""
    if len(data) < 4:
        return
    name, framed, (split,) = NAMES[data[0] % len(NAMES)], data[1] & 1, struct.unpack_from("<H", data, 2)
    body = data[4:]
    if framed:
        split = min(split, len(body))
        body = struct.pack("<II", split, len(body) - split) + body
    tally = Tally()
    with fake_time():
        student, _ = make_student(lambda frame: body)
        attack(tally, student, name, _Sure())
        student._worker.close()
    if tally.foreign:
        raise RuntimeError(tally.foreign[0])


def main() -> None:
    """Write the honest frames as a corpus, where none is given, and run."""
    folders = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    if folders:
        os.makedirs(folders[0], exist_ok=True)  # noqa: PTH103 - a path from the command line, as libFuzzer takes it
        for number, frame in enumerate([*honest_frames(torch=False), packed(["value", 1, ["d", []], []])]):
            header = struct.unpack_from("<I", frame)[0]
            with open(os.path.join(folders[0], f"honest-{number}"), "wb") as stream:  # noqa: PTH118, PTH123 - as above
                stream.write(bytes((number % len(NAMES), 1)) + struct.pack("<H", header) + frame[8:])
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
