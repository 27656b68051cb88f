"""The commands, as people call them: what they print, what they write, and their exit codes."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import click
import pytest

import grader.__main__ as entry
from grader.catalogue import read_catalogue
from grader.cli import COMMANDS, main, run
from grader.errors import WorkerError
from grader.kit import generate
from grader.sandbox.isolation import best
from tests.notebooks import code, notebook
from tests.trees import make_topic

ROOT = Path(__file__).parent.parent
NAMES = [name for section in COMMANDS.values() for name in section]
RIGHT = """\
import numpy as np
def TOPIC_sum(x):
    return float(np.sum(x))
def TOPIC_mean(x):
    return TOPIC_sum(x) / len(x)
"""
WRONG = RIGHT.replace("/ len(x)", "+ 0.5")


class Kept:
    """A launcher that outlives those who close it: a warm zygote for all commands."""

    def __init__(self, launcher):
        self._launcher = launcher

    def __getattr__(self, name):
        return getattr(self._launcher, name)

    def close(self):
        pass


@pytest.fixture(autouse=True)
def warm(numpy_zygote, monkeypatch):
    for module in ("grader.check", "grader.suite.bench", "grader.sandbox.launch"):
        monkeypatch.setattr(f"{module}.make_launcher", lambda **_: Kept(numpy_zygote))
    monkeypatch.delenv("GRADER_SECRET", raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A clone with two topics: solutions/ and exercises/."""
    root = tmp_path_factory.mktemp("made")
    for relative in ("1_foundations/1_vectors", "1_foundations/2_tensors"):
        make_topic(root / "solutions", relative)
    generate(read_catalogue(root / "solutions"), root / "exercises")
    return root


@pytest.fixture
def clone(made, tmp_path, monkeypatch):
    folder = shutil.copytree(made, tmp_path / "clone")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def kit(made, tmp_path, monkeypatch, call):
    """A student's folder, made by `grader start`."""
    monkeypatch.setattr("grader.kit.place.kit_source", lambda: made / "exercises")
    assert call("start", tmp_path / "kit").code == 0
    monkeypatch.chdir(tmp_path / "kit")
    return tmp_path / "kit"


class Called:
    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def call(capsys):
    def call(*arguments):
        code = run([str(argument) for argument in arguments])
        return Called(code, *capsys.readouterr())

    return call


def stub(kit, topic="vectors"):
    return next(kit.glob(f"*/*_{topic}/{topic}.py"))


def write(kit, source, topic="vectors"):
    stub(kit, topic).write_text(source.replace("TOPIC", topic))


def tree(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() and not path.is_symlink() else None
        for path in Path(folder).rglob("*")
        if "__pycache__" not in path.parts
    }


# Students.


def test_start_makes_a_folder_and_says_what_comes_next(made, tmp_path, monkeypatch, call):
    monkeypatch.setattr("grader.kit.place.kit_source", lambda: made / "exercises")
    done = call("start", tmp_path / "new" / "kit", "tensors")
    assert done.code == 0
    assert "1 exercise is in" in done.out
    assert "grader check tensors" in done.out
    assert (tmp_path / "new/kit/1_foundations/2_tensors/tensors.py").is_file()
    assert not list((tmp_path / "new/kit").rglob("test_hidden.py"))


def test_start_quotes_a_folder_with_blanks_in_what_is_to_be_typed(made, tmp_path, monkeypatch, call):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("grader.kit.place.kit_source", lambda: made / "exercises")
    assert '  cd "my work"\n' in call("start", "my work").out


def test_list_shows_every_exercise_from_anywhere_in_the_kit(kit, call, monkeypatch):
    monkeypatch.chdir(kit / "1_foundations" / "1_vectors")
    done = call("list")
    assert done.code == 0
    assert re.search(r"vectors +Sums of vectors +not checked yet\n +2 functions", done.out)
    assert "向量" not in done.out
    chinese = call("list", "--lang", "zh").out
    assert "的和" in chinese
    assert ", " not in chinese


@pytest.mark.parametrize(
    ("variables", "chinese"),
    [({"LANG": "zh_CN.UTF-8"}, True), ({"LC_ALL": "zh_TW.UTF-8"}, True), ({"LANG": "de_DE.UTF-8"}, False)],
)
def test_the_language_is_that_of_the_locale(kit, call, monkeypatch, variables, chinese):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert ("的和" in call("list").out) is chinese


def test_list_as_json(kit, call, tmp_path):
    rows = json.loads(call("list", "--json", "-").out)
    assert [row["topic"] for row in rows] == ["vectors", "tensors"]
    assert set(rows[0]) == {
        "topic",
        "chapter",
        "title",
        "functions",
        "prerequisites",
        "torch",
        "file",
        "unlocked",
        "score",
        "max_score",
    }
    assert call("list", "--json", tmp_path / "list.json").out == ""
    assert json.loads((tmp_path / "list.json").read_text()) == rows


def test_check_of_what_is_not_written_yet(kit, call):
    done = call("check", "vectors")
    assert done.code == 1
    assert "vectors_sum  not written yet" in done.out
    assert "0 of 2 points" in done.out
    assert "Write next: vectors_sum" in done.out
    assert "Your course grades with hidden ones too." in done.out


