"""How far a student is, and what comes next."""

import json

import pytest

from grader.kit.manifest import Kit, KitTopic
from grader.progress import Points, next_topic, note, progress, unlocked
from grader.results import TestResult, TopicResult


def topic(name, *prerequisites, chapter="1_foundations", number=1):
    return KitTopic(
        path=f"{chapter}/{number}_{name}",
        title={"en": name, "zh": "题"},
        prerequisites=list(prerequisites),
        functions={"f": {"hints": []}},
    )


KIT = Kit(grader="0", topics=[topic("norms"), topic("softmax", "norms", number=2), topic("tensors", number=3)])
NORMS, SOFTMAX, TENSORS = KIT.topics


def result(earned, outcome="graded"):
    tests = tuple(TestResult(f"t{i}", "T", "public", "f", 1.0, "passed" if i < earned else "failed") for i in range(2))
    return TopicResult("norms", "", tests, outcome)


def test_points_are_remembered_topic_by_topic(tmp_path):
    note(tmp_path, NORMS, result(1))
    note(tmp_path, TENSORS, result(2))
    note(tmp_path, NORMS, result(2))
    assert progress(tmp_path, KIT) == {NORMS.path: (2.0, 2.0), TENSORS.path: (2.0, 2.0)}


def test_a_fault_of_ours_does_not_overwrite_points(tmp_path):
    note(tmp_path, NORMS, result(2))
    note(tmp_path, NORMS, result(0, "not_graded"))
    assert progress(tmp_path, KIT)[NORMS.path].done


def test_topics_that_the_kit_does_not_hold_are_left_out(tmp_path):
    note(tmp_path, topic("gone", number=9), result(1))
    assert progress(tmp_path, KIT) == {}


@pytest.mark.parametrize("text", ["", "[1]", "{", '{"1_foundations/1_norms": "all"}', '{"1_foundations/1_norms": [1]}'])
def test_a_spoilt_memory_is_no_memory(tmp_path, text):
    (tmp_path / ".grader").mkdir()
    (tmp_path / ".grader" / "progress.json").write_text(text)
    assert progress(tmp_path, KIT) == {}


def test_a_kit_that_cannot_be_written_to_forgets(tmp_path):
    (tmp_path / ".grader").write_text("a file where the folder should be")
    note(tmp_path, NORMS, result(1))
    assert progress(tmp_path, KIT) == {}


def test_the_memory_is_small_and_plain(tmp_path):
    note(tmp_path, NORMS, result(1))
    assert json.loads((tmp_path / ".grader" / "progress.json").read_text()) == {NORMS.path: [1.0, 2.0]}


DONE, HALF = Points(2, 2), Points(1, 2)


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ({}, NORMS),
        ({NORMS.path: HALF}, NORMS),
        ({NORMS.path: DONE}, SOFTMAX),
        ({NORMS.path: DONE, SOFTMAX.path: DONE}, TENSORS),
        ({NORMS.path: DONE, SOFTMAX.path: DONE, TENSORS.path: DONE}, None),
    ],
)
def test_next_is_the_first_topic_that_is_unlocked_and_not_done(points, expected):
    assert next_topic(KIT, points) == expected


def test_a_topic_is_unlocked_by_what_it_builds_on():
    assert not unlocked(KIT, SOFTMAX, {NORMS.path: HALF})
    assert unlocked(KIT, SOFTMAX, {NORMS.path: DONE})
    assert unlocked(KIT.only(["softmax"]), SOFTMAX, {})  # a kit without the prerequisite does not block


def test_where_everything_left_is_locked_the_first_of_it_is_next():
    first, second = topic("one", "two"), topic("two", "one", number=2)
    assert next_topic(Kit(grader="0", topics=[first, second]), {}) == first
