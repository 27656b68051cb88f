"""A hand-in's topics: found wherever the student's folders put them, and brought to where they can be read."""

import os
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath

from grader.errors import IntakeError
from grader.intake.archive import Archive, ZipPlace
from grader.intake.attempt import shown_name
from grader.intake.handin import Handin, Part
from grader.intake.place import DiskPlace, Place
from grader.intake.topic import SUFFIXES, cap_of

NOWHERE = Path(os.devnull)  # holds nothing
MOST_LOOKED_AT = 20_000  # files and folders of one hand-in
MOST_DEEP = 8  # folders, one in the other
MOST_NESTED = 2  # zips, one in the other
MOST_ZIPS = 50  # in one hand-in
ZIP_CAP = 256 << 20  # bytes of all zips in one hand-in
MOST_NOTES = 5  # of one kind
NO_TOPIC = "it holds no topic's file"
_COPY = re.compile(r"\s*\((\d{1,3})\)$|-(\d{1,3})$| - copy()$", re.IGNORECASE)  # how browsers and desktops name copies
_OTHER_ARCHIVES = (".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz")


@dataclass(frozen=True)
class Gathered:
    """Where a hand-in's topics can be read.

    Attributes:
        folder: that `read_topic` finds them in.
        refused: topic -> why its file is not there, and whether that is our fault.
        times: topic -> when it was handed in, where a part of the hand-in says so.
        notes: for the instructor.
        problem: why nothing can be read at all, and whether that is our fault.
    """

    folder: Path
    refused: Mapping[str, tuple[str, bool]] = field(default_factory=dict)
    times: Mapping[str, datetime] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    problem: tuple[str, bool] = ("", False)


@dataclass(frozen=True, order=True)
class _Candidate:
    """A file that may be a topic's; the smallest is read: the highest in the folders, in the most usual layout."""

    depth: int
    layout: int
    renamed: bool
    age: int  # of a copy: the one with the highest number is the newest
    path: str
    place: Place = field(compare=False)
    file: str = field(compare=False)
    at: datetime | None = field(compare=False)


class _Search:
    """One walk through a hand-in."""

    def __init__(self, topics: Mapping[str, str] | None, stack: ExitStack) -> None:
        self.found: dict[str, list[_Candidate]] = {}
        self.refused: dict[str, tuple[str, bool]] = {}
        self.odd: list[str] = []
        self.broken: list[tuple[str, bool]] = []
        self.others: list[str] = []
        self._topics, self._stack = topics, stack
        self._left, self._zips, self._room = MOST_LOOKED_AT, MOST_ZIPS, ZIP_CAP

    def part(self, part: Part) -> None:
        """Look through one part."""
        if part.file:
            self._file(part.place, part.file, (part.called or shown_name(part.file),), 0, part.at)
        else:
            self._folder(part.place, (), 0, part.at)

    def _folder(self, place: Place, path: tuple[str, ...], zips: int, at: datetime | None) -> None:
        try:
            files, folders = place.files(), place.folders()
        except IntakeError as error:
            self.broken.append((str(error), error.ours))
            return
        self._left -= len(files) + len(folders)
        if self._left < 0 or len(path) > MOST_DEEP:
            self.broken.append((f"{place.shown} has more files or deeper folders than are looked at.", False))
            return
        for name, reason in place.odd():
            self.odd.append(reason)
            if (topic := topic_meant(name, self._topics)) and not topic[1]:
                self.refused.setdefault(topic[0], (f"{reason}.", False))
        for name in files:
            self._file(place, name, (*path, shown_name(name)), zips, at)
        for name in folders:
            if (topic := topic_meant(name, self._topics)) and not topic[1]:
                self.refused.setdefault(topic[0], (f"{name} is not a file.", False))
            self._folder(place.enter(name), (*path, shown_name(name)), zips, at)

    def _file(self, place: Place, name: str, path: tuple[str, ...], zips: int, at: datetime | None) -> None:
        suffix = "." + path[-1].rpartition(".")[2].lower()
        if suffix == ".zip" and zips < MOST_NESTED:
            self._zip(place, name, path, zips, at)
        elif suffix == ".zip" or suffix in _OTHER_ARCHIVES:
            why = "lies in too many other zips" if suffix == ".zip" else "is an archive, but no zip: it is not read"
            self.broken.append((f"{'/'.join(path)} {why}.", False))
        elif topic := topic_meant(path[-1], self._topics):
            depth, layout = self._where(topic[0], path)
            candidate = _Candidate(depth, layout, topic[1], -topic[2], "/".join(path), place, name, at)
            self.found.setdefault(topic[0], []).append(candidate)
        else:
            self.others.append(path[-1])

    def _zip(self, place: Place, name: str, path: tuple[str, ...], zips: int, at: datetime | None) -> None:
        if not self._zips:
            self.broken.append((f"{'/'.join(path)} is one zip of more than {MOST_ZIPS}: it is not read.", False))
            return
        self._zips -= 1
        try:
            stream = place.stream(name, self._room)
            self._room -= stream.seek(0, os.SEEK_END)
            archive = Archive(stream, path[-1], "/".join(path))
        except IntakeError as error:
            self.broken.append((str(error), error.ours))
            return
        self._stack.callback(archive.close)
        self._folder(ZipPlace(archive), (*path[:-1], path[-1][:-4]), zips + 1, at)

    def _where(self, topic: str, path: tuple[str, ...]) -> tuple[int, int]:
        """How deep a file lies below what looks like the top of the student's work, and in which layout."""
        folders = path[:-1]
        layouts = ((), tuple((self._topics or {}).get(topic, topic).split("/")), (topic,))
        fitting = [
            (len(folders) - len(layout), index)
            for index, layout in enumerate(layouts)
            if folders[len(folders) - len(layout) :] == layout
        ]
        return min(fitting)