def test_check_names_the_first_thing_to_repair(kit, call):
    write(kit, WRONG)
    done = call("check", "vectors")
    assert done.code == 1
    assert "1 of 2 points" in done.out
    assert "Repair first: vectors_mean  The mean of 1, 2 and 3 is 2" in done.out
    assert "The last call was vectors_mean(array([1., 2., 3.]))" in done.out
    assert "Stuck? grader hint vectors vectors_mean" in done.out


def test_check_of_what_is_right(kit, call):
    write(kit, RIGHT)
    done = call("check", "vectors")
    assert done.code == 0
    assert "2 of 2 points" in done.out
    assert "All done!" in done.out


@pytest.mark.parametrize(
    "name",
    [
        "vectors",
        "1_vectors",
        "1_foundations/1_vectors",
        "1_foundations/1_vectors/",
        "1_foundations/1_vectors/vectors.py",
        "vectors.py",
    ],
)
def test_a_topic_may_be_named_by_its_file_or_folder(kit, call, name):
    write(kit, RIGHT)
    assert call("check", name).code == 0


def test_check_of_everything(kit, call):
    write(kit, RIGHT)
    done = call("check")
    assert done.code == 1
    assert done.out.count(" points") >= 2
    write(kit, RIGHT, "tensors")
    assert call("check").code == 0


def test_check_in_a_clone_runs_the_hidden_tests_too(clone, call):
    write(clone / "exercises", RIGHT)
    done = call("check", "vectors")
    assert done.code == 0
    assert "public and hidden tests" in done.out
    assert "3 of 3 points" in done.out


def test_check_writes_results_of_schema_1(kit, call, tmp_path):
    write(kit, WRONG)
    done = call("check", "vectors", "--json", tmp_path / "results.json")
    assert "Repair first" in done.out
    found = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    assert found["schema"] == 1
    (submission,) = found["submissions"]
    assert (submission["student"], submission["score"], submission["max_score"]) == ("you", 1.0, 2.0)
    (topic,) = submission["topics"]
    assert topic["topic"] == "vectors"
    assert {"name", "title", "suite", "function", "points", "earned", "outcome", "message", "seconds"} <= set(
        topic["tests"][0]
    )


def test_json_on_standard_output_is_all_there_is(kit, call):
    write(kit, WRONG)
    done = call("check", "--json", "-")
    assert done.code == 1
    assert json.loads(done.out)["schema"] == 1
    assert done.err == ""


def test_quiet_prints_nothing_and_the_code_still_tells(kit, call):
    done = call("check", "vectors", "--quiet")
    assert (done.code, done.out, done.err) == (1, "", "")


def test_what_a_student_prints_cannot_steer_the_terminal(kit, call):
    write(kit, "def vectors_sum(x):\n    print('\\x1b[2J\\x07\\u202e[red]evil[/]')\n    return 0.0\n")
    out = call("check", "vectors").out
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202e]", out)
    assert "[red]evil[/]" in out


def test_a_fault_of_the_tests_is_not_the_students_to_repair(kit, call):
    write(kit, RIGHT)
    suite = stub(kit).with_name("test_vectors.py")
    suite.write_text(suite.read_text().replace('"""The mean of 1, 2 and 3 is 2."""', '"""M."""\n    1 / 0'))
    done = call("check", "vectors")
    assert done.code == 2
    assert "Not graded, through no fault of yours: M" in done.out
    assert "The suite itself failed: ZeroDivisionError: division by zero" in done.out
    assert "Repair first" not in done.out


def test_hints_tell_a_little_more_each_time(kit, call):
    assert "vectors_sum: Which numbers are added" in call("hint", "vectors").out
    for _ in range(3):
        done = call("hint", "vectors", "vectors_sum")
        assert (done.code, done.out) == (0, "vectors_sum, hint 1 of 1: Which numbers are added\n")
    assert call("hint", "vectors", "vectors_mean").out == "vectors_mean has no hints.\n"
    assert "哪些数相加" in call("hint", "vectors", "vectors_sum", "--lang", "zh").out


@pytest.mark.parametrize(
    "state",
    ["", "[1, 2]", "{", '{"1_foundations/1_vectors:vectors_sum": -7}', '{"1_foundations/1_vectors:vectors_sum": "x"}'],
)
def test_hints_survive_a_damaged_count(kit, call, state):
    (kit / ".grader").mkdir()
    (kit / ".grader" / "hints.json").write_text(state)
    assert "hint 1 of 1" in call("hint", "vectors", "vectors_sum").out


def test_hints_are_given_where_nothing_can_be_written(kit, call):
    (kit / ".grader").write_text("a file")
    assert "hint 1 of 1" in call("hint", "vectors", "vectors_sum").out


def test_reset_of_an_unknown_topic(kit, call):
    done = call("reset", "vecters")
    assert done.code == 2
    assert "no topic 'vecters'. Did you mean vectors" in done.err


def test_reset_keeps_the_students_file(kit, call):
    write(kit, WRONG)
    done = call("reset", "vectors")
    assert done.code == 0
    assert "1_foundations/1_vectors/vectors.py is a fresh stub again.\nYour file is now vectors.py.bak." in done.out
    assert "your code goes here" in stub(kit).read_text()
    assert "+ 0.5" in stub(kit).with_name("vectors.py.bak").read_text()
    assert "Your file is now" not in call("reset", "vectors").out


