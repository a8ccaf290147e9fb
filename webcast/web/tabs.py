"""To which account each tab belongs, for when it reconnects.

A tab that loses its connection (a laptop sleeps) connects again by itself, names the session that it had, and brings
what was typed into it. Meanwhile somebody may have signed in under another account in the same browser, whose cookie
now goes along. The gate therefore tells Streamlit which account connects, so that it gives no session of one to
another; and pages ask here whose the session was that a tab had before.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from typing import Final

ACCOUNT_HEADER: Final = "x-webcast-account"
"""Set by the gate on every socket, in place of whatever came; Streamlit's ``server.trustedUserHeaders`` names it."""

_MOST: Final = 20_000


class Tabs:
    """The account of each of Streamlit's sessions, the latest."""

    def __init__(self) -> None:
        self._accounts: OrderedDict[str, str] = OrderedDict()
        self._lock = Lock()

    def belongs(self, session: str, account: str) -> None:
        """Note the account of a session."""
        with self._lock:
            self._accounts[session] = account
            self._accounts.move_to_end(session)
            while len(self._accounts) > _MOST:
                self._accounts.popitem(last=False)

    def account(self, session: str | None) -> str | None:
        """Return a session's account; None when it is not known: before a restart, or never signed in."""
        with self._lock:
            return None if session is None else self._accounts.get(session)


def had(headers: Mapping[str, str]) -> str | None:
    """Return the session that a tab had before it connected anew, from the headers of its handshake.

    Streamlit's front end sends it as the third of its subprotocols, behind the protocol and a token.
    """
    sent = [part.strip() for part in headers.get("sec-websocket-protocol", "").split(",")]
    return sent[2] if len(sent) > 2 and sent[2] else None
