"""The sentences of the Home page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from webcast.formats import number, percent, plural, quoted

# Questions: the title of each page, as a person would ask it.
HOME: Final = "How are your webcasts doing?"

NOTHING_OVER: Final = "None of the loaded events is over yet."
NOTHING_LOADED: Final = "No event is loaded yet. Pick one, and see how it went."
FILES_ONLY: Final = "You work with files only: an account's events, and what changed in them, are not here."
PICK_EVENTS: Final = "Pick events"
UNTITLED: Final = "Untitled event"
OPEN: Final = "Open"
LOAD: Final = "Load"
OPEN_LATEST: Final = "Open this event"
NEXT: Final = "On air and next"
NOTHING_NEXT: Final = "The event list has no event that is still to come."
SINCE: Final = "Since your last visit"
FIRST_VISIT: Final = "This is the first visit that is noted: from the next one on, what changed stands here."
NOTHING_NEW: Final = "Nothing: no new event, no newer report, and none ended."
WAITING: Final = "Answers waiting"
NOTHING_WAITING: Final = "Every question that was asked in your loaded events has an answer."
NOT_LOADED: Final = "not loaded yet"


def answer(title: str, day: str, share: float | None, compared: Sequence[str]) -> str:
    """Say how the latest event went, beside the one before and the usual."""
    head = f"{quoted(title)} on {day}"
    if share is None:
        return f"{head}: its report does not tell who came live."
    text = f"{head}: {percent(share)} of those who registered by the end came live"
    return f"{text}, {' and '.join(compared)}." if compared else f"{text}."


def usually(base: str, value: str) -> str:
    """Say after a base what is usual."""
    return f"{base}; usually {value}"


def in_time(count: int | None) -> str:
    """Name the base of the live conversion."""
    return "no live end is known" if count is None else f"of {number(count)} registered by the end"


def of_registrants(count: int) -> str:
    """Name registrants as a base."""
    return f"of {plural(count, 'registrant')}"


def of_your_events(count: int) -> str:
    """Say what the usual is the median of."""
    return f"“Usually” is your median of {plural(count, 'event')}."


def on_air(title: str, since: str) -> str:
    """Say that an event is on air."""
    return f"{quoted(title)} is on air since {since}"


def next_event(title: str, at: str) -> str:
    """Say when an event begins."""
    return f"{quoted(title)} on {at}"


def so_far(count: int, as_of: str) -> str:
    """Say how many have registered, and as of when that is known."""
    return f"{number(count)} registered as of {as_of}"


def pace(count: int, usual: float, days: int) -> str:
    """Say how registrations stand beside what is usual so many days ahead."""
    apart = round(count - usual)
    if not apart:
        return f"as many as usual {_ahead(days)}"
    return f"{number(abs(apart))} {'more' if apart > 0 else 'fewer'} than usual {_ahead(days)} ({number(usual)})"


def _ahead(days: int) -> str:
    return f"{plural(days, 'day')} before" if days else "on the day"


def since(day: str) -> str:
    """Head what changed, with when the last visit was."""
    return f"{SINCE} on {day}"


def changed(count: int, what: str, titles: Sequence[str]) -> str:
    """Say what changed: ``2 events are new: “A”, “B”``."""
    more = f" and {number(count - len(titles))} more" if count > len(titles) else ""
    return f"{what}: {', '.join(quoted(title) for title in titles)}{more}"


def new(count: int) -> str:
    """Count events that are new."""
    return plural(count, "event is new", "events are new")


def loaded(count: int) -> str:
    """Count events that were loaded."""
    return plural(count, "report was loaded", "reports were loaded")


def ended(count: int) -> str:
    """Count events that ended."""
    return plural(count, "event ended", "events ended")


def waiting(unanswered: int, asked: int, title: str) -> str:
    """Label the button that opens an event's unanswered questions."""
    return f"{number(unanswered)} of {plural(asked, 'question')} unanswered: {title}"
