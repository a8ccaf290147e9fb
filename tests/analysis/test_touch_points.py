"""What one person did, by hand: each touch point, its time, and its place where no report tells one."""

from __future__ import annotations

from typing import Any

from tests.analysis.reports import audience_of
from tests.analysis.small import at, audience, made, tables
from webcast.analysis import people
from webcast.analysis.audience import Audience
from webcast.analysis.touch_points import Judged, Kind, TouchPoint, judged, touch_points

MINUTE = 60_000


def points(found: Audience, row: int) -> tuple[TouchPoint, ...]:
    return touch_points(found, people.profile(found, row))


def brief(found: Audience, row: int) -> list[tuple[Any, ...]]:
    """Return kind, time and length of each touch point."""
    return [(point.kind, point.at, point.watch_ms) for point in points(found, row)]


def test_two_tabs_and_two_records_are_one_visit_and_two_registrations() -> None:
    assert points(audience(), 0) == (
        TouchPoint(Kind.REGISTERED, "e", "Launch", at(29, 9, month=2), text="mail"),
        TouchPoint(Kind.REGISTERED, "e", "Launch", at(1, 9, 30)),
        TouchPoint(Kind.CAME, "e", "Launch", at(1, 10), "Live"),
        TouchPoint(Kind.LEFT, "e", "Launch", at(1, 10, 40), "Live", 40 * MINUTE),
        TouchPoint(Kind.ASKED, "e", "Launch", text="Why now?", answer="Because."),
        TouchPoint(Kind.ANSWERED, "e", "Launch", text="Exit", count=2),
    )


def test_who_came_live_watches_again_and_a_blank_answer_is_none() -> None:
    found = points(audience(), 2)
    assert [(p.kind, p.at) for p in found] == [
        (Kind.REGISTERED, at(1, 10, 30)),
        (Kind.CAME, at(1, 10, 30)),
        (Kind.LEFT, at(1, 11)),
        (Kind.ASKED, None),
        (Kind.ANSWERED, None),
        (Kind.WATCHED_AGAIN, at(2, 23, 30)),
    ]
    assert found[3].answer == ""
    assert (found[5].mode, found[5].watch_ms) == ("On-Demand", 40 * MINUTE)


def test_the_recording_alone_is_watched_and_no_show_is_absent_at_the_start() -> None:
    assert brief(audience(), 3) == [
        (Kind.REGISTERED, at(1, 12), None),
        (Kind.WATCHED, at(2, 8), 5 * MINUTE),
    ]
    assert brief(audience(), 4) == [
        (Kind.REGISTERED, at(1, 10, month=2), None),
        (Kind.ABSENT, at(1, 10), None),
        (Kind.ANSWERED, None, None),
    ]


def test_visits_of_one_broadcast_are_one_coming_with_their_watch_time() -> None:
    """Ten minutes, a break, then ten and a session that ends where the last begins."""
    found = made(
        {
            "registered_at": at(1, 9),
            "sessions": [
                ("Live", at(1, 10, 20), at(1, 10, 30)),
                ("Live", at(1, 10), at(1, 10, 10)),
                ("Live", at(1, 10, 30), at(1, 10, 35)),
            ],
        }
    )
    came, left = points(found, 0)[1:]
    assert (came.kind, came.at) == (Kind.CAME, at(1, 10))
    assert (left.kind, left.at, left.watch_ms, left.count) == (Kind.LEFT, at(1, 10, 35), 25 * MINUTE, 2)


def test_who_is_still_there_has_not_left_and_who_is_not_there_yet_is_not_absent() -> None:
    found = made(
        {"registered_at": at(1, 9), "sessions": [("Live", at(1, 10, 5), None)]},
        {"registered_at": at(1, 9)},
        live_end=None,
        run_at=at(1, 10, 25),
    )
    assert brief(found, 0)[1:] == [(Kind.CAME, at(1, 10, 5), None), (Kind.THERE, at(1, 10, 25), 20 * MINUTE)]
    assert brief(found, 1) == [(Kind.REGISTERED, at(1, 9), None)]


