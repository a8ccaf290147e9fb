"""Clocks: the dates of a report, the zone its clock keeps, and the two clocks that one report can have.

A report names one time zone (guide, ``currentTimeZone``: "Selected time zone for all times displayed in this
report"). The guide's own XML sample breaks that: its event block is in the named zone, its viewers' times are in GMT.
:mod:`webcast.decode.two_clocks` finds out which clock is which.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

import polars as pl

from webcast import zones
from webcast.decode import zone_names
from webcast.reports.schema import FIRST_YEAR, LAST_YEAR

NAIVE = pl.Datetime("ms")
EXPECTED = f"a date such as 11/04/2014 07:53:35 PM, from {FIRST_YEAR} to {LAST_YEAR}"
FORMATS = (
    "%m/%d/%Y %I:%M:%S %p",  # the platform's reports
    "%Y-%m-%d %H:%M:%S",  # the platform's other answers, and what we export
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M:%S%.f",  # workbooks
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %I:%M %p",
    "%m/%d/%Y",
    "%Y-%m-%d",
)

_FIRST, _END = datetime(FIRST_YEAR, 1, 1), datetime(LAST_YEAR + 1, 1, 1)  # noqa: DTZ001  # as a clock shows them

_OFFSET = re.compile(r"(?:GMT|UTC)?\s*([+-])(\d{1,2})(?::?(\d{2}))?")


def parse(text: pl.Series) -> pl.Series:
    """Return the dates in a text column as naive instants; null where blank, not a date, or not of our years.

    The formats are tried in turn, each on what the ones before it could not read, so the usual case costs one pass.
    """
    dates = text.str.to_datetime(FORMATS[0], time_unit="ms", strict=False)
    for form in FORMATS[1:]:
        left = dates.is_null() & text.is_not_null()
        if not left.any():
            break
        some = text.filter(left)
        more = _with_form(some, form)
        dates = dates.scatter(left.arg_true(), more) if more.null_count() < more.len() else dates
    outside = (dates < _FIRST) | (dates >= _END)
    return dates.set(outside, None) if outside.any() else dates


def _with_form(text: pl.Series, form: str) -> pl.Series:
    if "%H" in form or "%I" in form:
        return text.str.to_datetime(form, time_unit="ms", strict=False)
    return text.str.to_date(form, strict=False).cast(NAIVE)


@dataclass(frozen=True)
class Clock:
    """A clock that times were written down by: an IANA zone, or a fixed number of minutes ahead of UTC."""

    zone: str = "UTC"
    minutes: int = 0

    def __str__(self) -> str:
        if not self.minutes:
            return self.zone
        return f"UTC{'-' if self.minutes < 0 else '+'}{abs(self.minutes) // 60:02}:{abs(self.minutes) % 60:02}"

    def to_utc(self, times: pl.Series, *, later: bool = False) -> pl.Series:
        """Return naive times of this clock as UTC instants.

        A time that the clock shows twice (the hour put back in autumn) is its first, or with ``later`` its second. A
        time that the clock never shows (the hour skipped in spring) is read as by a clock that wasn't put forward.
        """
        if self.minutes:
            return times.dt.offset_by(f"{-self.minutes}m").dt.replace_time_zone("UTC")
        if self.zone == "UTC":
            return times.dt.replace_time_zone("UTC")
        zoned = _zoned(times, self.zone, later=later)
        skipped = zoned.is_null() & times.is_not_null()
        if skipped.any():
            before = _zoned(times.dt.offset_by("-1h"), self.zone, later=later).dt.offset_by("1h")
            zoned = zoned.zip_with(~skipped, before)
        return zoned

    @property
    def changes(self) -> bool:
        """Whether this clock may be put back, and then shows some times twice."""
        return not self.minutes and self.zone != "UTC"

    def ahead(self, times: pl.Series) -> pl.Series:
        """Return by how many minutes this clock is ahead of UTC at each of its naive times."""
        return (times.dt.replace_time_zone("UTC") - self.to_utc(times)).dt.total_minutes()


UTC = Clock()


def _zoned(times: pl.Series, zone: str, *, later: bool) -> pl.Series:
    ambiguous: Literal["latest", "earliest"] = "latest" if later else "earliest"
    local = times.dt.replace_time_zone(zone, ambiguous=ambiguous, non_existent="null")
    return local.dt.convert_time_zone("UTC")


def find(name: str) -> tuple[Clock, ...]:
    """Return the clocks that a zone's name can mean, the likeliest first; none when the name is unknown.

    Args:
        name: An IANA id (``Europe/Berlin``), an offset (``GMT+02:00``), letters that name one (``EST``), or an
            English display name, of the standard or the summer time. The platform gives display names, which several
            places share: "Eastern Standard Time" is New York's name all year round, and Jamaica's, where clocks are
            never changed. Letters are read as the offset they name.
    """
    text = " ".join(name.split())
    if text.casefold() in ("gmt", "utc", "z", "etc/utc", "etc/gmt"):
        return (UTC,)
    if (minutes := zone_names.offset_of(text)) is not None:
        place = zone_names.put_forward(text)
        return (Clock(minutes=minutes), *((Clock(place),) if place is not None else ()))
    if (zone := zone_names.ids().get(text.casefold())) is not None:
        return (Clock(zone),) if zones.known(zone) else ()
    if match := _OFFSET.fullmatch(text.upper()):
        sign, hours, minutes_too = match.groups()
        ahead = int(hours) * 60 + int(minutes_too or 0)
        return (Clock(minutes=-ahead if sign == "-" else ahead),) if ahead <= 18 * 60 else ()
    found = zone_names.zone_of(text)
    if found == "UTC":
        # London's standard time has Greenwich's name.
        return (UTC, Clock("Europe/London")) if "greenwich" in text.casefold() else (UTC,)
    return _meanings(found) if found else ()


def _meanings(zone: str) -> tuple[Clock, ...]:
    if not zones.known(zone):
        return ()
    winter, summer = (_offset_minutes(zone, month) for month in (1, 7))
    return (Clock(zone),) if winter == summer else (Clock(zone), Clock(minutes=min(winter, summer)))


def _offset_minutes(zone: str, month: int) -> int:
    offset = datetime(2023, month, 1, tzinfo=ZoneInfo(zone)).utcoffset()
    return 0 if offset is None else int(offset.total_seconds() // 60)
