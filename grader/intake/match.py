"""Whose a hand-in is: students of the roster by id, login, email or name; kept apart where a name is not enough."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from grader.intake.handin import Handin, Who
from grader.intake.roster import Roster, RosterRow


@dataclass(frozen=True)
class Matched:
    """A hand-in and its student.

    Attributes:
        handin: as found.
        student: the id in this run.
        name: the full name, as far as it is known.
        notes: why it is not a student of the roster, where it should be one.
    """

    handin: Handin
    student: str
    name: str
    notes: tuple[str, ...] = ()


def match(handins: Iterable[Handin], roster: Roster | None) -> list[Matched]:
    """Each hand-in with its student."""
    handins = list(handins)
    if roster is None:
        return [Matched(handin, handin.who.ids[0], handin.who.name) for handin in handins]
    index = _Index(roster)
    by_id = {handin.who: index.by_id(handin.who) for handin in handins}
    taken = {row.id for row in by_id.values() if row is not None}
    namesakes: dict[str, set[str]] = defaultdict(set)  # the only student of a name -> whose hand-ins have that name
    for who, row in by_id.items():
        if row is None and len(found := index.by_name(who)) == 1:
            namesakes[found[0].id].add(who.ids[0])
    matched = []
    for handin in handins:
        who, row = handin.who, by_id[handin.who]
        notes: tuple[str, ...] = ()
        if row is None:
            row, notes = _by_name(index.by_name(who), namesakes, taken)
        known = Matched(handin, row.id, row.name or who.name) if row else Matched(handin, who.ids[0], who.name, notes)
        matched.append(known)
    return matched


def _by_name(
    found: list[RosterRow], namesakes: dict[str, set[str]], taken: set[str]
) -> tuple[RosterRow | None, tuple[str, ...]]:
    """The only student of a name who hands in under that name, else the reason why nobody is."""
    if not found:
        return None, ("not in the roster",)
    if len(found) > 1:
        ids = ", ".join(row.id for row in found)
        return None, (f"not in the roster by id, and several there have this name: {ids}",)
    others = namesakes[found[0].id]
    if found[0].id in taken or len(others) > 1:
        return None, (f"not in the roster by id, and {found[0].id} of this name is not the only one who handed in",)
    return found[0], ()


class _Index:
    """The roster by everything that a hand-in may call a student; what is not one student's alone finds nobody."""

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        self._other: dict[str, set[str]] = defaultdict(set)
        self._names: dict[str, list[RosterRow]] = defaultdict(list)
        for row in roster:
            for other in {row.id, row.email, *row.logins}:
                self._other[other.casefold()].add(row.id)
            for key in _rotations(row.name):
                self._names[key].append(row)

    def by_id(self, who: Who) -> RosterRow | None:
        """By id, else by what differs in case, a login, or the email."""
        exact = next(filter(None, map(self._roster.find, who.ids)), None)
        for text in () if exact else filter(None, (*who.ids, who.email)):
            found = self._other.get(text.casefold(), set())
            if len(found) == 1:
                return self._roster.find(next(iter(found)))
        return exact

    def by_name(self, who: Who) -> list[RosterRow]:
        """All who have the name, in whichever order its words stand, or whom a folder is called after."""
        for text in (who.name, *who.ids):
            if found := self._names.get(_plain(text)) if _plain(text) else None:
                return found
        return []


def _rotations(name: str) -> set[str]:
    """A name's words run together, from each of them on: "Ada Lovelace" is adalovelace and lovelaceada."""
    words = [word for word in map(_plain, re.split(r"[\s,_]+", name)) if word]
    return {"".join(words[index:] + words[:index]) for index in range(len(words))}


def _plain(text: str) -> str:
    """Letters and digits without accents and case."""
    return "".join(char for char in unicodedata.normalize("NFKD", text.casefold()) if char.isalnum())
