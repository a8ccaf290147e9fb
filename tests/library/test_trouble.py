"""Trouble with one event, with the platform, and with us: what is tried again, what fails, and what goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.library import stage
from tests.library.office import Credentials, Office, Opener
from webcast.library import Library, Progress
from webcast.sandbox.faults import Code, Cut, Drip, Fault, Status

LONG = replace(stage.QUICK, trouble=(60.0,), limit=(60.0,))
"""Who waits in place at this pace does not end in time."""


def waits_and_others_come(at: Office, opened: Callable[..., Library], *faults: Fault) -> Progress:
    """Fetch three events, the first in trouble; see that the others come meanwhile, and return how it is."""
    at.library = opened(at.settings, pace=LONG)
    for fault in faults:
        at.sandbox.faults.add(fault, endpoint="report", event_id="11")
    at.library.sync.start(at.account, at.session, ["11", "12", "13"])
    stage.until(lambda: at.progress().done == 2)
    stage.until(lambda: at.progress().state == "waiting")
    found = at.progress()
    assert at.sandbox.requests.count("report") == 3
    at.library.sync.cancel(at.account)
    at.outcome()
    assert at.library.report(at.account, ["12", "13"]).registrants.height == 6
    return found


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (Status(503), "The platform answered the report request with HTTP status 503."),
        (Status(503, {"Retry-After": "600"}), "The platform answered the report request with HTTP status 503."),
        (Cut(0.5), "The report request to 127.0.0.1 was answered in part"),
        (Code(61), "maximum number of reports that can be run for an event"),
        (Code(50), "The platform answered with return code 50"),
    ],
    ids=["503", "Retry-After", "cut", "61", "50"],
)
def test_an_event_in_trouble_waits_and_the_others_come(
    office: Opener, opened: Callable[..., Library], fault: Fault, why: str
) -> None:
    found = waits_and_others_come(office("11", "12", "13"), opened, fault)
    assert why in found.waiting_for
    assert (found.done, found.total, found.current_title, found.failures) == (2, 3, None, ())


@pytest.mark.parametrize("said", ["901", "99999999999999999999", "Wed, 18 Mar 2099 12:00:00 GMT"])
def test_a_retry_after_beyond_a_quarter_of_an_hour_fails_the_event_at_once(office: Opener, said: str) -> None:
    at = office("11", "12")
    at.sandbox.faults.add(Status(503, {"Retry-After": said}), endpoint="report", event_id="11")
    progress = at.fetch("11", "12")
    assert (progress.state, progress.fetched) == ("done", 1)
    assert "more than 15 min in all are not waited for" in progress.failures[0][2]
    assert at.asked() == {"event_list": 1, "report": 2}


@pytest.mark.parametrize("credentials", [None, Credentials()])
def test_an_event_that_alone_says_that_the_session_ended_stops_no_other(
    office: Opener, credentials: Credentials | None
) -> None:
    at = office("11", "12")
    at.sandbox.faults.add(Code(11), endpoint="report", event_id="11")
    progress = at.fetch("11", "12", credentials=credentials)
    assert (progress.state, progress.fetched) == ("done", 1)
    assert "lists the events with it all the same" in progress.failures[0][2]
    assert sum(at.asked().values()) <= 6


def test_a_platform_in_trouble_is_not_asked_without_end(office: Opener) -> None:
    events = [str(n) for n in range(11, 31)]
    at = office(*events)
    at.sandbox.faults.add(Status(503), endpoint="report")
    progress = at.fetch(*events)
    assert progress.state == "failed"
    assert at.asked() == {"event_list": 1, "report": 3 * len(events)}


@pytest.mark.parametrize("fault", [Status(429, {"Retry-After": "60"}), Code(62)], ids=["429", "62"])
def test_what_is_said_of_the_account_is_waited_for_by_all(
    office: Opener, opened: Callable[..., Library], fault: Fault
) -> None:
    at = office("11", "12")
    at.library = opened(at.settings, pace=LONG)
    at.sandbox.faults.add(fault, endpoint="report", event_id="11")
    at.library.sync.start(at.account, at.session, ["11", "12"])
    stage.until(lambda: at.progress().state == "waiting")
    assert at.sandbox.requests.count("report") == 1
    at.library.sync.cancel(at.account)
    assert at.outcome().state == "cancelled"


def test_a_sign_in_in_trouble_fails_no_event(office: Opener) -> None:
    at = office("11", "12", "13")
    at.library.sync.refresh_events(at.account, at.session)
    at.sandbox.accounts.end_sessions()
    with at.sandbox.faults.during(Status(503), endpoint="login"):
        progress = at.fetch("11", "12", "13", credentials=Credentials())
    assert (progress.state, progress.done) == ("failed", 0)
    assert [(event, "HTTP status 503" in why) for event, _, why in progress.failures] == [("", True)]
    assert at.sandbox.requests.count("login") == 3
    assert at.fetch(credentials=Credentials()).fetched == 3


def test_a_bug_of_ours_costs_one_event(office: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    at = office("11", "12")
    begin = at.library._snapshots.begin

    def broken(account: str, event_id: str, **more: object) -> object:
        if event_id == "11":
            raise RuntimeError("ada.lovelace@analytical.example")
        return begin(account, event_id, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(at.library._snapshots, "begin", broken)
    progress = at.fetch("11", "12")
    assert (progress.state, progress.fetched) == ("done", 1)
    assert progress.failures[0][2].startswith("Something went wrong that should not (RuntimeError).")
    assert "lovelace" not in str(progress)


@pytest.mark.parametrize(
    ("more", "fault", "why"),
    [
        ({"report_megabytes": 0.001}, None, "answered the report request with more than 0 MiB"),
        ({"report_minutes": 0.005}, Drip(chunk=10, pause=0.05), "takes longer than 0 s"),
    ],
    ids=["size", "time"],
)
def test_a_report_that_is_too_large_or_too_slow_fails_at_once_and_harms_nothing(
    office: Opener, opened: Callable[..., Library], more: dict[str, float], fault: Fault | None, why: str
) -> None:
    at = office("11", "12", people=50)
    at.fetch("11", "12")
    at.sandbox.requests.clear()
    at.library = opened(replace(at.settings, **more))  # type: ignore[arg-type]
    if fault is not None:
        at.sandbox.faults.add(fault, endpoint="report")
    progress = at.fetch("11", "12", force=True)
    assert progress.state == "failed"
    assert [why in message for _, _, message in progress.failures] == [True, True]
    assert at.asked()["report"] == 2
    assert at.library.report(at.account, ["11", "12"]).registrants.height == 100
    assert at.library.events(at.account)["freshness"].to_list() == ["current", "current"]
