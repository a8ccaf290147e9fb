"""The sentences of the Funnel page: its stages, two segments, the time to attendance."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Final

from webcast.analysis.stages import FEW, Names
from webcast.analysis.waiting import Wait
from webcast.formats import UNKNOWN, number, percent, plural, points, roughly
from webcast.presentation import headline, named

# Questions: the title of each page, as a person would ask it.
FUNNEL: Final = "Where did people drop out?"

# Funnel
FUNNEL_OF: Final = "Funnel of"
FUNNEL_ALL: Final = "Everybody"
FUNNEL_LIVE: Final = "Live event"
WITH_SIMLIVE: Final = "Count SimLive as live"
STAYED_AT_LEAST: Final = "Stayed at least"
STAYED_IN: Final = "Measured in"
IN_MINUTES: Final = "minutes"
IN_SHARE: Final = "% of the live event"
BREAK_DOWN: Final = "Compare by"
SEE_PEOPLE: Final = "See the people who"
GOT_THERE: Final = "got there"
DROPPED_OUT: Final = "dropped out"
STAGES: Final = "Stage by stage"
STAGES_TABLE: Final = "The stages of the funnel with counts and shares"
GROUPS_TABLE: Final = "The groups with their counts and shares; tick a row to see its people"
COLUMN_STAGE: Final = "Stage"
COLUMN_REGISTRANTS: Final = "Registrants"
COLUMN_OF_FIRST: Final = "Of all"
COLUMN_OF_PREVIOUS: Final = "Of the stage before"
COLUMN_INTERVAL: Final = "95 % interval"
COLUMN_LOST: Final = "Lost"
NOT_TOLD_HOW_LONG: Final = "Who stayed is not known: no report here tells."


def funnel_answer(stages: list[dict[str, Any]], wording: Names, *, live: bool = False) -> str:
    """Answer where people drop out: how many came, and where most are lost."""
    first, attended = stages[0], stages[1]
    if first["registrants"] is None:
        return "No event here has a live end that is known, so there is no live funnel."
    if attended["registrants"] is None:
        return headline.registered(first["registrants"])
    if not first["registrants"]:
        return "Nobody had registered by the end of a live event, so there is no live funnel."
    whose = "who registered by the end" if live else "registrants"
    text = f"{number(attended['registrants'])} of {number(first['registrants'])} {whose} "
    text += f"{_lower(wording.stages['attended'])} ({percent(attended['of_first'])})."
    return f"{text} {_where_lost(stages, wording)}"


def _where_lost(stages: list[dict[str, Any]], wording: Names) -> str:
    attended, after = stages[1], stages[2]
    if after["registrants"] is None:
        return NOT_TOLD_HOW_LONG
    lost = [
        (before["registrants"] - after["registrants"], before["registrants"], after["stage"])
        for before, after in pairwise(stages)
    ]
    most, base, stage = max(lost)
    if not most:
        return "Nobody dropped out anywhere."
    if stage == "attended" and attended["registrants"] and 2 * most > sum(count for count, _, _ in lost):
        name = _lower(wording.stages[after["stage"]])
        return f"That is where most are lost; of those who came, {percent(after['of_previous'])} {name}."
    return f"The largest loss: {number(most)} of {number(base)} {wording.losses[stage]}."


def of_previous(reached: int | None, before: int | None, stage_before: str) -> str:
    """Say of how many a stage is a share: ``371 of 412 who attended``."""
    if reached is None or before is None:
        return "not known"
    return f"{number(reached)} of {number(before)} who {_lower(stage_before)}"


def who(count: int, words: str) -> str:
    """Label a button that opens people: ``624 did not attend``."""
    return f"{number(count)} {_lower(words)}"


def by_heading(dimension: str) -> str:
    """Head a break-down."""
    return f"By {_lower(dimension)}"


def no_length(events: int) -> str:
    """Say for how many events a share of the live length cannot be computed."""
    return f"The length of {plural(events, 'event')} is not known: who stayed a share of it is not, either."


def no_live_end(events: int) -> str:
    """Say how many events the live funnel leaves out."""
    return (
        f"{plural(events, 'event has', 'events have')} no known end of a live event and are not in the live funnel."
    )


# Two segments
SEGMENTS: Final = "Two segments side by side"
APART_BY: Final = "Tell people apart by"
APART_BY_NOTHING: Final = "Nothing yet"
WAYS: Final = "How they took part"
FIRST_SEGMENT: Final = "First segment"
SECOND_SEGMENT: Final = "Second segment"
EVERYBODY_ELSE: Final = named.EVERYBODY_ELSE.lower()
SHARES: Final = "Shares"
SHARES_OF_ALL: Final = "Of all"
SHARES_OF_PREVIOUS: Final = "Of the stage before"
ONE_GROUP: Final = "All of these people are in one group: there is nobody to compare them with."
SEGMENTS_TABLE: Final = "The stages of both segments with counts, shares and difference; tick a row to see its people"
COLUMN_SEGMENT: Final = "Segment"
COLUMN_DIFFERENCE: Final = "Difference"
COLUMN_BETWEEN: Final = "Between"
COLUMN_P: Final = "P-value"
COLUMN_CHANCE: Final = "More than chance"
YES_NO: Final = {True: "Yes", False: "No"}
WAY_PHRASES: Final = {
    "live": "those who attended live",
    "od": "those who viewed on demand",
    "simlive": "those who attended SimLive",
    "on-demand-only": "those who viewed on demand only",
    "hot-leads": "the hot leads",
    "askers": "those who asked a question",
}


def largest_groups(count: int) -> str:
    """Say that not every group is offered as a segment."""
    return f"The {number(count)} largest groups are offered. A filter makes a smaller one comparable."


def segments_answer(row: Mapping[str, Any], phrases: tuple[str, str], stage: str) -> str:
    """Say how two differ: ``Of Acme 62 % attended live, of everybody else 48 %: 14 points more (5 to 23) …``."""
    bases = [row[f"base_{side}"] or 0 for side in (1, 2)]
    for phrase, base in zip(phrases, bases, strict=True):
        if not base:
            return f"Of {phrase} nobody is in this funnel, so there is nothing to compare."
    few_ = min(bases) < FEW
    first, second = (
        f"{number(row[f'registrants_{side}'])} of {number(row[f'base_{side}'])}"
        if few_
        else percent(row[f"share_{side}"])
        for side in (1, 2)
    )
    text = f"Of {phrases[0]} {first} {_lower(stage)}, of {phrases[1]} {second}: {_differ(row)}."
    return f"{text} Few people: a single one moves these figures a lot." if few_ else text


def _differ(row: Mapping[str, Any]) -> str:
    difference, low, high = row["difference"], row["low"], row["high"]
    chance = "more than chance" if row["beyond_chance"] else "which could be chance"
    if points(difference).startswith("0 ") and not row["beyond_chance"]:
        return f"no difference ({between(low, high)})"
    if difference < 0:
        return f"{points(difference)} less ({between(-high, -low)}), {chance}"
    return f"{points(difference)} more ({between(low, high)}), {chance}"


def signed_points(difference: float) -> str:
    """Write a difference of shares with its sign: ``+14 points``, ``−3 points``."""
    return f"{'−' if difference < 0 else '+' if difference else ''}{points(difference)}"


def between(low: float, high: float) -> str:
    """Write the interval of a difference in points: ``5 to 23``, ``−4 to 10``."""
    return " to ".join(f"{end * 100:.0f}".replace("-0", "0").replace("-", "−") for end in (low, high))


def p_value(value: float | None) -> str:
    """Write a p-value: ``0.008``, ``< 0.001``."""
    if value is None:
        return UNKNOWN
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def in_both(count: int) -> str:
    """Say how many are in both segments, which the test takes for nobody."""
    if not count:
        return ""
    return f"{plural(count, 'person is', 'persons are')} in both segments; the test takes them for separate people."


def those_without(missing: str) -> str:
    """Name the group of those without a value in a sentence: ``No company`` is ``those with no company``."""
    return f"those with {_lower(missing)}"


# Waiting
WAITING: Final = "From registration to attendance"
FIRST_SESSION: Final = "First session"
ANY_SESSION: Final = "Any"
COLUMN_WAIT: Final = "Registered"
COLUMN_ATTENDEES: Final = "Attendees"
WAITS_TABLE: Final = "How long before their first session people registered; tick a row to see its people"
WAITS_FILE: Final = "These bars"
WAIT_OF_EACH_FILE: Final = "The time of everybody"


def waiting_answer(found: Wait, mode: str | None) -> str:
    """Say how long before their first session people registered."""
    session = f"first {mode} session" if mode else "first session"
    low, median, high = found.lower_quartile_ms, found.median_ms, found.upper_quartile_ms
    if low is None or median is None or high is None:
        return f"Of nobody both the registration and the {session} are known."
    if median < 0:
        return f"Half of those who came had registered only after their {session} had begun."
    text = f"Half of those who came had registered about {roughly(median)} or more before their {session}"
    quarter = f"less than {roughly(low)}" if low >= 0 else "only after it had begun"
    text += f"; a quarter {roughly(high)} or more, a quarter {quarter}."
    return f"{text} {few_attendees(found.attendees)}".strip()


def few_attendees(count: int) -> str:
    """Warn of a small base; empty for a large one."""
    return f"Only {plural(count, 'attendee')}: a single one moves these figures a lot." if count < FEW else ""


def known_waits(known: int, came: int, mode: str | None) -> str:
    """Say of how many attendees the wait is known."""
    kind = f"{mode} " if mode else ""
    return f"Registration and session are known of {number(known)} of {plural(came, kind + 'attendee')}."


def no_waits(titles: list[str]) -> str:
    """Name the events whose reports have no session times."""
    if not titles:
        return ""
    named = f"{', '.join(titles[:3])}{' and more' if len(titles) > 3 else ''}"
    return f"Without session times, so not in this: {named}."


# Questions


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
