"""What can go wrong, as a plain client sees it."""

from __future__ import annotations

import http.client
import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from lxml import etree

from tests.sandbox.caller import Caller, code_of
from webcast.sandbox.events import Event
from webcast.sandbox.faults import (
    Bare,
    Bom,
    Charset,
    Code,
    Cut,
    DamagedRecord,
    Delay,
    Drip,
    Empty,
    Fault,
    Gzip,
    Hold,
    Html,
    OtherFormat,
    Reset,
    ShortRows,
    Status,
    TwoClocks,
)
from webcast.sandbox.running import Sandbox
from webcast.sandbox.world import World


@pytest.fixture
def event(world: World) -> Event:
    return world.find("Planification intégrée : retour d’expérience")[0]


def test_code_once_and_always(sandbox: Sandbox, caller: Caller, event: Event) -> None:
    sandbox.faults.add(Code(50), times=2)
    assert [code_of(caller.report(event)) for _ in range(3)] == [50, 50, 1]
    with sandbox.faults.during(Code(60), endpoint="report"):
        assert [code_of(caller.report(event)) for _ in range(3)] == [60, 60, 60]
        assert caller.events().startswith("<convey_api>")
    assert code_of(caller.report(event)) == 1


def test_a_fault_can_concern_one_event_or_one_account(sandbox: Sandbox, caller: Caller, event: Event) -> None:
    sandbox.faults.add(Code(51), event_id=event.id)
    sandbox.faults.add(Code(0), account="somebody.else")
    other = sandbox.world.find("Security Briefing for IT Administrators")[0]
    assert [code_of(caller.report(e)) for e in (event, other)] == [51, 1]
    sandbox.faults.clear()
    assert code_of(caller.report(event)) == 1


def test_a_code_that_does_not_exist_is_a_mistake(sandbox: Sandbox) -> None:
    with pytest.raises(ValueError, match="no return code 99"):
        sandbox.faults.add(Code(99))


def test_html_page_with_200(sandbox: Sandbox, caller: Caller, event: Event) -> None:
    sandbox.faults.add(Html(), times=1)
    answer = caller.report(event)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html;charset=utf-8")
    assert answer.text.startswith("<!DOCTYPE html>")


def test_server_errors(sandbox: Sandbox, caller: Caller, event: Event) -> None:
    sandbox.faults.add(Status(502), times=1)
    sandbox.faults.add(Status(503, {"Retry-After": "7"}), times=2)
    assert caller.report(event).status_code == 502
    answer = caller.report(event)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "7")
    assert caller.report(event).status_code == 200


@pytest.mark.parametrize("fault", [Cut(0.5), Cut(100), Reset(100)])
def test_a_body_that_breaks_off(sandbox: Sandbox, caller: Caller, event: Event, fault: Fault) -> None:
    sandbox.faults.add(fault, endpoint="report", times=1)
    with pytest.raises((requests.exceptions.ChunkedEncodingError, requests.exceptions.ConnectionError)):
        caller.report(event)
    assert code_of(caller.report(event)) == 1


def test_a_cut_leaves_what_came_before(sandbox: Sandbox, caller: Caller, event: Event) -> None:
    sandbox.faults.add(Cut(100), endpoint="report", times=1)
    host = sandbox.url.removeprefix("http://")
    connection = http.client.HTTPConnection(host, timeout=30)
    query = "&".join(f"{name}={value}" for name, value in {**caller.ids, "ver": "2.0", "ei": event.id}.items())
    connection.request("GET", f"/api/reporting/audience_reports?{query}")
    with pytest.raises(http.client.IncompleteRead) as cut:
        connection.getresponse().read()
    assert len(cut.value.partial) == 100
    connection.close()


def test_a_clean_cut_can_be_told_by_the_content_alone(sandbox: Sandbox, caller: Caller, event: Event) -> None:
    sandbox.faults.add(Cut(0.5, clean=True), endpoint="report", times=1)
    answer = caller.report(event)
    assert int(answer.headers["content-length"]) == len(answer.content)
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(answer.content)


def test_a_connection_that_is_reset_at_once(sandbox: Sandbox, caller: Caller, event: Event) -> None:
    sandbox.faults.add(Reset(), endpoint="report", times=1)
    with pytest.raises(requests.exceptions.ConnectionError):
        caller.report(event)
    assert code_of(caller.report(event)) == 1


