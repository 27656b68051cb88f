"""Canvas: a gradebook to import, made from nothing or, better, from the gradebook that Canvas itself gave."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import TextIO

from grader.errors import UsageError
from grader.export.canvas_file import POINTS, TEST_STUDENTS, Assignment, Gradebook, read_gradebook
from grader.export.marks import Mark, Row, most_of, row_of
from grader.export.options import Options, Report
from grader.export.table import is_guarded, text_cell, write_table
from grader.results_file import Results

TOTAL, PERCENT = "total", "percent"  # what may stand where a topic stands; the second knows the course's weights
EXCUSED = "EX"
NOT_ASSIGNED = "N/A"
UNGRADED = " [not all graded]"  # behind a name, which Canvas does not look at where there is an ID


def export(results: Results, stream: TextIO, options: Options) -> Report:
    """Write the CSV: filled in by id where `options.check` is Canvas's own file, else a new one.

    Raises:
        UsageError: Canvas's file is not one, its columns cannot be told, nobody in it is in the results, or the
            points differ.
    """
    if options.check is not None:
        return _fill(results, read_gradebook(options.check), stream, options)
    most = most_of(results)
    chosen = list(options.columns) or list(most)
    most |= _whole(most)
    _refuse_unknown(options.columns, set(most))
    say = options.numbers.text
    odd: list[str] = []

    def rows() -> Iterator[list[str]]:
        titles = [f"{name} ({options.columns[name]})" if options.columns else name for name in chosen]
        yield ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *map(text_cell, titles)]
        yield [f"    {POINTS}", "", "", "", "", *(say(most[name]) for name in chosen)]
        for submission in results.submissions():
            row = row_of(submission)
            odd.extend([row.student] if is_guarded(row.student) else [])
            name = text_cell(row.name or row.student) + (UNGRADED if row.total.ungraded else "")
            marks = [_mark(row, topic) for topic in chosen]
            yield [name, "", "", text_cell(row.student), text_cell(row.section), *(_cell(mark, say) for mark in marks)]

    write_table(stream, rows())
    report = Report()
    if not options.columns:
        report.notes.append(
            "Canvas will make a new assignment of each column. To fill those that it has, export its gradebook and "
            "name it with --check, or give each id with --column TOPIC=ID."
        )
    report.names("Canvas will not know these logins, which were made safe for spreadsheets", odd)
    return report


def _whole(most: dict[str, Decimal]) -> dict[str, Decimal]:
    """The points to be had of what is no topic."""
    return {TOTAL: sum(most.values(), Decimal()), PERCENT: Decimal(100)}


def _mark(row: Row, topic: str) -> Mark | None:
    if topic == PERCENT:
        return replace(row.total, score=row.percent, max_score=Decimal(100))
    return row.total if topic == TOTAL else row.topics.get(topic)


def _cell(mark: Mark | None, say: object) -> str:
    assert callable(say)
    return "" if mark is None else EXCUSED if mark.excused else str(say(mark.score))


def _refuse_unknown(columns: dict[str, str], known: set[str]) -> None:
    if strange := sorted(columns.keys() - known):
        raise UsageError(
            f"--column {strange[0]}=...: there is no topic {strange[0]!r} in the results. "
            f"They have {', '.join(sorted(known))}."
        )


def _fill(results: Results, book: Gradebook, stream: TextIO, options: Options) -> Report:
    """Canvas's rows and the columns that we have marks for; what we have no mark for stays as it is."""
    most = most_of(results)
    most |= _whole(most)
    columns = _columns(book, most, options)
    factors = {name: _factor(book, column, most[name], options) for name, column in columns.items()}
    rows = {submission.student: row_of(submission) for submission in results.submissions()}
    partner = _partners(book, rows)
    if not partner:
        raise UsageError(
            f"{book.path}: none of its {len(book.students)} students is among the {len(rows)} of {results.source}. "
            "Students are told by their SIS Login ID, SIS User ID, ID or email address; the names of the "
            "submissions' folders, or the roster's ids, must be one of these."
        )
    kept = [*book.identity, *(column.column for column in columns.values())]
    report = Report(unmatched=len(rows) - len(partner))
    left: list[str] = []

    def filled() -> Iterator[list[str]]:
        yield [book.heading[index] for index in kept]
        yield [book.points[index] for index in kept]
        for index, cells in enumerate(book.students):
            row = partner.get(index)
            new = list(cells)
            for name, column in columns.items() if row is not None else ():
                new[column.column] = _filled(row, name, cells[column.column], factors[name], options, left)
            yield _safe(book, new, kept, ungraded=row is not None and row.total.ungraded)

    write_table(stream, filled(), book.delimiter)
    _say(report, book, columns, rows, partner, left)
    return report


