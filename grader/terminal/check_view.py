"""What `grader check` shows: functions with their tests, the score, and the one thing to repair first."""

from collections.abc import Callable, Iterator
from itertools import groupby

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.language import later, say
from grader.results import TestResult, TopicResult
from grader.terminal.console import printable, show

SIGNS = {"passed": ("✓", "good"), "carried": ("✓", "good"), "not_attempted": ("·", "quiet")}
WORDS = {
    "failed": later("wrong"),
    "errored": later("error"),
    "timed_out": later("too slow"),
    "crashed": later("crashed"),
    "out_of_memory": later("out of memory"),
    "not_attempted": later("not written yet"),
    "not_graded": later("not graded"),
    "carried": later("carried"),
}
BAR = 24


def topic_view(result: TopicResult, title: str, suites: str) -> RenderableType:
    """One topic: its functions and tests, and a bar with the points."""
    parts: list[RenderableType] = [_heading(result.topic, title, suites), Text()]
    one_reason = len({(test.outcome, test.message) for test in result.tests}) == 1  # the file cannot be loaded, say
    for name, group in groupby(sorted(result.tests, key=_first_seen(result.tests)), key=lambda test: test.function):
        parts += _function(name, list(group), in_detail=not one_reason)
    parts += [Text(), bar(result.score, result.max_score)]
    ours = next((test for test in result.tests if test.outcome == "not_graded"), None)
    if ours is not None:
        parts += [Text(), *_fault_of_ours(ours)]
    first = first_to_repair(result.tests)
    if first is not None:
        parts += [Text(), *_repair(result.topic, first, of_file=one_reason and first.outcome == "errored")]
    return Group(*parts)


def first_to_repair(tests: tuple[TestResult, ...]) -> TestResult | None:
    """The first test that needs work: what fails comes before what is not written."""
    wrong = [test for test in tests if not test.earned and test.outcome not in ("not_attempted", "not_graded")]
    missing = [test for test in tests if test.outcome == "not_attempted"]
    return next(iter([*wrong, *missing]), None)


def _first_seen(tests: tuple[TestResult, ...]) -> Callable[[TestResult], int]:
    order = {name: position for position, name in reversed(list(enumerate(test.function for test in tests)))}
    return lambda test: order[test.function]


def _heading(topic: str, title: str, suites: str) -> RenderableType:
    row = Table.grid(expand=True)
    row.add_column(ratio=1)
    row.add_column(justify="right")
    row.add_row(Text.assemble((topic, "head"), "  ", title), Text(suites, "quiet"))
    return row


def _function(name: str, tests: list[TestResult], *, in_detail: bool) -> Iterator[RenderableType]:
    earned, points = sum(test.earned for test in tests), sum(test.points for test in tests)
    table = Table.grid(expand=True, padding=(0, 1))
    table.add_column(width=2)
    table.add_column(ratio=1)
    table.add_column(justify="right", no_wrap=True)
    if all(test.outcome == "not_attempted" for test in tests):
        table.add_row(
            Text("·", "quiet"),
            Text.assemble((name, "head"), "  ", (say("not written yet"), "quiet")),
            _points(0, points),
        )
        yield Padding(table, (0, 0, 0, 2))
        return
    sign, style = ("✓", "good") if earned == points else ("✗", "bad")
    table.add_row(Text(sign, style), Text(name, "head"), _points(earned, points))
    yield Padding(table, (0, 0, 0, 2))
    if earned < points and in_detail:
        yield Padding(_tests(tests), (0, 0, 0, 6))


def _tests(tests: list[TestResult]) -> Table:
    table = Table.grid(expand=True, padding=(0, 1))
    table.add_column(width=1)
    table.add_column(ratio=1)
    table.add_column(justify="right", no_wrap=True)
    for test in tests:
        sign, style = SIGNS.get(test.outcome, ("✗", "bad"))
        table.add_row(
            Text(sign, style), Text(test.title), Text(say(WORDS[test.outcome]) if test.outcome in WORDS else "", style)
        )
    return table


def _points(earned: float, points: float) -> Text:
    return Text(f"{earned:g}/{points:g}", "good" if earned == points else "quiet" if not earned else "todo")


def bar(score: float, most: float) -> Text:
    """Points as a bar and in figures."""
    full = int(BAR * score / most) if most else 0
    text = Text.assemble(
        ("█" * full, "good"),
        ("░" * (BAR - full), "quiet"),
        "  ",
        say("{score} of {most} points").format(score=f"{score:g}", most=f"{most:g}"),
    )
    return text.append("  " + say("All done!"), "good") if score >= most else text


def _fault_of_ours(test: TestResult) -> Iterator[RenderableType]:
    yield Text.assemble((say("Not graded, through no fault of yours: "), "head"), test.title)
    yield Padding(Text(printable(test.message)), (0, 0, 0, 2))


def _repair(topic: str, test: TestResult, *, of_file: bool) -> Iterator[RenderableType]:
    if test.outcome == "not_attempted":
        yield Text.assemble((say("Write next: "), "head"), test.function)
    elif of_file:
        yield Text.assemble((say("Repair first: "), "head"), f"{topic}.py")
        yield Padding(Text(printable(test.message.replace("\t", "    "))), (0, 0, 0, 2))
        return
    else:
        yield Text.assemble((say("Repair first: "), "head"), test.function, (f"  {test.title}", "quiet"))
        yield Padding(Text(printable(test.message.replace("\t", "    "))), (0, 0, 0, 2))
    yield Text(say("Stuck? {command}").format(command=f"grader hint {topic} {test.function}"), "quiet")


def suites_named(*, clone: bool) -> str:
    """Which suites are run, in words."""
    return say("public and hidden tests") if clone else say("public tests")


def print_topic(result: TopicResult, title: str, *, clone: bool) -> None:
    """Print one topic, and say which suites were run."""
    told = say("These are the public tests. Your course grades with hidden ones too.")
    note = [] if clone else [Text(told, "quiet")]
    show(Group(topic_view(result, title, suites_named(clone=clone)), *note, Text()))
