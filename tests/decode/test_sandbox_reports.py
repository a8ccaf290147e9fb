"""The sandbox's reports of one event are the same tables in every format and every zone."""

from __future__ import annotations

from datetime import date

import pytest

from webcast.decode import decode
from webcast.decode.recognise import opened
from webcast.decode.xml import plain
from webcast.decode.xml.cut import Cutter
from webcast.reports import warned
from webcast.sandbox.reports import render
from webcast.sandbox.world import World, make_world

FORMATS = ("xml", "json", "csv")


@pytest.fixture(scope="module")
def world() -> World:
    return make_world(seed=1, today=date(2024, 6, 1))


@pytest.mark.parametrize("place", [0, 11])
def test_every_format_gives_the_same_tables(world: World, place: int) -> None:
    event = list(world.events.values())[place]
    xml, json, csv = (decode(render(event, form)) for form in FORMATS)
    known = [name for name in xml.registrants.columns if name != "referrer"]  # XML has none
    assert xml.registrants.height > 0
    assert xml.registrants.select(known).rows() == json.registrants.select(known).rows()
    assert json.registrants.rows() == csv.registrants.rows()
    assert xml.sessions.drop("media").rows() == json.sessions.drop("media").rows()
    assert xml.qa.rows() == json.qa.rows() == csv.qa.rows()
    assert json.survey_responses.rows() == csv.survey_responses.rows()
    assert xml.survey_responses.height == json.survey_responses.height
    assert [warned.said(report.warnings).rows() for report in (xml, json, csv)] == [[], [], []]


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Kolkata"])
@pytest.mark.parametrize("form", ["xml", "json"])
def test_every_zone_gives_the_same_instants(world: World, form: str, zone: str) -> None:
    event = next(iter(world.events.values()))
    in_gmt, in_zone = decode(render(event, form)), decode(render(event, form, zone))
    assert in_zone.sessions.rows() == in_gmt.sessions.rows()
    assert in_zone.registrants.rows() == in_gmt.registrants.rows()
    assert in_zone.event["live_end"].to_list() == in_gmt.event["live_end"].to_list()


def test_the_fast_reader_takes_what_the_platform_writes(world: World) -> None:
    with opened(render(next(iter(world.events.values())))) as stream:
        assert all(plain.read(batch) is not None for batch in Cutter(stream.read).batches())
