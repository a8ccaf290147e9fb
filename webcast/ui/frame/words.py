"""The sentences of the frame: navigation, filter bar, states of a page, errors, saved views, signing in.

Longer than other files, so that what stands around every page can be read, and translated, in one go.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from webcast.formats import eta, instant, number, plural
from webcast.library.views import LONGEST_NAME
from webcast.view.filters import Filters

PRODUCT: Final = "Webcast Insights"
TAGLINE: Final = "See who registered, who came, what they did and what they said, for every webcast of your account."

# Questions: the title of each page, as a person would ask it.
SIGN_IN: Final = "Sign in"

# Filter bar
CLEAR_ALL: Final = "Clear all"

# States
NO_EVENTS_TITLE: Final = "No events picked yet"
NO_EVENTS: Final = "Pick one or more events, and every page shows their people."
TO_EVENTS: Final = "Pick events"
NO_MATCH_TITLE: Final = "No registrant matches these filters"
NO_REGISTRANTS_TITLE: Final = "Nobody has registered yet"
NO_REGISTRANTS: Final = "These events have no registrants. Refresh the event list later, or pick other events."
OTHER_ACCOUNT_TITLE: Final = "Another account is signed in now"
LOAD_ANEW: Final = "Open the dashboard anew"
ASK_AGAIN_TITLE: Final = "Please sign in again"
ASK_AGAIN: Final = (
    "The platform ended this session (it does so after two hours). Nothing is lost: events, filters and what is "
    "loaded are kept. Sign in, and you go on right here."
)
STILL_WORKS: Final = (
    "Everything that is loaded still works: every page, filter and file of the events whose reports are held."
)
SIGNED_OUT: Final = (
    "You are not signed in any more: you signed out in another tab, or the sign-in has run out. What the address of "
    "this page says is kept: sign in, and you go on right here."
)
SIGN_IN_FIRST: Final = "Sign in first: you go on at the page that was asked for, with its events and filters."


def reference(text: str) -> str:
    """Say the reference of a failure, and what it is good for."""
    return f"Reference {text}. Whoever runs this dashboard finds it in the log."


def matching(shown: int, total: int) -> str:
    """Say how many of how many registrants match."""
    return f"{number(shown)} of {plural(total, 'registrant')}"


def another_account(username: str) -> str:
    """Say that a tab was opened under another account than the one that this browser is signed in with."""
    now = f"you are signed in as {username}" if username else "you work with files only"
    return f"This tab was opened under another account, and meanwhile {now}. Nothing of that account is kept here."


def requests_left(left: int) -> str:
    """Say what is left of the platform's hourly limit."""
    return f"{plural(left, 'request')} left this hour"


def fetching(done: int, total: int, seconds: float | None, left: int | None) -> str:
    """Say what a fetch is doing, how long it still takes, and what it leaves of the limit."""
    parts = [f"Fetching {number(min(done + 1, total))} of {number(total)}", eta(seconds)]
    if left is not None:
        parts.append(requests_left(left))
    return " · ".join(part for part in parts if part)


def under_way(title: str, size: str, seconds: float | None, *, reading: bool) -> list[str]:
    """Say of the report under way what it is, what has come of it, and for how long it has been waited for.

    Args:
        title: Of the event.
        size: What has come; empty before the platform answers.
        seconds: Since it was asked for; None where that is not known.
        reading: All of it has come.
    """
    done = (
        f"{size} came, being read" if reading else f"{size} so far" if size else "waiting for the platform's answer"
    )
    return [title, done if seconds is not None else "", f"{seconds:.0f} s" if seconds is not None else ""]


def fetch_ended(fetched: int, current: int, failures: int) -> str:
    """Say how a fetch ended, wherever one is: how many reports were loaded, were current, and failed."""
    parts = [plural(fetched, "report") + " loaded"] if fetched or not (current or failures) else []
    parts += [f"{number(current)} up to date"] if current else []
    parts += [f"{number(failures)} could not be loaded"] if failures else []
    return ", ".join(parts)


