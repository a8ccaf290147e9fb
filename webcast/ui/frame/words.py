"""The sentences that stand around every page: its states, errors, and what events are called.

What has a topic of its own stands beside it: ``filter_words``, ``view_words``, ``account_words``, ``help_words``,
``loading_words``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from webcast.formats import instant, number, plural
from webcast.language import phrase, say, speaking

PRODUCT: Final = "Webcast Insights"
TAGLINE: Final = phrase(
    "See who registered, who came, what they did and what they said, for every webcast of your account."
)
NO_EVENTS_TITLE: Final = phrase("No events picked yet")
NO_EVENTS: Final = phrase("Pick one or more events, and every page shows their people.")
TO_EVENTS: Final = phrase("Pick events")
NO_MATCH_TITLE: Final = phrase("No registrant matches these filters")
NO_REGISTRANTS_TITLE: Final = phrase("Nobody has registered yet")
NO_REGISTRANTS: Final = phrase(
    "These events have no registrants. Refresh the event list later, or pick other events."
)
NOT_FOR_YOU_TITLE: Final = phrase("This page is for administrators")
NOT_FOR_YOU: Final = phrase(
    "Your role does not open it. Everything else is where it was; whoever administers this account can change your "
    "role."
)
STILL_WORKS: Final = phrase(
    "Everything that is loaded still works: every page, filter and file of the events whose reports are held."
)


def reference(text: str) -> str:
    """Say the reference of a failure, and what it is good for."""
    return say("Reference {text}. Whoever runs this dashboard finds it in the log.", text=text)


def matching(shown: int, total: int) -> str:
    """Say how many of how many registrants match."""
    return say(
        "{shown} of {registrants}", shown=number(shown), registrants=plural(total, "registrant", "registrants")
    )


def no_match(sentence: str, doing: Sequence[str]) -> str:
    """Say which filters leave nobody, and whether one of them does it.

    Args:
        sentence: All filters in words.
        doing: Those of them without which somebody is left.
    """
    if len(doing) == 1:
        return say(
            "“{sentence}” leaves nobody. It is “{doing}”: without it there are people again.",
            sentence=sentence,
            doing=doing[0],
        )
    if doing:
        return say("“{sentence}” leaves nobody. Remove one of these, and there are people again.", sentence=sentence)
    return say("“{sentence}” leaves nobody, even without any one of these.", sentence=sentence)


ERROR_TITLE: Final = phrase("This did not work")
UNEXPECTED: Final = phrase("Something went wrong that should not. Tell whoever runs this dashboard the reference.")


def event_names(titles: list[str | None]) -> str:
    """Name one event, or count several."""
    if len(titles) == 1:
        return titles[0] or say("Untitled event")
    return plural(len(titles), "event", "events")


def one_of(title: str, events: int) -> str:
    """Name the one event that a page shows of several."""
    return say("{title}, one of {events}", title=title, events=plural(events, "event", "events"))


def as_of(run_at: Sequence[datetime], zone: str, locale: str | None) -> str:
    """Say of when the data is; of several reports the oldest counts."""
    return (
        say("data as of {run_at}", run_at=instant(min(run_at), zone, locale))
        if run_at
        else say("data as of an unknown time")
    )


def sentence(fragment: str) -> str:
    """Begin with a capital letter."""
    return fragment[:1].upper() + fragment[1:]


MERGE: Final = phrase("Merge broadcasts")
MERGE_HELP: Final = phrase(
    "Broadcasts of one programme have one title. Taken as one event, a person who came to two of them counts once, "
    "on every page and in every file."
)
MERGED: Final = phrase("broadcasts of one programme taken as one event")


def programmes(count: int, broadcasts: int) -> str:
    """Say which of the picked events are broadcasts of one programme."""
    return say(
        "{events_are_broadcasts} of {programmes}",
        events_are_broadcasts=plural(broadcasts, "event is a broadcast", "events are broadcasts"),
        programmes=plural(count, "programme", "programmes"),
    )


LEFT_OUT_TITLE: Final = phrase("Part of the address could not be read")
LEFT_OUT: Final = phrase("The page leaves that out, and may show more people than were meant.")
OF_FILES_ALONE: Final = phrase("A set of people narrows a file, not a page: the page shows everybody.")


def not_here(name: str) -> str:
    """Say that an address asks for something that these events do not offer."""
    return say("The parameter '{name}' should name something that these events offer, but does not.", name=name)


def about() -> str:
    """Say what the product is."""
    return f"**{PRODUCT}** · {say(TAGLINE)}"


speaking(__name__)
