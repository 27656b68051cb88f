"""The documents that other systems read, held against their schemas, their readers and their documented limits."""

import base64
import io
import json
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import junitparser
import pytest
import xmlschema

from grader.errors import UsageError
from grader.export import check50, classroom, gradescope, junit, prairielearn, results_json, sarif
from grader.export.folder import file_name, write_folder
from grader.export.marks import Numbers
from grader.export.options import Options
from grader.results_file import read
from tests.results import a_submission, a_test, a_topic, as_results, read_back

DATA = Path(__file__).parent / "data"
XSD = xmlschema.XMLSchema(DATA / "junit-10.xsd")
NUMBERS = Numbers(2)
TESTS = [
    a_test("test_right", points=4.0),
    a_test("test_carried", points=2.0, outcome="carried", message="Repair g."),
    a_test("test_wrong", points=3.0, outcome="failed", message='expected <1> & "2"\nline two', suite="hidden"),
    a_test("test_slow", points=1.0, outcome="timed_out", seconds=5.0004),
    a_test("test_more", points=1.5, extra_credit=True),
    a_test("test_blank", points=1.0, outcome="not_attempted", function="g"),
]
ADA = a_submission("ada", [a_topic("norms", TESTS, days_late=1, penalty=0.1, final_score=6.75)], name="Ada")
BROKEN = a_submission("bob", [a_topic("norms", [a_test(outcome="not_graded", points=10.0)], outcome="not_graded")])
HARD = a_submission(
    "é\x00<&>\"'\x1b[31m\uffff👩\t\n",
    [a_topic("t]]>", [a_test("n<", outcome="failed", message="]]> \x08 \x85 \ufffe <x>", function="f&")])],
)
CLASS = [ADA, BROKEN, HARD]


# JUnit.


@pytest.fixture
def xml():
    stream = io.StringIO()
    junit.export(as_results(*CLASS, course='C & "D"'), stream, Options())
    return stream.getvalue()


def test_junit_is_valid_by_the_schema_of_jenkins(xml):
    XSD.validate(ElementTree.fromstring(xml))


def test_junit_says_the_same_to_a_reader_library(xml):
    suites = list(junitparser.JUnitXml.fromstring(xml.encode()))
    assert [(suite.name, suite.tests, suite.failures, suite.errors) for suite in suites][:2] == [
        ("ada.norms", 6, 3, 0),
        ("bob.norms", 1, 0, 1),
    ]
    cases = {case.name: case for case in suites[0]}
    assert cases["Title of test_right [4 p]"].is_passed
    assert cases["Title of test_right [4 p]"].classname == "ada.norms.public.f"
    (wrong,) = cases["Title of test_wrong [3 p]"].result
    assert (wrong.type, wrong.message, wrong.text) == ("failed", 'expected <1> & "2"', 'expected <1> & "2"\nline two')
    (blank,) = cases["Title of test_blank [1 p]"].result
    assert isinstance(blank, junitparser.Failure)  # a pipeline that counts failures must not pass an empty file
    assert cases["Title of test_carried [2 p]"].system_out == "Repair g."
    assert isinstance(next(iter(suites[1])).result[0], junitparser.Error)


def test_junit_replaces_what_xml_cannot_hold(xml):
    root = ElementTree.fromstring(xml)
    assert root[2].get("name") == "é\ufffd<&>\"'\ufffd[31m\ufffd👩\t\n.t]]>"
    assert root[2][0][0].text == "]]> \ufffd \x85 \ufffd <x>"


def test_junit_of_nothing_is_valid():
    stream = io.StringIO()
    junit.export(as_results(), stream, Options())
    XSD.validate(ElementTree.fromstring(stream.getvalue()))


# Gradescope.


def test_gradescope_has_the_score_that_counts_and_the_points_of_each_test():
    data = gradescope.report(read_back(ADA), NUMBERS, "This is attempt 2.")
    assert data["score"] == 6.75
    assert data["output"] == "This is attempt 2.\nnorms: 1 day late, 10 % off"
    assert data["execution_time"] == 6.25
    assert [(test["score"], test["max_score"], test["status"]) for test in data["tests"]] == [
        (4.0, 4.0, "passed"), (2.0, 2.0, "passed"), (0.0, 3.0, "failed"), (0.0, 1.0, "failed"), (1.5, 0.0, "passed"),
        (0.0, 1.0, "failed"),
    ]  # fmt: skip
    assert data["tests"][2] == {
        "name": "norms: Title of test_wrong", "number": "1.3", "status": "failed", "score": 0.0, "max_score": 3.0,
        "output": 'expected <1> & "2"\nline two', "tags": ["hidden", "f"], "visibility": "visible",
    }  # fmt: skip


