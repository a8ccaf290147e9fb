"""The sentences of who is signed in: signing in and out, language, password, sessions."""

from __future__ import annotations

from typing import Final

from webcast.formats import listing, number, plural
from webcast.language import phrase, say, speaking

SIGN_IN: Final = phrase("Sign in")
OTHER_ACCOUNT_TITLE: Final = phrase("Another account is signed in now")
LOAD_ANEW: Final = phrase("Reload the dashboard")
ASK_AGAIN_TITLE: Final = phrase("Sign in again")
ASK_AGAIN: Final = phrase(
    "The platform ended this session (it does so after two hours). Nothing is lost: events, filters and what is "
    "loaded are kept. Sign in, and you go on right here."
)
SIGNED_OUT: Final = phrase(
    "You are not signed in any more: you signed out in another tab, or the sign-in has run out. What the address of "
    "this page says is kept: sign in, and you go on right here."
)
SIGN_IN_FIRST: Final = phrase("Sign in first: you go on at the page that was asked for, with its events and filters.")


def another_account(username: str) -> str:
    """Say that a tab was opened under another account than the one that this browser is signed in with."""
    now = say("you are signed in as {username}", username=username) if username else say("you work with files only")
    return say(
        "This tab was opened under another account, and meanwhile {now}. Nothing of that account is kept here.",
        now=now,
    )


SWITCH_HINT: Final = phrase(
    "The accounts that you are in. Each has its own events; what you look at and the files that you opened stay "
    "behind."
)
IN_VIEW: Final = phrase("in view")


def go_on_in(account: str, role: str) -> str:
    """Name the button that goes on in another account."""
    return say("{account}: {role}", account=account, role=role)


LANGUAGE: Final = phrase("Language")
LANGUAGE_OF_BROWSER: Final = phrase("As in the browser")
LANGUAGE_HINT: Final = phrase(
    "The language of every page, for everybody who uses this account. Files keep the platform's "
    "English headings, unless you turn on “Translated headings” in a download menu."
)
LANGUAGE_NOT_KEPT: Final = phrase("The language is changed, but could not be saved for next time.")
FILES_ONLY: Final = phrase("Files only")
FILES_ONLY_HINT: Final = phrase("You work with files only. They are gone when you sign out.")
SIGNED_IN_AS: Final = phrase("Signed in as")
SIGN_OUT: Final = phrase("Sign out")
CHANGE_CREDENTIAL: Final = phrase("Change password")
CHANGE_CREDENTIAL_HINT: Final = phrase("The password of the API account, for everybody who uses it.")
CREDENTIAL_NOW: Final = phrase("Current password")
CREDENTIAL_NEW: Final = phrase("New password")
CREDENTIAL_AGAIN: Final = phrase("New password, again")
CREDENTIAL_MISSING: Final = phrase("Enter the current and the new password; nothing was sent.")
CREDENTIALS_DIFFER: Final = phrase("The new password should be the same both times; nothing was sent.")
CREDENTIAL_SAME: Final = phrase("The new password should differ from the current one; nothing was sent.")
CREDENTIAL_CHANGED: Final = phrase("The password is changed.")
HELD_CREDENTIAL_HINT: Final = phrase(
    "The password of the platform's account, which the dashboard keeps sealed for everybody. The new one is made by "
    "chance; nobody has to know it."
)
MAKE_CREDENTIAL: Final = phrase("Make a new password")
CREDENTIAL_MADE: Final = phrase(
    "The platform takes a new password, which is sealed in the library and known to nobody."
)


def password_wait(seconds: float) -> str:
    """Say how long to wait before the next try."""
    return say(
        "Too many tries failed. Try again in {seconds}.", seconds=plural(max(1, round(seconds)), "second", "seconds")
    )


SESSIONS: Final = phrase("Where this account is signed in")
SESSIONS_HINT: Final = phrase("Everybody who signs in with this account sees these, and can end them.")
THIS_SESSION: Final = phrase("This browser")
END_SESSION: Final = phrase("End session")
END_OTHERS: Final = phrase("End all other sessions")
NOT_KNOWN: Final = phrase("not known")


def session(browser: str, where: str, began: str, used: str) -> tuple[str, ...]:
    """Say of a session which browser, from where, since when, and when it was last used."""
    return (
        browser or say(NOT_KNOWN),
        where or say(NOT_KNOWN),
        say("since {began}", began=began),
        say("last used {used}", used=used),
    )


def session_of(browser: str, began: str, used: str) -> tuple[str, ...]:
    """Say of somebody else's session with which browser, since when, and when it was last used; not from where."""
    return (
        browser or say(NOT_KNOWN),
        say("since {began}", began=began),
        say("last used {used}", used=used),
    )


def more_sessions(count: int) -> str:
    """Say how many sessions are not listed."""
    return say("and {count} more", count=number(count))


USERNAME: Final = phrase("User name")
PASSWORD: Final = phrase("Password")
SIGN_IN_FAILED: Final = phrase("Signing in did not work. Try again.")
DEMO: Final = phrase("Open the demo")
DEMO_HINT: Final = phrase("This dashboard runs on a sandbox with made-up events.")
EMAIL: Final = phrase("E-mail address")
PASSPHRASE: Final = phrase("Passphrase")
OR_WITH_THE_PLATFORM: Final = phrase("Or sign in with the platform's own account:")
OR_WITH_A_PASSPHRASE: Final = phrase("Or sign in with your own passphrase:")
SIGN_IN_WITH_PASSPHRASE: Final = phrase("Sign in with the passphrase")
SIGN_IN_WITH_PASSKEY: Final = phrase("Sign in with a passkey")
SIGNS_IN_WITH: Final = phrase("What you sign in with")
OWN_PASSKEYS: Final = phrase("Your passkeys")
SIGN_IN_AT_PLATFORM: Final = phrase("Sign in with the account")
DEMO_ROLES: Final = phrase("Or look at it as somebody who may see less:")
MAY_SEE: Final = phrase("What you may see")
FILES_ONLY_OFFER: Final = phrase("No account? Open report files that you have on disk.")
FILES_ONLY_ENTER: Final = phrase("Work with files only")


def ways_in(passkeys: int, *, passphrase: bool) -> str:
    """Say what somebody signs in with."""
    parts = [plural(passkeys, "passkey", "passkeys")] if passkeys else []
    return listing([*parts, *([say("passphrase")] if passphrase else [])])


def sign_in_with(provider: str) -> str:
    """Return what the button of a provider says."""
    return say("Sign in with {provider}", provider=provider)


speaking(__name__)
