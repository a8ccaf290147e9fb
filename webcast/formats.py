"""How numbers, shares, durations and instants are written, everywhere the same: as the reader's locale does.

Whoever reads is :func:`webcast.language.reader`. Where nobody is said to
read (files, logs, the command line), all of it is plain English.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_time, get_timezone_gmt

from webcast.language import counted, known_locale, localised, say

UNKNOWN = "–"
"""Stands for a value that is not known; never a zero."""

_NOT_IN_NAMES = re.compile(r"[^\w.+-]+")
_MINUTE_MS = 60_000
_HOUR_MS = 60 * _MINUTE_MS


def number(value: float | None) -> str:
    """Write a count with thousands separators: ``1,036``."""
    return UNKNOWN if value is None else localised(f"{value:,.0f}")


def decimal(value: float | None, places: int = 1) -> str:
    """Write a number with so many decimals: ``6.4``."""
    return UNKNOWN if value is None else localised(f"{value:,.{places}f}")


def percent(share: float | None) -> str:
    """Write a share from 0 to 1 whole, below 10 % with one decimal: ``40 %``, ``7.5 %``. No line breaks in it."""
    if share is None:
        return UNKNOWN
    value = share * 100
    # 9.96 % rounds to 10.0; a whole 10 reads better than a tenth that is not there.
    decimals = 1 if 0 < round(abs(value), 1) < 10 else 0
    return f"{localised(f'{value:.{decimals}f}')}\N{NO-BREAK SPACE}%"


def exact(value: float) -> str:
    """Write a number to its last digit, as it is read again: ``10``, ``33.5``; never ``1e+06``."""
    return _plain(Decimal(repr(float(value))))


def exact_percent(share: float) -> str:
    """Write a share from 0 to 1 in per cent to its last digit, without the sign: ``33.5`` for 0.335."""
    return _plain(Decimal(repr(float(share))).scaleb(2))


def share_of(percent: str) -> float:
    """Return the share that :func:`exact_percent` wrote, to the last digit.

    Raises:
        ValueError: It is no number.
    """
    try:
        return float(Decimal(percent).scaleb(-2))
    except InvalidOperation:
        raise ValueError("no number") from None


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f") if value else "0"


def quoted(text: str) -> str:
    """Quote foreign text so that it is plain where it ends: a closing quotation mark in it is doubled."""
    opening, closing = say("“{}”").split("{}")
    return f"{opening}{text.replace(closing, closing * 2)}{closing}"


def points(difference: float) -> str:
    """Write a difference of shares in percentage points, without its sign: ``9 points``, ``1 point``."""
    value = abs(difference) * 100
    text = f"{value:.1f}" if 0 < round(value, 1) < 1 else f"{value:.0f}"
    return f"{localised(text)} {counted('point', 'points', 1 if text == '1' else 2)}"


def duration(milliseconds: float | None) -> str:
    """Write a length of time: ``1 h 12 min``, ``12 min``, ``40 s``."""
    if milliseconds is None:
        return UNKNOWN
    if milliseconds < _MINUTE_MS:
        return say("{seconds} s", seconds=f"{milliseconds / 1000:.0f}")
    hours, minutes = divmod(round(milliseconds / _MINUTE_MS), 60)
    if not hours:
        return say("{minutes} min", minutes=minutes)
    if not minutes:
        return say("{hours} h", hours=number(hours))
    return say("{hours} h {minutes} min", hours=number(hours), minutes=minutes)


def roughly(milliseconds: float) -> str:
    """Write a length of time roughly, long ones in days: ``40 min``, ``20 h``, ``3 days``."""
    hours = milliseconds / _HOUR_MS
    if round(hours) < 1:
        return duration(milliseconds)
    return say("{hours} h", hours=f"{hours:.0f}") if hours < 48 else plural(round(hours / 24), "day", "days")


def size(count: int) -> str:
    """Write a number of bytes as people see it in their files: ``640 KB``, ``1.4 MB``, ``120 MB``, ``2.5 GB``."""
    if count < 1_000_000:
        return f"{number(count / 1000)} KB" if count >= 1000 else plural(count, "byte", "bytes")
    unit, name = (1_000_000, "MB") if count < 999_500_000 else (1_000_000_000, "GB")
    return f"{decimal(count / unit)} {name}" if count < 99.95 * unit else f"{number(count / unit)} {name}"


def takes(seconds: float | None) -> str:
    """Write how long something will take, as roughly as it is known; empty when it is not known."""
    if seconds is None:
        return ""
    if seconds < 90:
        return say("about {seconds} s", seconds=max(1, round(seconds / 5)) * 5)
    return say("about {minutes} min", minutes=round(seconds / 60))


def eta(seconds: float | None) -> str:
    """Write how long something still takes, as roughly as it is known; empty when it is not known."""
    return "" if seconds is None else say("{time} left", time=takes(seconds))


def day(value: date | None, locale: str | None = None) -> str:
    """Write a day as the reader's locale does: ``Nov 4, 2014``."""
    return UNKNOWN if value is None else format_date(value, format="medium", locale=known_locale(locale))


