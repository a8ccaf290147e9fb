"""Every sentence that a person reads, in one place, so that pages agree and tests can ask for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from webcast.exports import headline
from webcast.formats import duration, eta, instant, number, percent, plural, points

PRODUCT: Final = "Webcast Insights"
TAGLINE: Final = "See who registered, who came, what they did and what they said, for every webcast of your account."

# Questions: the title of each page, as a person would ask it.
OVERVIEW: Final = "How did it go?"
FUNNEL: Final = "Where did people drop out?"
TIMELINE: Final = "When were people there?"
SURVEYS: Final = "What did they say?"
QUESTIONS: Final = "What did they ask?"
REGISTRANTS: Final = "Who came?"
COMPANIES_CAME: Final = "Which companies came?"
CAMPAIGNS_BROUGHT: Final = "Which campaigns brought people who came?"
PORTFOLIO: Final = "Was it better than last time?"
EVENTS: Final = "Which events do you want to look at?"
SIGN_IN: Final = "Sign in"

# Filter bar
FILTERS: Final = "Filters"
CLEAR_ALL: Final = "Clear all"
NO_FILTERS: Final = "All registrants"

# States
NO_EVENTS_TITLE: Final = "No events picked yet"
NO_EVENTS: Final = "Pick one or more events, and every page shows their people."
TO_EVENTS: Final = "Pick events"
NO_MATCH_TITLE: Final = "No registrant matches these filters"
NO_REGISTRANTS_TITLE: Final = "Nobody has registered yet"
NO_REGISTRANTS: Final = "These events have no registrants. Refresh the event list later, or pick other events."
ASK_AGAIN_TITLE: Final = "Please sign in again"
ASK_AGAIN: Final = "The platform ended this session (it does so after two hours). Sign in, and you go on right here."


def matching(shown: int, total: int) -> str:
    """Say how many of how many registrants match."""
    return f"{number(shown)} of {plural(total, 'registrant')}"


def download(rows: int) -> str:
    """Label a download with its row count."""
    return f"Download {plural(rows, 'registrant')}"


def analyse(events: int) -> str:
    """Label the button that goes on with the picked events."""
    return f"Analyse {plural(events, 'event')}" if events else "Analyse events"


def requests_left(left: int) -> str:
    """Say what is left of the platform's hourly limit."""
    return f"{plural(left, 'request')} left this hour"


def limits_left(left: int, expired: int) -> str:
    """Say what is left of both hourly limits."""
    return f"{requests_left(left)}; expired presentations: {number(expired)}"


def fetching(done: int, total: int, seconds: float | None, left: int | None) -> str:
    """Say what a fetch is doing, how long it still takes, and what it leaves of the limit."""
    parts = [f"Fetching {number(min(done + 1, total))} of {number(total)}", eta(seconds)]
    if left is not None:
        parts.append(requests_left(left))
    return " · ".join(part for part in parts if part)


def no_match(sentence: str) -> str:
    """Say which filters leave nobody."""
    return f"“{sentence}” leaves nobody. Take a filter away to see people again."


KINDS: Final = {"csv": "CSV", "xlsx": "Excel", "parquet": "Parquet"}
TAKE_ALONG: Final = "Take it along"
TAKE_ALONG_HINT: Final = (
    "The summary is one page to print or mail: figures and definitions, no person. The master reports hold every "
    "picked event."
)
SUMMARY: Final = "Download the one-page summary"
SUMMARY_PDF: Final = "As PDF"
SUMMARY_PRINTS: Final = "Open it in your browser and print it to keep it as PDF."
MASTER_EVENTS: Final = "Master event analytics"
MASTER_REGISTRATION: Final = "Master registration"
THIS_TABLE: Final = "This table, whole"
ALL_ANSWERS: Final = "Every answer to every question, counted"
ALL_QUESTIONS: Final = "Every question, with who asked it"
SESSIONS_TABLE: Final = "Every session"
PRESETS: Final = "Lists that are asked for most"
SCORES_TABLE: Final = "Engagement scores with their parts"
BENCHMARK_TABLE: Final = "Each event against the others"
TIMES_TABLE: Final = "How many came to how many events"
ATTENDANCE_TABLE: Final = "How people attended, event by event"
GROUPS_TABLE: Final = "These groups, whole"
PERSONS_TABLE: Final = "Everybody once, over all events"
PICTURES: Final = "Save charts as"
PICTURES_HINT: Final = "Point at a chart: the camera at its top right saves it. PNG for slides, SVG for print."
EXACT_CSV: Final = "Exact CSV, for an import"
"""The other download: nothing is defused, so that phone numbers keep their plus sign."""


