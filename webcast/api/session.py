"""A session at the platform: what a sign-in gives, and every other call needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from webcast.api.redaction import Secret


@dataclass(frozen=True)
class ApiSession:
    """The ids of a sign-in; both are secrets, since who has them can read the account's reports for two hours.

    Attributes:
        user_id: The platform's id of the user.
        session_id: The platform's id of the session.
        opened_at: When the platform was asked for it.
    """

    user_id: Secret
    session_id: Secret
    opened_at: datetime

    def to_json(self) -> dict[str, str]:
        """Return the session in the clear, for who encrypts it at once."""
        return {
            "user_id": self.user_id.reveal(),
            "session_id": self.session_id.reveal(),
            "opened_at": self.opened_at.isoformat(),
        }

    @classmethod
    def from_json(cls, found: Mapping[str, str]) -> Self:
        """Return the session that :meth:`to_json` wrote.

        Raises:
            KeyError: A part is missing.
            ValueError: The time cannot be read.
        """
        opened_at = datetime.fromisoformat(found["opened_at"]).astimezone(UTC)
        return cls(Secret(found["user_id"]), Secret(found["session_id"]), opened_at)
