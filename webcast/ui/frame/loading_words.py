"""The sentences of loading reports: what it costs, what is under way, how it ended."""

from __future__ import annotations

from typing import Final

from webcast.formats import eta, number, plural
from webcast.language import counted, phrase, say, speaking


def requests_left(left: int) -> str:
    """Say what is left of the platform's hourly limit."""
    return say("{requests} left this hour", requests=plural(left, "request", "requests"))


def fetching(done: int, total: int, seconds: float | None, left: int | None) -> str:
    """Say what a fetch is doing, how long it still takes, and what it leaves of the limit."""
    parts = [say("Fetching {done} of {total}", done=number(min(done + 1, total)), total=number(total)), eta(seconds)]
    if left is not None:
        parts.append(requests_left(left))
    return " · ".join(part for part in parts if part)


def under_way(title: str, size: str, seconds: float | None, *, reading: bool) -> list[str]:
    """Say of the report under way what it is, what has come of it, and for how long it has been waited for.

    Args:
        title: Of the event.
        size: What has come; empty before the platform answers.
        seconds: Since it was asked for; None where that is not known.
        reading: All of it has come.
    """
    done = (
        say("{size} came, being read", size=size)
        if reading
        else say("{size} so far", size=size)
        if size
        else say("waiting for the platform's answer")
    )
    return [title, done if seconds is not None else "", f"{seconds:.0f} s" if seconds is not None else ""]


def fetch_ended(fetched: int, current: int, failures: int) -> str:
    """Say how a fetch ended, wherever one is: how many reports were loaded, were current, and failed."""
    loaded = counted("{count} report loaded", "{count} reports loaded", fetched, count=number(fetched))
    parts = [loaded] if fetched or not (current or failures) else []
    parts += [say("{current} up to date", current=number(current))] if current else []
    parts += [say("{failures} could not be loaded", failures=number(failures))] if failures else []
    return ", ".join(parts)


NOT_LOADED: Final = phrase("You can go on working meanwhile.")
CANCEL: Final = phrase("Cancel")
TRY_AGAIN: Final = phrase("Try again")


def not_loaded_title(events: int) -> str:
    """Say how many of the picked events are not held yet."""
    return say("{events_are} not loaded yet", events_are=plural(events, "event is", "events are"))


def cost(requests: int, left: int, takes: str) -> str:
    """Say what loading reports costs: of the hour's requests, and time as far as earlier fetches tell."""
    said = say(
        "{requests} of {left} left this hour", requests=plural(requests, "request", "requests"), left=number(left)
    )
    return f"{said}, {takes}" if takes else said


def load(events: int) -> str:
    """Label the button that fetches reports."""
    return say("Load {events}", events=plural(events, "event", "events"))


LOAD_AGAIN_HINT: Final = phrase(
    "Late answers and questions can change a report without a sign in the event list. Loading a "
    "report again costs one request."
)


def load_expired(events: int) -> str:
    """Label the button that spends reports of expired presentations."""
    return say(
        "Load {expired_presentations}",
        expired_presentations=plural(events, "expired presentation", "expired presentations"),
    )


def load_again(events: int) -> str:
    """Label the button that fetches held reports once more."""
    return say("Load {events} again", events=plural(events, "event", "events"))


ADD_REFERRERS_HINT: Final = phrase(
    "The platform tells referrers in JSON alone. Both formats become one report, now and whenever it is loaded again."
)


def no_referrers(events: int, picked: int, expired: int) -> str:
    """Say of how many picked events it is not known by which pages people came."""
    of = (
        say("of this event")
        if picked == 1
        else say("of {events} of {picked} events", events=number(events), picked=number(picked))
    )
    said = say("Referrers (the pages that people came from) are not known {of}.", of=of)
    spared = say("1 has") if expired == 1 else say("{expired} have", expired=number(expired))
    return (
        say("{said} {spared} expired on the platform and stay without.", said=said, spared=spared)
        if expired
        else said
    )


def add_referrers(events: int) -> str:
    """Label the button that fetches reports in the other format too."""
    return say("Add referrers: {requests}", requests=plural(events, "request", "requests"))


def load_expired_again(events: int) -> str:
    """Label the button that spends reports of expired presentations that are held already."""
    return say(
        "Load {expired_presentations} again",
        expired_presentations=plural(events, "expired presentation", "expired presentations"),
    )


def failed(events: int) -> str:
    """Head the list of events whose reports could not be fetched."""
    return say("{events} could not be loaded", events=plural(events, "event", "events"))


REFRESHING: Final = phrase("Asking the platform for the event list")


speaking(__name__)
