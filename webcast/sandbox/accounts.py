"""The accounts of the sandbox: who may see what. Passwords are public; nothing behind them is real."""

from __future__ import annotations

import hashlib
import hmac
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from webcast.sandbox import codes
from webcast.sandbox.programmes import CUSTOMERS, LEARNING, PARTNERS

SESSION_LIFETIME: Final = timedelta(hours=2)
"""Guide, "API Limits": authentication is valid for two hours."""

DEMO_USERNAME: Final = "demo@harbourline.example"
DEMO_PASSWORD: Final = "harbourline-demo"  # noqa: S105 public by design
PARTNER_USERNAME: Final = "partner@harbourline.example"
PARTNER_PASSWORD: Final = "partner-demo"  # noqa: S105 public by design
NEWCOMER_USERNAME: Final = "newcomer@harbourline.example"
NEWCOMER_PASSWORD: Final = "newcomer-demo"  # noqa: S105 public by design


@dataclass
class Account:
    """An API account.

    Attributes:
        username: What it signs in with.
        password: Likewise; can be changed.
        cost_centers: Whose events it sees; None for all.
        refusal: The code that a wrong password is answered with: the guide documents none.
    """

    username: str
    password: str = field(repr=False)
    cost_centers: frozenset[str] | None = None
    refusal: int = codes.SESSION_ENDED

    @property
    def user_id(self) -> str:
        """The id that the platform answers a sign-in with; it never changes."""
        return hashlib.sha1(f"user:{self.username}".encode(), usedforsecurity=False).hexdigest()

    def may_see(self, cost_center: str) -> bool:
        """Say whether the account has permission for events of a cost centre."""
        return self.cost_centers is None or cost_center in self.cost_centers


def defaults() -> tuple[Account, ...]:
    """Return the accounts: one that sees all, a partner who sees some, a newcomer who sees nothing yet."""
    return (
        Account(DEMO_USERNAME, DEMO_PASSWORD),
        Account(
            PARTNER_USERNAME, PARTNER_PASSWORD, frozenset((PARTNERS, CUSTOMERS, LEARNING)), codes.INVALID_PARAMETERS
        ),
        Account(NEWCOMER_USERNAME, NEWCOMER_PASSWORD, frozenset(), codes.GENERAL),
    )


@dataclass(frozen=True)
class _Session:
    account: Account
    ends: datetime


class Accounts:
    """Signs accounts in and knows their sessions."""

    def __init__(self, accounts: tuple[Account, ...] | None = None) -> None:
        self._accounts = {account.username: account for account in (accounts or defaults())}
        self._sessions: dict[str, _Session] = {}
        self._opened = 0
        self._lock = threading.Lock()

    def check(self, username: str, password: str) -> Account | None:
        """Return the account, or None where name or password is wrong."""
        account = self._accounts.get(username)
        if account is None or not hmac.compare_digest(account.password.encode(), password.encode()):
            return None
        return account

    def refusal(self, username: str) -> int:
        """Return the code that a wrong name or password is answered with."""
        account = self._accounts.get(username)
        return codes.SESSION_ENDED if account is None else account.refusal

    def open_session(self, account: Account, now: datetime) -> str:
        """Return the id of a new session, valid for two hours."""
        with self._lock:
            self._opened += 1
            number = f"session:{account.username}:{self._opened}:{now.isoformat()}"
            session_id = hashlib.sha1(number.encode(), usedforsecurity=False).hexdigest()
            self._sessions[session_id] = _Session(account, now + SESSION_LIFETIME)
        return session_id

    def who(self, user_id: str, session_id: str, now: datetime) -> Account | None:
        """Return whose session it is; None where it has ended, never was, or is another user's."""
        with self._lock:
            session = self._sessions.get(session_id)
        if session is None or session.ends <= now or session.account.user_id != user_id:
            return None
        return session.account

    def end_sessions(self, username: str | None = None) -> None:
        """End sessions at once, of one account or of all: for tests of what a client does then."""
        with self._lock:
            self._sessions = {
                key: session
                for key, session in self._sessions.items()
                if username is not None and session.account.username != username
            }
