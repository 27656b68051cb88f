"""Each form that a class comes in, told by the names that its system gives."""

import os
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from grader.errors import UsageError
from grader.intake import FORMS, Intake, Roster, RosterRow
from grader.intake.topic import handed_in
from tests.zips import zipped

TOPICS = {"norms": "1_foundations/2_norms", "dropout": "4_generalization/4_dropout"}


def planted(folder, files):
    """Write path -> content below a folder; a path that ends in / is an empty folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / name
        (path if name.endswith("/") else path.parent).mkdir(parents=True, exist_ok=True)
        if not name.endswith("/"):
            path.write_bytes(content)
    return folder


def read(path, *rows, form="auto", topics=TOPICS, **more):
    """The class as {(student, number): {topic: content or problem}}, the intake's report, and the attempts."""
    roster = Roster({row.id: row for row in rows}) if rows else None
    with Intake(path, roster, topics=topics, form=form, **more) as intake:
        work = {}
        for attempt in intake.attempts:
            found = {topic: handed_in(attempt, topic, relative) for topic, relative in topics.items()}
            work[attempt.student, attempt.number] = {
                topic: each.problem or each.source for topic, each in found.items() if each != type(each)(None)
            }
        return work, intake.report, intake.attempts


def both(files, tmp_path, name="class"):
    """The same files as a folder and as a zip."""
    (tmp_path / f"{name}.zip").write_bytes(zipped(files))
    return [planted(tmp_path / name, files), tmp_path / f"{name}.zip"]


# Folders, zips and files.


def test_a_folder_for_each_student(tmp_path):
    files = {
        "ada/norms.py": b"a",
        "bob/1_foundations/2_norms/norms.py": b"b",
        "cyd/dropout/dropout.py": b"c",
        "dan/": b"",
    }
    for path in both(files, tmp_path):
        work, report, _ = read(path)
        assert work == {
            ("ada", 1): {"norms": b"a"},
            ("bob", 1): {"norms": b"b"},
            ("cyd", 1): {"dropout": b"c"},
            ("dan", 1): {},
        }
        assert report == []


def test_a_zip_for_each_student_in_a_folder_or_a_zip(tmp_path):
    files = {"ada.zip": zipped({"norms.py": b"a"}), "bob.ZIP": zipped({"work/1_foundations/2_norms/norms.py": b"b"})}
    for path in both(files, tmp_path):
        work, report, attempts = read(path)
        assert work == {("ada", 1): {"norms": b"a"}, ("bob", 1): {"norms": b"b"}}
        assert report == []
        assert all(attempt.notes == () for attempt in attempts)


def test_a_zip_of_the_classs_folder_is_the_same_as_the_folder(tmp_path):
    (tmp_path / "c.zip").write_bytes(
        zipped({"class/ada/norms.py": b"a", "class/bob/norms.py": b"b", "__MACOSX/class/._x": b""})
    )
    assert read(tmp_path / "c.zip")[0] == {("ada", 1): {"norms": b"a"}, ("bob", 1): {"norms": b"b"}}


def test_a_student_who_is_there_as_a_folder_and_a_zip_has_two_attempts_and_it_is_told(tmp_path):
    files = {"ada/norms.py": b"folder", "ada.zip": zipped({"norms.py": b"zip"})}
    work, _, attempts = read(planted(tmp_path / "class", files))
    assert work == {("ada", 1): {"norms": b"folder"}, ("ada", 2): {"norms": b"zip"}}
    assert attempts[1].notes == ("ada is there twice, as a folder and as ada.zip; the zip counts as the later attempt",)


def test_attempts_in_a_students_folder_are_in_the_order_of_their_numbers(tmp_path):
    files = {f"ada/attempt_{number}/norms.py": str(number).encode() for number in (10, 2)} | {
        "ada/Attempt 1.zip": zipped({"norms.py": b"1"})
    }
    work, _, _ = read(planted(tmp_path / "class", files))
    assert work == {("ada", number): {"norms": text} for number, text in ((1, b"1"), (2, b"2"), (3, b"10"))}


def test_of_many_attempts_only_the_last_are_read_and_it_is_told(tmp_path):
    files = {f"ada/attempt_{number}/norms.py": str(number).encode() for number in range(1, 24)}
    work, _, attempts = read(planted(tmp_path / "class", files))
    assert list(work) == [("ada", number) for number in range(4, 24)]
    assert work["ada", 23] == {"norms": b"23"}
    assert {attempt.notes for attempt in attempts} == {("only the last 20 of 23 attempts are read",)}


