"""Values of filters in words: the fragments that the sentence of :meth:`Filters.describe` is made of."""

from __future__ import annotations

from datetime import date

from webcast import formats
from webcast.language import localised, say


def either(values: tuple[str, ...], *, quoted: bool = False) -> str:
    """Return alternatives, the last after an *or*."""
    shown = [f"“{value}”" if quoted else value for value in values]
    return shown[0] if len(shown) == 1 else say("{listed} or {shown}", listed=", ".join(shown[:-1]), shown=shown[-1])


def dates(start: date | None, end: date | None, *, registered: bool, viewed: bool) -> str:
    """Return whom a range of days restricts, and to what; empty where it is open on both sides."""
    if start is None and end is None:
        return ""
    stretch = _range(start, end)
    if registered and viewed:
        return say("registered and viewed {stretch}", stretch=stretch)
    if registered:
        return say("registered {stretch}", stretch=stretch)
    if viewed:
        return say("viewed {stretch}", stretch=stretch)
    return say("whenever registered or viewed (dates {describe_range} not applied)", describe_range=stretch)


def _range(start: date | None, end: date | None) -> str:
    if start == end and start is not None:
        return say("on {day}", day=_day(start))
    if end is None and start is not None:
        return say("from {day} on", day=_day(start))
    if start is None and end is not None:
        return say("until {day}", day=_day(end))
    return say("from {day} to {day_2}", day=_day(start), day_2=_day(end)) if start and end else ""


def minutes(least: float | None, most: float | None) -> str:
    """Return a range of minutes watched; empty where it is open on both sides."""
    if least is not None and most is not None:
        return say("watched {number} to {number_2} min", number=_number(least), number_2=_number(most))
    if least is not None:
        return say("watched at least {number} min", number=_number(least))
    return "" if most is None else say("watched at most {number} min", number=_number(most))


def _day(day: date | None) -> str:
    return formats.day(day) if day else ""


def _number(value: float | None) -> str:
    return "" if value is None else localised(formats.exact(value))
