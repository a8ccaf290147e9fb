"""What was asked of the sandbox: for tests that count requests. Secrets are not kept."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from webcast.sandbox.wire import PARAMETER

_SECRET: Final = frozenset(
    PARAMETER[name]
    for name in ("password", "current_password", "current_password_plain", "new_password", "user_id", "session_id")
)


@dataclass
class Asked:
    """One request.

    Attributes:
        endpoint: Name of the call as in :data:`webcast.sandbox.wire.PATHS`; ``unknown`` for any other path.
        method: GET or POST.
        at: When, by the sandbox's clock.
        parameters: As sent, without passwords and session ids.
        account: User name, once known.
        event_id: Of a report.
        code: Return code of the answer; None where a fault answered with something else, or nothing was yet.
        done: The answer has been sent, or given up.
    """

    endpoint: str
    method: str
    at: datetime
    parameters: dict[str, str] = field(default_factory=dict)
    account: str | None = None
    event_id: str | None = None
    code: int | None = None
    done: bool = False

    def take(self, parameters: dict[str, str]) -> None:
        """Note the parameters, without the secret ones."""
        self.parameters = {name: value for name, value in parameters.items() if name not in _SECRET}
        self.event_id = parameters.get(PARAMETER["event_id"])


class RequestLog:
    """All requests, oldest first."""

    def __init__(self) -> None:
        self._asked: list[Asked] = []
        self._lock = threading.Lock()

    def note(self, asked: Asked) -> None:
        """Add a request."""
        with self._lock:
            self._asked.append(asked)

    def of(
        self,
        endpoint: str | None = None,
        *,
        account: str | None = None,
        event_id: str | None = None,
        code: int | None = None,
    ) -> list[Asked]:
        """Return the requests of an endpoint, account, event or return code; all where nothing is said."""
        wanted = {"endpoint": endpoint, "account": account, "event_id": event_id, "code": code}
        return [
            asked
            for asked in self
            if all(value is None or getattr(asked, name) == value for name, value in wanted.items())
        ]

    def count(
        self,
        endpoint: str | None = None,
        *,
        account: str | None = None,
        event_id: str | None = None,
        code: int | None = None,
    ) -> int:
        """Return how many requests :meth:`of` returns."""
        return len(self.of(endpoint, account=account, event_id=event_id, code=code))

    def clear(self) -> None:
        """Forget them."""
        with self._lock:
            self._asked.clear()

    def __iter__(self) -> Iterator[Asked]:
        with self._lock:
            return iter(list(self._asked))

    def __len__(self) -> int:
        with self._lock:
            return len(self._asked)
