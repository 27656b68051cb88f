"""Plays a hostile worker against the trusted side: calls of every kind, each answered by what a script draws."""

import select
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import numpy as np

from grader.sandbox import line as line_module
from grader.sandbox import worker as worker_module
from grader.sandbox.budget import Budget
from grader.sandbox.failures import StudentFailure
from grader.sandbox.student import Handle, Student
from grader.sandbox.worker import Worker
from grader.suite.outcome import message, verdict
from grader.testing import assert_close
from grader.worker import channel as channel_module
from tests.fuzz.frames import FrameMaker, lent_generators, torch_is_here
from tests.fuzz.wire import Reply, ScriptedLauncher

SOURCE = b"def f(x):\n    return x\n"
FOREVER = 1e12  # seconds of the clock below
CALLS_OF_A_SUBMISSION = 40


class Clock:
    """Time that passes only while somebody waits for a silent socket."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now

    def wait(self, sock: Any, timeout_s: float | None, *, write: bool) -> None:
        """In the place of `channel._ready`."""
        poll = select.poll()
        poll.register(sock, select.POLLOUT if write else select.POLLIN)
        if not poll.poll(0):
            assert timeout_s is not None, "a read without a deadline"
            self.now += timeout_s


@contextmanager
def fake_time() -> Iterator[Clock]:
    """In the block, the channel and the worker live by a clock of their own: no test waits."""
    clock = Clock()
    with (
        mock.patch.object(channel_module, "time", clock),
        mock.patch.object(worker_module, "time", clock),
        mock.patch.object(line_module, "time", clock),
        mock.patch.object(channel_module, "_ready", clock.wait),
    ):
        yield clock


@dataclass
class Tally:
    """What came of it. `foreign` holds the exceptions that are not ours."""

    frames: int = 0
    calls: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    foreign: list[str] = field(default_factory=list)


class Attacker:
    """Draws what a worker answers: mostly one frame, sometimes several, half of one, or none."""

    def __init__(self, maker: FrameMaker, tally: Tally) -> None:
        self._maker = maker
        self._tally = tally

    def reply(self, frame: bytes) -> Reply:
        rng = self._maker.rng
        chance = rng.random()
        if chance < 0.01:
            return None
        if chance < 0.02:
            return b""
        number = rng.choice((1, 1, 1, 1, 1, 1, 2, 3))
        self._tally.frames += number
        lent = b"MT19937" in frame and rng.random() < 0.5  # generators came along: they are answered in kind
        data = self._maker.misplaced() if lent else b"".join(self._maker.frame() for _ in range(number))
        return data[: rng.randrange(len(data) + 1)] if chance < 0.04 else data


def use(value: Any, rng: Any) -> None:
    """What a suite does with an answer; a wrong one is an assertion that fails, and nothing else."""
    if isinstance(value, Handle):
        repr(value)
        return
    try:
        assert_close(value, rng.choice((np.float64(1), np.arange(6.0).reshape(2, 3), np.ones(3, np.float32), True, 3)))
    except AssertionError as error:
        verdict(error, None)


def _generator(student: Student) -> Any:
    """A call that a generator is lent to, and what a suite draws from it afterwards."""
    generators = lent_generators(torch=torch_is_here())
    value = student.f(*generators)
    for generator in generators:
        if isinstance(generator, np.random.Generator):
            state: Any = generator.bit_generator.state
            if not (0 <= state.get("buffer_pos", 0) <= 4 and 0 <= dict(state["state"]).get("pos", 0) <= 624):
                raise RuntimeError("a generator that reads memory which is not its own")
            generator.integers(0, 1 << 32, size=1300, dtype=np.uint32)
        else:
            generator.get_state()
            sys.modules["torch"].rand(1300, generator=generator)
    return value


def _substituted(student: Student) -> Any:
    with student._worker.substituted({"g": lambda *args, **kwargs: 1.0}):
        return student.f(1.0)


CALLS: dict[str, Callable[[Student], Any]] = {
    "call": lambda student: student.f(np.arange(6.0)),
    "observe": lambda student: student.observe.f(np.arange(6.0)).value,
    "grad": lambda student: student.grad("f", (np.ones(3),), np.ones(2)).value,
    "callback": lambda student: student.f(lambda *args, **kwargs: args[0] if args else 1.0),
    "callback again": lambda student: student.f(lambda *args, **kwargs: student.f(1)),
    "generator": _generator,
    "handle": lambda student: _through(student.f(1)),
    "substituted": _substituted,
}


def _through(value: Any) -> Any:
    """Some steps through an object of the student's, if it is one."""
    return [value.weight, value + 1, value[0]][-1] if isinstance(value, Handle) else value


def attack(tally: Tally, student: Student, name: str, rng: Any) -> None:
    """One call of the trusted side, and what a suite does with the answer."""
    tally.calls += 1
    student._worker.begin_test()
    try:
        value = CALLS[name](student)
        tally.outcomes["value"] += 1
        use(value, rng)
        if rng.random() < 0.02:
            message(verdict(AssertionError("x"), student), "full", AssertionError("x"), student)
    except StudentFailure as failure:
        tally.outcomes[failure.outcome] += 1
        if len(failure.full) > 50_000 or len(failure.hint) > 50_000:
            tally.foreign.append(f"{name}: a message of {len(failure.full)} characters")
    except Exception as error:
        tally.foreign.append(f"{name}: {type(error).__name__}: {str(error)[:200]}")


def make_student(reply: Callable[[bytes], Reply]) -> tuple[Student, ScriptedLauncher]:
    """A submission whose worker answers as `reply` says, with time to spare."""
    launcher = ScriptedLauncher(reply)
    budget = Budget(test_timeout_s=5.0, topic_timeout_s=FOREVER, topic_cpu_s=FOREVER)
    return Student(Worker(launcher, "topic.py", SOURCE, budget)), launcher  # type: ignore[arg-type]  # no real process


def play(frames: int, seed: int, *, torch: bool = False, tally: Tally | None = None) -> Tally:
    """Send at least so many hostile frames."""
    tally = tally or Tally()
    maker = FrameMaker(seed, torch=torch)
    names = list(CALLS)
    goal = tally.frames + frames
    attacker = Attacker(maker, tally)
    with fake_time():
        while tally.frames < goal:
            student, launcher = make_student(attacker.reply)
            if maker.rng.random() < 0.1:
                launcher.load_reply = attacker.reply(b"")
            for _ in range(CALLS_OF_A_SUBMISSION):
                attack(tally, student, maker.rng.choice(names), maker.rng)
            student._worker.close()
    return tally
