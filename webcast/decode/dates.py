"""Dates as people's systems write them: one order of day and month for a whole report, never one a cell.

The platform writes ``11/04/2014 07:53:35 PM``, month first. A spreadsheet of another country saves the same report as
``04/11/2014 19:53`` or ``04.11.2014 19:53``. Which it is, is decided by all dates of a report together
(:class:`Evidence`): a day above 12 decides for every other. Where none does, the platform's own form is month first
without a doubt, and any other is read so with one.

A date can name its own place on the globe: ``Z``, ``+02:00``, ``EDT``. Such a one is an instant whatever clock the
rest of the report keeps. Abbreviations that several places share (``IST``, ``CST``) are none: the date is left empty.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Final, NamedTuple

import polars as pl

from webcast.decode import platform_dates
from webcast.decode.clocks import NAIVE
from webcast.language import later, phrase
from webcast.reports.columns import constant
from webcast.reports.schema import FIRST_YEAR, INSTANT, LAST_YEAR

NO_DATE: Final = later(
    "Should be a date such as 11/04/2014 07:53:35 PM, from {first} to {last}, but is not; left empty.",
    first=str(FIRST_YEAR),
    last=str(LAST_YEAR),
)
PLATFORM: Final = "%m/%d/%Y %I:%M:%S %p"
_ISO: Final = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")
_MONTH_FIRST: Final = (PLATFORM, "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M")
_DAY_FIRST: Final = ("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M")
_FIRST, _END = datetime(FIRST_YEAR, 1, 1), datetime(LAST_YEAR + 1, 1, 1)  # noqa: DTZ001  # as a clock shows them
_FIRST_MS, _END_MS = (int(when.replace(tzinfo=UTC).timestamp() * 1000) for when in (_FIRST, _END))
_CLEAR_MAJORITY: Final = 9
"""So many times as many dates of one order as of the other: the others are mistakes of their own."""

_NUMBERS: Final = r"^\s*(?P<first>\d{1,2})(?P<mark>[/.\-])(?P<second>\d{1,2})[/.\-](?:\d{4}|\d{2})(?:\D|$)"
_FORM: Final = r"(?i)^\d{1,2}/\d{1,2}/\d{4} \d{1,2}:\d{2}:\d{2} [ap]m$"
_MONTHS: Final = {
    name: n
    for n, names in enumerate(
        (
            ("jan", "january"),
            ("feb", "february"),
            ("mar", "march"),
            ("apr", "april"),
            ("may",),
            ("jun", "june"),
            ("jul", "july"),
            ("aug", "august"),
            ("sep", "sept", "september"),
            ("oct", "october"),
            ("nov", "november"),
            ("dec", "december"),
        ),
        1,
    )
    for name in names
}
_HOURS_AHEAD: Final = {
    "Z": 0,
    "UTC": 0,
    "GMT": 0,
    "EST": -5,
    "EDT": -4,
    "CDT": -5,
    "MDT": -6,
    "MST": -7,
    "PST": -8,
    "PDT": -7,
    "AKST": -9,
    "AKDT": -8,
    "HST": -10,
    "CET": 1,
    "CEST": 2,
    "MEZ": 1,
    "MESZ": 2,
    "EET": 2,
    "EEST": 3,
    "JST": 9,
    "AEST": 10,
    "AEDT": 11,
}
"""Abbreviations that mean one offset; not here: CST, IST, BST, AST, which are those of several places."""

_BLANKS: Final = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000\\s]+")
_WEEKDAY: Final = re.compile(r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[ ,.]+", re.IGNORECASE)
_DAY_PART: Final = re.compile(
    r"(?:(?P<y>\d{4})[-/.](?P<ym>\d{1,2})[-/.](?P<yd>\d{1,2})"
    r"|(?P<a>\d{1,2})(?P<mark>[/.-])(?P<b>\d{1,2})(?P=mark)(?P<aby>\d{4}|\d{2})"
    r"|(?P<nd>\d{1,2})[. -]+(?P<nm>[A-Za-z]{3,9})[. -]+(?P<ny>\d{4}|\d{2})"
    r"|(?P<mm>[A-Za-z]{3,9})[. ]+(?P<md>\d{1,2})[ ]+(?P<my>\d{4}))(?=$|[T ])"
)
_TIME_PART: Final = re.compile(
    r"[T ]*(?P<h>\d{1,2}):(?P<min>\d{2})(?::(?P<s>\d{2})(?:[.,](?P<f>\d{1,9}))?)?"
    r"(?:\s*(?P<half>[AP])\.?M\.?(?![A-Z]))?",
    re.IGNORECASE,
)
_PLACE_PART: Final = re.compile(
    r"\s*(?:(?:UTC|GMT)?(?P<sign>[+-])(?P<oh>\d{1,2})(?::?(?P<om>\d{2}))?|(?P<name>[A-Za-z]{1,5}))$"
)


@dataclass
class Evidence:
    """What the dates of a report say of the order of day and month; of all its columns, since one system wrote them.

    Attributes:
        day_first: Dates that can be read day first alone; those with points are.
        month_first: Dates that can be read month first alone.
        form: Dates in the platform's own form, which is month first.
        either: Dates in another form that can be both.
    """

    day_first: int = 0
    month_first: int = 0
    form: int = 0
    either: int = 0

    def see(self, text: pl.Series) -> None:
        """Take in a column of text."""
        if text.null_count() == text.len():
            return
        first, second = (pl.col(name).cast(pl.Int64) for name in ("first", "second"))
        dotted = pl.col("mark") == "."
        found = (
            pl.LazyFrame({"text": text})
            .select(
                pl.col("text").str.extract_groups(_NUMBERS).struct.unnest(), form=pl.col("text").str.contains(_FORM)
            )
            .select(
                day=((second <= 12) & ((first > 12) | dotted)).sum(),
                month=((first <= 12) & (second > 12)).sum(),
                both=((first <= 12) & (second <= 12) & ~dotted).sum(),
                form=pl.col("form").sum(),
            )
            .collect()
        )
        day, month, both, form = found.row(0)
        self.day_first += day
        self.month_first += month
        self.form += form
        self.either += max(0, both - form)

    def see_apart(self, text: str | None) -> Order:
        """Return the order of the time at which a report was made, and take in its form."""
        alone = Evidence()
        alone.see(pl.Series([text], dtype=pl.String))
        self.form += alone.form
        return alone.order()

    def see_read(self, times: pl.Series) -> None:
        """Take in a column that was read in the platform's own form."""
        self.month_first += int((times.dt.day() > 12).sum())
        self.form += times.len() - times.null_count()  # those that can be both are among them

    def order(self, said: bool | None = None) -> Order:
        """Return the order of all the report's dates.

        Args:
            said: What somebody who knows says: day first or not.
        """
        if said is not None:
            return Order(said, "said")
        if self.day_first or self.month_first:
            if self.day_first > _CLEAR_MAJORITY * self.month_first:
                return Order(day_first=True, why="dates")
            if self.month_first > _CLEAR_MAJORITY * self.day_first:
                return Order(day_first=False, why="dates")
            return Order(None, "contradiction")
        return Order(day_first=False, why="guess" if self.either and not self.form else "form")


