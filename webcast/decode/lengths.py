"""Durations as people's systems write them: one notation and one unit for a column.

A cell that says its units itself is read whatever stands around it: ``00:33:00``, ``1 day, 2:00:00``, ``33 min``,
``1h 5m``, ``PT33M``, ``12:33:00 AM`` (a spreadsheet's face of 0:33:00), a part of a day such as ``0.0229`` or
``0,0229``. Two kinds of cells do not, and are read only where the report tells how:

* ``33:00`` is minutes and seconds where another of the column cannot be hours and minutes, or where the row's total
  and parts agree on it;
* ``33`` has the unit of its header (*Live Duration (minutes)*), or the one by which rows' totals and parts agree.

What is not told is left empty, and said: it is never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from webcast.decode import values
from webcast.language import later

NO_UNIT: Final = later(
    "The number has no unit, and nothing tells which; left empty. A header such as 'Live Duration (minutes)' does."
)
TWO_PARTS: Final = later("It can be minutes and seconds or hours and minutes; left empty.")
AS_TWO: Final = {
    "minutes and seconds": later("Durations such as 33:00 were read as minutes and seconds."),
    "hours and minutes": later("Durations such as 33:00 were read as hours and minutes."),
}
AS_UNIT: Final = {
    "hours": later("Durations without a unit were read as hours: totals and parts agree on it."),
    "minutes": later("Durations without a unit were read as minutes: totals and parts agree on it."),
    "seconds": later("Durations without a unit were read as seconds: totals and parts agree on it."),
    "milliseconds": later("Durations without a unit were read as milliseconds: totals and parts agree on it."),
}

UNITS: Final[Mapping[str, int]] = {"hours": 3_600_000, "minutes": 60_000, "seconds": 1000, "milliseconds": 1}
_UNIT_WORDS: Final = {
    "h": "hours",
    "hr": "hours",
    "hrs": "hours",
    "hour": "hours",
    "hours": "hours",
    "m": "minutes",
    "min": "minutes",
    "mins": "minutes",
    "minute": "minutes",
    "minutes": "minutes",
    "s": "seconds",
    "sec": "seconds",
    "secs": "seconds",
    "second": "seconds",
    "seconds": "seconds",
    "ms": "milliseconds",
    "msec": "milliseconds",
    "millisecond": "milliseconds",
    "milliseconds": "milliseconds",
    "d": "days",
    "day": "days",
    "days": "days",
}
_DAY_MS: Final = 86_400_000
_WHOLE: Final = re.compile(r"\d{1,12}")
_DECIMAL: Final = re.compile(r"(\d{0,9})[.,](\d{1,18})(?:[eE]-?\d{1,2})?|\d(?:[.,]\d{1,18})?[eE]-\d{1,2}")
_TWO: Final = re.compile(r"(\d{1,4}):([0-5]\d)")
_TWELVE: Final = re.compile(r"(1[0-2]|0?[1-9]):([0-5]\d):([0-5]\d)\s*([AP])\.?M\.?", re.IGNORECASE)
_DAYS: Final = re.compile(r"(\d{1,3})\s*(?:d|days?)[, ]+(\d{1,2}:\d{2}:\d{2})", re.IGNORECASE)
_ISO: Final = re.compile(
    r"P(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,6})M)?(?:(\d{1,8})(?:\.\d{1,9})?S)?)?", re.IGNORECASE
)
_WORDS: Final = re.compile(r"(?:\d{1,9}(?:[.,]\d{1,6})?\s*[a-z]{1,12}\.?[ ,]*(?:and )?)+", re.IGNORECASE)
_WORD: Final = re.compile(r"(\d{1,9}(?:[.,]\d{1,6})?)\s*([a-z]{1,12})", re.IGNORECASE)
_HEADER: Final = re.compile(r"(.*?)\s*[(\[,\-]?\s*\b(?:in\s+)?([a-z]+)\s*[)\]]?", re.IGNORECASE | re.DOTALL)
_TWO_MS: Final = {"minutes and seconds": 1000, "hours and minutes": 60_000}
_IN_MS: Final = 60_000
"""Whole numbers from here on that are all of whole seconds are the platform's milliseconds."""

