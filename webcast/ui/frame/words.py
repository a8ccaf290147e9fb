"""The sentences of the frame: navigation, filter bar, states of a page, errors, saved views, signing in.

Longer than other files, so that what stands around every page can be read, and translated, in one go.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from webcast.formats import eta, instant, number, plural
from webcast.language import phrase, say, speaking
from webcast.library.views import LONGEST_NAME
from webcast.view.filters import Filters

PRODUCT: Final = "Webcast Insights"
TAGLINE: Final = phrase(
    "See who registered, who came, what they did and what they said, for every webcast of your account."
)

# Questions: the title of each page, as a person would ask it.
SIGN_IN: Final = phrase("Sign in")

# Filter bar
CLEAR_ALL: Final = phrase("Clear all")

# States
NO_EVENTS_TITLE: Final = phrase("No events picked yet")
NO_EVENTS: Final = phrase("Pick one or more events, and every page shows their people.")
TO_EVENTS: Final = phrase("Pick events")
NO_MATCH_TITLE: Final = phrase("No registrant matches these filters")
NO_REGISTRANTS_TITLE: Final = phrase("Nobody has registered yet")
NO_REGISTRANTS: Final = phrase(
    "These events have no registrants. Refresh the event list later, or pick other events."
)
OTHER_ACCOUNT_TITLE: Final = phrase("Another account is signed in now")
LOAD_ANEW: Final = phrase("Open the dashboard anew")
ASK_AGAIN_TITLE: Final = phrase("Please sign in again")
ASK_AGAIN: Final = phrase(
    "The platform ended this session (it does so after two hours). Nothing is lost: events, filters and what is "
    "loaded are kept. Sign in, and you go on right here."
)
STILL_WORKS: Final = phrase(
    "Everything that is loaded still works: every page, filter and file of the events whose reports are held."
)
SIGNED_OUT: Final = phrase(
    "You are not signed in any more: you signed out in another tab, or the sign-in has run out. What the address of "
    "this page says is kept: sign in, and you go on right here."
)
SIGN_IN_FIRST: Final = phrase("Sign in first: you go on at the page that was asked for, with its events and filters.")


def reference(text: str) -> str:
    """Say the reference of a failure, and what it is good for."""
    return say("Reference {text}. Whoever runs this dashboard finds it in the log.", text=text)


def matching(shown: int, total: int) -> str:
    """Say how many of how many registrants match."""
    return say(
        "{shown} of {registrants}", shown=number(shown), registrants=plural(total, "registrant", "registrants")
    )


def another_account(username: str) -> str:
    """Say that a tab was opened under another account than the one that this browser is signed in with."""
    now = say("you are signed in as {username}", username=username) if username else say("you work with files only")
    return say(
        "This tab was opened under another account, and meanwhile {now}. Nothing of that account is kept here.",
        now=now,
    )


def requests_left(left: int) -> str:
    """Say what is left of the platform's hourly limit."""
    return say("{requests} left this hour", requests=plural(left, "request", "requests"))


def fetching(done: int, total: int, seconds: float | None, left: int | None) -> str:
    """Say what a fetch is doing, how long it still takes, and what it leaves of the limit."""
    parts = [say("Fetching {done} of {total}", done=number(min(done + 1, total)), total=number(total)), eta(seconds)]
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
        say("{size} came, being read", size=size)
        if reading
        else say("{size} so far", size=size)
        if size
        else say("waiting for the platform's answer")
    )
    return [title, done if seconds is not None else "", f"{seconds:.0f} s" if seconds is not None else ""]


def fetch_ended(fetched: int, current: int, failures: int) -> str:
    """Say how a fetch ended, wherever one is: how many reports were loaded, were current, and failed."""
    parts = [plural(fetched, "report", "reports") + say(" loaded")] if fetched or not (current or failures) else []
    parts += [say("{current} up to date", current=number(current))] if current else []
    parts += [say("{failures} could not be loaded", failures=number(failures))] if failures else []
    return ", ".join(parts)


