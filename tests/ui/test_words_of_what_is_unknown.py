"""Sentences of reports that don't tell who attended: nobody is said where nothing is known."""

from __future__ import annotations

from webcast.analysis import stages
from webcast.presentation import bases
from webcast.ui.across import words as across_words
from webcast.ui.funnel import words as funnel_words
from webcast.ui.timeline import words as timeline_words

WORDING = stages.names()


def funnel_of(*counts: int | None) -> str:
    rows = [
        {"stage": stage, "registrants": n, "of_first": None, "of_previous": None}
        for stage, n in zip(stages.STAGES, counts, strict=True)
    ]
    return funnel_words.funnel_answer(rows, WORDING)


def test_a_funnel_without_attendance_names_the_registrants() -> None:
    assert funnel_of(3, None, None, None, None) == "3 registrants; these reports don't tell who attended."
    assert funnel_of(*[None] * 5) == "No event here has a live end that is known, so there is no live funnel."
    assert funnel_words.of_previous(None, 3, "Registered") == "not known"


def test_companies_and_campaigns_registered_and_nobody_is_said_to_have_stayed_away() -> None:
    assert across_words.companies_untold(2) == "2 companies registered; these reports don't tell who attended."
    assert (
        across_words.campaigns_untold(1) == "1 campaign brought registrants; these reports don't tell who attended."
    )


def test_a_base_that_no_report_tells_is_said() -> None:
    assert bases.registrants(0) == "no report tells who attended"
    assert bases.registrants(2) == "of 2 registrants"
    assert timeline_words.of_live_viewers(None) == "no report tells who came live"
    assert timeline_words.of_live_viewers(0) == "of 0 live viewers"


def test_nobody_has_watched_is_said_of_events_with_session_times_alone() -> None:
    assert timeline_words.timeline_answer(None, None, "UTC", None, None).startswith("These reports carry no session")
    assert timeline_words.timeline_answer(0, None, "UTC", None, None) == "Nobody has watched yet."
    said = timeline_words.timeline_answer(0, None, "UTC", None, None, lacking=True)
    assert said == "Nobody has watched yet, of events with session times."
