"""The results file: what is written can be read again, and what is no results file is refused by name."""

import io
import json

import pytest

from grader.errors import ResultsError
from grader.results_file import read, write
from tests.results import a_submission, a_test, a_topic, write_file

ROWS = [a_submission("ada"), a_submission("李雷", [a_topic("norms", [a_test(outcome="failed", message="no\nmore")])])]


@pytest.fixture
def file(tmp_path):
    stream = io.StringIO()
    write(stream, ROWS, course="Démo", isolation="landlock")
    path = tmp_path / "results.json"
    path.write_text(stream.getvalue(), encoding="utf-8")
    return path


def test_what_was_written_is_read_again(file):
    results = read(file)
    assert (results.course, results.isolation) == ("Démo", "landlock")
    assert [each.model_dump(exclude_unset=True) for each in results.submissions()] == ROWS
    assert [each.student for each in results.submissions()] == ["ada", "李雷"]  # as often as one likes


def test_a_file_that_somebody_laid_out_anew_is_read_as_well(file):
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")), indent=2), encoding="utf-8")
    assert [each.student for each in read(file).submissions()] == ["ada", "李雷"]


def test_an_empty_class_is_a_class(tmp_path):
    with (tmp_path / "none.json").open("w") as stream:
        write(stream, [], course="", isolation="")
    assert list(read(tmp_path / "none.json").submissions()) == []


def test_a_class_is_read_line_by_line(file, monkeypatch):
    lines = file.read_text("utf-8").splitlines(keepends=True)
    file.write_text("".join([*lines[:2], "{broken\n", *lines[2:]]), encoding="utf-8")
    found = read(file).submissions()
    assert next(found).student == "ada"
    with pytest.raises(ResultsError, match="is no JSON"):
        next(found)


@pytest.mark.parametrize("kept", [1, 3, 60, 200, 0.5, 0.9, -2, -4])
def test_a_file_that_is_cut_short_is_refused(file, kept):
    data = file.read_bytes()
    file.write_bytes(data[: int(len(data) * kept) if isinstance(kept, float) else kept])
    with pytest.raises(ResultsError, match="cut short"):
        list(read(file).submissions())


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no JSON"),
        (b"student,score\nada,1\n", "no JSON"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b'{"schema": 1,\n\xff', "not UTF-8"),
        (b"[]", "is no results file"),
        (b'{"submissions": []}', "is no results file"),
        (b'{"schema": 1, "submissions": 3}', "is no results file"),
        (b'{"schema": 2, "submissions": []}', "has schema 2; this version of grader reads schema 1"),
        (b'{"schema": true, "submissions": []}', "has schema True"),
        (b'{"schema": 1, "course": 3, "submissions": []}', "course is 3"),
        (b"[" * 100_000, "too deep"),
    ],
)
def test_what_is_no_results_file_is_refused_by_name(tmp_path, content, words):
    path = tmp_path / "results.json"
    path.write_bytes(content)
    with pytest.raises(ResultsError, match=words) as caught:
        read(path)
    assert str(path) in str(caught.value)


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path):
    with pytest.raises(ResultsError, match="No such file"):
        read(tmp_path / "none.json")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"student": 3}, "student is 3"),
        ({"student": ""}, "student is ''"),
        ({"score": "7"}, "score is '7'"),
        ({"score": -1.0}, "score is -1.0"),
        ({"score": float("nan")}, "score is nan"),
        ({"topics": [a_topic() | {"tests": None}]}, "topics.0.tests is None"),
        ({"topics": [a_topic() | {"tests": [a_test() | {"earned": "all"}]}]}, "topics.0.tests.0.earned is 'all'"),
        ({"topics": "x" * 100}, "topics is '" + "x" * 59 + r"\.\.\."),
    ],
)
def test_a_submission_that_is_malformed_is_refused_with_its_place(tmp_path, change, words):
    path = write_file(tmp_path / "results.json", a_submission(), a_submission("bob") | change)
    found = read(path).submissions()
    next(found)
    with pytest.raises(ResultsError, match=f"submission 2: {words}"):
        next(found)


def test_a_student_who_stands_there_twice_is_refused(tmp_path):
    path = write_file(tmp_path / "results.json", a_submission("ada"), a_submission("ada"))
    with pytest.raises(ResultsError, match="'ada' stands there twice"):
        list(read(path).submissions())


def test_keys_that_a_later_version_adds_are_kept(tmp_path):
    path = write_file(tmp_path / "results.json", a_submission(mood="good", final_score=7, notes=["late"]))
    (found,) = read(path).submissions()
    assert found.final_score == 7.0
    assert found.model_dump(exclude_unset=True)["mood"] == "good"
