"""Held accounts are refreshed with nobody signed in: when, by whom, within which limits; and what failures say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.library import stage
from tests.library.office import Office, Opener
from tests.library.stage import NOON, FakeClock
from webcast.api.redaction import Secret
from webcast.language import Reader, using
from webcast.library import Library, looking, schedule
from webcast.library.schedule import Refreshed, opens, within
from webcast.sandbox.accounts import DEMO_PASSWORD, DEMO_USERNAME
from webcast.sandbox.faults import Code, Hold, Status
from webcast.settings import Settings

Open = Callable[..., Office]


@pytest.fixture
def hourly(office: Opener, opened: Callable[..., Library], clock: FakeClock) -> Open:
    """Opens departments whose account is held and refreshed every hour."""

    def open_(*events: str, every: float = 60.0, expired: tuple[str, ...] = (), **more: object) -> Office:
        at = office(*events, expired=expired)
        settings = replace(at.settings, refresh_every_minutes=every, refresh_days=0.0, **more)  # type: ignore[arg-type]
        library = opened(settings, clock=clock)
        library.held.put(at.account, DEMO_USERNAME, Secret(DEMO_PASSWORD), "operator")
        return replace(at, library=library, settings=settings)

    return open_


def lists(at: Office) -> int:
    return at.asked().get("event_list", 0)


def state(at: Office) -> Refreshed:
    (found,) = at.library.schedule.states()
    return found


def look(at: Office) -> Refreshed:
    """Look, wait for the reports that were asked for, and return how it stands."""
    at.library.schedule.look()
    at.library.sync.wait(at.account, 120)
    return state(at)


def test_an_account_is_refreshed_as_often_as_the_setting_says(hourly: Open, clock: FakeClock) -> None:
    at = hourly("11")
    assert state(at) == Refreshed(at.account, DEMO_USERNAME, next=NOON)
    assert look(at) == Refreshed(at.account, DEMO_USERNAME, last=NOON, next=NOON + timedelta(hours=1))
    assert at.library.events(at.account)["event_id"].to_list() == ["11"]
    clock.advance(3599)
    look(at)
    assert lists(at) == 1
    clock.advance(1)
    assert look(at).last == NOON + timedelta(hours=1)
    assert lists(at) == 2


def test_nothing_is_refreshed_where_it_is_off(hourly: Open) -> None:
    at = hourly("11", every=0.0)
    assert look(at) == Refreshed(at.account, DEMO_USERNAME)
    assert at.asked() == {}


def test_reports_that_changed_are_fetched_and_no_others(hourly: Open, clock: FakeClock) -> None:
    at = hourly("11", "12", "13", "14", expired=("14",))
    at.library.remember_events(at.account, stage.listing("11", "12", "13", "14"))
    for event_id in ("12", "13", "14"):  # what the platform says of them is another stamp than this list's
        at.library.hold(at.account, event_id, None, stage.report(event_id))
    clock.advance(1)
    assert look(at).reports == 2
    assert at.asked() == {"login": 1, "event_list": 1, "report": 2}
    assert dict(at.library.events(at.account).select("event_id", "freshness").iter_rows()) == {
        "11": "missing", "12": "current", "13": "current", "14": "changed",
    }  # fmt: skip


def test_the_rest_of_many_comes_soon_and_some_requests_are_left_for_people(
    hourly: Open, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule, "AT_ONCE", 2)
    at = hourly("11", "12", "13")
    at.library.remember_events(at.account, stage.listing("11", "12", "13"))
    for event_id in ("11", "12", "13"):
        at.library.hold(at.account, event_id, None, stage.report(event_id))
    clock.advance(60)
    first = look(at)
    assert (first.reports, first.next) == (2, NOON + timedelta(minutes=6))
    monkeypatch.setattr("webcast.library.following.RESERVE", 998)
    clock.advance(300)
    assert look(at).reports == 0
    monkeypatch.setattr("webcast.library.following.RESERVE", 997)
    clock.advance(300)
    second = look(at)
    assert (second.reports, second.next) == (1, NOON + timedelta(minutes=71))


def test_of_several_processes_one_refreshes(hourly: Open, opened: Callable[..., Library], clock: FakeClock) -> None:
    at = hourly("11")
    other = opened(at.settings, clock=clock)
    look(at)
    other.schedule.look()
    assert lists(at) == 1
    assert other.schedule.states() == at.library.schedule.states()


def test_while_one_process_is_at_it_no_other_is_and_after_its_death_another(
    hourly: Open, opened: Callable[..., Library], clock: FakeClock
) -> None:
    at = hourly("11")
    other = opened(at.settings, clock=clock)
    (account,) = at.library.held.all()
    assert at.library.schedule._take(account)
    other.schedule.look()
    assert lists(at) == 0
    clock.advance(19)
    other.schedule.look()
    assert lists(at) == 0
    clock.advance(1)
    other.schedule.look()
    assert lists(at) == 1


def test_a_failure_is_said_and_tried_again_after_longer_and_longer(hourly: Open, clock: FakeClock) -> None:
    at = hourly("11")
    look(at)
    clock.advance(3600)
    fault = at.sandbox.faults.add(Status(503), endpoint="event_list")
    failed = look(at)
    assert failed.last == NOON
    assert failed.failed_at == NOON + timedelta(hours=1)
    assert "The platform" in failed.failure
    with using(Reader("de", "de-DE")):
        assert "Plattform" in state(at).failure
    waits = []
    for _ in range(9):
        before, tries = state(at), lists(at)
        waits.append(((before.next or NOON) - (before.failed_at or NOON)) // timedelta(minutes=1))
        clock.advance(waits[-1] * 60 - 1)
        look(at)
        assert lists(at) == tries
        clock.advance(1)
        look(at)
        assert lists(at) == tries + 1
    assert waits == [5, 10, 20, 40, 80, 160, 320, 640, 720]
    at.sandbox.faults.remove(fault)
    clock.advance(12 * 3600)
    assert look(at) == Refreshed(
        at.account, DEMO_USERNAME, last=stage_now(clock), next=stage_now(clock) + timedelta(hours=1)
    )


def stage_now(clock: FakeClock) -> datetime:
    return datetime.fromtimestamp(clock().wall, UTC)


def test_a_password_that_was_refused_is_tried_again_once_another_is_entered(hourly: Open, clock: FakeClock) -> None:
    at = hourly("11")
    at.library.held.put(at.account, DEMO_USERNAME, Secret("out of date"), "operator")
    assert "user name or the password may be wrong" in look(at).failure
    clock.advance(60)
    look(at)
    assert at.asked() == {"login": 1}
    at.library.held.put(at.account, DEMO_USERNAME, Secret(DEMO_PASSWORD), "operator")
    assert look(at).failure == ""
    assert lists(at) == 1


def test_what_waited_for_somebody_to_sign_in_goes_on(hourly: Open) -> None:
    at = hourly("11")
    tag = at.library._tag(at.account)
    at.library.sync._parts.jobs.add(tag, ["11"])
    look(at)
    assert at.library.events(at.account)["freshness"].to_list() == ["current"]


def test_a_fetch_that_the_platform_cut_off_signs_in_again_by_itself(hourly: Open, clock: FakeClock) -> None:
    at = hourly("11")
    at.library.remember_events(at.account, stage.listing("11"))
    at.library.hold(at.account, "11", None, stage.report("11"))
    clock.advance(1)
    at.sandbox.faults.add(Code(11), endpoint="report", times=1)
    look(at)
    assert at.asked()["login"] == 2
    assert at.library.events(at.account)["freshness"].to_list() == ["current"]


@pytest.mark.parametrize(
    ("between", "zone", "open_at_noon"),
    [
        (None, "UTC", True),
        ((0, 720), "UTC", False),
        ((0, 721), "UTC", True),
        ((720, 780), "UTC", True),
        ((780, 840), "Europe/Berlin", True),
        ((720, 780), "Europe/Berlin", False),
        ((1320, 360), "UTC", False),
        ((1320, 720), "UTC", False),
        ((1320, 721), "UTC", True),
        ((720, 360), "UTC", True),
    ],
)
def test_hours_are_of_the_zone_of_the_settings_and_may_go_over_midnight(
    settings: Settings, between: tuple[int, int] | None, zone: str, open_at_noon: bool
) -> None:
    assert within(replace(settings, refresh_between=between, time_zone=zone), NOON) is open_at_noon


def test_outside_of_the_hours_nothing_is_refreshed_and_next_is_when_they_begin(
    hourly: Open, clock: FakeClock
) -> None:
    at = hourly("11", refresh_between=(13 * 60, 14 * 60))
    assert look(at).next == NOON + timedelta(hours=1)
    assert at.asked() == {}
    clock.advance(3600)
    assert look(at).next == NOON + timedelta(hours=25)
    assert lists(at) == 1


def test_hours_that_begin_tomorrow(settings: Settings) -> None:
    early = replace(settings, refresh_between=(6 * 60 + 30, 7 * 60))
    assert opens(early, NOON) == NOON + timedelta(hours=18, minutes=30)


def test_a_dashboard_looks_again_and_again_until_it_is_closed(hourly: Open) -> None:
    at = hourly("11")
    at.library.schedule.begin(0.01)
    stage.until(lambda: state(at).last is not None)
    at.library.close()
    assert at.library.schedule._looking.thread is not None
    assert not at.library.schedule._looking.thread.is_alive()
    assert lists(at) == 1


def test_a_platform_that_does_not_answer_keeps_nobody_from_closing(
    hourly: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "_PATIENCE", 0.05)
    at = hourly("11")
    hold = at.sandbox.faults.add(Hold(), endpoint="login")
    at.library.schedule.begin(0.01)
    stage.until(lambda: at.asked().get("login"))
    at.library.schedule.close()
    hold.release()


def test_without_the_setting_no_thread_begins(hourly: Open) -> None:
    at = hourly("11", every=0.0)
    at.library.schedule.begin(0.01)
    assert at.library.schedule._looking.thread is None
