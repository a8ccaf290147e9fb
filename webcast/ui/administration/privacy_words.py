"""The sentences of the page about what is kept of people."""

from __future__ import annotations

from typing import Final

from webcast.formats import listing, number, plural
from webcast.language import phrase, say, speaking
from webcast.library.insiders import Insider
from webcast.library.privacy import Forgotten

PRIVACY: Final = phrase("What is kept of people?")
ANSWER: Final = phrase(
    "Look up what is held of one person, take it along, or forget it; and delete reports that are too old. Before "
    "anything is deleted you see how much that is."
)
ONE_PERSON: Final = phrase("One person")
ADDRESS: Final = phrase("E-mail address of the person")
LOOK: Final = phrase("Look up")
LOOK_HINT: Final = phrase(
    "Looks through every report of the accounts that you look after, older ones and responses as received included. "
    "That takes a while where there are many. That you looked is in the audit log, without the address."
)
NO_ADDRESS: Final = phrase("An address should have an @; nothing was looked up.")
FILE: Final = phrase("Take along what is held (JSON)")
FORGET: Final = phrase("Forget this person")
AGAIN: Final = phrase("Type the address again to confirm")
NOT_AGAIN: Final = phrase("Nothing was deleted: what was typed is not the address that was looked up.")
STILL_THERE: Final = phrase(
    "The platform still has this person: what is fetched later brings them back unless it forgets them too."
)
RETENTION: Final = phrase("Old reports")
DAYS: Final = phrase("Older than so many days")
NEWEST_TOO: Final = phrase("Also the newest report of an event")
NEWEST_HINT: Final = phrase(
    "Kept otherwise, whatever its age: an event without a report has to be fetched again before it is shown, as long "
    "as the platform still has it."
)
NOTHING_DUE: Final = phrase("No report is older than that.")
DELETE: Final = phrase("Delete these reports")
WORD: Final = phrase("delete")
NOT_THE_WORD: Final = phrase("Nothing was deleted: the word that confirms it was not typed.")
ONE_EVENT: Final = phrase("One event")
EVENT_ID: Final = phrase("ID of the event")
EVENT_HINT: Final = phrase(
    "Deletes every report of an event. The event stays in the event list, and can be fetched again."
)
NO_EVENT: Final = phrase("No report of an event with this ID is held.")
FORGET_EVENT: Final = phrase("Delete its reports")
EVENT_AGAIN: Final = phrase("Type the ID again to confirm")
NOT_THE_EVENT: Final = phrase("Nothing was deleted: what was typed is not the ID.")


def stays(found: Insider) -> str:
    """Say what of a person forgetting leaves; nothing where it leaves nothing."""
    said = []
    if found.person is not None:
        said.append(
            say(
                "This person may sign in here. Forgetting leaves that as it is: disable them on People; whoever runs "
                "the dashboard takes them away for good (people remove)."
            )
        )
    if found.accounts:
        said.append(
            say(
                "An account of the platform that is held here has this name. Forgetting leaves it as it is; whoever "
                "runs the dashboard can let go of it (accounts remove)."
            )
        )
    return " ".join(said)


def found(counts: Forgotten, *, insider: bool = False) -> str:
    """Say what is held of a person, and so what forgetting takes out."""
    if counts == Forgotten():
        return say("No report holds this person.") if insider else say("Nothing is held of this person.")
    return say(
        "Held: {what}.",
        what=listing(
            [
                say(
                    "{registrants} in {snapshots} of {events}",
                    registrants=plural(counts.registrants, "registration", "registrations"),
                    snapshots=plural(counts.snapshots, "report", "reports"),
                    events=plural(counts.events, "event", "events"),
                ),
                say(
                    "{responses} that name them",
                    responses=plural(
                        counts.raw_rewritten + counts.raw_dropped, "response as received", "responses as received"
                    ),
                ),
                say("{views} that name them", views=plural(counts.views, "saved view", "saved views")),
            ]
        ),
    )


def will_forget(counts: Forgotten) -> str:
    """Say what forgetting will do, before it does."""
    return say(
        "Forgetting takes all of that out: registrations with their answers, sessions and questions; they are cut "
        "out of {rewritten}, {dropped} and {views} are deleted. Figures change accordingly. It cannot be undone.",
        rewritten=plural(counts.raw_rewritten, "response", "responses"),
        dropped=plural(counts.raw_dropped, "response", "responses"),
        views=plural(counts.views, "saved view", "saved views"),
    )


def forgotten(counts: Forgotten) -> str:
    """Say what was forgotten."""
    return say(
        "{registrants} taken out of {snapshots}; responses: {rewritten} rewritten, {dropped} deleted; saved views: "
        "{views} deleted.",
        registrants=plural(counts.registrants, "registration", "registrations"),
        snapshots=plural(counts.snapshots, "report", "reports"),
        rewritten=number(counts.raw_rewritten),
        dropped=number(counts.raw_dropped),
        views=number(counts.views),
    )


def in_force(keep: int, days: int | None, audit_days: int | None) -> str:
    """Say what the settings keep."""
    reports, entries = _reports(keep, days), _log(audit_days)
    return say("By the settings are kept: {reports}; {entries}.", reports=reports, entries=entries)


def _reports(keep: int, days: int | None) -> str:
    if not days:
        return say("of each event the newest {keep} reports, whatever their age", keep=number(keep))
    return say(
        "of each event the newest {keep} reports, none but the newest older than {days} days",
        keep=number(keep),
        days=number(days),
    )


def _log(days: int | None) -> str:
    if not days:
        return say("entries of the audit log for good")
    return say("entries of the audit log for {days} days", days=number(days))


def due(reports: int, events: int, left_without: int) -> str:
    """Say what would be deleted."""
    said = say(
        "This deletes {reports} of {events}.",
        reports=plural(reports, "report", "reports"),
        events=plural(events, "event", "events"),
    )
    more = say("Each event keeps its newest. It cannot be undone.")
    if left_without:
        without = plural(left_without, "event", "events")
        more = say("{events} would have none left. It cannot be undone.", events=without)
    return f"{said} {more}"


def confirm() -> str:
    """Say what to type."""
    return say("Type “{word}” to confirm", word=WORD)


def deleted(reports: int) -> str:
    """Say how many reports were deleted."""
    return say("{deleted}.", deleted=plural(reports, "report deleted", "reports deleted"))


def of_event(reports: int) -> str:
    """Say how many reports of an event would be deleted."""
    return say("This deletes {reports}. It cannot be undone.", reports=plural(reports, "report", "reports"))


speaking(__name__)
