"""Whose a hand-in is: students of the roster by id, login, email or name; kept apart where a name is not enough."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from grader.intake.handin import Handin, Who
from grader.intake.roster import Roster, RosterRow


@dataclass(frozen=True)
class Matched:
    """A hand-in and its student.

    Attributes:
        handin: as found.
        student: the id in this run.
        name: the full name, as far as it is known.
        stranger: whether there is a roster, and it has nobody for this hand-in.
        notes: why not, and what else is odd about whose it is.
    """

    handin: Handin
    student: str
    name: str
    stranger: bool = False
    notes: tuple[str, ...] = ()


def match(handins: Iterable[Handin], roster: Roster | None) -> list[Matched]:
    """Each hand-in with its student."""
    handins = list(handins)
    if roster is None:
        return [Matched(handin, handin.who.own, handin.who.name) for handin in handins]
    index = _Index(roster)
    found = {who: _look_up(index, who) for who in dict.fromkeys(handin.who for handin in handins)}
    found = _apart(index, found)
    names: dict[str, set[str]] = defaultdict(set)  # student -> what their hand-ins go by
    for who, (row, _) in found.items():
        if row is not None:
            names[row.id].add(who.own)
    return [_matched(handin, *found[handin.who], roster, names) for handin in handins]


Answer = tuple[RosterRow | None, str]  # a student of the roster, or why there is none


def _look_up(index: "_Index", who: Who) -> Answer:
    """The student by id, unless the name says that it is another one's; else by a name that only one has."""
    row, called_so = index.by_id(who), index.by_name(who)
    if row is not None:
        other = called_so[0] if len(called_so) == 1 and called_so[0] is not row else None
        return (None, f"{row.id} by id, but {other.id} by name in the roster") if other else (row, "")
    if len(called_so) > 1:
        return (
            None,
            f"not in the roster by id, and several there have this name: {', '.join(each.id for each in called_so)}",
        )
    return (called_so[0], "") if called_so else (None, "not in the roster")


def _apart(index: "_Index", found: dict[Who, Answer]) -> dict[Who, Answer]:
    """The same without those whom only a name led to a student for whom others handed in, too."""
    by_row: dict[str, list[Who]] = defaultdict(list)
    for who, (row, _) in found.items():
        if row is not None:
            by_row[row.id].append(who)
    for student, several in by_row.items():
        for who in several if len(several) > 1 else ():
            if index.by_id(who) is None:
                text = f"not in the roster by id, and {student} of this name is not the only one who handed in"
                found[who] = (None, text)
    return found


def _matched(
    handin: Handin, row: RosterRow | None, why_not: str, roster: Roster, names: dict[str, set[str]]
) -> Matched:
    who = handin.who
    if row is None:  # an id of the roster would give the work to somebody else
        own = who.own if roster.find(who.own) is None else f"{who.own} ({who.name or 'not in the roster'})"
        return Matched(handin, own, who.name, stranger=True, notes=(why_not,))
    known = Matched(handin, row.id, row.name or who.name)
    several = sorted(names[row.id])
    return replace(known, notes=(f"handed in under several names: {', '.join(several)}",)) if several[1:] else known


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
        ids = (who.own, *who.others)
        exact = next(filter(None, map(self._roster.find, ids)), None)
        for text in () if exact else filter(None, (*ids, who.email)):
            found = self._other.get(text.casefold(), set())
            if len(found) == 1:
                return self._roster.find(next(iter(found)))
        return exact

    def by_name(self, who: Who) -> list[RosterRow]:
        """All who have the name, in whichever order its words stand, or whom a folder is called after."""
        for key in filter(None, map(_plain, (who.name, who.own))):
            if found := self._names.get(key):
                return found
        return []


def _rotations(name: str) -> set[str]:
    """A name's words run together, from each of them on: "Ada Lovelace" is adalovelace and lovelaceada."""
    words = [word for word in map(_plain, re.split(r"[\s,_]+", name)) if word]
    return {"".join(words[index:] + words[:index]) for index in range(len(words))}


def _plain(text: str) -> str:
    """Letters and digits without accents and case."""
    return "".join(char for char in unicodedata.normalize("NFKD", text.casefold()) if char.isalnum())
