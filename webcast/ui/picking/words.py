"""The sentences of the Events page."""

from __future__ import annotations

import re
from typing import Final

from webcast.decode.encodings import CHOICES
from webcast.decode.endings import misleading
from webcast.decode.understood import MEANINGS, Understood, plain
from webcast.formats import number, plural
from webcast.reports import Report
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
WHEN_THIS_QUARTER: Final = "This quarter"
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
FIND_EVENTS_HINT: Final = "Title, ID or cost centre; comma between several"
MORE: Final = "More"
COST_CENTER: Final = "Cost centre"
FOLDER: Final = "Folder"
EXPIRED: Final = "Expired on the platform"
EXPIRED_ANY: Final = "Either"
EXPIRED_NO: Final = "Available"
EXPIRED_YES: Final = "Expired"
FRESHNESS: Final = {
    "current": "Up to date",
    "due": "May have late answers",
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
    "XML, JSON, CSV, the platform's Excel export, what spreadsheets made of them, and ZIP of several. They stay in "
    "this session and are gone when you sign out."
)
NOT_TAKEN: Final = "A file was not taken in"
CHECK_FIRST: Final = "Check each file before it opens"
CHECK_FIRST_HINT: Final = (
    "Shows ten rows as they are read, and what each column means. Files in doubt are shown anyway."
)
UNDERSTOOD: Final = "How it was read"
COLUMN_LIVE_MINUTES: Final = "Live minutes"
PREVIEW: Final = "The first ten rows as they are read"
OPEN_IT: Final = "Open it"
SAY_DATES: Final = "Say first what its dates begin with."
LEAVE_IT: Final = "Leave it out"
MAP_COLUMNS: Final = "What other columns mean"
DATES_BEGIN: Final = "Dates in this file begin with"
DATES_DAY: Final = "the day"
DATES_MONTH: Final = "the month"
ENCODING: Final = "Encoding of the text"
ZONE_OF_FILE: Final = "Time zone of this file"
WILL_REMEMBER: Final = "Files that look like this one will be read the same way."
NOT_REMEMBERED: Final = "The answer could not be kept for next time."
ORDER_WHY: Final = {
    "form": "the platform's own form",
    "dates": "a day above 12 shows it",
    "said": "as you said",
    "guess": "not certain",
    "contradiction": "they contradict each other; those that can be both are empty",
}
UPLOAD_ZONE: Final = "Time zone of CSV and Excel files"
UPLOAD_ZONE_HINT: Final = "These files don't say in which zone their times are. XML and JSON files do."
OPEN_FILES: Final = "Open files"
CLOSE_FILE: Final = "Close"
RECENT: Final = "Recently"
PRESETS: Final = "Pick"
LAST_HINT: Final = "The latest events that have begun. They take the place of what is picked."
QUARTER_HINT: Final = "The events of this calendar quarter that have begun. They take the place of what is picked."
SERIES_HINT: Final = "All broadcasts that share their title with a picked event join the pick."
CLEAR_PICK: Final = "Clear selection"
PICK_HINT: Final = "Tick the events to look at; one or many."
UNPICK: Final = "Take it out of the pick"
PICKED_ALONE: Final = "Picked events alone"
UNTITLED: Final = "Untitled event"
DATE_UNKNOWN: Final = "Date not known"
EXPIRED_ON_PLATFORM: Final = "Expired on the platform"


def events_answer(events: int, held: int, changed: int) -> str:
    """Say how many events there are, how many are loaded, and how many of these moved on."""
    text = f"{plural(events, 'event')} in this account, {number(held)} loaded"
    return f"{text}, {number(changed)} of them with new activity since." if changed else f"{text}."


def picked(events: int) -> str:
    """Say how many events are picked, or what to do where none is."""
    return f"{plural(events, 'event')} picked" if events else PICK_HINT


def others_picked(events: int) -> str:
    """Label the button that shows all picked events in the list."""
    return f"and {plural(events, 'other')}"


def found(events: int, listed: int) -> str:
    """Say how many of the listed events are in the list as shown."""
    return plural(listed, "event") if events == listed else f"{number(events)} of {plural(listed, 'event')}"


def pick_all(events: int) -> str:
    """Label the button that picks everything that is found and not picked yet."""
    return "Pick it" if events == 1 else f"Pick all {number(events)}"


def last_events(events: int) -> str:
    """Label the preset of the latest events."""
    return f"Last {number(events)}" if events > 1 else "The last one"


def quarter_events(events: int) -> str:
    """Label the preset of this quarter's events."""
    return f"This quarter ({number(events)})"


def series_events(events: int) -> str:
    """Label the preset of all broadcasts of the picked events' programmes."""
    return f"This series ({number(events)})"