# Instructors.


def test_generate_writes_says_what_was_stale_and_is_then_up_to_date(clone, call):
    shutil.rmtree(clone / "exercises")
    assert call("generate", "--check").code == 1
    assert not (clone / "exercises").exists()
    done = call("generate")
    assert done.code == 0
    assert "2 exercises, written" in done.out
    done = call("generate", "--check")
    assert (done.code, done.out) == (0, f"{clone / 'exercises'}: 2 exercises, up to date\n")
    write(clone / "exercises", WRONG)
    done = call("generate", "--check")
    assert done.code == 1
    assert "vectors.py differs from what solutions/ gives" in done.out
    assert "out of date" in done.out


def test_generate_for_a_course_and_another_folder(clone, call, tmp_path):
    (clone / "course.yaml").write_text("title: Demo\ntopics: [tensors]\n")
    done = call("generate", "course.yaml", "--out", tmp_path / "out", "--solutions", clone / "solutions")
    assert done.code == 0
    assert "1 exercise, written, 6 new files" in done.out
    assert "is missing" not in done.out
    assert not list((tmp_path / "out").rglob("vectors.py"))


@pytest.fixture
def submissions(clone):
    folder = clone / "submissions"
    for student, source in (("ada", RIGHT), ("bob", WRONG), ("cyd", None)):
        (folder / student).mkdir(parents=True)
        for topic in ("vectors", "tensors"):
            if source is not None:
                (folder / student / f"{topic}.py").write_text(source.replace("TOPIC", topic))
    return folder


def test_grade_shows_the_class_and_writes_results_in_order(submissions, call, tmp_path):
    done = call("grade", submissions, "--json", tmp_path / "results.json")
    assert done.code == 1
    lines = {line.split()[0]: line.split()[1:] for line in done.out.splitlines() if line.strip()}
    assert lines["ada"][-1] == "6"
    assert lines["bob"][-1] == "2"
    found = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    assert [each["student"] for each in found["submissions"]] == ["ada", "bob", "cyd"]
    assert [each["score"] for each in found["submissions"]] == [6.0, 2.0, 0.0]
    assert [topic["outcome"] for topic in found["submissions"][2]["topics"]] == ["not_attempted"] * 2
    assert found["course"] == "submissions"
    assert "\x1b" not in done.out + done.err


def test_grade_says_of_each_file_why_it_cannot_be_read_or_what_is_left_out_of_it(clone, call, tmp_path):
    for number in range(13):
        (clone / "class" / f"s{number:02d}").mkdir(parents=True)
        (clone / "class" / f"s{number:02d}" / "vectors.ipynb").write_text('{"cells": [')
    magic = notebook(code("%timeit 1"), code("def vectors_sum(x):\n    return x.sum()"))
    (clone / "class" / "s00" / "vectors.ipynb").write_bytes(magic)
    done = call("grade", "class", "--topic", "vectors", "--jobs", "1", "--json", tmp_path / "r.json")
    lines = [line for line in done.err.splitlines() if ", vectors: " in line]
    assert len(lines) == 10
    assert re.fullmatch("s00, vectors: .*timeit.*", lines[0])
    assert lines[1].startswith("s01, vectors: vectors.ipynb is no notebook that can be read")
    assert "and 3 more of this kind; the results have them" in done.err
    rows = {row["student"]: row for row in json.loads((tmp_path / "r.json").read_text())["submissions"]}
    assert any("timeit" in note for note in rows["s00"]["notes"])
    assert "no notebook" in rows["s12"]["topics"][0]["message"]


def test_grade_of_a_perfect_class_and_of_one_topic(submissions, call):
    for student in ("bob", "cyd"):
        shutil.rmtree(submissions / student)
    assert call("grade", submissions).code == 0
    assert "tensors" not in call("grade", submissions, "--topic", "vectors").out


def test_grade_keeps_what_it_knows_beside_the_course_and_grades_it_again_when_asked(
    submissions, clone, call, monkeypatch
):
    from grader.executor import work

    graded, grade = [], work.HERE.grade
    monkeypatch.setattr(work.HERE, "grade", lambda chunk: graded.append(chunk.bundle.topic) or grade(chunk))
    first = call("grade", submissions)
    assert (clone / ".grader" / "store.sqlite").is_file()
    assert {"vectors", "tensors"} == set(graded)
    graded.clear()
    assert call("grade", submissions).out == first.out
    assert graded == []
    call("grade", submissions, "--regrade", "vectors")
    assert set(graded) == {"vectors"}
    call("grade", submissions, "--regrade")
    assert set(graded) == {"vectors", "tensors"}
    (clone / "elsewhere").mkdir()
    (clone / "elsewhere" / "course.yaml").write_text("title: Demo\n")
    call("grade", submissions, "--course", "elsewhere/course.yaml", "--topic", "vectors")
    assert (clone / "elsewhere" / ".grader" / "store.sqlite").is_file()
    call("grade", submissions, "--store", "mine.sqlite", "--topic", "vectors")
    assert (clone / "mine.sqlite").is_file()


