"""JUnit XML, as Jenkins, GitLab and the reporters on GitHub read it."""

from collections.abc import Iterable, Iterator
from typing import TextIO
from xml.sax.saxutils import escape, quoteattr

from grader.export.options import Options, Report
from grader.results import EARNING
from grader.results_file import Results, Submission, Test, Topic

Suites = Iterable[tuple[str, Topic]]


def export(results: Results, stream: TextIO, _: Options) -> Report:
    """Write a class: a suite for each topic of each student."""
    suites = (
        (f"{submission.student}.{topic.topic}", topic)
        for submission in results.submissions()
        for topic in submission.topics
    )
    write(stream, results.course or "grader", suites)
    return Report()


def suites_of(submission: Submission) -> Suites:
    """One submission's suites, named by their topics."""
    return [(topic.topic, topic) for topic in submission.topics]


def write(stream: TextIO, name: str, suites: Suites) -> None:
    """Write the suites one after another. A test that earns nothing is a failure; what we could not grade, an error."""
    stream.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name={_quoted(name)}>\n')
    for title, topic in suites:
        stream.writelines(_suite(title, topic))
    stream.write("</testsuites>\n")


def _suite(title: str, topic: Topic) -> Iterator[str]:
    errors = sum(test.outcome == "not_graded" for test in topic.tests)
    failures = sum(test.outcome not in EARNING | {"not_graded"} for test in topic.tests)
    seconds = sum(test.seconds for test in topic.tests)
    yield (
        f'<testsuite name={_quoted(title)} tests="{len(topic.tests)}" failures="{failures}" errors="{errors}" '
        f'skipped="0" time="{seconds:.3f}">\n'
    )
    for test in topic.tests:
        yield from _case(title, test)
    yield "</testsuite>\n"


def _case(title: str, test: Test) -> Iterator[str]:
    named = f"{test.title or test.name} [{test.points:g} p]"
    place = ".".join(part for part in (title, test.suite, test.function) if part)
    yield f'<testcase classname={_quoted(place)} name={_quoted(named)} time="{test.seconds:.3f}"'
    if test.outcome in EARNING:
        said = f"<system-out>{_text(test.message)}</system-out>" if test.message else ""
        yield f">{said}</testcase>\n" if said else "/>\n"
        return
    kind = "error" if test.outcome == "not_graded" else "failure"
    first = test.message.partition("\n")[0] or test.outcome.replace("_", " ")
    yield f"><{kind} type={_quoted(test.outcome)} message={_quoted(first)}>{_text(test.message)}</{kind}></testcase>\n"


def _text(text: str) -> str:
    return escape(_allowed(text))


def _quoted(text: str) -> str:
    return quoteattr(_allowed(text))


def _allowed(text: str) -> str:
    """XML has no way to write control characters and halves of surrogate pairs."""
    return "".join(char if _is_char(ord(char)) else "\N{REPLACEMENT CHARACTER}" for char in text)


def _is_char(code: int) -> bool:
    return code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or code >= 0x10000
