"""`grade` from the command line on each form that a class comes in, with a course file and a roster."""

import json
import os
import shutil
from pathlib import Path

import pytest

from grader.cli import run
from tests.test_cli import Kept
from tests.test_intake_forms import planted
from tests.trees import make_topic
from tests.zips import zipped

RIGHT = b"import numpy as np\ndef TOPIC_sum(x):\n    return float(np.sum(x))\ndef TOPIC_mean(x):\n    return TOPIC_sum(x) / len(x)\n"
WRONG = RIGHT.replace(b"/ len(x)", b"+ 0.5")
VECTORS = RIGHT.replace(b"TOPIC", b"vectors")
WRONG_VECTORS = WRONG.replace(b"TOPIC", b"vectors")
TENSORS = RIGHT.replace(b"TOPIC", b"tensors")
MARKER = "the-submission-ran-on-the-trusted-side"
EVIL = f"import pathlib; pathlib.Path({MARKER!r}).touch()\n".encode()
COURSE = """\
title: Demo
timezone: Europe/Berlin
topics:
  vectors: {weight: 3, due: 2026-03-01 23:59}
  tensors: {weight: 1}
late: {grace: 15 min, per_day: 10%, cap: 50%, cutoff: 7 d}
"""
ROSTER = "id,name,email,section,extension,login\na1,Ada Lovelace,ada@x.org,Mon,,1001\nb2,Bob Byrd,bob@x.org,Tue,,1002\nz9,Zoe Zander,,Tue,,\n"


@pytest.fixture(scope="module")
def solutions(tmp_path_factory):
    root = tmp_path_factory.mktemp("made")
    for relative in ("1_foundations/1_vectors", "1_foundations/2_tensors"):
        make_topic(root / "solutions", relative)
    return root / "solutions"


@pytest.fixture
def grade(numpy_zygote, solutions, tmp_path, monkeypatch, capsys):
    """grade(submissions, *arguments, course=, roster=) -> exit code, {student: submission}, standard error."""
    for module in ("grader.suite.bench", "grader.sandbox.launch"):
        monkeypatch.setattr(f"{module}.make_launcher", lambda **_: Kept(numpy_zygote))
    monkeypatch.setenv("GRADER_SECRET", "a secret of the course")
    shutil.copytree(solutions, tmp_path / "solutions")
    monkeypatch.chdir(tmp_path)

    def call(submissions, *arguments, course=COURSE, roster=ROSTER):
        options = ["--json", "r.json", "--solutions", "solutions", *arguments]
        for name, text in (("course", course), ("roster", roster)):
            if text is not None:
                (tmp_path / name).write_text(text)
                options += [f"--{name}", name]
        Path("r.json").unlink(missing_ok=True)
        code = run(["grade", str(submissions), *map(str, options)])
        captured = capsys.readouterr()
        rows = json.loads(Path("r.json").read_text())["submissions"] if Path("r.json").exists() else []
        assert [row["student"] for row in rows] == sorted(row["student"] for row in rows)
        assert not Path(MARKER).exists()
        return code, {row["student"]: row for row in rows}, captured.err

    return call


ADA, BOB = (
    {"vectors.py": VECTORS, "tensors.py": TENSORS},
    {"vectors.py": WRONG_VECTORS, "conftest.py": EVIL, "numpy.py": EVIL},
)


def under(pattern, files, number):
    return {
        pattern.format(number=number + index, name=name): content for index, (name, content) in enumerate(files.items())
    }


CANVAS = (
    under("lovelaceada_1001_{number}_{name}", ADA, 1)
    | under("byrdbob_1002_{number}_{name}", BOB, 5)
    | {"evileve_1003_9_w.zip": b"no zip"}
)
MOODLE = under("Ada Lovelace_7_assignsubmission_file/{name}", ADA, 0) | under(
    "Byrd Bob_8_assignsubmission_file/{name}", BOB, 0
)
METADATA = b"""\
submission_1: {':submitters': [{':name': Ada, ':sid': a1}], ':created_at': '2026-03-01 23:10:00 Z'}
submission_2: {':submitters': [{':name': B, ':sid': '', ':email': bob@x.org}], ':created_at': '2026-03-03 23:10:00 Z'}
"""
FORMS = {
    "folders": (under("a1/{name}", ADA, 0) | under("B2/{name}", BOB, 0) | {"eve.zip": b"no zip"}, "a folder or zip for each student"),
    "zips": ({"a1.zip": zipped(under("work/{name}", ADA, 0)), "b2.zip": zipped(BOB), "eve.zip": b"no zip"}, "a folder or zip for each student"),
    "canvas": (CANVAS, "a Canvas download"),
    "moodle": (MOODLE | {"E_9_assignsubmission_file/w.zip": b"no zip"}, "a Moodle download"),
    "gradescope": (under("submission_1/{name}", ADA, 0) | under("submission_2/{name}", BOB, 0) | {"submission_3/w.zip": b"no zip", "submission_metadata.yml": METADATA}, "a Gradescope export"),
    "nbgrader": (under("a1/ps1/{name}", ADA, 0) | under("b2/ps1/{name}", BOB, 0) | {"b2/ps1/timestamp.txt": b"2026-03-02 10:00:00 CET", "eve/ps1/w.zip": b"no zip"}, "nbgrader's submitted folder"),
    "classroom": (under("ps1-a1/{name}", ADA, 0) | under("ps1-b2/{name}", BOB, 0) | {"ps1-eve/w.zip": b"no zip", **{f"ps1-{who}/.git/HEAD": b"" for who in ("a1", "b2", "eve")}}, "clones of GitHub Classroom"),
}  # fmt: skip


