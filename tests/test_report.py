"""The pages: what they say, that they are whole by themselves, and that nothing in them can do harm."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from grader.catalogue import read_catalogue
from grader.cli import run
from grader.errors import SuiteError, UsageError
from grader.language import speaking
from grader.picture import Caption
from grader.report.items import items_of
from grader.report.make import write_class, write_students
from grader.report.pictures import pictures_of
from grader.report.student_page import message_html
from grader.report.summary import summarise
from grader.results_file import Test, read
from tests.report_class import make_results

ROOT = Path(__file__).parent.parent
EVIL = '<script>alert("x")</script>'


class Outline(HTMLParser):
    """Headings, scripts, and everything that would be fetched."""

    def __init__(self, page):
        super().__init__()
        self.headings, self.scripts, self.fetched, self.text = [], 0, [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if re.fullmatch(r"h\d", tag):
            self.headings.append(int(tag[1]))
        self.scripts += tag == "script"
        self.fetched += [
            value
            for key, value in found.items()
            if key in ("src", "href", "xlink:href") and not (value or "").startswith("#")
        ]
        if tag in ("link", "iframe", "object", "embed"):
            self.fetched.append(tag)

    def handle_data(self, data):
        self.text.append(data)


def submission(student="ada", *, outcome="failed", message="Wrong value.", **more):
    test = {"name": "test_it", "title": "It is right", "suite": "hidden", "function": "lp_norm", "points": 2.0,
            "earned": 2.0 if outcome == "passed" else 0.0, "outcome": outcome, "message": message}  # fmt: skip
    topic = {"topic": "norms", "score": test["earned"], "max_score": 2.0, "outcome": "graded", "suite_hash": "",
             "tests": [test], "diagnoses": []} | more.pop("topic", {})  # fmt: skip
    return {"student": student, "hash": "", "score": topic["score"], "max_score": 2.0, "topics": [topic]} | more


def results(path, *submissions, course="Demo"):
    path.write_text(
        json.dumps(
            {"schema": 1, "grader": "0", "course": course, "isolation": "process", "submissions": list(submissions)}
        )
    )
    return path


def class_text(tmp_path, *submissions, **more):
    return write_class(results(tmp_path / "results.json", *submissions), tmp_path / "report.html", **more).read_text(
        "utf-8"
    )


# The class.


def test_the_class_page_needs_nothing_but_itself(tmp_path):
    page = write_class(make_results(tmp_path / "results.json", 30), tmp_path / "report.html").read_text("utf-8")
    outline = Outline(page)
    assert outline.fetched == []
    assert outline.scripts == 1
    assert outline.headings[0] == 1
    assert all(after - before <= 1 for before, after in zip(outline.headings, outline.headings[1:], strict=False))
    assert "default-src 'none'" in page


def test_equal_results_give_equal_pages(tmp_path):
    file = make_results(tmp_path / "results.json", 12)
    pages = [write_class(file, tmp_path / f"{number}.html").read_bytes() for number in range(2)]
    assert pages[0] == pages[1]


def test_names_and_messages_are_escaped(tmp_path):
    evil = submission(EVIL, name=EVIL, section=EVIL, topic={"outcome": "not_graded", "message": EVIL,
                      "diagnoses": [{"function": EVIL, "misconception": EVIL, "hint": EVIL}]})  # fmt: skip
    page = class_text(tmp_path, evil)
    assert EVIL not in page
    assert page.count("&lt;script&gt;") >= 5


def test_misconceptions_come_by_frequency_with_who_holds_them(tmp_path):
    named = [{"function": "lp_norm", "misconception": "forgets_the_root", "hint": "Take the root."}]
    class_ = [submission(name, topic={"diagnoses": named}) for name in ("ada", "bob")]
    rare = submission("cem", topic={"diagnoses": [{"function": "l1", "misconception": "adds", "hint": ""}]})
    summary = summarise(read(results(tmp_path / "r.json", rare, *class_)).submissions(), course="", isolation="")
    assert [(item.words, item.students, item.attempts) for item in summary.mistakes] == [
        ("forgets the root", ["ada", "bob"], 3), ("adds", ["cem"], 3),
    ]  # fmt: skip
    page = class_text(tmp_path, rare, *class_)
    assert page.index("forgets the root") < page.index("<b>adds</b>")
    assert "2 of 3" in page
    assert "ada, bob" in page


def test_those_who_handed_nothing_in_are_not_counted_among_attempts(tmp_path):
    absent = submission("dan", outcome="not_attempted", topic={"outcome": "not_attempted"})
    summary = summarise(read(results(tmp_path / "r.json", submission(), absent)).submissions(), course="", isolation="")
    assert len(summary.attempted("norms")) == 1


def test_failures_of_ours_stand_first_and_have_no_mark(tmp_path):
    ours = submission("ada", outcome="not_graded", message="No worker.", topic={"outcome": "not_graded"})
    page = class_text(tmp_path, ours)
    assert page.index("Not graded, through no fault") < page.index("Scores by topic")
    assert "No worker." in page
    assert '<td class="number bad" data-value="">?</td>' in page


def test_late_missing_and_final_scores_are_shown(tmp_path):
    late = submission("ada", final_score=1.5, topic={"days_late": 2, "final_score": 1.5, "penalty": 0.25})
    missing = submission("bob", outcome="not_attempted", missing=True, topic={"outcome": "not_attempted"})
    page = class_text(tmp_path, late, missing)
    assert ">L</small>" in page
    assert "<b>1</b>late" in page
    assert "<b>1</b>missing" in page
    assert 'data-value="1.5">1.5' in page


def test_similar_pairs_are_shown_only_when_asked_for(tmp_path):
    pairs = tmp_path / "pairs.json"
    pairs.write_text(json.dumps({"pairs": [{"topic": "norms", "one": "ada", "other": EVIL, "share": 0.93}]}))
    assert "Similar submissions" not in class_text(tmp_path, submission())
    page = class_text(tmp_path, submission(), similarity=pairs)
    assert "93 %" in page
    assert EVIL not in page


@pytest.mark.parametrize(
    "text", ["{}", '{"pairs": [1]}', "nonsense", '{"pairs": [{"topic": "t", "one": "a", "other": "b", "share": "x"}]}']
)
def test_a_wrong_file_of_pairs_is_named(tmp_path, text):
    (tmp_path / "pairs.json").write_text(text)
    with pytest.raises(UsageError, match=r"pairs\.json is no file of"):
        class_text(tmp_path, submission(), similarity=tmp_path / "pairs.json")


def test_a_missing_file_of_pairs_is_named(tmp_path):
    with pytest.raises(UsageError, match=r"none\.json cannot be read"):
        class_text(tmp_path, submission(), similarity=tmp_path / "none.json")


def test_an_empty_class_has_a_page(tmp_path):
    assert "<b>0</b>students" in class_text(tmp_path)


def test_attempts_and_time_to_solve_are_shown_where_attempts_are_known(tmp_path):
    tried = [
        {"attempt": 1, "score": 0.0, "submitted_at": "2026-05-01T08:00:00Z"},
        {"attempt": 2, "score": 2.0, "submitted_at": "2026-05-02T20:30:00Z"},
        {"attempt": 3, "score": 1.0, "submitted_at": "2026-05-03T08:00:00Z"},
    ]
    page = class_text(tmp_path, submission("ada", topic={"attempts": tried}), submission("bob"))
    timing = page[page.index('id="timing"') :]
    assert re.findall(r'<td class="number">([^<]*)</td>', timing[: timing.index("</tbody>")]) == ["2.0", "36.5 h", "0"]
    assert 'id="timing"' not in class_text(tmp_path, submission("bob"))
    assert "0 → 2 → 1" in student_text(
        tmp_path, results(tmp_path / "r.json", submission("ada", topic={"attempts": tried}))
    )


# Items.


def answers(columns):
    return [list(zip(row, (1.0,) * len(row), strict=True)) for row in zip(*columns, strict=True)]


def items(*columns):
    tests = [Test(name=f"t{number}", points=1.0, earned=0.0, outcome="passed") for number in range(len(columns))]
    return items_of("norms", tests, answers([[float(value) for value in column] for column in columns]))


def test_discrimination_is_the_correlation_with_the_rest():
    one, two, three = [1, 1, 1, 1, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 0, 0, 1, 1, 0], [0, 1, 1, 1, 0, 0, 1, 0, 1, 0]
    found = items(one, two, three)
    assert found[0].discrimination == pytest.approx(np.corrcoef(one, np.add(two, three))[0, 1])
    assert found[0].difficulty == 0.5
    assert found[0].flag == ""


def test_tests_that_tell_nothing_are_flagged():
    able = [1] * 10 + [0] * 10
    found = items(able, able, able, able, [1] * 20, [0] * 20, [0] * 10 + [1] * 10, [1, 0] * 10)
    assert [item.flag for item in found] == ["", "", "", "", "easy", "hard", "negative", "weak"]


def test_a_handful_of_students_flags_nothing():
    found = items([1, 0, 0], [0, 1, 1])
    assert [(item.flag, item.discrimination) for item in found] == [("", None), ("", None)]


def test_no_answer_at_all_gives_no_item():
    assert items_of("norms", [], []) == []


# A student.


def student_text(tmp_path, *files, wanted="ada", **more):
    (place,) = write_students(files, wanted, tmp_path / "ada.html", more.get("solutions"), more.get("submissions"))
    return place.read_text("utf-8")


def test_the_student_page_says_what_to_repair(tmp_path):
    wrong = submission(topic={"diagnoses": [{"function": "lp_norm", "misconception": "forgets_the_root", "hint": "Take it."}]},
                       message="Wrong value.\nIt forgets the root: Take it.")  # fmt: skip
    page = student_text(tmp_path, results(tmp_path / "r.json", wrong, submission("bob")), solutions=ROOT / "solutions")
    assert "It forgets the root" in page
    assert page.count("Take it.") == 1  # once for the function, not with each test
    assert "Vector and matrix norms" in page
    assert "What it has to do" in page
    assert "Hint 1 of 4" in page
    assert "bob" not in page
    assert Outline(page).fetched == []


def test_a_student_reads_the_mark_what_lateness_cost_and_what_is_extra_credit(tmp_path):
    row = submission(percent=86.378, topic={"days_late": 3, "penalty": 0.3, "final_score": 1.4, "extra_credit": True})
    page = student_text(tmp_path, results(tmp_path / "r.json", row))
    assert "<b>86.4</b>mark, of 100" in page
    assert "late: 3 d, 30 % off" in page
    assert "extra credit" in page
    assert "mark, of 100" not in student_text(tmp_path, results(tmp_path / "r.json", submission()))


def test_a_student_page_without_solutions_has_the_results(tmp_path):
    assert "Wrong value." in student_text(tmp_path, results(tmp_path / "r.json", submission()))


def test_everything_a_student_wrote_is_escaped(tmp_path):
    evil = submission("ada", message=EVIL + " $x<y$ ", name=EVIL)
    page = student_text(tmp_path, results(tmp_path / "r.json", evil))
    assert EVIL not in page


def test_earlier_files_are_the_history(tmp_path):
    first = results(tmp_path / "1.json", submission())
    second = results(tmp_path / "2.json", submission(outcome="passed", message=""))
    page = student_text(tmp_path, first, second)
    history = page[page.index('id="history"') :]
    assert re.findall(r'<td class="number">(\d)</td>', history) == ["0", "0", "2", "2"]
    assert 'id="history"' not in student_text(tmp_path, second)


def test_an_unknown_student_is_named(tmp_path):
    with pytest.raises(UsageError, match="holds no student 'eve'"):
        student_text(tmp_path, results(tmp_path / "r.json", submission()), wanted="eve")


def test_all_students_get_a_file_each_whatever_their_name(tmp_path):
    file = results(tmp_path / "r.json", submission("a/b"), submission("..", name="Dot"), submission("Ünal"))
    written = write_students([file], None, tmp_path / "out", None, None)
    assert [path.name for path in written] == ["a%2Fb.html", "%2E..html", "Ünal.html"]
    assert all(path.parent == tmp_path / "out" for path in written)


def test_nobody_gets_the_page_of_another_of_nearly_the_same_name(tmp_path):
    rows = [submission("ada"), submission("10:2"), submission("10_2"), submission("Ada", name="Other")]
    with pytest.raises(UsageError, match="Two students would get the same page"):
        write_students([results(tmp_path / "r.json", *rows)], None, tmp_path / "out", None, None)
    assert len(list((tmp_path / "out").iterdir())) == 3


def test_a_place_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot be made"):
        write_students([results(tmp_path / "r.json", submission())], None, tmp_path / "file" / "out", None, None)


def test_formulas_are_set_and_everything_else_is_text():
    assert "<math" in message_html("The norm is $\\sqrt{x^2}$.")
    assert message_html("costs $5 and <b>").startswith("costs $5 and &lt;b&gt;")
    assert "<script" not in message_html("$<script>alert(1)</script>$")


@pytest.mark.parametrize(
    "formula",
    [
        r"\text{<script>alert(1)</script>}", r"\verb|<script>|", r"\tag{<b>}", r"\href{javascript:alert(1)}{x}",
        r"\style{position:fixed}{x}", r"\class{x}{y}", r"\text{<a href=//example.org>x</a>}", r"\text{<mglyph src=x>}",
        r"\text{<![CDATA[><script>alert(1)</script>]]>}", r"\text{<!--><script>alert(1)</script>-->}",
        r"\text{<?x ><script>alert(1)</script>?>}", r"\color{red\" onclick=\"alert(1)}{x}",
    ],
)  # fmt: skip
def test_a_formula_holds_nothing_but_a_formula(formula):
    seen = []
    reader = HTMLParser()
    reader.handle_starttag = reader.handle_startendtag = lambda tag, attributes: seen.append((tag, dict(attributes)))
    reader.feed(str(message_html(f"ValueError: ${formula}$")))
    reader.close()
    assert {tag for tag, _ in seen} <= {"math", "mrow", "mi", "mo", "mn", "mtext", "mstyle"}
    assert {name for _, attributes in seen for name in attributes} <= {"xmlns", "display", "mathcolor"}


# Pictures.

CATALOGUE = read_catalogue(ROOT / "solutions")
WITH_PICTURES = [exercise for exercise in CATALOGUE if exercise.pictures_path is not None]


def lowered(exercise):
    """A submission in which every function of the reference is off: its numbers by a tenth, everything else as it is."""
    return exercise.reference_path.read_text() + OFF.replace("NAMES", repr(list(exercise.info.functions)))


OFF = """

