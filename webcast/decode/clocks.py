"""Clocks: the dates of a report, the zone its clock keeps, and the two clocks that one report can have.

A report names one time zone (guide, ``currentTimeZone``: "Selected time zone for all times displayed in this
report"). The guide's own XML sample breaks that: its event block is in the named zone, its viewers' times are in GMT.
:mod:`webcast.decode.two_clocks` finds out which clock is which.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo, available_timezones

import polars as pl
from babel.core import Locale, get_global

from webcast import zones
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

_LEADING = {
    "Africa_Central": "Africa/Maputo",
    "America_Central": "America/Chicago",
    "America_Eastern": "America/New_York",
    "America_Mountain": "America/Denver",
    "America_Pacific": "America/Los_Angeles",
    "Arabian": "Asia/Riyadh",
    "Australia_Central": "Australia/Adelaide",
    "Australia_Eastern": "Australia/Sydney",
    "Brasilia": "America/Sao_Paulo",
    "Europe_Central": "Europe/Berlin",
    "Europe_Eastern": "Europe/Bucharest",
    "Europe_Western": "Europe/Lisbon",
    "GMT": "UTC",
    "Hawaii_Aleutian": "Pacific/Honolulu",
    "India": "Asia/Kolkata",
    "Korea": "Asia/Seoul",
    "Moscow": "Europe/Moscow",
}
"""Where several places share a zone's name, the one that most people mean by it."""

_OLDER = {
    "arabia": "Asia/Riyadh",
    "argentine": "America/Argentina/Buenos_Aires",
    "central african": "Africa/Maputo",
    "central indonesia": "Asia/Makassar",
    "coordinated universal": "UTC",
    "east indonesia": "Asia/Jayapura",
    "eastern african": "Africa/Nairobi",
    "eastern argentina": "America/Argentina/Buenos_Aires",
    "greenwich mean": "UTC",
    "hawaii": "Pacific/Honolulu",
    "philippines": "Asia/Manila",
    "samoa": "Pacific/Pago_Pago",
    "west indonesia": "Asia/Jakarta",
    "western african": "Africa/Lagos",
}
"""Names that older Java runtimes display and CLDR lacks (*inferred*: the guide says that zones are the JVM's)."""

_OFFSET = re.compile(r"(?:GMT|UTC)?\s*([+-])(\d{1,2})(?::?(\d{2}))?")
_FILLER = frozenset({"standard", "daylight", "summer", "time", "the"})


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
        name: An IANA id (``Europe/Berlin``), an offset (``GMT+02:00``) or an English display name, of the standard
            or the summer time. The platform gives display names, which several places share: "Eastern Standard
            Time" is New York's name all year round, and Jamaica's, where clocks are never changed.
    """
    text = " ".join(name.split())
    if text.casefold() in ("gmt", "utc", "z", "etc/utc", "etc/gmt"):
        return (UTC,)
    if (zone := _ids().get(text.casefold())) is not None:
        return (Clock(zone),) if zones.known(zone) else ()
    if match := _OFFSET.fullmatch(text.upper()):
        sign, hours, minutes = match.groups()
        ahead = int(hours) * 60 + int(minutes or 0)
        return (Clock(minutes=-ahead if sign == "-" else ahead),) if ahead <= 18 * 60 else ()
    if (zone := _OLDER.get(_key(text))) is not None:
        return _meanings(zone)  # before all names are loaded: GMT is what our own requests ask for
    found = _display_names().get(_key(text)) or _display_names().get(_key(re.sub(r"\(.*?\)", " ", text)))
    return _meanings(found) if found else ()


def _meanings(zone: str) -> tuple[Clock, ...]:
    if zone == "UTC":
        return (UTC, Clock("Europe/London"))  # London's standard time has Greenwich's name
    if not zones.known(zone):
        return ()
    winter, summer = (_offset_minutes(zone, month) for month in (1, 7))
    return (Clock(zone),) if winter == summer else (Clock(zone), Clock(minutes=min(winter, summer)))


def _offset_minutes(zone: str, month: int) -> int:
    offset = datetime(2023, month, 1, tzinfo=ZoneInfo(zone)).utcoffset()
    return 0 if offset is None else int(offset.total_seconds() // 60)


@cache
def _ids() -> dict[str, str]:
    return {zone.casefold(): zone for zone in available_timezones()}


@cache
def _display_names() -> dict[str, str]:
    """English display names, as keys, to zones: CLDR's for metazones and single zones, then Windows' own."""
    english = Locale("en")
    windows = dict(get_global("windows_zone_mapping"))
    places = defaultdict(list)
    for zone, metazone in get_global("meta_zones").items():
        places[metazone].append(zone)
    names = dict(_OLDER)
    for metazone, words in english.meta_zones.items():
        leading = _LEADING.get(metazone) or _first(places[metazone], set(windows.values()))
        if leading is not None:
            for name in words.get("long", {}).values():
                names.setdefault(_key(name), leading)
    for zone, words in english.time_zones.items():
        for name in words.get("long", {}).values():
            names.setdefault(_key(name), _ids().get(zone.casefold(), "UTC"))
    for name, zone in windows.items():
        names.setdefault(_key(name), zone)
    return names


def _first(places: list[str], preferred: set[str]) -> str | None:
    known = [zone for zone in places if zone.casefold() in _ids()]
    return next((zone for zone in known if zone in preferred), known[0] if known else None)


def _key(name: str) -> str:
    """Return a display name without accents, case and the words that standard and summer time differ by."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z]+", plain.casefold())
    return " ".join(word for word in words if word not in _FILLER)
