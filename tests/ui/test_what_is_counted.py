"""Every sentence that counts says what: registrants or people, of which base; and "most" only of more than half."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.analysis.small import at, audience, made
from webcast.analysis import stages, surveys
from webcast.analysis.summary import overall
from webcast.analysis.touch_points import Judged, Kind, TouchPoint
from webcast.charts import curves
from webcast.charts.theme import alt
from webcast.presentation import bases, headline
from webcast.presentation import timeline as prepare
from webcast.presentation.prepared import Plain
from webcast.ui.across import words as across_words
from webcast.ui.funnel import words as funnel_words
from webcast.ui.kit import person_words
from webcast.ui.registrants import words as registrants_words
from webcast.ui.timeline import words as timeline_words
from webcast.ui.voices import words as voices_words

LIVE = stages.Rules(live=True)


def row(respondents: int, eligible: int | None, attending: int | None) -> dict[str, object]:
    rate = attending / eligible if eligible and attending is not None else None
    return {"respondents": respondents, "eligible": eligible, "response_rate": rate}


def test_who_answered_are_registrants_and_their_share_is_of_attendees() -> None:
    # 20 records of 14 people: what is counted are records.
    assert voices_words.surveys_answer(20, 20, 40, "Good?", "") == (
        "20 registrants answered a survey, 50\u00a0% of the 40 attendees who could."
    )
    # Two of them did not attend, and are in no rate.
    assert voices_words.surveys_answer(20, 18, 40, "Good?", "") == (
        "20 registrants answered a survey, 18 of them among the 40 attendees who could (45\u00a0%)."
    )
    assert voices_words.surveys_answer(1, 0, 0, "Good?", "") == "1 registrant answered a survey."
    assert voices_words.leading_texts(20) == "20 registrants wrote in their own words."
    assert voices_words.leading_answer("Yes", 12, 20, few=False) == "60\u00a0% of 20 respondents said “Yes”."
    assert voices_words.leading_answer("Yes", 1, 2, few=True) == "1 of 2 respondents said “Yes”."


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (row(25, 40, 25), "25 respondents of 40 attendees"),
        (row(25, 40, 22), "25 respondents; 22 of 40 attendees answered"),
        (row(12, 10, 9), "12 respondents; 9 of 10 attendees answered; that is few"),
        (row(25, None, None), "25 respondents; no report tells who attended"),
        (row(1, 1, 1), "1 respondent of 1 attendee; that is few"),
        (row(3, 0, None), "3 respondents; 0 of 0 attendees answered; that is few"),
    ],
)
def test_respondents_who_did_not_attend_are_not_among_the_attendees(asked: dict[str, object], said: str) -> None:
    assert bases.respondents(asked) == said


def test_the_base_of_a_question_as_it_is_counted() -> None:
    asked = surveys.questions(audience()).row(0, named=True)  # Eve answered and did not attend
    assert bases.respondents(asked) == "3 respondents; 2 of 3 attendees answered; that is few"


def test_both_rates_are_named_with_their_bases() -> None:
    figures = overall(audience())
    assert bases.in_time(figures) == "of 4 registered by the end"
    assert bases.registrants(figures.told) == "of 5 registrants"
    assert bases.attending(figures.watching_people) == "of 3 attending people"
    assert headline.answer(figures) == (
        "2 of 4 who registered by the end came live (50\u00a0%). "
        "Counting on-demand, 3 of all 5 registrants have watched."
    )
    # The live end is in no CSV or Excel file: that is no event without a live part.
    assert bases.in_time(overall(made({}, live_end=None))) == "no live end is known"
    nobody = replace(figures, live_registrants=0, told_in_time=0, converted=0, live_conversion_rate=None)
    assert bases.in_time(nobody) == "of 0 registered by the end"
    silent = replace(figures, told_in_time=0, converted=None, live_conversion_rate=None)
    assert bases.in_time(silent) == "no report tells who came live"
    assert headline.answer(silent) == "3 of 5 registrants watched (60\u00a0%)."


def test_the_live_funnel_is_of_those_registered_by_the_end() -> None:
    counted = [
        {"stage": stage, "registrants": n, "of_first": n / 4, "of_previous": None}
        for stage, n in zip(stages.STAGES, (4, 3, 3, 3, 3), strict=True)
    ]
    live = funnel_words.funnel_answer(counted, stages.names(LIVE), live=True)
    assert live.startswith("3 of 4 who registered by the end came live (75\u00a0%).")
    assert funnel_words.funnel_answer(counted, stages.names()).startswith("3 of 4 registrants attended (75\u00a0%).")


def test_curves_say_whom_they_count() -> None:
    people = audience()
    retention = prepare.retention(people, Plain("UTC"), so_far=False)
    assert retention.figure().layout.yaxis.title.text == "Still there, share of 2 live<br>viewers"
    registered = prepare.registrations(people, Plain("UTC")).figure()
    assert alt(registered).startswith("Registrations of 5 registrants before the event.")
    assert timeline_words.of_with_start(5) == "of 5 registrants, in the last 7 days"
    assert timeline_words.of_live_viewers(1) == "of 1 live viewer"


def test_people_of_several_events_are_counted_in_each() -> None:
    frame = prepare.retention(audience(), Plain("UTC"), so_far=False).frame
    drawn = curves.retention(frame, theme="light", in_each=True)
    assert drawn.layout.yaxis.title.text == "Still there, share of 2 live<br>viewers, counted in each<br>event"
    stayed = curves.retention(frame.head(1), theme="light")  # nobody is known to have left
    assert stayed.layout.annotations[0].text == "At least half stayed to the end"


def test_most_is_more_than_half() -> None:
    half = [("Acme", 5)]
    assert headline.leading(half, 10) == "the largest group is Acme (5)"
    assert headline.leading(half, 9) == "most of them from Acme (5)"
    assert across_words.companies_answer(3, 2, half, 9) == "2 of 3 companies came; most attendees are from Acme (5)."
    assert across_words.companies_answer(3, 2, half, 10) == "2 of 3 companies came; the largest group is Acme (5)."


def test_a_share_is_of_those_of_whom_a_report_tells() -> None:
    assert registrants_words.share_of(None, 0) == "no report tells who attended"
    assert registrants_words.share_of(1, 2) == "50\u00a0% of 2 registrants"
    assert across_words.median_company(0.5) == "Median company: 50\u00a0% of its registrants came"
    assert across_words.portfolio_answer("Launch", "live_conversion_rate", 0.4, ["the same as the event before"]) == (
        "“Launch” came to 40\u00a0% live conversion, of those registered by the end: the same as the event before."
    )
    assert across_words.portfolio_answer("Launch", "total_conversion_rate", 0.4, ["x"]) == (
        "“Launch” came to 40\u00a0% total conversion, of all registrants: x."
    )


def test_of_one_event_of_several_the_page_says_so_first() -> None:
    def said(whose: str) -> str:
        return timeline_words.timeline_answer(2, at(4, 14), "UTC", "en", None, whose=whose)

    assert said("“Launch”") == "“Launch”: the audience was largest on Mar 4, 2024, 2:00\u202fPM: 2 people at once."
    assert said(timeline_words.all_together(3)).startswith("All 3 events together: the audience was largest on Mar 4")
    assert said("").startswith("The audience was largest")
    unknown = timeline_words.timeline_answer(None, None, "UTC", None, None, whose="“Launch”")
    assert unknown.startswith("“Launch”: these reports carry no session times")


def test_a_person_of_whom_no_report_tells_is_not_said_to_have_stayed_away() -> None:
    unknown = Judged(registered=2, told=0, attended=None, each_ms=None, questions=1, answers=0)
    assert person_words.judged(unknown) == "Registered for 2 events; no report tells of attendance, asked once."
    some = Judged(registered=3, told=2, attended=2, each_ms=46 * 60_000, questions=2, answers=0)
    said = "Came to 2 of 2 events, 46 min each, asked twice."
    assert person_words.judged(some) == f"{said} Of 1 more event no report tells who came."
    assert person_words.judged(replace(some, told=3)) == "Came to 2 of 3 events, 46 min each, asked twice."


def test_a_person_is_summed_up_in_a_sentence() -> None:
    one = Judged(registered=1, told=1, attended=1, each_ms=60_000, questions=3, answers=1)
    assert person_words.judged(one) == "Came, watched 1 min, asked 3 times, answered 1 survey question."
    assert person_words.judged(replace(one, attended=0, each_ms=None, questions=0, answers=0)) == (
        "Registered and did not attend."
    )
    four = Judged(registered=4, told=4, attended=0, each_ms=None, questions=0, answers=2)
    assert person_words.judged(four) == "Came to none of 4 events, answered 2 survey questions."
    assert person_words.judged(replace(four, attended=1, each_ms=30_000, answers=0)) == (
        "Came to 1 of 4 events, watched 30 s."
    )


def test_every_touch_point_says_what_is_known_of_it_and_no_more() -> None:
    def said(kind: Kind, **more: Any) -> str:
        return person_words.touch_point(TouchPoint(kind, "e", None, **more))

    assert said(Kind.REGISTERED) == "Registered"
    assert said(Kind.REGISTERED, text="mail") == "Registered (campaign: mail)"
    assert said(Kind.CAME, mode="SimLive") == "Watched SimLive"
    assert said(Kind.LEFT, mode="Live", watch_ms=2_400_000) == "Left after 40 min"
    assert said(Kind.LEFT, mode="Live", watch_ms=2_400_000, count=2) == "Left, after 40 min in 2 visits"
    assert said(Kind.THERE, mode="Live", watch_ms=60_000) == "Still there when the report was made, after 1 min"
    assert said(Kind.WATCHED, mode="On-Demand", watch_ms=0) == "Watched the recording, 0 s"
    assert said(Kind.WATCHED, mode="Other", watch_ms=60_000) == "Watched in a way that is not known, 1 min"
    assert said(Kind.WATCHED_AGAIN, mode="On-Demand", watch_ms=60_000) == "Watched again, 1 min"
    assert said(Kind.UNTIMED, mode="Live", watch_ms=60_000) == "Came live, 1 min; when is not known"
    assert said(Kind.UNTIMED) == "Came; when is not known"
    assert said(Kind.ASKED, text="Why?") == "Asked “Why?”"
    assert said(Kind.ANSWERED, text="Exit", count=2) == "Answered 2 questions of “Exit”"
    assert said(Kind.ANSWERED) == "Answered 1 question of a survey"
    assert said(Kind.CHECKED, count=2) == "Answered 2 attendance checks"
    assert said(Kind.ABSENT) == "Did not attend"
    assert said(Kind.UNTOLD) == "No report tells whether this person came"
    open_question = TouchPoint(Kind.ASKED, "e", None, text="Why?")
    assert person_words.touch_point_more(open_question) == "Not answered"
    assert person_words.touch_point_more(replace(open_question, answer="So.")) == "Answer: So."
