"""The whole product on a hostile platform: one dashboard, one browser and two accounts for all tests here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.attack import hostile_world
from tests.browser.conftest import chrome, homes, person, visits
from tests.browser.dashboard import Dashboard, run_dashboard, uvicorn_run
from tests.tab import opened
from tests.web.serving import Browser
from webcast.sandbox.accounts import DEMO_PASSWORD, DEMO_USERNAME, PARTNER_PASSWORD, PARTNER_USERNAME, Account
from webcast.sandbox.running import Sandbox, run_sandbox

__all__ = ["chrome", "homes", "person", "visits"]

BOTH, FIRST_ALONE = hostile_world.EVENTS
MARK = "onerror=pwned()"
"""Is in the title of every event: where it stands, something of an event is shown."""


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """Two accounts: the first sees all events, the second the first event alone."""
    seen = frozenset({hostile_world.world().events[BOTH].facts.cost_center})
    accounts = (Account(DEMO_USERNAME, DEMO_PASSWORD), Account(PARTNER_USERNAME, PARTNER_PASSWORD, seen))
    with run_sandbox(world=hostile_world.world(), clock=hostile_world.clock(), accounts=accounts) as running:
        yield running


@pytest.fixture(scope="session")
def dashboard(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    with run_dashboard(sandbox, tmp_path_factory.mktemp("dashboard"), uvicorn_run()) as running:
        yield running


@dataclass(frozen=True)
class Both:
    """Two people at the same dashboard, each with their own reports fetched."""

    first: Browser
    second: Browser


def signed_in(url: str, username: str, password: str) -> Browser:
    browser = Browser(url)
    browser.post("/login", {"username": username, "password": password})
    assert browser.cookie
    return browser


@pytest.fixture(scope="session")
def both(dashboard: Dashboard) -> Both:
    """The first account holds both events, the second one none yet."""
    first = signed_in(dashboard.url, DEMO_USERNAME, DEMO_PASSWORD)
    dashboard.command("sync", *hostile_world.EVENTS).check_returncode()
    with opened(dashboard.url, first.cookies) as tab:
        assert 'class="wi-matching"' in tab.open("overview", f"events={BOTH},{FIRST_ALONE}").text
    return Both(first, signed_in(dashboard.url, PARTNER_USERNAME, PARTNER_PASSWORD))
