"""Time zones as the platform has them: the ids it lists, the names it prints, and times written in them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

import polars as pl
from babel.dates import get_timezone_name

GMT: Final = "GMT"
_NOT_ZONES: Final = frozenset(("Factory", "localtime", "posixrules"))
_NAMED: Final = {
    "Asia/Calcutta": "India Standard Time",
    "Asia/Kolkata": "India Standard Time",
    "America/Argentina/Buenos_Aires": "Argentine Time",
    "America/Buenos_Aires": "Argentine Time",
    "America/Indiana/Indianapolis": "Eastern Standard Time",
    "Europe/Kiev": "Eastern European Time",
    "Europe/Kyiv": "Eastern European Time",
}
"""What Java calls zones that Babel names by their place."""
_JULY: Final = datetime(2026, 7, 1)  # noqa: DTZ001 a wall time, read in many zones
_JANUARY: Final = datetime(2026, 1, 1)  # noqa: DTZ001 likewise


@lru_cache(maxsize=1)
def ids() -> tuple[str, ...]:
    """Return all ids from west to east, those of one offset by name, as the guide's sample has them."""
    return tuple(sorted(available_timezones() - _NOT_ZONES, key=lambda name: (_standard_offset(name), name)))


def _standard_offset(name: str) -> timedelta:
    zone = ZoneInfo(name)
    # Standard time is the smaller offset, in either hemisphere.
    return min(zone.utcoffset(_JANUARY) or timedelta(), zone.utcoffset(_JULY) or timedelta())


@lru_cache(maxsize=700)
def display_name(name: str) -> str:
    """Return the name that reports print, e.g. ``Eastern Standard Time`` for ``America/New_York``."""
    if name in _NAMED:
        return _NAMED[name]
    found = get_timezone_name(name, width="long", zone_variant="standard", locale="en_US")
    if "Unknown" not in found:
        return found
    offset = re.sub(r"(\d\d)(\d\d)$", r"\1:\2", _JANUARY.replace(tzinfo=ZoneInfo(name)).strftime("%z"))
    return f"GMT{offset}"


def written(times: list[int | None], zone: str) -> list[str]:
    """Return instants as reports write them, ``MM/DD/YYYY hh:mm:ss AM|PM`` in ``zone``; empty for None."""
    instants = pl.Series(times, dtype=pl.Datetime("ms", "UTC"), strict=False)
    local = instants.dt.convert_time_zone("UTC" if zone == GMT else zone)
    return local.dt.strftime("%m/%d/%Y %I:%M:%S %p").fill_null("").to_list()


def plain(at: int | None) -> str:
    """Return an instant as the event list and the sign-in write it, ``YYYY-MM-DD HH:MM:SS`` in GMT."""
    return "" if at is None else datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")


def day_range(first: date | None, last: date | None, zone: str) -> tuple[int | None, int | None]:
    """Return first and last millisecond of whole days in ``zone``, both inclusive (guide: 11:59:59 PM)."""
    return (
        None if first is None else _midnight(first, zone),
        None if last is None else _midnight(last + timedelta(days=1), zone) - 1,
    )


def _midnight(day: date, zone: str) -> int:
    return int(datetime.combine(day, time(), ZoneInfo(zone)).timestamp() * 1000)
