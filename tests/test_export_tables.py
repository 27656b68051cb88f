"""Marks as tables: numbers, blanks, names that are dangerous, and the shapes that each system reads."""

import csv
import io
from decimal import Decimal

import pytest

from grader.errors import ResultsError, UsageError
from grader.export import csv_long, csv_wide, gradescope, moodle, otter, prairielearn
from grader.export.formats import FORMATS, export
from grader.export.marks import Numbers, exact, row_of
from grader.export.options import Options, columns_of
from grader.export.table import text_cell
from tests.results import a_submission, a_test, a_topic, as_results, read_back

LATE = a_topic("norms", [a_test(points=10.0)], days_late=2, penalty=0.2, final_score=8.0, attempt=1)
UNGRADED = a_topic("norms", [a_test(points=10.0, outcome="not_graded")], outcome="not_graded")


def table(module, *rows, **options):
    stream = io.StringIO()
    report = module.export(as_results(*rows), stream, Options(**options))
    return list(csv.reader(io.StringIO(stream.getvalue()))), report


# Numbers.


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (2.675, 2, "2.68"), (2.665, 2, "2.66"), (0.5, 0, "0"), (1.5, 0, "2"), (2.5, 0, "2"), (7.0, 2, "7.00"),
        (0.1 + 0.2, 2, "0.30"), (1e-7, 2, "0.00"), (-0.001, 2, "0.00"), (100.0, 0, "100"), (1 / 3, 6, "0.333333"),
    ],
)  # fmt: skip
def test_numbers_are_rounded_half_to_even_as_they_are_written(value, decimals, text):
    assert Numbers(decimals).text(exact(value)) == text


def test_a_total_is_added_up_before_it_is_rounded():
    topics = [a_topic(name, [a_test(points=1.0)], final_score=0.335) for name in ("a", "b", "c")]
    row = row_of(read_back(a_submission(topics=topics)))
    assert row.total.score == Decimal("1.005")
    assert Numbers(2).text(row.total.score) == "1.00"


def test_a_final_score_counts_and_the_score_where_there_is_none():
    row = row_of(read_back(a_submission(topics=[LATE, a_topic("losses")])))
    assert [mark.score for mark in row.topics.values()] == [8, 10]
    assert row.total.score == 18
    assert row.topics["norms"].note == "2 days late, 20 % off"


def test_the_final_score_and_percent_of_the_course_count_for_the_total():
    row = row_of(read_back(a_submission(final_score=6.5, percent=71.25)))
    assert (row.total.score, row.percent) == (Decimal("6.5"), Decimal("71.25"))


def test_a_topic_of_extra_credit_is_in_no_maximum():
    topics = [a_topic(), a_topic("bonus", [a_test(points=4.0)], extra_credit=True)]
    rows, _ = table(csv_wide, a_submission(topics=topics))
    wide = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    assert [(row["norms"], row["bonus"], row["total"], row["max"]) for row in wide] == [
        ("10.00", "0.00", "10.00", "10.00"),
        ("10.00", "4.00", "14.00", "10.00"),
    ]
    rows, _ = table(csv_long, a_submission(topics=topics))
    assert [row[rows[0].index("extra_credit")] for row in rows[1:]] == ["no", "yes"]
    data = gradescope.report(read_back(a_submission(topics=topics)), Numbers(2))
    assert [test["max_score"] for test in data["tests"]] == [10.0, 0.0]
    assert prairielearn.report(read_back(a_submission(topics=topics)), Numbers(2))["tests"][1]["max_points"] == 0.0


def test_an_excused_topic_counts_neither_way():
    row = row_of(read_back(a_submission(topics=[a_topic("norms"), a_topic("losses", excused=True)])))
    assert (row.topics["losses"].score, row.total.score, row.total.max_score) == (None, 10, 10)
    assert row.status == "graded"


def test_an_excused_student_has_no_marks():
    row = row_of(read_back(a_submission(excused=True)))
    assert (row.total.score, row.percent, row.status) == (None, None, "excused")


def test_work_that_is_not_graded_has_no_mark_and_neither_has_the_total():
    row = row_of(read_back(a_submission(topics=[UNGRADED, a_topic("losses")])))
    assert [mark.score for mark in row.topics.values()] == [None, 10]
    assert (row.total.score, row.status) == (None, "partial")


