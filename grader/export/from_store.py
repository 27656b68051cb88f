"""A class as the store has it: every student's last attempt, under the newest suites, with the points as graded.

What a course makes of them (lateness, weights, names) is not in the store: `grade --json` derives it.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from grader.errors import ResultsError
from grader.results import TopicResult, submission_json
from grader.results_file import Results
from grader.store import Store, open_store
from grader.store.classes import HandIn

ABSENT = "absent"  # instead of a hash, for those who handed in nothing: every course has some
AT_ONCE = 100  # students in memory
RAW = "From a store: points as graded, without the course's late rules and weights, and without the roster's names."
AGAIN = "`grader grade SUBMISSIONS --json results.json` writes what counts; what is graded already is not done again."


def read_store(place: str, course: str | None) -> Results:
    """A course of a store, as a results file would have it.

    Args:
        place: a file or a URL.
        course: its title; may be left out where the store has one course alone.

    Raises:
        StoreError: the store cannot be opened.
        ResultsError: it has no such course, or several and none was named; it does not know which of two files counts.
    """
    with open_store(place) as store:
        title = _chosen(store.courses(), course, place)
        hand_ins = store.hand_ins(title)
    changed = [f"{each.student} ({each.topic})" for each in hand_ins if len(each.hashes) > 1]
    if changed:
        shown = ", ".join(changed[:5]) + (", ..." if len(changed) > 5 else "")
        raise ResultsError(
            f"{place}: {len(changed)} files were changed after they were graded, and the store alone does not know "
            f"which version counts: {shown}. {AGAIN}"
        )
    return Results(place, title, "", lambda: _submissions(place, hand_ins), RAW)


def _chosen(courses: list[str], course: str | None, place: str) -> str:
    shown = ", ".join(repr(each) for each in courses) or "none"
    if course is not None and course not in courses:
        raise ResultsError(f"{place} has no course {course!r}. It has: {shown}.")
    if course is None and len(courses) != 1:
        raise ResultsError(f"{place} has {len(courses)} courses: {shown}. Name one with --course TITLE.")
    return course or courses[0]


def _submissions(place: str, hand_ins: list[HandIn]) -> Iterator[dict[str, Any]]:
    """A few students at a time: a class never has to fit into memory, and is not asked for one by one."""
    topics = list(dict.fromkeys(each.topic for each in hand_ins))
    students = [(student, list(found)) for student, found in groupby(hand_ins, key=lambda each: each.student)]
    with open_store(place) as store:
        heads = {topic: _head(store, topic, [each for each in hand_ins if each.topic == topic]) for topic in topics}
        for start in range(0, len(students), AT_ONCE):
            some = students[start : start + AT_ONCE]
            graded = {
                topic: _graded(
                    store, head, {each.hashes[0] for _, found in some for each in found if each.topic == topic}
                )
                for topic, head in heads.items()
            }
            for student, found in some:
                names = {each.topic: each.hashes[0] for each in found}
                rows = [graded[topic].get(names[topic], heads[topic]) for topic in topics if topic in names]
                yield submission_json(student, "", [row.to_json() for row in rows])


def _head(store: Store, topic: str, hand_ins: list[HandIn]) -> TopicResult:
    """The topic under its newest suite, with nothing graded."""
    suite = store.newest_suite(topic, {each.hashes[0] for each in hand_ins} - {ABSENT})
    return store.nothing_known(topic, suite or store.newest_suite(topic, {ABSENT}) or "")


def _graded(store: Store, head: TopicResult, names: set[str]) -> dict[str, TopicResult]:
    return {each.submission_hash: each.result for each in store.results(head.topic, head.suite_hash, names)}