def test_loose_files_and_links_beside_the_students_are_left_out_and_named(tmp_path):
    folder = planted(
        tmp_path / "class", {"ada/norms.py": b"a", "notes.txt": b"", "norms.py": b"stray", ".git/config": b""}
    )
    (folder / "eve").symlink_to(folder / "ada")
    work, report, _ = read(folder)
    assert list(work) == [("ada", 1)]
    assert report == [
        "Read as a folder or zip for each student: 1 student",
        "left out, as files of nobody: norms.py, notes.txt",
        "eve is a link, which is not followed",
    ]


@pytest.mark.parametrize(
    "files",
    [
        {"norms.py": b"a", "README.md": b""},
        {"1_foundations/2_norms/norms.py": b"a", "1_foundations/2_norms/test_norms.py": b"", "README.md": b""},
        {"norms.py": b"a", "2_linear_networks/": b""},
    ],
)
def test_one_students_work_is_a_class_of_one(tmp_path, files):
    for path in both(files, tmp_path, "ada"):
        work, report, _ = read(path)
        assert work == {("ada", 1): {"norms": b"a"}}
        assert report == ["Read as the work of one student: 1 student"]
    (tmp_path / "bob.zip").write_bytes(zipped({f"work/{name}": content for name, content in files.items()}))
    assert read(tmp_path / "bob.zip")[0] == {("bob", 1): {"norms": b"a"}}


def test_a_zip_of_one_student_whom_the_roster_knows_is_that_students(tmp_path):
    (tmp_path / "class.zip").write_bytes(zipped({"ada/norms.py": b"a"}))
    assert list(read(tmp_path / "class.zip", RosterRow("Ada"))[0]) == [("Ada", 1)]


def test_a_single_file_is_the_work_of_whom_its_folder_is_called_after(tmp_path, monkeypatch):
    folder = planted(tmp_path / "ada", {"norms.py": b"a", "bob.py": b"b"})
    assert read(folder / "norms.py")[0] == {("ada", 1): {"norms": b"a"}}
    monkeypatch.chdir(folder)
    assert read(Path("norms.py"))[0] == {("ada", 1): {"norms": b"a"}}
    assert read(folder / "bob.py", topics={"norms": TOPICS["norms"]})[0] == {("bob", 1): {"norms": b"b"}}


def test_a_single_file_may_be_called_after_student_and_topic_or_be_a_copy(tmp_path):
    folder = planted(tmp_path / "ada", {"bob_norms.py": b"b", "norms (1).py": b"a"})
    for topics in (TOPICS, {"norms": TOPICS["norms"]}):
        assert read(folder / "bob_norms.py", topics=topics)[0] == {("bob", 1): {"norms": b"b"}}
        assert read(folder / "norms (1).py", topics=topics)[0] == {("ada", 1): {"norms": b"a"}}


def test_a_single_file_that_is_no_topics_is_refused_and_not_a_zero(tmp_path):
    folder = planted(tmp_path / "ada", {"make.py": b"a"})
    with pytest.raises(UsageError, match=r"make.py is called like none of the topics: norms, dropout. Rename it"):
        read(folder / "make.py")


def test_files_called_after_student_and_topic(tmp_path):
    files = {"ada_norms.py": b"a", "ada_dropout.py": b"d", "bob-norms.py": b"b", "notes.txt": b""}
    for path in both(files, tmp_path):
        work, report, _ = read(path)
        assert work == {("ada", 1): {"norms": b"a", "dropout": b"d"}, ("bob", 1): {"norms": b"b"}}
        assert report == ["Read as files called <student>_<topic>: 2 students"]


def test_files_called_after_students_where_there_is_one_topic(tmp_path):
    folder = planted(tmp_path / "class", {"ada.py": b"a", "bob.py": b"b"})
    assert read(folder, topics={"norms": ""})[0] == {("ada", 1): {"norms": b"a"}, ("bob", 1): {"norms": b"b"}}


# Canvas.


CANVAS = {
    "lovelaceada_1234_5678_norms.py": b"a",
    "lovelaceada_1234_5679_dropout.py": b"d",
    "noetheremmy_LATE_1235_6001_norms-1.py": b"second",
    "noetheremmy_LATE_1235_6000_norms.py": b"first",
    "noetheremmy_LATE_1235_5999_dropout.py": b"once",
    "turingalan_1236_7000_work.zip": zipped({"work/norms.py": b"t", "conftest.py": b"evil"}),
    "anon_xY9z_8000_norms.py": b"anonymous",
    "hoppergrace_1237_text.html": b"<p>hello</p>",
    "vondermüllerhans_1238_9000_norms.py": b"m",
}


