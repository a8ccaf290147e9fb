"""The sentence that says how it went: the same on the Overview page and in the summary."""

from __future__ import annotations

from collections.abc import Sequence

from webcast.analysis.summary import Overall
from webcast.formats import number, percent, plural


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


def leading(groups: Sequence[tuple[str, int]], attended: int, most: str = "most of them from") -> str:
    """Name where the people are from, the largest groups first: "most" only where these are more than half.

    Args:
        groups: Name and attendees of each.
        attended: How many attended in all, whatever their group.
        most: What stands before the names where these are more than half.
    """
    named = [f"{name} ({number(count)})" for name, count in groups]
    listed = named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
    if 2 * sum(count for _, count in groups) > attended:
        return f"{most} {listed}"
    return f"the largest group is {listed}" if len(groups) == 1 else f"the largest groups are {listed}"


def registered(total: int) -> str:
    """Answer where no report tells who attended."""
    return f"{plural(total, 'registrant')}; these reports don't tell who attended."


def live(came: int, base: int, than: str, attended: int, total: int) -> str:
    """Answer for events with a live audience: two rates, each with its base."""
    text = f"{number(came)} of {number(base)} who registered by the end came live ({percent(came / base)})"
    text += f", {than}" if than else ""
    return f"{text}. Counting on-demand, {number(attended)} of all {plural(total, 'registrant')} have watched."


def attended(attended: int, total: int, than: str) -> str:
    """Answer for events without a live audience; before an event there is nothing to compare."""
    if not attended:
        return f"{plural(total, 'registrant')}; nobody has watched yet."
    text = f"{number(attended)} of {number(total)} registrants watched ({percent(attended / total)})"
    return f"{text}, {than}." if than else f"{text}."
