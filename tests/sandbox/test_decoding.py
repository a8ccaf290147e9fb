"""The sandbox's reports, read by the product: what the platform reports is what we compute."""

from __future__ import annotations

import pytest
from polars.testing import assert_frame_equal

from webcast.analysis.audience import Audience
from webcast.analysis.summary import key_figures
from webcast.decode import decode
from webcast.reports import warned
from webcast.reports.schema import ANALYTICS
from webcast.sandbox.reports import render
from webcast.sandbox.world import World


@pytest.mark.parametrize(
    "title",
    [
        "Warehouse Safety Refresher",
        "Control Tower 7.0: What’s New",
        "Lieferkettengesetz: Was jetzt zu tun ist",
        'R&D Open Mic: "You Asked, We Built" <Beta Edition>',
    ],
)
def test_reported_figures_are_computed_again(world: World, title: str) -> None:
    report = decode(render(world.find(title)[0]), "xml")
    assert warned.said(report.warnings).rows() == []
    row = key_figures(Audience.of(report)).row(0, named=True)
    for name in ANALYTICS:
        assert row[name] == pytest.approx(row[f"reported_{name}"], abs=0.0005), name


def test_without_addresses_the_platform_counts_fewer_unique_viewers(world: World) -> None:
    """The difference that pages explain: a registrant without e-mail is a person of their own to us."""
    event = next(e for e in world if e.facts.cost_center == "Investor Relations")
    row = key_figures(Audience.of(decode(render(event), "xml"))).row(0, named=True)
    missing = sum("email" not in v.answers and any(s.mode == "Live" for s in v.sessions) for v in event.everybody())
    assert missing > 0
    assert row["unique_live_viewers"] == row["reported_unique_live_viewers"] + missing


def test_json_says_what_xml_says(world: World) -> None:
    event = world.find("Retail Replenishment Masterclass")[0]
    xml, json = decode(render(event), "xml"), decode(render(event, "json"), "json")
    assert warned.said(json.warnings).rows() == []
    people = ["registrant", "registered_at", "email_key", "last_name", "campaign", "live_ms", "od_ms"]
    assert_frame_equal(xml.registrants.select(people), json.registrants.select(people))
    times = ["registrant", "session", "type", "start", "end", "duration_ms"]
    assert_frame_equal(xml.sessions.select(times), json.sessions.select(times))
    assert_frame_equal(xml.qa, json.qa)