def test_grade_quiet_and_json_to_standard_output(submissions, call):
    assert call("grade", submissions, "--quiet").out == ""
    done = call("grade", submissions, "--json", "-")
    assert [each["student"] for each in json.loads(done.out)["submissions"]] == ["ada", "bob", "cyd"]


def test_the_course_secret_is_made_once_and_for_its_owner_only(submissions, clone, call):
    call("grade", submissions, "--quiet")
    secret = clone / ".grader" / "secret"
    first = secret.read_text()
    assert secret.stat().st_mode & 0o077 == 0
    assert len(first.strip()) == 64
    call("grade", submissions, "--quiet")
    assert secret.read_text() == first


def test_a_course_file_names_topics_feedback_and_secret(submissions, clone, call, tmp_path):
    (clone / "course.yaml").write_text(
        "title: Demo\ntopics: [vectors]\nfeedback: {public: outcome, hidden: full}\nsecret_file: my-secret\n"
    )
    (clone / "my-secret").write_text("a secret of the course\n")
    call("grade", submissions, "--course", "course.yaml", "--json", tmp_path / "r.json", "--quiet")
    found = json.loads((tmp_path / "r.json").read_text())
    assert found["course"] == "Demo"
    public, hidden = found["submissions"][1]["topics"][0]["tests"][1:]
    assert public["message"] == ""
    assert "The last call was vectors_mean" in hidden["message"]
    assert not (clone / ".grader" / "secret").exists()


# Authors.


