"""Chunks through a crew: few at a time, handed back as they are finished, and carried through when processes die."""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import replace

from grader.executor.contract import Chunk, Finished
from grader.executor.crew import Crew
from grader.executor.exchange import Exchange

TICK_S = 0.25  # how often the time is shown while nothing is finished
TRIES = 3
KILLED = (
    f"The process that graded it was killed {TRIES} times, perhaps for its memory. "
    "Nobody loses a mark for that: give the same command again, with fewer --jobs."
)


def flow(
    chunks: Iterable[Chunk], crew: Crew, begun: Callable[[Chunk], None], tick: Callable[[], None]
) -> Iterator[tuple[Chunk, Finished]]:
    """Each chunk with what it came to, in the order in which they are finished.

    Args:
        chunks: asked for when there is room, so that only a few are in memory.
        crew: does the work.
        begun: told of each chunk that is handed in.
        tick: called several times a second, for whoever shows the time.

    Raises:
        GraderError: what a chunk raised: a suite is malformed, or a worker is not what it should be.
    """
    yield from _Flow(crew, begun, tick).run(iter(chunks))


class _Flow:
    """What is in flight, and how often what was in flight when a process died."""

    def __init__(self, crew: Crew, begun: Callable[[Chunk], None], tick: Callable[[], None]) -> None:
        self._crew = crew
        self._begun = begun
        self._tick = tick
        self._flying: dict[Future[Finished], Chunk] = {}
        self._again: deque[Chunk] = deque()
        self._losses: Counter[str] = Counter()
        self._exchange = Exchange()

    def run(self, chunks: Iterator[Chunk]) -> Iterator[tuple[Chunk, Finished]]:
        while True:
            while len(self._flying) < self._crew.width:
                chunk = self._again.popleft() if self._again else next(chunks, None)
                if chunk is None:
                    break
                self._begun(chunk)
                chunk = self._exchange.packed(chunk)
                self._flying[self._crew.submit(chunk)] = chunk
            if not self._flying:
                return
            over, _ = wait(self._flying, TICK_S, FIRST_COMPLETED)
            self._tick()
            whole = self._crew.intact() and not any(map(self._lost, over))
            for future in over:
                if not self._lost(future):
                    chunk, finished = self._flying.pop(future), future.result()
                    self._exchange.took(chunk, finished)
                    yield chunk, finished
            if not whole:
                yield from self._recover()

    def _lost(self, future: "Future[Finished]") -> bool:
        return future.cancelled() or self._crew.lost(future.exception())

    def _recover(self) -> Iterator[tuple[Chunk, Finished]]:
        """A process died. What was in flight is done again; what was so twice, file by file, to find the culprit."""
        suspects = list[Chunk]()
        for future, chunk in self._flying.items():
            future.cancel()
            name = chunk.files[0].submission_hash
            self._losses[name] += 1
            (self._again if self._losses[name] == 1 else suspects).append(chunk)
        self._flying.clear()
        self._exchange.begin_anew()
        self._crew.renew()
        for chunk in suspects:
            for file in chunk.files:
                part = replace(chunk, files=(file,))
                yield part, self._alone(part)

    def _alone(self, chunk: Chunk) -> Finished:
        """A file with the crew to itself: if a process dies now, it is clear on what."""
        for _ in range(TRIES - 1):  # once it has been in company
            future = self._crew.submit(chunk)
            while not wait([future], TICK_S).done and self._crew.intact():
                self._tick()
            if future.done() and not self._lost(future):
                return future.result()
            self._crew.renew()
        return Finished({}, "", KILLED)
