"""The parts of a pipeline's report: where it runs, lines in files, and texts that nobody can break out of."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from grader.ci import github, gitlab
from grader.ci.locate import Locator
from grader.ci.metadata import Metadata, read_metadata
from grader.ci.place import find_place
from grader.ci.summary import LARGEST, fenced, markdown, plain
from grader.errors import UsageError
from tests.results import a_submission, a_test, a_topic, read_back

SOURCE = """\
import numpy as np

@np.vectorize
def f(x):
    return 1 / x

class G:
    pass
"""
TOPICS = {"norms": "1_foundations/2_norms"}
WRONG = a_test("test_wrong", outcome="failed", message="Your code raised ValueError at line 5 of norms.py.")


# Where it runs.


@pytest.mark.parametrize(
    ("variables", "kind", "owner"),
    [
        ({"GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "cs/hw-ada"}, "github", "cs/hw-ada"),
        ({"GITLAB_CI": "true", "CI_PROJECT_PATH": "cs/ada/hw"}, "gitlab", "cs/ada/hw"),
        ({"JENKINS_URL": "http://j/", "JOB_NAME": "hw/ada"}, "jenkins", "hw/ada"),
        ({}, "shell", ""),
        ({"GITHUB_ACTIONS": "false", "CI": "true"}, "shell", ""),
    ],
)
def test_the_place_is_told_by_its_variables(variables, kind, owner, tmp_path):
    place = find_place(None, {**variables, "GRADER_AUTOGRADER_ROOT": str(tmp_path)})
    assert (place.kind, place.owner) == (kind, owner)


def test_gradescope_is_told_by_its_folders(tmp_path):
    (tmp_path / "submission").mkdir()
    place = find_place(None, {"GRADER_AUTOGRADER_ROOT": str(tmp_path)})
    assert (place.kind, place.autograder) == ("gradescope", tmp_path)
    assert find_place(None, {}).autograder == Path("/autograder")


def test_the_place_can_be_named(tmp_path):
    place = find_place("gitlab", {"GITHUB_ACTIONS": "true", "CI_PROJECT_DIR": str(tmp_path)})
    assert (place.kind, place.root) == ("gitlab", tmp_path)


# Lines.


@pytest.fixture
def locator(tmp_path):
    folder = tmp_path / "repository" / "work"
    (folder / TOPICS["norms"]).mkdir(parents=True)
    (folder / TOPICS["norms"] / "norms.py").write_text(SOURCE)
    return Locator(tmp_path / "repository", folder, TOPICS)


def place_of(locator, **test):
    topic = a_topic(tests=[a_test(**test)])
    submission = read_back(a_submission(topics=[topic]))
    return locator.place(submission.topics[0], submission.topics[0].tests[0])


@pytest.mark.parametrize(
    ("message", "line"),
    [
        ("Your code raised ValueError at line 5 of norms.py.", 5),
        ("Your code raised ValueError: x\n  norms.py, line 4, in f: f()\n  norms.py, line 5, in f: 1 / x", 5),
        ("norms.py, line 5 uses np.linalg.norm, which this exercise asks you to do without", 5),
        ("norms.py cannot be loaded: SyntaxError at line 3 of norms.py.", 3),
        ("A law does not hold.", 4),  # where the function is defined
        ("", 4),
        ("at line 99 of norms.py", 4),  # beyond the end
        ("at line 0 of norms.py", 4),
        ("wrong\nPrinted:\n    norms.py, line 1", 4),  # the student's own words
        ("other.py, line 1; mynorms.py, line 2", 4),
    ],
)
def test_a_result_belongs_to_the_line_that_failed_or_the_function(locator, message, line):
    assert place_of(locator, outcome="failed", message=message) == ("work/1_foundations/2_norms/norms.py", line)


@pytest.mark.parametrize(("function", "line"), [("G", 7), ("missing", 1), ("", 1)])
def test_a_function_that_is_not_there_is_the_first_line(locator, function, line):
    assert place_of(locator, function=function)[1] == line


@pytest.mark.parametrize("source", [b"def f(:\n", b"\xff\xfe", b"(" * 5000, b"x = '\\d'\ndef f(): pass\n", b"\0"])
def test_files_that_python_cannot_read_have_lines_too(tmp_path, source):
    (tmp_path / "norms.py").write_bytes(source)
    file, line = place_of(Locator(tmp_path, tmp_path, TOPICS), outcome="failed")
    assert (file, line) == ("norms.py", 2 if b"def f()" in source else 1)


def test_a_submission_outside_the_repository_starts_at_its_own_folder(tmp_path):
    (tmp_path / "norms.py").write_text(SOURCE)
    assert place_of(Locator(tmp_path / "elsewhere", tmp_path, TOPICS))[0] == "norms.py"


def test_a_file_that_is_missing_is_where_it_should_be(tmp_path):
    assert place_of(Locator(tmp_path, tmp_path, TOPICS)) == ("1_foundations/2_norms/norms.py", 1)


def test_a_topic_that_is_a_link_out_of_the_submission_is_named_and_not_followed(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "secret.py").write_text("def f(): pass\n")
    (tmp_path / "in" / "norms.py").symlink_to(tmp_path / "secret.py")
    assert place_of(Locator(tmp_path / "in", tmp_path / "in", TOPICS)) == ("norms.py", 1)


# GitHub.


def commands(row, locator, language="en"):
    return list(github.annotations(read_back(row), locator, language))


def parsed(line):
    """A workflow command, as the runner reads it."""
    assert line.startswith("::") and "\n" not in line and "\r" not in line
    head, _, data = line[2:].partition("::")
    name, _, properties = head.partition(" ")
    found = dict(pair.split("=", 1) for pair in properties.split(","))
    for old, new in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        found = {key: value.replace(old, new) for key, value in found.items()}
        data = data.replace(old, new) if old not in ("%2C", "%3A") else data
    return name, found, data


def test_a_function_to_repair_is_one_error_at_its_line(locator):
    tests = [WRONG, a_test("test_too", outcome="failed"), a_test("test_b", outcome="not_attempted", function="b")]
    first, second = commands(a_submission(topics=[a_topic(tests=tests)]), locator)
    file = "work/1_foundations/2_norms/norms.py"
    assert parsed(first) == (
        "error",
        {"file": file, "line": "5", "title": "norms: f"},
        "Title of test_wrong\nYour code raised ValueError at line 5 of norms.py.\n"
        "Tests of this function that do not pass: 2.",
    )
    assert parsed(second) == ("notice", {"file": file, "line": "1", "title": "norms"}, "not written yet: b")


def test_a_file_that_cannot_be_read_is_an_error(locator):
    topic = a_topic(tests=[a_test(outcome="not_attempted")], outcome="unreadable", message="norms.py is a link.")
    assert parsed(commands(a_submission(topics=[topic]), locator)[0])[::2] == ("error", "norms.py is a link.")


HOSTILE = "x%0A\n::set-output name=result::forged\r\n::error::,:%25\x1b[0m ##[add-path]/evil"


def test_no_text_of_a_student_begins_a_command(locator):
    test = a_test("t", outcome="failed", title="a,b::c\n::d", function="f,line=1::", message=HOSTILE)
    (line,) = commands(a_submission(topics=[a_topic(tests=[test])]), locator)
    name, properties, data = parsed(line)
    assert name == "error"
    assert properties["title"] == "norms: f,line=1::"
    assert data.replace("\ufffd", "\x1b") == f"a,b::c\n::d\n{HOSTILE}"


def test_github_shows_ten_errors_so_ten_are_given(locator):
    tests = [a_test(f"t{number}", outcome="failed", function=f"f{number}") for number in range(15)]
    assert len(commands(a_submission(topics=[a_topic(tests=tests)]), locator)) == 10


def test_text_for_the_log_stands_between_marks_that_nobody_knows():
    one, other = github.muted(HOSTILE + "\n\n"), github.muted(HOSTILE)
    assert one != other
    first, *middle, last, end = one.split("\n")
    mark = first.removeprefix("::stop-commands::")
    assert (last, end, "\n".join(middle)) == (f"::{mark}::", "", HOSTILE.replace("\r\n", "\r\n"))
    assert len(mark) == 32


def test_outputs_stand_between_marks_that_nobody_knows():
    text = github.outputs(read_back(a_submission(final_score=8.5)), "fail", "abc", {"results-file": "a\nscore=99\nb"})
    found, lines = {}, iter(text.splitlines())
    for line in lines:
        key, mark = line.split("<<")
        found[key] = "\n".join(iter(lambda: next(lines), mark))
    assert found == {
        "score": "8.5",
        "max-score": "10",
        "status": "fail",
        "result": "abc",
        "results-file": "a\nscore=99\nb",
    }


def test_no_score_is_put_out_where_there_is_none():
    row = a_submission(topics=[a_topic(tests=[a_test(outcome="not_graded")], outcome="not_graded")])
    assert github.outputs(read_back(row), "error", "", {}).splitlines()[1] == ""


# GitLab.


def test_gitlab_has_what_its_code_quality_report_needs(locator):
    tests = [WRONG, a_test("b", outcome="not_attempted", function="G")]
    one, other = gitlab.code_quality(read_back(a_submission(topics=[a_topic(tests=tests)])), locator)
    assert one.pop("fingerprint") != other.pop("fingerprint")
    path = "work/1_foundations/2_norms/norms.py"
    assert one == {
        "description": "Title of test_wrong Your code raised ValueError at line 5 of norms.py.",
        "check_name": "norms/f",
        "severity": "major",
        "location": {"path": path, "lines": {"begin": 5}},
    }
    assert other == {
        "description": "G is not written yet.",
        "check_name": "norms/G",
        "severity": "info",
        "location": {"path": path, "lines": {"begin": 1}},
    }


def test_gitlabs_fingerprints_stay_while_the_finding_does(locator):
    row = a_submission(topics=[a_topic(tests=[WRONG])])
    moved = a_submission(topics=[a_topic(tests=[WRONG | {"message": "at line 6 of norms.py"}])])
    first, second = (gitlab.code_quality(read_back(each), locator)[0]["fingerprint"] for each in (row, moved))
    assert first == second


# The summary.


def html(text):
    return MarkdownIt("gfm-like", {"linkify": False}).render(text)


def summary(row, language="en", **options):
    return markdown(read_back(row), {"norms": "Vector norms"}, language, **{"public_only": False, **options})


def test_the_summary_says_points_topics_and_what_to_repair():
    tests = [
        a_test("a", points=2.0),
        WRONG,
        a_test("w", outcome="failed"),
        a_test("b", outcome="not_attempted", function="b"),
    ]
    text = summary(a_submission(topics=[a_topic(tests=tests)]))
    assert text.startswith("## 2 of 5 points\n")
    assert "| **norms** Vector norms | 2 / 5 | ✗ 2 to repair |" in text
    assert (
        "**f** Title of test\\_wrong (wrong)\n\n```text\nYour code raised ValueError at line 5 of norms.py.\n```"
        in text
    )
    assert "Tests of this function that do not pass: 2." in text


@pytest.mark.parametrize(
    ("row", "state"),
    [
        (a_submission(), "✓ right"),
        (
            a_submission(topics=[a_topic(tests=[a_test(outcome="not_attempted")], outcome="not_attempted")]),
            "– not written yet",
        ),
        (
            a_submission(
                topics=[a_topic(tests=[a_test(outcome="not_attempted")], outcome="unreadable", message="It is a link.")]
            ),
            "✗ cannot be read",
        ),
        (a_submission(topics=[a_topic(tests=[a_test(outcome="not_graded")], outcome="not_graded")]), "? not graded"),
    ],
)
def test_the_summary_says_how_a_topic_stands(row, state):
    text = summary(row)
    assert state in text
    assert ("All done!" in text) == (state == "✓ right")
    assert ("It is a link." in text) == (state == "✗ cannot be read")
    assert ("Not graded, through no fault of yours" in text) == (state == "? not graded")


def test_the_summary_counts_what_the_course_counts():
    assert summary(a_submission(topics=[a_topic(final_score=7.5)])).startswith("## 7.5 of 10 points\n")


def test_the_summary_speaks_chinese():
    text = summary(a_submission(topics=[a_topic(tests=[WRONG])]), "zh", public_only=True)
    assert text.startswith("## 得 0 分，满分 1 分")
    assert "以上是公开测试" in text


def test_the_summary_says_when_only_public_tests_were_run():
    assert "Your course grades with hidden ones too" in summary(a_submission(), public_only=True)


EVIL = "</td></table><script>alert(1)</script>\n```\n# Not a heading\n| a | b |\n[x](javascript:alert(1)) ![i](http://e/x.png) @everyone"


def test_nothing_in_the_summary_is_markup_of_a_student():
    test = a_test("t", outcome="failed", title=EVIL, message=EVIL + "\n`````\n", function="f`*_" + EVIL)
    text = markdown(read_back(a_submission(topics=[a_topic(EVIL, [test])])), {EVIL: EVIL}, "en", public_only=False)
    page = html(text)
    assert "<script" not in page
    assert "<img" not in page and "<a " not in page
    assert page.count("<h1") == 0
    assert page.count("<table>") == 1 and page.count("<tr>") == 2
    assert page.count("<pre>") == 1
    assert "http://e/x.png" in page  # it is all there, as text


@pytest.mark.parametrize("text", ["``` x", "`" * 10, "a\n````\nb", "\x1b[2J\x00"])
def test_a_block_holds_any_text(text):
    page = html(fenced(text))
    assert page.startswith('<pre><code class="language-text">')
    assert page.count("<pre>") == 1 and page.endswith("</code></pre>\n")


def test_plain_text_stays_readable():
    assert html(plain("a_b * c < d | `e` #1 $x$ ~~f~~ [g]")).strip() == "<p>a_b * c &lt; d | `e` #1 $x$ ~~f~~ [g]</p>"


def test_a_long_summary_is_cut_where_github_still_takes_it():
    tests = [a_test(f"t{n}", outcome="failed", function=f"f{n}", message="é" * 50_000) for n in range(500)]
    text = summary(a_submission(topics=[a_topic(tests=tests)]))
    assert LARGEST - 20_000 < len(text.encode()) < 1 << 20
    assert text.endswith("The report is cut here; the whole of it is in results.json.\n")
    assert html(text).count("<pre>") == html(text).count("</pre>")


# Gradescope's metadata.

METADATA = {
    "id": 123456,
    "created_at": "2026-07-02T00:30:30.365935-07:00",
    "assignment": {"due_date": "2026-07-01T23:00:00.000000-07:00", "late_due_date": "2026-07-03T23:00:00.000000-07:00",
                   "release_date": "2026-06-01T00:00:00.000000-07:00", "title": "Norms", "total_points": "20.0", "id": 25828,
                   "course_id": 1234, "group_size": 4, "group_submission": True},
    "submission_method": "upload",
    "users": [{"email": "ada@example.org", "id": 1234, "name": "Ada Lovelace"}],
    "previous_submissions": [
        {"submission_time": "2026-06-30T14:24:48.087023-07:00", "score": 4.0, "results": {"tests": []}},
        {"submission_time": "2026-06-30T15:24:48.087023-07:00", "score": None, "results": {}},
    ],
}  # fmt: skip


def test_the_metadata_says_who_when_and_how_often():
    found = Metadata.model_validate_json(json.dumps(METADATA))
    assert (found.student, found.attempt, found.people) == (
        "ada@example.org", 3, {"name": "Ada Lovelace", "email": "ada@example.org"},
    )  # fmt: skip
    assert found.lateness == timedelta(hours=1, minutes=30, seconds=30, microseconds=365935)
    assert found.lines("en") == [
        "This is attempt 3.",
        "Your best attempt so far earned 4 points.",
        "Handed in 0 d 1 h 31 min after the due date.",
    ]
    assert found.lines("zh")[0] == "这是第 3 次提交。"


def test_an_extension_of_ones_own_counts():
    own = {
        "email": "a@b.c",
        "id": 1,
        "name": "A",
        "assignment": {"due_date": "2026-07-04T23:00:00-07:00", "late_due_date": None},
    }
    found = Metadata.model_validate_json(json.dumps(METADATA | {"users": [own], "previous_submissions": []}))
    assert found.lines("en") == ["This is attempt 1.", "Handed in on time."]


def test_after_the_last_date_that_is_said():
    found = Metadata.model_validate_json(json.dumps(METADATA | {"created_at": "2026-07-05T00:00:00-07:00"}))
    assert found.lines("en")[-1] == "That is after the last date for late work, too."


def test_a_group_is_all_its_members_even_without_addresses():
    users = [{"email": "a@b.c", "name": "A"}, {"id": 7, "name": "B"}, {"name": "C"}, {}]
    found = Metadata.model_validate_json(json.dumps(METADATA | {"users": users}))
    assert (found.student, found.people["name"]) == ("a@b.c+7+C+?", "A, B, C")


def test_without_dates_nobody_is_late():
    found = Metadata.model_validate_json(json.dumps({"users": [], "assignment": {"due_date": None}}))
    assert (found.lateness, found.due, found.lines("en")) == (timedelta(), None, ["This is attempt 1."])


def test_a_run_by_hand_has_no_metadata(tmp_path):
    assert read_metadata(tmp_path) == Metadata()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"created_at": "yesterday"}',
        b'{"created_at": "2026-07-05T00:00:00"}',
        b'{"users": 3}',
        b"\xff",
    ],
)
def test_metadata_that_is_none_is_refused(tmp_path, content):
    (tmp_path / "submission_metadata.json").write_bytes(content)
    with pytest.raises(UsageError, match="is not as Gradescope writes it"):
        read_metadata(tmp_path)


def test_metadata_that_cannot_be_read_is_refused(tmp_path):
    (tmp_path / "submission_metadata.json").mkdir()
    with pytest.raises(UsageError, match="cannot be read: Is a directory"):
        read_metadata(tmp_path)