def test_a_slow_drip_arrives_whole(sandbox: Sandbox, caller: Caller, event: Event) -> None:
    whole = caller.report(event).content
    sandbox.faults.add(Drip(chunk=len(whole) // 20, pause=0.002), times=1)
    assert caller.report(event).content == whole


def test_who_goes_away_during_a_drip_frees_the_account(sandbox: Sandbox, caller: Caller, event: Event) -> None:
    sandbox.faults.add(Drip(chunk=10, pause=0.01), endpoint="report", times=1)
    answer = caller.http.post(
        sandbox.url + "/api/reporting/audience_reports",
        data={**caller.ids, "ver": "2.0", "ei": event.id},
        stream=True,
        timeout=30,
    )
    assert next(answer.iter_content(10))
    answer.close()
    deadline = time.monotonic() + 10
    while not sandbox.requests.of("report")[0].done:
        assert time.monotonic() < deadline
        caller.events()
    assert code_of(caller.report(event)) == 1


def test_delays_and_holds_let_others_through(sandbox: Sandbox, caller: Caller, event: Event) -> None:
    sandbox.faults.add(Delay(0.01), endpoint="event_list", times=1)
    assert caller.events().startswith("<convey_api>")
    hold = sandbox.faults.add(Hold(), endpoint="time_zones", times=1)
    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(caller.post, "/api/reporting/timezones", **caller.ids)
        assert hold.reached()
        with Caller(sandbox) as other:
            other.sign_in()
            assert code_of(other.report(event)) == 1
        assert not held.done()
        hold.release()
        assert held.result().status_code == 200


def test_compressed(sandbox: Sandbox, caller: Caller, event: Event) -> None:
    whole = caller.report(event)
    sandbox.faults.add(Gzip(), times=1)
    answer = caller.report(event)
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.content == whole.content
    assert int(answer.headers["content-length"]) < len(whole.content)


def test_a_charset_that_lies(sandbox: Sandbox, caller: Caller, event: Event) -> None:
    sandbox.faults.add(Charset(), times=1)
    answer = caller.report(event)
    assert answer.headers["content-type"] == "application/xml;charset=utf-8"
    assert "Planification intégrée : retour d’expérience".encode("windows-1252") in answer.content
    sandbox.faults.add(Charset("utf-16", ""), times=1)
    answer = caller.report(event, df="json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.content.startswith(b"\xff\xfe")


def test_marks_nothing_and_another_format(sandbox: Sandbox, caller: Caller, event: Event) -> None:
    sandbox.faults.add(Bom(), times=1)
    assert caller.report(event, df="csv").content.startswith(b"\xef\xbb\xbfEvent Id,")
    sandbox.faults.add(Empty(), times=1)
    answer = caller.report(event)
    assert (answer.status_code, answer.content) == (200, b"")
    sandbox.faults.add(OtherFormat("json"), times=1)
    answer = caller.report(event, df="xml")
    assert answer.headers["content-type"] == "application/json;charset=utf-8"
    assert answer.json()["api_version"] == "2.0"


def test_the_list_without_anything_around(sandbox: Sandbox, caller: Caller) -> None:
    sandbox.faults.add(Bare(), times=1)
    assert caller.events().startswith("<event_info ")


def test_two_clocks_as_in_the_guides_sample(sandbox: Sandbox, caller: Caller) -> None:
    event = sandbox.world.find("Board-Ready Metrics for Supply Chain Leaders")[0]
    plain = etree.fromstring(caller.report(event).content)
    sandbox.faults.add(TwoClocks(), times=1)
    report = etree.fromstring(caller.report(event).content)
    assert str(plain.findtext(".//live_start_time")).startswith("03/10/2026 05:0")
    assert str(report.findtext(".//live_start_time")).startswith("03/10/2026 01:0")
    assert report.findtext(".//start_time") == plain.findtext(".//start_time")


def test_a_damaged_xml_record_as_in_the_guides_sample(sandbox: Sandbox, caller: Caller, event: Event) -> None:
    whole = caller.report(event).text
    sandbox.faults.add(DamagedRecord(4), times=1)
    damaged = caller.report(event).text
    assert len(damaged) == len(whole) - 1
    fourth = damaged.split("<viewer>")[4]
    assert '<ra id="email"' in fourth
    assert '<ra id="email">' not in fourth
    assert damaged.count('<ra id="email">') == whole.count('<ra id="email">') - 1


def test_a_damaged_json_record_lacks_a_quote(sandbox: Sandbox, caller: Caller, event: Event) -> None:
    whole = caller.report(event, df="json").text
    sandbox.faults.add(DamagedRecord(3), times=1)
    damaged = caller.report(event, df="json").text
    assert len(damaged) == len(whole) - 1
    with pytest.raises(json.JSONDecodeError):
        json.loads(damaged)


def test_short_json_rows_as_in_the_guides_sample(sandbox: Sandbox, caller: Caller, event: Event) -> None:
    whole = caller.report(event, df="json").json()
    sandbox.faults.add(ShortRows(every=2), times=1)
    short = caller.report(event, df="json").json()
    width = len(whole["data_headers"])
    assert {len(row) for row in whole["data_rows"]} == {width}
    assert all(len(row) < width for row in short["data_rows"][::2])
    assert short["data_rows"][1::2] == whole["data_rows"][1::2]
    assert short["data_rows"][0][-1] == whole["data_rows"][0][-1]