_DAYS_ALONE: Final = 2
"""Days that a number with many decimals can be by itself: 12.3333 is more likely minutes."""
_DAYS_BESIDE_PARTS: Final = 31
""" … and beside parts of a day in its column."""


def unit_of(header: str) -> tuple[str, str | None]:
    """Return a header without the unit that it ends with, and that unit: ``Live Duration``, ``minutes``."""
    found = _HEADER.fullmatch(header.strip())
    unit = _UNIT_WORDS.get(found[2].casefold()) if found else None
    if found is None or unit is None or unit not in UNITS or not found[1].strip():
        return header, None
    return found[1].strip(), unit


def certain(cell: str) -> int | None:
    """Return a duration in milliseconds from a cell that says its units itself; null for any other."""
    text = " ".join(cell.split())
    if _WHOLE.fullmatch(text):
        return 0 if int(text) == 0 else None
    if match := _TWELVE.fullmatch(text):
        hours = int(match[1]) % 12 + (12 if match[4].upper() == "P" else 0)
        return _limited(((hours * 60 + int(match[2])) * 60 + int(match[3])) * 1000)
    if match := _DAYS.fullmatch(text):
        rest = values.duration_ms(match[2])
        return None if rest is None else _limited(int(match[1]) * _DAY_MS + rest)
    if ":" in text or text[:1] in "Pp":
        return _iso(text) if ":" not in text else values.duration_ms(text)
    if _DECIMAL.fullmatch(text):
        share = values.number(text.replace(",", "."))
        return round(share * 86_400) * 1000 if share is not None and share < 1 else None
    return _in_words(text)


def _limited(ms: int) -> int | None:
    return ms if ms <= values.MOST_MS else None


