"""Of what a figure is, in words: the same on page and picture, in the summary and on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from webcast.analysis.stages import FEW
from webcast.analysis.summary import Overall
from webcast.formats import number, percent, plural
from webcast.language import say


def in_time(overall: Overall) -> str:
    """Name the base of the live conversion rate: those registered by the end, as far as is known who came live."""
    if overall.live_registrants is None:
        return say("no live end is known")
    if overall.live_registrants and not overall.told_in_time:
        return say("no report tells who came live")
    return say("of {told_in_time} registered by the end", told_in_time=number(overall.told_in_time))


def registrants(count: int) -> str:
    """Name registrants as a base, of events whose reports tell who attended."""
    return (
        say("of {registrants}", registrants=plural(count, "registrant", "registrants"))
        if count
        else say("no report tells who attended")
    )


def attending(count: int | None) -> str:
    """Name the persons whose watch time an average is of."""
    return (
        say("of {attending_people}", attending_people=plural(count, "attending person", "attending people"))
        if count is not None
        else say("watch time unknown")
    )


def respondents(row: Mapping[str, Any]) -> str:
    """Say how many answered a question, and of whom: ``12 respondents; 10 of 40 attendees answered``.

    Args:
        row: ``respondents``, ``eligible``, ``response_rate`` (see :func:`webcast.analysis.surveys.questions`).
    """
    answered, eligible = row["respondents"], row["eligible"]
    said = plural(answered, "respondent", "respondents")
    if eligible is None:
        text = say("{said}; no report tells who attended", said=said)
    elif answered == attending_respondents(row):
        text = say("{said} of {attendees}", said=said, attendees=plural(eligible, "attendee", "attendees"))
    else:
        text = say("{said}; {of_eligible} answered", said=said, of_eligible=of_eligible(row))
    return say("{text}; that is few", text=text) if answered < FEW else text


def of_eligible(row: Mapping[str, Any], *, share: bool = False) -> str:
    """Say how many of the eligible answered, and which share: ``10 of 40 attendees (25 %)``."""
    text = say(
        "{attending_respondents} of {attendees}",
        attending_respondents=number(attending_respondents(row)),
        attendees=plural(row["eligible"], "attendee", "attendees"),
    )
    return f"{text} ({percent(row['response_rate'])})" if share and row["response_rate"] is not None else text


def attending_respondents(row: Mapping[str, Any]) -> int | None:
    """Return how many of the respondents attended; None where no report tells."""
    rate, eligible = row["response_rate"], row["eligible"]
    if eligible is None:
        return None
    return round(rate * eligible) if rate is not None else 0
