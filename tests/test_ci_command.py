"""`grader ci`, in folders laid out and with variables set as each place does it; nothing hidden is in any log."""

import base64
import ctypes
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from grader.bundle import new_key
from grader.catalogue import read_catalogue
from grader.cli import run
from grader.kit import generate
from grader.results_file import read
from grader.sandbox.isolation import in_force
from tests.trees import HIDDEN, make_topic

CANARY = "CANARY-3.14159"
VALUE = "987654.25"  # an input that only the hidden suite knows
CLUMSY = (
    HIDDEN
    + f'''

@function("TOPIC_sum")
def test_TOPIC_hidden_value(student):
    """A number of its own is added."""
    print("{CANARY} printed")
    assert_close(student.TOPIC_sum(np.array([{VALUE}])), {VALUE})


@function("TOPIC_sum")
def test_TOPIC_says_too_much(student):
    """What the author wrote is for the author."""
    assert student.TOPIC_sum(np.array([{VALUE}])) == {VALUE}, "{CANARY} {VALUE}"


@function("TOPIC_sum")
def test_TOPIC_breaks(student):
    """A suite that fails by itself."""
    student.TOPIC_sum(np.array([1.0]))
    raise RuntimeError("{CANARY} {VALUE}")
'''
)
MISCONCEPTIONS = """\
from grader.testing import misconception, probes


@misconception("TOPIC_mean", hint="Divide by the number of entries.", zh="除以元素个数。")
def TOPIC_without_division(x):
    return float(x.sum())


@probes("TOPIC_mean")
def vectors_of_numbers(rng):
    return [(rng.normal(size=5),), (rng.normal(size=7),)]
"""
RIGHT = "import numpy as np\n\n\ndef vectors_sum(x):\n    return float(np.sum(x))\n\n\ndef vectors_mean(x):\n    return float(np.sum(x)) / len(x)\n"
WRONG = RIGHT.replace("np.sum(x))\n\n\ndef vectors_mean", "np.sum(x)) * 1.5\n\n\ndef vectors_mean")
LOUD = """\
import sys
def vectors_sum(x):
    print("::error::forged", x, file=sys.stderr)
    print("::set-output name=result::forged", x)
    raise ValueError(f"::add-mask::{x}")
def vectors_mean(x):
    raise NotImplementedError("vectors_mean: your code goes here")
"""


@pytest.fixture(scope="module")
def staff(tmp_path_factory):
    """What the staff has: solutions, a kit, a course, a key, bundles."""
    root = tmp_path_factory.mktemp("staff")
    make_topic(root / "solutions", "1_foundations/1_vectors", test_hidden__py=CLUMSY, misconceptions__py=MISCONCEPTIONS)
    generate(read_catalogue(root / "solutions"), root / "kit")
    (root / "course.yaml").write_text(
        "title: Spring & <Co>\ntopics: [vectors]\ndue: 2026-01-01T00:00+00:00\nlate: {per_day: 10%}\n"
    )
    (root / "secret").write_text("sixteen characters and more\n")
    (root / "key").write_text(new_key())
    arguments = [str(root / "course.yaml"), "--key-file", str(root / "key"), "--secret-file", str(root / "secret")]
    solutions = ["--solutions", str(root / "solutions")]
    assert run(["bundle", *arguments, *solutions, "--out", str(root / "course.bundle")]) == 0
    return root


