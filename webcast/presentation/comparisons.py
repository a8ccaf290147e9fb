"""What figures are compared with, in words: the same on pages, in files and on the command line."""

from __future__ import annotations

from typing import Final

from webcast.formats import number, plural, quoted
from webcast.view import comparison

EVERYBODY: Final = "all registrants"
MEDIAN_EVENT: Final = "the median event"
EVENT_BEFORE: Final = "the event before"
GOAL: Final = "your goal"

LABELS: Final = {
    "": "What fits best",
    comparison.BEFORE: "The event before",
    comparison.PERIOD: "The period before",
    comparison.MEDIAN: "The median of your events",
    comparison.PICKED: "The median of the picked events",
    comparison.EVERYBODY: "All registrants of these events",
    comparison.GOAL: "Your goals",
}
"""What can be chosen, as a list of choices names it."""

NO_EVENT_BEFORE: Final = "No event before these is loaded."
NO_DATE: Final = "The date of these events is not known."
NOT_FOR_FILES: Final = "Opened files are no events of the account, and not compared with any."
NO_ACCOUNT: Final = "Without an account there are no other events to compare with."
ONE_PICKED: Final = "A median needs two events or more, and one is picked."
FEW_LOADED: Final = "A median needs two loaded events that are over, or more."
NOT_FILTERED: Final = "No filter is set: these are all registrants."
NO_GOALS: Final = "No goal is set yet."
NO_VIEW: Final = "The saved view to compare with is not there any more."
VIEW_NOT_LOADED: Final = "Not all events of the saved view to compare with are loaded."
VIEW_NEEDS_OURS: Final = "The saved view leaves our company out, and nobody has said yet who that is."
CANNOT_BE_HAD: Final = "What to compare with cannot be read just now."
BY_ATTENDANCE: Final = "Rates are not compared, since the filters ask who attended."


def events_before(count: int) -> str:
    """Name the events before those in view."""
    return EVENT_BEFORE if count == 1 else f"the {number(count)} events before"


def period(days: int) -> str:
    """Name the period before."""
    return f"the {plural(days, 'day')} before"


def median_of(count: int, *, all_of_them: bool) -> str:
    """Name the median of the account's events; all of those that are loaded, or the latest."""
    return (
        f"your median of {number(count)} events"
        if all_of_them
        else f"the median of your latest {number(count)} events"
    )


def saved_view(name: str) -> str:
    """Name a saved view."""
    return quoted(name)


def nothing_in(days: int) -> str:
    """Say that no loaded event lies in the period before."""
    return f"No loaded event lies in {period(days)}."


def counts_apart(events: int, others: int) -> str:
    """Say why counts are not compared."""
    return f"Counts are not compared: {plural(events, 'event')} here, {number(others)} there."
