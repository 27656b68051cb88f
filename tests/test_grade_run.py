"""A run after other runs: what is known is not done again, what changed is, and what could not be graded is tried again."""

import dataclasses
import io
import json
import shutil
import sqlite3
from collections import Counter
from pathlib import Path

import pytest
from rich.console import Console

from grader.catalogue import read_catalogue
from grader.course import read_course
from grader.errors import WorkerError
from grader.executor import work
from grader.executor.contract import Finished
from grader.grade import Job, grade_class
from grader.grade.run import ROUNDS
from grader.intake import Attempt, find_students
from grader.store import open_store
from grader.terminal.class_view import ClassView
from grader.terminal.console import THEME
from tests.progress import Silent
from tests.trees import make_topic

SECRET = b"sixteen characters and more"
RIGHT = "import numpy as np\ndef TOPIC_sum(x):\n    return float(np.sum(x))\ndef TOPIC_mean(x):\n    return TOPIC_sum(x) / len(x)\n"
WRONG = RIGHT.replace("/ len(x)", "+ 0.5")


@pytest.fixture(autouse=True)
def warm(warm_work):
    return warm_work


class Course:
    """A class, solutions and a store; `grade` runs once more and says what it took."""

    def __init__(self, root):
        self.root = root
        self.solutions, self.folder = root / "solutions", root / "class"
        for number, topic in enumerate(("vectors", "tensors"), 1):
            make_topic(self.solutions, f"1_foundations/{number}_{topic}")
        for student, source in (("ada", RIGHT), ("bob", WRONG), ("cyd", None), ("dan", RIGHT)):
            self.hand_in(student, source)

    def hand_in(self, student, source, topics=("vectors", "tensors")):
        (self.folder / student).mkdir(parents=True, exist_ok=True)
        for topic in topics if source is not None else ():
            (self.folder / student / f"{topic}.py").write_text(source.replace("TOPIC", topic))

    def grade(self, **changes):
        """The submissions, and the (topic, hash) pairs that were graded for it."""
        given = {
            "exercises": list(read_catalogue(self.solutions)), "students": find_students(self.folder), "secret": SECRET,
            "course": "demo", "jobs": 1,
        }  # fmt: skip
        self.progress, before = Silent(), len(CALLS)
        with open_store(self.root / "store.sqlite") as store:
            self.report = grade_class(Job(**given | changes), store, self.progress)
            self.view = ClassView([each.topic for each in given["exercises"]], self.report.scores())
            return list(self.report.submissions()), CALLS[before:]


CALLS = []


@pytest.fixture(autouse=True)
def counted(monkeypatch):
    CALLS.clear()
    grade = work.HERE.grade

    def counting(chunk):
        CALLS.extend((chunk.bundle.topic, file.submission_hash) for file in chunk.files)
        return grade(chunk)

    monkeypatch.setattr(work.HERE, "grade", counting)


@pytest.fixture
def course(tmp_path):
    return Course(tmp_path)


def scores(submissions):
    return {each["student"]: each["score"] for each in submissions}


def test_identical_files_are_graded_once_and_count_for_everybody_who_handed_them_in(course):
    found, calls = course.grade()
    assert scores(found) == {"ada": 6.0, "bob": 2.0, "cyd": 0.0, "dan": 6.0}
    assert len(calls) == len(set(calls)) == 6  # two files and the absence of one, in two topics
    assert found[0]["topics"] == found[3]["topics"]
    assert found[0]["hash"] == found[3]["hash"]


def test_a_second_run_does_nothing_and_comes_to_the_same(course):
    first, _ = course.grade()
    second, calls = course.grade()
    assert (second, calls) == (first, [])
    assert course.progress.counts == (8, 8)


def test_only_what_changed_is_graded(course):
    course.grade()
    course.hand_in("bob", RIGHT + "\n# now I see\n", ["tensors"])
    found, calls = course.grade()
    assert [topic for topic, _ in calls] == ["tensors"]
    assert scores(found)["bob"] == 4.0
    course.hand_in("bob", WRONG)
    found, calls = course.grade()
    assert (scores(found)["bob"], calls) == (2.0, [])  # it was graded long ago


