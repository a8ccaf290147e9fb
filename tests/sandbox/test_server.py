"""The API over real HTTP: every call, every return code, in the guide's shapes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from lxml import etree

from tests.sandbox.caller import Caller, code_of
from webcast.sandbox import zones
from webcast.sandbox.accounts import (
    DEMO_PASSWORD,
    DEMO_USERNAME,
    NEWCOMER_PASSWORD,
    NEWCOMER_USERNAME,
    PARTNER_PASSWORD,
    PARTNER_USERNAME,
)
from webcast.sandbox.codes import MEANINGS
from webcast.sandbox.events import Event
from webcast.sandbox.faults import Code
from webcast.sandbox.running import Sandbox
from webcast.sandbox.world import World

TITLE = "Security Briefing for IT Administrators"
EXPIRED = "Warehouse Safety Refresher"
REPORT = "/api/reporting/audience_reports"


@pytest.fixture
def event(world: World) -> Event:
    return world.find(TITLE)[0]


@pytest.fixture
def expired(world: World) -> Event:
    return world.find(EXPIRED)[0]


@pytest.fixture
def partner(sandbox: Sandbox) -> Iterator[Caller]:
    with Caller(sandbox, PARTNER_USERNAME, PARTNER_PASSWORD) as signed_in:
        signed_in.sign_in()
        yield signed_in


def test_sign_in_answers_as_in_the_guide(sandbox: Sandbox) -> None:
    with Caller(sandbox) as caller:
        answer = caller.get("/api/login", username=DEMO_USERNAME, password=DEMO_PASSWORD, ver="2.0")
    assert answer.headers["content-type"] == "application/xml;charset=utf-8"
    assert re.sub(r"\b[0-9a-f]{40}\b", "ID", answer.text) == (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<convey_api version="2.0">\n'
        "<currentDateTime>2026-03-18 14:25:00</currentDateTime>\n<currentTimeZone>GMT</currentTimeZone >\n<result>\n"
        "<returnCode>1</returnCode>\n<success>\n<sessionid>\n<description>Authenticated session ID.</description>\n"
        "<value>ID</value>\n</sessionid>\n<userid>\n<description>Authenticated user ID.</description>\n"
        "<value>ID</value>\n</userid>\n</success>\n</result>\n</convey_api>\n"
    )


def test_sign_in_in_json(sandbox: Sandbox) -> None:
    with Caller(sandbox) as caller:
        answer = caller.get("/api/login/json", username=DEMO_USERNAME, password=DEMO_PASSWORD, ver="2.0")
    assert answer.headers["content-type"] == "application/json;charset=utf-8"
    result = answer.json()["result"]
    assert result["returnCode"] == 1
    assert len(result["success"]["sessionid"]["value"]) == 40


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"username": DEMO_USERNAME, "password": "wrong", "ver": "2.0"}, 11),
        ({"username": "nobody", "password": DEMO_PASSWORD, "ver": "2.0"}, 11),
        ({"username": DEMO_USERNAME, "password": DEMO_PASSWORD, "ver": "1.0"}, 71),
        ({"username": DEMO_USERNAME, "password": DEMO_PASSWORD}, 72),
        ({"username": DEMO_USERNAME, "ver": "2.0"}, 72),
        ({"username": "<b>demo</b>", "password": DEMO_PASSWORD, "ver": "2.0"}, 70),
    ],
)
@pytest.mark.parametrize("path", ["/api/login", "/api/login/json"])
def test_sign_in_refused(sandbox: Sandbox, path: str, parameters: dict[str, str], code: int) -> None:
    with Caller(sandbox) as caller:
        answer = caller.get(path, **parameters)
    assert code_of(answer) == code
    assert MEANINGS[code].split('"')[0] in answer.text


def test_every_sign_in_is_a_session_of_its_own(sandbox: Sandbox, caller: Caller) -> None:
    first = dict(caller.ids)
    caller.sign_in()
    assert caller.ids["ui"] == first["ui"]
    assert caller.ids["si"] != first["si"]
    assert code_of(caller.post(REPORT, ver="2.0", ei="1", **first)) == 10


def test_time_zones_by_get_and_post(caller: Caller) -> None:
    answer = caller.post("/api/reporting/timezones", **caller.ids)
    assert answer.text.startswith("<convey_api>\n<timezone_id>Etc/GMT+12</timezone_id>\n")
    assert [node.text for node in etree.fromstring(answer.content)] == list(zones.ids())
    assert caller.get("/api/reporting/timezones", **caller.ids).text == answer.text
    assert {"GMT", "HST", "Asia/Tokyo", "US/Eastern", "Europe/Berlin"} < set(zones.ids())


def test_the_event_list_is_the_guides(caller: Caller, event: Event) -> None:
    text = caller.events()
    line = next(line for line in text.splitlines() if TITLE in line)
    facts, moments = event.facts, event.moments
    assert line == (
        f'<event_info cost_center="Product Marketing" event_expiry="2027-06-05 21:00:00" id="{event.id}"'
        f' is_expired="false" folder_id="{facts.folder}" latest_registration="{moments.registrations[-1]}"'
        f' latest_session="{moments.ends[-1]}" sched_end="2025-12-12 21:30:00" sched_start="2025-12-12 21:00:00">'
        f"{TITLE}</event_info>"
    )
    nodes = etree.fromstring(text.encode())
    assert len(nodes) == 46
    assert sum(node.get("is_expired") == "true" for node in nodes) == 9
    assert caller.get("/api/reporting/eventlist", **caller.ids).text == text


def test_an_event_to_come_has_no_session_yet_and_one_on_demand_no_schedule(caller: Caller) -> None:
    nodes = {node.text: node.attrib for node in etree.fromstring(caller.events().encode())}
    assert nodes["Tariffs: What Changed This Quarter"]["latest_session"] == ""
    assert nodes["Getting Started with Control Tower"]["sched_start"] == ""


def test_an_account_sees_the_events_it_has_permission_for(partner: Caller, event: Event, world: World) -> None:
    centers = {node.get("cost_center") for node in etree.fromstring(partner.events().encode())}
    assert centers == {"Customer Marketing", "Learning & Development", "Partner Programme"}
    assert code_of(partner.report(event)) == 10
    assert code_of(partner.report(world.find("Data Quality Clinic: Bring Your Own Master Data")[0])) == 1


def test_a_newcomer_sees_nothing(sandbox: Sandbox) -> None:
    with Caller(sandbox, NEWCOMER_USERNAME, NEWCOMER_PASSWORD) as caller:
        caller.sign_in()
        assert caller.events() == "<convey_api>\n</convey_api>\n"


def test_a_report_by_get_and_post_in_three_formats(caller: Caller, event: Event) -> None:
    posted = caller.report(event)
    assert posted.headers["content-type"] == "application/xml;charset=utf-8"
    assert posted.text.startswith(
        '<convey_api version="2.0">\n<currentTimeZone>Greenwich Mean Time</currentTimeZone>\n'
    )
    assert caller.get(REPORT, ver="2.0", ei=event.id, **caller.ids).text == posted.text
    assert caller.report(event, df="xml").text == posted.text
    document = caller.report(event, df="json")
    assert document.headers["content-type"] == "application/json;charset=utf-8"
    assert len(document.json()["data_rows"]) == posted.text.count("<viewer>") == 63
    table = caller.report(event, df="csv")
    assert table.headers["content-type"] == "text/plain;charset=utf-8"
    assert table.text.splitlines()[0] == ",".join(document.json()["data_headers"][:-1])


def test_filters_zone_and_range_reach_the_report(caller: Caller, event: Event) -> None:
    report = caller.report(
        event, no_shows="on", tz="America/New_York", start="11/01/2025", end="12/31/2026", dr_sessions="off"
    )
    found = etree.fromstring(report.content)
    assert found.findtext("currentTimeZone") == "Eastern Standard Time"
    assert found.findtext(".//no_show_filter") == "on"
    assert found.findtext(".//start") == "11/01/2025 12:00:00 AM"
    no_shows = found.findtext(".//no_shows")
    assert str(len(found.findall(".//viewer"))) == no_shows


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"ei": "999"}, 10),
        ({"si": "0" * 40}, 11),
        ({"ui": "0" * 40}, 11),
        ({"sti_filter": "<script>alert(1)</script>"}, 70),
        ({"sti_filter": "</a>"}, 70),
        ({"anything": "javascript:alert(1)"}, 70),
        ({"ver": "2"}, 71),
        ({"ver": ""}, 72),
        ({"ei": ""}, 72),
        ({"si": ""}, 72),
        ({"df": "pdf"}, 72),
        ({"tz": "Mars/Olympus"}, 72),
        ({"expired": "yes"}, 72),
        ({"users_qa": "ON"}, 72),
        ({"start": "2026-01-01"}, 72),
        ({"start": "01/02/2026", "end": "01/01/2026"}, 72),
        ({"excl_domain": "a.example", "inclu_domain": "b.example"}, 72),
    ],
)
def test_reports_refused(caller: Caller, event: Event, change: dict[str, str], code: int) -> None:
    answer = caller.report(event, **change)
    assert (answer.status_code, code_of(answer)) == (200, code)
    assert f"<returnCode>{code}</returnCode>" in answer.text


def test_a_less_than_sign_alone_is_no_tag(caller: Caller, event: Event) -> None:
    assert code_of(caller.report(event, sti_filter="a < b")) == 1


def test_refusals_come_in_the_format_asked_for(caller: Caller) -> None:
    table = caller.report("999", df="csv")
    assert table.headers["content-type"] == "text/plain;charset=utf-8"
    assert table.text == f"error,description\r\n10,{MEANINGS[10]}\r\n"
    document = caller.report("999", df="json")
    assert document.json()["result"] == {"returnCode": 10, "error": {"description": MEANINGS[10]}}


def test_parameters_given_twice(caller: Caller, sandbox: Sandbox) -> None:
    pairs = [("ui", "a"), ("ui", "b"), ("si", "c"), ("ei", "1"), ("ei", "2")]
    ambiguous = caller.http.post(sandbox.url + REPORT, data=pairs, timeout=30)
    assert code_of(ambiguous) == 73
    invalid = caller.http.post(sandbox.url + REPORT, data=pairs[1:], timeout=30)
    assert code_of(invalid) == 72


@pytest.mark.parametrize("path", ["/api/reporting/nothing", "/api/reports", "/api/reporting/audience_reports/xml"])
def test_unknown_resources(caller: Caller, path: str) -> None:
    assert code_of(caller.post(path, **caller.ids)) == 74


def test_sign_in_is_documented_for_get_alone(caller: Caller) -> None:
    answer = caller.post("/api/login", username=DEMO_USERNAME, password=DEMO_PASSWORD, ver="2.0")
    assert code_of(answer) == 74


@pytest.mark.parametrize("code", [0, 50, 51, 60, 73])
def test_codes_that_only_a_failing_platform_sends(sandbox: Sandbox, caller: Caller, event: Event, code: int) -> None:
    sandbox.faults.add(Code(code), endpoint="report", times=1)
    assert code_of(caller.report(event)) == code
    assert code_of(caller.report(event)) == 1


def test_a_session_ends_after_two_hours(sandbox: Sandbox, caller: Caller, event: Event) -> None:
    sandbox.clock.advance(timedelta(hours=2) - timedelta(seconds=1))
    assert code_of(caller.report(event)) == 1
    sandbox.clock.advance(timedelta(seconds=1))
    assert code_of(caller.report(event)) == 11
    assert code_of(caller.post("/api/reporting/eventlist", **caller.ids)) == 11
    assert code_of(caller.post("/api/reporting/timezones", **caller.ids)) == 11
    caller.sign_in()
    assert code_of(caller.report(event)) == 1


def test_sessions_can_be_ended_at_once(sandbox: Sandbox, caller: Caller, partner: Caller) -> None:
    sandbox.accounts.end_sessions(DEMO_USERNAME)
    assert code_of(caller.post("/api/reporting/timezones", **caller.ids)) == 11
    assert partner.events().startswith("<convey_api>\n<event_info")


@pytest.mark.parametrize(
    ("path", "spelling"),
    [
        ("/api/passwordchange", "currenttpassword"),
        ("/api/passwordchange", "currentpassword"),
        ("/api/passwordchange/xml", "currentpassword"),
        ("/api/passwordchange/json", "currentpassword"),
        ("/api/passwordchange/json", "currenttpassword"),
    ],
)
def test_password_change(sandbox: Sandbox, path: str, spelling: str) -> None:
    with Caller(sandbox) as caller:
        wrong = {"username": DEMO_USERNAME, spelling: "wrong", "newpassword": "new", "ver": "2.0"}
        assert code_of(caller.get(path, **wrong)) == 11
        answer = caller.get(path, **(wrong | {spelling: DEMO_PASSWORD}))
        assert "Password change successful" in answer.text
        assert code_of(answer) == 1
        assert code_of(caller.get("/api/login", username=DEMO_USERNAME, password=DEMO_PASSWORD, ver="2.0")) == 11
        assert code_of(caller.get("/api/login", username=DEMO_USERNAME, password="new", ver="2.0")) == 1
        assert code_of(caller.get(path, **(wrong | {"newpassword": ""}))) == 72
        assert code_of(caller.get(path, **(wrong | {"ver": "3.0"}))) == 71


def test_expired_presentations_are_a_request_of_their_own(caller: Caller, event: Event, expired: Event) -> None:
    assert code_of(caller.report(expired)) == 72
    assert code_of(caller.report(event, expired="on")) == 72
    assert code_of(caller.report(expired, expired="on")) == 1


def test_requests_are_noted_without_secrets(sandbox: Sandbox, caller: Caller, event: Event) -> None:
    caller.report(event, df="csv", sti_filter="Ads")
    caller.report("999")
    noted = list(sandbox.requests)
    assert [(asked.endpoint, asked.method, asked.account, asked.event_id, asked.code) for asked in noted] == [
        ("login", "GET", DEMO_USERNAME, None, 1),
        ("report", "POST", DEMO_USERNAME, event.id, 1),
        ("report", "POST", DEMO_USERNAME, "999", 10),
    ]
    assert noted[1].parameters == {"ver": "2.0", "ei": event.id, "df": "csv", "sti_filter": "Ads"}
    everything = json.dumps([str(asked) for asked in noted])
    assert DEMO_PASSWORD not in everything
    assert caller.ids["si"] not in everything
    assert sandbox.requests.count("report") == 2
    assert sandbox.requests.count("report", code=1, event_id=event.id, account=DEMO_USERNAME) == 1
    assert len(sandbox.requests) == 3
    sandbox.requests.clear()
    assert sandbox.requests.count() == 0


def test_the_root_says_what_this_is(caller: Caller) -> None:
    assert (
        caller.get("/").text == "A sandbox of the webcast platform's Reporting API. All people in it are made up.\n"
    )


def test_a_giant_form_is_refused(caller: Caller) -> None:
    assert caller.post(REPORT, sti_filter="x" * 1_100_000).status_code == 413
