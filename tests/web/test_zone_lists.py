"""The platform's own list of time zones: asked for beside the pages, kept with its age, and never waited for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.web.conftest import Clock
from tests.web.serving import wait_until
from webcast.sandbox import zones as platform_zones
from webcast.sandbox.accounts import DEMO_PASSWORD, DEMO_USERNAME
from webcast.sandbox.faults import Hold, Status
from webcast.sandbox.running import Sandbox
from webcast.web.app_state import AppState
from webcast.web.visitor import Visitor
from webcast.web.zone_lists import NOTHING, Offered, ZoneLists


@pytest.fixture
def visitor(state: AppState) -> Visitor:
    """Somebody who signed in with the demo account."""
    api = state.client.sign_in(DEMO_USERNAME, DEMO_PASSWORD)
    return Visitor(
        "sid", "account", DEMO_USERNAME, api, files_only=False, expires_at=datetime(2999, 1, 1, tzinfo=UTC)
    )


def settled(lists: ZoneLists, visitor: Visitor, until: Callable[[Offered], object]) -> Offered:
    """Return what is offered once it is as wanted."""
    wait_until(lambda: until(lists.offered(visitor)), "the list")
    return lists.offered(visitor)


def asked(platform: Sandbox) -> int:
    return platform.requests.count("time_zones")


def test_the_list_comes_beside_the_page_and_once_a_session(
    state: AppState, visitor: Visitor, platform: Sandbox, clock: Clock
) -> None:
    before, lists = asked(platform), state.zone_lists
    hold = Hold()
    platform.faults.add(hold, endpoint="time_zones", times=1)
    assert lists.offered(visitor) == NOTHING
    assert hold.reached()
    assert lists.offered(visitor) == NOTHING  # a slow platform holds up nobody
    hold.release()
    found = settled(lists, visitor, lambda offered: offered.names)
    assert (found.names[0], found.failed) == ("Etc/GMT+12", False)
    assert {"Europe/Berlin", "Asia/Kolkata"} < set(found.names)
    assert list(found.names) == [name for name in platform_zones.ids() if name in found.names]  # in its order
    kept = state.library.zones.of(visitor.account)
    assert kept is not None
    assert (kept.names, kept.at) == (platform_zones.ids(), found.at)
    assert (lists.offered(visitor), asked(platform) - before) == (found, 1)
    # Another session of the account asks nobody while the list is younger than a day.
    clock.at = kept.at + timedelta(hours=23)
    lists.drop(visitor.sid)
    assert settled(lists, replace(visitor, sid="again"), lambda offered: offered.names) == found
    assert asked(platform) - before == 1


def test_a_platform_that_fails_leaves_the_built_in_list_or_its_older_one(
    state: AppState, visitor: Visitor, platform: Sandbox, clock: Clock
) -> None:
    before, lists = asked(platform), state.zone_lists
    platform.faults.add(Status(404), endpoint="time_zones")
    assert settled(lists, visitor, lambda offered: offered.failed) == Offered(failed=True)
    tried = asked(platform) - before
    assert tried >= 1
    for _ in range(3):
        assert lists.offered(visitor) == Offered(failed=True)
    assert asked(platform) - before == tried  # not again in this session
    kept = state.library.zones.remember(visitor.account, ["Asia/Tokyo", "Mars/Olympus", "localtime", "Europe/Oslo"])
    clock.at = kept.at + timedelta(days=2)
    lists.drop(visitor.sid)
    other = replace(visitor, sid="again")
    # What our libraries do not know is left out.
    assert settled(lists, other, lambda offered: offered.names) == Offered(("Asia/Tokyo", "Europe/Oslo"), kept.at)
    assert asked(platform) - before > tried


def test_the_list_is_the_account_s_and_sealed(state: AppState, visitor: Visitor) -> None:
    state.library.zones.remember(visitor.account, ["Antarctica/Troll"])
    assert state.library.zones.of("another") is None
    assert state.zone_lists.offered(replace(visitor, api=None)) == NOTHING
    data = b"".join(path.read_bytes() for path in state.settings.data_dir.rglob("*") if path.is_file())
    assert b"Antarctica/Troll" not in data
