"""The sentences of the Home page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from webcast.formats import listing, number, percent, plural, quoted
from webcast.language import phrase, say, speaking
from webcast.ui.kit.change import Change

# Questions: the title of each page, as a person would ask it.
HOME: Final = phrase("How are your webcasts doing?")

NOTHING_OVER: Final = phrase("None of the loaded events is over yet.")
NOTHING_LOADED: Final = phrase("No event is loaded yet. Pick one, and see how it went.")
FILES_ONLY: Final = phrase("You work with files only: an account's events, and what changed in them, are not here.")
UNTITLED: Final = phrase("Untitled event")
OPEN: Final = phrase("Open")
LOAD: Final = phrase("Load")
OPEN_LATEST: Final = phrase("Open this event")
NEXT: Final = phrase("On air and next")
NOTHING_NEXT: Final = phrase("The event list has no event that is still to come.")
SINCE: Final = phrase("Since your last visit")
FIRST_VISIT: Final = phrase("This is the first visit that is noted: from the next one on, what changed stands here.")
NOTHING_NEW: Final = phrase("Nothing: no new event, no newer report, and none ended.")
WAITING: Final = phrase("Answers waiting")
NOTHING_WAITING: Final = phrase("Every question that was asked in your loaded events has an answer.")
NOT_LOADED: Final = phrase("not loaded yet")
YOUR_ACCOUNTS: Final = phrase("Your accounts")
COMPARE_ACCOUNTS: Final = phrase("Compare them")
COMPARE_ACCOUNTS_HINT: Final = phrase(
    "Each account by itself, of its loaded events that are over; nobody is counted across accounts."
)
ACCOUNTS_TABLE: Final = phrase("The accounts that you are in, with their latest events and medians")
COLUMN_ACCOUNT: Final = phrase("Account")
COLUMN_EVENTS: Final = phrase("Events")
COLUMN_OVER: Final = phrase("Loaded and over")
COLUMN_LATEST: Final = phrase("Latest")


def answer(title: str, day: str, share: float | None, compared: Sequence[str]) -> str:
    """Say how the latest event went, beside the one before and the usual."""
    head = say("{title} on {day}", title=quoted(title), day=day)
    if share is None:
        return say("{head}: its report does not tell who came live.", head=head)
    text = say("{head}: {share} of those who registered by the end came live", head=head, share=percent(share))
    return f"{text}, {listing(compared)}." if compared else f"{text}."


def usually(base: str, value: str) -> str:
    """Say after a base what is usual."""
    return say("{base}; usually {value}", base=base, value=value)


def against_goal(base: str, change: Change) -> str:
    """Say after a base how a figure stands against its goal; the base alone where it has none."""
    compared = " ".join(part for part in (change.sign, change.text) if part)
    return say("{base}; {compared}", base=base, compared=compared) if compared else base


def in_time(count: int | None) -> str:
    """Name the base of the live conversion."""
    return (
        say("no live end is known") if count is None else say("of {count} registered by the end", count=number(count))
    )


def of_registrants(count: int) -> str:
    """Name registrants as a base."""
    return say("of {registrants}", registrants=plural(count, "registrant", "registrants"))


def of_your_events(count: int) -> str:
    """Say what the usual is the median of."""
    return say("“Usually” is your median of {events}.", events=plural(count, "event", "events"))


def on_air(title: str, since: str) -> str:
    """Say that an event is on air."""
    return say("{title} is on air since {since}", title=quoted(title), since=since)


def next_event(title: str, at: str) -> str:
    """Say when an event begins."""
    return say("{title} on {at}", title=quoted(title), at=at)


def so_far(count: int, as_of: str) -> str:
    """Say how many have registered, and as of when that is known."""
    return say("{count} registered as of {as_of}", count=number(count), as_of=as_of)


def pace(count: int, usual: float, days: int) -> str:
    """Say how registrations stand beside what is usual so many days ahead."""
    apart = round(count - usual)
    if not apart:
        return say("as many as usual {ahead}", ahead=_ahead(days))
    values = {"count": number(abs(apart)), "ahead": _ahead(days), "usual": number(usual)}
    if apart > 0:
        return say("{count} more than usual {ahead} ({usual})", **values)
    return say("{count} fewer than usual {ahead} ({usual})", **values)


def _ahead(days: int) -> str:
    return say("{days} before", days=plural(days, "day", "days")) if days else say("on the day")


def since(day: str) -> str:
    """Head what changed, with when the last visit was."""
    return say("{said} on {day}", said=say(SINCE), day=day)


def changed(count: int, what: str, titles: Sequence[str]) -> str:
    """Say what changed: ``2 events are new: “A”, “B”``."""
    names, more = ", ".join(quoted(title) for title in titles), count - len(titles)
    return f"{what}: {say('{names} and {more} more', names=names, more=number(more)) if more > 0 else names}"


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
    return say(
        "{unanswered} of {questions} unanswered: {title}",
        unanswered=number(unanswered),
        questions=plural(asked, "question", "questions"),
        title=title,
    )


def usual(label: str) -> str:
    """Label a column of medians."""
    return say("{label}, median", label=label)


def in_minutes(label: str) -> str:
    """Label a column of minutes."""
    return say("{label}, minutes", label=label)


def account_failed(account: str, why: str) -> str:
    """Say why nothing is shown of an account."""
    return say("{account}: {why}", account=account, why=why)


speaking(__name__)
