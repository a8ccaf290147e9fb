"""The sentences of the Events page."""

from __future__ import annotations

import re
from typing import Final

from webcast.decode.encodings import CHOICES
from webcast.decode.endings import misleading
from webcast.decode.understood import MEANINGS, Understood, plain
from webcast.formats import listing, number, plural
from webcast.language import counted, phrase, say, speaking
from webcast.reports import Report
from webcast.ui.frame import loading_words

# Questions: the title of each page, as a person would ask it.
EVENTS: Final = phrase("Which events do you want to look at?")


# States


def analyse(events: int) -> str:
    """Label the button that goes on with the picked events."""
    return say("Analyse {events}", events=plural(events, "event", "events")) if events else say("Analyse events")


def limits_left(left: int, expired: int) -> str:
    """Say what is left of both hourly limits."""
    return say(
        "{requests_left}; expired presentations: {expired}",
        requests_left=loading_words.requests_left(left),
        expired=number(expired),
    )


def refreshed(last: str, following: str) -> str:
    """Say when the event list was refreshed by itself, and when it is next."""
    if last:
        return say("refreshed by itself {last}, next {next}", last=last, next=following)
    return say("refreshed by itself from {next} on", next=following)


def refresh_failed(at: str, why: str) -> str:
    """Say why the event list could not be refreshed."""
    return say("The event list could not be refreshed by itself ({at}): {why}", at=at, why=why)


# Events page
WHEN: Final = phrase("When")
WHEN_ANY: Final = phrase("Any time")
WHEN_LAST_30: Final = phrase("Last 30 days")
WHEN_LAST_90: Final = phrase("Last 90 days")
WHEN_THIS_QUARTER: Final = phrase("This quarter")
WHEN_THIS_YEAR: Final = phrase("This year")
WHEN_LAST_YEAR: Final = phrase("Last year")
WHEN_UPCOMING: Final = phrase("Upcoming")
WHEN_RANGE: Final = phrase("From … to")
WHENS: Final = {
    "any": WHEN_ANY,
    "last_30": WHEN_LAST_30,
    "last_90": WHEN_LAST_90,
    "this_quarter": WHEN_THIS_QUARTER,
    "this_year": WHEN_THIS_YEAR,
    "last_year": WHEN_LAST_YEAR,
    "upcoming": WHEN_UPCOMING,
    "range": WHEN_RANGE,
}
ORDER_NEWEST: Final = phrase("Newest first")
ORDER_OLDEST: Final = phrase("Oldest first")
ORDER_TITLE: Final = phrase("Title")
ORDER_LARGEST: Final = phrase("Most registrants")
ORDER_ACTIVE: Final = phrase("Latest activity")
ORDERS: Final = {
    "newest": ORDER_NEWEST,
    "oldest": ORDER_OLDEST,
    "title": ORDER_TITLE,
    "largest": ORDER_LARGEST,
    "active": ORDER_ACTIVE,
}
FIND_EVENTS: Final = phrase("Find events")
FIND_EVENTS_HINT: Final = phrase("Title, ID or cost centre; comma between several")
MORE: Final = phrase("More")
COST_CENTER: Final = phrase("Cost centre")
FOLDER: Final = phrase("Folder")
EXPIRED: Final = phrase("Expired on the platform")
EXPIRED_ANY: Final = phrase("Either")
EXPIRED_NO: Final = phrase("Available")
EXPIRED_YES: Final = phrase("Expired")
EXPIRED_IS: Final = {
    "any": EXPIRED_ANY,
    "no": EXPIRED_NO,
    "yes": EXPIRED_YES,
}
FRESHNESS: Final = {
    "current": phrase("Up to date"),
    "due": phrase("May have late answers"),
    "changed": phrase("New activity since"),
    "missing": phrase("Not loaded yet"),
    "file": phrase("Your file"),
}
REFRESH_LIST: Final = phrase("Refresh list")
NO_EVENTS_MATCH_TITLE: Final = phrase("No event matches")
NO_EVENTS_MATCH: Final = phrase("Try fewer words or a longer range of dates.")
NO_EVENTS_LISTED_TITLE: Final = phrase("This account lists no events")
NO_EVENTS_LISTED: Final = phrase("Refresh the list when there are some, or open report files below.")
FILES_ONLY_EMPTY_TITLE: Final = phrase("No files opened yet")
FILES_ONLY_EMPTY: Final = phrase("Open report files below: XML, JSON, CSV or the platform's Excel export.")
UPLOAD: Final = phrase("Open report files")
UPLOAD_HINT: Final = phrase(
    "XML, JSON, CSV, the platform's Excel export, what spreadsheets made of them, and ZIP of several. They stay in "
    "this session and are gone when you sign out."
)
NOT_TAKEN: Final = phrase("A file could not be opened")
CHECK_FIRST: Final = phrase("Check each file before it opens")
CHECK_FIRST_HINT: Final = phrase(
    "Shows ten rows as they are read, and what each column means. Files in doubt are shown anyway."
)
UNDERSTOOD: Final = phrase("How it was read")
COLUMN_LIVE_MINUTES: Final = phrase("Live minutes")
PREVIEW: Final = phrase("The first ten rows as they are read")
OPEN_IT: Final = phrase("Open it")
SAY_DATES: Final = phrase("Choose first whether its dates begin with the day or the month.")
LEAVE_IT: Final = phrase("Leave it out")
MAP_COLUMNS: Final = phrase("What other columns mean")
DATES_BEGIN: Final = phrase("Dates in this file begin with")
DATES_DAY: Final = phrase("the day")
DATES_MONTH: Final = phrase("the month")
ENCODING: Final = phrase("Encoding of the text")
ZONE_OF_FILE: Final = phrase("Time zone of this file")
WILL_REMEMBER: Final = phrase("Files that look like this one will be read the same way.")
NOT_REMEMBERED: Final = phrase("Your answer could not be saved for next time.")
ORDER_WHY: Final = {
    "form": phrase("the platform's own form"),
    "dates": phrase("a day above 12 shows it"),
    "said": phrase("as you said"),
    "guess": phrase("not certain"),
    "contradiction": phrase("they contradict each other; those that can be both are empty"),
}
UPLOAD_ZONE: Final = phrase("Time zone of CSV and Excel files")
UPLOAD_ZONE_HINT: Final = phrase("These files don't say in which zone their times are. XML and JSON files do.")
OPEN_FILES: Final = phrase("Open files")
CLOSE_FILE: Final = phrase("Close")
RECENT: Final = phrase("Recently")
PRESETS: Final = phrase("Pick")
LAST_HINT: Final = phrase("The latest events that have begun. They take the place of what is picked.")
QUARTER_HINT: Final = phrase(
    "The events of this calendar quarter that have begun. They take the place of what is picked."
)
SERIES_HINT: Final = phrase("All broadcasts that share their title with a picked event join the pick.")
CLEAR_PICK: Final = phrase("Clear selection")
PICK_HINT: Final = phrase("Tick the events to look at; one or many.")
UNPICK: Final = phrase("Remove from the pick")
PICKED_ALONE: Final = phrase("Picked events alone")
UNTITLED: Final = phrase("Untitled event")
DATE_UNKNOWN: Final = phrase("Date not known")
EXPIRED_ON_PLATFORM: Final = phrase("Expired on the platform")


