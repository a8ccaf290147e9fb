"""The sentences of the Timeline page."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from webcast.charts.flows import CAME, LEFT
from webcast.charts.viewers import VIEWING
from webcast.formats import duration, instant, number, plural
from webcast.language import phrase, say, speaking, within
from webcast.presentation import named

# Questions: the title of each page, as a person would ask it.
TIMELINE: Final = phrase("When were people there?")

# States
SESSIONS_TABLE: Final = phrase("Every session")

# Timeline
ALL_EVENTS: Final = phrase("All events together")
STRETCH: Final = phrase("Show")
STRETCH_LIVE: Final = phrase("Live event")
STRETCH_SIMLIVE: Final = phrase("SimLive")
STRETCH_ALL: Final = phrase("The whole time")
VIEWERS: Final = phrase("Viewers over time")
VIEWERS_ONE: Final = phrase("Pick one event above to see its viewers over time; several have no common clock.")
FOLLOW: Final = phrase("Follow")
FOLLOW_HELP: Final = phrase(
    "Refresh the report by itself, as often as the platform's limits allow, for as long as the event runs."
)
FOLLOW_AGAIN: Final = phrase("Try again")
FOLLOW_SIGN_IN: Final = phrase("The platform ended its session: sign in again to go on following.")
WINDOW_FROM: Final = phrase("From")
WINDOW_TO: Final = phrase("To")
WINDOW_BACK: Final = phrase("Back to the whole event")
WINDOW_BACKWARDS: Final = phrase("“To” should be later than “From”; nothing was changed.")
WINDOW_HINT: Final = phrase(
    "Click the curve for who was there, a bar for who came (up) or left (down). "
    "Drag across the strip, or type times, to look closer."
)
WINDOW_UNKNOWN: Final = phrase("Nothing is known of this stretch of time yet.")
WINDOW_TYPE: Final = phrase("Figures of")
ALL_TYPES: Final = phrase("All types")
STRETCH_TABLE: Final = phrase("These figures")
SHOW_WHO: Final = phrase("See who")
NOBODY_WATCHED: Final = phrase("Nobody has watched yet.")
RETENTION: Final = phrase("How long people stayed live")
REGISTRATIONS: Final = phrase("When people registered")
ON_DEMAND_DAYS: Final = phrase("On-demand views by day")
SURVIVAL: Final = phrase("How much they watched on demand")
SURVIVAL_HINT: Final = phrase("How long people watched, not which part of the recording: a report does not tell.")
COMPARED_HINT: Final = phrase("Thin lines: the other events you picked.")
ONE_PERSON: Final = phrase("One person's sessions")
FIND_PERSON: Final = phrase("Find a person")
FIND_PERSON_HINT: Final = phrase("Name, e-mail, company")
NOBODY_FOUND: Final = phrase("Nobody matches.")
PEOPLE_TABLE: Final = phrase("People who match; tick a row to see the sessions")
COLUMN_FROM: Final = phrase("From")
COLUMN_MODE: Final = phrase("Type")
COLUMN_VIEWERS: Final = phrase("Viewers")
COLUMN_ARRIVALS: Final = phrase("Came")
COLUMN_DEPARTURES: Final = phrase("Left")
COLUMN_MINUTE: Final = phrase("Minute")
COLUMN_THERE: Final = phrase("Still there")
COLUMN_WATCHED: Final = phrase("Watched at least so long")
COLUMN_DAYS: Final = phrase("Days before")
COLUMN_REGISTERED: Final = phrase("Registered")
COLUMN_DAY: Final = phrase("Day")
COLUMN_VIEWS: Final = phrase("Views")
HALF_GONE: Final = phrase("Half had left")
OD_VIEWS: Final = phrase("On-Demand views")
LAST_WEEK: Final = phrase("Registered late")
AVERAGE_LIVE: Final = phrase("Average live time")
AVERAGE_LIVE_TEXT: Final = phrase(
    "Live watch time, overlaps counted once, divided by the persons with a Live session. Base: live viewers."
)
HALF_GONE_TEXT: Final = phrase(
    "The first minute after the live start at which fewer than half of the live viewers remain. Base: persons with a "
    "Live session in an event with a live start, whose times are known."
)
LAST_WEEK_TEXT: Final = phrase(
    "Share of registrants who registered in the seven days before the live start. Base: registrants of events with a "
    "live start."
)
NO_SESSION_ROWS: Final = phrase(
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
    return f"{whose}: {within(said)}" if whose else said


def _when(peak: int | None, at: str | None, half: int | None, *, running: bool, lacking: bool) -> str:
    if peak is None:
        return say(NO_SESSION_ROWS)
    if at is None:
        return (
            say("Nobody has watched yet, of events with session times.")
            if lacking
            else say("Nobody has watched yet.")
        )
    most = say("So far the audience was largest") if running else say("The audience was largest")
    text = say("{most} on {at}: {people} at once.", most=most, at=at, people=plural(peak, "person", "people"))
    if half is None:
        return text
    return say(
        "{text} Half of the {rest} had left by minute {half}.",
        text=text,
        rest=say("people who came live") if running else say("live viewers"),
        half=half,
    )


def all_together(events: int) -> str:
    """Say that figures are of all events together."""
    return say("All {events} together", events=plural(events, "event", "events"))


def on_air(since: str, known: str, more: str) -> str:
    """Say that an event is on air, up to when it is known, and how it goes on."""
    known = say("Known up to {known}", known=known) if known else say("Nothing is known yet")
    return " ".join(
        [f"On air since {since}.", f"{known}; {more}" if more[:1].islower() else f"{known}. {more}"]
    ).strip()


def refreshed_every(seconds: float) -> str:
    """Say how often a report is refreshed."""
    return say("refreshed every {seconds}.", seconds=duration(seconds * 1000))


def follow_failed(message: str) -> str:
    """Say why an event is followed no longer."""
    return say("It could not be refreshed: {message}", message=message)


def so_far(text: str) -> str:
    """Say that a figure of an event on air is of what is known."""
    return say("{text}, so far", text=text)


def viewing_title(mode: str, start: str, end: str) -> str:
    """Head the people of a moment."""
    return (
        say("{mode}, at some time between {start} and {end}", mode=mode, start=start, end=end)
        if start != end
        else say("{mode} at {start}", mode=mode, start=start)
    )


def came_title(mode: str, start: str, end: str) -> str:
    """Head the people who came in a stretch of time."""
    return say("Came ({mode}) {between}", mode=mode, between=_between(start, end))


def left_title(mode: str, start: str, end: str) -> str:
    """Head the people who left in a stretch of time."""
    return say("Left ({mode}) {between}", mode=mode, between=_between(start, end))


SET_TITLES: Final = {VIEWING: viewing_title, CAME: came_title, LEFT: left_title}
"""First word of a mark → what heads its people."""


def window_title(times: tuple[str, str], mode: str | None) -> str:
    """Name a stretch of time, and the session type where it is one."""
    return f"{_between(*times)}{f' ({mode})' if mode else ''}"


def _between(start: str, end: str) -> str:
    return say("at {start}", start=start) if start == end else say("between {start} and {end}", start=start, end=end)


def who_of(label: str) -> str:
    """Describe the button that opens the people of a figure."""
    return say("The people behind “{label}”", label=label)


def of_there(count: int) -> str:
    """Name who was there in a stretch of time as a base."""
    return say("of {people} there", people=plural(count, "person", "people"))


def in_window(length: timedelta) -> str:
    """Say how long a stretch of time is."""
    return say("in {total_seconds}", total_seconds=duration(length.total_seconds() * 1000))


def by_people(count: int) -> str:
    """Say how many persons came or left; some do so again."""
    return say("by {people}", people=plural(count, "person", "people"))


def average(value: float) -> str:
    """Write viewers on average: with a decimal where it says something."""
    return number(value) if value >= 100 else f"{value:.1f}"


def minute(value: int | None) -> str:
    """Write a minute after the start."""
    return "–" if value is None else say("minute {value}", value=value)


def of_live_viewers(count: int | None) -> str:
    """Name the persons who came live as a base."""
    if count is None:
        return say("no report tells who came live")
    return say("of {live_viewers}", live_viewers=plural(count, "live viewer", "live viewers"))


def of_od_viewers(count: int) -> str:
    """Name on-demand viewers behind views."""
    return say("by {people}", people=plural(count, "person", "people"))


def of_with_start(count: int) -> str:
    """Name the registrants whose event has a live start, and what is late."""
    return say("of {registrants}, in the last 7 days", registrants=plural(count, "registrant", "registrants"))


speaking(__name__)