@pytest.mark.parametrize(
    ("change", "topics"),
    [
        (lambda course: {"secret": b"another secret, as long"}, {"vectors", "tensors"}),
        (lambda course: {"feedback": {"public": "full", "hidden": "outcome"}}, {"vectors", "tensors"}),
        (lambda course: {"language": "zh"}, {"vectors", "tensors"}),
        (lambda course: touch(course.solutions / "1_foundations" / "2_tensors" / "test_hidden.py"), {"tensors"}),
        (lambda course: {"course": "another name"}, set()),
        (lambda course: {"regrade": frozenset({"vectors"})}, {"vectors"}),
    ],
    ids=["secret", "feedback", "language", "suite", "title", "regrade"],
)
def test_what_decides_results_has_them_graded_again(course, change, topics):
    first, _ = course.grade()
    found, calls = course.grade(**change(course))
    assert {topic for topic, _ in calls} == topics
    assert len(calls) == 3 * len(topics)
    assert scores(found) == scores(first)


def touch(file):
    file.write_text(file.read_text() + "\n# a comment\n")
    return {}


def test_a_regrade_that_is_stopped_goes_on_without_being_asked_again(course):
    course.grade()

    class Stopping(Silent):
        def finished(self, topic, students, outcomes):
            raise KeyboardInterrupt

    job = Job(
        list(read_catalogue(course.solutions)),
        find_students(course.folder),
        SECRET,
        course="demo",
        jobs=1,
        regrade=frozenset({"tensors"}),
    )
    with (
        open_store(course.root / "store.sqlite") as store,
        pytest.raises(
            KeyboardInterrupt,
            match=r"5 of 8 are graded and kept; the same command without --regrade goes on from there\.",
        ),
    ):
        grade_class(job, store, Stopping())
    found, calls = course.grade()
    assert [topic for topic, _ in calls] == ["tensors"] * len(calls)
    assert len(calls) == 2  # one was done when it was stopped
    assert scores(found) == {"ada": 6.0, "bob": 2.0, "cyd": 0.0, "dan": 6.0}


# What could not be graded.


def hash_of(course, student, topic):
    from grader.intake import digest

    return digest([(course.folder / student / f"{topic}.py").read_bytes()])


def failing(monkeypatch, name, times, topic="tensors"):
    """The file with that hash is not graded so many times."""
    grade, tries = work.HERE.grade, Counter()

    def sometimes(chunk):
        done = grade(chunk)
        if chunk.bundle.topic == topic and name in done.results and tries[name] < times:
            tries[name] += 1
            result = done.results[name]
            tests = tuple(
                dataclasses.replace(test, outcome="not_graded", message="the wire broke") for test in result.tests
            )
            done.results[name] = dataclasses.replace(result, tests=tests, outcome="not_graded")
        return done

    monkeypatch.setattr(work.HERE, "grade", sometimes)
    return tries


@pytest.mark.parametrize("times", [1, 2])
def test_what_was_not_graded_is_tried_twice_more(course, monkeypatch, times):
    name = hash_of(course, "bob", "tensors")
    failing(monkeypatch, name, times)
    found, calls = course.grade()
    assert calls.count(("tensors", name)) == times + 1
    assert scores(found) == {"ada": 6.0, "bob": 2.0, "cyd": 0.0, "dan": 6.0}
    assert course.view.exit_code == 1


def test_what_could_not_be_graded_is_reported_with_its_reason_and_never_as_zero(course, monkeypatch):
    name = hash_of(course, "bob", "tensors")
    tries = failing(monkeypatch, name, 99)
    found, _ = course.grade()
    assert tries[name] == ROUNDS == 3
    topic = found[1]["topics"][1]
    assert topic["outcome"] == "not_graded"
    assert {test["message"] for test in topic["tests"]} == {"the wire broke"}
    assert topic["max_score"] == 3.0
    assert course.view.exit_code == 2
    console = Console(width=100, theme=THEME, file=io.StringIO())
    console.print(course.view.summary(100))
    assert "Not graded, through no fault of the students\n  bob, tensors: the wire broke\n" in console.file.getvalue()


def test_the_next_run_tries_again_what_could_not_be_graded(course, monkeypatch):
    name = hash_of(course, "bob", "tensors")
    failing(monkeypatch, name, ROUNDS)
    course.grade()
    found, calls = course.grade()
    assert calls == [("tensors", name)]
    assert scores(found)["bob"] == 2.0
    assert course.view.exit_code == 1


