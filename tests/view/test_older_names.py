"""Older names: addresses, links and views that were made with them are read as they were meant."""

from __future__ import annotations

import pytest

from webcast.view import address, older_names

HASH = "0123456789"


@pytest.mark.parametrize(
    ("older", "present"),
    [
        ({"tz": "UTC"}, {"time_zone": "UTC"}),
        ({"from": "2024-03-01", "to": "2024-03-02"}, {"start": "2024-03-01", "end": "2024-03-02"}),
        ({"registered": "off", "viewed": "off"}, {"registered_in_range": "off", "viewed_in_range": "off"}),
        ({"asked": "on", "surveyed": "on"}, {"asked_question": "on", "answered_survey": "on"}),
        ({"at": "a.com"}, {"include_domain": "a.com"}),
        ({"not_at": "a.com"}, {"exclude_domain": "a.com"}),
        ({"answer": "Role?=Chef"}, {"registration_answer": "Role?=Chef"}),
        ({"survey": "Exit: Why?=So"}, {"survey_answer": "Exit: Why?=So"}),
        ({"stayed": "30"}, {"stayed_minutes": "30"}),
        ({"stay": "30"}, {"stayed_minutes": "30"}),
        ({"stay": "30", "stay_in": "min"}, {"stayed_minutes": "30"}),
        ({"stay": "30", "stay_in": "share"}, {"stayed_share": "0.3"}),
        ({"stay_in": "share"}, {"stayed_share": "0.1"}),
        ({"stay": "500", "stay_in": "share"}, {"stayed_share": "1.0"}),
        ({"funnel": "live"}, {"live_funnel": "on"}),
        ({"funnel": "all"}, {"live_funnel": "off"}),
        ({"shares": "before"}, {"of_previous": "on"}),
        ({"first_session": "od"}, {"session_type": "On-Demand"}),
        ({"first_session": "any"}, {}),
        ({"type": "Live"}, {"stretch_type": "Live"}),
        ({"type": "all"}, {}),
        ({"by": "company"}, {"by": "company"}),
        ({"by": f"q-{HASH}"}, {"by": f"~{HASH}"}),
        ({"by": "none"}, {}),
        ({"answers_by": "attendance"}, {"by": "attendance"}),
        ({"answers_by": f"q-{HASH}"}, {"by": f"~{HASH}"}),
        ({"q": HASH}, {"question": f"~{HASH}"}),
        ({"pair": HASH, "shared": HASH}, {"before": f"~{HASH}", "shared": f"~{HASH}"}),
        ({"shared": "Sure?"}, {"shared": "Sure?"}),
        ({"window": "1700000000-1700000060"}, {"window": "1700000000000/1700000060000"}),
        ({"window": "5/6"}, {"window": "5/6"}),
        ({"w_watch": "100", "w_survey": "0"}, {"weights": "100,20,0"}),
        ({"apart": "none"}, {}),
        ({"apart": "company"}, {"first": "group:company:~1", "second": "group:company:~2"}),
        (
            {"apart": f"q-{HASH}", "segment": f"g-{HASH}", "against": "none"},
            {"first": f"group:~{HASH}:~{HASH}", "second": f"group:~{HASH}"},
        ),
        (
            {"apart": "company", "segment": f"g-{HASH}", "against": "rest"},
            {"first": f"group:company:~{HASH}", "second": f"not:group%3Acompany%3A~{HASH}"},
        ),
        ({"apart": "ways"}, {"first": "attended:live", "second": "attended:od"}),
        (
            {"apart": "ways", "segment": "hot-leads", "against": "live"},
            {"first": "preset:hot-leads", "second": "attended:live"},
        ),
        ({"company": "Acme", "utm": "x"}, {"company": "Acme", "utm": "x"}),
    ],
)
def test_an_older_address_says_the_same_by_the_names_of_today(older: dict[str, str], present: dict[str, str]) -> None:
    assert dict(older_names.present(older.items())) == present


def test_no_older_name_is_written_any_more_but_where_its_value_is_of_today() -> None:
    still = {"by", "shared", "window"}
    assert still == address.KNOWN & older_names.OLDER


def test_what_was_never_right_stays_for_its_reader_to_refuse() -> None:
    found = address.read([("stay", "many"), ("stay_in", "share"), ("funnel", "yes")])
    assert [problem.name for problem in found.problems] == ["stayed_share", "live_funnel"] or {
        problem.name for problem in found.problems
    } == {"stayed_share", "live_funnel"}