@pytest.fixture
def repository(staff, tmp_path, monkeypatch):
    """A student's repository: the kit; the working folder."""
    folder = shutil.copytree(staff / "kit", tmp_path / "repository")
    monkeypatch.chdir(folder)
    for name in ("GITHUB_ACTIONS", "GITLAB_CI", "JENKINS_URL", "GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT", "GRADER_SECRET"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GRADER_AUTOGRADER_ROOT", str(tmp_path / "no-autograder"))
    monkeypatch.setattr(ctypes, "CDLL", lambda _: type("C", (), {"prctl": staticmethod(lambda *_: 0)}))  # tests go on
    return folder


@pytest.fixture
def call(capfd):
    def call(*arguments):
        code = run([str(argument) for argument in arguments])
        return code, *capfd.readouterr()

    return call


def write(folder, source):
    (folder / "1_foundations/1_vectors/vectors.py").write_text(source)


def everything(folder):
    return "\n".join(path.read_text("utf-8") for path in sorted(folder.rglob("*")) if path.is_file())


def submission(folder="grader-results"):
    (found,) = read(Path(folder, "results.json")).submissions()
    return found


# A plain shell.


def test_a_kit_is_graded_with_its_public_tests(repository, call):
    write(repository, RIGHT)
    code, out, _ = call("ci")
    assert code == 0
    assert "These are the public tests" in out
    assert out.endswith(
        f"2 of 2 points, isolation: {in_force()}\n  grader-results/results.json\n  grader-results/junit.xml\n"
    )
    assert (submission().student, submission().score) == ("repository", 2.0)
    assert {test.suite for test in submission().topics[0].tests} == {"public"}
    assert ElementTree.parse("grader-results/junit.xml").getroot().tag == "testsuites"


@pytest.mark.parametrize("hidden", [False, True])
def test_the_log_and_the_messages_speak_the_language_asked_for(repository, staff, call, hidden):
    write(repository, WRONG.replace("float(np.sum(x)) / len(x)", "undefined"))
    code, out, _ = call("ci", "--lang", "zh", *(["--solutions", staff / "solutions"] if hidden else []))
    assert code == 1
    assert "先修改：" in out
    assert re.search(r"\n[\d.]+/[\d.]+ 分，隔离级别：\w+\n", out)
    assert not re.search("Wrong value|Your code|public tests|points", out)
    assert "你的代码抛出了" in Path("grader-results/results.json").read_text("utf-8")


def test_points_lost_are_exit_code_1_and_a_missing_file_is_not_attempted(repository, call):
    (repository / "1_foundations/1_vectors/vectors.py").unlink()
    assert call("ci", "--quiet") == (1, "", "")
    assert submission().topics[0].outcome == "not_attempted"


def test_json_goes_to_another_file_too_or_to_the_terminal_alone(repository, call):
    write(repository, WRONG)
    assert call("ci", "--json", "more.json", "--quiet") == (1, "", "")
    assert Path("more.json").read_bytes() == Path("grader-results/results.json").read_bytes()
    code, out, err = call("ci", "--json", "-")
    assert (code, err, json.loads(out)["schema"]) == (1, "", 1)


def test_with_a_bundle_the_hidden_suites_count(repository, staff, call, monkeypatch):
    write(repository, RIGHT)
    monkeypatch.setenv("GRADER_KEY", (staff / "key").read_text())
    before = set(Path(os.environ.get("TMPDIR", "/tmp")).glob("grader-bundle-*"))
    code, _, err = call("ci", "--bundle", staff / "course.bundle", "--student", "ada")
    assert (code, err) == (1, "")  # the suite has a test that always fails
    assert (submission().student, submission().max_score) == ("ada", 6.0)
    assert submission().topics[0].final_score == 5.0
    assert read(Path("grader-results/results.json")).course == "Spring & <Co>"
    assert set(Path(os.environ.get("TMPDIR", "/tmp")).glob("grader-bundle-*")) == before


def test_with_solutions_and_a_course_the_same_marks_come_out(repository, staff, call):
    write(repository, RIGHT)
    code, *_ = call(
        "ci", "--solutions", staff / "solutions", "--course", staff / "course.yaml", "--secret-file", staff / "secret"
    )
    assert (code, submission().max_score) == (1, 6.0)


def test_the_bundle_and_the_solutions_give_the_same_results(repository, staff, call):
    write(repository, WRONG)
    call("ci", "--bundle", staff / "course.bundle", "--key-file", staff / "key", "--out", "one")
    call(
        "ci",
        "--solutions",
        staff / "solutions",
        "--course",
        staff / "course.yaml",
        "--secret-file",
        staff / "secret",
        "--out",
        "two",
    )
    one, two = (submission(name).model_dump() for name in ("one", "two"))
    for each in (one, two):
        for test in each["topics"][0]["tests"]:
            test["seconds"] = 0
    assert one == two


def test_a_submission_elsewhere_is_graded_in_a_clone(staff, repository, tmp_path, call, monkeypatch):
    shutil.copytree(staff / "kit", tmp_path / "clone" / "exercises")
    shutil.copytree(staff / "solutions", tmp_path / "clone" / "solutions")
    write(repository, RIGHT)
    monkeypatch.chdir(tmp_path / "clone")
    code, *_ = call("ci", "--submission", repository, "--topic", "vectors", "--out", tmp_path / "out")
    assert (code, submission(tmp_path / "out").max_score) == (1, 6.0)


# GitHub.


@pytest.fixture
def github(repository, tmp_path, monkeypatch):
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(repository))
    monkeypatch.setenv("GITHUB_REPOSITORY", "cs101/homework-ada")
    for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT"):
        (tmp_path / name).touch()
        monkeypatch.setenv(name, str(tmp_path / name))
    return tmp_path