# Text.


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=cmd()", "'=cmd()"), ("+1", "'+1"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "'=1"), ("  =1", "'=1"),
        ("|calc", "'|calc"), ("＝1", "'＝1"), ("a\nb", "a b"), ("a\x1b[2Jb\x00", "a [2Jb"), ("O'Brien, Zoë", "O'Brien, Zoë"),
        ("李雷", "李雷"), ("علی\u200cرضا", "علی\u200cرضا"), ("a\u202eb", "a b"), ("", ""),
    ],
)  # fmt: skip
def test_text_that_a_spreadsheet_would_run_is_made_harmless(text, cell):
    assert text_cell(text) == cell


# The tables.

CLASS = [
    a_submission("ada", [LATE], name='Lovelace, Ada "Countess"', email="ada@example.org", section="A"),
    a_submission("=cmd()", [a_topic("norms", [a_test(points=10.0, outcome="failed")])], name="@李雷"),
    a_submission("bob", [a_topic("losses", [a_test(points=3.0)])], missing=True, notes=["no file"]),
]


def test_csv_wide_has_a_row_a_student_and_the_points_above():
    rows, _ = table(csv_wide, *CLASS)
    assert rows == [
        ["student", "name", "email", "section", "norms", "losses", "total", "max", "percent", "status", "notes"],
        ["points possible", "", "", "", "10.00", "3.00", "13.00", "13.00", "", "", ""],
        ["ada", 'Lovelace, Ada "Countess"', "ada@example.org", "A", "8.00", "", "8.00", "10.00", "80.00", "graded",
         "norms: 2 days late, 20 % off"],
        ["'=cmd()", "'@李雷", "", "", "0.00", "", "0.00", "10.00", "0.00", "graded", ""],
        ["bob", "", "", "", "", "3.00", "3.00", "3.00", "100.00", "missing", "no file"],
    ]  # fmt: skip


def test_csv_long_has_a_row_a_test():
    rows, _ = table(csv_long, *CLASS)
    assert [len(row) for row in rows] == [17] * 4
    assert dict(zip(rows[0], rows[1], strict=True)) == {
        "student": "ada", "section": "A", "topic": "norms", "suite": "public", "function": "f", "test": "test_a",
        "title": "Title of test_a", "points": "10.00", "earned": "10.00", "outcome": "passed", "extra_credit": "no",
        "seconds": "0.25", "topic_outcome": "graded", "days_late": "2", "penalty": "0.2", "topic_score": "8.00",
        "status": "graded",
    }  # fmt: skip


def test_csv_long_leaves_blank_what_was_not_graded_and_marks_every_row():
    rows, _ = table(csv_long, a_submission("ada", [UNGRADED, a_topic("losses")]))
    assert [(row[8], row[16]) for row in rows[1:]] == [("", "partial"), ("10.00", "partial")]


def test_otter_has_its_columns_and_its_row_of_points():
    """As otter-grader 7 writes it: questions in alphabetical order, a share for the percent, the points first."""
    rows, _ = table(otter, *CLASS)
    assert rows == [
        ["file", "losses", "norms", "total_points_earned", "percent_correct", "grading_status"],
        ["points-per-question", "3.00", "10.00", "13.00", "1", "--"],
        ["ada", "", "8.00", "8.00", "0.8", "Completed"],
        ["'=cmd()", "", "0.00", "0.00", "0", "Completed"],
        ["bob", "3.00", "", "3.00", "1", "Missing"],
    ]


def test_otter_says_what_is_not_graded():
    rows, _ = table(otter, a_submission("ada", [UNGRADED]))
    assert rows[2] == ["ada", "", "", "", "Not graded: norms"]


def test_moodle_has_an_item_and_its_feedback_for_each_topic():
    rows, report = table(moodle, *CLASS)
    assert rows[0] == ["ID number", "Full name", "norms", "norms (feedback)", "losses", "losses (feedback)", "Total",
                       "Total (feedback)", "Percent"]  # fmt: skip
    assert rows[1] == ["ada", 'Lovelace, Ada "Countess"', "8.00", "8 of 10; 2 days late, 20 % off", "", "", "8.00",
                       "8 of 10", "80.00"]  # fmt: skip
    assert report.notes == ["Moodle will not know these ids, which were made safe for spreadsheets: =cmd()"]