def people(registrants: int, persons: int) -> str:
    """Count a list of people: registrants, and persons where these are fewer."""
    if not registrants:
        return "Nobody."
    if persons == registrants:
        return plural(registrants, "registrant")
    return f"{plural(registrants, 'registrant')}, {plural(persons, 'person', 'people')}"


# Navigation
GROUP_RESULT: Final = "How did it go?"
GROUP_VOICES: Final = "What did they say?"
GROUP_PEOPLE: Final = "Who came?"
GROUP_TREND: Final = "Better than last time?"
ABOUT: Final = f"**{PRODUCT}** · {TAGLINE}"

# Header
HELP: Final = "Help"
HELP_TEXT: Final = """
**Pick events**, then ask: each page answers one question.

**Filters** apply to every page and to every download. They, the events and the time zone are in the address of
the page: copy it to show a colleague the same.

**Saved views** keep all of it under a name, for everybody of this account; open them at the top left.

**Click a bar or a point** to see the people behind it.

The mark beside a figure gives its definition. Light or dark: the menu at the top right.
"""
TIME_ZONE: Final = "Time zone"
TIME_ZONE_HINT: Final = "Days and times are shown in this zone, on every page and in every file."
FILES_ONLY: Final = "Files only"
FILES_ONLY_HINT: Final = "You work with files only. They are gone when you sign out."
SIGNED_IN_AS: Final = "Signed in as"
SIGN_OUT: Final = "Sign out"

# Sign-in
USERNAME: Final = "User name"
PASSWORD: Final = "Password"  # noqa: S105 - the label of the field

# Filter bar
FILTERS_WAIT: Final = "Filters appear when events are loaded."
REMOVE_FILTER: Final = "Remove this filter"
SEARCH: Final = "Search people"
SEARCH_HINT: Final = "Name, e-mail, company"
DATES: Final = "Date range"
REGISTERED_IN_RANGE: Final = "Registered in these dates"
VIEWED_IN_RANGE: Final = "Viewed in these dates"
DID: Final = "Only people who"
FLAG_LIVE: Final = "Came live"
FLAG_ON_DEMAND: Final = "Watched on demand"
FLAG_SIMLIVE: Final = "Came to SimLive"
FLAG_NO_SHOWS: Final = "Did not come"
FLAG_ASKED: Final = "Asked a question"
FLAG_ANSWERED: Final = "Answered a survey"
MIN_MINUTES: Final = "Minutes, at least"
MAX_MINUTES: Final = "Minutes, at most"
CAMPAIGNS: Final = "Campaign"
COMPANIES: Final = "Company"
COUNTRIES: Final = "Country"
INCLUDE_DOMAINS: Final = "Only these e-mail domains"
EXCLUDE_DOMAINS: Final = "Not these e-mail domains"
DOMAINS_EXCLUDE: Final = "Domains can be included or excluded, not both at once."
REGISTRATION_QUESTION: Final = "Registration question"
SURVEY_QUESTION: Final = "Survey question"
PICK_QUESTION: Final = "Pick a question"
ANSWERS: Final = "Answered"
ANY: Final = "Any"
GROUP_DATES: Final = "Dates"
GROUP_DID: Final = "What they did"
GROUP_WHO: Final = "Who they are"
GROUP_ANSWERS: Final = "What they answered"

# Loading and errors
NOT_LOADED: Final = "Each costs one of the account's hourly requests. You can go on working meanwhile."
CANCEL: Final = "Cancel"
TRY_AGAIN: Final = "Try again"
ERROR_TITLE: Final = "This did not work"


def not_loaded_title(events: int) -> str:
    """Say how many of the picked events are not held yet."""
    return f"{plural(events, 'event is', 'events are')} not loaded yet"


def load(events: int) -> str:
    """Label the button that fetches reports."""
    return f"Load {plural(events, 'event')}"


def failed(events: int) -> str:
    """Head the list of events whose reports could not be fetched."""
    return f"{plural(events, 'event')} could not be loaded"


def event_names(titles: list[str | None]) -> str:
    """Name one event, or count several."""
    if len(titles) == 1:
        return titles[0] or "Untitled event"
    return plural(len(titles), "event")


