"""What is said to somebody whom a provider did not let in, or whom we don't: by code, as of all sign-ins."""

from __future__ import annotations

from typing import Final

from webcast.language import phrase

STATE: Final = "sign-on-state"
DENIED: Final = "sign-on-denied"
AWAY: Final = "sign-on-away"
ODD: Final = "sign-on-odd"
EMAIL: Final = "sign-on-email"
DOMAIN: Final = "sign-on-domain"
ROLE: Final = "sign-on-role"
UNKNOWN: Final = "sign-on-unknown"
KNOWN: Final = "sign-on-known"
DISABLED: Final = "sign-on-disabled"
FULL: Final = "sign-on-full"
OVER: Final = "sign-on-over"

SIGN_ON_ERRORS: Final = {
    STATE: phrase(
        "This sign-in began in another browser, took longer than ten minutes, or was used already. Begin again here."
    ),
    DENIED: phrase("You were not signed in with your organisation's account. Try again, or sign in another way."),
    AWAY: phrase("Your organisation's sign-in does not answer at the moment. Try again in a few minutes."),
    ODD: phrase(
        "Your organisation's sign-in did not answer as expected. Try again; if it stays, ask whoever runs this "
        "dashboard."
    ),
    EMAIL: phrase(
        "Your organisation's sign-in does not confirm your e-mail address. Ask whoever looks after your account "
        "there."
    ),
    DOMAIN: phrase("Nobody with an e-mail address of this domain may come in here. Sign in with another account."),
    ROLE: phrase("Your organisation's account has no role here. Ask whoever runs this dashboard for one."),
    UNKNOWN: phrase("You are not among the people of this dashboard. Ask whoever runs it to add you."),
    KNOWN: phrase(
        "Somebody with your e-mail address signs in here another way. Sign in that way, or ask whoever runs this "
        "dashboard."
    ),
    OVER: phrase("You signed out at your organisation's sign-in while you came from there. Sign in again."),
    FULL: phrase("This dashboard has as many people as it can have. Ask whoever runs it."),
    DISABLED: phrase("You may not sign in here any more. Ask whoever runs this dashboard."),
}