def _iso(text: str) -> int | None:
    match = _ISO.fullmatch(text)
    if not match or not any(match.groups()):
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return _limited((((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000)


def _in_words(text: str) -> int | None:
    if not _WORDS.fullmatch(text):
        return None
    total = 0.0
    for number, word in _WORD.findall(text):
        unit = _UNIT_WORDS.get(word.casefold())
        if unit is None:
            return None
        total += float(number.replace(",", ".")) * (_DAY_MS if unit == "days" else UNITS[unit])
    return _limited(round(total))


class Lengths:
    """The columns of durations of one report, read together: their totals and parts tell what single cells don't.

    Args:
        cells: Each column's text, by the name of the table's column (``live_ms`` … ``total_ms``).
        units: The unit that a column's header names, where it does.
    """

    def __init__(self, cells: Mapping[str, pl.Series], units: Mapping[str, str]) -> None:
        self._cells = dict(cells)
        # A unit that the header of one duration names is that of its neighbours without one.
        named = set(units.values())
        self._neighbours = named.pop() if len(named) == 1 else None
        self._units = dict(units)
        self._read = _certain(self._cells, self._units)
        self.notes: dict[str, str] = {}

    def read(self, name: str) -> tuple[pl.Series, dict[int, str]]:
        """Return a column in milliseconds, and by row why a cell was left empty."""
        column, read = self._cells[name], self._read[name]
        if read.null_count() == column.null_count():
            return read.alias(name), {}
        places = (read.is_null() & column.is_not_null()).arg_true().to_list()
        found = self._open(name, {n: " ".join(str(column[n]).split()) for n in places})
        if found:
            read = read.clone().scatter(list(found), pl.Series(list(found.values()), dtype=pl.Int64))
        return read.alias(name), {n: _why(str(column[n])) for n in places if found.get(n) is None}

    def _open(self, name: str, texts: Mapping[int, str]) -> dict[int, int | None]:
        """Return, where something tells how they are read, the cells that don't say their unit themselves."""
        unit = self._units.get(name) or self._neighbours
        days = _are_days(self._cells[name].drop_nulls().unique().to_list())
        whole = [int(text) for text in texts.values() if _WHOLE.fullmatch(text)]
        large = [number for number in whole if number >= _IN_MS]
        in_ms = bool(large) and all(number % 1000 == 0 for number in large)
        if not unit and whole and (agreed := self._agreed(name, texts)):
            self.notes[name] = AS_UNIT[agreed]
            unit = agreed
        two = self._two_parts(name, texts)
        read: dict[int, int | None] = {}
        for n, text in texts.items():
            number = values.number(text.replace(",", ".")) if _is_plain(text) else None
            if two and (match := _TWO.fullmatch(text)):
                self.notes[name] = AS_TWO[two]
                read[n] = _limited((int(match[1]) * 60 + int(match[2])) * _TWO_MS[two])
            elif number is None:
                continue
            elif unit:
                read[n] = _limited(round(number * UNITS[unit]))
            elif in_ms and number >= _IN_MS:
                read[n] = _limited(round(number))
            elif days:
                read[n] = round(number * 86_400) * 1000
        return read

    def _agreed(self, name: str, texts: Mapping[int, str]) -> str | None:
        """Return the unit by which rows' totals and parts agree with numbers that have none."""
        found = set()
        for n, text in texts.items():
            other = self._other(name, n) if _WHOLE.fullmatch(text) else None
            if other:
                found.add(next((unit for unit, ms in UNITS.items() if abs(int(text) * ms - other) < ms), None))
        return found.pop() if len(found) == 1 else None

    def _two_parts(self, name: str, texts: Mapping[int, str]) -> str | None:
        """Return what ``33:00`` is of: the same for the whole column, none where nothing tells."""
        two = {n: match for n, text in texts.items() if (match := _TWO.fullmatch(text))}
        if any(int(match[1]) >= 24 for match in two.values()):
            return "minutes and seconds"
        told = set()
        for n, match in two.items():
            if other := self._other(name, n):
                length = int(match[1]) * 60 + int(match[2])
                told.add(next((what for what, ms in _TWO_MS.items() if abs(length * ms - other) < ms), None))
        return told.pop() if len(told) == 1 else None

    def _other(self, name: str, row: int) -> int | None:
        """Return what a row's other cells say of this one: the sum of the parts, or what the others leave of it."""
        if "total_ms" not in self._read:
            return None
        parts = [self._read[part][row] for part in self._read if part not in ("total_ms", name)]
        if not parts or None in parts:
            return None
        if name == "total_ms":
            return int(sum(parts))
        total = self._read["total_ms"][row]
        return None if total is None else int(total) - int(sum(parts))


def _certain(cells: Mapping[str, pl.Series], units: Mapping[str, str]) -> dict[str, pl.Series]:
    """Return the cells of columns that say their unit themselves; no plain number does under a header with one.

    All columns are asked for at once: of a small report, polars takes longer to begin than to do it.
    """
    if not cells:
        return {}
    frame = pl.DataFrame([column.alias(name) for name, column in cells.items()])
    distinct = frame.select(pl.all().drop_nulls().unique().implode()).row(0)
    read = []
    for name, different in zip(cells, distinct, strict=True):
        has_unit = name in units
        lengths = [
            None if has_unit and _is_plain(cell) and values.number(cell) != 0 else certain(cell) for cell in different
        ]
        old, new = pl.Series(different, dtype=pl.String), pl.Series(lengths, dtype=pl.Int64)
        read.append(pl.col(name).replace_strict(old, new, default=None, return_dtype=pl.Int64))
    return dict(zip(cells, frame.select(read).get_columns(), strict=True))


def _are_days(cells: Sequence[str]) -> bool:
    """Tell whether a column's plain numbers are days and parts of them, as a workbook keeps durations."""
    numbers = [(cell, values.number(cell.replace(",", "."))) for cell in cells if _is_plain(cell)]
    some = [(cell, number) for cell, number in numbers if number]
    long = [number for cell, number in some if number % 1 and len(re.split("[.,]", cell)[-1]) > 2]
    if not long:
        return False
    most = _DAYS_BESIDE_PARTS if min(long) < 1 else _DAYS_ALONE
    return all(number < most for _, number in some)


def _is_plain(cell: str) -> bool:
    return bool(_WHOLE.fullmatch(cell.strip()) or _DECIMAL.fullmatch(cell.strip()))


def _why(cell: str) -> str:
    text = cell.strip()
    if _TWO.fullmatch(text):
        return TWO_PARTS
    if _is_plain(text) and (values.number(text.replace(",", ".")) or 0) <= values.MOST_MS:
        return NO_UNIT
    return values.NO_DURATION