def as_of(run_at: Sequence[datetime], zone: str, locale: str | None) -> str:
    """Say of when the data is; of several reports the oldest counts."""
    return f"data as of {instant(min(run_at), zone, locale)}" if run_at else "data as of an unknown time"


def sentence(fragment: str) -> str:
    """Begin with a capital letter."""
    return fragment[:1].upper() + fragment[1:]


# Events page
WHEN: Final = "When"
WHEN_ANY: Final = "Any time"
WHEN_LAST_30: Final = "Last 30 days"
WHEN_LAST_90: Final = "Last 90 days"
WHEN_THIS_YEAR: Final = "This year"
WHEN_LAST_YEAR: Final = "Last year"
WHEN_UPCOMING: Final = "Upcoming"
WHEN_RANGE: Final = "From … to"
ORDER: Final = "Sort by"
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


COLUMN_TITLE: Final = "Event"
COLUMN_DATE: Final = "Date"
COLUMN_REGISTRANTS: Final = "Registrants"
COLUMN_FRESHNESS: Final = "Data"
COLUMN_EXPIRED: Final = "On the platform"
COLUMN_ID: Final = "Event ID"
COLUMN_RECORD: Final = "Record"
COLUMN_FIELD: Final = "Field"
COLUMN_MESSAGE: Final = "What was done"
EVENTS_TABLE: Final = "The events to pick from; tick a row to pick it"
REFRESHING: Final = "Asking the platform for the event list"
FILES_ONLY_ANSWER: Final = "You work with files only: open report files, and every page shows their people."

# Sign-in page
SIGN_IN_FAILED: Final = "Signing in did not work. Try again."
DEMO: Final = "Open the demo"
DEMO_HINT: Final = "This dashboard runs on a sandbox with made-up events."
FILES_ONLY_OFFER: Final = "No account? Open report files that you have on disk."
FILES_ONLY_ENTER: Final = "Work with files only"


def reading(file_name: str) -> str:
    """Say which file is being read."""
    return f"Reading {file_name}"


def registrants(count: int) -> str:
    """Count registrants."""
    return plural(count, "registrant")


def pick_name(titles: list[str | None]) -> str:
    """Name an earlier pick: its first event, and how many more."""
    first = titles[0] or "Untitled event"
    return first if len(titles) == 1 else f"{first} and {len(titles) - 1} more"


# Overview
EVERYBODY: Final = "all registrants"
MEDIAN_EVENT: Final = "the median event"
EVENT_BEFORE: Final = "the event before"
AVERAGE_MINUTES: Final = "Average minutes"
NO_SESSIONS: Final = "No session times in these reports"
ATTENDANCE: Final = "How people attended"
PER_EVENT: Final = "Event by event"
NOTHING_REPORTED: Final = "These reports carry no figures of the platform's own to compare with."
REPORTED_AGREES: Final = "The platform's own figures agree with these."
REPORTED_HINT: Final = (
    "We count from the records, before any filter of yours. The platform's figures come with the report."
)
COLUMN_FIGURE: Final = "Figure"
COLUMN_REPORTED: Final = "Platform"
COLUMN_COMPUTED: Final = "Counted"
COLUMN_WHY: Final = "What may explain it"
WARNINGS_HINT: Final = "What could not be read as it came. No record was dropped silently, and nothing was shifted."


def compared_points(difference: float, name: str) -> str:
    """Say how a share compares: ``9 points above the median event``."""
    if abs(difference) < 0.0005:
        return f"the same as {name}"
    return f"{points(difference)} {'above' if difference > 0 else 'below'} {name}"


def compared_value(name: str, value: str) -> str:
    """Say what a figure is for what it is compared with: ``Median event: 345``."""
    return f"{sentence(name.removeprefix('the '))}: {value}"


def persons(count: int) -> str:
    """Say how many persons are behind the registrants."""
    return plural(count, "person", "people")


def of_live_registrants(base: int | None) -> str:
    """Name the base of the live conversion rate."""
    return f"of {number(base)} registered by the end" if base is not None else "no live event"


def of_registrants(base: int) -> str:
    """Name registrants as a base."""
    return f"of {plural(base, 'registrant')}"


def of_attending(base: int | None) -> str:
    """Name attending people as a base."""
    return f"of {plural(base, 'attending person', 'attending people')}" if base is not None else "attendance unknown"


def at(moment: str) -> str:
    """Say when."""
    return f"on {moment}"


