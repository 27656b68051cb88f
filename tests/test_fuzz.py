"""Hostile frames against the trusted side: a bulk run with bounded memory, and a machine that shrinks what it finds."""

import json
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from grader.sandbox.failures import StudentFailure, TimedOut
from grader.worker.codec import BLOB_CAP
from grader.worker.encoder import Encoder
from tests.fuzz.frames import FrameMaker, packed
from tests.fuzz.play import CALLS, Tally, attack, fake_time, make_student

ROOT = Path(__file__).parents[1]
FRAMES = 12_000  # in each of two runs
MOST_GROWTH_MIB = 512


@pytest.mark.parametrize("more", [[], ["--torch"]], ids=["numpy", "torch"])
def test_thousands_of_hostile_frames_raise_nothing_foreign_and_take_little_memory(more):
    command = [sys.executable, "-m", "tests.fuzz", "--frames", str(FRAMES), *more]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert run.stdout, run.stderr
    figures = json.loads(run.stdout)
    assert figures["examples"] == []
    assert run.returncode == 0
    assert figures["frames"] >= FRAMES
    assert figures["rss_growth_mib"] < MOST_GROWTH_MIB
    assert min(figures["outcomes"].get(kind, 0) for kind in ("value", "crashed", "failed", "timed_out", "errored")) > 50


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats()
    | st.text(max_size=5)
    | st.binary(max_size=20)
)
TAGS = st.sampled_from(["l", "t", "d", "sl", "a", "s", "i", "c", "u", "D", "S", "B", "g", "e", "h", "cb", "zz"])
TREES = st.recursive(SCALARS, lambda inner: st.builds(lambda tag, parts: [tag, *parts], TAGS, st.lists(inner, max_size=6))
                     | st.lists(inner, max_size=4), max_leaves=12)  # fmt: skip
MESSAGES = st.lists(TREES, max_size=4).flatmap(
    lambda parts: st.sampled_from(["value", "raised", "missing", "refused", "callback"]).map(
        lambda kind: [kind, *parts]
    )
)
FRAMES_OF_ANY_KIND = (
    st.builds(packed, MESSAGES, st.binary(max_size=64))
    | st.integers(0, 2**32).map(lambda seed: FrameMaker(seed).frame())
    | st.binary(max_size=40)
)


class HostileWorker(RuleBasedStateMachine):
    """A worker that answers calls of the suite's as it likes: with frames, with halves of frames, or by hanging up."""

    def __init__(self) -> None:
        super().__init__()
        self.tally = Tally()
        self.time = fake_time()
        self.time.__enter__()

    @initialize()
    def submit(self) -> None:
        self.script: list[bytes | None] = []
        self.student, self.launcher = make_student(lambda frame: self.script.pop(0) if self.script else None)

    @rule(name=st.sampled_from(sorted(CALLS)), frames=st.lists(FRAMES_OF_ANY_KIND, max_size=4), cut=st.floats(0, 1))
    def answer(self, name, frames, cut):
        self.script[:] = [*frames[:-1], *(frame[: int(len(frame) * cut)] for frame in frames[-1:])]
        attack(self.tally, self.student, name, random.Random(1))

    @rule(frames=st.lists(FRAMES_OF_ANY_KIND, min_size=2, max_size=4))
    def say_more_than_asked(self, frames):
        self.script[:] = [b"".join(frames)]
        attack(self.tally, self.student, "call", random.Random(1))

    @rule(value=st.integers(-5, 5))
    def answer_honestly(self, value):
        """Whatever was before, the next call is answered by its own answer and by nothing that was left over."""
        self.script[:] = [Encoder().frame(["value", value, ["d", []], []])]
        self.student._worker.begin_test()
        try:
            assert self.student.g(1) == value
        except TimedOut as failure:
            assert "twice" in failure.full
        except StudentFailure as failure:
            raise AssertionError(f"an honest answer came out as {failure.full}") from failure

    @invariant()
    def nothing_foreign(self):
        assert self.tally.foreign == []

    def teardown(self):
        self.student._worker.close()
        self.time.__exit__(None, None, None)


TestHostileWorker = HostileWorker.TestCase
TestHostileWorker.settings = settings(
    max_examples=100, stateful_step_count=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


def test_the_maker_of_frames_repeats_itself():
    one, other = FrameMaker(3), FrameMaker(3)
    assert [one.frame() for _ in range(50)] == [other.frame() for _ in range(50)]


def test_a_frame_of_the_largest_size_is_read_and_a_larger_one_is_not():
    whole = np.zeros(BLOB_CAP, np.uint8)
    encoder = Encoder()
    largest = encoder.frame(["value", encoder.encode(whole), ["d", []], []])
    with fake_time():
        student, launcher = make_student(lambda frame: largest)
        assert student.f(1).nbytes == BLOB_CAP
        student._worker.close()
        assert launcher.launched == 1