def no_match(sentence: str, doing: Sequence[str]) -> str:
    """Say which filters leave nobody, and whether one of them does it.

    Args:
        sentence: All filters in words.
        doing: Those of them without which somebody is left.
    """
    if len(doing) == 1:
        return say(
            "“{sentence}” leaves nobody. It is “{doing}”: without it there are people again.",
            sentence=sentence,
            doing=doing[0],
        )
    if doing:
        return say(
            "“{sentence}” leaves nobody. Take one of these away, and there are people again.", sentence=sentence
        )
    return say("“{sentence}” leaves nobody, also when one of these is taken away.", sentence=sentence)


PICTURES: Final = phrase("Save charts as")
PICTURES_HINT: Final = phrase(
    "Point at a chart: the camera at its top right saves it. PNG for slides, SVG for print."
)

# Navigation


def about() -> str:
    """Say what the product is."""
    return f"**{PRODUCT}** · {say(TAGLINE)}"


# Header
HELP: Final = phrase("Help")
HELP_TEXT: Final = phrase("""
**Pick events**, then ask: each page answers one question.

**Filters** apply to every page and to every download. They, the events and the time zone are in the address of
the page: copy it to show a colleague the same.

**Saved views** keep all of it under a name, for everybody of this account; open them at the top left.

**Click a bar or a point** to see the people behind it.

The mark beside a figure gives its definition. Light or dark: the menu at the top right.

**Without a mouse**: press **?** for the shortcuts.
""")
TOUR: Final = phrase("Take the tour: three steps")
TOUR_NEXT: Final = phrase("Next step")
TOUR_DONE: Final = phrase("Done")
TOUR_LEAVE: Final = phrase("Leave the tour")
TOUR_STEPS: Final = (
    (
        phrase("Pick events"),
        phrase("Tick events in the list, or press *Last 5*. Then press *Analyse*: their reports are loaded."),
    ),
    (
        phrase("Read the answer"),
        phrase("Each page answers one question in its first sentence. Every figure has its base."),
    ),
    (
        phrase("See the people"),
        phrase("Click a bar to see who is behind it. *Download*, at the top right, takes the people along."),
    ),
)
"""Title and text of each step of the tour."""


def tour_step(step: int) -> str:
    """Head a step of the tour."""
    return say(
        "Step {step} of {steps}: {title}", step=step + 1, steps=len(TOUR_STEPS), title=say(TOUR_STEPS[step][0])
    )


SHORTCUTS_TITLE: Final = phrase("Keyboard")
SHORTCUTS: Final = (
    (("/",), phrase("Search on this page")),
    ((phrase("Space"), phrase("Enter")), phrase("Tick the box, open the row")),
    (("↑", "↓"), phrase("Walk through a list or a table")),
    (("←", "→"), phrase("Previous and next person in the panel")),
    (("Esc",), phrase("Close what lies over the page")),
    (("?",), phrase("This list")),
)
"""Keys, and what they do wherever nobody types."""
TIME_ZONE: Final = phrase("Time zone")
TIME_ZONE_HINT: Final = phrase("Days and times are shown in this zone, on every page and in every file.")
ZONES_BUILT_IN: Final = phrase("The platform did not list its zones just now, so these are the ones known here.")


def zones_listed(day: str) -> str:
    """Say whose list of zones it is, and of when."""
    return say("The zones are the platform's, as it listed them on {day}.", day=day)


LANGUAGE: Final = phrase("Language")
LANGUAGE_OF_BROWSER: Final = phrase("As the browser says")
LANGUAGE_HINT: Final = phrase(
    "Of every page, for everybody of this account. Files keep the platform's English headings."
)
LANGUAGE_NOT_KEPT: Final = phrase("The language is changed, but could not be remembered for the next time.")
FILES_ONLY: Final = phrase("Files only")
FILES_ONLY_HINT: Final = phrase("You work with files only. They are gone when you sign out.")
SIGNED_IN_AS: Final = phrase("Signed in as")
SIGN_OUT: Final = phrase("Sign out")
CHANGE_CREDENTIAL: Final = phrase("Change password")
CHANGE_CREDENTIAL_HINT: Final = phrase("The password of the API account, for everybody who uses it.")
CREDENTIAL_NOW: Final = phrase("Present password")
CREDENTIAL_NEW: Final = phrase("New password")
CREDENTIAL_AGAIN: Final = phrase("New password, again")
CREDENTIAL_MISSING: Final = phrase("Type the present password and the new one; nothing was sent.")
CREDENTIALS_DIFFER: Final = phrase("The new password should be the same both times; nothing was sent.")
CREDENTIAL_SAME: Final = phrase("The new password should differ from the present one; nothing was sent.")
CREDENTIAL_CHANGED: Final = phrase("The password is changed.")


