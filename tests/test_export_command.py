"""`grader export`, as people call it, from results files and from stores."""

import csv
import json
import os

import pytest

from grader.cli import run
from grader.errors import ResultsError
from grader.export.from_store import read_store
from grader.export.source import open_results
from grader.results import TestResult, TopicResult
from grader.store import Attempted, Graded, open_store
from tests.results import a_submission, a_test, a_topic, write_file
from tests.test_export_canvas import LMS
from tests.trees import make_topic

LEVELS = ("process",)


@pytest.fixture
def call(capsys):
    def call(*arguments):
        code = run([str(argument) for argument in arguments])
        return code, *capsys.readouterr()

    return call


@pytest.fixture
def results(tmp_path):
    topic = a_topic("norms", [a_test(points=10.0)])
    return write_file(tmp_path / "results.json", a_submission("charles", [topic]), a_submission('é, "x"', [topic]))


def test_a_table_goes_to_the_terminal_and_notes_beside_it(results, call):
    code, out, err = call("export", "csv", results, "--decimals", "0")
    assert code == 0
    assert list(csv.reader(out.splitlines()))[3][:2] == ['é, "x"', ""]
    assert err == "Numbers have 0 decimals, rounded half to even.\n"


def test_a_file_is_written_whole(results, call, tmp_path):
    assert call("export", "junit", results, "--out", tmp_path / "out.xml", "--quiet") == (0, "", "")
    assert (tmp_path / "out.xml").read_text("utf-8").endswith("</testsuites>\n")


def test_a_folder_has_a_file_a_student(results, call, tmp_path):
    code, _, err = call("export", "prairielearn", results, "--out", tmp_path / "pl")
    assert code == 0
    assert sorted(path.name for path in (tmp_path / "pl").iterdir()) == ["charles.json", "é%2C %22x%22.json"]
    assert f"2 files are in {tmp_path / 'pl'}." in err


def test_canvas_own_file_is_filled_in_and_who_did_not_match_is_exit_code_1(results, call, tmp_path):
    code, _, err = call(
        "export", "canvas", results, "--check", LMS, "--out", tmp_path / "import.csv", "--column", "norms=1001"
    )
    assert code == 1
    assert 'Not in Canvas\'s file: é, "x"' in err
    assert (tmp_path / "import.csv").read_text("utf-8").splitlines()[3].endswith(",EX")


def test_the_help_names_every_format(call):
    _, out, _ = call("export", "--help")
    for name in (
        "canvas",
        "moodle",
        "gradescope",
        "github-classroom",
        "prairielearn",
        "junit",
        "csv-long",
        "otter",
        "json",
    ):
        assert f"\n    {name}" in out or f"\n  {name}" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nothing", "{results}"], "'nothing' is not one of 'canvas'"),
        (["csv", "{folder}/none.json"], "No such file"),
        (["csv", "{folder}"], "Is a directory"),
        (["gradescope", "{results}"], "Name the folder for them with --out DIR"),
        (["csv", "{results}", "--out", "{folder}/none/out.csv"], "cannot be written"),
        (["csv", "{results}", "--check", "x.csv"], "are for canvas, not for csv"),
        (["canvas", "{results}", "--check", "{folder}/none.csv"], "none.csv cannot be read"),
        (["canvas", "{results}", "--column", "norms"], "must be TOPIC=ID"),
        (["csv", "{results}", "--course", "demo"], "--course is for a store"),
    ],
)
def test_bad_input_is_a_sentence_and_exit_code_2(results, tmp_path, call, arguments, words):
    code, out, err = call("export", *(text.format(results=results, folder=tmp_path) for text in arguments))
    assert (code, out) == (2, "")
    assert err.startswith("Error: ") and words in err and err.count("\n") == 1


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_the_right_to_write_is_refused(results, tmp_path, call):
    (tmp_path / "locked").mkdir(mode=0o500)
    code, _, err = call("export", "csv", results, "--out", tmp_path / "locked" / "out.csv")
    assert (code, "Permission denied" in err) == (2, True)


# From a store.


@pytest.fixture
def store(tmp_path):
    place = tmp_path / "store.sqlite"
    with open_store(place) as opened:
        fill(opened)
    return place


def graded(name, outcome, suite="s1", points=2.0):
    tests = (TestResult("t", "T", "hidden", "f", points, outcome), TestResult("u", "U", "public", "f", 1.0, "passed"))
    whole = "not_graded" if outcome == "not_graded" else "graded"
    return Graded(name, TopicResult("norms", suite, tests, whole), "process", "v")


def fill(opened):
    opened.put([graded("h1", "passed"), graded("h2", "failed"), graded("absent", "not_attempted")], LEVELS)
    opened.attempted("demo", [
        Attempted("ada", "norms", 1, "h2"), Attempted("ada", "norms", 2, "h1"), Attempted("bob", "norms", 1, "h2"),
        Attempted("eve", "norms", 0, "absent"),
    ])  # fmt: skip


