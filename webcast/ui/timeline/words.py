"""The sentences of the Timeline page."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from webcast.charts.flows import CAME, LEFT
from webcast.charts.viewers import VIEWING
from webcast.formats import duration, instant, number, plural
from webcast.presentation import named

# Questions: the title of each page, as a person would ask it.
TIMELINE: Final = "When were people there?"

# States
SESSIONS_TABLE: Final = "Every session"

# Timeline
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
HALF_GONE: Final = "Half had left"
OD_VIEWS: Final = "On-Demand views"
LAST_WEEK: Final = "Registered late"
AVERAGE_LIVE: Final = "Average live time"
AVERAGE_LIVE_TEXT: Final = (
    "Live watch time, overlaps counted once, divided by the persons with a Live session. Base: live viewers."
)
HALF_GONE_TEXT: Final = (
    "The first minute after the live start at which fewer than half of the live viewers remain. Base: persons with a "
    "Live session in an event with a live start, whose times are known."
)
LAST_WEEK_TEXT: Final = (
    "Share of registrants who registered in the seven days before the live start. Base: registrants of events with a "
    "live start."
)
NO_SESSION_ROWS: Final = (
    "These reports carry no session times (CSV and Excel exports don't), so nobody can say who was there when."
)
lacking_sessions: Final = named.lacking_sessions


def timeline_answer(
    peak: int | None,
    at: datetime | None,
    zone: str,
    locale: str | None,
    half: int | None,
    *,
    running: bool = False,
    lacking: bool = False,
    whose: str = "",
) -> str:
    """Answer when people were there; of an event that is running, so far.

    Args:
        peak: The most viewers at once; None where no report has session times.
        at: When; None where nobody viewed.
        zone: The zone of the time.
        locale: How it is written.
        half: The minute by which half had left, where it is known.
        running: The event is on air.
        lacking: There are events beside it whose reports carry no session times.
        whose: Which of several events it is, or that it is all of them; that is said first.
    """
    when = None if at is None else instant(at, zone, locale)
    said = _when(peak, when, half, running=running, lacking=lacking)
    return f"{whose}: {said[:1].lower()}{said[1:]}" if whose else said


def _when(peak: int | None, at: str | None, half: int | None, *, running: bool, lacking: bool) -> str:
    if peak is None:
        return NO_SESSION_ROWS
    if at is None:
        return "Nobody has watched yet, of events with session times." if lacking else "Nobody has watched yet."
    most = "So far the audience was largest" if running else "The audience was largest"
    text = f"{most} on {at}: {plural(peak, 'person', 'people')} at once."
    if half is None:
        return text
    return f"{text} Half of the {'people who came live' if running else 'live viewers'} had left by minute {half}."


def all_together(events: int) -> str:
    """Say that figures are of all events together."""
    return f"All {plural(events, 'event')} together"


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


def of_live_viewers(count: int | None) -> str:
    """Name the persons who came live as a base."""
    if count is None:
        return "no report tells who came live"
    return f"of {plural(count, 'live viewer')}"


def of_od_viewers(count: int) -> str:
    """Name on-demand viewers behind views."""
    return f"by {plural(count, 'person', 'people')}"


def of_with_start(count: int) -> str:
    """Name the registrants whose event has a live start, and what is late."""
    return f"of {plural(count, 'registrant')}, in the last 7 days"
