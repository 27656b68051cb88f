"""What `%check` shows: a table in a notebook page, text everywhere else. It says what the terminal says."""

from dataclasses import dataclass
from html import escape
from itertools import groupby

from grader.language import say, speaking
from grader.results import TestResult
from grader.terminal.check_view import SIGNS, WORDS, first_to_repair

# Jupyter centres tables and lays their columns out alike; here the words need the room.
_STYLE = (
    ".dg{font-size:.95em;line-height:1.45;max-width:60em}"
    ".dg table{border-collapse:collapse;margin:.4em 0 !important;width:100%;table-layout:auto !important}"
    ".dg tr{background:none !important}"
    ".dg td{padding:.15em .5em;text-align:left !important;vertical-align:top;white-space:normal}"
    ".dg td:first-child{width:1em}.dg td:last-child{white-space:nowrap;text-align:right !important}"
    ".dg tr.f td{border-top:1px solid rgba(127,127,127,.4);padding-top:.4em}"
    ".dg .g{color:#157347}.dg .b{color:#c02a37}.dg .q{opacity:.75}"
    ".dg pre{white-space:pre-wrap;margin:.2em 0 .4em;padding:.4em .7em;border-left:3px solid #c02a37;"
    "background:rgba(127,127,127,.1);text-align:left}"
    "[data-jp-theme-light=false] .dg .g{color:#5fd08f}[data-jp-theme-light=false] .dg .b{color:#ff8f98}"
)


@dataclass(frozen=True)
class Checked:
    """A topic's public tests, or those of one function.

    Attributes:
        topic: its name.
        title: as students read it.
        tests: in the order of the suite.
        language: of the words.
    """

    topic: str
    title: str
    tests: tuple[TestResult, ...]
    language: str = "en"

    @property
    def score(self) -> tuple[float, float]:
        """Points earned, and points to be had."""
        most = sum(test.points for test in self.tests if not test.extra_credit)
        return round(sum(test.earned for test in self.tests), 6), round(most, 6)

    def __repr__(self) -> str:
        with speaking(self.language):
            lines = [f"{self.topic}  {self.title}"]
            for function, tests in self._by_function():
                lines.append(f"  {function}  {_sum(tests)}")
                lines += [f"    {_sign(test)} {test.title}{_word(test, '  ')}" for test in tests]
            if (first := first_to_repair(self.tests)) is not None:
                lines += ["", say("Repair first: ") + f"{first.function}  {first.title}"]
                lines += [f"  {line}" for line in first.message.splitlines()]
            return "\n".join([*lines, "", self._total()])

    def _repr_html_(self) -> str:
        with speaking(self.language):
            first = first_to_repair(self.tests)
            rows = []
            for function, tests in self._by_function():
                good = all(test.earned for test in tests)
                rows.append(
                    f'<tr class="f"><td class="{"g" if good else "b"}">{"✓" if good else "✗"}</td>'
                    f"<td><b>{escape(function)}</b></td><td>{_sum(tests)}</td></tr>"
                )
                rows += [_row(test, in_full=test is first) for test in tests]
            head = f"<b>{escape(self.topic)}</b> <span class=q>{escape(self.title)}</span>"
            return (
                f'<style>{_STYLE}</style><div class="dg">{head}<table>{"".join(rows)}</table>'
                f"{escape(self._total())}</div>"
            )

    def _by_function(self) -> list[tuple[str, list[TestResult]]]:
        order = {name: number for number, name in reversed(list(enumerate(test.function for test in self.tests)))}
        grouped = groupby(sorted(self.tests, key=lambda test: order[test.function]), key=lambda test: test.function)
        return [(function, list(tests)) for function, tests in grouped]

    def _total(self) -> str:
        score, most = self.score
        text = say("{score} of {most} points").format(score=f"{score:g}", most=f"{most:g}")
        told = say("These are the public tests. Your course grades with hidden ones too.")
        return say("{points}. {told}").format(points=text, told=told)


@dataclass(frozen=True)
class Problem:
    """Why nothing was checked."""

    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return f'<style>{_STYLE}</style><div class="dg"><pre>{escape(self.text)}</pre></div>'


def _row(test: TestResult, *, in_full: bool) -> str:
    """A test; the one to repair first is open, the others that failed open at a click."""
    style = "g" if test.earned else "q" if test.outcome == "not_attempted" else "b"
    title = escape(test.title)
    if test.message and not test.earned and test.outcome != "not_attempted":
        state = " open" if in_full else ""
        title = f"<details{state}><summary>{title}</summary><pre>{_rich(test.message)}</pre></details>"
    elif test.message and test.earned:
        title += f'<div class="q">{_rich(test.message)}</div>'
    return f'<tr><td class="{style}">{_sign(test)}</td><td>{title}</td><td class="{style}">{_word(test, "")}</td></tr>'


def _rich(message: str) -> str:
    """A message with its formulas as MathML, where the converter is installed; else with dollar signs."""
    try:
        from grader.report.student_page import message_html
    except ImportError:  # a student's installation has no templates
        return escape(message)
    return str(message_html(message))


def _sign(test: TestResult) -> str:
    return SIGNS.get(test.outcome, ("✗", "bad"))[0]


def _word(test: TestResult, before: str) -> str:
    return before + say(WORDS[test.outcome]) if test.outcome in WORDS else ""


def _sum(tests: list[TestResult]) -> str:
    return f"{sum(test.earned for test in tests):g}/{sum(test.points for test in tests):g}"