@dataclass(frozen=True)
class Order:
    """The order of day and month in a report.

    Attributes:
        day_first: Whether the day comes first; None where dates contradict each other: none is read that can be both.
        why: ``form``, the platform's own; ``dates``, which can be read so alone; ``said``, by whoever knows;
            ``guess``: nothing tells; ``contradiction``.
    """

    day_first: bool | None
    why: str

    @property
    def words(self) -> str:
        """The order, for people."""
        if self.day_first is None:
            return phrase("mixed")
        return phrase("day first") if self.day_first else phrase("month first")


class Dates(NamedTuple):
    """A column of dates: ``times`` as a clock showed them; ``own``, instants of dates that name their place."""

    times: pl.Series
    own: pl.Series

    def unread(self, text: pl.Series) -> list[int]:
        """Return the places where nothing was read though something stands in what they were read from."""
        # A cell has one of the two at most, so that counts tell what is usual: that all were read.
        if self.times.null_count() + self.own.null_count() - self.times.len() == text.null_count():
            return []
        return (self.times.is_null() & self.own.is_null() & text.is_not_null()).arg_true().to_list()


MONTH_FIRST: Final = Order(day_first=False, why="form")


def read(text: pl.Series, order: Order = MONTH_FIRST) -> Dates:
    """Return the dates in a text column; null where blank, not a date, or not of our years.

    The usual forms are read by column, each on what the ones before it could not read; what is left, value by value.
    """
    times, own = constant(text.len(), NAIVE), constant(text.len(), INSTANT)
    forms = _ISO if order.day_first is None else ((*_DAY_FIRST, *_ISO) if order.day_first else (*_MONTH_FIRST, *_ISO))
    for form in forms:
        if times.null_count() == text.null_count():
            return Dates(times.alias(text.name), own)
        if times.null_count() == times.len():
            times = _in(form, text)
            continue
        left = times.is_null() & text.is_not_null()
        some = _in(form, text.filter(left))
        if some.null_count() < some.len():
            times = times.scatter(left.arg_true(), some)
    left = times.is_null() & text.is_not_null()
    if left.any():
        times, own = _one_by_one(text, times, own, left, order)
    return Dates(times.alias(text.name), own)


def _in(form: str, text: pl.Series) -> pl.Series:
    return _within(text.str.to_datetime(form, time_unit="ms", strict=False))


def one(text: str, order: Order = MONTH_FIRST) -> datetime | None:
    """Return one date: aware where it names its place itself."""
    found = read(pl.Series([text], dtype=pl.String), order)
    time: datetime | None = found.times[0] if found.own[0] is None else found.own[0]
    return time


def seen(text: pl.Series, evidence: Evidence) -> pl.Series:
    """Take in what dates say of their order; return them, read month first where all are in the platform's form."""
    times = platform_dates.column_of(text)
    if times is None:
        evidence.see(text)
        return text
    evidence.see_read(times)
    return times.alias(text.name)