@pytest.mark.parametrize("packed", [False, True], ids=["folder", "zip"])
@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_graded_with_its_roster(grade, tmp_path, form, packed):
    files, words = FORMS[form]
    path = tmp_path / "class"
    if packed:
        path = tmp_path / "class.zip"
        path.write_bytes(zipped({f"wrapped/{name}": content for name, content in files.items()}))
    else:
        planted(path, files)
    code, rows, err = grade(path)
    assert code == 1
    assert err.startswith(f"Read as {words}: 3 students\n")
    assert "cannot be read: " in err
    assert "handed in nothing, by the roster: z9\n" in err
    eve = next(name for name in rows if name not in ("a1", "b2", "z9"))
    assert f"not in the roster, and graded all the same: {eve}\n" in err
    assert (rows["a1"]["score"], rows["a1"]["name"], rows["a1"]["section"]) == (6.0, "Ada Lovelace", "Mon")
    assert rows["a1"]["percent"] == 100.0
    assert (rows["b2"]["score"], rows["b2"]["topics"][1]["outcome"]) == (1.0, "not_attempted")
    assert {topic["outcome"] for topic in rows[eve]["topics"]} == {"unreadable"}
    assert {
        "w.zip is no zip" in topic["message"] or "eve.zip is no zip" in topic["message"]
        for topic in rows[eve]["topics"]
    } == {True}
    assert rows[eve]["final_score"] == 0.0
    assert (rows["z9"]["missing"], rows["z9"]["score"], rows["z9"]["max_score"], rows["z9"]["percent"]) == (
        True,
        0.0,
        6.0,
        0.0,
    )
    if (
        form == "gradescope"
    ):  # 23:10 UTC is ten past midnight in Berlin: eleven minutes late for Ada, and two days more for Bob
        assert [rows[who]["topics"][0]["days_late"] for who in ("a1", "b2")] == [0, 3]
        assert (rows["b2"]["topics"][0]["penalty"], rows["b2"]["final_score"]) == (0.3, 0.7)
        assert "students nothing says when" in err
    if form == "nbgrader":
        assert rows["b2"]["topics"][0]["submitted_at"] == "2026-03-02T09:00:00Z"
        assert rows["b2"]["topics"][0]["days_late"] == 1


def test_one_student_alone_is_graded_from_a_folder_a_zip_and_a_file(grade, tmp_path):
    planted(tmp_path / "ada", ADA)
    (tmp_path / "bob.zip").write_bytes(zipped(BOB))
    for path, scores in (("ada", {"ada": 6.0}), ("bob.zip", {"bob": 1.0}), ("ada/vectors.py", {"ada": 3.0})):
        code, rows, err = grade(path, course=None, roster=None)
        assert {student: row["score"] for student, row in rows.items()} == scores
        assert code == (0 if scores == {"ada": 6.0} else 1)
        assert err.startswith("Read as ")


def test_without_course_and_roster_nothing_is_added_and_nothing_said(grade, tmp_path):
    planted(tmp_path / "class", under("ada/{name}", ADA, 0))
    code, rows, err = grade("class", course=None, roster=None)
    assert (code, err) == (0, "")
    assert list(rows["ada"]) == ["student", "hash", "score", "max_score", "topics"]
    assert not {"attempt", "final_score", "penalty", "submitted_at"} & rows["ada"]["topics"][0].keys()


@pytest.mark.parametrize(("rule", "attempt", "final"), [("latest", 2, 1.0), ("best", 1, 3.0)])
def test_the_courses_rule_chooses_the_attempt(grade, tmp_path, rule, attempt, final):
    planted(tmp_path / "class", {"ada/attempt_1/vectors.py": VECTORS, "ada/attempt_2/vectors.py": WRONG_VECTORS})
    _, rows, _ = grade("class", course=f"title: Demo\ntopics: [vectors]\nattempts: {rule}\n", roster=None)
    (topic,) = rows["ada"]["topics"]
    assert (topic["attempt"], topic["final_score"]) == (attempt, final)


