"""How cohorts are written: as text that is read again, and the parts of what they are called."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import quote

from webcast.language import say

LAST_MS: Final = 253_402_300_800_000
"""The end of the year 9999 in milliseconds since 1970, which no calendar of ours goes beyond."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def text(*pieces: str) -> str:
    """Return the text of a set: its pieces with colons between, encoded, so that a colon in a name does no harm."""
    return ":".join(quote(piece, safe=" =") for piece in pieces)


def within_calendar(*moments: int) -> bool:
    """Tell whether moments, in milliseconds since 1970, can be written as days."""
    return all(0 <= moment < LAST_MS for moment in moments)


def between(start: int, end: int) -> str:
    """Write a stretch of time, from and to in milliseconds since 1970: ``between 2024-05-08 14:00:00 and … UTC``."""
    return say("between {moment} and {moment_2} UTC", moment=_moment(start), moment_2=_moment(end))


def _moment(ms: int) -> str:
    at = _EPOCH + timedelta(milliseconds=ms)
    return f"{at:%Y-%m-%d %H:%M:%S}{f'.{ms % 1000:03}' if ms % 1000 else ''}"