def test_a_canvas_download(tmp_path):
    for path in both(CANVAS, tmp_path):
        work, report, attempts = read(path)
        assert work == {
            ("1234", 1): {"norms": b"a", "dropout": b"d"},
            ("1235", 1): {"norms": b"first", "dropout": b"once"},
            ("1235", 2): {"norms": b"second", "dropout": b"once"},
            ("1236", 1): {"norms": b"t"},
            ("1237", 1): {},
            ("1238", 1): {"norms": b"m"},
            ("anon_xY9z", 1): {"norms": b"anonymous"},
        }
        assert report == ["Read as a Canvas download: 6 students, 1 late"]
        by_id = {attempt.student: attempt for attempt in attempts}
        assert (by_id["1234"].name, by_id["1238"].name, by_id["anon_xY9z"].name) == (
            "lovelaceada",
            "vondermüllerhans",
            "",
        )
        assert "Canvas calls it late" in by_id["1235"].notes[0]
        assert by_id["1237"].notes == ("handed in a text and no file: hoppergrace_1237_text.html",)


def test_students_of_canvas_are_found_in_the_roster_by_id_login_or_name(tmp_path):
    rows = [
        RosterRow("1234", "Somebody Else"),
        RosterRow("s2", "Emmy Noether"),
        RosterRow("s3", logins=("1236",)),
        RosterRow("s4", "Hans von der Müller"),
    ]
    work, report, attempts = read(planted(tmp_path / "c", CANVAS), *rows)
    assert {student for student, _ in work} == {"1234", "s2", "s3", "s4", "1237", "anon_xY9z"}
    assert report[1:] == ["not in the roster, and graded all the same: 1237, anon_xY9z"]
    assert {attempt.student: attempt.name for attempt in attempts}["s2"] == "Emmy Noether"


# Moodle.


@pytest.mark.parametrize("end", ["", "_"])
def test_a_moodle_download_in_folders(tmp_path, end):
    files = {
        f"Ada Lovelace_101_assignsubmission_file{end}/norms.py": b"a",
        f"Ada Lovelace_101_assignsubmission_onlinetext{end}/onlinetext.html": b"",
        f"Wei Zhang_102_assignsubmission_file{end}/norms.py": b"one",
        f"Wei Zhang_103_assignsubmission_file{end}/norms.py": b"other",
        f"Participant_104_assignsubmission_file{end}/work.zip": zipped({"norms.py": b"p"}),
    }
    for path in both(files, tmp_path):
        work, report, attempts = read(path)
        assert work == {
            ("Participant 101", 1): {"norms": b"a"},
            ("Participant 102", 1): {"norms": b"one"},
            ("Participant 103", 1): {"norms": b"other"},
            ("Participant 104", 1): {"norms": b"p"},
        }
        assert report == ["Read as a Moodle download: 4 students"]
        assert [attempt.name for attempt in attempts] == ["Ada Lovelace", "Wei Zhang", "Wei Zhang", ""]


def test_a_moodle_download_without_folders(tmp_path):
    files = {
        "Ada L_101_assignsubmission_file_norms.py": b"a",
        "Ada L_101_assignsubmission_file_dropout.py": b"d",
        "stray.txt": b"",
    }
    work, report, _ = read(planted(tmp_path / "m", files))
    assert work == {("Participant 101", 1): {"norms": b"a", "dropout": b"d"}}
    assert report[1:] == ["stray.txt has no name that Moodle gives, and is left out"]


def test_two_students_of_one_name_are_kept_apart_and_it_is_told(tmp_path):
    files = {f"Wei Zhang_{number}_assignsubmission_file/norms.py": b"x" for number in (102, 103)}
    folder = planted(tmp_path / "m", files | {"Ada Lovelace_101_assignsubmission_file/norms.py": b"a"})
    ada = RosterRow("a", "Lovelace, Ada")
    work, report, attempts = read(folder, ada, RosterRow("z1", "Wei Zhang"), RosterRow("z2", "Zhang, Wei"))
    assert list(work) == [("Participant 102", 1), ("Participant 103", 1), ("a", 1)]
    assert attempts[0].notes == ("not in the roster by id, and several there have this name: z1, z2",)
    assert report[1:] == [
        "handed in nothing, by the roster: z1, z2",
        "not in the roster, and graded all the same: Participant 102, Participant 103",
    ]
    work, _, attempts = read(folder, ada, RosterRow("z1", "Wei Zhang"))
    assert list(work) == [("Participant 102", 1), ("Participant 103", 1), ("a", 1)]
    assert attempts[0].notes == ("not in the roster by id, and z1 of this name is not the only one who handed in",)
    work, _, _ = read(
        folder,
        ada,
        RosterRow("z1", "Wei Zhang", logins=("Participant 103",)),
        RosterRow("z2", "Wei Zhang", logins=("Participant 102",)),
    )
    assert list(work) == [("a", 1), ("z1", 1), ("z2", 1)]


