"""The sentences of the page about people who may sign in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from webcast.formats import listing, number, plural
from webcast.language import counted, phrase, say, speaking
from webcast.library.people import INVITED_HOURS, Person
from webcast.library.sign_ins import Standing
from webcast.roles import Role

PEOPLE: Final = phrase("Who may come in?")
EVERYBODY: Final = phrase("People")
TABLE: Final = phrase("Everybody who may sign in, with role and sessions; a row opens the person")
NAME: Final = phrase("Name")
ADDRESS: Final = phrase("E-mail address")
ROLE: Final = phrase("Role")
STANDING: Final = phrase("Sign-in")
SESSIONS: Final = phrase("Sessions now")
CAME: Final = phrase("Last sign-in")
NOBODY: Final = phrase("Nobody may sign in with a passkey or passphrase of their own yet.")
NOT_HELD: Final = phrase(
    "The dashboard does not hold this account's password, so nobody can be let in to it. Whoever runs the dashboard "
    "has it held: webcast-insights accounts add."
)
ADD: Final = phrase("Add somebody")
ADD_AND_INVITE: Final = phrase("Add, and make a link")
ADD_ANOTHER: Final = phrase("Add somebody else")
EVENTS: Final = phrase("Events they see")
PARTS: Final[Mapping[str, str]] = {
    "cost_centers": phrase("Of these cost centers"),
    "folders": phrase("In these folders"),
    "events": phrase("These events"),
}
ANY: Final = phrase("None chosen")
NOT_LISTED: Final = phrase("Not in the event list")
LIMIT: Final = phrase("Limit to these")
LIMIT_NO_MORE: Final = phrase("Take the limit away")
LIMITED_NOW: Final = phrase("Limited")
NOT_LIMITED: Final = phrase("Not limited any more")
INVITATION: Final = phrase("Invitation")
INVITE_AGAIN: Final = phrase("Make a new link")
CHANGE_ROLE: Final = phrase("Change role")
SIGNED_IN: Final = phrase("Signed in")
NOT_SIGNED_IN: Final = phrase("Not signed in anywhere.")
END_ALL: Final = phrase("End all sessions")
DISABLE: Final = phrase("Disable")
ENABLE: Final = phrase("Enable")
ENABLE_HINT: Final = phrase(
    "They sign in with their passkeys or passphrase again. One who never chose any needs a new link."
)
THIS_IS_YOU: Final = phrase("This is you: another administrator changes your role, or disables you.")
ELSEWHERE_TOO: Final = phrase(
    "They are in an account that you do not look after, too, so only their role in this one is yours to change. "
    "Whoever runs the dashboard can do the rest."
)
OWN_SIGN_IN: Final = phrase("Signed in with the account's own password")
ENABLED: Final = phrase("They may sign in again.")
ADDED: Final = phrase("Added.")
LINK_MADE: Final = phrase("The new link is made, and earlier ones work no more.")
DISABLED_NOW: Final = phrase("Disabled")
ROLE_CHANGED: Final = phrase("The role is changed")

ROLES: Final[Mapping[Role, str]] = {
    Role.FIGURES: phrase("Figures only"),
    Role.PEOPLE: phrase("Figures and people"),
    Role.FILES: phrase("People, and files of them"),
    Role.ADMIN: phrase("Administrator"),
}
MAY: Final[Mapping[Role, str]] = {
    Role.FIGURES: phrase("Numbers, charts, and texts without who said them"),
    Role.PEOPLE: phrase("Names and addresses too, lists of people, saved views"),
    Role.FILES: phrase("Takes files along that say who people are, too"),
    Role.ADMIN: phrase("All of it, and these pages: lets people in, and sees what they did"),
}
STANDINGS: Final[Mapping[Standing, str]] = {
    Standing.ACTIVE: phrase("Active"),
    Standing.INVITED: phrase("Invited"),
    Standing.OVER: phrase("Invitation over"),
    Standing.DISABLED: phrase("Disabled"),
}


def add_hint() -> str:
    """Say what will happen to somebody who is added."""
    return say(
        "They are added, and you get a link to hand over: nothing is sent. It works once and for {hours} hours, and "
        "leads to a page where they make a passkey or choose a passphrase.",
        hours=INVITED_HOURS,
    )


def link_once() -> str:
    """Say what a link is good for."""
    return say(
        "Hand this link over yourself: it is shown this once. It works once, and for {hours} hours; whoever has it "
        "can come in with it.",
        hours=INVITED_HOURS,
    )


def invite_hint() -> str:
    """Say what will happen when a new link is made."""
    return say(
        "Lets them make a new passkey or choose a new passphrase. The link works once and for {hours} hours, and "
        "earlier ones work no more. Once it is used, the passkeys and the passphrase that they had work no more.",
        hours=INVITED_HOURS,
    )


def answer(people: int, admins: int, invited: int, disabled: int, signed_in: int) -> str:
    """Say how many there are, in which standing, and how many are signed in."""
    if not people:
        return say("Nobody was added to this account yet.")
    parts = [plural(admins, "administrator", "administrators") if admins else say("no administrator")]
    parts += [say("{count} invited", count=number(invited))] if invited else []
    parts += [say("{count} disabled", count=number(disabled))] if disabled else []
    return say(
        "{people} in this account: {parts}. {signed_in}.",
        people=plural(people, "person", "people"),
        parts=listing(parts),
        signed_in=counted(
            "{count} is signed in now", "{count} are signed in now", signed_in, count=number(signed_in)
        ),
    )


def role_will(sessions: int) -> str:
    """Say what will happen when a role is changed."""
    if not sessions:
        return say("Holds from the next sign-in on.")
    return say(
        "Ends {sessions} at once; after signing in again the new role holds.",
        sessions=plural(sessions, "session", "sessions"),
    )


def limit_will(sessions: int) -> str:
    """Say what a limit means, and what will happen when it is changed."""
    means = say("Nothing chosen: all events. Else those that any of it names; others do not exist for them.")
    if not sessions:
        return means
    return f"{means} {say('Ends {sessions} at once.', sessions=plural(sessions, 'session', 'sessions'))}"


def disable_will(sessions: int) -> str:
    """Say what will happen when somebody is disabled."""
    if not sessions:
        return say("Lets them in no more until they are enabled. Nothing of theirs is lost.")
    return say(
        "Ends {sessions} at once, in every browser, and lets them in no more until they are enabled. Nothing of "
        "theirs is lost.",
        sessions=plural(sessions, "session", "sessions"),
    )


def ended(what: str, sessions: int) -> str:
    """Say what was done, and how many sessions ended."""
    return say("{what}; {ended}.", what=what, ended=sessions_ended(sessions))


def sessions_ended(sessions: int) -> str:
    """Say how many sessions ended."""
    return plural(sessions, "session ended", "sessions ended")


def limited(names: Sequence[str]) -> str:
    """Say what somebody is limited to."""
    if not names:
        return say("Sees no event: what they are limited to is not understood.")
    return say("Sees events of {names} alone.", names=listing(sorted(names)))


def signs_in_with(person: Person) -> str:
    """Say what somebody signs in with; empty where with nothing yet."""
    parts = [plural(len(person.passkeys), "passkey", "passkeys")] if person.passkeys else []
    parts += [say("passphrase")] if person.passphrase else []
    ways = listing([*parts, *person.providers])
    return say("signs in with {ways}", ways=ways) if ways else ""


def last_came(when: str) -> str:
    """Say when somebody signed in last."""
    return say("last sign-in {when}", when=when) if when else say("last sign-in not known")


speaking(__name__)
