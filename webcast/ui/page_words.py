"""The sentences of the pages Funnel, Timeline, Surveys and Questions; :mod:`webcast.ui.words` holds all others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Final

from webcast.analysis.waiting import Wait
from webcast.charts.flows import CAME, LEFT
from webcast.charts.funnel import Names
from webcast.charts.viewers import VIEWING
from webcast.charts.words import FEW
from webcast.exports import named
from webcast.formats import UNKNOWN, duration, instant, number, percent, plural, points, roughly

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
NO_BREAK_DOWN: Final = "Nothing"
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
PICK_HINT: Final = "Tick a row to see its people."


def funnel_answer(stages: list[dict[str, Any]], wording: Names) -> str:
    """Answer where people drop out: how many came, and where most are lost."""
    first, attended = stages[0], stages[1]
    if not first["registrants"]:
        return "Nobody had registered by the end of a live event, so there is no live funnel."
    lost = [
        (before["registrants"] - after["registrants"], before["registrants"], after["stage"])
        for before, after in pairwise(stages)
    ]
    most, base, stage = max(lost)
    came = _lower(wording.stages["attended"])
    text = f"{number(attended['registrants'])} of {number(first['registrants'])} registrants {came}"
    text += f" ({percent(attended['of_first'])})."
    if not most:
        return f"{text} Nobody dropped out anywhere."
    if stage == "attended" and attended["registrants"]:
        after, name = stages[2], _lower(wording.stages[stages[2]["stage"]])
        return f"{text} That is where most are lost; of those who came, {percent(after['of_previous'])} {name}."
    return f"{text} The largest loss: {number(most)} of {number(base)} {wording.losses[stage]}."


def of_previous(reached: int, before: int, stage_before: str) -> str:
    """Say of how many a stage is a share: ``371 of 412 who attended``."""
    return f"{number(reached)} of {number(before)} who {_lower(stage_before)}"


def who(count: int, words: str) -> str:
    """Label a button that opens people: ``624 did not attend``."""
    return f"{number(count)} {_lower(words)}"


def by_heading(dimension: str) -> str:
    """Head a break-down."""
    return f"By {_lower(dimension)}"


def all_groups(count: int, total: int) -> str:
    """Label the switch that unfolds the small groups, as far as a chart can hold them."""
    if count == total:
        return f"Show all {plural(total, 'group')}"
    return f"Show {number(count)} of {plural(total, 'group')}; the table below has them all"


def no_length(events: int) -> str:
    """Say for how many events a share of the live length cannot be computed."""
    return f"The length of {plural(events, 'event')} is not known: nobody there counts as having stayed."


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
EVERYBODY_ELSE: Final = "Everybody else"
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
WAY_LABELS: Final = {
    "live": "Attended live",
    "od": "Viewed on demand",
    "simlive": "Attended SimLive",
    "on-demand-only": "On demand only",
    "hot-leads": "Hot leads",
    "askers": "Askers",
}
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
    """Say how two segments differ: ``Of Acme 62 % came live, of everybody else 48 %: 14 points more (5 to 23) …``."""
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


# Timeline
EVENT: Final = "Event"
ALL_EVENTS: Final = "All events together"
STRETCH: Final = "Show"
STRETCH_LIVE: Final = "Live event"
STRETCH_SIMLIVE: Final = "SimLive"
STRETCH_ALL: Final = "The whole time"
VIEWERS: Final = "Viewers over time"
VIEWERS_ONE: Final = "Pick one event above to see its viewers over time; several have no common clock."
FOLLOW: Final = "Follow"
FOLLOW_HELP: Final = (
    "Refresh the report by itself, as often as the platform's limits allow, for as long as the event runs."
)
FOLLOW_AGAIN: Final = "Try again"
FOLLOW_SIGN_IN: Final = "The platform ended its session: sign in again to go on following."
WINDOW_FROM: Final = "From"
WINDOW_TO: Final = "To"
WINDOW_BACK: Final = "Back to the whole event"
WINDOW_BACKWARDS: Final = "“To” should be later than “From”; nothing was changed."
WINDOW_HINT: Final = (
    "Click the curve for who was there, a bar for who came (up) or left (down). "
    "Drag across the strip, or type times, to look closer."
)
WINDOW_UNKNOWN: Final = "Nothing is known of this stretch of time yet."
WINDOW_TYPE: Final = "Figures of"
ALL_TYPES: Final = "All types"
STRETCH_TABLE: Final = "These figures"
SHOW_WHO: Final = "See who"
NOBODY_WATCHED: Final = "Nobody has watched yet."
RETENTION: Final = "How long people stayed live"
REGISTRATIONS: Final = "When people registered"
ON_DEMAND: Final = "After the event, on demand"
ON_DEMAND_DAYS: Final = "Views by day"
SURVIVAL: Final = "How much they watched"
SURVIVAL_HINT: Final = "How long people watched, not which part of the recording: a report does not tell."
COMPARED_HINT: Final = "Thin lines: the other events you picked."
ONE_PERSON: Final = "One person's sessions"
FIND_PERSON: Final = "Find a person"
FIND_PERSON_HINT: Final = "Name, e-mail, company"
NOBODY_FOUND: Final = "Nobody matches."
PEOPLE_TABLE: Final = "People who match; tick a row to see the sessions"
AS_TABLE: Final = "As a table"
COLUMN_FROM: Final = "From"
COLUMN_MODE: Final = "Type"
COLUMN_VIEWERS: Final = "Viewers"
COLUMN_ARRIVALS: Final = "Came"
COLUMN_DEPARTURES: Final = "Left"
COLUMN_MINUTE: Final = "Minute"
COLUMN_THERE: Final = "Still there"
COLUMN_WATCHED: Final = "Watched at least so long"
COLUMN_DAYS: Final = "Days before"
COLUMN_REGISTERED: Final = "Registered"
COLUMN_DAY: Final = "Day"
COLUMN_VIEWS: Final = "Views"
COLUMN_OF_BASE: Final = "Share"
HALF_GONE: Final = "Half had left"
OD_VIEWS: Final = "On-Demand views"
LAST_WEEK: Final = "Registered late"
AVERAGE_LIVE: Final = "Average live time"
AVERAGE_LIVE_TEXT: Final = (
    "Live watch time, overlaps counted once, divided by the persons with a Live session. Base: live attendees."
)
HALF_GONE_TEXT: Final = "The first minute after the live start at which fewer than half of the live attendees remain."
LAST_WEEK_TEXT: Final = (
    "Share of registrants who registered in the seven days before the live start. Base: registrants of events with a "
    "live start."
)
NO_SESSION_ROWS: Final = (
    "These reports carry no session times (CSV and Excel exports don't), so nobody can say who was there when."
)


lacking_sessions: Final = named.lacking_sessions


def timeline_answer(
    peak: int | None, at: datetime | None, zone: str, locale: str | None, half: int | None, *, running: bool = False
) -> str:
    """Answer when people were there; of an event that is running, so far."""
    if peak is None:
        return NO_SESSION_ROWS
    if at is None:
        return "Nobody has watched yet."
    most = "So far most" if running else "Most"
    text = f"{most} people were there on {instant(at, zone, locale)}: {number(peak)} at once."
    if half is None:
        return text
    return f"{text} Half of {'those who came live' if running else 'the live attendees'} had left by minute {half}."


def on_air(since: str, known: str, more: str) -> str:
    """Say that an event is on air, up to when it is known, and how it goes on."""
    known = f"Known up to {known}" if known else "Nothing is known yet"
    return " ".join(
        [f"On air since {since}.", f"{known}; {more}" if more[:1].islower() else f"{known}. {more}"]
    ).strip()


def refreshed_every(seconds: float) -> str:
    """Say how often a report is refreshed."""
    return f"refreshed every {duration(seconds * 1000)}."


def follow_failed(message: str) -> str:
    """Say why an event is followed no longer."""
    return f"It could not be refreshed: {message}"


def so_far(text: str) -> str:
    """Say that a figure of an event on air is of what is known."""
    return f"{text}, so far"


def viewing_title(mode: str, start: str, end: str) -> str:
    """Head the people of a moment."""
    return f"{mode}, at some time between {start} and {end}" if start != end else f"{mode} at {start}"


def came_title(mode: str, start: str, end: str) -> str:
    """Head the people who came in a stretch of time."""
    return f"Came ({mode}) {_between(start, end)}"


def left_title(mode: str, start: str, end: str) -> str:
    """Head the people who left in a stretch of time."""
    return f"Left ({mode}) {_between(start, end)}"


SET_TITLES: Final = {VIEWING: viewing_title, CAME: came_title, LEFT: left_title}
"""First word of a mark → what heads its people."""


def window_title(times: tuple[str, str], mode: str | None) -> str:
    """Name a stretch of time, and the session type where it is one."""
    return f"{_between(*times)}{f' ({mode})' if mode else ''}"


def _between(start: str, end: str) -> str:
    return f"at {start}" if start == end else f"between {start} and {end}"


def who_of(label: str) -> str:
    """Describe the button that opens the people of a figure."""
    return f"The people behind “{label}”"


def of_there(count: int) -> str:
    """Name who was there in a stretch of time as a base."""
    return f"of {plural(count, 'person', 'people')} there"


def in_window(length: timedelta) -> str:
    """Say how long a stretch of time is."""
    return f"in {duration(length.total_seconds() * 1000)}"


def by_people(count: int) -> str:
    """Say how many persons came or left; some do so again."""
    return f"by {plural(count, 'person', 'people')}"


def average(value: float) -> str:
    """Write viewers on average: with a decimal where it says something."""
    return number(value) if value >= 100 else f"{value:.1f}"


def minute(value: int | None) -> str:
    """Write a minute after the start."""
    return "–" if value is None else f"minute {value}"


def of_live_attendees(count: int) -> str:
    """Name live attendees as a base."""
    return f"of {plural(count, 'live attendee')}"


def of_od_viewers(count: int) -> str:
    """Name on-demand viewers behind views."""
    return f"by {plural(count, 'person', 'people')}"


def of_with_start(count: int) -> str:
    """Name those whose event has a live start, and what is late."""
    return f"of {number(count)}, in the last 7 days"


# Surveys
QUESTION: Final = "Question"
NO_SURVEYS_TITLE: Final = "No surveys in these events"
NO_SURVEYS: Final = "None of the picked events asked a survey question, or their reports carry none."
ALL_QUESTIONS: Final = "All survey questions"
QUESTIONS_TABLE: Final = "The survey questions with respondents and response rate; tick a row to see its answers"
COLUMN_SURVEY: Final = "Survey"
COLUMN_QUESTION: Final = "Question"
COLUMN_TYPE: Final = "Type"
COLUMN_RESPONDENTS: Final = "Respondents"
COLUMN_ELIGIBLE: Final = "Eligible"
COLUMN_RATE: Final = "Response rate"
COLUMN_EVENTS: Final = "Events"
COLUMN_ANSWER: Final = "Answer"
COLUMN_COUNT: Final = "Respondents"
COLUMN_SHARE: Final = "Share"
ANSWERS_TABLE: Final = "The answers with counts; tick a row to see who gave it"
SEARCH_ANSWERS: Final = "Search the answers"
ATTENDANCE_CHECK: Final = "Attendance check"
UNKNOWN_TYPE: Final = "Type not known"
TYPES: Final = {
    "Radio": "One choice",
    "Checkbox": "Several choices",
    "Textbox": "Short text",
    "Text Area": "Long text",
    "Attendance": ATTENDANCE_CHECK,
}
INFERRED: Final = "inferred from the answers"


def surveys_answer(respondents: int, attending: int, attendees: int, question: str, leading: str) -> str:
    """Answer what people said: how many answered anything, and the leading answer of the question in view."""
    if not respondents:
        return "Nobody has answered a survey yet."
    answered = f"{plural(respondents, 'person', 'people')} answered a survey"
    if attendees:
        answered += f", {percent(attending / attendees)} of those who attended"
    return f"{answered}. To “{question}”, {leading}" if leading else f"{answered}."


def leading_answer(answer: str, count: int, base: int, *, few: bool) -> str:
    """Say which answer leads."""
    share = f"{number(count)} of {number(base)}" if few else f"{percent(count / base)} of {number(base)}"
    return f"{share} said “{answer}”."


MEDIAN_QUESTION: Final = "the median question"
TOP_ANSWER: Final = "Top answer"
TOP_ANSWER_TEXT: Final = "The most frequent answer, as a share of the question's respondents. Base: respondents."


def top_answer(answer: str, count: int, base: int) -> str:
    """Say which answer leads, under its share."""
    short = answer if len(answer) <= 40 else f"{answer[:39]}…"
    return f"{number(count)} of {number(base)}: “{short}”"


def leading_score(mean: float, base: int) -> str:
    """Say what a scale came to."""
    return f"the mean of {plural(base, 'answer')} is {mean:.1f}."


def leading_texts(base: int) -> str:
    """Say that answers are in people's own words."""
    return f"{plural(base, 'person', 'people')} wrote in their own words."