# Gradescope.


METADATA = b"""\
submission_1:
  :submitters:
  - :name: Ada Lovelace
    :sid: '100'
    :email: ada@example.org
  :created_at: 2026-03-01 22:10:00.123456789 Z
  :score: 1.0
  :results: !ruby/hash:ActiveSupport::HashWithIndifferentAccess
    tests: []
submission_2:
  :submitters:
  - :name: Bob
    :sid: ''
    :email: bob@example.org
  - :name: Cyd
    :sid: '102'
    :email: cyd@example.org
  :created_at: 2026-03-01T15:10:00-07:00
submission_3:
  :submitters:
  - :name: Dan
    :sid: '103'
submission_9:
  :submitters: []
  :created_at: soon
submission_10:
  :submitters:
  - :name: Eve
    :sid: '100'
    :email: ada@example.org
  :created_at: 2026-03-02 22:10:00 Z
"""


def test_a_gradescope_export(tmp_path):
    files = {f"submission_{number}/norms.py": str(number).encode() for number in (1, 2, 9, 10)} | {
        "submission_metadata.yml": METADATA
    }
    for path in both({f"assignment_77_export/{name}": content for name, content in files.items()}, tmp_path):
        work, report, attempts = read(path)
        assert work == {
            ("100", 1): {"norms": b"1"},
            ("100", 2): {"norms": b"10"},
            ("102", 1): {"norms": b"2"},
            ("bob@example.org", 1): {"norms": b"2"},
            ("submission_9", 1): {"norms": b"9"},
        }
        assert report == [
            "Read as a Gradescope export: 4 students",
            "submission_metadata.yml does not say whose submission_9 is; it is graded under that name",
            "submission_3 is in submission_metadata.yml, but its folder is not there",
        ]
        assert [attempt.submitted_at for attempt in attempts] == [
            datetime(2026, 3, 1, 22, 10, 0, 123456, UTC), datetime(2026, 3, 2, 22, 10, tzinfo=UTC),
            datetime(2026, 3, 1, 22, 10, tzinfo=UTC), datetime(2026, 3, 1, 22, 10, tzinfo=UTC), None,
        ]  # fmt: skip
        assert attempts[2].notes == ("handed in together by Bob, Cyd",)


@pytest.mark.parametrize(
    ("metadata", "words"),
    [
        (b"a: [", "cannot be understood (ParserError)"),
        (b"\xff\xfe\xff", "cannot be understood"),
        (b"", "is empty"),
        (b"- 1", "is empty"),
    ],
)
def test_metadata_that_cannot_be_understood_costs_nobody_anything(tmp_path, metadata, words):
    folder = planted(tmp_path / "g", {"submission_1/norms.py": b"a", "submission_metadata.yml": metadata})
    work, report, _ = read(folder)
    assert work == {("submission_1", 1): {"norms": b"a"}}
    assert words in report[1]


def test_nothing_in_the_metadata_can_make_an_object(tmp_path):
    evil = b"submission_1: !!python/object/apply:os.system ['touch /tmp/owned']\n"
    work, _, _ = read(planted(tmp_path / "g", {"submission_1/norms.py": b"a", "submission_metadata.yml": evil}))
    assert work == {("submission_1", 1): {"norms": b"a"}}


# nbgrader.


