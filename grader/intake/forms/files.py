"""Files without a folder for each student: one student's work, or `<student>_<topic>.py` for each."""

import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import PurePosixPath

from grader.intake.attempt import shown_name
from grader.intake.forms.context import Context
from grader.intake.handin import Found, Handin, Part, Who
from grader.intake.place import Place
from grader.intake.topic import SUFFIXES

_CHAPTER = re.compile(r"\d+_\w+")


def looks_so(place: Place, context: Context) -> bool:
    """Whether it is one student's work, or all of its files have such names and there is no folder."""
    return _is_one(place, context) or (not place.folders() and bool(_by_student(place, context)))


def read(place: Place, context: Context) -> Found:
    """One hand-in for each student; everything is one student's where the topics' own files are there."""
    by_student = {} if _is_one(place, context) else _by_student(place, context)
    if not by_student:
        name = place.name.removesuffix(".zip")
        return Found("the work of one student", [Handin(Who(name), (Part(place),))])
    handins = [Handin(Who(student), tuple(parts)) for student, parts in by_student.items()]
    return Found("files called <student>_<topic>", handins)


def _is_one(place: Place, context: Context) -> bool:
    """Whether topics lie where one student's belong, and no folder can be another student's."""
    topics = context.topics or {}
    files, folders = place.files(), place.folders()
    own = {relative.split("/")[0] for relative in topics.values()} | set(topics)
    if any(_reaches(place, relative) for relative in topics.values()):
        return True
    here = any(PurePosixPath(name).suffix in SUFFIXES and PurePosixPath(name).stem in topics for name in files)
    return here and all(name in own or _CHAPTER.fullmatch(name) for name in folders)


def _reaches(place: Place, relative: str) -> bool:
    for step in relative.split("/"):
        if step not in place.folders():
            return False
        place = place.enter(step)
    return True


def whose(stem: str, topics: Iterable[str]) -> tuple[str, str]:
    """The student and the topic of a file that is called `<student>_<topic>`; both empty where it is not."""
    topic = next((each for each in topics if re.fullmatch(rf".+[_-]{re.escape(each)}", stem)), "")
    return (stem[: -len(topic) - 1], topic) if topic else ("", "")


def _by_student(place: Place, context: Context) -> dict[str, list[Part]]:
    """Student -> files; a single topic's may be called after the students alone."""
    topics, found = context.topics or {}, defaultdict[str, list[Part]](list)
    for name in place.files():
        stem, suffix = PurePosixPath(name).stem, PurePosixPath(name).suffix
        if suffix not in SUFFIXES:
            continue
        student, topic = whose(stem, topics)
        if topic:
            found[shown_name(student)].append(Part(place, name, topic + suffix))
        elif len(topics) == 1:
            found[shown_name(stem)].append(Part(place, name, next(iter(topics)) + suffix))
    return dict(found)