def _off(value):
    if isinstance(value, tuple):
        return tuple(_off(item) for item in value)
    if isinstance(value, list):
        return [_off(item) for item in value]
    if hasattr(value, "dtype") and "float" in str(value.dtype):
        return value * 0.5 + 0.25
    return value

def _spoilt(function):
    return lambda *args, **kwargs: _off(function(*args, **kwargs))

for _name in NAMES:
    if not isinstance(globals()[_name], type):
        globals()[_name] = _spoilt(globals()[_name])
"""


@pytest.mark.parametrize("exercise", WITH_PICTURES, ids=lambda exercise: exercise.topic)
def test_every_picture_is_drawn_for_a_wrong_submission_and_none_for_the_reference(exercise, numpy_zygote, torch_zygote):
    launcher = torch_zygote if exercise.info.torch else numpy_zygote
    functions = list(exercise.info.functions)
    drawn = list(pictures_of(exercise, lowered(exercise).encode(), functions, launcher))
    assert drawn
    assert all(picture.svg.startswith("<svg") and 'role="img"' in picture.svg for picture in drawn)
    right = {item.function for item in pictures_of(exercise, exercise.reference_path.read_bytes(), functions, launcher)}
    assert right <= {"mlp_backward", "dropout"}  # errors by step size and counts are worth a look when right, too


def test_what_cannot_be_drawn_is_left_out(numpy_zygote):
    norms = CATALOGUE.find("norms")
    for body in ("return 'far'", "raise ValueError", "import os; os._exit(1)", "return [1.0] * 7"):
        source = f"def lp_norm(x, p):\n    {body}\n".encode()
        assert list(pictures_of(norms, source, ["lp_norm"], numpy_zygote)) == []


def test_captions_are_in_the_language_of_the_moment(numpy_zygote):
    norms = CATALOGUE.find("norms")
    with speaking("zh"):
        (drawn,) = pictures_of(norms, b"def lp_norm(x, p):\n    return 0.0\n", ["lp_norm"], numpy_zygote)
    assert "范数" in drawn.caption


def test_a_caption_in_one_language_only_is_refused():
    with pytest.raises(SuiteError, match="zh is empty"):
        Caption("f", "A caption", " ")


def test_pictures_that_fail_by_themselves_are_named(tmp_path, numpy_zygote):
    import shutil
    from dataclasses import replace

    folder = tmp_path / "solutions" / "1_foundations" / "2_norms"
    shutil.copytree(CATALOGUE.find("norms").folder, folder)
    (folder / "pictures.py").write_text(
        'from grader.testing import picture\n@picture("lp_norm", en="A", zh="一")\ndef broken(student, reference, rng):\n    return 1 / 0\n'
    )
    exercise = replace(CATALOGUE.find("norms"), folder=folder)
    with pytest.raises(SuiteError, match="broken fails: division by zero"):
        list(pictures_of(exercise, b"", ["lp_norm"], numpy_zygote))


# The command.


def test_the_command_writes_the_class_page(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    results(tmp_path / "results.json", submission())
    assert run(["report", "results.json"]) == 0
    assert capsys.readouterr().out == "Wrote report.html\n"
    assert "<h1>Demo</h1>" in (tmp_path / "report.html").read_text()


def test_the_command_writes_students(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    results(tmp_path / "results.json", submission(), submission("bob"))
    assert run(["report", "results.json", "--student", "bob", "--out", "bob.html"]) == 0
    assert run(["report", "results.json", "--all-students"]) == 0
    assert "Wrote 2 pages into reports" in capsys.readouterr().out
    assert sorted(path.name for path in (tmp_path / "reports").iterdir()) == ["ada.html", "bob.html"]


def test_the_command_takes_one_student_or_all(tmp_path, capsys):
    file = results(tmp_path / "r.json", submission())
    assert run(["report", str(file), "--student", "ada", "--all-students"]) == 2
    assert "Leave one of them out" in capsys.readouterr().err


def test_the_command_names_a_bad_file(tmp_path, capsys):
    (tmp_path / "r.json").write_text("[]")
    assert run(["report", str(tmp_path / "r.json")]) == 2
    assert "is no results file" in capsys.readouterr().err