def password_wait(seconds: float) -> str:
    """Say how long to wait before the next try."""
    return say(
        "Too many tries failed. Try again in {seconds}.", seconds=plural(max(1, round(seconds)), "second", "seconds")
    )


SESSIONS: Final = phrase("Where this account is signed in")
SESSIONS_HINT: Final = phrase("Everybody who signs in with this account sees these, and can end them.")
THIS_SESSION: Final = phrase("This browser")
END_SESSION: Final = phrase("End")
END_OTHERS: Final = phrase("End all others")
NOT_KNOWN: Final = phrase("not known")


def session(browser: str, where: str, began: str, used: str) -> tuple[str, ...]:
    """Say of a session which browser, from where, since when, and when it was last used."""
    return (
        browser or say(NOT_KNOWN),
        where or say(NOT_KNOWN),
        say("since {began}", began=began),
        say("last used {used}", used=used),
    )


def more_sessions(count: int) -> str:
    """Say how many sessions are not listed."""
    return say("and {count} more", count=number(count))


# Sign-in
USERNAME: Final = phrase("User name")
PASSWORD: Final = phrase("Password")

# Filter bar
ADD_FILTER: Final = phrase("Add filter")
CHANGE_FILTER: Final = phrase("Change this filter")
ALL_OF: Final = phrase("All of")
FIELD: Final = phrase("By")
SEARCH: Final = phrase("Search people")
DATES: Final = phrase("Dates")
REGISTERED_IN_RANGE: Final = phrase("Registered in these dates")
VIEWED_IN_RANGE: Final = phrase("Viewed in these dates")
DID: Final = phrase("Only people who did all of these")
FLAG_LIVE: Final = phrase("Viewed live")
FLAG_ON_DEMAND: Final = phrase("Viewed on demand")
FLAG_SIMLIVE: Final = phrase("Viewed SimLive")
FLAG_NO_SHOWS: Final = phrase("Did not attend")
FLAG_ASKED: Final = phrase("Asked a question")
FLAG_ANSWERED: Final = phrase("Answered a survey")
FLAG_CHECKED: Final = phrase("Answered an attendance check")
FLAG_NOT_OPTED_OUT: Final = phrase("Did not opt out")
MINUTES: Final = phrase("Minutes watched")
MIN_MINUTES: Final = phrase("Minutes, at least")
MAX_MINUTES: Final = phrase("Minutes, at most")
CAMPAIGNS: Final = phrase("Campaign")
REFERRERS: Final = phrase("Referrer")
COMPANIES: Final = phrase("Company")
COUNTRIES: Final = phrase("Country")
INCLUDE_DOMAINS: Final = phrase("E-mail at")
EXCLUDE_DOMAINS: Final = phrase("E-mail not at")
DOMAINS_EXCLUDE: Final = phrase("Domains can be included or excluded, not both at once.")
REGISTRATION_QUESTION: Final = phrase("Registration answer")
SURVEY_QUESTION: Final = phrase("Survey answer")
QUESTION: Final = phrase("Question")
NONE_ASKED: Final = phrase("These events have none.")
PICK_QUESTION: Final = phrase("Pick a question")
ANSWERS: Final = phrase("Answered")
ANY: Final = phrase("Any")
WITHOUT_OURS: Final = phrase("Without our company")
OUR_COMPANY: Final = phrase("Our company")
OURS: Final = phrase("Domains and test addresses of our company, one a line")
OURS_EXAMPLE: Final = phrase("example.com")
OURS_HELP: Final = phrase(
    "Set once, for everybody of this account, and kept encrypted. Addresses of pages and links hold the switch alone."
)
SAVE_OURS: Final = phrase("Save and leave them out")
OURS_NOT_SET: Final = phrase(
    "Our company should be left out, but nobody has said yet which domains and addresses are ours."
)
OURS_NEED_AN_ACCOUNT: Final = phrase("Our company belongs to an account: sign in to set it.")
FLAGS: Final = {
    "live": FLAG_LIVE,
    "on_demand": FLAG_ON_DEMAND,
    "simlive": FLAG_SIMLIVE,
    "no_shows": FLAG_NO_SHOWS,
    "asked_question": FLAG_ASKED,
    "answered_survey": FLAG_ANSWERED,
    "answered_check": FLAG_CHECKED,
    "not_opted_out": FLAG_NOT_OPTED_OUT,
}
FIELDS: Final = {
    "companies": COMPANIES,
    "countries": COUNTRIES,
    "campaigns": CAMPAIGNS,
    "referrers": REFERRERS,
    "include_domains": INCLUDE_DOMAINS,
    "exclude_domains": EXCLUDE_DOMAINS,
    "dates": DATES,
    "minutes": MINUTES,
    "registration_answers": REGISTRATION_QUESTION,
    "survey_answers": SURVEY_QUESTION,
    "without_ours": OUR_COMPANY,
}
TYPE_DOMAIN: Final = phrase("Choose or type a domain")
REDO: Final = phrase("Redo")