def test_new_gives_an_exercise_that_generate_and_validate_accept(clone, call):
    done = call("new", "2_networks/batch_norm")
    assert done.code == 0
    assert "solutions/2_networks/1_batch_norm is a complete small exercise" in done.out
    assert "grader generate && grader validate batch_norm" in done.out
    folder, submission = re.search("pytest (.*) --submission (.*)", done.out).groups()
    assert Path(submission).is_file()
    assert Path(submission).parent == Path(folder)
    assert call("generate").code == 0
    done = call("validate", "batch_norm", "--seeds", "3", "--jobs", "1")
    assert done.out.startswith("ok    batch_norm: ")
    assert done.code == 0
    assert call("validate", "batch_norm", "--mutants", "--jobs", "1").code == 0
    files = ["--submission", submission, folder]
    plain = [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", *files]
    assert subprocess.run(plain, cwd=clone, env=os.environ | {"PYTHONPATH": str(ROOT)}, timeout=300).returncode == 0
    assert "2_networks/2_layers" in call("new", "2_networks/layers").out
    assert "2_networks/7_seventh" in call("new", "2_networks/7_seventh").out


def test_new_where_nothing_can_be_written(clone, call):
    (clone / "solutions" / "2_file").write_text("a file where a chapter should be")
    done = call("new", "2_file/norms")
    assert done.code == 2
    assert re.search("2_file/1_norms cannot be written: .*. Check the rights of that folder", done.err)
    assert (clone / "solutions" / "2_file").is_file()


def test_validate_says_what_does_not_hold(clone, call, tmp_path):
    done = call("validate", "vectors", "--seeds", "1", "--jobs", "1", "--json", tmp_path / "report.json")
    assert done.code == 1
    assert done.out.startswith("FAIL  vectors: ")
    assert "at least 5 are needed" in done.out
    found = json.loads((tmp_path / "report.json").read_text())
    assert found["schema"] == 1
    assert found["topics"][0]["holds"] is False
    quiet = call("validate", "vectors", "--seeds", "1", "--jobs", "1", "--quiet")
    assert (quiet.code, quiet.out) == (1, "")


def test_doctor_says_what_there_is(call, kit):
    done = call("doctor")
    assert done.code == 0
    assert f"isolation level {best()}" in done.out
    assert "distributed  " in done.out
    assert f"2 in {kit}" in done.out
    findings = json.loads(call("doctor", "--json", "-").out)["findings"]
    assert {"what", "state", "text"} == set(findings[0])
    assert {finding["what"] for finding in findings} >= {"python", "numpy", "torch", "worker", "exercises"}


def test_doctor_finds_a_worker_that_does_not_start(call, monkeypatch):
    def broken(**_):
        raise WorkerError("no worker here")

    monkeypatch.setattr("grader.sandbox.launch.make_launcher", broken)
    done = call("doctor")
    assert done.code == 2
    assert "BAD     worker       no worker here" in done.out


def test_doctor_finds_a_worker_that_crashes(call, monkeypatch):
    monkeypatch.setattr("grader.doctor.PROBE", b"import os\nos._exit(3)\n")
    done = call("doctor")
    assert done.code == 2
    assert "BAD     worker" in done.out


def test_doctor_finds_a_package_that_is_missing(call, monkeypatch):
    import importlib.metadata

    def version(name):
        if name in ("numpy", "torch"):
            raise importlib.metadata.PackageNotFoundError(name)
        return "1.0"

    monkeypatch.setattr(importlib.metadata, "version", version)
    for name in ("grader.sandbox.launch", "grader.workspace"):
        monkeypatch.setitem(sys.modules, name, None)
    done = call("doctor")
    assert done.code == 2
    assert "BAD     numpy        not installed; `pip install numpy` brings it" in done.out
    assert "missing torch        not installed, needed for topics that use torch" in done.out
    assert "BAD     worker       cannot be tried" in done.out
    assert "BAD     exercises    cannot be read" in done.out


# Errors: one paragraph, the value, the next step, exit code 2, and nothing half-written.


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["chek"], r"no command 'chek'. Did you mean 'check'\? See `grader --help`"),
        (["generate", "--bundle", "b"], "--bundle is for the pipeline of --ci"),
        (["generate", "--format", "ipynb", "--ci", "github"], "--ci grades a kit"),
        (["generate", "--gradescope", "a.zip", "--check"], "--gradescope writes an autograder and nothing else"),
        (["xyzzy"], r"There is no command 'xyzzy'. See `grader --help`"),
        (["check", "--jsn", "x"], "--jsn.* See `grader check --help`"),
        (["grade"], "'SUBMISSIONS' is missing. See `grader grade --help`"),
        (["check", "vecters"], r"no topic 'vecters'. Did you mean vectors"),
        (["hint", "vecters"], r"no topic 'vecters'. Did you mean vectors"),
                (["validate", "vecters"], r"no topic 'vecters'. Did you mean vectors"),
        (["hint", "vectors", "vector_sum"], r"no function 'vector_sum'. Did you mean 'vectors_sum'\?"),
        (["start", "."], "is not empty. Name a new folder"),
        (["start", "empty", "vecters"], r"no topic 'vecters'. Did you mean vectors"),
        (["start", "file"], "is a file. Name a new folder"),
        (["grade", "nowhere"], "submissions folder nowhere does not exist. It must hold one folder a student"),
        (["grade", "empty"], "submissions folder empty holds no student's folder or zip. It must hold"),
        (["grade", "file"], "file is a file, not a folder of submissions or a zip. It must hold"),
        (["grade", "class", "--topic", "vecters"], r"no topic 'vecters'. Did you mean vectors"),
        (["grade", "class", "--course", "nowhere.yaml"], "course file nowhere.yaml cannot be read: No such file .* Name a file"),
        (["grade", "class", "--course", "empty"], "course file empty cannot be read: Is a directory"),
        (["grade", "class", "--course", "latin.yaml"], "latin.yaml is not UTF-8. Save it as UTF-8"),
        (["grade", "class", "--course", "wrong.yaml"], r"wrong.yaml, line 2: `topic` is not a known key. Did you mean topics\?"),
        (["grade", "class", "--course", "level.yaml"], "level.yaml, line 2: feedback.hidden is \"everything\""),
        (["grade", "class", "--course", "empty.yaml"], "empty.yaml, line 1: the file is empty; it must be a mapping"),
        (["grade", "class", "--secret-file", "good", "--regrade", "vecters"], r"no topic 'vecters'. Did you mean vectors"),
        (["grade", "class", "--secret-file", "good", "--store", "latin.yaml"], "The store latin.yaml is no database. Name another file with --store"),
        (["grade", "class", "--secret-file", "good", "--store", "file/s.sqlite"], "The store file/s.sqlite cannot be made: .*. Name another place"),
        (["grade", "class", "--secret-file", "short"], "short holds a secret of 3 characters; at least 16"),
        (["grade", "class", "--secret-file", "latin.yaml"], "course secret latin.yaml cannot be used: it is not text"),
        (["grade", "class", "--secret-file", "file/secret"], "course secret file/secret cannot be used: .* Give another place"),
        (["grade", "class", "--secret-file", "empty"], "course secret empty cannot be used: Is a directory"),
        (["grade", "class", "--secret-file", "good", "--json", "empty"], "empty cannot be written: Is a directory. Choose another place"),
        (["grade", "class", "--secret-file", "good", "--json", "nowhere/r.json"], "nowhere/r.json cannot be written: No such file or directory"),
        (["check", "--json", "file/r.json"], "file/r.json cannot be written: .*. Choose another place"),
        (["generate", "nowhere.yaml"], "course file nowhere.yaml cannot be read"),
        (["generate", "--solutions", "nowhere"], "nowhere does not exist. Name the folder"),
        (["generate", "--out", "file"], "file is a file. Name a folder"),
        (["generate", "--out", "solutions"], "is inside .*solutions, or around it. Name a folder of its own"),
        (["generate", "--out", "class"], "class is not empty and was not generated"),
        (["validate", "--solutions", "empty"], "empty holds no exercise. Add a folder"),
        (["new", "batch_norm"], "'batch_norm' names no chapter. .* There are: 1_foundations"),
        (["new", "networks/batch_norm"], "'networks/batch_norm' names no chapter"),
        (["new", "2_networks/BatchNorm"], "'BatchNorm' is no topic's name: lower-case letters"),
        (["new", "2_networks/lambda"], "'lambda' is no topic's name"),
        (["new", "2_networks/vectors"], "an exercise vectors already, in .*1_vectors. Choose another name"),
        (["new", "1_foundations/2_norms"], "2_tensors has the number 2 already. Leave the number of norms out"),
        (["new", "1_networks/norms"], "The chapter 1_foundations has that number already. Write 1_foundations/norms"),
        (["new", "2_networks/norms", "--solutions", "nowhere"], "no folder nowhere. Name the folder"),
        (["new", "2_networks/norms", "--solutions", "solutions/1_foundations/1_vectors/vectors.py"], "no folder .*vectors.py"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)  # fmt: skip