def test_moodle_knows_students_by_email_where_all_have_one():
    everybody = [a_submission("ada", email="ada@example.org"), a_submission("bob", email="bob@example.org")]
    rows, _ = table(moodle, *everybody)
    assert [row[0] for row in rows] == ["Email address", "ada@example.org", "bob@example.org"]
    rows, _ = table(moodle, *everybody, identify="username")
    assert [row[0] for row in rows] == ["Username", "ada", "bob"]


def test_moodle_by_email_needs_an_email_of_everybody():
    with pytest.raises(ResultsError, match="have no email address: bob"):
        table(moodle, a_submission("ada", email="ada@example.org"), a_submission("bob"), identify="email")


def test_moodle_gets_no_mark_where_there_is_none_and_reads_why():
    rows, _ = table(moodle, a_submission("ada", [UNGRADED]))
    assert rows[1][2:] == ["", "not graded yet", "", "not all graded", ""]


@pytest.mark.parametrize(
    "name",
    [name for name, found in FORMATS.items() if found.module in ("csv_wide", "csv_long", "otter", "moodle", "canvas")],
)
def test_every_table_is_as_wide_everywhere_and_safe_in_every_cell(name):
    stream = io.StringIO()
    export(name, as_results(*CLASS, a_submission("-x", [LATE], name="\t+1", section="@x")), stream, Options())
    rows = list(csv.reader(io.StringIO(stream.getvalue()), strict=True))
    assert len({len(row) for row in rows}) == 1
    assert not [cell for row in rows for cell in row if cell.lstrip()[:1] in "=+@" and cell.strip()]
    assert not [cell for row in rows for cell in row if cell.startswith("-") and cell != "--"]


# What all formats share.


MARKS = {  # how each format marks what is not all graded; SARIF has no marks, and leaves such tests out
    "canvas": "[not all graded]", "moodle": "not all graded", "gradescope": "norms: not graded yet",
    "github-classroom": '"status": "error"', "prairielearn": '"gradable": false', "check50": '"passed": null',
    "junit": '<error type="not_graded"', "sarif": '"results": []', "csv": "partial", "csv-long": "partial",
    "otter": "Not graded: norms", "json": "not_graded",
}  # fmt: skip


@pytest.mark.parametrize("name", [name for name, found in FORMATS.items() if found.kind != "database"])
def test_marks_that_are_not_all_there_are_refused_and_go_out_partial_when_asked_for(name, tmp_path):
    results = as_results(a_submission("ada", [UNGRADED, a_topic("losses")]), a_submission("bob"))
    out = tmp_path / "out"
    with pytest.raises(ResultsError, match=r"the work of one student is not graded yet: ada \(norms\)"):
        export(name, results, out, Options())
    assert not out.exists()
    report = export(name, results, out, Options(partial=True))
    assert "Not all graded: ada" in report.notes
    ada = out if out.is_file() else out / "ada.json"
    assert MARKS[name] in ada.read_text("utf-8")


def test_more_than_five_names_are_counted():
    rows = [a_submission(f"s{number}", [UNGRADED]) for number in range(7)]
    with pytest.raises(ResultsError, match=r"the work of 7 students .* s4 \(norms\); \.\.\."):
        export("csv", as_results(*rows), io.StringIO(), Options())


def test_rounding_is_stated():
    report = export("csv", as_results(a_submission()), io.StringIO(), Options(Numbers(3)))
    assert report.notes == ["Numbers have 3 decimals, rounded half to even."]


@pytest.mark.parametrize("options", [{"scale": True}, {"columns": {"norms": "1"}}])
def test_what_is_for_canvas_is_refused_elsewhere(options):
    with pytest.raises(UsageError, match="are for canvas, not for moodle"):
        export("moodle", as_results(a_submission()), io.StringIO(), Options(**options))


@pytest.mark.parametrize("text", ["norms", "=12", "norms=", "norms=x1", "norms=१"])
def test_a_column_must_be_a_topic_and_a_number(text):
    with pytest.raises(UsageError, match="must be TOPIC=ID"):
        columns_of([text])


def test_a_column_is_named_once():
    assert columns_of(["norms=1", "total=2"]) == {"norms": "1", "total": "2"}
    with pytest.raises(UsageError, match="named twice"):
        columns_of(["norms=1", "losses=1"])