def few(respondents: int) -> str:
    """Warn of a small base."""
    return f"Only {plural(respondents, 'respondent')}: a single answer moves these figures a lot."


def kind(type_: str | None, *, inferred: bool) -> str:
    """Name the type of a question, and say where it was inferred."""
    name = UNKNOWN_TYPE if type_ is None else TYPES.get(type_, type_)
    return f"{name} ({INFERRED})" if inferred and type_ is not None else name


def not_attending(count: int) -> str:
    """Count those who answered without a session."""
    return f"{plural(count, 'respondent')} without a session, in no rate." if count else ""


def all_answers(count: int) -> str:
    """Label the switch that unfolds the rare answers."""
    return f"Show all {plural(count, 'answer')}"


def of_eligible(eligible: int | None) -> str:
    """Name the attendees who could have answered."""
    return f"of {plural(eligible, 'attendee')}" if eligible is not None else "attendance unknown"


def of_answers(base: int) -> str:
    """Name answers as a base."""
    return f"of {plural(base, 'answer')}"


# Questions
NO_QUESTIONS_TITLE: Final = "Nobody asked a question"
NO_QUESTIONS: Final = "None of the registrants in view asked one. Take a filter away or pick other events."
SHOW_QUESTIONS: Final = "Show"
SHOW_ALL: Final = "All"
SHOW_ANSWERED: Final = "Answered"
SHOW_OPEN: Final = "Unanswered"
SEARCH_QUESTIONS: Final = "Search questions and answers"
NO_TIMES: Final = "Reports don't say when a question was asked."
BY_EVENT: Final = "Event by event"
ALL_ASKED: Final = "What they asked"
ASKED_TABLE: Final = "The questions with who asked them; tick a row to see the person"
COLUMN_ASKED_BY: Final = "Asked by"
COLUMN_COMPANY: Final = "Company"
COLUMN_REPLY: Final = "Reply"
ASKED_SHARE: Final = "Asked a question"
ASKED_SHARE_TEXT: Final = "Share of attendees who asked at least one question. Base: attendees."
NO_ONE_FITS: Final = "No question matches."


def questions_answer(questions: int, askers: int, answered: int) -> str:
    """Answer what people asked."""
    asked = f"{plural(askers, 'person', 'people')} asked {plural(questions, 'question')}"
    if answered == questions:
        return f"{asked}, and every one was answered."
    return f"{asked}; {plural(questions - answered, 'is', 'are')} still unanswered."


def shown(count: int, total: int) -> str:
    """Count what a search leaves."""
    return f"{number(count)} of {plural(total, 'question')}"


def of_questions(count: int) -> str:
    """Name questions as a base."""
    return f"of {plural(count, 'question')}"


def of_people(count: int) -> str:
    """Name persons as a base."""
    return f"of {plural(count, 'person', 'people')}"


def per_asker(questions: int, askers: int) -> str:
    """Say how many questions each asker asked."""
    return f"{questions / askers:.1f} by each asker" if askers else "no askers"


def of_attendees(asked: int, attendees: int) -> str:
    """Name attendees as a base."""
    return f"{number(asked)} of {plural(attendees, 'attendee')}"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
