"""What figures are compared with, in words: the same on pages, in files and on the command line."""

from __future__ import annotations

from typing import Final

from webcast.formats import number, plural, quoted
from webcast.language import phrase, say, speaking
from webcast.view import comparison

EVERYBODY: Final = phrase("all registrants")
MEDIAN_EVENT: Final = phrase("the median event")
EVENT_BEFORE: Final = phrase("the event before")
GOAL: Final = phrase("your goal")

LABELS: Final = {
    "": phrase("What fits best"),
    comparison.BEFORE: phrase("The event before"),
    comparison.PERIOD: phrase("The period before"),
    comparison.MEDIAN: phrase("The median of your events"),
    comparison.PICKED: phrase("The median of the picked events"),
    comparison.EVERYBODY: phrase("All registrants of these events"),
    comparison.GOAL: phrase("Your goals"),
}
"""What can be chosen, as a list of choices names it."""

NO_EVENT_BEFORE: Final = phrase("No event before these is loaded.")
NO_DATE: Final = phrase("The date of these events is not known.")
NOT_FOR_FILES: Final = phrase("Opened files are no events of the account, and not compared with any.")
NO_ACCOUNT: Final = phrase("Without an account there are no other events to compare with.")
ONE_PICKED: Final = phrase("A median needs two events or more, and one is picked.")
FEW_LOADED: Final = phrase("A median needs two loaded events that are over, or more.")
NOT_FILTERED: Final = phrase("No filter is set: these are all registrants.")
NO_GOALS: Final = phrase("No goal is set yet.")
NO_VIEW: Final = phrase("The saved view to compare with is not there any more.")
VIEW_NOT_LOADED: Final = phrase("Not all events of the saved view to compare with are loaded.")
VIEW_NEEDS_OURS: Final = phrase("The saved view leaves our company out, and nobody has said yet who that is.")
CANNOT_BE_HAD: Final = phrase("The comparison cannot be loaded at the moment.")
BY_ATTENDANCE: Final = phrase("Rates are not compared, since the filters ask who attended.")


def events_before(count: int) -> str:
    """Name the events before those in view."""
    return say(EVENT_BEFORE) if count == 1 else say("the {count} events before", count=number(count))


def period(days: int) -> str:
    """Name the period before."""
    return say("the {days} before", days=plural(days, "day", "days"))


def median_of(count: int, *, all_of_them: bool) -> str:
    """Name the median of the account's events; all of those that are loaded, or the latest."""
    return (
        say("your median of {count} events", count=number(count))
        if all_of_them
        else say("the median of your latest {count} events", count=number(count))
    )


def saved_view(name: str) -> str:
    """Name a saved view."""
    return quoted(name)


def nothing_in(days: int) -> str:
    """Say that no loaded event lies in the period before."""
    return say("No loaded event lies in {period}.", period=period(days))


def counts_apart(events: int, others: int) -> str:
    """Say why counts are not compared."""
    return say(
        "Counts are not compared: {events} here, {others} there.",
        events=plural(events, "event", "events"),
        others=number(others),
    )


speaking(__name__)