def test_gradescope_keys_and_values_are_those_that_it_documents():
    for row in CLASS:
        data = gradescope.report(read_back(row), NUMBERS)
        assert data.keys() <= {"score", "execution_time", "output", "output_format", "test_output_format",
                               "test_name_format", "visibility", "stdout_visibility", "extra_data", "tests", "leaderboard"}  # fmt: skip
        assert data["visibility"] in ("hidden", "after_due_date", "after_published", "visible")
        assert data["output_format"] in ("text", "html", "simple_format", "md", "ansi")
        for test in data["tests"]:
            assert test.keys() <= {"score", "max_score", "status", "name", "name_format", "number", "output",
                                   "output_format", "tags", "visibility", "extra_data"}  # fmt: skip
            assert test["status"] in ("passed", "failed")


def test_gradescope_gets_no_score_where_there_is_none():
    for row in (BROKEN, ADA | {"excused": True}):
        data = gradescope.report(read_back(row), NUMBERS)
        assert "score" not in data
        assert not [test for test in data["tests"] if "score" in test]


# GitHub Classroom.


def total_of_the_reporter(data):
    """What GitHub's reporter adds up."""
    return sum(test["score"] for test in data["tests"])


def test_classroom_adds_up_to_the_score_that_counts():
    data = classroom.report(read_back(ADA), NUMBERS, lambda topic, test: (f"{topic.topic}.py", 7))
    assert (data["version"], data["status"], data["max_score"]) == (1, "fail", 11.0)
    assert total_of_the_reporter(data) == 6.75
    assert data["tests"][2] == {
        "name": "norms: Title of test_wrong", "status": "fail", "message": 'expected <1> & "2"\nline two',
        "test_code": "", "filename": "norms.py", "line_no": 7, "duration": 0.25, "score": 0.0,
    }  # fmt: skip
    assert data["tests"][-1]["name"] == "Adjusted by the course"
    assert data["tests"][-1]["message"] == "norms: 1 day late, 10 % off"


def test_classroom_passes_with_all_points_and_says_where_nobody_knows():
    assert classroom.report(read_back(a_submission()), NUMBERS)["status"] == "pass"
    broken = classroom.report(read_back(BROKEN), NUMBERS)
    assert (broken["status"], broken["tests"][0]["status"]) == ("error", "error")


def test_classroom_is_base64_of_json():
    data = classroom.report(read_back(a_submission("李雷")), NUMBERS)
    text = classroom.encoded(data)
    assert text.isascii() and "\n" not in text
    assert json.loads(base64.b64decode(text)) == data


@pytest.mark.parametrize(("count", "length", "lines"), [(10, 100, 10), (40, 20_000, 40), (3000, 500, 1)])
def test_classroom_fits_into_a_variable_of_the_environment(count, length, lines):
    tests = [
        a_test(f"t{number}", points=0.5, outcome="failed" if number else "passed", message="é" * length)
        for number in range(count)
    ]
    text = classroom.encoded(classroom.report(read_back(a_submission(topics=[a_topic(tests=tests)])), NUMBERS))
    data = json.loads(base64.b64decode(text))
    assert len(text) <= 100_000
    assert (len(data["tests"]), total_of_the_reporter(data), data["max_score"]) == (lines, 0.5, count * 0.5)
    assert data["tests"][0]["status"] == ("fail" if lines == 1 else "pass")


# PrairieLearn.


def test_prairielearn_has_a_share_and_points_for_every_test():
    data = prairielearn.report(read_back(ADA), NUMBERS)
    assert data["score"] == round(6.75 / 11, 6)
    assert data["gradable"] is True
    assert all({"points", "max_points"} <= test.keys() for test in data["tests"])
    assert data["message"] == "norms: 1 day late, 10 % off"


@pytest.mark.parametrize(("final", "share"), [(30.0, 1.0), (0.0, 0.0), (-1.0, 0.0)])
def test_prairielearn_takes_a_score_from_0_to_1(final, share):
    assert prairielearn.report(read_back(a_submission(final_score=final)), NUMBERS)["score"] == share


def test_prairielearn_without_points_to_be_had_is_0():
    bonus = a_topic(tests=[a_test(extra_credit=True)])
    assert prairielearn.report(read_back(a_submission(topics=[bonus])), NUMBERS)["score"] == 0.0


def test_prairielearn_is_told_what_could_not_be_graded():
    data = prairielearn.report(read_back(BROKEN), NUMBERS)
    assert data["gradable"] is False
    assert "score" not in data
    assert data["format_errors"] == ["Not graded, through no fault of yours: norms."]


