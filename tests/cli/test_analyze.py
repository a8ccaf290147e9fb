"""``analyze`` on the guide's own samples, held to literal documents."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import BROKEN, GUIDE, MENDED, Run

FIGURES = {
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


def survey(survey_id: str, question_id: str, name: str, question: str | None, kind: str, *answers: Any) -> Any:
    return {
        "event_id": "123456",
        "survey_id": survey_id,
        "question_id": question_id,
        "survey": name,
        "question": question,
        "type": kind,
        "respondents": 3,
        "eligible": 4,
        "response_rate": 0.75,
        "answers": [{"answer": text, "count": count, "share": count / 3} for text, count in answers],
    }


SURVEYS = [
    survey(
        "5458e5c0bef1f4.34548499",
        "5458e5d1ee0891.61344744",
        "Halftime Survey",
        "Are you enjoying this presentation?",
        "Radio",
        ("Yes", 3),
    ),
    survey(
        "5458e5c0bef1f4.34548499",
        "5458e5c1451728.31353993",
        "Halftime Survey",
        "Is there any topic that you would like us to discuss in a future webcast?",
        "Textbox",
        ("I'd\nlove to hear more about advertising on social media.", 1),
        ("ecommerce", 1),
        ("not\nsure", 1),
    ),
    survey("5458e5eee7e073.49742677", "", "Attendance Check", None, "Attendance", ("Yes", 3)),
    survey(
        "5458e61d2dca04.58375990",
        "5458e6d05a6341.17478629",
        "Ending Questionaire",
        "Which of the following social media platforms do you use regularly for your business?",
        "Checkbox",
        ("Twitter", 3),
        ("Facebook", 2),
        ("Pinterest", 1),
    ),
    survey(
        "5458e61d2dca04.58375990",
        "5458e61d96b9a3.90404248",
        "Ending Questionaire",
        "Do you directly manage your company's social media accounts?",
        "Radio",
        ("No", 3),
    ),
    survey(
        "5458e61d2dca04.58375990",
        "5458e62d69a857.50529993",
        "Ending Questionaire",
        "What is your business's Twitter handle?",
        "Text Area",
        ("@secondcitybank", 1),
        ("@yourcompany", 1),
        ("I\ndon't know", 1),
    ),
]


def document(run: Run, *argv: str) -> Any:
    done = run("analyze", *argv, "--json")
    assert (done.code, done.err) == (0, "")
    return json.loads(done.out)


def funnel(*rows: tuple[str, int, float | None, float | None]) -> list[dict[str, Any]]:
    keys = ("stage", "registrants", "of_first", "of_previous")
    return [dict(zip(keys, row, strict=True)) for row in rows]


def test_the_guide_s_xml_sample(run: Run) -> None:
    found = document(run, GUIDE)
    warnings = found["events"][0].pop("warnings")
    assert found == {
        "events": [
            {
                "event_id": "123456",
                "title": "API Report Sample",
                "format": "xml",
                "reported": FIGURES | {"total_conversion_rate": 0.667},
                "computed": FIGURES,
            }
        ],
        "filters": "All registrants",
        "registrants": 6,
        "people": 6,
        "watch_seconds": 1148,
        "watch_seconds_platform": 1148,
        "peak_viewers": 1,
        "peak_at": "2014-11-04T20:04:01Z",
        "funnel": funnel(
            ("registered", 6, 1.0, None),
            ("attended", 4, 4 / 6, 4 / 6),
            ("stayed", 0, 0.0, 0.0),
            ("engaged", 0, 0.0, None),
            ("answered_survey", 0, 0.0, None),
        ),
        "surveys": SURVEYS,
    }
    assert [(w["record"], w["field"]) for w in warnings] == [(None, "currentTimeZone"), (4, "email")]
    assert [sorted(w) for w in warnings] == [["field", "message", "record"]] * 2


def test_the_document_s_names_stand_in_their_order(run: Run) -> None:
    found = document(run, GUIDE)
    assert list(found) == [
        "events",
        "filters",
        "registrants",
        "people",
        "watch_seconds",
        "watch_seconds_platform",
        "peak_viewers",
        "peak_at",
        "funnel",
        "surveys",
    ]
    assert list(found["events"][0]) == ["event_id", "title", "format", "warnings", "reported", "computed"]
    assert list(found["events"][0]["computed"]) == list(FIGURES)


def test_the_guide_s_json_sample_with_its_quote_put_back(run: Run) -> None:
    found = document(run, MENDED)
    assert found["events"][0]["computed"] == {
        "total_registrants": 4,
        "no_shows": 0,
        "total_sessions": 7,
        "live_sessions": 7,
        "od_sessions": 0,
        "simlive_sessions": 0,
        "unique_live_viewers": 4,
        "unique_od_viewers": 0,
        "unique_simlive_viewers": 0,
        "live_registrants": 4,
        "live_conversion_rate": 1.0,
        "total_conversion_rate": 1.0,
    }
    # user1 watched 11 minutes in three tabs: 2 x 660 s less than the platform counts.
    assert (found["watch_seconds"], found["watch_seconds_platform"]) == (2336, 3656)
    assert (found["peak_viewers"], found["peak_at"]) == (4, "2017-05-24T15:41:34Z")
    assert [stage["registrants"] for stage in found["funnel"]] == [4, 4, 3, 1, 1]


def test_the_guide_s_json_sample_as_it_is_says_where_it_is_broken(run: Run) -> None:
    done = run("analyze", BROKEN)
    assert (done.code, done.out) == (1, "")
    assert "guide.json: The report should be JSON, but is not from line 226, column 2 on" in done.err


def test_files_of_several_events_are_one_audience(run: Run) -> None:
    found = document(run, GUIDE, MENDED)
    assert [event["event_id"] for event in found["events"]] == ["123456", "20786"]
    assert (found["registrants"], found["people"], found["watch_seconds"]) == (10, 10, 1148 + 2336)
    assert {question["event_id"] for question in found["surveys"]} == {"123456", "20786"}


def test_filters_restrict_and_are_said(run: Run) -> None:
    found = document(run, GUIDE, "--on-demand", "--stayed-minutes", "4")
    assert (found["filters"], found["registrants"]) == ("Registrants: watched on demand", 2)
    assert found["events"][0]["computed"]["total_registrants"] == 2
    assert found["events"][0]["reported"]["total_registrants"] == 6
    # Michael watched 209 s, Martin 245 s, and he asked and answered.
    assert [stage["registrants"] for stage in found["funnel"]] == [2, 2, 1, 1, 1]


def test_an_empty_base_is_null_and_not_zero(run: Run) -> None:
    found = document(run, GUIDE, "--text", "nobody is called so")
    computed = found["events"][0]["computed"]
    assert (found["registrants"], found["people"], found["watch_seconds"]) == (0, 0, 0)
    assert (computed["live_conversion_rate"], computed["total_conversion_rate"]) == (None, None)
    assert (found["peak_viewers"], found["peak_at"]) == (0, None)
    assert found["funnel"][0] == {"stage": "registered", "registrants": 0, "of_first": None, "of_previous": None}
    assert [(q["respondents"], q["answers"]) for q in found["surveys"]] == [(0, [])] * 6


def test_days_are_those_of_the_time_zone(run: Run) -> None:
    day = ("--start", "2014-11-05", "--end", "2014-11-05", "--viewed-in-range", "off")
    assert document(run, GUIDE, *day)["registrants"] == 0
    # 07:53 PM GMT on the 4th is the 5th in Auckland.
    assert document(run, GUIDE, *day, "--time-zone", "Pacific/Auckland")["registrants"] == 6


def test_two_reports_of_one_event_are_refused(run: Run, tmp_path: Path) -> None:
    copy = tmp_path / "again.xml"
    copy.write_bytes(Path(GUIDE).read_bytes())
    done = run("analyze", GUIDE, "again.xml")
    assert (done.code, done.out) == (1, "")
    assert done.err == (
        f"webcast: again.xml is a report of event 123456, and so is {GUIDE}; its registrants would be counted twice. "
        "Name one of the two.\n"
    )
    assert document(run, GUIDE, GUIDE)["registrants"] == 6  # one file named twice is one file


def test_standard_input_is_a_file_too(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(Path(GUIDE).read_bytes())))
    assert document(run, "-")["events"][0]["computed"] == FIGURES


def test_files_alone_open_no_library(run: Run, tmp_path: Path) -> None:
    document(run, GUIDE)
    assert list(tmp_path.iterdir()) == []


def test_it_can_be_read(run: Run) -> None:
    done = run("analyze", GUIDE, "--time-zone", "America/New_York")
    lines = [" ".join(line.split()) for line in done.out.splitlines()]
    assert (done.code, done.err) == (0, "")
    assert lines[0] == "All registrants · 6 of 6 registrants · America/New_York"
    assert "123456 API Report Sample (xml)" in lines
    assert "Live conversion 50 % 50 %" in lines
    assert "Peak viewers 1 at Nov 4, 2014, 3:04 PM" in lines
    assert "Attended 4 67 % 67 %" in lines
    assert "2 67 % Facebook" in lines
    assert [
        line for line in lines if line.startswith("Warning: record 4, email: The tag lacks its closing '>'")
    ] != []


def test_text_cannot_steer_a_terminal(run: Run, tmp_path: Path) -> None:
    hostile = Path(GUIDE).read_text().replace("API Report Sample", "Hi &#10;there \u202e\u009b31m")
    (tmp_path / "hostile.xml").write_text(hostile, encoding="utf-8")
    done = run("analyze", "hostile.xml")
    assert "123456  Hi there 31m  (xml)" in done.out.splitlines()