def test_github_gets_annotations_a_summary_outputs_and_classrooms_result(github, repository, staff, call):
    write(repository, WRONG.replace("/ len(x)", "/ 3"))
    code, out, _ = call("ci", "--bundle", staff / "course.bundle", "--key-file", staff / "key")
    assert code == 1
    line, other = [line for line in out.splitlines() if line.startswith("::error ")]
    assert ",line=8,title=vectors%3A vectors_mean::" in other
    assert line.startswith("::error file=1_foundations/1_vectors/vectors.py,line=4,title=vectors%3A vectors_sum::1 + 2")
    assert (github / "GITHUB_STEP_SUMMARY").read_text("utf-8").startswith("## 1 of 6 points\n")
    outputs = (github / "GITHUB_OUTPUT").read_text("utf-8").splitlines()
    values = {outputs[at].partition("<<")[0]: outputs[at + 1] for at in range(0, len(outputs), 3)}
    assert (values["score"], values["max-score"], values["status"]) == ("1", "6", "fail")
    result = json.loads(base64.b64decode(values["result"]))
    assert sum(test["score"] for test in result["tests"]) == 1.0
    assert {test["filename"] for test in result["tests"]} == {"1_foundations/1_vectors/vectors.py"}
    assert Path(values["results-file"]).is_file() and Path(values["junit-file"]).is_file()
    assert json.loads(Path("grader-results/results.sarif").read_text("utf-8"))["version"] == "2.1.0"
    assert submission().student == "cs101/homework-ada"


def test_without_github_s_files_the_log_is_enough(github, repository, call, monkeypatch):
    monkeypatch.delenv("GITHUB_STEP_SUMMARY")
    monkeypatch.delenv("GITHUB_OUTPUT")
    write(repository, WRONG)
    code, out, _ = call("ci", "--quiet")
    assert code == 1
    assert out.startswith("::error file=1_foundations/1_vectors/vectors.py,line=4,")


def test_a_students_output_is_no_command_of_github(github, repository, call):
    write(repository, LOUD)
    code, out, err = call("ci")
    assert (code, err) == (1, "")
    head, *rest = out.splitlines()
    mark = head.removeprefix("::stop-commands::")
    end = rest.index(f"::{mark}::")
    assert any("::add-mask::" in line for line in rest[:end])  # shown, where it is no command
    after = rest[end + 1 :]
    assert [line.split()[0] for line in after if line.strip().startswith("::")] == ["::error", "::notice"]
    assert not [line for line in after if "##[" in line]


def test_a_summary_that_cannot_be_written_is_said(github, repository, call, monkeypatch):
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(repository))
    code, _, err = call("ci", "--quiet")
    assert code == 2
    assert err.startswith("Error: GITHUB_STEP_SUMMARY is ") and "cannot be written" in err


def test_what_kept_us_from_grading_is_an_annotation(github, repository, staff, call, monkeypatch):
    monkeypatch.delenv("GRADER_KEY", raising=False)
    code, out, err = call("ci", "--bundle", staff / "course.bundle")
    assert code == 2
    assert out.startswith("::error title=grader::The key of the bundle is missing") and out.count("\n") == 1
    assert err.startswith("Error: The key of the bundle is missing")


