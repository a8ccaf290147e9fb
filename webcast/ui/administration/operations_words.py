"""The sentences of the page about how the dashboard stands."""

from __future__ import annotations

from typing import Final

from webcast.formats import number, plural, size
from webcast.language import phrase, say, speaking

OPERATIONS: Final = phrase("Is everything working?")
ALL_WELL: Final = phrase("Everything works, as far as is known here.")
NOT_KNOWN: Final = phrase("not known")
LIBRARY: Final = phrase("Library")
PLATFORM: Final = phrase("Platform")
PROCESS: Final = phrase("This process")
VERSIONS: Final = phrase("Versions")
NOT_FETCHED: Final = phrase("Reports that could not be fetched")
NOT_FETCHED_TABLE: Final = phrase("Reports that could not be fetched, with the reason")
NONE_FAILED: Final = phrase("None of the last batch.")
EVENT: Final = phrase("Event")
WHY: Final = phrase("Why")
AGAIN: Final = phrase("Look again")
SIGNED_IN: Final = phrase("Signed in")
OWN: Final = phrase("The account itself")
NOBODY: Final = phrase("Nobody of this account.")
HINT: Final = phrase(
    "Where several processes serve the dashboard, platform and process are of the one that answers here; library and "
    "queue are of all of them."
)

# What is told, one line each
ANSWERS: Final = phrase("Answers")
YES: Final = phrase("yes, and what is sealed opens")
NO: Final = phrase("no, or what is sealed does not open")
FORMAT: Final = phrase("Format")
SIZE: Final = phrase("Size")
REPORTS: Final = phrase("Reports held")
BACKUP: Final = phrase("Last backup")
DISK: Final = phrase("Disk")
LAST_ANSWER: Final = phrase("Last answer")
LAST_FAILURE: Final = phrase("Last failure")
NO_FAILURE: Final = phrase("none since the process began")
LEFT: Final = phrase("Reports left this hour")
LEFT_EXPIRED: Final = phrase("Of expired presentations")
QUEUE: Final = phrase("Waiting to be fetched")
WORKERS: Final = phrase("Being read now")
SESSIONS: Final = phrase("Sessions in force")
PAGES: Final = phrase("Open pages")
MEMORY: Final = phrase("Memory")
OPENED: Final = phrase("Opened files")
BEGAN: Final = phrase("Running since")
FAILED_PAGES: Final = phrase("Pages and answers that failed")
FAILED_READS: Final = phrase("Reports that could not be read")

NO_LIBRARY: Final = phrase("The library does not answer, or what is sealed in it does not open.")
DISK_SHORT: Final = phrase("The disk has little room left.")
PLATFORM_FAILED: Final = phrase("The platform's last answer was a failure.")


def not_fetched(count: int) -> str:
    """Say how many reports could not be fetched."""
    return say("{reports} could not be fetched.", reports=plural(count, "report", "reports"))


def room(free: int, total: int) -> str:
    """Say how much of a disk is free."""
    return say("{free} of {total} free", free=size(free), total=size(total))


def left(count: int, most: int) -> str:
    """Say what a limit leaves."""
    return say("{left} of {most}", left=number(count), most=number(most))


def held(reports: int, events: int) -> str:
    """Say how many reports are held, of how many events."""
    return say(
        "{reports} of {events}",
        reports=plural(reports, "report", "reports"),
        events=plural(events, "event", "events"),
    )


def queue(waiting: int, running: int) -> str:
    """Say how many reports wait, and how many come."""
    return say("{waiting} waiting, {running} on their way", waiting=number(waiting), running=number(running))


def workers(at_work: int, most: int) -> str:
    """Say how many reports are read, and how many may be at once."""
    return say("{count}; {most} at once at most", count=number(at_work), most=number(most))


def call(when: str, name: str, outcome: str) -> str:
    """Say when a call failed, which, and how the log names it."""
    return say("{when} ({name}: {outcome})", when=when, name=name, outcome=outcome)


def sessions_of(name: str, count: int) -> str:
    """Say in how many browsers somebody is signed in."""
    return say("{name}: {sessions}", name=name, sessions=plural(count, "session", "sessions"))


speaking(__name__)