def test_a_store_gives_the_last_attempts(store, call):
    code, out, err = call("export", "csv", store)
    assert code == 0
    assert [row[:1] + row[4:5] for row in csv.reader(out.splitlines())][2:] == [
        ["ada", "3.00"],
        ["bob", "1.00"],
        ["eve", "1.00"],
    ]
    assert "without the course's late rules and weights" in err


def test_a_store_that_another_course_shares_gives_each_its_own(store, call):
    with open_store(store) as opened:
        opened.put([graded("h3", "passed", "s2", 5.0), graded("absent", "not_attempted", "s2", 5.0)], LEVELS)
        opened.attempted("other", [Attempted("zoe", "norms", 1, "h3")])
    code, _, err = call("export", "csv", store)
    assert (code, "has 2 courses: 'demo', 'other'" in err) == (2, True)
    assert [each.max_score for each in open_results(str(store), "demo").submissions()] == [3.0] * 3
    code, *_ = call("report", store, "--course", "other", "--out", store.parent / "other.html")
    assert (code, "zoe" in (store.parent / "other.html").read_text("utf-8")) == (0, True)
    assert [each.max_score for each in open_results(f"sqlite:///{store}", "other").submissions()] == [6.0]
    with pytest.raises(ResultsError, match=r"has no course 'third'\. It has: 'demo', 'other'"):
        open_results(str(store), "third")


def test_a_store_with_ungraded_work_is_refused_and_partial_marks_each_row(store, call):
    with open_store(store) as opened:
        opened.attempted("demo", [Attempted("new", "norms", 1, "h9"), Attempted("old", "norms", 1, "h8")])
        opened.put([graded("h8", "not_graded")], LEVELS)
    code, out, err = call("export", "csv", store)
    assert (code, out) == (2, "")
    assert "the work of 2 students is not graded yet: new (norms); old (norms)" in err
    code, out, err = call("export", "csv", store, "--partial")
    rows = list(csv.reader(out.splitlines()))
    assert code == 0
    assert [(row[0], row[4], row[-2]) for row in rows if row[0] in ("new", "old")] == [
        ("new", "", "partial"),
        ("old", "", "partial"),
    ]


def test_a_file_that_was_changed_after_it_was_graded_is_not_guessed(store, call):
    with open_store(store) as opened:
        opened.attempted("demo", [Attempted(f"s{n}", "norms", 1, name) for n in range(6) for name in ("h1", "h2")])
    code, _, err = call("export", "csv", store)
    assert code == 2
    assert "6 files were changed after they were graded" in err and "s0 (norms), s1 (norms)" in err and ", ..." in err


def test_an_empty_store_has_no_course(tmp_path):
    with open_store(tmp_path / "store"):
        pass
    with pytest.raises(ResultsError, match="has 0 courses: none"):
        read_store(str(tmp_path / "store"), None)


def test_many_students_come_a_few_at_a_time(store, monkeypatch):
    monkeypatch.setattr("grader.export.from_store.AT_ONCE", 2)
    assert [each.student for each in open_results(str(store)).submissions()] == ["ada", "bob", "eve"]


def test_without_the_library_it_is_said_what_to_install(store, call, monkeypatch):
    import sys

    monkeypatch.delitem(sys.modules, "grader.export.from_store", raising=False)
    monkeypatch.setitem(sys.modules, "grader.store", None)
    code, _, err = call("export", "csv", store)
    assert (code, "pip install 'deep-grader[instructor]'" in err) == (2, True)


def test_a_class_that_was_graded_comes_out_of_its_store_as_out_of_its_results_file(tmp_path, call, monkeypatch):
    make_topic(tmp_path / "solutions", "1_foundations/1_vectors")
    for name, body in (("ada", "float(x.sum())"), ("bob", "0.0")):
        (tmp_path / "class" / name).mkdir(parents=True)
        (tmp_path / "class" / name / "vectors.py").write_text(f"def vectors_sum(x):\n    return {body}\n")
    (tmp_path / "class" / "eve").mkdir()
    monkeypatch.setenv("GRADER_SECRET", "sixteen characters and more")
    options = ["--solutions", tmp_path / "solutions", "--store", tmp_path / "store", "--jobs", "1", "-q"]
    assert call("grade", tmp_path / "class", *options, "--json", tmp_path / "r.json")[0] == 1
    assert call("export", "json", tmp_path / "store", "--out", tmp_path / "s.json")[0] == 0
    one, two = (json.loads((tmp_path / name).read_text())["submissions"] for name in ("r.json", "s.json"))
    for row in (*one, *two):
        del row["hash"]
        row["topics"] = [
            {key: topic[key] for key in ("topic", "score", "max_score", "outcome", "tests")} for topic in row["topics"]
        ]
    assert one == two
