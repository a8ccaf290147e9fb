"""What reports do not tell that a filter asks for, said to who reads the page."""

from __future__ import annotations

from typing import Final

import polars as pl

from webcast import formats
from webcast.language import say
from webcast.view.filterable import Filterable


def referrers_unknown(audience: Filterable) -> str:
    """Say of how many events, and of whom in the others, it is not known by which pages people came; else empty."""
    lacking, events, others = audience.without_referrers
    found = []
    if lacking.height:
        of = (
            say("this event")
            if events == 1
            else say(
                "{height} of {events} events", height=formats.number(lacking.height), events=formats.number(events)
            )
        )
        found.append(say("Referrer not loaded for {of}: {listed}.", of=of, listed=", ".join(titles(lacking))))
    if others:
        who = formats.plural(others, "registrant", "registrants")
        found.append(
            say("Referrer unknown of {who} more.", who=who) if found else say("Referrer unknown of {who}.", who=who)
        )
    return " ".join(found)


def titles(events: pl.DataFrame) -> list[str]:
    """Return the titles of events in quotes, the first few of many."""
    named = [f"“{title}”" for title in events["title"].fill_null(say("Untitled")).to_list()]
    more = len(named) - _NAMED
    return [*named[:_NAMED], say("and {more} more", more=formats.number(more))] if more > 0 else named


_NAMED: Final = 10
"""Titles that a note names."""
