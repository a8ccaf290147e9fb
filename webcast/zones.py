"""Names of time zones: the one check, which asks every library that will use the name.

Names come from addresses, settings, saved views, browsers and options of the command line. They are then used by
Python (:mod:`zoneinfo`), by polars, which has a data base of its own, and by Babel, which names them. A name that
only one of them knows breaks every page that shows a time: ``localtime``, ``Factory``, ``posixrules``, ``posix/UTC``
and ``right/UTC`` are files that many machines keep beside the zones; polars alone knows ``utc`` and ``+02:00``.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.dates import get_timezone, get_timezone_gmt

from webcast.errors import FilterError
from webcast.language import later, phrase
from webcast.privacy import personal

LONGEST: Final = 64
"""Characters of a name; the longest of the zone data base has 32. What is longer is no name, and not looked up."""

_SOME_DAY: Final = datetime(2024, 7, 1, 12, tzinfo=UTC)


_WHAT: Final = phrase("The time zone")


def known(name: str) -> bool:
    """Tell whether a name is a time zone to all who will use it."""
    return len(name) <= LONGEST and _known(name)


def of(name: str, what: str = _WHAT) -> ZoneInfo:
    """Return the zone of a name.

    Args:
        name: An IANA name such as ``Europe/Berlin``.
        what: What has this name, as the message begins: ``--time-zone``.

    Raises:
        FilterError: There is no such zone. The message does not repeat what may be somebody's e-mail.
    """
    if not known(name):
        raise FilterError(
            later("{what} should be an IANA name such as 'Europe/Berlin', but is not.", what=what)
            if len(name) > LONGEST or personal(name)
            else later(
                "{what} should be an IANA name such as 'Europe/Berlin', but is '{name}'.", what=what, name=name
            )
        )
    return ZoneInfo(name)


@lru_cache(maxsize=1)
def names() -> frozenset[str]:
    """Return every name that is known; about a second of work the first time."""
    return frozenset(name for name in available_timezones() if known(name))


@lru_cache(maxsize=1024)
def _known(name: str) -> bool:
    return _python_knows(name) and _polars_knows(name) and _babel_knows(name)


def _python_knows(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):  # unknown; no name at all; a folder or no zone's file
        return False
    return True


def _polars_knows(name: str) -> bool:
    import polars as pl  # noqa: PLC0415 - settings check names too, and load no polars before one is to be checked

    frame = pl.LazyFrame({"wall": [_SOME_DAY.replace(tzinfo=None)]}, schema={"wall": pl.Datetime("ms")})
    wall = pl.col("wall")
    try:
        # Both ways, and really: a name is looked at only once there is something to convert.
        frame.select(wall.dt.replace_time_zone(name).dt.convert_time_zone("UTC").dt.convert_time_zone(name)).collect()
    except pl.exceptions.PolarsError:
        return False
    return True


def _babel_knows(name: str) -> bool:
    try:
        get_timezone_gmt(_SOME_DAY.astimezone(get_timezone(name)), locale=Locale("en"))
    except (LookupError, ValueError, OSError):
        return False
    return True
