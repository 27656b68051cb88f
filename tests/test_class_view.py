"""A class on the terminal: a line a student while one can read them, a line a topic for a large class."""

import io
from collections import Counter

from rich.console import Console

from grader.terminal.class_view import MOST_ROWS, ClassView
from grader.terminal.console import THEME


def submission(number, **changes):
    row = {"topic": "norms", "score": float(number % 4), "max_score": 3.0, "outcome": "graded", "message": ""}
    return {"student": f"student{number}", "topics": [row | {"flags": Counter(passed=1), "mistakes": set()} | changes]}


def shown(submissions):
    view, console = ClassView(["norms"], submissions), Console(file=io.StringIO(), width=80, theme=THEME)
    console.print(view.summary(80))
    return console.file.getvalue(), view


def test_a_class_that_can_be_read_has_a_line_for_each_student():
    text, _ = shown(map(submission, range(MOST_ROWS)))
    assert f"student{MOST_ROWS - 1} " in text
    assert "students" not in text


def test_a_large_class_has_a_line_for_each_topic():
    absent = [submission(number, score=0.0, outcome="not_attempted") for number in range(1000, 1004)]
    text, view = shown([*map(submission, range(1000)), *absent])
    lines = [line.split() for line in text.splitlines()]
    assert lines[0] == ["topic", "points", "mean", "median", "all", "points", "none", "not", "attempted"]
    assert lines[1] == ["norms", "3", "50%", "1.5", "250", "250", "4"]
    assert lines[2] == ["1,004", "students", "50%"]
    assert "Everybody's marks: --json FILE." in text
    assert "student7 " not in text
    assert view.exit_code == 1


def test_what_is_not_graded_is_listed_for_a_large_class_too():
    text, view = shown([*map(submission, range(500)), submission(500, outcome="not_graded", message="the wire broke")])
    assert "student500, norms: the wire broke" in text
    assert "Give the same command again: only these will be graded." in text
    assert view.exit_code == 2


def test_a_long_list_of_what_is_not_graded_is_cut():
    text, _ = shown(submission(number, outcome="not_graded", message="why") for number in range(30))
    assert "and 18 more, in the results file" in text


def test_a_terminal_too_narrow_for_the_topics_shows_the_whole_total_and_says_what_helps():
    topics = [f"topic{number}" for number in range(9)]
    row = submission(1)["topics"][0]
    view = ClassView(topics, [{"student": "ada", "topics": [row | {"topic": topic} for topic in topics]}])
    console = Console(file=io.StringIO(), width=80, theme=THEME)
    console.print(view.summary(80))
    lines = console.file.getvalue().splitlines()
    assert lines[0].split() == ["student", "total"]
    assert any("do not fit here" in line for line in lines)


def test_mistakes_of_equal_frequency_stand_in_the_same_order_every_time():
    names = ["forgets_the_root", "adds", "sorts", "divides", "rounds"]
    classes = [[submission(1, mistakes={("f", name)}) for name in order] for order in (names, names[::-1])]
    one, other = (shown([row | {"student": str(place)} for place, row in enumerate(each)])[0] for each in classes)
    assert one.partition("What the class gets wrong")[2] == other.partition("What the class gets wrong")[2]


def test_extra_credit_is_in_no_total_and_missed_by_nobody_and_the_course_gives_a_mark():
    main = submission(3)["topics"][0]
    extra = main | {"topic": "dropout", "score": 0.0, "extra_credit": True}
    view = ClassView(["norms", "dropout"], [{"student": "ada", "percent": 95.25, "topics": [main, extra]}])
    console = Console(file=io.StringIO(), width=80, theme=THEME)
    console.print(view.summary(80))
    lines = [line.split() for line in console.file.getvalue().splitlines()]
    assert lines[:3] == [
        ["student", "norms", "dropout", "total", "mark"],
        ["points", "3", "3", "3", "100"],
        ["ada", "3", "0", "3", "95.2"],
    ]
    assert lines[3] == ["mean", "100%", "0%", "100%", "95.2"]
    assert view.exit_code == 0