def settled(seen: pl.Series, order: Order) -> Dates:
    """Return the dates that :func:`seen` returned, read by the order of all the report's dates."""
    return reordered(seen, order) if seen.dtype == NAIVE else read(seen, order)


def in_form(text: pl.Series) -> pl.Series | None:
    """Return a column of dates that are all in the platform's form, read month first; None for any other column."""
    times = _in(PLATFORM, text)
    return times if times.null_count() == text.null_count() else None


def reordered(times: pl.Series, order: Order) -> Dates:
    """Return times that were read month first as the order of their report has them; null where that is no day."""
    own = constant(times.len(), INSTANT)
    if order.day_first is False:
        return Dates(times, own)
    t = pl.col("t")
    if order.day_first is None:
        read: pl.Expr = pl.when((t.dt.day() > 12) | (t.dt.day() == t.dt.month())).then(t)
    else:
        month = pl.when(t.dt.day() <= 12).then(t.dt.day())
        read = pl.datetime(
            t.dt.year(), month, t.dt.month(), t.dt.hour(), t.dt.minute(), t.dt.second(), time_unit="ms"
        )
    return Dates(pl.DataFrame({"t": times}).select(read=read)["read"].alias(times.name), own)


def _within(times: pl.Series) -> pl.Series:
    # As numbers, since polars knows years that Python does not.
    numbers = times.cast(pl.Int64)
    earliest, latest = numbers.min(), numbers.max()
    if earliest is None or latest is None or (earliest >= _FIRST_MS and latest < _END_MS):  # type: ignore[operator]  # as above
        return times
    return times.set((times < _FIRST) | (times >= _END), None)


def _one_by_one(
    text: pl.Series, times: pl.Series, own: pl.Series, left: pl.Series, order: Order
) -> tuple[pl.Series, pl.Series]:
    places = left.arg_true()
    some = text.filter(left)
    known = {value: _parsed(value, order) for value in some.unique().to_list()}
    found = [known[value] for value in some.to_list()]
    naive = [time if time is not None and time.tzinfo is None else None for time in found]
    aware = [time if time is not None and time.tzinfo is not None else None for time in found]
    times = times.scatter(places, pl.Series(naive, dtype=NAIVE))
    if any(time is not None for time in aware):
        own = own.scatter(places, pl.Series(aware, dtype=INSTANT))
    return times, own


def _parsed(value: str, order: Order) -> datetime | None:
    text = _BLANKS.sub(" ", value.replace(",", " ")).strip()
    text = _WEEKDAY.sub("", text)
    day = _DAY_PART.match(text)
    date = _date(day, order) if day else None
    if day is None or date is None:
        return None
    rest = text[day.end() :]
    since_midnight, rest = _time(rest) if rest.strip() else (timedelta(), "")
    if since_midnight is None:
        return None
    time = date + since_midnight
    if not rest.strip():
        return time if _FIRST <= time < _END else None
    ahead = _ahead(rest)
    if ahead is None or not _FIRST <= time < _END:
        return None
    return time.replace(tzinfo=timezone(timedelta(minutes=ahead))).astimezone(UTC)


def _date(found: re.Match[str], order: Order) -> datetime | None:
    if found["y"]:
        year, month, day = int(found["y"]), int(found["ym"]), int(found["yd"])
    elif found["a"]:
        a, b, year = int(found["a"]), int(found["b"]), _year(found["aby"])
        day_first = order.day_first
        if day_first is None:
            if a <= 12 and b <= 12 and found["mark"] != "." and a != b:
                return None
            day_first = a > 12 or found["mark"] == "."
        day, month = (a, b) if day_first else (b, a)
    else:
        name = (found["nm"] or found["mm"]).casefold()
        year, day, month = _year(found["ny"] or found["my"]), int(found["nd"] or found["md"]), _MONTHS.get(name, 0)
    try:
        return datetime(year, month, day)  # noqa: DTZ001  # as a clock shows it
    except ValueError:
        return None


def _year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)


def _time(rest: str) -> tuple[timedelta | None, str]:
    """Return how long after midnight a time is, and what stands after it."""
    found = _TIME_PART.match(rest)
    if not found:
        return None, rest
    hour, minute, second = int(found["h"]), int(found["min"]), int(found["s"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            return None, rest
        hour = hour % 12 + (12 if found["half"].upper() == "P" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None, rest
    millisecond = int((found["f"] or "").ljust(3, "0")[:3])
    length = timedelta(hours=hour, minutes=minute, seconds=second, milliseconds=millisecond)
    return length, rest[found.end() :]


def _ahead(place: str) -> int | None:
    """Return by how many minutes a place that a date names is ahead of UTC; None where that is not certain."""
    found = _PLACE_PART.match(place)
    if not found:
        return None
    if found["name"]:
        hours = _HOURS_AHEAD.get(found["name"].upper())
        return None if hours is None else hours * 60
    minutes = int(found["oh"]) * 60 + int(found["om"] or 0)
    if minutes > 18 * 60:
        return None
    return -minutes if found["sign"] == "-" else minutes