def topic_meant(name: str, topics: Mapping[str, str] | None) -> tuple[str, bool, int] | None:
    """The topic that a file's name means, whether it had to be guessed, and the number of the copy."""
    stem, dot, ending = name.rpartition(".")
    suffix = dot + ending
    if suffix.lower() not in SUFFIXES:
        return None
    if topics is None:
        return (stem, False, 0) if stem.isidentifier() else None
    if stem in topics and suffix in SUFFIXES:
        return stem, False, 0
    copy = _COPY.search(stem)
    plain = stem[: copy.start()] if copy else stem
    topic = next((each for each in topics if each.casefold() == plain.strip().casefold()), None)
    return (topic, True, int(next(filter(None, copy.groups()), "1")) if copy else 0) if topic else None


class Gatherer:
    """Gathers one hand-in after the other into a folder of ours."""

    def __init__(self, topics: Mapping[str, str] | None, scratch: Callable[[], Path]) -> None:
        """Say what to look for.

        Args:
            topics: topic -> its folder in a kit; None for every Python file.
            scratch: gives a new folder of ours to write to.
        """
        self._topics, self._scratch = topics, scratch

    def gather(self, handin: Handin) -> Gathered:
        """Where a hand-in's topics can be read; nothing that it holds can make this fail."""
        if handin.problem:
            return Gathered(NOWHERE, problem=(handin.problem, handin.ours))
        direct = self._as_it_stands(handin.parts)
        if direct is not None and self._complete(direct):
            return Gathered(direct)
        with ExitStack() as stack:
            search = _Search(self._topics, stack)
            for part in handin.parts:
                search.part(part)
            whole = not search.broken and not search.refused
            if direct is not None and whole and all(_usual(found) for found in search.found.values()):
                return Gathered(direct, notes=_notes(search))
            return self._copied(search)

    def _as_it_stands(self, parts: tuple[Part, ...]) -> Path | None:
        """The folder of a hand-in that is one folder on disk."""
        place = parts[0].place if len(parts) == 1 and not parts[0].file else None
        return place.path if isinstance(place, DiskPlace) else None

    def _complete(self, folder: Path) -> bool:
        """Whether there is something for each topic where it belongs."""
        return self._topics is None or all(
            any(os.path.lexists(os.path.join(folder, inner, topic + suffix)) for suffix in SUFFIXES for inner in inners)  # noqa: PTH118 - a class has many
            for topic, relative in self._topics.items()
            for inners in (("", relative, topic),)
        )

    def _copied(self, search: _Search) -> Gathered:
        """The files that were found, in a folder of ours under their topics' names."""
        folder, times, refused = NOWHERE, {}, dict(search.refused)
        for topic, found in search.found.items():
            best = min(found)
            try:
                content = best.place.read(best.file, cap_of(best.path.lower()))
                folder = folder if folder != NOWHERE else self._scratch()
                (folder / f"{topic}{PurePosixPath(best.path).suffix.lower()}").write_bytes(content)
                refused.pop(topic, None)
            except IntakeError as error:
                refused[topic] = (str(error), error.ours)
            except OSError as error:
                refused[topic] = (f"There is no room to unpack {topic}: {error.strerror}.", True)
            if best.at is not None:
                times[topic] = best.at
        worst = max(search.broken, key=lambda each: each[1], default=("", False))  # ours, if one of them is
        if worst[0]:  # what is not found may well be in there
            refused |= dict.fromkeys((self._topics or {}).keys() - search.found.keys() - refused.keys(), worst)
        nothing = not search.found and not search.refused
        return Gathered(folder, refused, times, _notes(search), worst if nothing else ("", False))


def _usual(found: list[_Candidate]) -> bool:
    """Whether `read_topic` finds the file by itself."""
    best = min(found)
    return best.depth == 0 and not best.renamed


def _notes(search: _Search) -> tuple[str, ...]:
    """What the instructor should know about what was read and what was not."""
    notes = [*_few(search.odd), *_few([text.rstrip(".") for text, _ in search.broken])]
    for topic, found in search.found.items():
        best, *rest = sorted(found)
        same = [each.path for each in rest if (each.depth, each.layout) == (best.depth, best.layout)]
        if same:
            notes.append(f"{best.path} is read for {topic}, and {', '.join(same[:MOST_NOTES])} is not")
        elif best.renamed:
            notes.append(f"{best.path} is read as {topic}{SUFFIXES[0]}")
    if not search.found and search.others and not search.broken:
        held = ", ".join(search.others[:MOST_NOTES])
        notes.append(f"{NO_TOPIC}, but {held}" + (", ..." if len(search.others) > MOST_NOTES else ""))
    return tuple(notes)


def _few(texts: list[str]) -> Iterable[str]:
    rest = len(texts) - MOST_NOTES
    return texts[:MOST_NOTES] + ([f"and {rest} more like it"] if rest > 0 else [])