def no_match(sentence: str, doing: Sequence[str]) -> str:
    """Say which filters leave nobody, and whether one of them does it.

    Args:
        sentence: All filters in words.
        doing: Those of them without which somebody is left.
    """
    if len(doing) == 1:
        return f"“{sentence}” leaves nobody. It is “{doing[0]}”: without it there are people again."
    if doing:
        return f"“{sentence}” leaves nobody. Take one of these away, and there are people again."
    return f"“{sentence}” leaves nobody, also when one of these is taken away."


PICTURES: Final = "Save charts as"
PICTURES_HINT: Final = "Point at a chart: the camera at its top right saves it. PNG for slides, SVG for print."

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
TOUR: Final = "Take the tour: three steps"
TOUR_NEXT: Final = "Next step"
TOUR_DONE: Final = "Done"
TOUR_LEAVE: Final = "Leave the tour"
TOUR_STEPS: Final = (
    ("Pick events", "Tick events in the list, or press *Last 5*. Then press *Analyse*: their reports are loaded."),
    ("Read the answer", "Each page answers one question in its first sentence. Every figure has its base."),
    ("See the people", "Click a bar to see who is behind it. *Download*, at the top right, takes the people along."),
)
"""Title and text of each step of the tour."""


def tour_step(step: int) -> str:
    """Head a step of the tour."""
    return f"Step {step + 1} of {len(TOUR_STEPS)}: {TOUR_STEPS[step][0]}"


TIME_ZONE: Final = "Time zone"
TIME_ZONE_HINT: Final = "Days and times are shown in this zone, on every page and in every file."
ZONES_BUILT_IN: Final = "The platform did not list its zones just now, so these are the ones known here."


def zones_listed(day: str) -> str:
    """Say whose list of zones it is, and of when."""
    return f"The zones are the platform's, as it listed them on {day}."


FILES_ONLY: Final = "Files only"
FILES_ONLY_HINT: Final = "You work with files only. They are gone when you sign out."
SIGNED_IN_AS: Final = "Signed in as"
SIGN_OUT: Final = "Sign out"
CHANGE_CREDENTIAL: Final = "Change password"
CHANGE_CREDENTIAL_HINT: Final = "The password of the API account, for everybody who uses it."
CREDENTIAL_NOW: Final = "Present password"
CREDENTIAL_NEW: Final = "New password"
CREDENTIAL_AGAIN: Final = "New password, again"
CREDENTIAL_MISSING: Final = "Type the present password and the new one; nothing was sent."
CREDENTIALS_DIFFER: Final = "The new password should be the same both times; nothing was sent."
CREDENTIAL_SAME: Final = "The new password should differ from the present one; nothing was sent."
CREDENTIAL_CHANGED: Final = "The password is changed."


def password_wait(seconds: float) -> str:
    """Say how long to wait before the next try."""
    return f"Too many tries failed. Try again in {plural(max(1, round(seconds)), 'second')}."


SESSIONS: Final = "Where this account is signed in"
SESSIONS_HINT: Final = "Everybody who signs in with this account sees these, and can end them."
THIS_SESSION: Final = "This browser"
END_SESSION: Final = "End"
END_OTHERS: Final = "End all others"
NOT_KNOWN: Final = "not known"


def session(browser: str, where: str, began: str, used: str) -> tuple[str, ...]:
    """Say of a session which browser, from where, since when, and when it was last used."""
    return (browser or NOT_KNOWN, where or NOT_KNOWN, f"since {began}", f"last used {used}")


def more_sessions(count: int) -> str:
    """Say how many sessions are not listed."""
    return f"and {number(count)} more"


# Sign-in
USERNAME: Final = "User name"
PASSWORD: Final = "Password"  # noqa: S105 - the label of the field

