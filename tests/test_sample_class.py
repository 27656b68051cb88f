"""The sample class, graded by the real engine, beside what its authors expect of each student by hand.

A student's folder holds submissions as people write them, and an `expected.<topic>.yaml` for each:

    score: 38.5                        # points earned
    outcome: graded                    # the default; or not_attempted, unreadable
    lost: [test_l2_norm_of_huge_numbers]    # the tests that earn nothing, in any order; or `all`
    diagnoses: [forgets_the_root]      # the misconceptions that are named, in any order
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from grader.catalogue import read_catalogue
from grader.grade import grade_class
from grader.kit.regions import find_regions
from grader.plan import plan
from grader.store import open_store
from tests.progress import Silent

ROOT = Path(__file__).parents[1]
SAMPLE, SOLUTIONS = ROOT / "tests" / "submissions" / "sample", ROOT / "solutions"
SECRET = "a secret for the sample class"
KEYS = {"score", "outcome", "lost", "diagnoses"}
LONG = 40  # characters; shorter lines of a reference are anybody's

STUDENTS = sorted(path for path in SAMPLE.iterdir() if path.is_dir())
EXPECTED = {
    (student.name, path.name.split(".")[1]): path
    for student in STUDENTS
    for path in sorted(student.glob("expected.*.yaml"))
}
TOPICS = sorted({topic for _, topic in EXPECTED})
CASES = [pytest.param(*case, id="-".join(case)) for case in EXPECTED]

Submissions = list[dict[str, Any]]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Submissions, Submissions]:
    """The class graded twice at the same time, here and by the command: the submissions of each results file."""
    folder = tmp_path_factory.mktemp("sample")
    file = folder / "results.json"
    command = [sys.executable, "-m", "grader", "grade", SAMPLE, "--solutions", SOLUTIONS, "--json", file, "--quiet"]
    command += ["--store", folder / "there.sqlite", "--jobs", "2"]
    for topic in TOPICS:
        command += ["--topic", topic]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADER_SECRET", SECRET)
        other = subprocess.Popen(command, cwd=ROOT, env=os.environ.copy(), stderr=subprocess.PIPE, text=True)
        try:
            with (
                plan(SAMPLE, SOLUTIONS, None, TOPICS, None, jobs=1) as job,
                open_store(folder / "here.sqlite") as store,
            ):
                here = list(grade_class(job, store, Silent()).submissions())
            _, errors = other.communicate()
        finally:
            other.kill()
            other.wait()
    assert other.returncode == 1, errors  # points were lost, and nothing else happened
    return here, json.loads(file.read_text("utf-8"))["submissions"]


@pytest.fixture(scope="module")
def graded(runs: tuple[Submissions, Submissions]) -> dict[tuple[str, str], dict[str, Any]]:
    """(student, topic) -> the topic's results."""
    return {(each["student"], topic["topic"]): topic for each in runs[0] for topic in each["topics"]}


def expected_of(student: str, topic: str) -> dict[str, Any]:
    return {"outcome": "graded"} | yaml.safe_load(EXPECTED[student, topic].read_text("utf-8"))


@pytest.mark.parametrize(
    ("student", "topic", "right", "wrong"),
    [
        ("goran", "mle_cross_entropy", "nll", "pick"),
        ("umar", "backprop", "mlp_backward", "affine_backward"),
        ("dmitri", "lstm_gates", "lstm_step", "lstm_gates"),
    ],
)
def test_a_function_that_calls_a_wrong_one_keeps_its_points(graded, student, topic, right, wrong):
    carried = [test for test in graded[student, topic]["tests"] if test["outcome"] == "carried"]
    messages = {test["message"] for test in carried if test["function"] == right}
    assert messages == {f"{right} itself is right: with a correct {wrong} this test passes. Repair {wrong}."}
    assert all(test["earned"] == test["points"] for test in carried)


@pytest.mark.parametrize(("student", "topic"), CASES)
def test_a_student_gets_what_the_authors_expect(graded, student, topic):
    result, expected = graded[student, topic], expected_of(student, topic)
    lost = {test["name"] for test in result["tests"] if not test["earned"]}
    expected_lost = {test["name"] for test in result["tests"]} if expected["lost"] == "all" else set(expected["lost"])
    assert {
        "score": result["score"],
        "outcome": result["outcome"],
        "lost by surprise": sorted(lost - expected_lost),
        "earned by surprise": sorted(expected_lost - lost),
        "diagnoses": sorted(item["misconception"] for item in result["diagnoses"]),
    } == {
        "score": expected["score"],
        "outcome": expected["outcome"],
        "lost by surprise": [],
        "earned by surprise": [],
        "diagnoses": sorted(expected["diagnoses"]),
    }


@pytest.mark.parametrize(("student", "topic"), CASES)
def test_the_expected_score_is_what_the_expected_losses_leave(graded, student, topic):
    tests, expected = graded[student, topic]["tests"], expected_of(student, topic)
    assert expected.keys() == KEYS
    lost = {test["name"] for test in tests} if expected["lost"] == "all" else set(expected["lost"])
    assert lost <= {test["name"] for test in tests}
    assert expected["score"] == sum(test["points"] for test in tests if test["name"] not in lost)


def test_a_topic_that_a_student_lacks_is_not_attempted(graded):
    missing = {case: result for case, result in graded.items() if case not in EXPECTED}
    assert {student for student, _ in missing} >= {"birgit", "cyrus", "deniz"}
    assert {(result["outcome"], result["score"]) for result in missing.values()} == {("not_attempted", 0.0)}


def test_two_runs_give_the_same_results_but_for_the_time(runs):
    here, there = map(rows_of, runs)
    assert here.keys() == there.keys()
    assert [(key, here[key], there[key]) for key in here if here[key] != there[key]] == []


def rows_of(submissions: Submissions) -> dict[tuple[str, ...], dict[str, Any]]:
    """The results file, cut into its rows, without times: a difference is then a row and not the file."""
    rows: dict[tuple[str, ...], dict[str, Any]] = {}
    for each in submissions:
        rows[(each["student"],)] = {key: value for key, value in each.items() if key != "topics"}
        for topic in each["topics"]:
            rows[each["student"], topic["topic"]] = {key: value for key, value in topic.items() if key != "tests"}
            for test in topic["tests"]:
                row = {key: value for key, value in test.items() if key != "seconds"}
                rows[each["student"], topic["topic"], test["suite"], test["name"]] = row
    return rows


def test_the_class_is_large_and_each_of_its_files_has_expectations():
    assert len(STUDENTS) >= 24
    for student in STUDENTS:
        handed_in = {path.stem for path in student.rglob("*.py")}
        assert handed_in == {topic for name, topic in EXPECTED if name == student.name}, student.name


def test_nobody_copies_the_reference():
    for exercise in read_catalogue(SOLUTIONS).only(TOPICS).exercises:
        source = exercise.reference_path.read_text("utf-8")
        lines = [line.strip() for line in source.split("\n")]
        regions = find_regions(source, exercise.shown)
        solution = {line for region in regions for line in lines[region.begin : region.end - 1] if len(line) > LONG}
        assert solution
        for path in SAMPLE.rglob(f"{exercise.topic}.py"):
            copied = [line for line in solution if line in path.read_text("utf-8", "replace")]
            assert not copied, f"{path.relative_to(SAMPLE)}: {copied}"