def none_of(label: str) -> str:
    """Label the values of a field, of which none lets through."""
    return say("{label} any of these", label=label)


def any_of(label: str) -> str:
    """Label the values of a field, of which any lets through."""
    return say("{label}: any of", label=label)


def remove(label: str) -> str:
    """Label what takes a filter away."""
    return say("Remove {label}", label=label)


def back_to(filters: Filters) -> str:
    """Say what a step through the changes of filters leads to."""
    return say("Back to: {describe}", describe=filters.describe())


def value(name: str, passing: int, everybody: int) -> str:
    """Name a value with how many have it: of whom the other filters leave, and of everybody if that differs."""
    if not everybody:
        return say("{name} (not found)", name=name)
    if passing == everybody:
        return f"{name} ({number(passing)})"
    return say("{name} ({passing} of {everybody})", name=name, passing=number(passing), everybody=number(everybody))


def nobody_has(name: str, passing: int, everybody: int) -> str:
    """Tell a value that no registrant has from one whose registrants the other filters leave out; else empty."""
    if not everybody:
        return say("{name}: not found among the registrants of these events.", name=name)
    if not passing:
        return say(
            "{name}: {registrants}, but nobody whom the other filters leave.",
            name=name,
            registrants=plural(everybody, "registrant", "registrants"),
        )
    return ""


def without(label: str, people: int) -> str:
    """Label the button that drops one filter where nobody matches."""
    return say(
        "Without “{label}”: {registrants}", label=label, registrants=plural(people, "registrant", "registrants")
    )


# Loading and errors
NOT_LOADED: Final = phrase("You can go on working meanwhile.")
CANCEL: Final = phrase("Cancel")
TRY_AGAIN: Final = phrase("Try again")
ERROR_TITLE: Final = phrase("This did not work")


def not_loaded_title(events: int) -> str:
    """Say how many of the picked events are not held yet."""
    return say("{events_are} not loaded yet", events_are=plural(events, "event is", "events are"))


def cost(requests: int, left: int, takes: str) -> str:
    """Say what loading reports costs: of the hour's requests, and time as far as earlier fetches tell."""
    said = say(
        "{requests} of {left} left this hour", requests=plural(requests, "request", "requests"), left=number(left)
    )
    return f"{said}, {takes}" if takes else said


def load(events: int) -> str:
    """Label the button that fetches reports."""
    return say("Load {events}", events=plural(events, "event", "events"))


