"""What a suite and a submission say to each other: written down once, and held again without the suite.

A test asks every submission the same. What it asks next, and what it says in the end, depends on nothing but what it
was answered. So a conversation that was held before need not be led by the test again: the same questions go out, as
bytes, in the same order, and as long as the answers are ones that were given before, byte for byte, it is known how it
goes on. With the first new answer the test itself takes over: what was asked already is answered from memory.

The submission sees no difference: it is asked the same, one question after the other.
"""

import hashlib
from collections import deque
from typing import Any, NamedTuple

from grader.errors import SuiteError
from grader.worker.channel import Frame

TURNS_CAP = 50_000  # remembered turns; about 300 bytes each, the frames apart
BYTES_CAP = 16 << 20  # of remembered frames
OUTPUT_CAP = 64 << 10  # characters of a test's printed output
SHARE = 8  # a conversation that would fill more than this part of the memory is not remembered
NEWS_CAP = 256 << 10  # bytes of frames that are passed on at once


class Turn(NamedTuple):
    """What is said to the submission.

    Attributes:
        name: of the function that is called.
        nested: whether a call is open: it is a callback's result, or a call made in a callback.
        frame: the bytes.
    """

    name: str
    nested: bool
    frame: bytes


class Ending(NamedTuple):
    """What a conversation led to."""

    value: Any


News = dict[bytes, Turn | Ending]  # state -> what follows


class Known:
    """The conversations of a topic that were held so far, as a tree: a state leads to what is said next, or to the end.

    When it is full it is emptied: what is common comes back with the next submissions.
    """

    def __init__(self) -> None:
        self._next: dict[bytes, Turn | Ending] = {}
        self._frames: dict[bytes, bytes] = {}
        self._size = 0
        self._news: News = {}
        self._news_size = 0

    def __len__(self) -> int:
        return len(self._next)

    def next(self, state: bytes) -> Turn | Ending | None:
        """What follows; None if nobody has come this way."""
        return self._next.get(state)

    def learn(self, start: bytes, said: list[tuple[Turn, bytes]], value: Any) -> None:
        """Remember a conversation and its end.

        Args:
            start: where it started.
            said: each turn with the fingerprint of its answer.
            value: what it led to; the same answers lead to it again.
        """
        size = sum(len(turn.frame) for turn, _ in said)
        if size > BYTES_CAP // SHARE or len(said) > TURNS_CAP // SHARE:
            return
        self._make_room(size, len(said))
        state = start
        for turn, answer in said:
            if state not in self._next:
                self._next[state] = turn._replace(frame=self._kept(turn.frame))
                self._tell(state)
            state = after(state, answer)
        self._next[state] = Ending(value)
        self._tell(state)

    def news(self) -> News:
        """What was learned since this was asked last, for others who are asked about the same suites."""
        news, self._news, self._news_size = self._news, {}, 0
        return news

    def hear(self, news: News) -> None:
        """Know what somebody else has learned."""
        self._make_room(sum(_size_of(step) for step in news.values()), len(news))
        for state, step in news.items():
            if state not in self._next:
                self._next[state] = step._replace(frame=self._kept(step.frame)) if isinstance(step, Turn) else step

    def _make_room(self, size: int, turns: int) -> None:
        if self._size + size > BYTES_CAP or len(self._next) + turns > TURNS_CAP:
            self._next, self._frames, self._size = {}, {}, 0

    def _tell(self, state: bytes) -> None:
        """Note what follows the state for others; what is too much for them they find out by themselves."""
        step = self._next[state]
        if self._news_size + _size_of(step) <= NEWS_CAP and len(self._news) < TURNS_CAP:
            self._news[state] = step
            self._news_size += _size_of(step)

    def _kept(self, frame: bytes) -> bytes:
        """The one copy of a frame: a test asks after different answers mostly the same."""
        if frame not in self._frames:
            self._frames[frame] = frame
            self._size += len(frame)
        return self._frames[frame]


def _size_of(step: Turn | Ending) -> int:
    return len(step.frame) if isinstance(step, Turn) else 0


def start_of(*parts: object) -> bytes:
    """The state in which the conversation about `parts` starts."""
    return hashlib.sha256(repr(parts).encode()).digest()


def after(state: bytes, answer: bytes) -> bytes:
    """The state after an answer of this fingerprint."""
    return hashlib.sha256(state + answer).digest()


def fingerprint(frame: Frame) -> bytes:
    """Equal for equal frames only."""
    total = hashlib.sha256(len(frame.header).to_bytes(4, "little"))
    total.update(frame.header)
    total.update(frame.blob)
    return total.digest()


class Conversation:
    """The conversation of one test: what was said in it, and what was asked ahead of the test itself.

    Attributes:
        said: each turn with the fingerprint of its answer.
        whole: whether it tells all that was done: nothing was lost with a process, or kept back by a limit.
    """

    def __init__(self) -> None:
        self.said: list[tuple[Turn, bytes]] = []
        self.whole = True
        self._output: list[str] = []
        self._printed = 0
        self._ahead: deque[tuple[Turn, Frame | Exception]] = deque()

    @property
    def output(self) -> str:
        """What the submission printed meanwhile."""
        return "".join(self._output)[:OUTPUT_CAP]

    def add_output(self, text: Any) -> None:
        """Keep what was printed, up to the cap."""
        if isinstance(text, str) and text and self._printed < OUTPUT_CAP:
            self._output.append(text)
            self._printed += len(text)

    @property
    def ahead(self) -> bool:
        """Whether the next answer is there already."""
        return bool(self._ahead)

    def hear_ahead(self, turn: Turn, heard: Frame | Exception) -> None:
        """Keep what was answered, or what happened instead, until the test asks."""
        self._ahead.append((turn, heard))

    def forget(self) -> None:
        """The test will not ask: its end is known."""
        self._ahead.clear()

    def repeat(self, turn: Turn) -> Frame:
        """What was answered to this turn already.

        Raises:
            SuiteError: the suite asks something else than it did after the same answers.
            Exception: what happened instead of an answer.
        """
        known, heard = self._ahead.popleft()
        if turn != known:
            raise SuiteError(
                f"The test asked {turn.name} something else than before, after equal answers. A test may depend on "
                "nothing but its fixtures and what it is answered: no clock, no state kept between tests."
            )
        if isinstance(heard, Exception):
            raise heard
        self.note(known, heard)
        return heard

    def note(self, turn: Turn, heard: Frame) -> None:
        """Write down a turn and its answer."""
        self.said.append((turn, fingerprint(heard)))
