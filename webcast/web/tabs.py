"""To which account each tab belongs, for when it reconnects.

A tab that loses its connection (a laptop sleeps) connects again by itself, names the session that it had, and brings
what was typed into it. Meanwhile somebody may have signed in under another account in the same browser, whose cookie
now goes along. The gate therefore tells Streamlit which account connects, so that it gives no session of one to
another; and pages ask here whose the session was that a tab had before.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from datetime import timedelta
from threading import Lock
from typing import Final

from webcast.library.passing import NOBODY, Passing, Terms

ACCOUNT_HEADER: Final = "x-webcast-account"
"""Set by the gate on every socket, in place of whatever came; Streamlit's ``server.trustedUserHeaders`` names it."""

KIND: Final = "tab"
KNOWN_FOR: Final = timedelta(days=7)
"""Longer than a laptop sleeps that connects again with what was typed into a page."""

_MOST: Final = 20_000
_LONGEST: Final = 64
"""Characters of a name of Streamlit's; what a browser sends as one may be anything."""


class Tabs:
    """The account of each of Streamlit's sessions, whichever process had it; it outlives the session of ours.

    Args:
        passing: Where it is left.
    """

    def __init__(self, passing: Passing) -> None:
        self._passing = passing
        self._accounts: OrderedDict[str, str] = OrderedDict()
        self._lock = Lock()

    def belongs(self, session: str, account: str) -> None:
        """Note the account of a session.

        Raises:
            LibraryError: It cannot be noted.
        """
        with self._lock:
            if self._accounts.get(session) == account:
                return
        terms = Terms(self._passing.now() + KNOWN_FOR)
        self._passing.put(NOBODY, KIND, session, account.encode(), terms)
        with self._lock:
            self._accounts[session] = account
            while len(self._accounts) > _MOST:
                self._accounts.popitem(last=False)

    def account(self, session: str | None) -> str | None:
        """Return a session's account; None when it is not known: never signed in, or gone for long.

        Raises:
            LibraryError: It cannot be found out.
        """
        if session is None or len(session) > _LONGEST:
            return None
        with self._lock:
            known = self._accounts.get(session)
        if known is None:
            found = self._passing.get(NOBODY, KIND, session)
            known = None if found is None else found.decode()
        return known


def had(headers: Mapping[str, str]) -> str | None:
    """Return the session that a tab had before it connected anew, from the headers of its handshake.

    Streamlit's front end sends it as the third of its subprotocols, behind the protocol and a token.
    """
    sent = [part.strip() for part in headers.get("sec-websocket-protocol", "").split(",")]
    return sent[2] if len(sent) > 2 and sent[2] else None