@pytest.mark.parametrize("root", ["submitted", "course/submitted"])
def test_nbgraders_submitted_folder(tmp_path, root):
    files = {
        "ada/week1/norms.py": b"a",
        "ada/week1/timestamp.txt": b"2026-03-01 22:10:00.5 UTC\n",
        "ada/week2/dropout.py": b"d",
        "ada/week2/timestamp.txt": b"2026-03-08 23:10:00 +0100",
        "bob/week1/norms.py": b"b",
        "bob/week1/timestamp.txt": b"2026-03-01 23:10:00 CET",
        "cyd/week1/norms.py": b"c",
        "cyd/week1/timestamp.txt": b"yesterday",
        "dan/norms.py": b"not as nbgrader has it",
    }
    folder = planted(tmp_path / root, files)
    if root != "submitted":
        planted(folder.parent, {"gradebook.db": b"", "source/": b""})
        folder = folder.parent
    work, report, attempts = read(folder, zone=ZoneInfo("Europe/Berlin"))
    assert work == {
        ("ada", 1): {"norms": b"a", "dropout": b"d"},
        ("bob", 1): {"norms": b"b"},
        ("cyd", 1): {"norms": b"c"},
        ("dan", 1): {"norms": b"not as nbgrader has it"},
    }
    assert report == ["Read as nbgrader's submitted folder: 4 students"]
    assert attempts[0].times == {
        "norms": datetime(2026, 3, 1, 22, 10, 0, 500000, UTC),
        "dropout": datetime(2026, 3, 8, 22, 10, tzinfo=UTC),
    }
    assert [attempt.submitted_at for attempt in attempts[1:]] == [datetime(2026, 3, 1, 22, 10, tzinfo=UTC), None, None]
    assert attempts[2].notes == (
        "week1/timestamp.txt says 'yesterday', which is no time in UTC or the course's zone; it is not used",
    )


def test_a_zone_that_could_be_several_is_not_guessed(tmp_path):
    folder = planted(
        tmp_path / "submitted", {"ada/w/norms.py": b"a", "ada/w/timestamp.txt": b"2026-03-01 22:10:00 CST"}
    )
    (attempt,) = read(folder)[2]
    assert attempt.submitted_at is None
    (attempt,) = read(folder, zone=ZoneInfo("Asia/Shanghai"))[2]
    assert attempt.submitted_at == datetime(2026, 3, 1, 14, 10, tzinfo=UTC)


def test_a_timestamp_that_cannot_be_read_is_told(tmp_path):
    folder = planted(tmp_path / "submitted", {"ada/w/norms.py": b"a", "ada/w/timestamp.txt": b"x" * 2000})
    (attempt,) = read(folder)[2]
    assert attempt.notes == ("w/timestamp.txt: timestamp.txt has 2000 bytes; at most 1024 are read.",)


def test_nbgraders_inbound_folder_has_every_attempt(tmp_path):
    files = {
        "ada+w+2026-03-02 10:00:00.000001 UTC/norms.py": b"second",
        "ada+w+2026-03-01 10:00:00 UTC/norms.py": b"first",
        "a+b+w+2026-03-01 10:00:00 UTC+Xy12/norms.py": b"plus",
        "stray/x": b"",
    }
    work, report, attempts = read(planted(tmp_path / "inbound", files))
    assert work == {("a+b", 1): {"norms": b"plus"}, ("ada", 1): {"norms": b"first"}, ("ada", 2): {"norms": b"second"}}
    assert attempts[0].submitted_at == datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert report == ["Read as an inbound folder of nbgrader: 2 students", "stray is no hand-in, and is left out"]


# GitHub Classroom.


def test_clones_of_github_classroom(tmp_path):
    files = {
        "norms-hw-ada/norms.py": b"a",
        "norms-hw-ada-l/norms.py": b"l",
        "norms-hw-bob/1_foundations/2_norms/norms.py": b"b",
    }
    work, report, _ = read(planted(tmp_path / "norms-hw-submissions", files))
    assert work == {("ada", 1): {"norms": b"a"}, ("ada-l", 1): {"norms": b"l"}, ("bob", 1): {"norms": b"b"}}
    assert report == ["Read as clones of GitHub Classroom: 3 students"]
    clones = planted(tmp_path / "clones", files | {f"{name.split('/')[0]}/.git/config": b"" for name in files})
    assert list(read(clones)[0]) == [("ada", 1), ("ada-l", 1), ("bob", 1)]
    rows = (RosterRow("s1", logins=("ada-l",)), RosterRow("s2", logins=("ADA",)), RosterRow("bob"))
    assert list(read(clones, *rows)[0]) == [("bob", 1), ("s1", 1), ("s2", 1)]