LOAD_AGAIN_HINT: Final = phrase(
    "Late answers and questions can change a report without a sign in the event list. Each costs one request."
)


def load_expired(events: int) -> str:
    """Label the button that spends reports of expired presentations."""
    return say(
        "Load {expired_presentations}",
        expired_presentations=plural(events, "expired presentation", "expired presentations"),
    )


def load_again(events: int) -> str:
    """Label the button that fetches held reports once more."""
    return say("Load {events} again", events=plural(events, "event", "events"))


ADD_REFERRERS_HINT: Final = phrase(
    "The platform tells referrers in JSON alone. Both formats become one report, now and whenever it is loaded again."
)


def no_referrers(events: int, picked: int, expired: int) -> str:
    """Say of how many picked events it is not known by which pages people came."""
    of = (
        say("of this event")
        if picked == 1
        else say("of {events} of {picked} events", events=number(events), picked=number(picked))
    )
    said = say("Referrers (the pages that people came from) are not known {of}.", of=of)
    spared = say("1 has") if expired == 1 else say("{expired} have", expired=number(expired))
    return (
        say("{said} {spared} expired on the platform and stay without.", said=said, spared=spared)
        if expired
        else said
    )


def add_referrers(events: int) -> str:
    """Label the button that fetches reports in the other format too."""
    return say("Add referrers: {requests}", requests=plural(events, "request", "requests"))


def load_expired_again(events: int) -> str:
    """Label the button that spends reports of expired presentations that are held already."""
    return say(
        "Load {expired_presentations} again",
        expired_presentations=plural(events, "expired presentation", "expired presentations"),
    )


def failed(events: int) -> str:
    """Head the list of events whose reports could not be fetched."""
    return say("{events} could not be loaded", events=plural(events, "event", "events"))


def event_names(titles: list[str | None]) -> str:
    """Name one event, or count several."""
    if len(titles) == 1:
        return titles[0] or say("Untitled event")
    return plural(len(titles), "event", "events")


def one_of(title: str, events: int) -> str:
    """Name the one event that a page shows of several."""
    return say("{title}, one of {events}", title=title, events=plural(events, "event", "events"))


def as_of(run_at: Sequence[datetime], zone: str, locale: str | None) -> str:
    """Say of when the data is; of several reports the oldest counts."""
    return (
        say("data as of {run_at}", run_at=instant(min(run_at), zone, locale))
        if run_at
        else say("data as of an unknown time")
    )


def sentence(fragment: str) -> str:
    """Begin with a capital letter."""
    return fragment[:1].upper() + fragment[1:]


# Events page
REFRESHING: Final = phrase("Asking the platform for the event list")

# Sign-in page
SIGN_IN_FAILED: Final = phrase("Signing in did not work. Try again.")
DEMO: Final = phrase("Open the demo")
DEMO_HINT: Final = phrase("This dashboard runs on a sandbox with made-up events.")
FILES_ONLY_OFFER: Final = phrase("No account? Open report files that you have on disk.")
FILES_ONLY_ENTER: Final = phrase("Work with files only")

# Programmes
MERGE: Final = phrase("Merge broadcasts")
MERGE_HELP: Final = phrase(
    "Broadcasts of one programme have one title. Taken as one event, a person who came to two of them counts once, "
    "on every page and in every file."
)
MERGED: Final = phrase("broadcasts of one programme taken as one event")


def programmes(count: int, broadcasts: int) -> str:
    """Say which of the picked events are broadcasts of one programme."""
    return say(
        "{events_are_broadcasts} of {programmes}",
        events_are_broadcasts=plural(broadcasts, "event is a broadcast", "events are broadcasts"),
        programmes=plural(count, "programme", "programmes"),
    )


