"""Dates and lengths of time as people write them, and deadlines that a change of the clocks does not shorten."""

import difflib
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, available_timezones

SPAN_SHAPE = "a length of time such as 15 min, 12 h, 2 d or 1 d 12 h"
MOMENT_SHAPE = "a date such as 2026-03-01, or with a time such as 2026-03-01 23:59 or 2026-03-01T23:59+01:00"
_PART = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)\s*([a-z]+)\s*", re.ASCII)
_UNITS = {
    "d": timedelta(days=1), "day": timedelta(days=1), "days": timedelta(days=1),
    "h": timedelta(hours=1), "hour": timedelta(hours=1), "hours": timedelta(hours=1),
    "m": timedelta(minutes=1), "min": timedelta(minutes=1), "minute": timedelta(minutes=1),
    "minutes": timedelta(minutes=1),
}  # fmt: skip
_LONGEST = timedelta(days=3660)
_YEARS = range(1990, 2200)  # far enough from both ends of what a datetime can hold for every sum
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """A length of time: days by the calendar, of 23 to 25 hours, and the rest by the clock."""

    days: int = 0
    rest: timedelta = timedelta()

    def __bool__(self) -> bool:
        return bool(self.days or self.rest)

    @property
    def longest(self) -> timedelta:
        """The length on days of 24 hours."""
        return self.days * _DAY + self.rest

    def after(self, moment: datetime) -> datetime:
        """The moment so much later, in the same zone."""
        if self.days:
            moment = in_zone(moment.replace(tzinfo=None, fold=0) + self.days * _DAY, moment.tzinfo or UTC)
        return (moment.astimezone(UTC) + self.rest).astimezone(moment.tzinfo)


def read_span(value: object, *, bare_days: bool = False) -> Span:
    """A length of time as people write it.

    Args:
        value: such as "15 min", "12h", "1 d 12 h", or 0.
        bare_days: whether a number without a unit counts days.

    Raises:
        ValueError: the value is none, which the message completes to "it must ...".
    """
    text = str(value).strip().lower() if isinstance(value, int | float | str) and not isinstance(value, bool) else ""
    if bare_days and re.fullmatch(r"\d{1,6}(\.\d{1,6})?", text):
        text += " d"
    parts = list(_PART.finditer(text))
    if text == "0":
        return Span()
    if not parts or "".join(part[0] for part in parts) != text or any(part[2] not in _UNITS for part in parts):
        raise ValueError(f"be {SPAN_SHAPE}" + (", or a number of days" if bare_days else ""))
    total = sum((float(part[1]) * _UNITS[part[2]] for part in parts), timedelta())
    if total > _LONGEST:
        raise ValueError(f"be at most {_LONGEST.days} days")
    whole = sum(int(float(part[1])) for part in parts if _UNITS[part[2]] == _DAY)
    return Span(whole, total - whole * _DAY)


def read_moment(value: object) -> datetime:
    """A moment as people write it; without a zone where none was written. A date alone lasts until its end.

    Raises:
        ValueError: the value is none, which the message completes to "it must ...".
    """
    moment = value if isinstance(value, datetime) else None
    if type(value) is date:
        moment = datetime.combine(value, time()) + _DAY
    elif isinstance(value, str):
        moment = _from_text(value.strip())
    if moment is None or moment.year not in _YEARS:
        raise ValueError(f"be {MOMENT_SHAPE}")
    return moment


def _from_text(text: str) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(text), time()) + _DAY
    except (ValueError, OverflowError):
        pass
    clock, _, zone = text.rpartition(" ")
    try:
        if re.fullmatch(r"[+-]\d\d:?\d\d|Z", zone):  # 2026-03-01 23:59 +01:00
            return datetime.fromisoformat(clock + zone)
        if re.match(r"[A-Za-z]", zone):  # 2026-03-01 23:59 Europe/Berlin
            moment = _from_text(clock)
            return in_zone(moment, zone_of(zone)) if moment is not None and moment.tzinfo is None else None
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def in_zone(moment: datetime, zone: tzinfo) -> datetime:
    """A moment in its own zone, or, if it has none, in `zone`.

    Where the clocks are changed a time can come twice or not at all: the later reading is taken, which favours
    whoever has a deadline then.
    """
    if moment.tzinfo is not None:
        return moment
    readings = [moment.replace(tzinfo=zone, fold=fold) for fold in (0, 1)]
    return max(readings, key=lambda reading: reading.astimezone(UTC)).astimezone(UTC).astimezone(zone)


def zoned(moment: datetime, zone: tzinfo | None) -> datetime:
    """A moment in its own zone or in `zone`.

    Raises:
        ValueError: there is neither, which the message completes to "it must ...".
    """
    if moment.tzinfo is None and zone is None:
        raise ValueError("have a zone such as +01:00 after it, unless the course file gives its `timezone`")
    return in_zone(moment, zone or UTC)


def zone_of(name: str) -> tzinfo:
    """The zone of that name.

    Raises:
        ValueError: there is none, which the message completes to "it must ...".
    """
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):  # LookupError: no such zone; the others: a name that is no name
        near = difflib.get_close_matches(name, available_timezones(), n=3, cutoff=0.6)
        hint = f"; near it are {', '.join(near)}" if near else ""
        raise ValueError(f"be a time zone's name, such as Europe/Berlin or UTC{hint}") from None


def started_days(due: datetime, moment: datetime) -> int:
    """How many days after `due` have begun at `moment`: 0 until `due` itself, 1 until the same time a day later."""
    if not is_after(moment, due):
        return 0
    days = max(1, (moment.astimezone(UTC) - due.astimezone(UTC)) // _DAY - 1)
    while is_after(moment, Span(days).after(due)):
        days += 1
    return days


def is_after(moment: datetime, other: datetime) -> bool:
    """Whether a moment is later; two of one zone would be compared by their clocks, which can show a time twice."""
    return moment.astimezone(UTC) > other.astimezone(UTC)


def iso_utc(moment: datetime) -> str:
    """As results files have it: 2026-03-01T22:59:00Z."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
