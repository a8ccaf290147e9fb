"""How charts write counts, shares and times, and how they make foreign text safe."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from html import escape
from textwrap import shorten, wrap
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel.dates import format_time

from webcast import formats
from webcast.language import Reader, counted, known_locale, localised, reader, say, separators
from webcast.language.catalogues import SOURCE


def count(value: float | None) -> str:
    """Write a count: ``1,036``."""
    return formats.number(value)


def share(value: float | None) -> str:
    """Write a share from 0 to 1, whole and with one decimal below 10 %: ``40 %``, ``7.5 %``."""
    return _label(formats.percent(value))


def interval(low: float | None, high: float | None) -> str:
    """Write an interval of shares: ``37–43 %``, ``98.7–99.2 %``; empty where there is none."""
    if low is None or high is None:
        return ""
    whole = f"{low * 100:.0f}", f"{high * 100:.0f}"
    ends = whole if whole[0] != whole[1] else (f"{low * 100:.1f}", f"{high * 100:.1f}")
    return f"{localised(ends[0])}–{localised(ends[1])} %"


def nouns(value: float | None, one: str, many: str) -> str:
    """Write a count with its noun: ``1 person``, ``3 people``."""
    return f"{count(value)} {counted(one, many, 2 if value is None else value)}"


def minutes(value: float) -> str:
    """Write minutes: ``12 min``, ``1 h 12 min``, ``40 s``."""
    return _label(formats.duration(value * 60_000))


def _label(text: str) -> str:
    # A page keeps a number and its unit on one line; a label on a chart is one line anyway.
    return text.replace("\N{NO-BREAK SPACE}", " ")


def listing(parts: Sequence[str]) -> str:
    """Write a list: ``a, b and c``."""
    return formats.listing(parts)


# Time


def clock(zone: str, at: datetime) -> timezone:
    """Return the zone's offset at an instant, to be kept over a whole axis.

    An axis of local times would run backwards for an hour when summer time ends; one with a fixed offset does not,
    and :func:`zone_title` says which it is.
    """
    return timezone(at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta())


def local(at: datetime, fixed: timezone) -> datetime:
    """Return the wall-clock time of an instant, without zone, as plotly draws it."""
    return at.astimezone(fixed).replace(tzinfo=None)


def zone_title(zone: str, at: datetime | None = None) -> str:
    """Name a zone for an axis: ``Berlin (GMT+01:00)``; without an instant just ``Berlin``."""
    place = zone.rsplit("/", 1)[-1].replace("_", " ")
    if zone == "UTC" or at is None:
        return place
    total = int((at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()).total_seconds()) // 60
    sign = "+" if total >= 0 else "−"
    return say(
        "{place} (GMT{sign}{abs}:{abs_2})",
        place=place,
        sign=sign,
        abs=f"{abs(total) // 60:02}",
        abs_2=f"{abs(total) % 60:02}",
    )


def time(at: datetime, *, seconds: bool = False) -> str:
    """Write a wall-clock time as the reader's locale does: ``3:04 PM``, ``15:04``."""
    return format_time(at.time(), "medium" if seconds else "short", locale=known_locale(None))


def day_ticks() -> str:
    """Return how plotly writes the days of an axis: as the reader's locale does, with the year below."""
    return f"{_d3('MMMd')}\n%Y"


def time_ticks(*, seconds: bool = False) -> str:
    """Return how plotly writes the times of an axis, as the reader's locale does."""
    return _d3("medium" if seconds else "short")


def moment_hover() -> str:
    """Return how plotly writes a day and time of an axis that the mouse is at."""
    return f"{_d3('yMMMd')}, {time_ticks()}"


def _d3(form: str) -> str:
    """Return one of the locale's patterns, of a day by its skeleton or of a time by its length, as d3 has it."""
    locale = known_locale(None)
    pattern = locale.time_formats[form] if form in locale.time_formats else locale.datetime_skeletons[form]
    return _LETTERS.sub(lambda found: _SIGNS.get(found[0], ""), pattern.pattern).strip()


_LETTERS: Final = re.compile(r"'[^']*'|([a-zA-Z])\1*")
_SIGNS: Final = {
    "d": "%-d", "dd": "%d", "M": "%-m", "MM": "%m", "MMM": "%b", "LLL": "%b", "MMMM": "%B", "y": "%Y", "yy": "%y",
    "h": "%-I", "hh": "%I", "H": "%-H", "HH": "%H", "mm": "%M", "ss": "%S", "a": "%p",
}  # fmt: skip
"""Letters of a locale's pattern → d3's."""


def plotly_locale() -> dict[str, Any]:
    """Return what tells plotly how the reader writes months and numbers; none for English.

    It is handed over as data, with each chart: a script of plotly's per language would be one more to serve.
    """
    return {} if reader().language == SOURCE and separators() == (",", ".") else _plotly_locale(reader())


@lru_cache(maxsize=16)
def _plotly_locale(who: Reader) -> dict[str, Any]:
    locale = known_locale(who.locale)
    group, point = separators()
    days, months = locale.days["format"], locale.months["format"]
    written = {
        "days": [days["wide"][n] for n in _FROM_SUNDAY],
        "shortDays": [days["abbreviated"][n] for n in _FROM_SUNDAY],
        "months": [months["wide"][n] for n in range(1, 13)],
        "shortMonths": [months["abbreviated"][n] for n in range(1, 13)],
        "periods": [locale.day_periods["format"]["abbreviated"][part] for part in ("am", "pm")],
        "decimal": point,
        "thousands": group,
    }
    return {"locale": who.locale, "locales": {who.locale: {"format": written}}}


_FROM_SUNDAY: Final = (6, 0, 1, 2, 3, 4, 5)


def day(value: date, locale: str | None = None) -> str:
    """Write a day as the reader's locale does: ``Nov 4, 2014``."""
    return formats.day(value, locale)


# Foreign text


def safe(text: str) -> str:
    """Make foreign text safe to draw: plotly reads some HTML, and right-to-left text would reorder what follows.

    Its own marks of direction go: one that ends an isolation would end ours, and reorder what follows all the same.
    """
    return f"\u2068{escape(' '.join(text.split()), quote=False).translate(_DIRECTIONS)}\u2069"


_DIRECTIONS: Final = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
"""Embeddings, overrides, isolates and what ends them."""


def label(text: str, width: int = 44, lines: int = 2) -> list[str]:
    """Break foreign text into safe lines of a width that a narrow screen holds; what is too long ends in ``…``."""
    flat = " ".join(text.split()) or formats.UNKNOWN
    broken = wrap(shorten_to(flat, width * lines), width, max_lines=lines, placeholder=" …", break_on_hyphens=False)
    return [safe(line) for line in broken]


def shorten_to(text: str, width: int) -> str:
    """Cut text at a blank, or within a word that alone is too long."""
    if len(text) <= width:
        return text
    cut = shorten(text, width, placeholder=" …")
    return cut if len(cut) > width // 2 else text[: width - 1] + "…"
