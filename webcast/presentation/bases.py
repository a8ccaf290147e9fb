"""Of what a figure is, in words: the same on page and picture, in the summary and on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from webcast.analysis.stages import FEW
from webcast.analysis.summary import Overall
from webcast.formats import number, percent, plural


def in_time(overall: Overall) -> str:
    """Name the base of the live conversion rate: those registered by the end, as far as is known who came live."""
    if overall.live_registrants is None:
        return "no live end is known"
    if overall.live_registrants and not overall.told_in_time:
        return "no report tells who came live"
    return f"of {number(overall.told_in_time)} registered by the end"


def registrants(count: int) -> str:
    """Name registrants as a base, of events whose reports tell who attended."""
    return f"of {plural(count, 'registrant')}" if count else "no report tells who attended"


def attending(count: int | None) -> str:
    """Name the persons whose watch time an average is of."""
    return (
        f"of {plural(count, 'attending person', 'attending people')}" if count is not None else "watch time unknown"
    )


def respondents(row: Mapping[str, Any]) -> str:
    """Say how many answered a question, and of whom: ``12 respondents; 10 of 40 attendees answered``.

    Args:
        row: ``respondents``, ``eligible``, ``response_rate`` (see :func:`webcast.analysis.surveys.questions`).
    """
    answered, eligible = row["respondents"], row["eligible"]
    said = plural(answered, "respondent")
    if eligible is None:
        text = f"{said}; no report tells who attended"
    elif answered == attending_respondents(row):
        text = f"{said} of {plural(eligible, 'attendee')}"
    else:
        text = f"{said}; {of_eligible(row)} answered"
    return f"{text}; that is few" if answered < FEW else text


def of_eligible(row: Mapping[str, Any], *, share: bool = False) -> str:
    """Say how many of the eligible answered, and which share: ``10 of 40 attendees (25 %)``."""
    text = f"{number(attending_respondents(row))} of {plural(row['eligible'], 'attendee')}"
    return f"{text} ({percent(row['response_rate'])})" if share and row["response_rate"] is not None else text


def attending_respondents(row: Mapping[str, Any]) -> int | None:
    """Return how many of the respondents attended; None where no report tells."""
    rate, eligible = row["response_rate"], row["eligible"]
    if eligible is None:
        return None
    return round(rate * eligible) if rate is not None else 0
