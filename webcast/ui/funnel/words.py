"""The sentences of the Funnel page: its stages, two segments, the time to attendance."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Final

from webcast.analysis.stages import FEW, Names
from webcast.analysis.waiting import Wait
from webcast.formats import UNKNOWN, number, percent, plural, points, roughly
from webcast.language import counted, phrase, say, speaking, within
from webcast.presentation import headline

# Questions: the title of each page, as a person would ask it.
FUNNEL: Final = phrase("Where did people drop out?")

# Funnel
FUNNEL_OF: Final = phrase("Funnel of")
FUNNEL_ALL: Final = phrase("Everybody")
FUNNEL_LIVE: Final = phrase("Live event")
WITH_SIMLIVE: Final = phrase("Count SimLive as live")
STAYED_AT_LEAST: Final = phrase("Stayed at least")
STAYED_IN: Final = phrase("Measured in")
IN_MINUTES: Final = phrase("minutes")
IN_SHARE: Final = phrase("% of the live event")
BREAK_DOWN: Final = phrase("Compare by")
SEE_PEOPLE: Final = phrase("See the people who")
GOT_THERE: Final = phrase("got there")
DROPPED_OUT: Final = phrase("dropped out")
STAGES: Final = phrase("Stage by stage")
STAGES_TABLE: Final = phrase("The stages of the funnel with counts and shares")
GROUPS_TABLE: Final = phrase("The groups with their counts and shares; tick a row to see its people")
COLUMN_STAGE: Final = phrase("Stage")
COLUMN_REGISTRANTS: Final = phrase("Registrants")
COLUMN_OF_FIRST: Final = phrase("Of all")
COLUMN_OF_PREVIOUS: Final = phrase("Of the stage before")
COLUMN_INTERVAL: Final = phrase("95 % interval")
COLUMN_LOST: Final = phrase("Lost")
NOT_TOLD_HOW_LONG: Final = phrase("Who stayed is not known: no report here tells.")


def funnel_answer(stages: list[dict[str, Any]], wording: Names, *, live: bool = False) -> str:
    """Answer where people drop out: how many came, and where most are lost."""
    first, attended = stages[0], stages[1]
    if first["registrants"] is None:
        return say("No event here has a live end that is known, so there is no live funnel.")
    if attended["registrants"] is None:
        return headline.registered(first["registrants"])
    if not first["registrants"]:
        return say("Nobody had registered by the end of a live event, so there is no live funnel.")
    text = say(
        _OF_THOSE_IN_TIME if live else _OF_REGISTRANTS,
        count=number(attended["registrants"]),
        base=number(first["registrants"]),
        came=within(wording.stages["attended"]),
        share=percent(attended["of_first"]),
    )
    return f"{text} {_where_lost(stages, wording)}"


_OF_THOSE_IN_TIME: Final = phrase("{count} of {base} who registered by the end {came} ({share}).")
_OF_REGISTRANTS: Final = phrase("{count} of {base} registrants {came} ({share}).")


def _where_lost(stages: list[dict[str, Any]], wording: Names) -> str:
    attended, after = stages[1], stages[2]
    if after["registrants"] is None:
        return say(NOT_TOLD_HOW_LONG)
    lost = [
        (before["registrants"] - after["registrants"], before["registrants"], after["stage"])
        for before, after in pairwise(stages)
    ]
    most, base, stage = max(lost)
    if not most:
        return say("Nobody dropped out anywhere.")
    if stage == "attended" and attended["registrants"] and 2 * most > sum(count for count, _, _ in lost):
        name = within(wording.stages[after["stage"]])
        return say(
            "That is where most are lost; of those who came, {of_previous} {name}.",
            of_previous=percent(after["of_previous"]),
            name=name,
        )
    return say(
        "The largest loss: {most} of {base} {losses}.",
        most=number(most),
        base=number(base),
        losses=wording.losses[stage],
    )


def of_previous(reached: int | None, before: int | None, stage_before: str) -> str:
    """Say of how many a stage is a share: ``371 of 412 who attended``."""
    if reached is None or before is None:
        return say("not known")
    return say(
        "{reached} of {before} who {lower}",
        reached=number(reached),
        before=number(before),
        lower=within(stage_before),
    )


def who(count: int, words: str) -> str:
    """Label a button that opens people: ``624 did not attend``."""
    return f"{number(count)} {within(words)}"


def by_heading(dimension: str) -> str:
    """Head a break-down."""
    return say("By {lower}", lower=within(dimension))


def no_length(events: int) -> str:
    """Say for how many events a share of the live length cannot be computed."""
    return say(
        "The length of {events} is not known: who stayed a share of it is not, either.",
        events=plural(events, "event", "events"),
    )


def no_live_end(events: int) -> str:
    """Say how many events the live funnel leaves out."""
    return say(
        "{events_have} no known end of a live event and are not in the live funnel.",
        events_have=plural(events, "event has", "events have"),
    )


# Two segments
SEGMENTS: Final = phrase("Two segments side by side")
APART_BY: Final = phrase("Tell people apart by")
APART_BY_NOTHING: Final = phrase("Nothing yet")
SEGMENTS_HINT: Final = phrase(
    "Who gets further: people of one country or company, of one campaign, or who came live? Choose, and the two"
    " largest groups stand side by side, stage by stage."
)
WAYS: Final = phrase("How they took part")
FIRST_SEGMENT: Final = phrase("First segment")
SECOND_SEGMENT: Final = phrase("Second segment")
EVERYBODY_ELSE: Final = phrase("everybody else")
SHARES: Final = phrase("Shares")
SHARES_OF_ALL: Final = phrase("Of all")
SHARES_OF_PREVIOUS: Final = phrase("Of the stage before")
ONE_GROUP: Final = phrase("All of these people are in one group: there is nobody to compare them with.")
SEGMENTS_TABLE: Final = phrase(
    "The stages of both segments with counts, shares and difference; tick a row to see its people"
)
COLUMN_SEGMENT: Final = phrase("Segment")
COLUMN_DIFFERENCE: Final = phrase("Difference")
COLUMN_BETWEEN: Final = phrase("Between")
COLUMN_P: Final = phrase("P-value")
COLUMN_CHANCE: Final = phrase("More than chance")
YES_NO: Final = {True: phrase("Yes"), False: phrase("No")}
WAY_PHRASES: Final = {
    "live": phrase("those who came live"),
    "od": phrase("those who watched on demand"),
    "simlive": phrase("those who watched SimLive"),
    "on-demand-only": phrase("those who watched on demand only"),
    "hot-leads": phrase("the hot leads"),
    "askers": phrase("those who asked a question"),
}


def largest_groups(count: int) -> str:
    """Say that not every group is offered as a segment."""
    return say(
        "The {count} largest groups are offered. A filter makes a smaller one comparable.", count=number(count)
    )


def segments_answer(row: Mapping[str, Any], phrases: tuple[str, str], stage: str) -> str:
    """Say how two differ: ``Of Acme 62 % came live, of everybody else 48 %: 14 points more (5 to 23) …``."""
    bases = [row[f"base_{side}"] or 0 for side in (1, 2)]
    for who, base in zip(phrases, bases, strict=True):
        if not base:
            return say("Of {who} nobody is in this funnel, so there is nothing to compare.", who=who)
    few_ = min(bases) < FEW
    first, second = (
        say("{row} of {row_2}", row=number(row[f"registrants_{side}"]), row_2=number(row[f"base_{side}"]))
        if few_
        else percent(row[f"share_{side}"])
        for side in (1, 2)
    )
    text = say(
        "Of {phrases} {first} {lower}, of {phrases_2} {second}: {differ}.",
        phrases=phrases[0],
        first=first,
        lower=within(stage),
        phrases_2=phrases[1],
        second=second,
        differ=_differ(row),
    )
    return say("{text} Few people: a single one moves these figures a lot.", text=text) if few_ else text


def _differ(row: Mapping[str, Any]) -> str:
    difference, low, high = row["difference"], row["low"], row["high"]
    chance = say("more than chance") if row["beyond_chance"] else say("which could be chance")
    if points(difference).startswith("0 ") and not row["beyond_chance"]:
        return say("no difference ({between})", between=between(low, high))
    if difference < 0:
        return say(
            "{difference} less ({between}), {chance}",
            difference=points(difference),
            between=between(-high, -low),
            chance=chance,
        )
    return say(
        "{difference} more ({between}), {chance}",
        difference=points(difference),
        between=between(low, high),
        chance=chance,
    )


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
    return say(
        "{persons_are} in both segments; the test takes them for separate people.",
        persons_are=plural(count, "person is", "persons are"),
    )


def those_without(missing: str) -> str:
    """Name the group of those without a value in a sentence: ``No company`` is ``those with no company``."""
    return say("those with {lower}", lower=within(missing))


# Waiting
WAITING: Final = phrase("From registration to attendance")
FIRST_SESSION: Final = phrase("First session")
ANY_SESSION: Final = phrase("Any")
COLUMN_WAIT: Final = phrase("Registered")
COLUMN_ATTENDEES: Final = phrase("Attendees")
WAITS_TABLE: Final = phrase("How long before their first session people registered; tick a row to see its people")
WAITS_FILE: Final = phrase("These bars")
WAIT_OF_EACH_FILE: Final = phrase("The time of everybody")


def waiting_answer(found: Wait, mode: str | None) -> str:
    """Say how long before their first session people registered."""
    session = say("first {mode} session", mode=mode) if mode else say("first session")
    low, median, high = found.lower_quartile_ms, found.median_ms, found.upper_quartile_ms
    if low is None or median is None or high is None:
        return say("There is nobody whose registration and {session} are both known.", session=session)
    if median < 0:
        return say("Half of those who came had registered only after their {session} had begun.", session=session)
    said = {"median": roughly(median), "session": session, "high": roughly(high)}
    text = (
        say(
            "Half of those who came had registered about {median} or more before their {session}; a quarter {high} "
            "or more, a quarter less than {low}.",
            **said,
            low=roughly(low),
        )
        if low >= 0
        else say(
            "Half of those who came had registered about {median} or more before their {session}; a quarter {high} "
            "or more, a quarter only after it had begun.",
            **said,
        )
    )
    return f"{text} {few_attendees(found.attendees)}".strip()


def few_attendees(count: int) -> str:
    """Warn of a small base; empty for a large one."""
    return (
        say(
            "Only {attendees}: a single one moves these figures a lot.",
            attendees=plural(count, "attendee", "attendees"),
        )
        if count < FEW
        else ""
    )


def known_waits(known: int, came: int, mode: str | None) -> str:
    """Say of how many attendees the wait is known."""
    came_to = (
        say(
            "{count} {mode} {attendees}",
            count=number(came),
            mode=mode,
            attendees=counted("attendee", "attendees", came),
        )
        if mode
        else plural(came, "attendee", "attendees")
    )
    return say(
        "Registration and session are known of {known} of {attendees}.", known=number(known), attendees=came_to
    )


def no_waits(titles: list[str]) -> str:
    """Name the events whose reports have no session times."""
    if not titles:
        return ""
    named = ", ".join(titles[:3])
    if len(titles) > 3:
        return say("Without session times, so not in this: {named} and more.", named=named)
    return say("Without session times, so not in this: {named}.", named=named)


# Questions


speaking(__name__)
