"""Who handed in what: for one topic, the hash of every attempt's file. Files are read again when they are needed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from grader.executor.contract import Bundle, HandedFile
from grader.intake import Attempt, HandedIn, digest, handed_in
from grader.moments import iso_utc
from grader.store import Attempted

ABSENT = "absent"  # instead of a hash, for those who handed in nothing that can be read


@dataclass
class Roll:
    """One topic, and what each attempt has for it.

    Attributes:
        bundle: the topic.
        attempts: of the class.
        hashes: of the file of each attempt.
        problems: attempt's index -> why its file could not be read, and whether that is our fault.
        notes: attempt's index -> what was recovered from a notebook, or left out of it.
    """

    bundle: Bundle
    attempts: Sequence[Attempt]
    hashes: list[str] = field(default_factory=list)
    problems: dict[int, HandedIn] = field(default_factory=dict)
    notes: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def read(self) -> Iterator[Attempted]:
        """Read every attempt's file; each is told as the store keeps it."""
        for index in range(len(self.attempts)):
            self.hashes.append(self._read(index))
            yield self._attempted(index)

    def read_again(self, indices: Iterable[int]) -> Iterator[Attempted]:
        """The same for a few, whose files may have changed since."""
        for index in indices:
            self.problems.pop(index, None)
            self.notes.pop(index, None)
            self.hashes[index] = self._read(index)
            yield self._attempted(index)

    def odd(self) -> list[str]:
        """A line about each file that could not be read, unless intake has said so, or not as it stood."""
        topic, lines = self.bundle.topic, dict[int, str]()
        for index, found in self.problems.items():
            attempt = self.attempts[index]
            if not (found.ours or attempt.problem or topic in attempt.refused):
                lines[index] = found.problem
        lines |= {index: "; ".join(notes) for index, notes in self.notes.items()}
        return [f"{self.attempts[index].student}, {topic}: {lines[index]}" for index in sorted(lines)]

    def holders(self, done: set[str]) -> dict[str, list[int]]:
        """Hash -> the attempts with such a file, for every hash that is not done; the absent first, if they are not."""
        found: dict[str, list[int]] = {} if ABSENT in done else {ABSENT: []}
        for index, name in enumerate(self.hashes):
            if name not in done:
                found.setdefault(name, []).append(index)
        return found

    def file(self, name: str, holders: Iterable[int]) -> HandedFile | None:
        """The file with that hash, from whoever still has it; None where nobody has."""
        if name == ABSENT:
            return HandedFile(ABSENT, None)
        for index in holders:
            found = handed_in(self.attempts[index], self.bundle.topic, self.bundle.exercise.relative)
            if found.source is not None and digest([found.source]) == name:
                return HandedFile(name, found.source)
        return None

    def _attempted(self, index: int) -> Attempted:
        attempt, topic = self.attempts[index], self.bundle.topic
        problem = self.problems[index].problem if index in self.problems else ""
        handed_in_at = attempt.times.get(topic, attempt.submitted_at)
        when = iso_utc(handed_in_at) if handed_in_at is not None else None
        return Attempted(attempt.student, topic, attempt.number, self.hashes[index], problem, when)

    def _read(self, index: int) -> str:
        found = handed_in(self.attempts[index], self.bundle.topic, self.bundle.exercise.relative)
        if found.problem:
            self.problems[index] = found
        if found.notes:
            self.notes[index] = found.notes
        return ABSENT if found.source is None else digest([found.source])
