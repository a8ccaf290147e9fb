"""Refreshing within the limits: what is asked for, what is kept, and what a failure costs.

Longer than other modules: one sandbox and one stage serve all of it.
"""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.library import stage
from tests.library.office import Credentials, Office, Opener
from webcast.api.client import ApiSession, ReportingClient
from webcast.api.codes import SessionEnded
from webcast.api.redaction import Secret
from webcast.happenings import Asked, under
from webcast.language import Reader, using
from webcast.library import Library, Pace, Progress, account_key
from webcast.sandbox.accounts import DEMO_PASSWORD, DEMO_USERNAME, PARTNER_PASSWORD, PARTNER_USERNAME
from webcast.sandbox.faults import Code, Cut, DamagedRecord, Drip, Hold, Html, Status
from webcast.settings import Settings
from webcast.workers import wire


def test_events_are_fetched_and_held_as_received(office: Opener) -> None:
    at = office("11", "12")
    assert at.fetch("11", "12") == Progress(
        state="done",
        done=2,
        total=2,
        current_title=None,
        eta_seconds=None,
        requests_left=998,
        fetched=2,
    )
    report = at.library.report(at.account, ["11", "12"])
    assert report.registrants["email"].to_list() == [email for _, _, email in stage.PEOPLE] * 2
    assert at.library.events(at.account)["freshness"].to_list() == ["current", "current"]
    snapshot = at.library.snapshots(at.account, "11")[0]
    raw = stage.raw(at.library, at.account, "11", snapshot.id)
    assert b"<eventid>11</eventid>" in raw
    assert snapshot.raw_bytes == len(raw)
    assert at.asked() == {"event_list": 1, "report": 2}


def test_each_call_and_each_job_is_a_line_under_the_reference_of_who_asked(
    office: Opener, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "webcast")
    at = office("11", "12")
    at.sandbox.faults.add(Code(10), endpoint="report", event_id="12")
    caplog.clear()
    asked = Asked()
    with under(asked):
        at.fetch("11", "12")
    lines = [record.__dict__ for record in caplog.records if "kind" in record.__dict__]
    assert [(line["kind"], line["details"].get("call"), line["details"]["outcome"]) for line in lines] == [
        ("fetch", "event_list", "ok"),
        ("fetch", "report", "ok"),
        ("job", None, "fetched"),
        ("fetch", "report", "code 10"),
        ("job", None, "NotAuthorized"),
    ]
    assert [line["details"].get("event") for line in lines] == [None, None, "11", None, "12"]
    assert {line["reference"] for line in lines} == {asked.reference.text}
    assert [line["levelname"] for line in lines] == ["INFO", "INFO", "INFO", "WARNING", "WARNING"]


def test_500_events_of_which_3_changed_cost_1_and_3_requests(office: Opener, url: str) -> None:
    # Counting is the same on both engines; filling the second one as full would only take time.
    events = [str(1000 + n) for n in (range(500) if url.startswith("sqlite") else (7, 300, 499, *range(10, 60)))]
    at = office(*events, people=1)
    # The first fetch of 500 is not what is counted: they are put there as if it had been.
    at.library.sync.refresh_events(at.account, at.session)
    for event in events:
        at.library.hold(at.account, event, None, stage.report(event, stage.PEOPLE[:1]))
    at.sandbox.clock.advance(timedelta(minutes=5))
    for event in ("1007", "1300"):
        at.sandbox.world.add_registrants(event, 2, at.sandbox.clock.now())
    at.sandbox.world.add_sessions("1499", 1, at.sandbox.clock.now() - timedelta(minutes=20))
    at.sandbox.requests.clear()
    at.library.sync.start(at.account, at.session, ())
    progress = restarted(at).fetch(*events)
    assert at.asked() == {"event_list": 1, "report": 3}
    assert sorted(asked.event_id or "" for asked in at.sandbox.requests.of("report")) == ["1007", "1300", "1499"]
    assert (progress.state, progress.done, progress.fetched) == ("done", len(events), 3)
    found = at.library.events(at.account)
    assert found["freshness"].value_counts().rows() == [("current", len(events))]
    assert at.library.report(at.account, ["1007"]).registrants.height == 3


def restarted(at: Office) -> Office:
    """The same after a minute and more, when the event list is taken for old: a new process."""
    at.library.close()
    return replace_library(at, Library.open(at.settings, pace=stage.QUICK))


def replace_library(at: Office, library: Library) -> Office:
    at.library = library
    return at


def test_fetching_again_at_once_costs_nothing(office: Opener) -> None:
    at = office("11")
    at.fetch("11")
    at.fetch("11")
    assert at.asked() == {"event_list": 1, "report": 1}
    assert at.fetch("11", force=True).fetched == 1
    assert at.asked() == {"event_list": 1, "report": 2}