def more_of(cost_center: str | None, event_id: str | None, last_activity: str | None, *, expired: bool) -> str:
    """Say of an event what few look for."""
    named = ((COLUMN_LAST_ACTIVITY, last_activity), (COST_CENTER, cost_center), (COLUMN_ID, event_id))
    return " · ".join([EXPIRED_ON_PLATFORM] * expired + [f"{what} {value}" for what, value in named if value])


def will_load(missing: int, changed: int, due: int) -> str:
    """Say what analysing will fetch first; nothing where it fetches nothing."""
    groups = ((missing, "not loaded yet"), (changed, "with new activity"), (due, "that may have late answers"))
    parts = [f"{number(count)} {what}" for count, what in groups if count]
    return _and(parts) if parts else ""


def _and(parts: list[str]) -> str:
    return " and ".join(part for part in (", ".join(parts[:-1]), parts[-1]) if part)


def undated(events: int) -> str:
    """Say how many events a range of dates leaves out because nobody knows when they took place."""
    what = "event whose date is not known is" if events == 1 else "events whose date is not known are"
    return f"{number(events)} {what} left out: the list gives no schedule, and no report is loaded."


def left_alone(expired: int) -> str:
    """Say how many expired presentations are not loaded without being asked for by themselves."""
    return f"{plural(expired, 'expired presentation')} only after you are asked" if expired else ""


def opened(files: int) -> str:
    """Confirm what was opened."""
    return f"{plural(files, 'file')} opened"


def to_check(file_name: str) -> str:
    """Head what is asked of a file before it opens."""
    return f"Before {file_name} opens"


def column_means(header: str) -> str:
    """Ask what a column means."""
    return f"“{header}” is"


def facts(upload: Report, understood: Understood, zone: str, name: str = "") -> list[tuple[str, str]]:
    """Say what was understood of a file: label and text, in the order in which people ask."""
    events = upload.event.select("event_id", "title").rows()
    named = ", ".join(f"{title} ({event})" if title else str(event) for event, title in events[:5])
    rest = len(events) - 5
    people = plural(upload.registrants.height, "registrant")
    if understood.left_out:
        people += f"; {plural(understood.left_out, 'row')} left out that {_are(understood.left_out)} no registrant"
    found = [("Event" if len(events) == 1 else "Events", f"{named} and {rest} more" if rest > 0 else named)]
    called = misleading(name, understood.kind)
    found += [("Rows", people), ("File", understood.kind + (f", though it is called .{called}" if called else ""))]
    if understood.encoding:
        found.append(("Encoding", CHOICES.get(understood.encoding, understood.encoding.upper())))
    if understood.dates:
        found.append(("Dates", f"{understood.dates} ({ORDER_WHY.get(understood.dates_why, '')})"))
    found.append(("Time zone", _zone(upload, understood, zone)))
    if understood.columns:
        known = [(header, MEANINGS.get(name, header)) for header, name in understood.columns if name]
        renamed = [f"{header} → {meaning}" for header, meaning in known if _differs(header, meaning)]
        found.append(("Columns read", "; ".join([number(len(known)), *renamed])))
        asked = [header for header, name in understood.columns if not name]
        shown = ", ".join(asked[:12]) + (f" and {len(asked) - 12} more" if len(asked) > 12 else "")
        found.append(("Columns kept as questions", shown or "none"))
    return found


def _zone(upload: Report, understood: Understood, zone: str) -> str:
    unknown = [doubt.subject for doubt in understood.doubts if doubt.kind == "zone"]
    if unknown:
        return f"{zone}, as chosen: “{unknown[0]}” is not known"
    named = upload.event["report_zone"].drop_nulls().unique(maintain_order=True).to_list()
    own = ", ".join(map(str, named)) or understood.zone
    return f"{own}, as the file says" if own else f"{zone}, as chosen: the file names none"


def _differs(header: str, meaning: str) -> bool:
    """Tell whether a header is another word than its meaning, not the same one spelled otherwise."""
    bare = [re.sub(r"[^a-z]", "", text.casefold()) for text in (header, meaning)]
    return bare[0] != bare[1] and plain(header) not in ("title", "phone number", "campaign id")


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def warnings_of(file_name: str, count: int) -> str:
    """Say that a file was read with warnings."""
    return f"{file_name}: read with {plural(count, 'warning')}"


COLUMN_LAST_ACTIVITY: Final = "Last activity"
COLUMN_ID: Final = "ID"
FILES_ONLY_ANSWER: Final = "You work with files only: open report files, and every page shows their people."


# Sign-in page


def reading(file_name: str) -> str:
    """Say which file is being read."""
    return f"Reading {file_name}"


def pick_name(titles: list[str | None]) -> str:
    """Name an earlier pick: its first event, and how many more."""
    first = titles[0] or "Untitled event"
    return first if len(titles) == 1 else f"{first} and {len(titles) - 1} more"
