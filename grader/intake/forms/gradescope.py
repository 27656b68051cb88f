"""Gradescope, "Export Submissions": folders such as `submission_123456`, and `submission_metadata.yml` that says whose.

submission_123456:
:submitters:
- :name: Ada Lovelace
:sid: '100'
:email: ada@example.org
:created_at: 2026-03-01 22:10:00.000000000 Z
"""

from collections.abc import Mapping
from datetime import UTC, datetime

import yaml

from grader.errors import IntakeError
from grader.intake.forms.context import Context
from grader.intake.handin import Found, Handin, Part, Who
from grader.intake.place import Place
from grader.moments import in_zone, read_moment

METADATA = "submission_metadata.yml"
SIZE_CAP = 256 << 20  # bytes: it holds every result of every submission
# Strings as they stand, whatever a tag says they are: nothing in the file can make an object.
_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def looks_so(place: Place, context: Context) -> bool:
    """Whether the file that says whose is there."""
    return METADATA in place.files()


def read(place: Place, context: Context) -> Found:
    """One hand-in for each submitter: all of a group have the same files."""
    metadata, notes = _metadata(place)
    handins = []
    for name in place.folders():
        entry = metadata.get(name)
        if not isinstance(entry, Mapping) or not _submitters(entry):
            notes.append(f"{METADATA} does not say whose {name} is; it is graded under that name")
            handins.append(Handin(Who(name), (Part(place.enter(name)),)))
            continue
        at = _moment(entry.get(":created_at"))
        group = _submitters(entry)
        shared = (f"handed in together by {', '.join(who.name or who.own for who in group)}",) * (len(group) > 1)
        handins += [Handin(who, (Part(place.enter(name)),), at, notes=shared) for who in group]
    missing = sorted(str(name) for name in metadata.keys() - set(place.folders()))
    notes += [f"{name} is in {METADATA}, but its folder is not there" for name in missing]
    return Found("a Gradescope export", handins, tuple(notes))


def _metadata(place: Place) -> tuple[Mapping[str, object], list[str]]:
    try:
        found = yaml.load(place.read(METADATA, SIZE_CAP), _Loader)  # noqa: S506 - the base loader makes strings only
    except IntakeError as error:
        return {}, [str(error).rstrip(".")]
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        return {}, [f"{METADATA} cannot be understood ({type(error).__name__}); the folders' names are the students'"]
    return (found, []) if isinstance(found, Mapping) else ({}, [f"{METADATA} is empty"])


def _submitters(entry: Mapping[str, object]) -> list[Who]:
    rows = entry.get(":submitters")
    found = []
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, Mapping):
            sid, email, name = (str(row.get(key) or "").strip() for key in (":sid", ":email", ":name"))
            if own := sid or email or name:
                found.append(Who(own, name=name, email=email))
    return found


def _moment(value: object) -> datetime | None:
    """Ruby writes nine digits of a second, and UTC where it writes no zone."""
    text = str(value or "").strip()
    head, dot, tail = text.partition(".")
    digits = len(tail) - len(tail.lstrip("0123456789"))
    try:
        return in_zone(read_moment(head + dot + tail[: min(digits, 6)] + tail[digits:]), UTC)
    except ValueError:
        return None
