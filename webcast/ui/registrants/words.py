"""The sentences of the Registrants page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from webcast.formats import number, percent, plural
from webcast.presentation import bases, headline

# Questions: the title of each page, as a person would ask it.
REGISTRANTS: Final = "Who came?"

# States
GROUPS_TABLE: Final = "These groups, whole"

# Registrants
WHERE_FROM: Final = "Where they come from"
BROKEN_DOWN_BY: Final = "Broken down by"
LIST: Final = "Everybody"
AS_REPORTED: Final = "As in the report"
LARGEST_FIRST: Final = "Largest or latest first"


# One person


def answer_registrants(came: int | None, total: int, leading: Sequence[tuple[str, int]]) -> str:
    """Answer who came: how many, and from which companies most of them."""
    if came is None:
        return headline.registered(total)
    text = f"{number(came)} of {plural(total, 'registrant')} came"
    if not leading:
        return f"{text}."
    return f"{text}; {headline.leading(leading, came)}."


def share_of(count: int | None, base: int) -> str:
    """Say what share a count is of the registrants of whom a report tells."""
    if count is None:
        return bases.registrants(0)
    of = plural(base, "registrant")
    return f"{percent(count / base)} of {of}" if base else f"of {of}"


def share_of_people(count: int, base: int) -> str:
    """Say what share of the persons a count is."""
    of = plural(base, "person", "people")
    return f"{percent(count / base)} of {of}" if base else f"of {of}"


def of_all(count: int, total: int) -> str:
    """Say what share of everybody the filters let through."""
    return f"{percent(count / total if total else None)} of all {number(total)}"


def other_groups(count: int, attended: int, registered: int) -> str:
    """Say what the groups that are not drawn amount to, as far as reports tell."""
    return f"Other ({number(count)}): {number(attended)} of {plural(registered, 'registrant')} attended."
