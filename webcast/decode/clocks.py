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
from webcast.reports.schema import INSTANT

NAIVE = pl.Datetime("ms")

_OFFSET = re.compile(r"(?:GMT|UTC)?\s*([+-])(\d{1,2})(?::?(\d{2}))?")


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
            return times.cast(INSTANT)
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
        return (times.cast(INSTANT) - self.to_utc(times)).dt.total_minutes()


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