def test_nobody_is_absent_from_what_has_not_begun_when_the_report_is_made() -> None:
    assert brief(made({"registered_at": at(1, 9)}, run_at=at(1, 9, 59)), 0) == [(Kind.REGISTERED, at(1, 9), None)]
    assert brief(made({"registered_at": at(1, 9)}, run_at=at(1, 12)), 0)[1:] == [(Kind.ABSENT, at(1, 10), None)]


def test_a_report_without_sessions_tells_nothing_and_one_of_totals_no_times() -> None:
    unknown = made({"registered_at": at(1, 9)}, has_sessions=False)
    assert brief(unknown, 0) == [(Kind.REGISTERED, at(1, 9), None), (Kind.UNTOLD, None, None)]
    totals = {"total_sessions": 2, "live_sessions": 2, "od_sessions": 0, "simlive_sessions": 0}
    lasted = {"total_ms": 9 * MINUTE, "live_ms": 9 * MINUTE, "od_ms": 0, "simlive_ms": 0}
    counted = made({"registered_at": at(1, 9), **totals, **lasted}, has_sessions=False)
    assert points(counted, 0)[1:] == (TouchPoint(Kind.UNTIMED, "e", None, None, "Live", 9 * MINUTE, count=0),)
    without = made({"registered_at": at(1, 9), **totals}, has_sessions=False)
    assert brief(without, 0)[1:] == [(Kind.UNTIMED, None, None)]


def test_a_session_without_any_time_is_a_visit_without_a_length() -> None:
    found = made({"sessions": [("Other", None, None)]})
    assert [(p.kind, p.at, p.mode, p.watch_ms, p.count) for p in points(found, 0)] == [
        (Kind.REGISTERED, None, "", None, 1),
        (Kind.UNTIMED, None, "Other", None, 1),
    ]


def two_events(**second: Any) -> Audience:
    """Return Ann in an event of two days later too."""
    both = tables()
    both["event"] += [
        {"event_id": "f", "title": "Sequel", "live_start": at(3, 10), "live_end": at(3, 11), "has_sessions": True}
        | second
    ]
    ann = {"event_id": "f", "registrant": 1, "email": "ann@x.com", "email_key": "ann@x.com"}
    both["registrants"] += [ann | {"registered_at": at(1, 10, 20)}]
    both["survey_questions"] += [
        {"event_id": "f", "survey_id": "c", "question_id": "", "survey": "Are you there?",
         "question_type": "Attendance", "type_inferred": False, "position": 1}
    ]  # fmt: skip
    both["survey_responses"] += [
        {"event_id": "f", "registrant": 1, "survey_id": "c", "question_id": "", "answer": "Yes"}
    ]
    return audience_of(both)


def test_events_run_into_each_other_by_time_and_a_check_is_no_survey() -> None:
    assert [(p.kind, p.event_id) for p in points(two_events(), 0)] == [
        (Kind.REGISTERED, "e"),
        (Kind.REGISTERED, "e"),
        (Kind.CAME, "e"),
        (Kind.REGISTERED, "f"),
        (Kind.LEFT, "e"),
        (Kind.ASKED, "e"),
        (Kind.ANSWERED, "e"),
        (Kind.ABSENT, "f"),
        (Kind.CHECKED, "f"),
    ]


def test_what_a_person_comes_to() -> None:
    found = two_events()
    assert judged(people.profile(found, 0)) == Judged(
        registered=2, told=2, attended=1, each_ms=40 * MINUTE, questions=1, answers=2
    )
    assert judged(people.profile(found, 4)) == Judged(
        registered=1, told=1, attended=0, each_ms=None, questions=0, answers=1
    )


def test_an_event_that_tells_nothing_is_no_event_that_was_missed() -> None:
    found = judged(people.profile(two_events(has_sessions=False), 0))
    assert (found.registered, found.told, found.attended, found.each_ms) == (2, 1, 1, 40 * MINUTE)
    alone = judged(people.profile(made({"registered_at": at(1, 9)}, has_sessions=False), 0))
    assert (alone.told, alone.attended, alone.each_ms) == (0, None, None)
