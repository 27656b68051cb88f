"""A folder for each student, or a zip for each; in it the work itself, or `attempt_1`, `attempt_2`, ... ."""

import re

from grader.errors import IntakeError
from grader.intake.attempt import shown_name
from grader.intake.forms.context import Context
from grader.intake.handin import Found, Handin, Part, Who
from grader.intake.place import Place

FORM = "a folder or zip for each student"
_ATTEMPT = re.compile(r"attempt[ _-]?(\d{1,4})(?:\.zip)?", re.IGNORECASE)


def looks_so(place: Place, context: Context) -> bool:
    """Whether there is a folder or a zip."""
    return bool(place.folders()) or any(name.lower().endswith(".zip") for name in place.files())


def read(place: Place, context: Context) -> Found:
    """One hand-in for each student and attempt."""
    handins = [handin for name in place.folders() for handin in _of_folder(place, name)]
    zips = [name for name in place.files() if name.lower().endswith(".zip")]
    taken = {handin.who.own for handin in handins}
    for name in zips:
        student = shown_name(name)[:-4]
        again = (f"{student} is there twice, as a folder and as {name}; the zip counts as the later attempt",)
        twice = again if student in taken else ()
        handins.append(Handin(Who(student), (Part(place, name, name),), rank=10_000, notes=twice))
    other = [shown_name(name) for name in place.files() if name not in zips]
    shown = ", ".join(other[:5]) + (", ..." if len(other) > 5 else "")
    notes = (f"left out, as files of nobody: {shown}",) if other else ()
    return Found(FORM, handins, notes)


def _of_folder(place: Place, name: str) -> list[Handin]:
    who, student = Who(shown_name(name)), place.enter(name)
    try:
        parts = {each: Part(student.enter(each)) for each in student.folders()}
        parts |= {each: Part(student, each, each) for each in student.files() if each.lower().endswith(".zip")}
    except IntakeError as error:
        return [Handin(who, problem=str(error), ours=error.ours)]
    found = {each: match for each in parts if (match := _ATTEMPT.fullmatch(each))}
    attempts = [Handin(who, (parts[each],), rank=int(match[1])) for each, match in found.items()]
    return attempts or [Handin(who, (Part(student),))]
