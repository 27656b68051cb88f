"""A class: who is in it, what each handed in, and results that are the same whenever it is graded again."""

import json
import os
import re
import shutil
import socket
import stat
import tempfile
from pathlib import Path

import pytest

from grader.catalogue import read_catalogue
from grader.errors import SuiteError, UsageError
from grader.grade import Job, grade_class
from grader.intake import SIZE_CAP, HandedIn, digest, find_students, read_topic
from grader.plan import plan
from grader.results import TestResult, TopicResult, submission_json, topic_outcome
from grader.results_file import write as write_results
from grader.secret import course_secret
from grader.store import open_store
from grader.suite.fingerprint import exercise_hash
from grader.suite.handed import subject_of
from tests.progress import Silent
from tests.trees import HIDDEN, make_topic

RELATIVE = "1_foundations/2_norms"
SECRET = b"sixteen characters and more"
RIGHT = "import numpy as np\ndef vectors_sum(x):\n    return float(np.sum(x))\ndef vectors_mean(x):\n    return vectors_sum(x) / len(x)\n"


# Intake.


def students(folder):
    return [student.student for student in find_students(folder)]


def test_each_folder_is_a_student_in_the_order_of_names(tmp_path):
    for name in ("bob", "Ada", "10", "9", "école", "李雷"):
        (tmp_path / name).mkdir()
    assert students(tmp_path) == sorted(["bob", "Ada", "10", "9", "école", "李雷"])


def test_what_is_no_students_folder_is_left_out(tmp_path):
    for name in (".git", "__MACOSX", "__pycache__", "ada"):
        (tmp_path / name).mkdir()
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "link").symlink_to(tmp_path / "ada")
    assert students(tmp_path) == ["ada"]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: None, "does not exist"),
        (lambda path: path.mkdir(), "holds no student's folder"),
        (lambda path: path.write_text("x"), "is a file, not a folder of submissions"),
        (lambda path: (path.mkdir(), (path / "norms.py").write_text("x")), "holds no student's folder"),
    ],
)
def test_a_folder_without_students_is_refused_with_what_it_must_hold(tmp_path, make, words):
    make(tmp_path / "class")
    with pytest.raises(UsageError, match=words) as caught:
        find_students(tmp_path / "class")
    assert str(tmp_path / "class") in str(caught.value)
    assert "It must hold one folder a student" in str(caught.value)


def test_a_folder_of_submissions_that_cannot_be_read_is_refused(tmp_path, monkeypatch):
    def forbidden(_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "scandir", forbidden)
    with pytest.raises(UsageError, match="cannot be read: Permission denied"):
        find_students(tmp_path)


def test_names_that_no_file_can_hold_are_still_told_apart(tmp_path):
    for name in (b"a\xff", b"a\xfe", b"tab\there", b"line\nbreak", b"esc\x1b[2J"):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).mkdir()
    found = find_students(tmp_path)
    assert {student.student for student in found} == {"a\\xff", "a\\xfe", "tab\there", "line\nbreak", "esc\x1b[2J"}
    for student in found:
        assert student.folder.is_dir()
        student.student.encode()


@pytest.mark.parametrize("place", ["norms.py", f"{RELATIVE}/norms.py", "norms/norms.py"])
def test_a_file_is_found_in_each_layout(tmp_path, place):
    (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / place).write_bytes(b"x = 1\r\n")
    assert read_topic(tmp_path, "norms", RELATIVE) == HandedIn(b"x = 1\r\n")


def test_the_file_on_top_is_taken_where_there_are_two(tmp_path):
    (tmp_path / RELATIVE).mkdir(parents=True)
    (tmp_path / RELATIVE / "norms.py").write_bytes(b"below")
    (tmp_path / "norms.py").write_bytes(b"above")
    assert read_topic(tmp_path, "norms", RELATIVE).source == b"above"


def test_an_empty_file_was_handed_in_and_a_missing_one_was_not(tmp_path):
    assert read_topic(tmp_path, "norms", RELATIVE) == HandedIn(None)
    (tmp_path / "1_foundations").write_text("a file where a folder should be")
    assert read_topic(tmp_path, "norms", RELATIVE) == HandedIn(None)
    (tmp_path / "norms.py").write_bytes(b"")
    assert read_topic(tmp_path, "norms", RELATIVE) == HandedIn(b"")


