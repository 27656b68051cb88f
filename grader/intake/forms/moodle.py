"""Moodle, "Download all submissions": folders such as `Ada Lovelace_12345_assignsubmission_file`.

Moodle joins the full name (its underscores made blanks), the participant's number in the assignment, and the kind of
submission; older versions leave an underscore at the end. "Download submissions in folders" turned off, the same stands
before each file's name. Blind marking has `Participant` for the name; groups have theirs.
"""

import re
from collections import defaultdict

from grader.intake.forms.context import Context
from grader.intake.handin import Found, Handin, Part, Who
from grader.intake.place import Place

_WHO = r"(?P<name>.+)_(?P<number>\d+)_assignsubmission_(?P<kind>file|onlinetext)"
_FOLDER = re.compile(rf"{_WHO}_?", re.DOTALL)
_FILE = re.compile(rf"{_WHO}_(?P<called>.+)", re.DOTALL)


def looks_so(place: Place, context: Context) -> bool:
    """Whether anything has such a name: no other system gives it."""
    return any(map(_FOLDER.fullmatch, place.folders())) or any(map(_FILE.fullmatch, place.files()))


def read(place: Place, context: Context) -> Found:
    """One hand-in for each participant."""
    parts: dict[tuple[str, str], list[Part]] = defaultdict(list)
    notes: dict[tuple[str, str], list[str]] = defaultdict(list)
    other = []
    names = [(name, _FOLDER.fullmatch(name)) for name in place.folders()]
    names += [(name, _FILE.fullmatch(name)) for name in place.files()]
    for name, match in names:
        if match is None:
            other.append(f"{name} has no name that Moodle gives, and is left out")
            continue
        who = match["name"], match["number"]
        if match["kind"] == "onlinetext":
            notes[who].append("handed in an online text beside or instead of a file")
            parts.setdefault(who, [])
        elif match.re is _FOLDER:
            parts[who].append(Part(place.enter(name)))
        else:
            parts[who].append(Part(place, name, match["called"]))
    handins = [
        Handin(_who(name, number), tuple(found), notes=tuple(notes[name, number]))
        for (name, number), found in parts.items()
    ]
    return Found("a Moodle download", handins, tuple(other))


def _who(name: str, number: str) -> Who:
    """The participant's number means nothing outside of the assignment: `Participant 101` is what Moodle calls it."""
    own = f"Participant {number}"
    return Who(own, name="" if name.casefold() == "participant" else name)