def events_answer(events: int, held: int, changed: int) -> str:
    """Say how many events there are, how many are loaded, and how many of these moved on."""
    text = say("{events} in this account, {held} loaded", events=plural(events, "event", "events"), held=number(held))
    return (
        say("{text}, {changed} of them with new activity since.", text=text, changed=number(changed))
        if changed
        else f"{text}."
    )


def picked(events: int) -> str:
    """Say how many events are picked, or what to do where none is."""
    return say("{events} picked", events=plural(events, "event", "events")) if events else say(PICK_HINT)


def others_picked(events: int) -> str:
    """Label the button that shows all picked events in the list."""
    return say("and {others}", others=plural(events, "other", "others"))


def found(events: int, listed: int) -> str:
    """Say how many of the listed events are in the list as shown."""
    return (
        plural(listed, "event", "events")
        if events == listed
        else say("{events} of {events_2}", events=number(events), events_2=plural(listed, "event", "events"))
    )


def pick_all(events: int) -> str:
    """Label the button that picks everything that is found and not picked yet."""
    return say("Pick it") if events == 1 else say("Pick all {events}", events=number(events))


def last_events(events: int) -> str:
    """Label the preset of the latest events."""
    return say("Last {events}", events=number(events)) if events > 1 else say("The last one")


def quarter_events(events: int) -> str:
    """Label the preset of this quarter's events."""
    return say("This quarter ({events})", events=number(events))


def series_events(events: int) -> str:
    """Label the preset of all broadcasts of the picked events' programmes."""
    return say("This series ({events})", events=number(events))


def more_of(cost_center: str | None, event_id: str | None, last_activity: str | None, *, expired: bool) -> str:
    """Say of an event what few look for."""
    named = ((say(COLUMN_LAST_ACTIVITY), last_activity), (say(COST_CENTER), cost_center), (say(COLUMN_ID), event_id))
    return " · ".join([say(EXPIRED_ON_PLATFORM)] * expired + [f"{what} {value}" for what, value in named if value])


def will_load(missing: int, changed: int, due: int) -> str:
    """Say what analysing will fetch first; nothing where it fetches nothing."""
    groups = (
        (missing, say("not loaded yet")),
        (changed, say("with new activity")),
        (due, say("that may have late answers")),
    )
    parts = [f"{number(count)} {what}" for count, what in groups if count]
    return _and(parts) if parts else ""