def test_what_changes_while_a_report_comes_is_fetched_next_time(office: Opener) -> None:
    at = office("11")
    hold = at.sandbox.faults.add(Hold(), endpoint="report")
    at.library.sync.start(at.account, at.session, ["11"])
    assert hold.reached()
    # The platform made the report already; now somebody registers.
    at.sandbox.clock.advance(timedelta(minutes=1))
    at.sandbox.world.add_registrants("11", 1, at.sandbox.clock.now())
    at.library.remember_events(at.account, ReportingClient(at.settings).events(at.session))
    hold.release()
    at.outcome()
    assert at.library.events(at.account)["freshness"].to_list() == ["changed"]
    assert at.library.report(at.account, ["11"]).registrants.height == 3
    assert at.fetch("11").fetched == 1
    assert at.library.report(at.account, ["11"]).registrants.height == 4


def test_progress_says_what_is_fetched_and_what_is_left(office: Opener) -> None:
    at = office("11", "12", "13")
    hold = at.sandbox.faults.add(Hold(), endpoint="report", event_id="12")
    at.library.sync.start(at.account, at.session, ["11", "12", "13"])
    assert hold.reached()
    progress = at.progress()
    assert (progress.state, progress.done, progress.total, progress.current_title) == ("running", 1, 3, "Event 12")
    assert progress.requests_left == 998
    assert progress.eta_seconds is not None
    # A second process shows the same.
    other = Library.open(at.settings)
    seen = other.sync.progress(at.account)
    assert seen is not None
    assert (seen.state, seen.done, seen.total, seen.current_title) == ("running", 1, 3, "Event 12")
    assert [library.sync.state(at.account) for library in (at.library, other)] == ["running", "running"]
    assert [at.library.sync.state(at.account, within) for within in (["11"], ["12"], ["99"])] == [
        "done", "running", None
    ]  # fmt: skip
    other.close()
    hold.release()
    assert at.outcome().state == "done"


def test_no_fetch_has_no_progress(office: Opener) -> None:
    at = office("11")
    assert at.library.sync.progress(at.account) is None
    assert at.library.limits(at.account) == 1000
    assert at.library.limits(at.account, expired=True) == 50


def test_a_fetch_can_be_cancelled_and_begun_again(office: Opener) -> None:
    at = office("11", "12", people=2000)
    at.sandbox.faults.add(Drip(chunk=200, pause=0.01), endpoint="report", event_id="12", times=1)
    at.library.sync.start(at.account, at.session, ["11", "12"])
    stage.until(lambda: at.progress().done == 1 and at.progress().current_title == "Event 12")
    at.library.sync.cancel(at.account)
    progress = at.outcome()
    assert (progress.state, progress.done, progress.total) == ("cancelled", 2, 2)
    assert at.library.events(at.account)["freshness"].to_list() == ["current", "missing"]
    assert at.fetch("12").state == "done"
    assert at.library.events(at.account)["freshness"].to_list() == ["current", "current"]


def test_bytes_are_told_while_they_come_and_how_long_the_next_will_take(office: Opener) -> None:
    at = office("11", "12", people=2000)
    assert at.library.sync.takes(at.account, 1) is None
    at.fetch("11")
    took = at.library.sync.takes(at.account, 1)
    assert took is not None
    assert at.library.sync.takes(at.account, 10) == pytest.approx(10 * took)
    at.sandbox.faults.add(Drip(chunk=200, pause=0.01), endpoint="report", event_id="12", times=1)
    at.library.sync.start(at.account, at.session, ["12"])
    stage.until(lambda: at.progress().bytes_come > 1000)
    so_far = at.progress()
    assert (so_far.current_title, so_far.reading, so_far.state) == ("Event 12", False, "running")
    assert (so_far.seconds or 0) > 0
    assert so_far.eta_seconds == pytest.approx(took)
    stage.until(lambda: at.progress().bytes_come > so_far.bytes_come)
    at.library.sync.cancel(at.account)
    assert at.outcome().bytes_come == 0


def test_another_process_cancels(office: Opener, opened: Callable[..., Library]) -> None:
    at = office("11", people=2000)
    at.sandbox.faults.add(Drip(chunk=100, pause=0.01), endpoint="report")
    at.library.sync.start(at.account, at.session, ["11"])
    stage.until(lambda: at.sandbox.requests.count("report") == 1)
    opened(at.settings).sync.cancel(at.account)
    assert at.outcome().state == "cancelled"
    assert at.library.snapshots(at.account, "11") == []