def test_an_error_is_a_sentence_with_a_next_step_and_leaves_everything_as_it_was(
    clone, call, monkeypatch, arguments, words
):
    monkeypatch.setattr("grader.kit.place.kit_source", lambda: clone / "exercises")
    (clone / "class" / "ada").mkdir(parents=True)
    (clone / "class" / "ada" / "vectors.py").write_text(RIGHT.replace("TOPIC", "vectors"))
    (clone / "empty").mkdir()
    for name, content in {
        "file": "a file", "short": "abc", "good": "long enough for a secret", "wrong.yaml": "title: Demo\ntopic: [vectors]\n", "empty.yaml": "",
        "level.yaml": "title: Demo\nfeedback: {hidden: everything}\n",
    }.items():  # fmt: skip
        (clone / name).write_text(content)
    (clone / "latin.yaml").write_bytes(b"title: D\xe9mo\n")
    before = tree(clone)
    done = call(*arguments)
    assert done.code == 2
    assert done.out == ""
    assert done.err.startswith("Error: ")
    assert re.search(words, done.err), done.err
    assert done.err.count("\n") == 1
    assert "Traceback" not in done.err
    assert tree(clone) == before


@pytest.mark.parametrize("arguments", [["list"], ["check"], ["hint", "vectors"], ["reset", "vectors"]])
def test_outside_of_any_exercises_a_student_is_told_how_to_begin(tmp_path, monkeypatch, call, arguments):
    monkeypatch.chdir(tmp_path)
    done = call(*arguments)
    assert done.code == 2
    assert f"no exercises in {tmp_path} or above it. Run `grader start DIR`" in done.err


@pytest.mark.parametrize(
    "arguments", [["list"], ["check"], ["watch"], ["pack"], ["hint", "vectors"], ["reset", "vectors"]]
)
def test_outside_of_any_exercises_the_language_asked_for_is_spoken(tmp_path, monkeypatch, call, arguments):
    monkeypatch.chdir(tmp_path)
    done = call(*arguments, "--lang", "zh")
    assert done.code == 2
    assert re.fullmatch(r"错误：.*没有练习。.*\n", done.err)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["reset", "x"], "错误：没有名为 'x' 的主题"),
        (["hint", "x"], "错误：没有名为 'x' 的主题"),
        (["pack"], "错误：没有可打包的内容"),
        (["check", "--json", "no/where"], "错误：无法写入"),
        (["check", "--json", "no/where", "--lang", "en"], "cannot be written"),
    ],
)
def test_a_kit_keeps_the_language_it_was_started_in_and_errors_speak_it(
    made, tmp_path, monkeypatch, call, arguments, words
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("grader.kit.place.kit_source", lambda: made / "exercises")
    assert call("start", "工作", "--lang", "zh").code == 0
    monkeypatch.chdir(tmp_path / "工作")
    done = call(*arguments)
    assert done.code == 2
    assert words in done.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["chekc"], "没有名为 'chekc' 的命令。 你是不是想写 'check'？"),
        (["hint"], "缺少 'TOPIC'"),
        (["check", "--jsn", "x"], "没有选项 --jsn。 你是不是想写 --json？"),
    ],
)
def test_slips_at_the_command_line_are_told_in_chinese(monkeypatch, call, arguments, words):
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    done = call(*arguments)
    assert done.code == 2
    assert words in done.err
    assert "请看 `grader" in done.err


@pytest.mark.parametrize("arguments", [["generate"], ["validate"], ["new", "1_a/b"], ["grade", "."]])
def test_outside_of_a_clone_an_instructor_is_told_where_to_go(tmp_path, monkeypatch, call, arguments):
    monkeypatch.chdir(tmp_path)
    done = call(*arguments)
    assert done.code == 2
    assert f"no folder solutions/ in {tmp_path} or above it" in done.err
    assert "--solutions DIR" in done.err


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda file: file.unlink(), r"vectors.py is missing. `grader reset vectors` puts a fresh stub there"),
        (lambda file: (file.unlink(), file.mkdir()), "vectors.py is not a file"),
        (lambda file: (file.unlink(), file.symlink_to("/etc/passwd")), "vectors.py is a link, which is not followed"),
        (lambda file: file.write_bytes(b"#" * (1 << 21)), "vectors.py has 2097152 bytes; at most 131072 are read"),
        (lambda file: file.with_name("test_vectors.py").unlink(), "test_vectors.py are missing. `grader start DIR`"),
    ],
)
def test_a_file_that_cannot_be_checked_is_an_error_and_not_a_mark(kit, call, tmp_path, damage, words):
    damage(stub(kit))
    done = call("check", "vectors", "--json", tmp_path / "r.json")
    assert done.code == 2
    assert re.search(words, done.err), done.err
    assert not list(tmp_path.glob("*r.json*"))