def _and(parts: list[str]) -> str:
    return listing(parts)


def undated(events: int) -> str:
    """Say how many events a range of dates leaves out because nobody knows when they took place."""
    what = say("event whose date is not known is") if events == 1 else say("events whose date is not known are")
    return say(
        "{events} {what} left out: the list gives no schedule, and no report is loaded.",
        events=number(events),
        what=what,
    )


def left_alone(expired: int) -> str:
    """Say how many expired presentations are not loaded without being asked for by themselves."""
    return (
        say(
            "{expired_presentations} only after you are asked",
            expired_presentations=plural(expired, "expired presentation", "expired presentations"),
        )
        if expired
        else ""
    )


def opened(files: int) -> str:
    """Confirm what was opened."""
    return say("{files} opened", files=plural(files, "file", "files"))


def to_check(file_name: str) -> str:
    """Head what is asked of a file before it opens."""
    return say("Before {file_name} opens", file_name=file_name)


def column_means(header: str) -> str:
    """Ask what a column means."""
    return say("“{header}” is", header=header)


def facts(upload: Report, understood: Understood, zone: str, name: str = "") -> list[tuple[str, str]]:
    """Say what was understood of a file: label and text, in the order in which people ask."""
    events = upload.event.select("event_id", "title").rows()
    named = ", ".join(f"{title} ({event})" if title else str(event) for event, title in events[:5])
    rest = len(events) - 5
    people = plural(upload.registrants.height, "registrant", "registrants")
    if understood.left_out:
        people = counted(
            "{registrants}; {rows} row left out that is no registrant",
            "{registrants}; {rows} rows left out that are no registrant",
            understood.left_out,
            registrants=people,
            rows=number(understood.left_out),
        )
    found = [
        (
            say("Event") if len(events) == 1 else say("Events"),
            say("{named} and {rest} more", named=named, rest=rest) if rest > 0 else named,
        )
    ]
    called, kind = misleading(name, understood.kind), ", ".join(say(part) for part in understood.kind.split(", "))
    found += [
        (say("Rows"), people),
        (say("File"), say("{kind}, though it is called .{called}", kind=kind, called=called) if called else kind),
    ]
    if understood.encoding:
        found.append((say("Encoding"), say(CHOICES.get(understood.encoding, understood.encoding.upper()))))
    if understood.dates:
        found.append((say("Dates"), f"{say(understood.dates)} ({say(ORDER_WHY.get(understood.dates_why, ''))})"))
    found.append((say("Time zone"), _zone(upload, understood, zone)))
    if understood.columns:
        known = [(header, MEANINGS.get(name, header)) for header, name in understood.columns if name]
        renamed = [f"{header} → {say(meaning)}" for header, meaning in known if _differs(header, meaning)]
        found.append((say("Columns read"), "; ".join([number(len(known)), *renamed])))
        asked = [header for header, name in understood.columns if not name]
        shown, more = ", ".join(asked[:12]), len(asked) - 12
        shown = say("{names} and {more} more", names=shown, more=number(more)) if more > 0 else shown
        found.append((say("Columns kept as questions"), shown or say("none")))
    return found


def _zone(upload: Report, understood: Understood, zone: str) -> str:
    unknown = [doubt.subject for doubt in understood.doubts if doubt.kind == "zone"]
    if unknown:
        return say("{zone}, as chosen: “{unknown}” is not known", zone=zone, unknown=unknown[0])
    named = upload.event["report_zone"].drop_nulls().unique(maintain_order=True).to_list()
    own = ", ".join(map(str, named)) or understood.zone
    return (
        say("{own}, as the file says", own=own) if own else say("{zone}, as chosen: the file names none", zone=zone)
    )


def _differs(header: str, meaning: str) -> bool:
    """Tell whether a header is another word than its meaning, not the same one spelled otherwise."""
    bare = [re.sub(r"[^a-z]", "", text.casefold()) for text in (header, meaning)]
    return bare[0] != bare[1] and plain(header) not in ("title", "phone number", "campaign id")


def warnings_of(file_name: str, count: int) -> str:
    """Say that a file was read with warnings."""
    return say(
        "{file_name}: read with {warnings}", file_name=file_name, warnings=plural(count, "warning", "warnings")
    )


COLUMN_LAST_ACTIVITY: Final = phrase("Last activity")
COLUMN_ID: Final = phrase("ID")
FILES_ONLY_ANSWER: Final = phrase("You work with files only: open report files, and every page shows their people.")


# Sign-in page


def reading(file_name: str) -> str:
    """Say which file is being read."""
    return say("Reading {file_name}", file_name=file_name)


def pick_name(titles: list[str | None]) -> str:
    """Name an earlier pick: its first event, and how many more."""
    first = titles[0] or say("Untitled event")
    return first if len(titles) == 1 else say("{first} and {titles} more", first=first, titles=len(titles) - 1)


speaking(__name__)