# Filter bar
ADD_FILTER: Final = "Add filter"
CHANGE_FILTER: Final = "Change this filter"
ALL_OF: Final = "All of"
FIELD: Final = "By"
SEARCH: Final = "Search people"
DATES: Final = "Dates"
REGISTERED_IN_RANGE: Final = "Registered in these dates"
VIEWED_IN_RANGE: Final = "Viewed in these dates"
DID: Final = "Only people who did all of these"
FLAG_LIVE: Final = "Viewed live"
FLAG_ON_DEMAND: Final = "Viewed on demand"
FLAG_SIMLIVE: Final = "Viewed SimLive"
FLAG_NO_SHOWS: Final = "Did not attend"
FLAG_ASKED: Final = "Asked a question"
FLAG_ANSWERED: Final = "Answered a survey"
FLAG_CHECKED: Final = "Answered an attendance check"
FLAG_NOT_OPTED_OUT: Final = "Did not opt out"
MINUTES: Final = "Minutes watched"
MIN_MINUTES: Final = "Minutes, at least"
MAX_MINUTES: Final = "Minutes, at most"
CAMPAIGNS: Final = "Campaign"
REFERRERS: Final = "Referrer"
COMPANIES: Final = "Company"
COUNTRIES: Final = "Country"
INCLUDE_DOMAINS: Final = "E-mail at"
EXCLUDE_DOMAINS: Final = "E-mail not at"
DOMAINS_EXCLUDE: Final = "Domains can be included or excluded, not both at once."
REGISTRATION_QUESTION: Final = "Registration answer"
SURVEY_QUESTION: Final = "Survey answer"
QUESTION: Final = "Question"
NONE_ASKED: Final = "These events have none."
PICK_QUESTION: Final = "Pick a question"
ANSWERS: Final = "Answered"
ANY: Final = "Any"
WITHOUT_OURS: Final = "Without our company"
OUR_COMPANY: Final = "Our company"
OURS: Final = "Domains and test addresses of our company, one a line"
OURS_EXAMPLE: Final = "example.com"
OURS_HELP: Final = (
    "Set once, for everybody of this account, and kept encrypted. Addresses of pages and links hold the switch alone."
)
SAVE_OURS: Final = "Save and leave them out"
OURS_NOT_SET: Final = "Our company should be left out, but nobody has said yet which domains and addresses are ours."
OURS_NEED_AN_ACCOUNT: Final = "Our company belongs to an account: sign in to set it."
TYPE_DOMAIN: Final = "Choose or type a domain"
REDO: Final = "Redo"


def none_of(label: str) -> str:
    """Label the values of a field, of which none lets through."""
    return f"{label} any of these"


def any_of(label: str) -> str:
    """Label the values of a field, of which any lets through."""
    return f"{label}: any of"


def remove(label: str) -> str:
    """Label what takes a filter away."""
    return f"Remove {label}"


def back_to(filters: Filters) -> str:
    """Say what a step through the changes of filters leads to."""
    return f"Back to: {filters.describe()}"


def value(name: str, passing: int, everybody: int) -> str:
    """Name a value with how many have it: of whom the other filters leave, and of everybody if that differs."""
    if not everybody:
        return f"{name} (not found)"
    return f"{name} ({number(passing)}{'' if passing == everybody else f' of {number(everybody)}'})"


def nobody_has(name: str, passing: int, everybody: int) -> str:
    """Tell a value that no registrant has from one whose registrants the other filters leave out; else empty."""
    if not everybody:
        return f"{name}: not found among the registrants of these events."
    if not passing:
        return f"{name}: {plural(everybody, 'registrant')}, but nobody whom the other filters leave."
    return ""


def without(label: str, people: int) -> str:
    """Label the button that drops one filter where nobody matches."""
    return f"Without “{label}”: {plural(people, 'registrant')}"