def test_a_kit_that_was_damaged_says_where_a_new_one_is_to_be_had(kit, call):
    (kit / "kit.yaml").write_text("topics: 3\n")
    done = call("check")
    assert done.code == 2
    assert "take it from a new `grader start DIR`" in done.err


def test_a_suite_that_was_damaged_is_named(kit, call):
    (stub(kit).with_name("test_vectors.py")).write_text("def test_it(:\n")
    done = call("check", "vectors")
    assert done.code == 2
    assert "test_vectors.py, line 1: SyntaxError" in done.err


@pytest.mark.parametrize("arguments", [["check", "vectors"], ["grade", "submissions"]])
def test_a_zygote_that_cannot_start_is_one_paragraph_and_no_mark(
    clone, submissions, call, monkeypatch, tmp_path, arguments
):
    from grader.sandbox import launch

    for module in ("grader.check", "grader.suite.bench", "grader.sandbox.launch"):
        monkeypatch.setattr(f"{module}.make_launcher", lambda **kind: launch.ZygoteLauncher(**kind))
    monkeypatch.setattr(sys, "executable", "/bin/false")
    write(clone / "exercises", RIGHT)
    done = call(*arguments, "--json", tmp_path / "r.json")
    assert done.code == 2
    assert done.err.startswith("Error: The worker process could not be kept running: ")
    assert "`grader doctor`" in done.err
    assert done.err.count("\n") == 1
    assert not list(tmp_path.glob("*r.json*"))


def test_an_unknown_kind_of_workers_is_named(clone, submissions, call, monkeypatch):
    from grader.sandbox import launch

    monkeypatch.undo()
    monkeypatch.chdir(clone)
    monkeypatch.setenv("GRADER_WORKERS", "thread")
    assert launch.make_launcher
    done = call("grade", submissions)
    assert done.code == 2
    assert "GRADER_WORKERS is 'thread'; it must be 'zygote' or 'alone'" in done.err


def test_a_fault_of_ours_is_told_without_a_traceback_which_is_kept(call, kit, monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def broken(*_):
        raise RuntimeError("inner words")

    monkeypatch.setattr("grader.workspace.find_workspace", broken)
    done = call("list")
    assert done.code == 2
    assert "grader itself failed (RuntimeError)" in done.err
    assert "inner words" not in done.err
    (report,) = tmp_path.glob("grader-fault-*.txt")
    assert str(report) in done.err
    assert "RuntimeError: inner words" in report.read_text()


@pytest.mark.parametrize("error", [KeyboardInterrupt, click.Abort])
def test_ctrl_c_stops_without_a_word_of_python(call, kit, monkeypatch, error):
    def interrupted(*_):
        raise error

    monkeypatch.setattr("grader.workspace.find_workspace", interrupted)
    done = call("list")
    assert (done.code, done.out, done.err.strip()) == (130, "", "Stopped.")


def test_ctrl_c_while_grading_leaves_no_results(submissions, call, monkeypatch, tmp_path):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("grader.terminal.grade_progress.GradeProgress.finished", interrupted)
    done = call("grade", submissions, "--json", tmp_path / "r.json")
    assert done.code == 130
    assert not list(tmp_path.glob("*r.json*"))
    assert "are graded and kept; the same command goes on from there." in done.err


# The results file's place.


def test_results_replace_what_was_there_through_a_link_with_its_rights(kit, call, tmp_path):
    kept = tmp_path / "kept.json"
    kept.write_text("old")
    kept.chmod(0o600)
    (tmp_path / "link.json").symlink_to(kept)
    call("list", "--json", tmp_path / "link.json")
    assert json.loads(kept.read_text())
    assert kept.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "link.json").is_symlink()


def test_new_results_have_the_rights_that_the_user_wants(kit, call, tmp_path):
    before = os.umask(0o077)
    try:
        call("list", "--json", tmp_path / "list.json")
    finally:
        os.umask(before)
    assert (tmp_path / "list.json").stat().st_mode & 0o777 == 0o600


def test_what_is_no_file_is_written_to_and_stays_what_it_is(kit, call, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    assert call("list", "--json", pipe).code == 0
    assert json.loads(os.read(reader, 1 << 16))
    os.close(reader)
    assert pipe.is_fifo()
    assert call("list", "--json", "/dev/null").code == 0
    assert Path("/dev/null").is_char_device()


# Terminals.


def test_old_pythons_get_a_sentence(monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 9, 1))
    with pytest.raises(SystemExit) as caught:
        entry.main()
    assert caught.value.code == 2
    assert "this is Python 3.9, and grader needs 3.11 or newer. Make a virtual environment" in capsys.readouterr().err


def test_the_entry_can_be_read_by_an_old_python():
    import ast

    ast.parse(Path(entry.__file__).read_text(), feature_version=(3, 6))


def test_the_entry_exits_with_the_code_of_the_command(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["grader", "chek"])
    with pytest.raises(SystemExit) as caught:
        entry.main()
    assert caught.value.code == 2


def python(*arguments, cwd, **environment):
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd, capture_output=True, text=True, timeout=120, env={**os.environ, **environment},
    )  # fmt: skip


