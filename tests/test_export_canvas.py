"""Canvas: the gradebook that it gave comes back with our marks in it, and nobody's marks are guessed.

`tests/data/canvas.csv` has the shape that Canvas's exporter writes (the row for manual posting, read-only columns,
EX and N/A); `canvas_filled.csv` is what it must become, written by hand.
"""

import csv
import io
from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.export import canvas
from grader.export.canvas_file import read_gradebook
from grader.export.options import Options
from tests.results import a_submission, a_test, a_topic, as_results

DATA = Path(__file__).parent / "data"
LMS = DATA / "canvas.csv"


def norms(test="passed", **more):
    return a_topic("norms", [a_test(points=10.0, outcome=test)], **more)


def softmax(earned=20.0, **more):
    tests = [a_test("a", points=earned), a_test("b", points=20.0 - earned, outcome="failed")]
    return a_topic("softmax_stability", tests, **more)


CLASS = [
    a_submission("ada", [norms(final_score=8.0, days_late=2, penalty=0.2), softmax()], email="Ada@Example.org"),
    a_submission("charles", [norms(), softmax()]),
    a_submission("S3", [norms("failed"), softmax(excused=True)]),
    a_submission("eve", [norms("not_graded", outcome="not_graded"), softmax(12.675)]),
    a_submission("newcomer", [norms(), softmax()]),
]


def fill(rows=CLASS, path=LMS, **options):
    stream = io.StringIO()
    report = canvas.export(as_results(*rows), stream, Options(check=path, **options))
    return stream.getvalue(), report


def lms(tmp_path, change, encoding="utf-8"):
    path = tmp_path / "lms.csv"
    path.write_bytes(change(LMS.read_text("utf-8")).encode(encoding))
    return path


def test_a_gradebook_comes_back_filled_in_by_id():
    text, _ = fill()
    assert text == (DATA / "canvas_filled.csv").read_text("utf-8")


def test_who_did_not_match_is_said_and_why_a_cell_was_left():
    _, report = fill()
    assert report.notes == [
        "norms -> Norms (1001): 4 of 6 rows",
        "softmax_stability -> Softmax, stability (1002): 4 of 6 rows",
        "Not in Canvas's file: newcomer",
        "Not in the results, left as they are: Gone, Already",
        "Left as Canvas has them: charles (EX in norms), charles (N/A in softmax_stability)",
        "Not all graded, left as they are: eve",
    ]
    assert report.unmatched == 2


def test_what_comes_back_can_be_filled_in_again():
    text, _ = fill()
    again = io.StringIO(text)
    assert [row[5:7] for row in csv.reader(again)][1] == ["10", "20"]


def test_what_canvas_wrote_twice_gives_the_same_twice(tmp_path):
    once, _ = fill()
    path = tmp_path / "once.csv"
    path.write_text(once, encoding="utf-8")
    assert fill(path=path)[0].replace(" [not all graded]", "").replace("''", "'") == once.replace(
        " [not all graded]", ""
    )


def test_semicolons_a_byte_order_mark_and_decimal_commas_are_read(tmp_path):
    def german(text):
        rows = list(csv.reader(io.StringIO(text)))
        rows[2][5:8] = ["10,0", "1.020,00", "5"]
        out = io.StringIO()
        csv.writer(out, delimiter=";").writerows(rows)
        return "\ufeff" + out.getvalue()

    book = read_gradebook(lms(tmp_path, german))
    assert (book.delimiter, [str(each.points) for each in book.assignments]) == (";", ["10.0", "1020.00", "5"])
    text, _ = fill(path=book.path, columns={"norms": "1001"})
    assert text.splitlines()[0] == "Student;ID;SIS User ID;SIS Login ID;Section;Norms (1001)"


def test_first_and_last_names_may_have_columns_of_their_own(tmp_path):
    def split(text):
        rows = list(csv.reader(io.StringIO(text)))
        rows = [
            ["LastName", "FirstName", *rows[0][1:]],
            *([*row[0].partition(", ")[::2], *row[1:]] for row in rows[1:]),
        ]
        out = io.StringIO()
        csv.writer(out).writerows(rows)
        return out.getvalue()

    text, report = fill(path=lms(tmp_path, split))
    assert text.splitlines()[2].startswith("Lovelace,Ada,501,")
    assert "Not in the results, left as they are: Gone, Already" in report.notes


def test_a_column_can_be_named_and_the_total_too():
    text, _ = fill(columns={"total": "1003"}, scale=True)
    assert text.splitlines()[0].endswith(",Essay (1003)")
    assert text.splitlines()[2].endswith(",4.67")  # 28 of 30 points, of which Canvas makes 5


def test_the_percent_knows_the_weights_of_the_course(tmp_path):
    path = lms(tmp_path, lambda text: text.replace("Essay", "Mark").replace(",10,20,5,", ",10,20,100,"))
    rows = [a_submission("ada@example.org", [norms(), softmax(10.0)], percent=61.125), a_submission("eve", [norms()])]
    text, _ = fill(rows, path, columns={"percent": "1003"})
    assert [line.rpartition(",")[2] for line in text.splitlines()] == [
        "Mark (1003)",
        "100",
        "61.12",
        "",
        "",
        "100.00",
        "",
        "",
    ]


