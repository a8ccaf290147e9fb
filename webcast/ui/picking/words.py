"""The sentences of the Events page."""

from __future__ import annotations

from typing import Final

from webcast.formats import number, plural
from webcast.ui.frame import words as frame_words

# Questions: the title of each page, as a person would ask it.
EVENTS: Final = "Which events do you want to look at?"


# States


def analyse(events: int) -> str:
    """Label the button that goes on with the picked events."""
    return f"Analyse {plural(events, 'event')}" if events else "Analyse events"


def limits_left(left: int, expired: int) -> str:
    """Say what is left of both hourly limits."""
    return f"{frame_words.requests_left(left)}; expired presentations: {number(expired)}"


# Events page
WHEN: Final = "When"
WHEN_ANY: Final = "Any time"
WHEN_LAST_30: Final = "Last 30 days"
WHEN_LAST_90: Final = "Last 90 days"
WHEN_THIS_YEAR: Final = "This year"
WHEN_LAST_YEAR: Final = "Last year"
WHEN_UPCOMING: Final = "Upcoming"
WHEN_RANGE: Final = "From … to"
ORDER_NEWEST: Final = "Newest first"
ORDER_OLDEST: Final = "Oldest first"
ORDER_TITLE: Final = "Title"
ORDER_LARGEST: Final = "Most registrants"
ORDER_ACTIVE: Final = "Latest activity"
FIND_EVENTS: Final = "Find events"
FIND_EVENTS_HINT: Final = "Title, event ID, cost centre, folder"
MORE: Final = "More"
COST_CENTER: Final = "Cost centre"
FOLDER: Final = "Folder"
EXPIRED: Final = "Expired on the platform"
EXPIRED_ANY: Final = "Either"
EXPIRED_NO: Final = "Available"
EXPIRED_YES: Final = "Expired"
FRESHNESS: Final = {
    "current": "Up to date",
    "changed": "New activity since",
    "missing": "Not loaded yet",
    "file": "Your file",
}
REFRESH_LIST: Final = "Refresh list"
NO_EVENTS_MATCH_TITLE: Final = "No event matches"
NO_EVENTS_MATCH: Final = "Try fewer words or a longer range of dates."
NO_EVENTS_LISTED_TITLE: Final = "This account lists no events"
NO_EVENTS_LISTED: Final = "Refresh the list when there are some, or open report files below."
FILES_ONLY_EMPTY_TITLE: Final = "No files opened yet"
FILES_ONLY_EMPTY: Final = "Open report files below: XML, JSON, CSV or the platform's Excel export."
UPLOAD: Final = "Open report files"
UPLOAD_HINT: Final = (
    "XML, JSON, CSV, or the platform's Excel export. They stay in this session and are gone when you sign out."
)
UPLOAD_ZONE: Final = "Time zone of CSV and Excel files"
UPLOAD_ZONE_HINT: Final = "These files don't say in which zone their times are. XML and JSON files do."
OPEN_FILES: Final = "Open files"
CLOSE_FILE: Final = "Close"
RECENT: Final = "Recently"
CLEAR_PICK: Final = "Clear selection"
PICK_HINT: Final = "Tick the events to look at; one or many."


def events_answer(events: int, held: int, changed: int) -> str:
    """Say how many events there are, how many are loaded, and how many of these moved on."""
    text = f"{plural(events, 'event')} in this account, {number(held)} loaded"
    return f"{text}, {number(changed)} of them with new activity since." if changed else f"{text}."


def picked(events: int, outside: int) -> str:
    """Say how many events are picked, and how many of these the list does not show now."""
    text = f"{plural(events, 'event')} picked"
    return f"{text}, {number(outside)} of them not in the list as shown" if outside else text


def will_load(missing: int, changed: int) -> str:
    """Say what analysing will fetch first."""
    parts = [f"{number(missing)} not loaded yet"] * bool(missing) + [f"{number(changed)} with new activity"] * bool(
        changed
    )
    total = missing + changed
    return f"{' and '.join(parts)}: {plural(total, 'request')}" if total else ""


def opened(files: int) -> str:
    """Confirm what was opened."""
    return f"{plural(files, 'file')} opened"


def warnings_of(file_name: str, count: int) -> str:
    """Say that a file was read with warnings."""
    return f"{file_name}: read with {plural(count, 'warning')}"


COLUMN_REGISTRANTS: Final = "Registrants"
COLUMN_FRESHNESS: Final = "Data"
COLUMN_EXPIRED: Final = "On the platform"
COLUMN_ID: Final = "Event ID"
EVENTS_TABLE: Final = "The events to pick from; tick a row to pick it"
FILES_ONLY_ANSWER: Final = "You work with files only: open report files, and every page shows their people."


# Sign-in page


def reading(file_name: str) -> str:
    """Say which file is being read."""
    return f"Reading {file_name}"


def pick_name(titles: list[str | None]) -> str:
    """Name an earlier pick: its first event, and how many more."""
    first = titles[0] or "Untitled event"
    return first if len(titles) == 1 else f"{first} and {len(titles) - 1} more"
