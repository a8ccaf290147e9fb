"""The three formats: the guide's shapes, and one content."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from webcast.sandbox import texts
from webcast.sandbox.events import (
    CHECKBOX,
    LIVE,
    ON_DEMAND,
    RADIO,
    Asked,
    Event,
    Facts,
    Moments,
    Response,
    Session,
    Survey,
    SurveyQuestion,
    Viewer,
)
from webcast.sandbox.reports import Order, Shelf, render
from webcast.sandbox.selection import Selection
from webcast.sandbox.world import World

DATA = Path(__file__).parent.parent / "data"
HOUR = 3_600_000
START = 1_773_842_400_000  # 2026-03-18 14:00:00 UTC
SURVEYS = (
    Survey(
        "5a",
        "Halftime",
        "In Event",
        (SurveyQuestion("5a1", CHECKBOX, "Which?"), SurveyQuestion("5a2", RADIO, "Like it?")),
    ),
    Survey("5b", "Attendance Check", "Attendance"),
)
FACTS = Facts(
    id="4711",
    title="R&D <Live>",
    cost_center="Marketing",
    folder="f0",
    creator="k",
    created_at=START - 100 * HOUR,
    expires_at=START + 9000 * HOUR,
    live_scheduled=START,
    live_start=START,
    live_end=START + HOUR,
    od_published=START + 2 * HOUR,
    questions=(("q1_4711", "Role"),),
    surveys=SURVEYS,
)
ANN = Viewer(
    START - HOUR,
    {"firstname": "Ann", "email": "ann@one.example", "source_track_id": "Mail", "q1_4711": "IT"},
    "https://ref.example/",
    (
        Session(LIVE, START, START + HOUR, "HTML5 Video"),
        Session(ON_DEMAND, START + 5 * HOUR, START + 5 * HOUR + 61_000, "Unknown"),
    ),
    (Asked(START + 1, "Why?", "Because."), Asked(START + 2, "When?", None)),
    (
        Response(START, "5a", "5a1", ("A", "B")),
        Response(START, "5a", "5a2", ("Yes",)),
        Response(START, "5b", "", ("Yes", "No")),
    ),
)
BEN = Viewer(START + 2 * HOUR, {"email": "ANN@one.example "}, sessions=(Session(LIVE, START, START, "HTML5 Video"),))
CAT = Viewer(START + 3 * HOUR, {"lastname": "Cat"})


def event_of(*viewers: Viewer, facts: Facts = FACTS) -> Event:
    moments = Moments(
        sorted(v.registered_at for v in viewers),
        sorted(s.start for v in viewers for s in v.sessions),
        sorted(s.end for v in viewers for s in v.sessions),
    )
    return Event(facts, moments, lambda: list(viewers))


@pytest.fixture
def event() -> Event:
    return event_of(ANN, BEN, CAT)


def parsed(report: bytes) -> etree._Element:
    return etree.fromstring(report)


def paths(node: etree._Element, above: str = "") -> list[str]:
    """Return each element once, as the path that leads to it, in the order of first appearance."""
    here = f"{above}/{node.tag}"
    return list(dict.fromkeys([here, *(path for child in node for path in paths(child, here))]))


def test_xml_has_the_elements_of_the_guides_sample_in_their_order(event: Event) -> None:
    sample = (DATA / "guide.xml").read_text("utf-8").replace('id="email"agraystone', 'id="email">agraystone')
    assert paths(parsed(render(event))) == paths(parsed(sample.encode()))


def test_xml_of_a_viewer(event: Event) -> None:
    text = render(event).decode()
    assert text[text.index("<viewer>") : text.index("</viewer>") + 10] == (
        "<viewer>\n<registration_date>03/18/2026 01:00:00 PM</registration_date>\n<registration_answers>\n"
        '<ra id="firstname">Ann</ra>\n<ra id="email">ann@one.example</ra>\n<ra id="source_track_id">Mail</ra>\n'
        '<ra id="q1_4711">IT</ra>\n</registration_answers>\n<sessions>\n'
        "<session>\n<type>Live</type>\n<start_time>03/18/2026 02:00:00 PM</start_time>\n"
        "<end_time>03/18/2026 03:00:00 PM</end_time>\n<duration>3600000</duration>\n"
        "<media>HTML5 Video</media>\n</session>\n"
        "<session>\n<type>On-Demand</type>\n<start_time>03/18/2026 07:00:00 PM</start_time>\n"
        "<end_time>03/18/2026 07:01:01 PM</end_time>\n<duration>61000</duration>\n<media/>\n</session>\n</sessions>\n"
        "<qa>\n<question>\nWhy?\n<answer>Because.</answer>\n</question>\n<question>\nWhen?\n</question>\n</qa>\n"
        '<survey_responses>\n<sr survey_id="5a"\nquestion_id="5a1">A | B</sr>\n'
        '<sr survey_id="5a"\nquestion_id="5a2">Yes</sr>\n<sr survey_id="5b">Yes | No</sr>\n</survey_responses>\n'
        "</viewer>\n"
    )


def test_a_viewer_without_anything_has_empty_nodes_and_no_sessions(event: Event) -> None:
    assert render(event).decode().count("<qa/>\n<survey_responses/>\n</viewer>") == 2
    assert render(event).decode().count("<sessions>") == 2


def test_figures_are_the_platforms(event: Event) -> None:
    figures = {str(node.tag): node.text for node in parsed(render(event)).iterfind(".//event_analytics/*")}
    assert figures == {
        "total_sessions": "3",
        "total_registrants": "3",
        "no_shows": "1",
        "total_conversion_rate": "66.7%",
        "live_sessions": "2",
        "unique_live_viewers": "1",
        "live_registrants": "1",
        "live_conversion_rate": "100%",
        "od_sessions": "1",
        "unique_od_viewers": "1",
        "simlive_sessions": "0",
        "unique_simlive_viewers": "0",
    }


def test_figures_are_of_the_event_whatever_the_filters(event: Event) -> None:
    report = parsed(render(event, selection=Selection(no_shows=True)))
    assert report.findtext(".//total_registrants") == "3"
    assert len(report.findall(".//viewer")) == 1


def test_an_event_without_viewers() -> None:
    report = parsed(render(event_of()))
    assert report.findtext(".//total_conversion_rate") == "0%"
    assert report.findall(".//viewer") == []
    assert json.loads(render(event_of(), "json"))["data_rows"] == []
    assert len(render(event_of(), "csv").splitlines()) == 1


@pytest.mark.parametrize(
    ("zone", "name", "time"),
    [
        ("GMT", "Greenwich Mean Time", "03/18/2026 02:00:00 PM"),
        ("America/New_York", "Eastern Standard Time", "03/18/2026 10:00:00 AM"),
        ("Asia/Kolkata", "India Standard Time", "03/18/2026 07:30:00 PM"),
        ("Etc/GMT+12", "GMT-12:00", "03/18/2026 02:00:00 AM"),
        ("Pacific/Kiritimati", "Line Islands Time", "03/19/2026 04:00:00 AM"),
    ],
)
def test_all_times_are_in_the_asked_zone(event: Event, zone: str, name: str, time: str) -> None:
    report = parsed(render(event, zone=zone))
    assert report.findtext("currentTimeZone") == name
    assert report.findtext(".//live_start_time") == time
    assert report.findtext(".//session/start_time") == time
    document = json.loads(render(event, "json", zone))
    assert (document["currentTimeZone"], document["event_data"]["event_live_start_time"]) == (name, time)
    assert document["data_rows"][0][-1][0][1] == time


def test_json_has_the_keys_of_the_guides_sample(event: Event) -> None:
    sample = json.loads((DATA / "guide-mended.json").read_text("utf-8"))
    document = json.loads(render(event, "json"))
    assert list(document) == list(sample)
    for part in ("event_data", "filters"):
        assert list(document[part]) == list(sample[part])
    assert set(document["event_data"]["event_analytics"]) == set(sample["event_data"]["event_analytics"])


def test_json_headers_and_a_row(event: Event) -> None:
    document = json.loads(render(event, "json"))
    assert document["data_headers"][:5] == ["Event Id", "Event Title", "Cost Center", "Registered On", "First Name"]
    assert document["data_headers"][17:] == [
        "Fax Number",
        "Role",
        "Campaign ID",
        "Live Sessions",
        "On-Demand Sessions",
        "SimLive Sessions",
        "Total Sessions",
        "Live Duration",
        "On-Demand Duration",
        "SimLive Duration",
        "Total Duration",
        "Referrer",
        "Question 1",
        "Answer 1",
        "Question 2",
        "Answer 2",
        "Survey: Halftime: Which?",
        "Survey: Halftime: Like it?",
        "Survey: Attendance Check: ",
        "sessions",
    ]
    rows = document["data_rows"]
    assert [len(row) for row in rows] == [37, 37, 37]
    assert rows[0][:5] == ["4711", "R&D <Live>", "Marketing", "03/18/2026 01:00:00 PM", "Ann"]
    assert rows[0][18:-1] == [
        *("IT", "Mail", "1", "1", "0", "2", "01:00:00", "00:01:01", "00:00:00", "01:01:01", "https://ref.example/"),
        *("Why?", "Because.", "When?", "", "A|B", "Yes", "Yes|No"),
    ]
    assert rows[0][-1] == [
        ["Live", "03/18/2026 02:00:00 PM", "03/18/2026 03:00:00 PM", 3_600_000, "HTML5 Video"],
        ["On-Demand", "03/18/2026 07:00:00 PM", "03/18/2026 07:01:01 PM", 61_000, "Unknown"],
    ]


def test_csv_is_the_json_rows_without_sessions(world: World) -> None:
    event = world.find("Warehouse Safety Refresher")[0]
    document = json.loads(render(event, "json"))
    rows = list(csv.reader(io.StringIO(render(event, "csv").decode(), newline="")))
    assert rows[0] == document["data_headers"][:-1]
    assert rows[1:] == [row[:-1] for row in document["data_rows"]]
    assert b"\r\n" in render(event, "csv")


def test_hostile_text_comes_through_in_every_format() -> None:
    event = event_of(
        *(Viewer(START, {"lastname": text, "email": f"h{n}@h.example"}) for n, text in enumerate(texts.HOSTILE))
    )
    names = [node.text for node in parsed(render(event)).iterfind(".//ra[@id='lastname']")]
    assert names == list(texts.HOSTILE)
    assert [row[5] for row in json.loads(render(event, "json"))["data_rows"]] == list(texts.HOSTILE)
    rows = csv.reader(io.StringIO(render(event, "csv").decode(), newline=""))
    assert [row[5] for row in rows][1:] == list(texts.HOSTILE)


@pytest.mark.parametrize("text", texts.HOSTILE)
def test_hostile_text_comes_through_wherever_it_stands(text: str) -> None:
    survey = Survey("5c", text, "Post Event", (SurveyQuestion("5c1", RADIO, text),))
    facts = replace(FACTS, title=text, cost_center=text, questions=(("q1_4711", text),), surveys=(survey,))
    viewer = Viewer(
        START,
        {"source_track_id": text, "q1_4711": text},
        asked=(Asked(START, text, text),),
        responses=(Response(START, "5c", "5c1", (text,)),),
    )
    report = parsed(render(event_of(viewer, facts=facts), selection=Selection(campaigns=(text,))))
    for path in ("eventtitle", "costcenter", "rq[@id='q1_4711']", "sq", "ra[@id='q1_4711']", "question/answer", "sr"):
        assert report.findtext(f".//{path}") == text, path
    assert report.findtext(".//question") == f"\n{text}\n"
    assert report.findtext(".//sti_filter") == text
    row = json.loads(render(event_of(viewer, facts=facts), "json"))["data_rows"][0]
    assert [row[n] for n in (1, 2, 18, 19, 29, 30, 31)] == [text] * 7


def test_characters_that_xml_cannot_carry_are_left_out() -> None:
    event = event_of(Viewer(START, {"lastname": "a\x00b\x0bc\ud800d\uffffe"}))
    assert parsed(render(event)).findtext(".//ra[@id='lastname']") == "abcde"


def test_filters_and_date_range_are_echoed_in_xml(event: Event) -> None:
    plain = parsed(render(event))
    assert (plain.findtext(".//sti_filter"), plain.findtext(".//no_show_filter")) == ("", "off")
    selection = Selection(
        start=date(2026, 3, 1),
        end=date(2026, 3, 31),
        viewed_in_range=False,
        campaigns=("Mail", "A & B"),
        include_domains=("one.example",),
        live=True,
    )
    report = parsed(render(event, selection=selection))
    echoed = {
        str(n.tag): n.text for n in (*report.iterfind(".//report_date_range/*"), *report.iterfind(".//filters/*"))
    }
    assert echoed == {
        "start": "03/01/2026 12:00:00 AM",
        "end": "03/31/2026 11:59:59 PM",
        "registration_date_filter": "on",
        "viewing_session_date_filter": "off",
        "sti_filter": "Mail|A & B",
        "email_domain_exclude_filter": None,
        "email_domain_include_filter": "one.example",
        "qa_data_filter": "off",
        "survey_data_filter": "off",
        "no_show_filter": "off",
        "live_viewers_filter": "on",
        "od_viewers_filter": "off",
        "simlive_viewers_filter": "off",
    }


def test_filters_and_date_range_are_echoed_in_json(event: Event) -> None:
    selection = Selection(start=date(2026, 3, 1), exclude_domains=("two.example",), on_demand=True)
    document = json.loads(render(event, "json", selection=selection))
    assert document["report_date_range"] == {"start": "03/01/2026 12:00:00 AM", "end": ""}
    assert document["filters"]["excl_domain"] == ["two.example"]
    assert (document["filters"]["dr_regs"], document["filters"]["od_viewers"]) == (True, True)


def test_what_has_not_happened_yet_has_no_time(event: Event) -> None:
    report = parsed(render(event, now=START + HOUR // 2))
    assert report.findtext(".//live_start_time") == "03/18/2026 02:00:00 PM"
    assert report.findtext(".//live_end_time") == ""
    assert report.findtext(".//session/end_time") == "03/18/2026 02:30:00 PM"
    assert report.findtext(".//session/duration") == "1800000"
    assert len(report.findall(".//viewer")) == 1


def test_the_shelf_keeps_a_report_until_the_event_changes(event: Event) -> None:
    shelf, now = Shelf(), START + 100 * HOUR
    first = shelf.render(event, Order(), now)
    assert first == render(event, now=now)
    later = shelf.render(event, Order(), now + 1000)
    assert re.sub(rb"<currentDateTime>.*<", b"", later) == re.sub(rb"<currentDateTime>.*<", b"", first)
    assert later != first
    event.add([Viewer(now, {"lastname": "New"})])
    assert shelf.render(event, Order(), now + 1000).count(b"<viewer>") == 4
    assert shelf.render(event, Order(zone="Asia/Tokyo"), now).count(b"<viewer>") == 4


def test_the_shelf_drops_what_was_asked_for_longest_ago(event: Event) -> None:
    shelf, now = Shelf(size=10_000), START + 100 * HOUR
    for zone in ("GMT", "Asia/Tokyo", "Asia/Dubai", "Europe/Berlin"):
        shelf.render(event, Order(zone=zone), now)
    kept = [key[2].zone for key in shelf._kept if isinstance(key[2], Order)]
    assert kept == ["Asia/Dubai", "Europe/Berlin"]