# Loading and errors
NOT_LOADED: Final = "You can go on working meanwhile."
CANCEL: Final = "Cancel"
TRY_AGAIN: Final = "Try again"
ERROR_TITLE: Final = "This did not work"


def not_loaded_title(events: int) -> str:
    """Say how many of the picked events are not held yet."""
    return f"{plural(events, 'event is', 'events are')} not loaded yet"


def cost(requests: int, left: int, takes: str) -> str:
    """Say what loading reports costs: of the hour's requests, and time as far as earlier fetches tell."""
    said = f"{plural(requests, 'request')} of {number(left)} left this hour"
    return f"{said}, {takes}" if takes else said


def load(events: int) -> str:
    """Label the button that fetches reports."""
    return f"Load {plural(events, 'event')}"


LOAD_AGAIN_HINT: Final = (
    "Late answers and questions can change a report without a sign in the event list. Each costs one request."
)


def load_expired(events: int) -> str:
    """Label the button that spends reports of expired presentations."""
    return f"Load {plural(events, 'expired presentation')}"


def load_again(events: int) -> str:
    """Label the button that fetches held reports once more."""
    return f"Load {plural(events, 'event')} again"


ADD_REFERRERS_HINT: Final = (
    "The platform tells referrers in JSON alone. Both formats become one report, now and whenever it is loaded again."
)


def no_referrers(events: int, picked: int, expired: int) -> str:
    """Say of how many picked events it is not known by which pages people came."""
    of = "of this event" if picked == 1 else f"of {number(events)} of {number(picked)} events"
    said = f"Referrers (the pages that people came from) are not known {of}."
    spared = "1 has" if expired == 1 else f"{number(expired)} have"
    return f"{said} {spared} expired on the platform and stay without." if expired else said


def add_referrers(events: int) -> str:
    """Label the button that fetches reports in the other format too."""
    return f"Add referrers: {plural(events, 'request')}"


def load_expired_again(events: int) -> str:
    """Label the button that spends reports of expired presentations that are held already."""
    return f"Load {plural(events, 'expired presentation')} again"


def failed(events: int) -> str:
    """Head the list of events whose reports could not be fetched."""
    return f"{plural(events, 'event')} could not be loaded"


def event_names(titles: list[str | None]) -> str:
    """Name one event, or count several."""
    if len(titles) == 1:
        return titles[0] or "Untitled event"
    return plural(len(titles), "event")


def one_of(title: str, events: int) -> str:
    """Name the one event that a page shows of several."""
    return f"{title}, one of {plural(events, 'event')}"


def as_of(run_at: Sequence[datetime], zone: str, locale: str | None) -> str:
    """Say of when the data is; of several reports the oldest counts."""
    return f"data as of {instant(min(run_at), zone, locale)}" if run_at else "data as of an unknown time"


def sentence(fragment: str) -> str:
    """Begin with a capital letter."""
    return fragment[:1].upper() + fragment[1:]


# Events page
REFRESHING: Final = "Asking the platform for the event list"

# Sign-in page
SIGN_IN_FAILED: Final = "Signing in did not work. Try again."
DEMO: Final = "Open the demo"
DEMO_HINT: Final = "This dashboard runs on a sandbox with made-up events."
FILES_ONLY_OFFER: Final = "No account? Open report files that you have on disk."
FILES_ONLY_ENTER: Final = "Work with files only"

# Programmes
MERGE: Final = "Merge broadcasts"
MERGE_HELP: Final = (
    "Broadcasts of one programme have one title. Taken as one event, a person who came to two of them counts once, "
    "on every page and in every file."
)
MERGED: Final = "broadcasts of one programme taken as one event"


def programmes(count: int, broadcasts: int) -> str:
    """Say which of the picked events are broadcasts of one programme."""
    return f"{plural(broadcasts, 'event is a broadcast', 'events are broadcasts')} of {plural(count, 'programme')}"