def test_logins_with_one_beginning_are_told_from_the_assignments_name_by_the_roster(tmp_path):
    files = {f"hw-ann-{name}/norms.py": b"x" for name in ("kim", "lee")} | {
        f"hw-ann-{name}/.git/HEAD": b"" for name in ("kim", "lee")
    }
    clones = planted(tmp_path / "clones", files)
    assert list(read(clones)[0]) == [("kim", 1), ("lee", 1)]
    rows = (RosterRow("s1", logins=("ann-kim",)), RosterRow("s2", logins=("Ann-Lee",)))
    assert list(read(clones, *rows)[0]) == [("s1", 1), ("s2", 1)]


# Whose it is.


def test_an_id_that_another_student_has_by_name_is_believed_for_neither(tmp_path):
    """1001 is a user of Canvas here, and in the registry's roster somebody else's id."""
    folder = planted(tmp_path / "c", {"lovelaceada_1001_5_norms.py": b"a", "byrdbob_1002_6_norms.py": b"b"})
    rows = (RosterRow("1001", "Eve Evans"), RosterRow("s1", "Ada Lovelace"), RosterRow("1002", "Robert Byrd"))
    work, report, attempts = read(folder, *rows)
    assert work == {("1001 (lovelaceada)", 1): {"norms": b"a"}, ("1002", 1): {"norms": b"b"}}
    assert attempts[0].notes == ("1001 by id, but s1 by name in the roster",)
    assert report[1:] == [
        "handed in nothing, by the roster: 1001, s1",
        "not in the roster, and graded all the same: 1001 (lovelaceada)",
    ]


def test_a_stranger_never_gets_an_id_of_the_roster(tmp_path):
    folder = planted(tmp_path / "c", {"1/norms.py": b"a", "Wei Zhang/norms.py": b"b"})
    rows = (RosterRow("1", "Wei Zhang"), RosterRow("2", "Zhang Wei"), RosterRow("Wei Zhang", "Somebody"))
    work, _, _ = read(folder, *rows)
    assert work == {("1", 1): {"norms": b"a"}, ("Wei Zhang", 1): {"norms": b"b"}}
    files = {"Wei Zhang_7_assignsubmission_file/norms.py": b"c"}
    work, _, _ = read(
        planted(tmp_path / "m", files), *rows[:2], RosterRow("Participant 7", "Ada"), RosterRow("3", "Wei Zhang")
    )
    assert work == {("Participant 7", 1): {"norms": b"c"}}


def test_a_student_who_hands_in_under_two_names_has_two_attempts_and_it_is_told(tmp_path):
    folder = planted(tmp_path / "c", {"a1/norms.py": b"a", "A1/norms.py": b"b", "ada@x.org/norms.py": b"c"})
    work, _, attempts = read(folder, RosterRow("a1", "Ada", "ada@x.org"))
    assert [student for student, _ in work] == ["a1"] * 3
    assert {attempt.notes for attempt in attempts} == {("handed in under several names: A1, a1, ada@x.org",)}


# Which form it is.


def test_the_form_can_be_told_from_the_command_line(tmp_path):
    folder = planted(tmp_path / "class", {"Ada_1_assignsubmission_file/norms.py": b"a"})
    assert list(read(folder)[0]) == [("Participant 1", 1)]
    work, report, _ = read(folder, form="folders")
    assert list(work) == [("Ada_1_assignsubmission_file", 1)]
    assert report == []
    assert list(read(planted(tmp_path / "w", {"in/Ada_1_assignsubmission_file/norms.py": b"a"}), form="moodle")[0]) == [
        ("Participant 1", 1)
    ]


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_folder_is_refused_in_every_form(tmp_path, form):
    (tmp_path / "class").mkdir()
    if form == "files":
        assert read(tmp_path / "class", form=form)[0] == {("class", 1): {}}
        return
    with pytest.raises(
        UsageError, match=rf"class holds no student's folder or zip, read as --from {form}\. It must hold"
    ):
        read(tmp_path / "class", form=form)


def test_a_class_that_cannot_be_read_says_why(tmp_path, monkeypatch):
    (tmp_path / "bad.zip").write_bytes(b"no zip")
    with pytest.raises(
        UsageError, match=r"The submissions .*bad.zip cannot be read: .*bad.zip is no zip that can be read"
    ):
        read(tmp_path / "bad.zip")
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(UsageError, match=r"loop cannot be read: Too many levels of symbolic links. It must hold"):
        read(tmp_path / "loop")
    planted(tmp_path / "class", {"ada/norms.py": b"a"})

    def forbidden(_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "scandir", forbidden)
    with pytest.raises(UsageError, match=r"class cannot be read: Permission denied"):
        read(tmp_path / "class")