# GitLab and Jenkins.


def test_gitlab_gets_code_quality_and_junit(repository, call, monkeypatch):
    monkeypatch.setenv("GITLAB_CI", "true")
    monkeypatch.setenv("CI_PROJECT_DIR", str(repository))
    monkeypatch.setenv("CI_PROJECT_PATH", "cs/ada/hw")
    write(repository, WRONG)
    assert call("ci")[0] == 1
    (finding,) = json.loads(Path("grader-results/gl-code-quality-report.json").read_text("utf-8"))
    assert finding["location"] == {"path": "1_foundations/1_vectors/vectors.py", "lines": {"begin": 4}}
    assert submission().student == "cs/ada/hw"


def test_jenkins_gets_junit(repository, call, monkeypatch):
    monkeypatch.setenv("JENKINS_URL", "http://localhost/")
    write(repository, WRONG)
    assert call("ci", "--quiet") == (1, "", "")
    assert sorted(path.name for path in Path("grader-results").iterdir()) == ["junit.xml", "results.json"]


# Gradescope.


@pytest.fixture
def autograder(repository, tmp_path, monkeypatch):
    root = tmp_path / "autograder"
    (root / "submission").mkdir(parents=True)
    (root / "submission" / "vectors.py").write_text(RIGHT)
    (root / "submission_metadata.json").write_text(json.dumps({
        "created_at": "2026-07-02T00:30:00-07:00", "assignment": {"due_date": "2026-07-01T23:00:00-07:00"},
        "users": [{"email": "ada@example.org", "id": 1, "name": "Ada"}], "previous_submissions": [{"score": 3.0}],
    }))  # fmt: skip
    monkeypatch.setenv("GRADER_AUTOGRADER_ROOT", str(root))
    return root


def test_gradescope_gets_results_with_lateness_by_its_own_due_date(autograder, staff, call):
    code, *_ = call(
        "ci", "--solutions", staff / "solutions", "--course", staff / "course.yaml", "--secret-file", staff / "secret"
    )
    assert code == 1
    data = json.loads((autograder / "results" / "results.json").read_text("utf-8"))
    assert data["score"] == 4.5  # 5 points, a tenth off for the day that has begun
    assert data["output"].splitlines() == [
        "This is attempt 2.", "Your best attempt so far earned 3 points.", "Handed in 0 d 1 h 30 min after the due date.",
        "vectors: 1 day late, 10 % off",
    ]  # fmt: skip
    found = submission(autograder / "grader-results")
    assert (found.student, found.name, found.final_score) == ("ada@example.org", "Ada", 4.5)
    assert (found.topics[0].attempt, found.topics[0].submitted_at) == (2, "2026-07-02T07:30:00Z")
    assert sorted(path.name for path in (autograder / "results").iterdir()) == ["results.json"]


def test_gradescope_gets_no_results_where_we_could_not_grade(autograder, staff, call, monkeypatch):
    monkeypatch.setenv("GRADER_WORKERS", "nonsense")
    assert call("ci", "--solutions", staff / "solutions", "--secret-file", staff / "secret")[0] == 2
    assert not (autograder / "results").exists()


def test_gradescope_s_results_folder_must_be_writable(autograder, staff, call):
    (autograder / "results").write_text("a file")
    code, _, err = call("ci", "--solutions", staff / "solutions", "--secret-file", staff / "secret", "--quiet")
    assert code == 2
    assert "cannot be made" in err


# What is hidden stays hidden.