@pytest.mark.parametrize(("count", "length"), [(100, 100), (100, 20_000), (5, 400_000)])
def test_prairielearn_gets_at_most_a_megabyte(count, length):
    tests = [a_test(f"t{number}", outcome="failed", message="é" * length) for number in range(count)]
    data = prairielearn.report(read_back(a_submission(topics=[a_topic(tests=tests)])), NUMBERS)
    assert len(json.dumps(data, ensure_ascii=False, indent=1).encode()) <= 1_000_000
    assert len(data["tests"]) == count
    assert (data["tests"][0]["message"] == "é" * length) == (length == 100)


# check50.


def test_check50_has_the_fields_of_its_results():
    data = check50.report(read_back(ADA), "demo")
    assert data.keys() == {"slug", "version", "results"}
    for result in data["results"]:
        assert result.keys() == {"name", "description", "passed", "log", "cause", "data", "dependency"}
    assert [result["passed"] for result in data["results"]] == [True, True, False, False, True, None]
    assert data["results"][2]["cause"] == {"rationale": 'expected <1> & "2"', "help": "line two"}
    assert data["results"][3]["cause"] == {"rationale": "timed out", "help": None}
    assert check50.report(read_back(BROKEN), "demo")["results"][0]["passed"] is None


# SARIF.


def test_sarif_has_a_result_for_each_function_that_is_wrong():
    stream = io.StringIO()
    sarif.export(as_results(*CLASS), stream, Options())
    data = json.loads(stream.getvalue())
    assert data["version"] == "2.1.0"
    (run,) = data["runs"]
    first = run["results"][0]
    assert first["ruleId"] == "norms/f"
    assert first["level"] == "error"
    assert first["message"]["text"].startswith("Title of test_wrong\nexpected <1>")
    assert first["locations"] == [{"physicalLocation": {"artifactLocation": {"uri": "ada/norms.py"}}}]
    assert {result["ruleId"] for result in run["results"]} == {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert len(run["results"]) == 2  # not the one that is not written, and not the one that we could not grade


def test_sarif_is_valid_by_its_schema():
    """`tests/data/sarif-2.1.0.json` is the schema of SchemaStore, as an npm package of Microsoft ships it (MIT)."""
    schema = json.loads((DATA / "sarif-2.1.0.json").read_text("utf-8"))
    found = sarif.results_of(read_back(ADA), lambda topic, test: ("a b/é.py", 12))
    for document in (sarif.document(found), sarif.document([])):
        jsonschema.validate(document, schema)


def test_sarif_has_the_line_where_it_is_known_and_paths_that_are_uris():
    (result, *_) = sarif.results_of(read_back(ADA), lambda topic, test: ("a b/é.py", 12))
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "a%20b/%C3%A9.py"},
        "region": {"startLine": 12},
    }


# JSON.


def test_json_is_a_results_file_again(tmp_path):
    path = tmp_path / "again.json"
    with path.open("w", encoding="utf-8") as stream:
        results_json.export(as_results(ADA, BROKEN), stream, Options())
    assert [each.model_dump(exclude_unset=True) for each in read(path).submissions()] == [ADA, BROKEN]


# Folders.


def test_every_student_gets_a_file(tmp_path):
    rows = [
        read_back(a_submission(name)) for name in ("ada", "../../etc/passwd", "李雷", ".hidden", "a/b\\c:d", "x" * 300)
    ]
    assert write_folder(tmp_path / "new" / "out", rows, lambda row: {"who": row.student}) == 6
    names = sorted(path.name for path in (tmp_path / "new" / "out").iterdir())
    assert names == sorted(["ada.json", "..%2F..%2Fetc%2Fpasswd.json".replace("..", "%2E.", 1), "李雷.json", "%2Ehidden.json",
                            "a%2Fb%5Cc%3Ad.json", "x" * 200 + ".json"])  # fmt: skip


@pytest.mark.parametrize(
    ("student", "name"),
    [(".", "%2E"), ("a.", "a%2E"), (" a", "%20a"), ("a b@c+d", "a b@c+d")],
)
def test_a_name_is_one_on_any_system(student, name):
    assert file_name(student) == name


def test_two_students_who_would_get_one_file_are_refused(tmp_path):
    rows = [read_back(a_submission("Ada")), read_back(a_submission("ada"))]
    with pytest.raises(UsageError, match="'Ada' and 'ada' would get the same file"):
        write_folder(tmp_path, rows, lambda row: {})


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="cannot be made"):
        write_folder(tmp_path / "file" / "out", [], lambda row: {})