def _filled(row: Row | None, name: str, old: str, factor: Decimal, options: Options, left: list[str]) -> str:
    """The new cell. What Canvas calls excused or not assigned stays so."""
    assert row is not None
    mark = _mark(row, name)
    if old.strip().upper() in (EXCUSED, NOT_ASSIGNED):
        left.append(f"{row.student} ({old.strip().upper()} in {name})")
        return old
    if mark is None or mark.ungraded:
        return old
    return EXCUSED if mark.excused else options.numbers.text((mark.score or Decimal()) * factor)


def _safe(book: Gradebook, cells: list[str], kept: list[int], *, ungraded: bool) -> list[str]:
    """The kept cells. Names are made safe to open: Canvas goes by the ids, which stay as they are."""
    names = [index for index in kept if book.heading[index] in ("Student", "LastName", "FirstName", "Section")]
    shown = [text_cell(cells[index]) if index in names else cells[index] for index in kept]
    shown[0] += UNGRADED if ungraded else ""
    return shown


def _columns(book: Gradebook, most: dict[str, Decimal], options: Options) -> dict[str, Assignment]:
    """Topic (or `total`) -> the column to fill: the ones that were named, else those that have the same title."""
    shown = "; ".join(column.heading for column in book.assignments) or "none"
    _refuse_unknown(options.columns, set(most))
    if options.columns:
        ids = {column.id: column for column in book.assignments}
        for name, number in options.columns.items():
            if number not in ids:
                raise UsageError(f"{book.path} has no assignment with the id {number} (for {name}). It has: {shown}.")
        return {name: ids[number] for name, number in options.columns.items()}
    found: dict[str, Assignment] = {}
    for name in most:
        same = [column for column in book.assignments if _plain(column.title) == _plain(name)]
        if len(same) > 1:
            raise UsageError(
                f"{book.path} has {len(same)} assignments called {same[0].title!r}. "
                f"Say which with --column {name}=ID: {', '.join(column.id for column in same)}."
            )
        if same:
            found[name] = same[0]
    if not found:
        raise UsageError(
            f"{book.path}: no assignment is called like a topic ({', '.join(most)}). "
            f"Say which is which with --column TOPIC=ID. It has: {shown}."
        )
    return found


def _plain(title: str) -> str:
    return re.sub(r"[\W_]+", "", title).casefold()


def _factor(book: Gradebook, column: Assignment, most: Decimal, options: Options) -> Decimal:
    """What to multiply with, so that full marks are full marks in Canvas."""
    if column.points is None or column.points == most or not most:
        return Decimal(1)
    if options.scale:
        return column.points / most
    raise UsageError(
        f"{book.path}: {column.heading} has {column.points} points in Canvas, and {most.normalize():f} in the results. "
        "Change the points in Canvas, or convert the marks with --scale."
    )


def _partners(book: Gradebook, rows: dict[str, Row]) -> dict[int, Row]:
    """Row of Canvas -> our row. Raises UsageError where two of ours would be one of Canvas's."""
    found: dict[int, Row] = {}
    places: dict[str, dict[str, int]] = {}
    for name in ("SIS Login ID", "SIS User ID", "ID"):
        values = {book.value(row, name).casefold(): index for index, row in enumerate(book.students)}
        places[name] = {value: index for value, index in values.items() if value}
    for row in rows.values():
        tries = [(name, row.student) for name in places] + [("SIS Login ID", row.email)]
        index = next((places[name][key.casefold()] for name, key in tries if key.casefold() in places[name]), None)
        if index is None:
            continue
        if index in found:
            raise UsageError(
                f"{book.path}: {found[index].student!r} and {row.student!r} of the results are both "
                f"{book.name(book.students[index])} there. Take one of them out of the results."
            )
        found[index] = row
    return found


def _say(
    report: Report, book: Gradebook, columns: dict[str, Assignment], rows: dict[str, Row], partner: dict[int, Row],
    left: list[str],
) -> None:  # fmt: skip
    for name, column in columns.items():
        report.notes.append(f"{name} -> {column.heading}: {len(partner)} of {len(book.students)} rows")
    matched = {row.student for row in partner.values()}
    report.names("Not in Canvas's file", [student for student in rows if student not in matched])
    absent = [book.name(row) for index, row in enumerate(book.students) if index not in partner]
    absent = [name for name in absent if name.casefold() not in TEST_STUDENTS]
    report.names("Not in the results, left as they are", absent)
    report.names("Left as Canvas has them", left)
    report.names("Not all graded, left as they are", [row.student for row in partner.values() if row.total.ungraded])
    report.unmatched += len(absent)