@pytest.mark.parametrize(
    "source",
    [WRONG, LOUD, "import nothing_like_this\n", "def vectors_sum(x):\n    return x[7]\n"],
    ids=["wrong", "loud", "broken", "index"],
)
@pytest.mark.parametrize("place", ["github", "gitlab", "gradescope", "jenkins", "shell"])
def test_no_hidden_input_or_value_is_in_any_log_or_file(place, source, github, repository, staff, call, monkeypatch):
    write(repository, source)
    monkeypatch.setenv("GRADER_AUTOGRADER_ROOT", str(github / "autograder"))
    code, out, err = call(
        "ci", "--place", place, "--submission", repository, "--bundle", staff / "course.bundle",
        "--key-file", staff / "key", "--out", github / "out",
    )  # fmt: skip
    assert code == 1
    assert submission(github / "out").max_score == 6.0
    written = out + err + everything(github)
    assert "hidden_value" in written  # that there is such a test, and that it failed, is told
    for secret in (CANARY, VALUE, "987654", (staff / "key").read_text(), "sixteen characters"):
        assert secret not in written


def test_full_feedback_shows_what_a_course_wants_shown(repository, staff, tmp_path, call):
    """That the test above could fail: at level `full` the canary is there."""
    (tmp_path / "full.yaml").write_text("title: T\nfeedback: {hidden: full}\n")
    write(repository, WRONG)
    call("ci", "--bundle", staff / "course.bundle", "--key-file", staff / "key", "--course", tmp_path / "full.yaml")
    assert CANARY in everything(Path("grader-results"))


def test_a_course_that_is_named_decides_the_topics_of_a_bundle(repository, staff, tmp_path, call):
    (tmp_path / "other.yaml").write_text("title: Other\ntopics: [nothing]\n")
    code, _, err = call(
        "ci", "--bundle", staff / "course.bundle", "--key-file", staff / "key", "--course", tmp_path / "other.yaml"
    )
    assert code == 2
    assert "nothing" in err


def test_the_level_outcome_hides_a_misconceptions_name_too(repository, staff, tmp_path, call):
    (tmp_path / "outcome.yaml").write_text("title: T\nfeedback: {public: outcome, hidden: outcome}\n")
    write(repository, RIGHT.replace("/ len(x)", "* 1.0"))
    call(
        "ci",
        "--bundle",
        staff / "course.bundle",
        "--key-file",
        staff / "key",
        "--course",
        tmp_path / "outcome.yaml",
        "--out",
        "outcome",
    )
    call("ci", "--bundle", staff / "course.bundle", "--key-file", staff / "key", "--out", "hint")
    assert "without_division" in everything(Path("hint"))
    assert "without_division" not in everything(Path("outcome"))
    assert "Divide by the number" not in everything(Path("outcome"))


def test_a_malformed_hidden_suite_is_not_quoted(repository, staff, tmp_path, call):
    make_topic(
        tmp_path / "solutions",
        "1_foundations/1_vectors",
        test_hidden__py=f'"""{CANARY}"""\nassert {VALUE} == 0, "{CANARY}"\n',
    )
    code, out, err = call("ci", "--solutions", tmp_path / "solutions", "--secret-file", staff / "secret")
    assert code == 2
    assert "A suite of this course is malformed" in err
    assert CANARY not in out + err and VALUE not in out + err


@pytest.mark.parametrize("place", ["github", "gitlab", "gradescope", "shell"])
def test_what_could_not_be_graded_is_exit_code_2_and_no_mark_anywhere(
    place, github, repository, staff, call, monkeypatch
):
    broken = (
        HIDDEN
        + f'\n\ndef test_TOPIC_ours(student):\n    """Ours."""\n    raise RuntimeError("{CANARY}")\n    student.TOPIC_sum(1)\n'
    )
    make_topic(github / "solutions", "1_foundations/1_vectors", test_hidden__py=broken)
    monkeypatch.setenv("GRADER_AUTOGRADER_ROOT", str(github / "autograder"))
    write(repository, RIGHT)
    code, out, err = call(
        "ci", "--place", place, "--submission", repository, "--solutions", github / "solutions",
        "--secret-file", staff / "secret", "--out", github / "out",
    )  # fmt: skip
    assert (code, err) == (2, "")
    assert "not everything could be graded" in out
    assert submission(github / "out").topics[0].outcome == "not_graded"
    assert not (github / "autograder").exists()
    shutil.rmtree(github / "solutions")
    assert CANARY not in out + everything(github)
    if place == "github":
        outputs = (github / "GITHUB_OUTPUT").read_text("utf-8").splitlines()
        assert (outputs[1], outputs[7]) == ("", "error")
        assert "Not graded, through no fault of yours" in (github / "GITHUB_STEP_SUMMARY").read_text("utf-8")


