"""The sentences of the Registrants page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from webcast.formats import number, percent, plural
from webcast.language import phrase, say, speaking
from webcast.presentation import bases, headline

# Questions: the title of each page, as a person would ask it.
REGISTRANTS: Final = phrase("Who came?")

# States
GROUPS_TABLE: Final = phrase("All these groups")

# Registrants
WHERE_FROM: Final = phrase("Where they come from")
BROKEN_DOWN_BY: Final = phrase("Broken down by")
LIST: Final = phrase("Everybody")
AS_REPORTED: Final = phrase("As in the report")
LARGEST_FIRST: Final = phrase("Largest or latest first")


# One person


def answer_registrants(came: int | None, total: int, leading: Sequence[tuple[str, int]]) -> str:
    """Answer who came: how many, and from which companies most of them."""
    if came is None:
        return headline.registered(total)
    text = say(
        "{came} of {registrants} came", came=number(came), registrants=plural(total, "registrant", "registrants")
    )
    if not leading:
        return f"{text}."
    return f"{text}; {headline.leading(leading, came)}."


def share_of(count: int | None, base: int) -> str:
    """Say what share a count is of the registrants of whom a report tells."""
    if count is None:
        return bases.registrants(0)
    of = plural(base, "registrant", "registrants")
    return say("{count} of {of}", count=percent(count / base), of=of) if base else say("of {of}", of=of)


def share_of_people(count: int, base: int) -> str:
    """Say what share of the persons a count is."""
    of = plural(base, "person", "people")
    return say("{count} of {of}", count=percent(count / base), of=of) if base else say("of {of}", of=of)


def other_groups(count: int, attended: int, registered: int) -> str:
    """Say what the groups that are not drawn amount to, as far as reports tell."""
    return say(
        "Other ({count}): {attended} of {registrants} attended.",
        count=number(count),
        attended=number(attended),
        registrants=plural(registered, "registrant", "registrants"),
    )


speaking(__name__)