def too_large(path):
    path.write_bytes(b"#" * (SIZE_CAP + 1))


def bind(path):
    server = socket.socket(socket.AF_UNIX)
    server.bind(os.path.relpath(path))
    server.close()


UNREADABLE = {
    "a directory": (lambda path: path.mkdir(), "is not a file"),
    "a pipe": (os.mkfifo, "is not a file"),
    "a socket": (bind, "cannot be read"),
    "a link": (lambda path: path.symlink_to("/etc/passwd"), "is a link, which is not followed"),
    "a link to nothing": (lambda path: path.symlink_to("nowhere"), "is a link, which is not followed"),
    "a link to itself": (lambda path: path.symlink_to(path.name), "is a link, which is not followed"),
    "too large": (too_large, f"has {SIZE_CAP + 1} bytes; at most {SIZE_CAP} are read"),
}


@pytest.mark.parametrize(("make", "words"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_is_no_ordinary_file_is_unreadable_and_not_followed(tmp_path, monkeypatch, make, words):
    monkeypatch.chdir(tmp_path)
    open_before = len(list(Path("/proc/self/fd").iterdir()))
    make(tmp_path / "norms.py")
    found = read_topic(tmp_path, "norms", RELATIVE)
    assert found.source is None
    assert words in found.problem
    assert found.problem.startswith("norms.py ")
    assert len(list(Path("/proc/self/fd").iterdir())) == open_before


def test_the_largest_file_is_read(tmp_path):
    (tmp_path / "norms.py").write_bytes(b"#" * SIZE_CAP)
    assert len(read_topic(tmp_path, "norms", RELATIVE).source) == SIZE_CAP


def test_a_folder_that_leads_out_of_the_submission_is_not_followed(tmp_path):
    (tmp_path / "bob" / "2_norms").mkdir(parents=True)
    (tmp_path / "bob" / "2_norms" / "norms.py").write_bytes(b"another's work")
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada" / "1_foundations").symlink_to(tmp_path / "bob")
    assert "lies behind a link" in read_topic(tmp_path / "ada", "norms", RELATIVE).problem


def test_a_folder_that_cannot_be_looked_into_is_unreadable_and_not_empty(tmp_path):
    (tmp_path / "1_foundations").symlink_to("1_foundations")
    found = read_topic(tmp_path, "norms", RELATIVE)
    assert found.source is None
    assert "norms.py cannot be read: Too many levels of symbolic links" in found.problem


def test_a_file_that_cannot_be_opened_is_unreadable(tmp_path, monkeypatch):
    (tmp_path / "norms.py").write_text("x")

    def forbidden(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", forbidden)
    assert read_topic(tmp_path, "norms", RELATIVE).problem == "norms.py cannot be read: Permission denied."


def test_a_hash_tells_contents_order_absence_and_emptiness_apart():
    found = [
        digest(parts) for parts in ([b"a", b"b"], [b"b", b"a"], [b"ab"], [b"a", None], [None, b"a"], [b"a", b""], [])
    ]
    assert len(set(found)) == len(found)
    assert digest([b"a", None]) == digest([b"a", None])


# Marks.


def test_the_earned_points_are_all_or_none():
    for outcome in ("passed", "carried"):
        assert TestResult("t", "T", "public", "f", 1.5, outcome).earned == 1.5
    for outcome in ("failed", "errored", "timed_out", "crashed", "out_of_memory", "not_attempted", "not_graded"):
        assert TestResult("t", "T", "public", "f", 1.5, outcome).earned == 0.0


def result(*outcomes, extra=()):
    tests = [TestResult(f"t{number}", "T", "public", "f", 1.0, outcome) for number, outcome in enumerate(outcomes)]
    tests += [TestResult("x", "T", "public", "f", 0.5, outcome, extra_credit=True) for outcome in extra]
    return TopicResult("norms", "hash", tuple(tests))


def test_extra_credit_counts_in_the_score_and_not_in_the_maximum():
    assert (
        result("passed", "failed", extra=["passed"]).score,
        result("passed", "failed", extra=["passed"]).max_score,
    ) == (1.5, 2.0)


@pytest.mark.parametrize(
    ("outcomes", "outcome"),
    [
        (["passed", "failed"], "graded"),
        (["not_attempted", "not_attempted"], "not_attempted"),
        (["not_attempted", "passed"], "graded"),
        (["not_graded", "passed"], "not_graded"),
        (["not_graded", "not_attempted"], "not_graded"),
    ],
)
def test_a_topics_outcome_follows_from_its_tests(outcomes, outcome):
    assert topic_outcome(result(*outcomes).tests) == outcome


def test_points_add_up_without_the_noise_of_floats():
    tests = tuple(TestResult("t", "T", "public", "f", 0.1, "passed") for _ in range(3))
    topic = TopicResult("norms", "hash", tests)
    assert topic.score == 0.3
    assert submission_json("ada", "", [topic.to_json(), topic.to_json()])["score"] == 0.6


# Grading.


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    solutions = tmp_path_factory.mktemp("course") / "solutions"
    for relative in ("1_foundations/1_vectors", "1_foundations/2_tensors"):
        make_topic(solutions, relative)
    return read_catalogue(solutions)


@pytest.fixture
def class_folder(tmp_path):
    """ada right in both, bob wrong in one, cyd nothing at all, dan a folder where a file should be."""
    folder = tmp_path / "class"
    for name in ("ada", "bob", "cyd", "dan"):
        (folder / name).mkdir(parents=True)
    for name in ("ada", "bob"):
        for topic in ("vectors", "tensors"):
            (folder / name / f"{topic}.py").write_text(RIGHT.replace("vectors", topic))
    (folder / "bob" / "tensors.py").write_text(RIGHT.replace("vectors", "tensors").replace("/ len(x)", "+ 1"))
    (folder / "dan" / "vectors.py").mkdir()
    return folder


@pytest.fixture(autouse=True)
def warm(warm_work, monkeypatch):
    monkeypatch.delenv("GRADER_SECRET", raising=False)


class Told(Silent):
    """A progress that remembers."""

    def __init__(self):
        super().__init__()
        self.finished_by = []

    def finished(self, topic, students, outcomes):
        self.finished_by += [(student, topic) for student in students]


def graded(catalogue, folder, **changes):
    """The submissions of the results file, graded into a new store, and what progress was told."""
    job = Job(
        **{"exercises": list(catalogue), "students": find_students(folder), "secret": SECRET, "jobs": 1} | changes
    )
    told = Told()
    with tempfile.TemporaryDirectory() as place, open_store(Path(place) / "store.sqlite") as store:
        return list(grade_class(job, store, told).submissions()), told


def test_results_are_written_student_by_student(catalogue, class_folder):
    found, told = graded(catalogue, class_folder)
    assert told.counts == (8, 0)
    assert sorted(told.finished_by) == [
        (student, topic) for student in ("ada", "bob", "cyd", "dan") for topic in ("tensors", "vectors")
    ]
    assert [each["student"] for each in found] == ["ada", "bob", "cyd", "dan"]
    assert [[topic["topic"] for topic in each["topics"]] for each in found] == [["vectors", "tensors"]] * 4
    assert [[topic["outcome"] for topic in each["topics"]] for each in found] == [
        ["graded", "graded"],
        ["graded", "graded"],
        ["not_attempted", "not_attempted"],
        ["unreadable", "not_attempted"],
    ]
    assert [each["score"] for each in found] == [6.0, 4.0, 0.0, 0.0]
    assert {each["max_score"] for each in found} == {6.0}


def test_what_could_not_be_read_says_so_in_the_results(catalogue, class_folder):
    found, _ = graded(catalogue, class_folder)
    assert found[3]["topics"][0]["message"] == "vectors.py is not a file."
    assert "message" not in found[2]["topics"][0]


def test_equal_work_has_an_equal_hash(catalogue, class_folder):
    shutil.copytree(class_folder / "ada", class_folder / "eve")
    hashes = {each["student"]: each["hash"] for each in graded(catalogue, class_folder)[0]}
    assert hashes["ada"] == hashes["eve"]
    assert hashes["cyd"] == hashes["dan"]
    assert len(set(hashes.values())) == 3


def without_seconds(text):
    return re.sub(r'"seconds": [0-9.e-]+', '"seconds": 0', text)


def test_grading_twice_gives_the_same_bytes_but_for_the_seconds(catalogue, class_folder, tmp_path):
    texts = []
    for number in range(2):
        found, _ = graded(catalogue, class_folder, feedback={"public": "full", "hidden": "full"})
        path = tmp_path / f"{number}.json"
        with path.open("w", encoding="utf-8") as stream:
            write_results(stream, found, course="demo", isolation="process")
        texts.append(without_seconds(path.read_text(encoding="utf-8")))
    assert texts[0] == texts[1]
    assert json.loads(texts[0])["submissions"][1]["score"] == 4.0


def test_results_do_not_depend_on_who_else_is_in_the_class(catalogue, class_folder):
    full, _ = graded(catalogue, class_folder)
    shutil.rmtree(class_folder / "ada")
    few, _ = graded(catalogue, class_folder)
    assert [without_seconds(json.dumps(each)) for each in full[1:]] == [
        without_seconds(json.dumps(each)) for each in few
    ]


def test_results_do_not_depend_on_which_other_topics_are_graded(catalogue, class_folder):
    both, _ = graded(catalogue, class_folder)
    alone, _ = graded(catalogue.only(["tensors"]), class_folder)
    for one, other in zip(both, alone, strict=True):
        assert without_seconds(json.dumps(one["topics"][1])) == without_seconds(json.dumps(other["topics"][0]))


def test_a_results_file_is_json_with_any_names_and_messages(tmp_path):
    rows = [submission_json('a"\n\u2028李\x1b', "h", []), submission_json("b", "h", [])]
    path = tmp_path / "r.json"
    for count in (0, 1, 2):
        with path.open("w", encoding="utf-8") as stream:
            write_results(stream, rows[:count], course="深度学习", isolation="process")
        found = json.loads(path.read_text(encoding="utf-8"))
        assert found["submissions"] == rows[:count]
        assert list(found) == ["schema", "grader", "course", "isolation", "submissions"]
        assert found["schema"] == 1


def test_a_malformed_suite_ends_the_run(tmp_path, class_folder):
    make_topic(tmp_path / "solutions", "1_foundations/1_vectors", test_hidden__py="def test_it(student):\n    pass\n")
    with pytest.raises(SuiteError, match="has no docstring"):
        graded(read_catalogue(tmp_path / "solutions"), class_folder)


def test_what_policy_forbids_is_told_with_its_line_and_blocks_that_function_only():
    subject = subject_of(
        "key",
        "vectors",
        RIGHT.replace("float(np.sum(x))", "np.mean(x)").encode(),
        ["vectors_sum", "vectors_mean"],
        ["numpy.mean"],
    )
    assert subject.blocked == {
        "vectors_sum": "vectors.py, line 3 uses np.mean (numpy.mean), which this exercise asks you to do without"
    }
    assert subject_of("key", "vectors", None, ["f"], ["numpy"]).blocked == {}
    assert subject_of("key", "vectors", b"def f(:", ["f"], ["numpy"]).blocked == {}


# What decides marks has a hash.


@pytest.fixture
def exercise(tmp_path):
    make_topic(tmp_path / "solutions", "1_foundations/1_vectors")
    return read_catalogue(tmp_path / "solutions").find("vectors")


@pytest.mark.parametrize(
    "name", ["exercise.yaml", "vectors.py", "test_public.py", "test_hidden.py", "misconceptions.py"]
)
def test_the_hash_changes_with_everything_that_decides_marks(exercise, name):
    before = exercise_hash(exercise, SECRET)
    path = exercise.folder / name
    path.write_text(path.read_text() + "\n# a comment\n")
    assert exercise_hash(exercise, SECRET) != before


def test_the_hash_changes_with_the_secret_and_the_graders_version(exercise, monkeypatch):
    before = exercise_hash(exercise, SECRET)
    assert exercise_hash(exercise, b"another secret, as long") != before
    monkeypatch.setattr("grader.suite.fingerprint.__version__", "9.9.9")
    assert exercise_hash(exercise, SECRET) != before


def test_the_hash_does_not_change_with_handouts_or_time(exercise):
    before = exercise_hash(exercise, SECRET)
    (exercise.folder / "handout.md").write_text("# Another text\n")
    os.utime(exercise.folder / "vectors.py", (0, 0))
    assert exercise_hash(exercise, SECRET) == before


def test_a_suite_that_becomes_the_other_kind_changes_the_hash(exercise):
    before = exercise_hash(exercise, SECRET)
    public, hidden = exercise.public_suite.read_bytes(), exercise.hidden_suite.read_bytes()
    exercise.public_suite.write_bytes(hidden)
    exercise.hidden_suite.write_bytes(public)
    assert exercise_hash(exercise, SECRET) != before


# The plan, and the course secret.


def test_a_plan_without_a_course_file_grades_everything_under_the_folders_name(catalogue, class_folder):
    with plan(class_folder, catalogue.root, None, [], None) as job:
        assert [exercise.topic for exercise in job.exercises] == ["vectors", "tensors"]
        assert (job.course, job.feedback) == ("class", {"public": "full", "hidden": "hint"})
        assert job.secret == (catalogue.root.parent / ".grader" / "secret").read_bytes().strip()


def test_topics_that_are_named_win_over_those_of_the_course(catalogue, class_folder, tmp_path):
    course = tmp_path / "course.yaml"
    course.write_text("title: Demo\ntopics: [tensors]\n")
    for asked, graded_topics in (([], ["tensors"]), (["vectors"], ["vectors"])):
        with plan(class_folder, catalogue.root, course, asked, None) as job:
            assert [each.topic for each in job.exercises] == graded_topics


def test_nothing_is_made_where_the_plan_fails(class_folder, tmp_path):
    make_topic(tmp_path / "solutions", "1_foundations/1_vectors")
    with pytest.raises(UsageError), plan(class_folder, tmp_path / "solutions", None, ["vecters"], None):
        pass
    assert not (tmp_path / ".grader").exists()


def test_a_secret_is_made_once_for_its_owner_only(tmp_path):
    file = tmp_path / "deep" / "secret"
    first = course_secret(file)
    assert course_secret(file) == first
    assert len(first) == 64
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["secret"]


def test_two_graders_that_make_the_secret_at_once_agree(tmp_path, monkeypatch):
    file = tmp_path / "secret"
    link = Path.hardlink_to

    def overtaken(self, target):
        self.write_text("the other one's secret\n")
        return link(self, target)

    monkeypatch.setattr(Path, "hardlink_to", overtaken)
    assert course_secret(file) == b"the other one's secret"
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


def test_a_file_system_without_links_will_do(tmp_path, monkeypatch):
    def unsupported(self, target):
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(Path, "hardlink_to", unsupported)
    assert course_secret(tmp_path / "secret") == (tmp_path / "secret").read_bytes().strip()
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


def test_the_environment_wins_over_the_file(tmp_path, monkeypatch):
    monkeypatch.setenv("GRADER_SECRET", "a secret of the environment")
    assert course_secret(tmp_path / "secret") == b"a secret of the environment"
    assert not (tmp_path / "secret").exists()


@pytest.mark.parametrize("value", ["", "short"])
def test_a_secret_that_is_too_short_is_refused(tmp_path, monkeypatch, value):
    (tmp_path / "secret").write_text(value + "\n")
    with pytest.raises(UsageError, match=rf"secret holds a secret of {len(value)} characters; at least 16"):
        course_secret(tmp_path / "secret")
    monkeypatch.setenv("GRADER_SECRET", value)
    with pytest.raises(UsageError, match="The environment variable GRADER_SECRET holds"):
        course_secret(tmp_path / "secret")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: path.write_bytes(b"\xff" * 40), "it is not text"),
        (lambda path: path.mkdir(), "Is a directory"),
        (lambda path: path.parent.rmdir() or path.parent.write_text(""), "(Not a directory|File exists)"),
    ],
)
def test_a_secret_that_cannot_be_used_says_what_to_give_instead(tmp_path, make, words):
    path = tmp_path / "place" / "secret"
    path.parent.mkdir()
    make(path)
    with pytest.raises(UsageError, match=f"cannot be used: {words}.*--secret-file.*GRADER_SECRET"):
        course_secret(path)


def test_seeds_differ_by_secret_so_nobody_can_tell_them(catalogue, class_folder):
    full = {"public": "full", "hidden": "full"}
    one, two = (
        graded(catalogue, class_folder, feedback=full, secret=secret)[0][1] for secret in (SECRET, b"another " * 4)
    )
    messages = [
        [test["message"] for test in each["topics"][1]["tests"] if test["suite"] == "hidden"] for each in (one, two)
    ]
    assert messages[0] != messages[1]
    assert "rng" in HIDDEN