def test_points_that_differ_are_refused_unless_they_are_converted(tmp_path):
    path = lms(tmp_path, lambda text: text.replace(",10,20,5,", ",100,20,5,"))
    with pytest.raises(UsageError, match=r"Norms \(1001\) has 100 points in Canvas, and 10 in the results"):
        fill(path=path)
    text, _ = fill(path=path, scale=True)
    assert text.splitlines()[2].endswith(",80.00,20.00")


def test_points_that_canvas_does_not_say_are_ours(tmp_path):
    text, _ = fill(path=lms(tmp_path, lambda text: text.replace(",10,20,5,", ",,inf,five,")))
    assert text.splitlines()[2].endswith(",8.00,20.00")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: text.replace("charles", "ADA@example.org"), "the SIS Login ID of several students is the same: 'ada@example.org' is Lovelace, Ada and Babbage, Charles"),
        (lambda text: text.replace(",502,", ",501,"), "the ID of several students is the same: '501'"),
        (lambda text: text.replace("S2", "s1"), "the SIS User ID of several students"),
        (lambda text: "", "its first row has nothing"),
        (lambda text: "Name,Email,Grade\nada,a@b,3\n", "its first row has Name, Email, Grade"),
        (lambda text: text.replace("    Points Possible", "Points"), "has no row 'Points Possible'"),
        (lambda text: text + '"Short, Row",507\n', "row 10 has 2 cells, and the first row has 10"),
        (lambda text: text + '"Open, Quote', "is no CSV"),
        (lambda text: text.replace("Norms", "Softmax stability"), "has 2 assignments called 'Softmax stability'.*1001, 1002"),
        (lambda text: text.replace("Norms", "One").replace("Softmax", "Two"), "no assignment is called like a topic"),
        (lambda text: text.replace("Norms (1001)", "Norms").replace("Softmax, stability (1002)", "x").replace(" (1003)", ""), "It has: none"),
        (lambda text: text[: text.index('"Lovelace')] + "Other,9,S9,other,L01,,,,,\n", "none of its 1 students is among the 5"),
    ],
)  # fmt: skip
def test_a_file_that_does_not_fit_is_refused(tmp_path, change, words):
    path = lms(tmp_path, change)
    with pytest.raises(UsageError, match=words) as caught:
        fill(path=path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-16-le"])
def test_another_encoding_is_refused_with_what_to_do(tmp_path, encoding):
    with pytest.raises(UsageError, match=r"is not UTF-8 .* save it as 'CSV UTF-8'"):
        fill(path=lms(tmp_path, lambda text: text, encoding))


def test_a_file_that_is_not_there_or_too_large_is_refused(tmp_path, monkeypatch):
    with pytest.raises(UsageError, match="No such file"):
        fill(path=tmp_path / "none.csv")
    monkeypatch.setattr("grader.export.canvas_file.LARGEST", 100)
    with pytest.raises(UsageError, match="which no gradebook has"):
        fill()


def test_students_are_told_by_any_of_their_ids(tmp_path):
    text, report = fill([a_submission("501", [norms()]), a_submission("s2", [norms()]), a_submission("EVE", [norms()])])
    assert "norms -> Norms (1001): 3 of 6 rows" in report.notes
    assert [row[5] for row in csv.reader(io.StringIO(text))][2:6] == ["10.00", "EX", "", "10.00"]


def test_two_of_ours_that_are_one_of_canvas_are_refused():
    with pytest.raises(UsageError, match=r"'ada@example\.org' and 'S1' of the results are both Lovelace, Ada"):
        fill([a_submission("ada@example.org", [norms()]), a_submission("S1", [norms()])])


@pytest.mark.parametrize(
    ("columns", "words"),
    [({"losses": "1001"}, "there is no topic 'losses'"), ({"norms": "9"}, "has no assignment with the id 9")],
)
def test_a_column_that_is_not_there_is_refused(columns, words):
    with pytest.raises(UsageError, match=words):
        fill(columns=columns)


def test_without_canvas_own_file_a_new_gradebook_is_made():
    stream = io.StringIO()
    report = canvas.export(as_results(*CLASS, a_submission("=x", [norms()])), stream, Options())
    assert stream.getvalue().splitlines()[:3] == [
        "Student,ID,SIS User ID,SIS Login ID,Section,norms,softmax_stability",
        "    Points Possible,,,,,10.00,20.00",
        "ada,,,ada,,8.00,20.00",
    ]
    assert "eve [not all graded],,,eve,,,12.68" in stream.getvalue()
    assert "S3,,,S3,,0.00,EX" in stream.getvalue()
    assert "Canvas will make a new assignment of each column" in report.notes[0]
    assert report.notes[1] == "Canvas will not know these logins, which were made safe for spreadsheets: =x"


def test_a_new_gradebook_fills_the_assignments_whose_ids_are_given():
    stream = io.StringIO()
    canvas.export(as_results(*CLASS), stream, Options(columns={"norms": "7", "total": "8"}))
    assert stream.getvalue().splitlines()[:3] == [
        "Student,ID,SIS User ID,SIS Login ID,Section,norms (7),total (8)",
        "    Points Possible,,,,,10.00,30.00",
        "ada,,,ada,,8.00,28.00",
    ]
    with pytest.raises(UsageError, match="no topic 'other'"):
        canvas.export(as_results(*CLASS), stream, Options(columns={"other": "7"}))
