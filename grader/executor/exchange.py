"""What one process has learned, passed on to the others, so that no two of them find out the same.

A test runs where an answer comes that nobody gave before (see `grader.sandbox.conversation`). Nobody has to know this
for the marks, which are the same without: it saves every process but one the work. So whatever is lost on the way, with
a process that was killed or because there was too much of it, is simply found out again.
"""

from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from grader.executor.contract import Chunk, Finished

if TYPE_CHECKING:
    from grader.sandbox.conversation import News  # imports numpy

KEPT = 256  # news of so many chunks
KEPT_BYTES = 4 << 20  # of frames in them: each chunk that is under way may hold them all
STATES_CAP = 50_000  # of which it is known that somebody has told what follows


@dataclass
class _Log:
    """The news of one topic's suites.

    Attributes:
        kept: what was learned with one chunk after the other.
        dropped: how many were kept before these.
        size: bytes of frames in what is kept.
        states: after which it was told what follows.
        heard: process -> how many it was told of.
    """

    kept: "deque[News]" = field(default_factory=deque)
    dropped: int = 0
    size: int = 0
    states: set[bytes] = field(default_factory=set)
    heard: dict[str, int] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return self.dropped + len(self.kept)

    def add(self, news: "News") -> None:
        """Keep what nobody has told yet: the first submissions teach every process the same."""
        fresh = {state: step for state, step in news.items() if state not in self.states}
        if not fresh:
            return
        if len(self.states) + len(fresh) > STATES_CAP:
            self.states.clear()
        self.states |= fresh.keys()
        self.kept.append(fresh)
        self.size += _size_of(fresh)
        while len(self.kept) > KEPT or self.size > KEPT_BYTES:
            self.drop(self.dropped + 1)

    def drop(self, count: int) -> None:
        """Forget the oldest, up to this many since the beginning."""
        while self.dropped < count and self.kept:
            self.size -= _size_of(self.kept.popleft())
            self.dropped += 1


def _size_of(news: "News") -> int:
    return sum(len(getattr(step, "frame", b"")) for step in news.values())


class Exchange:
    """Stands between the chunks and a crew. Which process will take a chunk is not known: it has what any may lack."""

    def __init__(self) -> None:
        self._logs: dict[str, _Log] = {}

    def packed(self, chunk: Chunk) -> Chunk:
        """The chunk, with the news that some process may not have heard."""
        log = self._log(chunk)
        log.drop(min(log.heard.values(), default=0))
        return replace(chunk, news=tuple(log.kept), told=log.count)

    def took(self, chunk: Chunk, finished: Finished) -> None:
        """A chunk came back: its process has heard the news in it, and has news for others."""
        if not finished.process:  # it ended early, by a fault of ours
            return
        log = self._log(chunk)
        log.heard[finished.process] = chunk.told
        log.add(finished.news)

    def begin_anew(self) -> None:
        """The processes are others now, and have heard nothing."""
        for log in self._logs.values():
            log.heard.clear()

    def _log(self, chunk: Chunk) -> _Log:
        return self._logs.setdefault(chunk.bundle.suite_hash, _Log())