# Permissions and refusals


def test_an_event_that_the_list_does_not_show_costs_no_request(office: Opener) -> None:
    at = office("11")
    progress = at.fetch("11", "99")
    assert progress.state == "done"
    assert [(event, message[:45]) for event, _, message in progress.failures] == [
        ("99", "Event 99 should be in your event list, but is")
    ]
    with using(Reader("de", "de-DE")):
        assert [message[:35] for _, _, message in at.progress().failures] == ["Event 99 sollte in Ihrer Eventliste"]
    assert at.asked() == {"event_list": 1, "report": 1}


def test_accounts_see_their_own_events(office: Opener) -> None:
    at = office("11")
    at.fetch("11")
    session = ReportingClient(at.settings).sign_in(PARTNER_USERNAME, PARTNER_PASSWORD)
    partner = account_key(PARTNER_USERNAME, at.sandbox.url)
    assert at.library.sync.refresh_events(partner, session).height == 0
    assert at.library.events(partner).height == 0


def test_one_event_that_fails_does_not_stop_the_others(office: Opener) -> None:
    at = office("11", "12", "13")
    at.sandbox.faults.add(Code(10), endpoint="report", event_id="11")
    at.sandbox.faults.add(Html(), endpoint="report", event_id="12")
    progress = at.fetch("11", "12", "13")
    assert (progress.state, progress.fetched) == ("done", 1)
    assert [(event, title) for event, title, _ in progress.failures] == [("11", "Event 11"), ("12", "Event 12")]
    assert "return code 10" in progress.failures[0][2]
    assert "web page" in progress.failures[1][2]


def test_a_damaged_record_costs_itself_alone(office: Opener) -> None:
    at = office("11")
    at.sandbox.faults.add(DamagedRecord(), endpoint="report")
    at.fetch("11")
    report = at.library.report(at.account, ["11"])
    assert report.registrants.height == 3
    assert report.warnings.height >= 1


@pytest.mark.parametrize("fault", [Status(503), Cut(0.5), Code(50)], ids=["503", "cut", "50"])
def test_trouble_that_passes_is_tried_again(office: Opener, fault: Status | Cut | Code) -> None:
    at = office("11")
    at.sandbox.faults.add(fault, endpoint="report", times=2)
    assert at.fetch("11").fetched == 1
    assert at.asked() == {"event_list": 1, "report": 3}
    assert len(at.library.snapshots(at.account, "11")) == 1


def test_trouble_that_stays_fails_the_event(office: Opener) -> None:
    at = office("11")
    at.sandbox.faults.add(Status(503), endpoint="report")
    progress = at.fetch("11")
    assert progress.state == "failed"
    assert "HTTP status 503" in progress.failures[0][2]
    assert at.asked() == {"event_list": 1, "report": 3}


def test_an_event_list_that_cannot_be_had_fails_the_fetch_and_it_can_go_on(office: Opener) -> None:
    at = office("11")
    with at.sandbox.faults.during(Status(503), endpoint="event_list"):
        progress = at.fetch("11")
    assert progress.state == "failed"
    assert "HTTP status 503" in progress.failures[0][2]
    at.library.sync.resume(at.account, at.session)
    assert at.outcome().state == "done"


# Sessions


def test_a_session_that_ended_is_opened_again_with_the_credentials(office: Opener) -> None:
    at = office("11", "12")
    at.library.sync.refresh_events(at.account, at.session)
    at.sandbox.accounts.end_sessions()
    renewed: list[ApiSession] = []
    progress = at.fetch("11", "12", credentials=Credentials(), renewed=renewed.append)
    assert (progress.state, progress.fetched) == ("done", 2)
    assert at.sandbox.requests.count("login") == 1
    assert len(renewed) == 1
    assert renewed[0].session_id != at.session.session_id


def test_without_credentials_the_person_is_asked_and_then_it_goes_on(office: Opener) -> None:
    at = office("11", "12")
    at.library.sync.refresh_events(at.account, at.session)
    at.sandbox.accounts.end_sessions()
    progress = at.fetch("11", "12")
    assert (progress.state, progress.done, progress.total) == ("sign_in", 0, 2)
    assert at.library.sync.state(at.account) == "sign_in"
    with pytest.raises(SessionEnded):
        at.library.sync.refresh_events(at.account, at.session)
    session = ReportingClient(at.settings).sign_in(DEMO_USERNAME, DEMO_PASSWORD)
    at.library.sync.refresh_events(at.account, session)
    progress = at.outcome()
    assert (progress.state, progress.fetched) == ("done", 2)