def test_an_extension_in_the_course_file_or_the_roster_is_given_and_an_unknown_one_is_told(grade, tmp_path):
    planted(
        tmp_path / "class",
        under("submission_1/{name}", ADA, 0)
        | under("submission_2/{name}", ADA, 0)
        | {"submission_metadata.yml": METADATA},
    )
    _, rows, err = grade("class", course=COURSE + "extensions: {b2: 1, bb: 5}\n")
    assert rows["b2"]["topics"][0]["days_late"] == 2
    assert "the course file gives bb an extension, but there is nobody of that id. Did you mean b2" in err
    _, rows, _ = grade("class", roster=ROSTER.replace("Byrd,bob@x.org,Tue,", "Byrd,bob@x.org,Tue,2026-03-05"))
    assert (rows["b2"]["topics"][0]["days_late"], rows["b2"]["percent"]) == (0, 100.0)


def test_limits_of_the_course_change_what_decides_marks(grade, tmp_path):
    planted(tmp_path / "class", under("ada/{name}", ADA, 0))
    plain, changed, same = (
        grade("class", course="title: Demo\n" + more, roster=None)[1]["ada"]["topics"][0]["suite_hash"]
        for more in ("", "limits: {test_timeout_s: 3}\n", "limits: {test_timeout_s: 5}\n")
    )
    assert plain == same != changed


def test_a_secret_in_a_variable_of_the_courses_own(grade, tmp_path, monkeypatch):
    planted(tmp_path / "class", under("ada/{name}", ADA, 0))
    course = "title: Demo\nsecret_env: COURSE_SECRET\n"
    code, rows, err = grade("class", course=course, roster=None)
    assert (code, rows) == (2, {})
    assert (
        "environment variable COURSE_SECRET, in which the course file looks for the secret, is not set. Set it" in err
    )
    monkeypatch.setenv("COURSE_SECRET", "short")
    assert (
        "The environment variable COURSE_SECRET holds a secret of 5 characters"
        in grade("class", course=course, roster=None)[2]
    )
    monkeypatch.setenv("COURSE_SECRET", "long enough for a secret")
    assert grade("class", course=course, roster=None)[0] == 0
    assert not list(tmp_path.rglob("secret"))


def test_a_file_that_we_may_not_read_is_not_graded_and_costs_nobody_anything(grade, tmp_path, monkeypatch):
    planted(tmp_path / "class", under("a1/{name}", ADA, 0) | under("b2/{name}", ADA, 0))
    real = os.open

    def opening(path, *rest, **more):
        if str(path).endswith("a1/vectors.py"):
            raise PermissionError(13, "Permission denied")
        return real(path, *rest, **more)

    monkeypatch.setattr(os, "open", opening)
    code, rows, _ = grade("class", roster=None)
    assert code == 2
    assert [topic["outcome"] for topic in rows["a1"]["topics"]] == ["not_graded", "graded"]
    assert rows["a1"]["topics"][0]["message"] == "vectors.py cannot be read: Permission denied."
    assert not {"final_score", "percent"} & rows["a1"].keys()
    assert rows["b2"]["percent"] == 100.0


@pytest.mark.parametrize(
    ("course", "roster", "form", "words"),
    [
        ("title: Demo\nlate: {per_dya: 1%}\n", None, "auto", "course, line 2: `late.per_dya` is not a known key. Did you mean per_day?"),
        ("title: Demo\ntopics: [vecters]\n", None, "auto", "course, line 2: there is no topic 'vecters'. Did you mean vectors or tensors?"),
        (None, "id\na\na\n", "auto", "roster, line 3: the id 'a' stands on line 2 already."),
        (None, None, "canvas", "class holds no student's folder or zip, read as --from canvas."),
    ],
)  # fmt: skip
def test_a_mistake_of_the_instructor_is_one_paragraph_and_nothing_is_graded(
    grade, tmp_path, course, roster, form, words
):
    planted(tmp_path / "class", under("ada/{name}", ADA, 0))
    code, rows, err = grade("class", "--from", form, course=course, roster=roster)
    assert (code, rows) == (2, {})
    assert err.startswith("Error: ")
    assert words in err
    assert err.count("\n") == 1


def test_names_that_steer_a_terminal_do_not_reach_it(grade, tmp_path):
    planted(tmp_path / "class", {"a\x1b[2Jb/vectors.py": VECTORS, "eve\x1b[1m.zip": b"no zip"})
    _, rows, err = grade("class", course=None, roster=None)
    assert len(rows) == 2
    assert "\x1b" not in err