# Saved views
VIEWS: Final = "Saved views"
SAVE_HEADING: Final = "Save what you see now"
NAME: Final = "Name"
SAVE: Final = "Save view"
SAVE_HINT: Final = (
    "Page, events, filters, columns and options are kept under this name, encrypted, for everybody who signs in with "
    "this account."
)
YOURS: Final = "Views of this account"
NONE_YET: Final = "No view is saved yet."
FIND: Final = "Find a view"
NONE_FOUND: Final = "No view has this in its name."
CHANGE: Final = "Change"
DONE: Final = "Done"
RENAME: Final = "Rename"
REPLACE: Final = "Replace by what you see now"
DELETE: Final = "Delete"
UNDO: Final = "Undo"
CLOSE: Final = "Close"
LINK: Final = "Link: opens for whoever signs in with this account"
FILES_STAY: Final = "Opened files belong to this session and are not saved with it."
NOTHING_TO_SAVE: Final = "Pick events first: there is nothing to save yet."
ANOTHER_ACCOUNT_TITLE: Final = "This view is not one of yours"
ANOTHER_ACCOUNT: Final = (
    "The link leads to a view that this account does not have: it belongs to another account, or was deleted. "
    "Ask whoever sent it for the ordinary address of the page, or sign in with the account that the view belongs to."
)
VIEWS_NEED_AN_ACCOUNT: Final = "Saved views belong to an account. Sign in with the account that the view belongs to."
NOT_OPENED_TITLE: Final = "The saved view could not be opened"
EVENTS_GONE_TITLE: Final = "Some events of this view are not in your event list any more"
EVENTS_GONE: Final = "You see the others. If you miss them, ask the platform's support, or refresh the event list."
ALL_GONE: Final = "None of its events is left. Pick others, and save the view again."


def default_name(page: str, titles: Sequence[str], filters: Filters) -> str:
    """Propose a name: page, events, filters; nothing in it that no address may hold."""
    events = titles[0] if len(titles) == 1 else f"{titles[0]} and {number(len(titles) - 1)} more" if titles else ""
    parts = [*filters.shareable().fragments(), *(["a search"] if filters.private() else [])]
    name = f"{page}: {events}" + (f", {'; '.join(parts)}" if parts else "")
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def holds(page: str, events: int, filters: str) -> list[str]:
    """Say what a view holds."""
    return [page, plural(events, "event"), filters]


def saved(when: str, who: str) -> str:
    """Say when a view was saved, and by whom."""
    return f"Saved {when} by {who}" if who else f"Saved {when}"


def deleted(name: str) -> str:
    """Confirm that a view is gone."""
    return f"“{name}” is deleted."


def replaced(name: str) -> str:
    """Confirm that a view holds what is seen now."""
    return f"“{name}” now holds what you see."


def others(count: int) -> str:
    """Say how many views are in the sidebar's list alone."""
    return f"and {plural(count, 'more', 'more')} in the sidebar"


def more(count: int) -> str:
    """Say how many views the list leaves out."""
    return f"{plural(count, 'more view')}: search for a part of the name."


def gone(names: Sequence[str]) -> str:
    """Name the events that are not in the account's list any more."""
    listed = "; ".join(names[:8])
    return f"{listed}; and {number(len(names) - 8)} more" if len(names) > 8 else listed


def event(title: str | None, event_id: str) -> str:
    """Name an event of a view, by title and id."""
    return f"{title} ({event_id})" if title else f"Event {event_id}"


# What was left out of an address
LEFT_OUT_TITLE: Final = "Part of the address was left out"
LEFT_OUT: Final = "The page shows the rest, which may be more people than were meant."
OF_FILES_ALONE: Final = "A set of people narrows a file, not a page: the page shows everybody."


def not_here(name: str) -> str:
    """Say that an address asks for something that these events do not offer."""
    return f"The parameter '{name}' should name something that these events offer, but does not."
