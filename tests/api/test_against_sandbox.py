"""The client against the sandbox, over real HTTP: every call, every format, what the platform refuses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from webcast.api.client import ApiSession, ReportingClient, ReportRequest
from webcast.api.codes import (
    ERRORS,
    InsecureInput,
    InvalidParameters,
    NotAuthorized,
    ReturnCode,
    SessionEnded,
    TooManyForEvent,
    TooManyThisHour,
    UnknownResource,
    WrongVersion,
)
from webcast.api.failures import AnswerCut, CredentialsRefused
from webcast.decode import decode
from webcast.errors import PlatformUnreachable, UnexpectedAnswer
from webcast.reports import schema
from webcast.sandbox import faults
from webcast.sandbox.events import Event
from webcast.sandbox.running import Sandbox, run_sandbox
from webcast.settings import Settings, load
from webcast.view import report_request
from webcast.view.filters import Filters


@pytest.fixture(scope="module")
def platform() -> Iterator[Sandbox]:
    with run_sandbox() as running:
        yield running


@pytest.fixture
def client(platform: Sandbox) -> ReportingClient:
    return ReportingClient(settings(platform))


@pytest.fixture
def session(platform: Sandbox, client: ReportingClient) -> ApiSession:
    return client.sign_in(platform.username, platform.password)


def settings(platform: Sandbox, **api: str) -> Settings:
    return replace(load({}, Path("no-such-file")), platform_url=platform.url, read_timeout=5.0, api=api)


def one(platform: Sandbox, *, expired: bool = False, place: int = 0) -> Event:
    """Return one of the smaller events that were live."""
    now = platform.clock.now_ms()
    fitting = [e for e in platform.world if e.is_expired(now) == expired and 30 < e.moments.counts(now)[0] < 900]
    over = [event for event in fitting if event.facts.live_end is not None and event.facts.live_end < now]
    return sorted(over, key=lambda event: (event.moments.counts(now)[0], event.id))[place]


def test_the_event_list_is_the_world(platform: Sandbox, client: ReportingClient, session: ApiSession) -> None:
    events = client.events(session)
    assert events.schema == schema.EVENT_LIST
    assert sorted(events["event_id"]) == sorted(platform.world.events)
    with platform.faults.during(faults.Bare(), endpoint="event_list"):
        assert client.events(session).equals(events)


def test_time_zones_are_ids(client: ReportingClient, session: ApiSession) -> None:
    zones = client.time_zones(session)
    assert {"GMT", "Europe/Berlin", "America/New_York"} <= set(zones)


@pytest.mark.parametrize("kind", ["xml", "json", "csv"])
@pytest.mark.parametrize("packed", [False, True])
def test_a_report_comes_in_every_format(
    platform: Sandbox,
    client: ReportingClient,
    session: ApiSession,
    kind: str,
    *,
    packed: bool,
) -> None:
    event = one(platform)
    fault = faults.Gzip() if packed else faults.Drip(chunk=20_000, pause=0)
    with (
        platform.faults.during(fault, endpoint="report"),
        client.open_report(session, ReportRequest(event.id, format=kind)) as stream,
    ):
        report = decode(stream, kind)
    assert report.event["event_id"].to_list() == [event.id]
    assert report.registrants.height == len(event.viewers(platform.clock.now_ms()))


def test_filters_are_sent_and_applied(platform: Sandbox, client: ReportingClient, session: ApiSession) -> None:
    event = one(platform)
    request = report_request.fields(Filters(live=True, asked_question=True))
    with client.open_report(session, ReportRequest(event.id, filters=request)) as stream:
        report = decode(stream)
    everybody = event.viewers(platform.clock.now_ms())
    asked_live = [v for v in everybody if v.asked and any(s.mode == "Live" for s in v.sessions)]
    assert 0 < report.registrants.height == len(asked_live) < len(everybody)


def test_dates_are_those_of_the_asked_zone(platform: Sandbox, client: ReportingClient, session: ApiSession) -> None:
    event = one(platform)
    days = {"start_date": "2020-01-01", "end_date": "2020-01-02", "registered_in_range": "on"}
    request = ReportRequest(event.id, zone="Pacific/Auckland", filters=days)
    with client.open_report(session, request) as stream:
        report = decode(stream)
    assert report.registrants.height == 0
    sent = platform.requests.of("report", event_id=event.id)[-1].parameters
    assert (sent["tz"], sent["start"], sent["end"]) == ("Pacific/Auckland", "01/01/2020", "01/02/2020")


def test_an_expired_presentation_needs_its_own_request_once_in_48_hours(
    platform: Sandbox, client: ReportingClient, session: ApiSession
) -> None:
    event = one(platform, expired=True)
    with pytest.raises(InvalidParameters):
        client.open_report(session, ReportRequest(event.id))
    with client.open_report(session, ReportRequest(event.id, expired=True)) as stream:
        assert decode(stream).event["event_id"].to_list() == [event.id]
    with pytest.raises(TooManyForEvent):
        client.open_report(session, ReportRequest(event.id, expired=True))


def test_two_reports_at_once_are_one_too_many(
    platform: Sandbox, client: ReportingClient, session: ApiSession
) -> None:
    first, second = one(platform), one(platform, place=1)
    # The rest is held back by the platform, so the first report stays under way.
    with (
        platform.faults.during(faults.Drip(chunk=10_000, pause=0.05), event_id=first.id),
        client.open_report(session, ReportRequest(first.id)),
        pytest.raises(TooManyThisHour),
    ):
        client.open_report(session, ReportRequest(second.id))


def test_wrong_credentials_are_refused(platform: Sandbox, client: ReportingClient) -> None:
    with pytest.raises(CredentialsRefused):
        client.sign_in(platform.username, "wrong")
    with pytest.raises(CredentialsRefused):
        client.change_password(platform.username, "wrong", "new")


def test_a_changed_password_is_the_one_that_signs_in(platform: Sandbox, client: ReportingClient) -> None:
    client.change_password(platform.username, platform.password, "a new one & more")
    with pytest.raises(CredentialsRefused):
        client.sign_in(platform.username, platform.password)
    client.sign_in(platform.username, "a new one & more")
    client.change_password(platform.username, "a new one & more", platform.password)
    client.sign_in(platform.username, platform.password)


def test_json_at_sign_in_and_password_change_is_understood_too(platform: Sandbox) -> None:
    paths = {"URL_LOGIN": "/api/login/json", "URL_PASSWORD_CHANGE_XML": "/api/passwordchange/json"}
    client = ReportingClient(
        settings(platform, **{name: f"https://api.webcasts.com{path}" for name, path in paths.items()})
    )
    assert client.events(client.sign_in(platform.username, platform.password)).height > 0
    client.change_password(platform.username, platform.password, platform.password)
    with pytest.raises(CredentialsRefused):
        client.sign_in(platform.username, "wrong")


def test_events_of_others_are_not_shown_and_not_reported(platform: Sandbox, client: ReportingClient) -> None:
    newcomer = client.sign_in("newcomer@harbourline.example", "newcomer-demo")
    assert client.events(newcomer).height == 0
    with pytest.raises(NotAuthorized):
        client.open_report(newcomer, ReportRequest(one(platform).id))


def test_a_session_ends_after_two_hours(platform: Sandbox, client: ReportingClient, session: ApiSession) -> None:
    platform.clock.advance(timedelta(hours=2))
    with pytest.raises(SessionEnded):
        client.events(session)


@pytest.mark.parametrize(
    ("api", "error"),
    [
        ({"PARAM_VERSION": "v"}, InvalidParameters),
        ({"PARAM_EVENT_ID": "eventid"}, InvalidParameters),
        ({"URL_REPORT": "https://reporting.webcasts.com/api/reporting/other"}, UnknownResource),
    ],
)
def test_a_name_that_the_platform_does_not_know_is_its_code(
    platform: Sandbox, session: ApiSession, api: dict[str, str], error: type[ReturnCode]
) -> None:
    with pytest.raises(error):
        ReportingClient(settings(platform, **api)).open_report(session, ReportRequest(one(platform).id))


def test_insecure_input_is_its_code(platform: Sandbox, client: ReportingClient, session: ApiSession) -> None:
    with pytest.raises(InsecureInput):
        client.open_report(session, ReportRequest(one(platform).id, filters={"campaigns": "<script>"}))


@pytest.mark.parametrize("code", [code for code in ERRORS if code != WrongVersion.code])
@pytest.mark.parametrize("kind", ["xml", "json", "csv"])
def test_every_code_in_every_format(
    platform: Sandbox, client: ReportingClient, session: ApiSession, code: int, kind: str
) -> None:
    with platform.faults.during(faults.Code(code), endpoint="report"), pytest.raises(ERRORS[code]):
        client.open_report(session, ReportRequest(one(platform).id, format=kind))


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (faults.Html(), UnexpectedAnswer),
        (faults.Status(503), PlatformUnreachable),
        (faults.Empty(), UnexpectedAnswer),
        (faults.Cut(0.5), AnswerCut),
        (faults.Reset(), PlatformUnreachable),
        (faults.Reset(after=3000), PlatformUnreachable),
        (faults.OtherFormat("json"), UnexpectedAnswer),
    ],
    ids=lambda value: type(value).__name__,
)
def test_faults_of_real_servers(
    platform: Sandbox, client: ReportingClient, session: ApiSession, fault: faults.Fault, error: type[Exception]
) -> None:
    def fetch() -> bytes:
        with client.open_report(session, ReportRequest(one(platform).id)) as stream:
            return stream.read()

    with platform.faults.during(fault, endpoint="report"), pytest.raises(error):
        fetch()
    assert fetch().rstrip().endswith(b"</convey_api>")  # and the next one works