def test_a_file_that_kills_its_process_is_reported_and_the_others_are_graded(course, monkeypatch):
    from grader.executor.flow import KILLED

    grade, name = work.HERE.grade, hash_of(course, "bob", "tensors")

    def deadly(chunk):
        done = grade(chunk)
        if name in done.results:
            return Finished({}, "", KILLED)
        return done

    monkeypatch.setattr(work.HERE, "grade", deadly)
    monkeypatch.setattr("grader.grade.run.MOST_AT_ONCE", 1)
    found, _ = course.grade()
    topic = found[1]["topics"][1]
    assert (topic["outcome"], topic["message"], topic["max_score"]) == ("not_graded", KILLED, 3.0)
    assert {test["outcome"] for test in topic["tests"]} == {"not_graded"}
    assert scores(found) == {"ada": 6.0, "bob": 1.0, "cyd": 0.0, "dan": 6.0}
    assert course.view.exit_code == 2


def test_where_no_worker_starts_nothing_is_written_and_the_reason_is_told(course, monkeypatch):
    def broken(chunk):
        return Finished({}, "process", "no worker here")

    monkeypatch.setattr(work.HERE, "grade", broken)
    with pytest.raises(WorkerError, match="no worker here"):
        course.grade()


def test_a_file_that_we_cannot_read_is_not_graded_and_one_that_is_the_students_fault_is_unreadable(course):
    (course.folder / "bob" / "tensors.py").unlink()
    (course.folder / "bob" / "tensors.py").mkdir()
    students = [*find_students(course.folder), Attempt("eve", Path("nowhere"), problem="the zip is damaged", ours=True)]
    found, _ = course.grade(students=students)
    assert [topic["outcome"] for topic in found[1]["topics"]] == ["graded", "unreadable"]
    assert [(topic["outcome"], topic["message"]) for topic in found[4]["topics"]] == [
        ("not_graded", "the zip is damaged")
    ] * 2
    assert {test["outcome"] for test in found[4]["topics"][0]["tests"]} == {"not_graded"}
    assert course.view.exit_code == 2
    assert course.progress.said == ["bob, tensors: tensors.py is not a file."]


# Isolation, attempts, marks.


def test_what_was_graded_below_the_least_isolation_is_graded_again(course, warm):
    course.grade()
    assert course.report.isolation == "process"
    work.close()
    warm.isolation = "landlock"
    _, calls = course.grade(isolation="landlock")
    assert len(calls) == 6
    assert course.report.isolation == "landlock"
    _, calls = course.grade()
    assert calls == []


def test_every_attempt_is_graded_and_kept_and_the_rule_can_change_without_grading(course, tmp_path):
    course.hand_in("fay1", RIGHT)
    course.hand_in("fay2", WRONG)
    attempts = [Attempt("fay", course.folder / "fay1", 1), Attempt("fay", course.folder / "fay2", 2)]
    found, _ = course.grade(students=attempts)
    assert scores(found) == {"fay": 2.0}
    file = tmp_path / "course.yaml"
    file.write_text("title: demo\nattempts: best\n")
    found, calls = course.grade(students=attempts, rules=read_course(file))
    assert (scores(found), calls) == ({"fay": 6.0}, [])
    with sqlite3.connect(course.root / "store.sqlite") as database:
        rows = database.execute("SELECT student, topic, number FROM attempts ORDER BY 2, 3").fetchall()
    database.close()
    assert rows == [("fay", topic, number) for topic in ("tensors", "vectors") for number in (1, 2)]


def test_the_short_rows_and_the_results_file_agree(course):
    (course.folder / "dan" / "vectors.py").unlink()
    (course.folder / "dan" / "vectors.py").mkdir()
    found, _ = course.grade()
    with open_store(course.root / "store.sqlite") as store:
        course.report._store = store
        short = list(course.report.scores())
    for one, other in zip(found, short, strict=True):
        assert {key: one[key] for key in one if key != "topics"} == {
            key: other[key] for key in other if key != "topics"
        }
        for topic, in_short in zip(one["topics"], other["topics"], strict=True):
            assert all(topic[key] == in_short[key] for key in ("topic", "score", "max_score", "outcome"))
            assert Counter(test["outcome"] for test in topic["tests"]) == in_short["flags"]
    assert json.dumps(found)


def test_a_class_that_shrinks_leaves_the_others_results_as_they_were(course):
    full, _ = course.grade()
    shutil.rmtree(course.folder / "ada")
    few, calls = course.grade()
    assert (few, calls) == (full[1:], [])
