"""What is said to somebody whose passkey lets nobody in: by code, as of all sign-ins."""

from __future__ import annotations

from typing import Final

from webcast.language import phrase

STATE: Final = "passkey-state"
UNKNOWN: Final = "passkey-unknown"
ODD: Final = "passkey-odd"
UNVERIFIED: Final = "passkey-unverified"
COUNT: Final = "passkey-count"
DISABLED: Final = "passkey-disabled"
NOWHERE: Final = "passkey-nowhere"

PASSKEY_ERRORS: Final = {
    STATE: phrase("This took longer than five minutes, began in another browser, or was used already. Try again."),
    UNKNOWN: phrase(
        "This passkey is not known here, or not any more. Sign in another way, or ask an administrator for a new "
        "link."
    ),
    ODD: phrase("The passkey did not answer as expected. Try again; if it stays, ask whoever runs this dashboard."),
    UNVERIFIED: phrase(
        "The passkey has to check that it is you, by PIN, fingerprint or face. Turn that on where it is kept, or use "
        "another one."
    ),
    COUNT: phrase(
        "There may be a copy of this passkey, so it lets nobody in. Sign in another way, and tell whoever runs this "
        "dashboard."
    ),
    DISABLED: phrase("You may not sign in here any more. Ask whoever runs this dashboard."),
    NOWHERE: phrase(
        "Passkeys work at the dashboard's own address alone, and over https. Open it there, or sign in another way."
    ),
}
