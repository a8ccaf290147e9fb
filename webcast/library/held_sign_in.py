"""Signs in with accounts that are held, and changes their passwords so that no crash can lose the one in force.

A new password is sealed beside the present one before the platform is told it. From then on both are kept until one
of them has worked: after whatever happened between two steps, the next sign-in finds out, here.
"""

from __future__ import annotations

import secrets
import string
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from webcast.api import passwords
from webcast.api.client import ApiSession, ReportingClient
from webcast.api.failures import CredentialsRefused, NotReached, UntrustedPlatform
from webcast.api.redaction import Secret
from webcast.errors import LibraryError, TryAgainLater, WebcastError
from webcast.language import later
from webcast.library.audit import PROGRAM
from webcast.library.clock import Clock
from webcast.library.held_accounts import Held, HeldAccounts, NotHeld

LENGTH: Final = 24
"""Characters of a password of ours. Which the platform takes its guide does not say; these are *inferred*."""

SIGNS: Final = "-_"
"""Beside letters and digits: what no form, address or document has to escape."""

ARRIVES_WITHIN: Final = timedelta(minutes=10)
"""So long after a change was begun it may still come into force, where the platform has not answered."""


class Unsettled(TryAgainLater):
    """An earlier change of the password may still come into force."""

    def __init__(self) -> None:
        super().__init__(
            later("An earlier change of this password was not answered, and may still come into force."),
            remedy=later("Try again in {minutes} min.", minutes=ARRIVES_WITHIN // timedelta(minutes=1)),
            retry_after=ARRIVES_WITHIN.total_seconds(),
        )


class HeldSignIn:
    """Signs in with them.

    Args:
        held: The accounts.
        clock: The clock.
    """

    def __init__(self, held: HeldAccounts, clock: Clock) -> None:
        self._held = held
        self._clock = clock

    def sign_in(self, client: ReportingClient, key: str) -> ApiSession:
        """Open a session at the platform; where two passwords are kept, with the one that works, which stays.

        Raises:
            NotHeld: The account is not held.
            CredentialsRefused: The platform takes none of what is held.
            WebcastError: As for :meth:`ReportingClient.sign_in`.
        """
        return self._sign_in(client, self._account(key), answered=False)

    def change(
        self,
        client: ReportingClient,
        key: str,
        user: str,
        *,
        new: Secret | None = None,
        current: Secret | None = None,
        breached: Path | None = None,
    ) -> None:
        """Change an account's password at the platform: to one that nobody knows, unless one is given.

        Args:
            client: Asks the platform.
            key: Which account.
            user: Who wants it, for the audit log.
            new: The new password; one that :func:`webcast.api.passwords.why_refused` has nothing against.
            current: The present one, as somebody typed it; the one that is held when absent.
            breached: A list of breached passwords, none of which one of ours is.

        Raises:
            NotHeld: The account is not held.
            Unsettled: It is not known yet what became of an earlier change.
            CredentialsRefused: The platform does not take the password that is held.
            WebcastError: It could not be changed; both are kept where that is not certain.
        """
        account = self._account(key)
        if account.new is not None:
            self._sign_in(client, account, answered=False)
            account = self._account(key)
            if account.new is not None:
                raise Unsettled
        fresh = new or made(account.username, breached)
        account = self._held.keep_both(key, fresh, user)
        try:
            client.change_password(account.username, current or account.password, fresh)
        except (NotReached, UntrustedPlatform, CredentialsRefused):
            # Nothing was sent, or the platform says that it changes nothing.
            self._held.keep_one(key, account.password, user)
            raise
        except WebcastError as exc:
            if not self._in_force_after(client, account, fresh, exc):
                raise
        else:
            self._held.keep_one(key, fresh, user)

    def _in_force_after(self, client: ReportingClient, account: Held, fresh: Secret, failure: WebcastError) -> bool:
        """Find out whether the new password is in force, after an answer that does not say so."""
        try:
            self._sign_in(client, account, answered=not isinstance(failure, TryAgainLater))
        except LibraryError:
            raise
        except WebcastError:
            return False  # it cannot be known now: both stay
        now = self._account(account.key)
        return now.new is None and now.password.reveal() == fresh.reveal()

    def _sign_in(self, client: ReportingClient, account: Held, *, answered: bool) -> ApiSession:
        """Sign in; see :meth:`sign_in`.

        Args:
            client: Asks the platform.
            account: With what.
            answered: The platform has answered the change, so that it cannot come into force any more.
        """
        if account.new is None:
            return client.sign_in(account.username, account.password)
        try:
            session = client.sign_in(account.username, account.new)
        except CredentialsRefused:
            session = client.sign_in(account.username, account.password)
            if answered or self._long_ago(account):
                self._held.keep_one(account.key, account.password, PROGRAM)
        else:
            self._held.keep_one(account.key, account.new, PROGRAM)
        return session

    def _long_ago(self, account: Held) -> bool:
        return datetime.fromtimestamp(self._clock().wall, UTC) - account.since >= ARRIVES_WITHIN

    def _account(self, key: str) -> Held:
        account = self._held.of(key)
        if account is None:
            raise NotHeld
        return account


class HeldCredentials:
    """What a fetch signs in again with: read when it is needed, so that a changed password is the new one.

    Args:
        held: The accounts.
        key: Which of them.
    """

    def __init__(self, held: HeldAccounts, key: str) -> None:
        self._held = held
        self._key = key

    @property
    def username(self) -> Secret:
        """Its name; empty where it is held no more."""
        account = self._held.of(self._key)
        return Secret("" if account is None else account.username)

    @property
    def password(self) -> Secret:
        """Its password; empty where it is held no more."""
        account = self._held.of(self._key)
        return Secret("") if account is None else account.password

    def refused(self) -> None:
        """Do nothing: the next sign-in says so to whoever runs the dashboard."""


def made(username: str, breached: Path | None = None) -> Secret:
    """Return a new password: letters of both cases, digits and signs, by chance.

    Raises:
        SettingsError: The list of breached ones cannot be read.
    """
    kinds = (string.ascii_lowercase, string.ascii_uppercase, string.digits, SIGNS)
    while True:
        text = "".join(secrets.choice("".join(kinds)) for _ in range(LENGTH))
        whole = text[0] not in SIGNS and all(set(text) & set(kind) for kind in kinds)
        if whole and passwords.why_refused(text, username, breached) is None:
            return Secret(text)
