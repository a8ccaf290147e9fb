"""Whom a fetch asks the platform as."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from webcast.api.redaction import Secret
from webcast.api.session import ApiSession


class Credentials(Protocol):
    """A user name and a password, held in memory for one session."""

    @property
    def username(self) -> Secret | str:
        """The user name."""
        ...

    @property
    def password(self) -> Secret | str:
        """The password."""
        ...

    def refused(self) -> None:
        """Be told that the platform takes them no more."""


@dataclass(frozen=True)
class Login:
    """Whom the platform is asked as.

    Attributes:
        session: The platform session.
        credentials: Sign in again with these when it ends; None asks the person.
        renewed: Is told the new session then.
    """

    session: ApiSession = field(repr=False)
    credentials: Credentials | None = field(default=None, repr=False)
    renewed: Callable[[ApiSession], None] | None = field(default=None, repr=False)
