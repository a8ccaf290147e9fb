"""The sentence that says how it went: the same on the Overview page and in the summary."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from webcast.analysis.summary import Overall
from webcast.formats import listing, number, percent, plural
from webcast.language import phrase, say


def answer(overall: Overall, than_live: str = "", than_total: str = "") -> str:
    """Return the sentence.

    Args:
        overall: The figures.
        than_live: How the live conversion compares: ``9 points above the median event``.
        than_total: How the total conversion compares.
    """
    if overall.attendees is None:
        return registered(overall.total_registrants)
    if overall.converted is not None and overall.told_in_time:
        return live(overall.converted, overall.told_in_time, than_live, overall.attendees, overall.told)
    return attended(overall.attendees, overall.told, than_total)


MOST: Final = phrase("most of them from {listed}")


def leading(groups: Sequence[tuple[str, int]], attended: int, most: str = MOST) -> str:
    """Name where the people are from, the largest groups first: "most" only where these are more than half.

    Args:
        groups: Name and attendees of each.
        attended: How many attended in all, whatever their group.
        most: What is said where these are more than half: a phrase with ``{listed}`` in it.
    """
    named = [f"{name} ({number(count)})" for name, count in groups]
    listed = listing(named)
    if 2 * sum(count for _, count in groups) > attended:
        return say(most, listed=listed)
    return (
        say("the largest group is {listed}", listed=listed)
        if len(groups) == 1
        else say("the largest groups are {listed}", listed=listed)
    )


def registered(total: int) -> str:
    """Answer where no report tells who attended."""
    return say(
        "{registrants}; these reports don't tell who attended.",
        registrants=plural(total, "registrant", "registrants"),
    )


def live(came: int, base: int, than: str, attended: int, total: int) -> str:
    """Answer for events with a live audience: two rates, each with its base."""
    text = say(
        "{came} of {base} who registered by the end came live ({came_2})",
        came=number(came),
        base=number(base),
        came_2=percent(came / base),
    )
    text += f", {than}" if than else ""
    return say(
        "{text}. Counting on-demand, {attended} of all {registrants} have watched.",
        text=text,
        attended=number(attended),
        registrants=plural(total, "registrant", "registrants"),
    )


def attended(attended: int, total: int, than: str) -> str:
    """Answer for events without a live audience; before an event there is nothing to compare."""
    if not attended:
        return say("{registrants}; nobody has watched yet.", registrants=plural(total, "registrant", "registrants"))
    text = say(
        "{attended} of {total} registrants watched ({attended_2})",
        attended=number(attended),
        total=number(total),
        attended_2=percent(attended / total),
    )
    return f"{text}, {than}." if than else f"{text}."
