from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.api.loopback import Loopback, answer, loopback
from webcast.api.client import ApiSession, ReportingClient
from webcast.api.redaction import Secret
from webcast.settings import load

SESSION = ApiSession(Secret("u-1"), Secret("s-1"), datetime(2026, 3, 2, 9, 0, tzinfo=UTC))


@pytest.fixture
def platform() -> Iterator[Loopback]:
    with loopback(answer(b"")) as served:
        yield served


@pytest.fixture
def client(platform: Loopback) -> ReportingClient:
    return connect(platform.url)


def connect(url: str, **more: str) -> ReportingClient:
    """Return a client with short timeouts and the given settings, by variable name without prefix."""
    environ = {"PLATFORM_URL": url, "CONNECT_TIMEOUT": "2", "READ_TIMEOUT": "2"} | more
    return ReportingClient(
        load({f"WEBCAST_{name}": value for name, value in environ.items()}, Path("no-such-file")),
        now=lambda: datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
    )