def instant(value: datetime | None, zone: str, locale: str | None = None) -> str:
    """Write an instant in a time zone: ``Nov 4, 2014, 3:04 PM``. The zone is named once per view, not here."""
    if value is None:
        return UNKNOWN
    text = format_datetime(value.astimezone(ZoneInfo(zone)), "medium", locale=known_locale(locale))
    return _without_seconds(text)


def clock(value: datetime, zone: str, locale: str | None = None, *, seconds: bool = False) -> str:
    """Write the time of day of an instant in a time zone: ``3:04 PM``, with seconds ``15:04:05``."""
    length: Literal["medium", "short"] = "medium" if seconds else "short"
    return format_time(value.astimezone(ZoneInfo(zone)).time(), length, locale=known_locale(locale))


def day_of(value: datetime | None, zone: str, locale: str | None = None) -> str:
    """Write the day of an instant in a time zone."""
    return UNKNOWN if value is None else day(value.astimezone(ZoneInfo(zone)).date(), locale)


def place(zone: str) -> str:
    """Name a time zone shortly, by its place: ``New York``."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def zone_in_words(zone: str, at: datetime | None = None) -> str:
    """Name a time zone with its offset, now or at an instant: ``Berlin (GMT+01:00)``."""
    if zone == "UTC":
        return zone
    local = (at or datetime.now(UTC)).astimezone(ZoneInfo(zone))
    return f"{place(zone)} ({get_timezone_gmt(local, locale=Locale('en'))})"


def plural(count: float, one: str, many: str) -> str:
    """Write a count with its noun: ``1 event``, ``3 events``."""
    return f"{number(count)} {counted(one, many, count)}"


def _without_seconds(text: str) -> str:
    # Locales differ in order and in the day-period; the seconds are the last two digits after a colon or a point.
    return re.sub(r"(\d{1,2}[:.]\d{2})[:.]\d{2}(?!\d)", r"\1", text)


def plain_name(text: str) -> str:
    """Return a text as plain letters, digits and hyphens, as names of files have it; what has no plain form goes."""
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return _NOT_IN_NAMES.sub("-", ascii_only).strip("-.")


def listing(parts: Sequence[str]) -> str:
    """Write a list: ``a, b and c``."""
    if len(parts) < 2:
        return "".join(parts)
    return say("{parts} and {last}", parts=", ".join(parts[:-1]), last=parts[-1])


def events_in_name(titles: Sequence[str]) -> str:
    """Return what a file's name says of its events: one title, at most 60 characters of it, or how many there are.

    There is no dot in it: Windows takes ``con.xml-registrants.csv`` for its device ``con``.
    """
    if len(titles) != 1:
        return f"{len(titles)}-events"
    return re.sub("[-.]+", "-", plain_name(titles[0]))[:60].strip("-").lower()
