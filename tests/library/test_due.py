"""What a refresh takes though no stamp has moved, the date of an event, and expired presentations, never unasked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import polars as pl
import pytest
from sqlalchemy import delete

from tests.library import stage
from tests.library.office import Opener
from webcast.api.client import ReportingClient
from webcast.errors import BadData
from webcast.library import Library
from webcast.library.known_facts import Facts
from webcast.library.sync import NotAgreed
from webcast.library.tables import facts
from webcast.reports import Report
from webcast.sandbox.events import Asked, Viewer
from webcast.settings import Settings

ACCOUNT = "account"
NOON = stage.NOON
DAY = timedelta(days=1)


def held(**times: object) -> Report:
    """A report of event 11 with some times of the event."""
    report = stage.report("11")
    event = report.event.with_columns(
        pl.lit(value).cast(pl.Datetime("ms", "UTC")).alias(n) for n, value in times.items()
    )
    return Report(**(report.tables() | {"event": event}))


def freshness_after(opened: Callable[..., Library], settings: Settings, ended: timedelta, fetched: timedelta) -> str:
    """Return how an event stands that ended so long ago, and whose report was fetched so long ago."""
    clock = stage.FakeClock()
    library = opened(settings, clock=clock)
    library.remember_events(ACCOUNT, stage.listing("11"))
    library.hold(ACCOUNT, "11", None, held(live_end=NOON + fetched - ended))
    clock.advance(fetched.total_seconds())
    (found,) = library.events(ACCOUNT)["freshness"]
    return str(found)


@pytest.mark.parametrize(
    ("ended", "fetched", "stands"),
    [
        (3 * DAY, DAY + timedelta(seconds=1), "due"),
        (3 * DAY, DAY, "current"),  # more than a day ago, not a day
        (14 * DAY - timedelta(seconds=1), 2 * DAY, "due"),
        (14 * DAY, 2 * DAY, "current"),  # younger than 14 days
        (-1 * DAY, 2 * DAY, "current"),  # not over yet: its stamps tell
    ],
)
def test_what_ended_lately_and_was_fetched_a_day_ago_is_due(
    opened: Callable[..., Library],
    settings: Settings,
    ended: timedelta,
    fetched: timedelta,
    stands: str,
) -> None:
    assert freshness_after(opened, settings, ended, fetched) == stands


def test_both_numbers_are_settings(opened: Callable[..., Library], settings: Settings) -> None:
    assert freshness_after(opened, replace(settings, refresh_days=0), 3 * DAY, 2 * DAY) == "current"
    at = replace(settings, refresh_after_hours=72, refresh_days=30)
    assert freshness_after(opened, at, 20 * DAY, 3 * DAY) == "current"
    assert freshness_after(opened, at, 20 * DAY, 3 * DAY + timedelta(seconds=1)) == "due"


def test_an_expired_presentation_is_never_due(opened: Callable[..., Library], settings: Settings) -> None:
    clock = stage.FakeClock()
    library = opened(settings, clock=clock)
    library.remember_events(ACCOUNT, stage.listing("11").with_columns(is_expired=pl.lit(value=True)))
    library.hold(ACCOUNT, "11", None, held(live_end=NOON))
    clock.advance(2 * 86_400)
    assert library.events(ACCOUNT)["freshness"].to_list() == ["current"]


def test_a_refresh_takes_what_is_due_once_a_day(office: Opener, opened: Callable[..., Library]) -> None:
    at = office("11")
    clock = stage.FakeClock()
    at.library = opened(at.settings, clock=clock)
    at.fetch("11")
    clock.advance(2 * 86_400)  # the sandbox's event ended ten days before its noon
    assert at.fetch("11").fetched == 1
    assert at.fetch("11").fetched == 0
    assert at.asked()["report"] == 2


# The date


def dated(library: Library) -> tuple[object, object]:
    return library.events(ACCOUNT).select("at", "at_is").row(0)


def test_the_date_is_the_live_start_else_the_schedule_and_never_the_last_viewing(library: Library) -> None:
    listing = stage.listing("11")
    library.remember_events(ACCOUNT, listing)
    assert dated(library) == (None, None)
    assert library.events(ACCOUNT)["last_activity"].to_list() == [NOON]
    scheduled = listing.with_columns(scheduled_start=pl.lit(NOON - 5 * DAY).cast(pl.Datetime("ms", "UTC")))
    library.remember_events(ACCOUNT, scheduled)
    assert dated(library) == (NOON - 5 * DAY, "schedule")
    library.hold(ACCOUNT, "11", None, held(live_start=NOON - 4 * DAY, live_scheduled_at=NOON - 6 * DAY))
    assert dated(library) == (NOON - 4 * DAY, "live start")
    library.remember_events(ACCOUNT, listing)
    library.hold(ACCOUNT, "11", None, held(simlive_scheduled_at=NOON - 7 * DAY, od_published_at=NOON - DAY))
    assert dated(library) == (NOON - 7 * DAY, "schedule")
    library.hold(ACCOUNT, "11", None, held(od_published_at=NOON - DAY))
    assert dated(library) == (NOON - DAY, "publication")
    library.hold(ACCOUNT, "11", None, held(created_at=NOON - DAY))
    assert dated(library) == (None, None)


def test_reports_that_an_older_version_held_get_their_times_in_the_background(
    opened: Callable[..., Library], settings: Settings
) -> None:
    library = opened()
    library.remember_events(ACCOUNT, stage.listing("11"))
    library.hold(ACCOUNT, "11", None, held(live_start=NOON - 4 * DAY))
    with library._guard.write() as conn:
        conn.execute(delete(facts))
    library.close()
    again = opened(settings)
    stage.until(lambda: not Facts(again._guard).lacking())
    assert dated(again) == (NOON - 4 * DAY, "live start")


def test_the_list_is_put_together_once_however_often_it_is_asked_for(library: Library) -> None:
    library.remember_events(ACCOUNT, stage.listing("11", "12"))
    for _ in range(5):
        library.events(ACCOUNT)
    assert library._catalogue.joins == 1
    library.hold(ACCOUNT, "11", None, held(live_start=NOON))
    assert library.events(ACCOUNT)["freshness"].to_list() == ["current", "missing"]
    assert library._catalogue.joins == 2


# Expired presentations


def test_no_way_spends_an_expired_presentation_unasked(office: Opener) -> None:
    at = office("11", "12", expired=("12",))
    at.library.sync.refresh_events(at.account, at.session)
    at.sandbox.requests.clear()
    with pytest.raises(NotAgreed, match="1 expired presentation: one report per 48 hours; 50 of 50 left this hour"):
        at.library.sync.start(at.account, at.session, ["11", "12"])
    assert at.library.sync.progress(at.account) is None
    assert at.asked() == {}


def test_an_event_that_expires_while_it_waits_is_not_spent(office: Opener) -> None:
    at = office("11", "12", expired=("12",))
    # No list yet: nobody can know at the start, and so nobody was asked.
    progress = at.fetch("11", "12")
    assert at.asked() == {"event_list": 1, "report": 1}
    assert [(event, "Nobody said" in message) for event, _, message in progress.failures] == [("12", True)]


def test_a_yes_holds_once(office: Opener) -> None:
    at = office("12", expired=("12",))
    at.library.sync.refresh_events(at.account, at.session)
    assert at.fetch("12", spend=True).fetched == 1
    at.sandbox.clock.advance(timedelta(hours=49))
    at.library.sync._parts.jobs.add(at.library._tag(at.account), ["12"], force=True)
    at.library.sync.resume(at.account, at.session)
    assert "Nobody said" in at.outcome().failures[0][2]
    assert at.asked()["expired_report"] == 1


# Two formats, one report


def test_referrers_are_added_with_one_request_and_stay(office: Opener) -> None:
    at = office("11")
    at.fetch("11")
    assert at.library.report(at.account, ["11"]).registrants["referrer"].to_list() == [None] * 3
    progress = at.fetch("11", add_json=True)
    assert (progress.fetched, at.asked()) == (1, {"event_list": 1, "report": 2})
    assert [asked.parameters["df"] for asked in at.sandbox.requests.of("report")] == ["xml", "json"]
    report = at.library.report(at.account, ["11"])
    assert report.event.select("format", "creator").row(0) == ("xml+json", "c")
    assert report.registrants["referrer"].to_list() == ["", "", ""]  # nobody of the stage came by a page
    assert at.library.events(at.account)["formats"].to_list() == ["xml+json"]
    # From now on every fetch brings both; and they are decoded again together.
    assert at.fetch("11", force=True).fetched == 1
    assert at.asked()["report"] == 4
    assert at.library.decode_again() == (2, 0)
    assert at.library.report(at.account, ["11"]).event["creator"].to_list() == ["c"]


def test_the_setting_asks_in_both_and_a_failure_keeps_the_xml(
    office: Opener, opened: Callable[..., Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    at = office("11")
    at.library = opened(replace(at.settings, report_formats=("xml", "json")))

    def unreadable(*_: object) -> None:
        raise BadData("No JSON.")

    with monkeypatch.context() as patched:
        patched.setattr(at.library.sync._parts.intake, "join_json", unreadable)
        assert at.fetch("11").failures == (("11", "Event 11", "No JSON."),)
    assert at.library.report(at.account, ["11"]).event["format"].to_list() == ["xml"]
    assert at.fetch("11").fetched == 1
    assert at.library.report(at.account, ["11"]).event["format"].to_list() == ["xml+json"]
    assert at.asked()["report"] == 3


def test_whoever_is_forgotten_is_in_neither_response(office: Opener) -> None:
    at = office("11")
    at.fetch("11", add_json=True)
    email = stage.PEOPLE[0][2]
    gone = at.library.forget_person(email, user="t")
    assert (gone.registrants, gone.raw_dropped) == (1, 2)
    assert at.library.report(at.account, ["11"]).registrants.height == 2
    assert at.library.decode_again() == (0, 0)


def test_an_expired_presentation_comes_in_one_format(office: Opener, opened: Callable[..., Library]) -> None:
    at = office("12", expired=("12",))
    at.library = opened(replace(at.settings, report_formats=("xml", "json")))
    assert at.fetch("12", spend=True, add_json=True).fetched == 1
    assert at.asked() == {"event_list": 1, "expired_report": 1}


def asks_late(viewer: Viewer) -> Viewer:
    return replace(viewer, asked=(Asked(viewer.registered_at, "When does it ship?", None),))


def test_late_answers_change_a_report_and_move_no_stamp(office: Opener) -> None:
    at = office("11")
    event = at.sandbox.world.events["11"]
    viewers = event.everybody()
    event._made = [asks_late(viewers[0]), *viewers[1:]]
    at.fetch("11")
    assert at.library.report(at.account, ["11"]).qa["answer"].to_list() == [None]
    assert at.sandbox.world.answer_late("11", "In May.") == 1
    at.sandbox.clock.advance(timedelta(minutes=2))
    at.library.remember_events(at.account, ReportingClient(at.settings).events(at.session))
    assert at.library.events(at.account)["freshness"].to_list() == ["current"]
    assert at.fetch("11", force=True).fetched == 1
    assert at.library.report(at.account, ["11"]).qa["answer"].to_list() == ["In May."]


def test_time_judges_anew_exactly_when_it_makes_a_difference(
    opened: Callable[..., Library], settings: Settings
) -> None:
    clock = stage.FakeClock()
    library = opened(settings, clock=clock)
    library.remember_events(ACCOUNT, stage.listing("11"))
    library.hold(ACCOUNT, "11", None, held(live_end=NOON + 3 * DAY))
    second, passed = timedelta(seconds=1), timedelta()
    stood = []
    for moment in (0 * DAY, DAY, 3 * DAY - second, 3 * DAY, 17 * DAY - second, 17 * DAY):
        clock.advance((moment - passed).total_seconds())
        passed = moment
        stood.append(library.events(ACCOUNT)["freshness"].item())
        assert library.events(ACCOUNT)["freshness"].item() == stood[-1]  # as it was kept
    assert stood == ["current", "current", "current", "due", "due", "current"]
    clock.advance(1)
    assert library.events(ACCOUNT) is library.events(ACCOUNT)
    clock.advance(-(10 * DAY).total_seconds())
    assert library.events(ACCOUNT)["freshness"].item() == "due"  # a clock that was put back
