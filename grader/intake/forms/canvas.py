"""Canvas, "Download Submissions": one flat folder of files such as `lovelaceada_LATE_1234_56789_norms.py`.

Canvas joins the sortable name in lower case, LATE where it applies, the user's id, the file's id and what the student
called the file. Anonymous assignments have `anon_` and letters for the name and the user's id; texts and links end in
`_text.html` and `_link.html`. A file that was handed in again is called `norms-1.py`, `norms-2.py`, ... .
"""

import re
from collections import defaultdict
from pathlib import PurePosixPath

from grader.intake.forms.context import Context
from grader.intake.handin import Found, Handin, Part, Who
from grader.intake.place import Place

_WHO = r"(?:(?P<name>\w+?)_)??(?:(?P<late>LATE)_)?(?P<user>\d+|anon_[A-Za-z0-9]+)"
_FILE = re.compile(rf"{_WHO}_(?P<file>\d+)_(?P<called>.+)", re.DOTALL)
_TEXT = re.compile(rf"{_WHO}_(?P<kind>text|link)\.html")
_AGAIN = re.compile(r"(?P<stem>.+)-(?P<time>\d{1,3})")
_LATE = "Canvas calls it late; how late is not in the download (a column submitted_at in the roster can say so)"


def looks_so(place: Place, context: Context) -> bool:
    """Whether at least four in five files have such names."""
    files = place.files()
    fitting = sum(bool(_FILE.fullmatch(name) or _TEXT.fullmatch(name)) for name in files)
    return 0 < fitting >= 0.8 * len(files)


def read(place: Place, context: Context) -> Found:
    """One hand-in for each student and each time that one of the files was handed in again."""
    files: dict[str, list[re.Match[str]]] = defaultdict(list)
    other = []
    for name in place.files():
        match = _FILE.fullmatch(name) or _TEXT.fullmatch(name)
        if match:
            files[match["user"]].append(match)
        else:
            other.append(f"{name} has no name that Canvas gives, and is left out")
    handins = [handin for user, matches in files.items() for handin in _handins(place, user, matches)]
    late = sum(any(match["late"] for match in matches) for matches in files.values())
    return Found("a Canvas download", handins, tuple(other), (f"{late} late",) if late else ())


def _handins(place: Place, user: str, matches: list[re.Match[str]]) -> list[Handin]:
    """The attempts of one student: the n-th has the n-th version of each file, or the last that there is."""
    versions: dict[str, list[tuple[int, int, re.Match[str]]]] = defaultdict(list)
    notes = [_LATE] if any(match["late"] for match in matches) else []
    for match in matches:
        if match.re is _TEXT:
            notes.append(f"handed in a {match['kind']} and no file: {match[0]}")
            continue
        called, time = _once(match["called"])
        versions[called].append((time, int(match["file"]), match))
    who = Who(user, name=matches[0]["name"] or "")
    number = max((len(each) for each in versions.values()), default=1)
    return [
        Handin(
            who,
            tuple(
                Part(place, sorted(each)[min(turn, len(each) - 1)][2][0], called) for called, each in versions.items()
            ),
            rank=turn,
            notes=tuple(notes),
        )
        for turn in range(number)
    ]


def _once(called: str) -> tuple[str, int]:
    """A file's name without the number that Canvas adds when it comes again, and that number."""
    path = PurePosixPath(called)
    again = _AGAIN.fullmatch(path.stem)
    return (again["stem"] + path.suffix, int(again["time"])) if again else (called, 0)
