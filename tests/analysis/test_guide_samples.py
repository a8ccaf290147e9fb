"""The platform's own samples, with the figures that the guide prints beside them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from webcast.analysis import funnel, people, qa, stages, summary, surveys, timeline
from webcast.analysis.audience import Audience
from webcast.decode import decode

DATA = Path(__file__).resolve().parent.parent / "data"


@pytest.fixture(scope="module")
def xml() -> Audience:
    return Audience.of(decode(DATA / "guide.xml"))


@pytest.fixture(scope="module")
def json() -> Audience:
    return Audience.of(decode(DATA / "guide-mended.json"))


def test_xml_figures(xml: Audience) -> None:
    found = summary.key_figures(xml).row(0, named=True)
    computed = {
        "total_registrants": 6,
        "no_shows": 2,
        "total_sessions": 5,
        "live_sessions": 1,
        "od_sessions": 3,
        "simlive_sessions": 1,
        "unique_live_viewers": 1,
        "unique_od_viewers": 2,
        "unique_simlive_viewers": 1,
        "live_registrants": 2,
        "live_conversion_rate": 0.5,
        "total_conversion_rate": 4 / 6,
    }
    assert {name: found[name] for name in computed} == computed
    assert found["reported_total_registrants"] == 6
    assert found["reported_total_conversion_rate"] == pytest.approx(0.667)
    assert summary.differences(summary.key_figures(xml)).is_empty()


def test_xml_overall(xml: Audience) -> None:
    overall = summary.overall(xml)
    assert overall.people == 6
    # 246 s live; 72 s, 137 s and 245 s on demand; 448 s SimLive; none overlap.
    assert overall.watch_ms == overall.watch_ms_platform == 1_148_000
    assert overall.peak_viewers == 1
    assert overall.peak_at == datetime(2014, 11, 4, 20, 4, 1, tzinfo=UTC)


def test_xml_funnel(xml: Audience) -> None:
    found = funnel.funnel(xml, stages.Rules(4))
    assert found["stage"].to_list() == ["registered", "attended", "stayed", "engaged", "answered_survey"]
    assert found["registrants"].to_list() == [6, 4, 3, 3, 3]
    assert found["of_previous"].to_list() == [None, 4 / 6, 3 / 4, 1.0, 1.0]
    assert funnel.funnel(xml)["registrants"].to_list() == [6, 4, 0, 0, 0]
    assert funnel.funnel(xml, stages.Rules(4, live=True))["registrants"].to_list() == [2, 1, 1, 1, 1]
    assert funnel.passed(xml, "stayed", stages.Rules(4)).members["first_name"].to_list() == [
        "Alice",
        "Martin",
        "Arthur",
    ]
    assert funnel.dropped(xml, "stayed", stages.Rules(4)).members["first_name"].to_list() == ["Michael"]


def test_xml_surveys(xml: Audience) -> None:
    asked = surveys.questions(xml)
    enjoying = "Are you enjoying this presentation?"
    halftime = asked.filter(text=enjoying).row(0, named=True)
    assert (halftime["survey"], halftime["respondents"], halftime["eligible"]) == ("Halftime Survey", 3, 4)
    assert halftime["response_rate"] == 0.75
    assert surveys.answers(xml, "Halftime Survey", enjoying).rows() == [("Yes", 3, 1.0)]
    networks = "Which of the following social media platforms do you use regularly for your business?"
    assert surveys.answers(xml, "Ending Questionaire", networks).rows() == [
        ("Twitter", 3, 1.0),
        ("Facebook", 2, 2 / 3),
        ("Pinterest", 1, 1 / 3),
    ]
    assert surveys.answers(xml, "Attendance Check", None).rows() == [("Yes", 3, 1.0)]


def test_xml_questions(xml: Audience) -> None:
    assert qa.summary(xml) == qa.Asked(questions=3, answered=1, answered_share=1 / 3, askers=2)


def test_json_figures(json: Audience) -> None:
    overall = summary.overall(json)
    assert (overall.total_registrants, overall.live_sessions, overall.peak_viewers) == (4, 7, 4)
    # Three tabs at once: the platform counts 33 minutes, the person watched 11.
    first = people.profile(json, 0)
    assert first.figures["email"] == "user1@company.com"
    assert first.figures["watch_ms"] == 11 * 60_000
    assert json.members["total_ms"][0] == 33 * 60_000
    assert first.sessions.height == 3
    assert timeline.peak(json, "Live").at == datetime(2017, 5, 24, 15, 41, 34, tzinfo=UTC)
