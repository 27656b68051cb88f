"""The roster: tables as registries, LMSs and spreadsheets export them, and every mistake with its line."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from grader.errors import CourseError
from grader.intake import roster as rosters
from grader.intake.roster import RosterRow, read_roster
from grader.moments import Span


@pytest.fixture
def roster(tmp_path):
    """roster(text or bytes) -> its rows."""

    def read(content, zone=None):
        path = tmp_path / "roster.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return list(read_roster(path, zone))

    return read


def test_each_line_is_a_student(roster):
    rows = roster("id,name,email,section,extension\na1,Ada Lovelace,ada@x.org,Mon,\nb2,李雷,,,2\n")
    assert rows == [
        RosterRow("a1", "Ada Lovelace", "ada@x.org", "Mon", line=2),
        RosterRow("b2", "李雷", extension=Span(2), line=3),
    ]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_separators_marks_and_line_ends_of_spreadsheets_are_read(roster, separator, start, ending):
    lines = [["id", "name", "section"], ["1", "Ada", "A"], ["2", "Bob", "B"]]
    text = ending.join(separator.join(line) for line in lines)
    assert [(row.id, row.name, row.section) for row in roster(start + text.encode())] == [
        ("1", "Ada", "A"),
        ("2", "Bob", "B"),
    ]


def test_quoted_cells_blank_lines_and_short_lines_are_read(roster):
    rows = roster('name,id,section\n"Lovelace, Ada",1,A\n\n , ,\n"Line\nbreak",2\n')
    assert [(row.id, row.name, row.section, row.line) for row in rows] == [
        ("1", "Lovelace, Ada", "A", 2),
        ("2", "Line\nbreak", "", 6),
    ]


def test_only_the_id_is_needed(roster):
    assert [row.id for row in roster("ID\n0042\n")] == ["0042"]


@pytest.mark.parametrize(
    ("head", "line", "expected"),
    [
        ("Student,ID,SIS User ID,SIS Login ID,Section", '"Lovelace, Ada",77,s1,ada,Mon', ("77", "Lovelace, Ada", "Mon", {"s1", "ada"})),
        ("Name,SID,Email,Sections", "Ada,100,a@x,Mon", ("100", "Ada", "Mon", set())),
        ("First name,Surname,ID number,Email address", "Ada,Lovelace,9,a@x", ("9", "Ada Lovelace", "", set())),
        ("identifier,github_username,github_id,name", "ada@x,adal,1,Ada", ("ada@x", "Ada", "", {"adal"})),
        ("Student-ID;Full Name", "7;Ada", ("7", "Ada", "", set())),
    ],
    ids=["canvas", "gradescope", "moodle", "classroom", "german"],
)  # fmt: skip
def test_the_columns_of_other_systems_are_known(roster, head, line, expected):
    (row,) = roster(f"{head}\n{line}\n")
    assert (row.id, row.name, row.section, set(row.logins)) == expected


def test_the_second_line_of_a_canvas_gradebook_is_nobody(roster):
    text = "Student,ID,Section,Norms (12)\n    Points Possible,,,10\nAda,1,A,\n"
    assert [row.id for row in roster(text)] == ["1"]


def test_extensions_are_days_lengths_or_dates(roster):
    text = "id;extension\na;2\nb;12 h\nc;2026-03-05\nd;2026-03-05 12:00\ne;2026-03-05T12:00Z\nf;0\n"
    found = {row.id: row.extension for row in roster(text, ZoneInfo("Europe/Berlin"))}
    assert found == {
        "a": Span(2),
        "b": Span(0, timedelta(hours=12)),
        "c": datetime(2026, 3, 5, 23, tzinfo=UTC),
        "d": datetime(2026, 3, 5, 11, tzinfo=UTC),
        "e": datetime(2026, 3, 5, 12, tzinfo=UTC),
        "f": Span(),
    }


def test_a_time_of_handing_in_can_be_told(roster):
    (row,) = roster("id,submission_timestamp\na,2026-03-01 22:00:00 UTC\n")
    assert row.submitted_at == datetime(2026, 3, 1, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", r"line 1: there is no column id; the columns are: none. Call the one"),
        ("\n\n", r"line 1: there is no column id"),
        ("name,mail\nAda,a@x\n", r"line 1: there is no column id; the columns are: name, mail. Call the one that holds"),
        ("id,name,id\n1,Ada,2\n", "line 1: the column id is there twice. Keep one of the two"),
        ("id,name\n", r"roster.csv: there is nobody in it. Write a line for each student"),
        ("id,name\n1,Ada\n2,Bob\n1,Cyd\n", "line 4: the id '1' stands on line 2 already. Give each student an id"),
        ("id,name\n1,Ada\n,Bob\n", "line 3: the id is empty. Give every student one, or delete the line"),
        ("id,extension\n1,soon\n", "line 2: extension is 'soon'; it must be a length of time such as .*, a number of days, or a date"),
        ("id,extension\n1,-2\n", "line 2: extension is '-2'; it must be"),
        ("id,extension\n1,2026-03-05 12:00\n", r"line 2: extension is '2026-03-05 12:00'; it must have a zone such as \+01:00"),
        ("id,submitted_at\n1,2026-99-05\n", "line 2: submitted_at is '2026-99-05'; it must be a date"),
        ('id,name\n1,"Ada\n', "line 2: this is no CSV: .*. Save the table as CSV once more"),
        (b"id,name\n1,Ada\n2,J\xfcrgen\n", "line 3: the byte 0xfc is not UTF-8. Save the table as CSV in UTF-8"),
        ("id,name\n1\0,a\n", r"line 2: the id '1\\x00' cannot be printed. Give the student another"),
    ],
)  # fmt: skip
def test_each_mistake_is_told_with_its_line(roster, content, words):
    with pytest.raises(CourseError, match=words):
        roster(content)


def test_all_mistakes_are_told_at_once(roster):
    with pytest.raises(CourseError) as caught:
        roster("id,extension\n,\n1,x\n1,\n2,y\n")
    assert [line.split(": ")[0].rpartition(" ")[2] for line in str(caught.value).splitlines()] == ["3", "4", "5"]


def test_a_roster_that_cannot_be_read_says_what_to_name(tmp_path):
    with pytest.raises(CourseError, match=r"roster .*nowhere.csv cannot be read: No such file .*Name a CSV file"):
        read_roster(tmp_path / "nowhere.csv")
    with pytest.raises(CourseError, match=r"cannot be read: Is a directory"):
        read_roster(tmp_path)


def test_a_file_that_is_too_large_for_a_roster_is_refused(roster, monkeypatch):
    monkeypatch.setattr(rosters, "SIZE_CAP", 10)
    with pytest.raises(CourseError, match=r"has more than 10 bytes. Is it the right file"):
        roster("id,name\n1,Ada\n")


def test_students_are_found_by_id(tmp_path):
    (tmp_path / "r.csv").write_text("id\na\nb\n")
    found = read_roster(tmp_path / "r.csv")
    assert len(found) == 2
    assert found.find("a").id == "a"
    assert found.find("A") is None
