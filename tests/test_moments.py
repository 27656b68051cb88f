"""Dates and lengths of time as people write them, and deadlines over a change of the clocks."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.moments import Span, in_zone, iso_utc, read_moment, read_span, started_days, zone_of, zoned

BERLIN = ZoneInfo("Europe/Berlin")  # the clocks go forward on 2026-03-29 at 2:00, and back on 2026-10-25 at 3:00
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("15 min", Span(0, 15 * MINUTE)),
        ("15m", Span(0, 15 * MINUTE)),
        ("12h", Span(0, 12 * HOUR)),
        ("36 hours", Span(0, 36 * HOUR)),
        ("1 Day", Span(1)),
        ("2d", Span(2)),
        ("1 d 12 h 30 min", Span(1, 12 * HOUR + 30 * MINUTE)),
        ("1.5 d", Span(1, 12 * HOUR)),
        ("0", Span()),
        (0, Span()),
    ],
)
def test_a_length_of_time_is_read_as_people_write_it(text, span):
    assert read_span(text) == span


@pytest.mark.parametrize(
    "value", ["", "15", 15, "-1 d", "1 fortnight", "1 d x", "d", None, True, [], "1e3 d", "1 d,2 h"]
)
def test_what_is_no_length_of_time_is_refused(value):
    with pytest.raises(ValueError, match=r"be a length of time such as 15 min"):
        read_span(value)


def test_a_bare_number_counts_days_only_where_that_is_meant():
    assert read_span("2", bare_days=True) == read_span(2, bare_days=True) == Span(2)
    assert read_span("0.5", bare_days=True) == Span(0, 12 * HOUR)
    with pytest.raises(ValueError, match=r"or a number of days"):
        read_span("two", bare_days=True)


def test_a_length_beyond_any_course_is_refused():
    with pytest.raises(ValueError, match=r"be at most 3660 days"):
        read_span("999999 d")


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2026-03-01 23:59", datetime(2026, 3, 1, 23, 59)),
        ("2026-03-01T23:59:30", datetime(2026, 3, 1, 23, 59, 30)),
        ("2026-03-01T23:59+01:00", datetime(2026, 3, 1, 23, 59, tzinfo=timezone(HOUR))),
        ("2026-03-01 23:59 +0100", datetime(2026, 3, 1, 23, 59, tzinfo=timezone(HOUR))),
        ("2026-03-01 22:59 Z", datetime(2026, 3, 1, 22, 59, tzinfo=UTC)),
        ("2026-03-01 23:59 UTC", datetime(2026, 3, 1, 23, 59, tzinfo=UTC)),
        ("2026-03-01 23:59 Europe/Berlin", datetime(2026, 3, 1, 22, 59, tzinfo=UTC)),
        (datetime(2026, 3, 1, 23, 59), datetime(2026, 3, 1, 23, 59)),
    ],
)
def test_a_moment_is_read_with_its_zone_if_it_has_one(value, moment):
    found = read_moment(value)
    assert found == moment
    assert (found.tzinfo is None) == (moment.tzinfo is None)


@pytest.mark.parametrize("value", ["2026-03-01", date(2026, 3, 1)])
def test_a_date_alone_lasts_until_its_end(value):
    assert read_moment(value) == datetime(2026, 3, 2)


@pytest.mark.parametrize(
    "value", ["", "tomorrow", "1.3.2026", "2026-13-01", "2026-03-01 25:00", "2026-03-01 23:59 Mars/Base", "0001-01-01",
              "9999-12-31", 20260301, None, True, "23:59", "2026-03-01 Europe/Berlin Europe/Berlin"],
)  # fmt: skip
def test_what_is_no_moment_is_refused(value):
    with pytest.raises(ValueError, match=r"be a date such as 2026-03-01"):
        read_moment(value)


def test_a_zone_is_found_by_name_and_the_nearest_names_are_told():
    assert zone_of("Europe/Berlin") == BERLIN
    assert zone_of("UTC").utcoffset(None) == timedelta()
    with pytest.raises(
        ValueError, match=r"be a time zone's name, such as Europe/Berlin or UTC; near it are .*Europe/Berlin"
    ):
        zone_of("Europe/Berln")
    for wrong in ("", "../etc/passwd", "Europe", "/etc/localtime", "MEZ zone", "x\0y"):
        with pytest.raises(ValueError, match=r"be a time zone's name"):
            zone_of(wrong)


def test_a_moment_without_any_zone_is_refused():
    assert zoned(datetime(2026, 3, 1, 12), BERLIN) == datetime(2026, 3, 1, 11, tzinfo=UTC)
    assert zoned(datetime(2026, 3, 1, 12, tzinfo=UTC), BERLIN).tzinfo == UTC
    with pytest.raises(ValueError, match=re.escape("have a zone such as +01:00 after it")):
        zoned(datetime(2026, 3, 1, 12), None)


def test_where_the_clocks_change_the_later_reading_is_taken():
    twice = in_zone(datetime(2026, 10, 25, 2, 30), BERLIN)  # once in summer time, an hour later again
    assert twice.astimezone(UTC) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    never = in_zone(datetime(2026, 3, 29, 2, 30), BERLIN)
    assert never == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert never.hour == 3


def test_a_day_later_the_clock_on_the_wall_shows_the_same():
    due = datetime(2026, 10, 24, 23, 59, tzinfo=BERLIN)
    assert Span(1).after(due).isoformat() == "2026-10-25T23:59:00+01:00"
    assert Span(1).after(due) - due.astimezone(UTC) == 25 * HOUR
    due = datetime(2026, 3, 28, 23, 59, tzinfo=BERLIN)
    assert Span(1).after(due).astimezone(UTC) - due.astimezone(UTC) == 23 * HOUR
    assert Span(0, 24 * HOUR).after(due).isoformat() == "2026-03-30T00:59:00+02:00"


@pytest.mark.parametrize(
    ("later", "days"),
    [
        (timedelta(0), 0),
        (-DAY, 0),
        (timedelta(microseconds=1), 1),
        (DAY, 1),
        (DAY + timedelta(microseconds=1), 2),
        (10 * DAY, 10),
        (400 * DAY, 400),
    ],
)
def test_days_count_from_when_they_begin(later, days):
    due = datetime(2026, 5, 1, 23, 59, tzinfo=UTC)
    assert started_days(due, due + later) == days


def test_a_day_of_twenty_five_hours_is_one_day_late():
    due = datetime(2026, 10, 24, 23, 59, tzinfo=BERLIN)
    assert started_days(due, datetime(2026, 10, 25, 23, 59, tzinfo=BERLIN)) == 1
    assert started_days(due, datetime(2026, 10, 26, 0, 0, tzinfo=BERLIN)) == 2
    due = datetime(2026, 3, 28, 23, 59, tzinfo=BERLIN)
    assert started_days(due, datetime(2026, 3, 29, 23, 59, tzinfo=BERLIN)) == 1
    assert started_days(due, datetime(2026, 3, 30, 0, 0, tzinfo=BERLIN)) == 2


zones = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]).map(
    ZoneInfo
)
clocks = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1))


@given(clocks, zones, st.integers(0, 90), st.timedeltas(timedelta(0), 3 * DAY))
def test_a_span_never_goes_back_and_more_days_are_never_less(clock, zone, days, rest):
    moment = in_zone(clock, zone)
    later = Span(days, rest).after(moment)
    assert later.astimezone(UTC) >= moment.astimezone(UTC)
    assert Span(days + 1, rest).after(moment).astimezone(UTC) > later.astimezone(UTC)
    assert later.tzinfo is zone


@given(clocks, zones, st.timedeltas(timedelta(0), 100 * DAY))
def test_started_days_are_those_whose_beginning_has_passed(clock, zone, later):
    due = in_zone(clock, zone)
    moment = (due.astimezone(UTC) + later).astimezone(zone)
    days = started_days(due, moment)
    assert moment.astimezone(UTC) <= Span(days).after(due).astimezone(UTC)
    assert days == 0 or moment.astimezone(UTC) > Span(days - 1).after(due).astimezone(UTC)


def test_moments_are_written_in_utc():
    assert iso_utc(datetime(2026, 3, 1, 23, 59, tzinfo=BERLIN)) == "2026-03-01T22:59:00Z"