# Bad input.


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--bundle", "none.bundle", "--key-file", "{staff}/key"], "The bundle none.bundle cannot be read"),
        (["--bundle", "{staff}/course.bundle"], "GRADER_KEY is not set"),
        (["--bundle", "{staff}/course.bundle", "--key-file", "{staff}/secret"], "is no key"),
        (["--bundle", "kit.yaml", "--key-file", "{staff}/key"], "is no bundle"),
        (["--submission", "none"], "The submission none does not exist"),
        (["--submission", "kit.yaml"], "The submission kit.yaml is a file"),
        (["--topic", "nothing"], "nothing"),
        (["--course", "{staff}/course.yaml"], "asks for hidden suites, and there are none here"),
        (["--solutions", "{staff}/solutions", "--course", "none.yaml"], "none.yaml cannot be read"),
        (["--out", "kit.yaml"], "The folder kit.yaml cannot be made"),
    ],
)
def test_a_pipeline_that_lacks_something_says_what(repository, staff, call, monkeypatch, arguments, words):
    monkeypatch.delenv("GRADER_KEY", raising=False)
    code, _, err = call("ci", "--quiet", *(text.format(staff=staff) for text in arguments))
    assert code == 2
    assert err.startswith("Error: ") and words in err


@pytest.mark.parametrize("hidden", [False, True])
def test_below_the_isolation_that_is_asked_for_nothing_is_graded(repository, staff, call, monkeypatch, hidden):
    monkeypatch.setenv("GRADER_WORKERS", "alone")
    monkeypatch.setenv("GRADER_ISOLATION", "process")
    more = ["--solutions", staff / "solutions", "--secret-file", staff / "secret"] if hidden else []
    code, _, err = call("ci", "--isolation", "namespaces", *more)
    assert code == 2
    assert "GRADER_ISOLATION asks for isolation level 'process', but this run needs at least 'namespaces'" in err
    assert not Path("grader-results").exists()


def test_where_there_is_nothing_to_grade_with_that_is_said(repository, tmp_path, call, monkeypatch):
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    code, _, err = call("ci")
    assert code == 2
    assert "There is nothing to grade" in err


def test_a_kit_without_its_tests_is_said(repository, call):
    (repository / "1_foundations/1_vectors/test_vectors.py").unlink()
    code, _, err = call("ci")
    assert code == 2
    assert "test_vectors.py are missing" in err


def test_a_malformed_kit_is_said(repository, call):
    (repository / "kit.yaml").write_text("topics: 3\n")
    code, _, err = call("ci")
    assert code == 2
    assert "kit.yaml" in err


def test_what_only_instructors_install_is_named(repository, staff, call, monkeypatch):
    monkeypatch.delitem(sys.modules, "grader.ci.both", raising=False)
    monkeypatch.setitem(sys.modules, "grader.store", None)
    code, _, err = call("ci", "--solutions", staff / "solutions")
    assert code == 2
    assert "pip install 'deep-grader[instructor]'" in err


# The key.


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
@pytest.mark.skipif(os.name == "posix" and os.geteuid() != 0, reason="becomes another user")
def test_another_process_of_the_user_cannot_read_the_environment_of_a_pipeline_with_a_key():
    script = """
import ctypes, os, subprocess
from grader.ci.shield import hide_process
os.setgid(65534); os.setuid(65534)
ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)  # as after any start of a program; a change of user takes it away
look = ["/bin/cat", f"/proc/{os.getpid()}/environ"]
subprocess.run(look, check=True, capture_output=True)
hide_process()
done = subprocess.run(look, capture_output=True, text=True)
print("Permission denied" in done.stderr, done.stdout == "", os.listdir("/proc/self/fd") != [])
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert done.stdout == "True True True\n", done.stderr
