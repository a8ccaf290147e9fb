"""The sentences of the filter bar: its chips, its builder, what nobody matches, our company."""

from __future__ import annotations

from typing import Final

from webcast.formats import number, plural
from webcast.language import phrase, say, speaking
from webcast.view.filters import Filters

CLEAR_ALL: Final = phrase("Clear all")
ADD_FILTER: Final = phrase("Add filter")
CHANGE_FILTER: Final = phrase("Change this filter")
ALL_OF: Final = phrase("All of")
FIELD: Final = phrase("By")
SEARCH: Final = phrase("Search people")
DATES: Final = phrase("Dates")
REGISTERED_IN_RANGE: Final = phrase("Registered in these dates")
VIEWED_IN_RANGE: Final = phrase("Viewed in these dates")
DID: Final = phrase("Only people who did all of these")
FLAG_LIVE: Final = phrase("Came live")
FLAG_ON_DEMAND: Final = phrase("Watched on demand")
FLAG_SIMLIVE: Final = phrase("Watched SimLive")
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
OURS_NAME_PEOPLE: Final = phrase("Who is of your company is set by people who may see names.")
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


speaking(__name__)