def test_credentials_that_are_refused_ask_the_person(office: Opener) -> None:
    at = office("11")
    at.sandbox.accounts.end_sessions()
    wrong = Credentials(password=Secret("wrong"))
    assert at.fetch("11", credentials=wrong).state == "sign_in"
    assert wrong.told == ["refused"]
    assert at.sandbox.requests.count("login") == 1


def test_a_fetch_goes_on_after_a_restart_once_somebody_signed_in(office: Opener) -> None:
    at = office("11", "12", "13")
    hold = at.sandbox.faults.add(Hold(), endpoint="report", event_id="12")
    at.library.sync.start(at.account, at.session, ["11", "12", "13"])
    assert hold.reached()
    hold.release()
    restarted(at)
    progress = at.progress()
    assert progress.state in {"sign_in", "done"}
    assert progress.total == 3
    at.library.sync.resume(at.account, at.session)
    assert at.outcome().state == "done"
    assert at.library.events(at.account)["freshness"].to_list() == ["current"] * 3


# Limits


@pytest.mark.parametrize("code", [61, 62])
def test_codes_61_and_62_are_waited_for(office: Opener, code: int) -> None:
    at = office("11", "12")
    at.sandbox.faults.add(Code(code), endpoint="report", times=3)
    progress = at.fetch("11", "12")
    assert (progress.state, progress.fetched, progress.failures) == ("done", 2, ())


def test_it_says_that_it_waits_for_a_limit(office: Opener, opened: Callable[..., Library]) -> None:
    at = office("11")
    replace_library(at, opened(at.settings, pace=Pace(limit=(60.0,))))
    at.sandbox.faults.add(Code(62), endpoint="report")
    at.library.sync.start(at.account, at.session, ["11"])
    stage.until(lambda: at.progress().state == "waiting")
    assert "maximum number of reports" in at.progress().waiting_for
    at.library.sync.cancel(at.account)
    assert at.outcome().state == "cancelled"


def test_an_expired_presentation_is_asked_for_as_such_and_once(office: Opener) -> None:
    at = office("11", "12", expired=("12",))
    assert at.fetch("11", "12", spend=True).fetched == 2
    assert at.asked() == {"event_list": 1, "report": 1, "expired_report": 1}
    assert [snapshot.expired for snapshot in at.library.snapshots(at.account, "12")] == [True]
    assert at.library.limits(at.account, expired=True) == 49
    progress = at.fetch("12", force=True, spend=True)
    assert at.asked() == {"event_list": 1, "report": 1, "expired_report": 1}
    assert "one report of an expired presentation in 48 hours" in progress.failures[0][2]


def test_a_worker_that_dies_costs_one_event(office: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    at = office("11", "12")
    send = wire.send_task

    def killing(pipe: wire.Writable, task: wire.Task) -> None:
        if task.event_id == "11":
            os.kill(next(iter(at.library.decoder._at_work)).pid, signal.SIGKILL)
        send(pipe, task)

    monkeypatch.setattr(wire, "send_task", killing)
    progress = at.fetch("11", "12")
    assert (progress.state, progress.fetched) == ("done", 1)
    assert "The process that read the report was ended (signal 9)" in progress.failures[0][2]
    assert at.library.report(at.account, ["12"]).registrants.height == 3


def test_a_list_that_was_just_got_is_not_asked_for_again(office: Opener) -> None:
    at = office("11")
    at.library.sync.refresh_events(at.account, at.session)
    at.fetch("11")
    assert at.asked() == {"event_list": 1, "report": 1}


def test_an_expired_report_that_cannot_be_decoded_is_kept(office: Opener, settings: Settings) -> None:
    at = office("12", expired=("12",))
    at.sandbox.faults.add(Cut(0.7, clean=True), endpoint="expired_report")
    progress = at.fetch("12", spend=True)
    assert progress.state == "failed"
    assert at.library.snapshots(at.account, "12") == []
    # Nothing is lost: a decoder that can read it makes it a snapshot.
    assert at.library.decode_again() == (0, 1)
    assert at.library.events(at.account)["freshness"].to_list() == ["missing"]


def test_two_processes_and_the_limits_of_the_account(office: Opener, opened: Callable[..., Library]) -> None:
    at = office("11", "12", "13", "14", people=300)
    other = opened(at.settings)
    at.library.sync.start(at.account, at.session, ["11", "12"])
    other.sync.start(at.account, at.session, ["13", "14"])
    progress = at.outcome()
    assert (progress.state, progress.failures) == ("done", ())
    other.sync.wait(at.account, 120)
    # The sandbox answers 62 to a report that is asked for while another one runs.
    assert at.sandbox.requests.count("report", code=1) == at.sandbox.requests.count("report") == 4
    assert at.library.limits(at.account) == 996