def all_events(count: int) -> str:
    """Label the switch that shows every event in the chart."""
    return f"Show all {plural(count, 'event')}"


def not_shown(count: int) -> str:
    """Say that a chart leaves some events out."""
    return f"{plural(count, 'more event')} in the table below."


def way_title(event: str, way: str) -> str:
    """Head the people behind a bar: ``Attended live: Product launch``."""
    return f"{way}: {event}"


def reported_differs(count: int) -> str:
    """Head the list of figures that differ from the platform's."""
    return f"{plural(count, 'figure differs', 'figures differ')} from what the platform reported"


def warnings(count: int) -> str:
    """Head the list of warnings."""
    return f"{plural(count, 'warning')} from reading these reports"


# Registrants
WHERE_FROM: Final = "Where they come from"
BROKEN_DOWN_BY: Final = "Broken down by"
LIST: Final = "Everybody"
LIST_TABLE: Final = "The registrants; pick a row to see the person in full"
AS_REPORTED: Final = "As in the report"
LARGEST_FIRST: Final = "Largest or latest first"
CHOOSE_COLUMNS: Final = "Columns"
COLUMNS: Final = "Columns, in the order in which you add them"
ONLY_COLUMNS: Final = "Only these columns in the file"
ONLY_COLUMNS_HINT: Final = "Otherwise a file holds every column. Columns that only this list has are left out."

# One person
BACK_TO_LIST: Final = "Back to the list"
NAMELESS: Final = "Somebody without a name"
SESSIONS: Final = "Sessions"
REGISTERED_FOR: Final = "Registered for"
REGISTRATION_GIVEN: Final = "Answers at registration"
SURVEYS_GIVEN: Final = "Survey answers"
QUESTIONS_ASKED: Final = "Questions asked"
COLUMN_REGISTERED: Final = "Registered"
COLUMN_MINUTES: Final = "Minutes watched"


def answer_registrants(came: int | None, total: int, leading: Sequence[tuple[str, int]]) -> str:
    """Answer who came: how many, and from which companies most of them."""
    if came is None:
        return headline.registered(total)
    text = f"{number(came)} of {plural(total, 'registrant')} came"
    if not leading:
        return f"{text}."
    named = [f"{name} ({number(count)})" for name, count in leading]
    listed = named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
    return f"{text}; most of them from {listed}."


def share_of(count: int | None, base: int) -> str:
    """Say what share of the registrants a count is."""
    of = plural(base, "registrant")
    return f"of {of}" if count is None or not base else f"{percent(count / base)} of {of}"


def share_of_people(count: int, base: int) -> str:
    """Say what share of the persons a count is."""
    of = plural(base, "person", "people")
    return f"{percent(count / base)} of {of}" if base else f"of {of}"


def of_all(count: int, total: int) -> str:
    """Say what share of everybody the filters let through."""
    return f"{percent(count / total if total else None)} of all {number(total)}"


def more_groups(count: int) -> str:
    """Label the switch that shows more groups in the chart."""
    return f"Show {number(count)}"


def other_groups(count: int, attended: int, registered: int) -> str:
    """Say what the groups that are not drawn amount to."""
    return f"Other ({number(count)}): {number(attended)} of {plural(registered, 'registrant')} attended."


def list_hint(page: int, size: int, total: int) -> str:
    """Say which rows the list shows, and that a row opens the person."""
    first, last = (page - 1) * size + 1, min(page * size, total)
    return f"{number(first)} to {number(last)} of {number(total)}. Tick a row to see the person in full."


def person(figures: Mapping[str, Any]) -> str:
    """Sum up one person."""
    attended, registered = figures["events_attended"], figures["events_registered"]
    parts = [f"Came to {number(attended)} of {plural(registered, 'event')}"]
    if figures["watch_ms"]:
        parts.append(f"watched {duration(figures['watch_ms'])}")
    if figures["questions"]:
        parts.append(f"asked {plural(figures['questions'], 'question')}")
    if figures["survey_answers"]:
        parts.append(f"answered {plural(figures['survey_answers'], 'survey question')}")
    return f"{', '.join(parts)}."


def seen(first: str, last: str) -> str:
    """Say when a person was first and last seen."""
    return f"First seen {first}, last seen {last}"


def no_sessions_of(watched: int | None) -> str:
    """Say why there are no bars: nobody came, or the report has totals alone."""
    return "The report has totals only, no session times." if watched else "Did not attend."