def test_python_m_grader_does_not_import_what_lies_in_the_folder(kit):
    for name in ("numpy", "click", "pytest", "sitecustomize", "conftest"):
        (kit / f"{name}.py").write_text("raise SystemExit('imported')\n")
    write(kit, RIGHT)
    done = python("-m", "grader", "check", "vectors", cwd=kit)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "All done!" in done.stdout
    assert "\x1b" not in done.stdout + done.stderr


@pytest.mark.parametrize("arguments", [["--help"], ["list"], ["--version"]])
def test_help_and_list_import_nothing_heavy(kit, arguments):
    script = "import sys; from grader.cli import run; code = run(sys.argv[1:]); print(sorted(m for m in sys.modules if m in ('numpy', 'torch', 'pytest', 'hypothesis', 'msgpack')), file=sys.stderr); sys.exit(code)"
    done = python("-c", script, *arguments, cwd=kit)
    assert done.returncode == 0, done.stderr
    assert done.stderr.strip() == "[]"


def test_a_terminal_that_knows_only_ascii_is_no_reason_to_fail(kit):
    script = "import sys; from grader.cli import run; sys.exit(run(sys.argv[1:]))"
    plain = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = python("-c", script, "list", "--lang", "zh", cwd=kit, **plain)
    assert done.returncode == 0, done.stderr
    assert "vectors" in done.stdout
    done = subprocess.run(
        [sys.executable, "-c", script, "list", "--lang", "zh", "--json", "-"],
        cwd=kit, capture_output=True, timeout=120, env={**os.environ, **plain},
    )  # fmt: skip
    assert "的和" in json.loads(done.stdout)[0]["title"]


def test_a_pipe_that_is_closed_early_is_no_fault(kit):
    script = "import os, sys; os.dup2(os.open(os.devnull, os.O_RDONLY), 0); from grader.cli import run\nr, w = os.pipe(); os.close(r); os.dup2(w, 1); sys.exit(run(['list']))"
    done = python("-c", script, cwd=kit)
    assert "Traceback" not in done.stderr
    assert "itself failed" not in done.stderr


@pytest.mark.parametrize("columns", ["", "wide", "0", "-5", "100", "40"])
def test_any_width_will_do(kit, call, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    done = call("check", "vectors")
    assert done.code == 1
    assert max(map(len, done.out.splitlines())) <= (int(columns) if columns in ("100", "40") else 80)


def on_a_terminal(monkeypatch):
    import io

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    out = Terminal()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    return out


def test_there_is_colour_on_a_terminal_and_none_with_no_color(kit, monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    out = on_a_terminal(monkeypatch)
    assert run(["list"]) == 0
    assert "\x1b[" in out.getvalue()
    monkeypatch.setenv("NO_COLOR", "1")
    out = on_a_terminal(monkeypatch)
    assert run(["list"]) == 0
    assert "\x1b" not in out.getvalue()
    assert "vectors" in out.getvalue()


def test_names_of_students_are_shown_as_they_are_and_steer_nothing():
    import io

    from rich.console import Console

    from grader.terminal.class_view import ClassView
    from grader.terminal.console import THEME
    from grader.terminal.grade_progress import GradeProgress

    console = Console(file=io.StringIO(), force_terminal=True, width=80, theme=THEME)
    names = ("ada\nbob   1\x1b[2J", "[/bold] [red]eve")
    with GradeProgress(console, quiet=False) as progress:
        progress.planned(2, 0)
        progress.begun("norms", names)
        progress.finished("norms", names, {"passed": 1})
    row = {"topic": "norms", "score": 1.0, "max_score": 1.0, "outcome": "graded", "message": "", "mistakes": ()}
    view = ClassView(["norms"], [{"student": name, "topics": [row | {"flags": Counter(passed=1)}]} for name in names])
    plain = Console(file=io.StringIO(), width=80, theme=THEME)
    plain.print(view.summary(80))
    lines = plain.file.getvalue().splitlines()
    assert any(line.startswith("[/bold] [red]eve") for line in lines)
    assert any(line.startswith("ada\N{REPLACEMENT CHARACTER}bob") for line in lines)
    assert "\x1b[2J" not in plain.file.getvalue() + console.file.getvalue()


# Help and README.


@pytest.mark.parametrize("name", NAMES)
def test_every_command_has_help_and_stands_in_the_readme(name, call):
    done = call(name, "--help")
    assert done.code == 0
    assert done.err == ""
    summary = done.out.splitlines()[2].strip()
    assert len(summary.split()) >= 3
    assert summary.endswith((".", ":", ",")) or summary
    assert f"grader {name}" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_command_file_is_listed_and_every_option_explained():
    files = {path.stem.removesuffix("_command") for path in (ROOT / "grader" / "cli").glob("*_command.py")}
    assert files == set(NAMES)
    context = click.Context(main)
    for name in NAMES:
        command = main.get_command(context, name)
        assert command.name == name
        for parameter in command.params:
            assert isinstance(parameter, click.Argument) or parameter.help, f"{name} {parameter.name}"


def test_the_help_page_names_every_command_once(call):
    out = call("--help").out
    for name in NAMES:
        assert len(re.findall(rf"^  {name} ", out, re.MULTILINE)) == 1


def test_no_arguments_at_all_show_the_help_page(call):
    done = call()
    assert "Students:" in done.out + done.err