# Saved views
VIEWS: Final = phrase("Saved views")
SAVE_HEADING: Final = phrase("Save what you see now")
NAME: Final = phrase("Name")
SAVE: Final = phrase("Save view")
SAVE_HINT: Final = phrase(
    "Page, events, filters, columns and options are kept under this name, encrypted, for everybody who signs in with "
    "this account."
)
YOURS: Final = phrase("Views of this account")
NONE_YET: Final = phrase("No view is saved yet.")
SEARCH_HERE: Final = phrase("Search")
FIND: Final = phrase("Find a view")
NONE_FOUND: Final = phrase("No view has this in its name.")
CHANGE: Final = phrase("Change")
DONE: Final = phrase("Done")
RENAME: Final = phrase("Rename")
REPLACE: Final = phrase("Replace by what you see now")
DELETE: Final = phrase("Delete")
UNDO: Final = phrase("Undo")
CLOSE: Final = phrase("Close")
LINK: Final = phrase("Link: opens for whoever signs in with this account")
FILES_STAY: Final = phrase("Opened files belong to this session and are not saved with it.")
NOTHING_TO_SAVE: Final = phrase("Pick events first: there is nothing to save yet.")
ANOTHER_ACCOUNT_TITLE: Final = phrase("This view is not one of yours")
ANOTHER_ACCOUNT: Final = phrase(
    "The link leads to a view that this account does not have: it belongs to another account, or was deleted. "
    "Ask whoever sent it for the ordinary address of the page, or sign in with the account that the view belongs to."
)
VIEWS_NEED_AN_ACCOUNT: Final = phrase(
    "Saved views belong to an account. Sign in with the account that the view belongs to."
)
NOT_OPENED_TITLE: Final = phrase("The saved view could not be opened")
EVENTS_GONE_TITLE: Final = phrase("Some events of this view are not in your event list any more")
EVENTS_GONE: Final = phrase(
    "You see the others. If you miss them, ask the platform's support, or refresh the event list."
)
ALL_GONE: Final = phrase("None of its events is left. Pick others, and save the view again.")


def default_name(page: str, titles: Sequence[str], filters: Filters) -> str:
    """Propose a name: page, events, filters; nothing in it that no address may hold."""
    events = (
        titles[0]
        if len(titles) == 1
        else say("{titles} and {titles_2} more", titles=titles[0], titles_2=number(len(titles) - 1))
        if titles
        else ""
    )
    parts = [*filters.shareable().fragments(), *([say("a search")] if filters.private() else [])]
    name = f"{page}: {events}" + (f", {'; '.join(parts)}" if parts else "")
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def holds(page: str, events: int, filters: str) -> list[str]:
    """Say what a view holds."""
    return [page, plural(events, "event", "events"), filters]


def saved(when: str, who: str) -> str:
    """Say when a view was saved, and by whom."""
    return say("Saved {when} by {who}", when=when, who=who) if who else say("Saved {when}", when=when)


def deleted(name: str) -> str:
    """Confirm that a view is gone."""
    return say("“{name}” is deleted.", name=name)


def replaced(name: str) -> str:
    """Confirm that a view holds what is seen now."""
    return say("“{name}” now holds what you see.", name=name)


def others(count: int) -> str:
    """Say how many views are in the sidebar's list alone."""
    return say("and {more} in the sidebar", more=plural(count, "more", "more"))


def more(count: int) -> str:
    """Say how many views the list leaves out."""
    return say("{more_views}: search for a part of the name.", more_views=plural(count, "more view", "more views"))


def gone(names: Sequence[str]) -> str:
    """Name the events that are not in the account's list any more."""
    listed = "; ".join(names[:8])
    return (
        say("{listed}; and {names} more", listed=listed, names=number(len(names) - 8)) if len(names) > 8 else listed
    )


def event(title: str | None, event_id: str) -> str:
    """Name an event of a view, by title and id."""
    return f"{title} ({event_id})" if title else say("Event {event_id}", event_id=event_id)


# What was left out of an address
LEFT_OUT_TITLE: Final = phrase("Part of the address was left out")
LEFT_OUT: Final = phrase("The page shows the rest, which may be more people than were meant.")
OF_FILES_ALONE: Final = phrase("A set of people narrows a file, not a page: the page shows everybody.")


def not_here(name: str) -> str:
    """Say that an address asks for something that these events do not offer."""
    return say("The parameter '{name}' should name something that these events offer, but does not.", name=name)


speaking(__name__)
