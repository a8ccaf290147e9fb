"""The time from registration to attendance on the Funnel page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.pages import small
from tests.pages.conftest import ACCOUNT, OpenPage, as_table, dialog_titles, links, tables, texts
from tests.pages.test_funnel import spec
from webcast.analysis.waiting import Wait
from webcast.ui.frame import session_keys
from webcast.ui.funnel import words as funnel_words
from webcast.web.app_state import AppState

HOUR = 3_600_000


def test_the_wait_is_said_in_words_with_its_base(open_page: OpenPage) -> None:
    page = open_page("funnel", events="101", time_zone="UTC")
    assert funnel_words.WAITING in [header.value for header in page.header]
    # Ada registered 24 hours before her session, Bo two days and 5 minutes, Cy five days.
    assert (
        "Half of those who came had registered about 2 days or more before their first session; a quarter 4 days or "
        "more, a quarter less than 36 h. Only 3 attendees: a single one moves these figures a lot." in texts(page)
    )
    assert "Registration and session are known of 3 of 3 attendees." in texts(page)
    assert spec(page, 1)["data"][0]["x"] == [0, 0, 0, 3, 0, 0, 0]


def test_the_type_of_the_session_is_in_the_address(open_page: OpenPage) -> None:
    page = open_page("funnel", events="101", time_zone="UTC", session_type="On-Demand")
    assert "before their first On-Demand session" in texts(page)
    assert "known of 2 of 2 On-Demand attendees." in texts(page)
    kinds = next(group for group in page.get("button_group") if group.key == "wi-option-session_type")
    assert [option.content for option in kinds.proto.options] == ["Any", "Live", "On-Demand"]


def test_a_bar_opens_its_people_with_their_file(open_page: OpenPage) -> None:
    page = open_page("funnel", events="101", time_zone="UTC", session_type="Live")
    page.session_state[session_keys.CLICKED] = ("wi-waits", ["waited", 3])
    page.run()
    assert dialog_titles(page) == ["Registered 1 day to 7 days before the first Live session"]
    assert "2 registrants" in texts(page)
    assert "/export.csv?events=101&time_zone=UTC&set=waited%3A24%3A168%3ALive&mode=spreadsheet" in links(page)


def test_a_row_opens_the_same(open_page: OpenPage) -> None:
    page = open_page("funnel", events="101", time_zone="UTC")
    as_table(page, funnel_words.WAITING)
    assert tables(page)[-1].to_dicts()[3] == {"wait": "2 to 7 days", "attendees": 3, "share": 100.0}
    page.session_state[session_keys.PICKED] = ("wi-wait-rows", 0)
    page.run()
    assert dialog_titles(page) == ["Registered after the first session had begun"]
    assert "Nobody." in texts(page)


def test_both_tables_can_be_had(open_page: OpenPage) -> None:
    found = links(open_page("funnel", events="101", time_zone="UTC", session_type="On-Demand"))
    for table in ("waits", "time-to-attendance"):
        assert f"/export.xlsx?events=101&time_zone=UTC&table={table}&session_type=On-Demand" in found


def test_events_without_session_times_are_named(open_page: OpenPage, app: AppState) -> None:
    report = small.report("102", has_sessions=False)
    app.library.hold(ACCOUNT, "102", None, replace(report, sessions=report.sessions.clear()))
    page = open_page("funnel", events="101,102", time_zone="UTC")
    assert "Without session times, so not in this: Webinar *playbook*." in texts(page)
    assert "Registration and session are known of 3 of 6 attendees." in texts(page)
    alone = open_page("funnel", events="102", time_zone="UTC")
    assert not alone.exception
    assert "There is nobody whose registration and first session are both known." in texts(alone)


def test_nobody_came(open_page: OpenPage) -> None:
    page = open_page("funnel", events="101", time_zone="UTC", no_shows="on")
    assert not page.exception
    assert "There is nobody whose registration and first session are both known." in texts(page)


BEFORE = "before their first session; a quarter"


@pytest.mark.parametrize(
    ("low", "median", "high", "said"),
    [
        (4, 72, 216, f"about 3 days or more {BEFORE} 9 days or more, a quarter less than 4 h."),
        (-1, 2, 72, f"about 2 h or more {BEFORE} 3 days or more, a quarter only after it had begun."),
        (-9, -2, 3, "only after their first session had begun."),
    ],
)
def test_the_sentence_holds_whoever_registered_late(low: int, median: int, high: int, said: str) -> None:
    found = Wait(400, low * HOUR, median * HOUR, high * HOUR)
    assert funnel_words.waiting_answer(found, None) == f"Half of those who came had registered {said}"
