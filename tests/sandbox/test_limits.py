"""The documented limits, over HTTP with a clock that is advanced."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from tests.sandbox.caller import Caller, code_of
from webcast.sandbox.accounts import PARTNER_PASSWORD, PARTNER_USERNAME
from webcast.sandbox.events import Event
from webcast.sandbox.faults import Hold
from webcast.sandbox.running import Sandbox
from webcast.sandbox.world import World


@pytest.fixture
def event(world: World) -> Event:
    return world.find("Data Quality Clinic: Bring Your Own Master Data")[0]


@pytest.fixture
def expired(world: World) -> list[Event]:
    return [event for event in world if event.is_expired(int(world.on_air.timestamp() * 1000))]


def test_one_report_at_a_time(sandbox: Sandbox, caller: Caller, event: Event) -> None:
    hold = sandbox.faults.add(Hold(), endpoint="report", times=1)
    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(caller.report, event)
        assert hold.reached()
        with Caller(sandbox) as second, Caller(sandbox, PARTNER_USERNAME, PARTNER_PASSWORD) as other:
            second.sign_in()
            other.sign_in()
            assert code_of(second.report(event)) == 62
            assert code_of(other.report(event)) == 1
            assert second.events().startswith("<convey_api>")
        hold.release()
        assert code_of(held.result()) == 1
    assert code_of(caller.report(event)) == 1


def test_a_standard_and_an_expired_report_may_run_together(
    sandbox: Sandbox, caller: Caller, event: Event, expired: list[Event]
) -> None:
    hold = sandbox.faults.add(Hold(), endpoint="expired_report", times=1)
    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(caller.report, expired[0], expired="on")
        assert hold.reached()
        with Caller(sandbox) as second:
            second.sign_in()
            assert code_of(second.report(expired[1], expired="on")) == 62
            assert code_of(second.report(event)) == 1
        hold.release()
        assert code_of(held.result()) == 1


def test_a_thousand_reports_an_hour(sandbox: Sandbox, caller: Caller, event: Event) -> None:
    sandbox.limits.spend(sandbox.username, 998, now=sandbox.clock.now())
    sandbox.clock.advance(timedelta(minutes=30))
    assert [code_of(caller.report(event)) for _ in range(3)] == [1, 1, 62]
    assert sandbox.limits.left(sandbox.username, now=sandbox.clock.now()) == 0
    sandbox.clock.advance(timedelta(minutes=30))
    assert sandbox.limits.left(sandbox.username, now=sandbox.clock.now()) == 998
    assert code_of(caller.report(event)) == 1


def test_refused_requests_do_not_count(sandbox: Sandbox, caller: Caller, event: Event) -> None:
    caller.report("999")
    caller.report(event, df="pdf")
    caller.events()
    assert sandbox.limits.left(sandbox.username, now=sandbox.clock.now()) == 1000


def test_fifty_expired_reports_an_hour(sandbox: Sandbox, caller: Caller, expired: list[Event]) -> None:
    sandbox.limits.spend(sandbox.username, 49, expired=True, now=sandbox.clock.now())
    assert code_of(caller.report(expired[0], expired="on")) == 1
    assert code_of(caller.report(expired[1], expired="on")) == 62
    sandbox.clock.advance(timedelta(hours=1))
    assert code_of(caller.report(expired[1], expired="on")) == 1
    assert sandbox.limits.left(sandbox.username, now=sandbox.clock.now()) == 1000


def test_one_report_of_an_expired_presentation_in_48_hours(
    sandbox: Sandbox, caller: Caller, expired: list[Event]
) -> None:
    assert code_of(caller.report(expired[0], expired="on")) == 1
    assert code_of(caller.report(expired[0], expired="on")) == 61
    sandbox.clock.advance(timedelta(hours=48) - timedelta(seconds=1))
    caller.sign_in()
    assert code_of(caller.report(expired[0], expired="on")) == 61
    assert code_of(caller.report(expired[1], expired="on")) == 1
    sandbox.clock.advance(timedelta(seconds=1))
    assert code_of(caller.report(expired[0], expired="on")) == 1


def test_an_expired_report_that_got_lost_on_the_way_is_spent(
    sandbox: Sandbox, caller: Caller, expired: list[Event]
) -> None:
    hold = sandbox.faults.add(Hold(), endpoint="expired_report", times=1)
    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(caller.report, expired[0], expired="on")
        assert hold.reached()
        hold.release()
        held.result()
    assert code_of(caller.report(expired[0], expired="on")) == 61


def test_the_limits_are_of_an_account(sandbox: Sandbox, caller: Caller, expired: list[Event]) -> None:
    training = next(event for event in expired if event.facts.cost_center == "Learning & Development")
    assert code_of(caller.report(training, expired="on")) == 1
    with Caller(sandbox, PARTNER_USERNAME, PARTNER_PASSWORD) as partner:
        partner.sign_in()
        assert code_of(partner.report(training, expired="on")) == 1
