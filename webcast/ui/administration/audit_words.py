"""The sentences of the page about the audit log."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from webcast.formats import number, plural
from webcast.language import phrase, say, speaking
from webcast.library import audit_said
from webcast.library.unbroken import Verdict


class When(StrEnum):
    """Of which time."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    RANGE = "range"
    ANY = "any"


class Kind(StrEnum):
    """What was done."""

    ANY = "any"
    SIGN_INS = "sign-ins"
    REFUSALS = "refusals"
    FILES = "files"
    SEEN = "seen"
    PEOPLE = "people"
    PRIVACY = "privacy"
    SETTINGS = "settings"
    LIBRARY = "library"


AUDIT: Final = phrase("Who did what?")
ENTRIES: Final = phrase("Entries")
TABLE: Final = phrase("Entries of the audit log, the newest first")
WHEN: Final = phrase("When")
WHAT: Final = phrase("What")
WHO: Final = phrase("Who")
EVENT: Final = phrase("Event ID")
DAYS: Final = phrase("From and to")
NUMBER: Final = phrase("No.")
TIME: Final = phrase("Time")
USER: Final = phrase("Who")
FROM: Final = phrase("From where")
ACTION: Final = phrase("What was done")
WHOM: Final = phrase("To whom")
COUNTS: Final = phrase("To how much")
EVENTS: Final = phrase("Events")
NONE: Final = phrase("No entry passes these filters.")
FILE: Final = phrase("Download these entries (CSV)")
HINT: Final = phrase(
    "Actions are named as the log has them. It says who did something, from which network address and to how much. "
    "People who may sign in are named where something is done to them, registrants never."
)
CHECK: Final = phrase("Does the log hold?")
CHECK_NOW: Final = phrase("Check the whole log")
CHECK_HINT: Final = phrase(
    "Each entry hangs on the one before it, so one that was changed, taken out, put in or cut off is found. Checking "
    "goes along all of them and changes nothing."
)
WHAT_TO_DO: Final = phrase(
    "Tell whoever runs the dashboard: a backup of the database shows up to where it holds. The documentation of the "
    "library says what to do."
)

WHENS: Final[Mapping[When, str]] = {
    When.DAY: phrase("Last 24 hours"),
    When.WEEK: phrase("Last 7 days"),
    When.MONTH: phrase("Last 30 days"),
    When.QUARTER: phrase("Last 90 days"),
    When.RANGE: phrase("Days of your choice"),
    When.ANY: phrase("All that is kept"),
}
KINDS: Final[Mapping[Kind, str]] = {
    Kind.ANY: phrase("Anything"),
    Kind.SIGN_INS: phrase("Signing in and out"),
    Kind.REFUSALS: phrase("What was refused"),
    Kind.FILES: phrase("Files taken along"),
    Kind.SEEN: phrase("Names looked at"),
    Kind.PEOPLE: phrase("People, roles, sessions, accounts"),
    Kind.PRIVACY: phrase("Forgetting and retention"),
    Kind.SETTINGS: phrase("Views, goals, settings, passwords"),
    Kind.LIBRARY: phrase("Keys and backups"),
}


def answer(shown: int, *, more: bool) -> str:
    """Say how many entries there are."""
    if more:
        return say("The newest {count} entries are shown; the file has all of them.", count=number(shown))
    return say("{entries}, the newest first.", entries=plural(shown, "entry", "entries"))


def more_events(first: str, more: int) -> str:
    """Name some of several events."""
    return say("{first} and {count} more", first=first, count=number(more))


def holds(verdict: Verdict) -> str:
    """Say whether the log is as it was written."""
    if verdict.fault is not None:
        return say(
            "The log is not as it was written: {what}. {held} before that.",
            what=audit_said.what(verdict.fault),
            held=plural(verdict.checked, "entry holds", "entries hold"),
        )
    return say(
        "The log is as it was written: {entries}, up to number {newest}. Fingerprint {fingerprint}.",
        entries=plural(verdict.checked, "entry", "entries"),
        newest=number(verdict.newest),
        fingerprint=verdict.fingerprint,
    )


speaking(__name__)
