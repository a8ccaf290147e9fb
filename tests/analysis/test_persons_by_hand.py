"""One person in full and everybody's profile, visits, hosts: literal tables."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from tests.analysis.reports import audience_of
from tests.analysis.small import at, made, rows_in
from webcast.analysis import domains, people, spans, visits
from webcast.analysis.audience import Audience
from webcast.analysis.visits import Visits
from webcast.errors import FilterError


def two_events() -> Audience:
    """Ann in events e and f (there twice), Bob in f: answers, questions and sessions of each."""

    def row(event: str, who: int, **more: Any) -> dict[str, Any]:
        return {"event_id": event, "registrant": who} | more

    ann, bob = {"email_key": "ann@x.com"}, {"email_key": "bob@x.com"}
    return audience_of(
        {
            "event": [
                {"event_id": "e", "has_sessions": True},
                {"event_id": "f", "title": "F", "has_sessions": True},
            ],
            "registrants": [
                row("e", 1, registered_at=at(2, 9), email="ann@x.com", first_name="Ann", **ann),
                row("f", 1, registered_at=at(1, 9), email="ann@x.com", company="Acme", **ann),
                row("f", 2, email="ANN@x.com", last_name="Lee", **ann),
                row("f", 3, registered_at=at(5, 9), **bob),
            ],
            "registration_questions": [
                {"event_id": "e", "question_id": "r", "text": "Role?", "position": 1},
                {"event_id": "f", "question_id": "r", "text": "Your role?", "position": 1},
            ],
            "registration_answers": [
                row("e", 1, question_id="r", answer="Chef"),
                row("f", 1, question_id="r", answer="Cook"),
                row("f", 1, question_id="x", answer="Lost"),
                row("f", 3, question_id="r", answer="Waiter"),
            ],
            "survey_questions": [
                {"event_id": name, "survey_id": "s", "question_id": "q", "survey": f"Exit {name}", "text": "Good?"}
                for name in "ef"
            ],
            "survey_responses": [
                row("f", 2, survey_id="s", question_id="q", answer="No"),
                row("e", 1, survey_id="s", question_id="q", answer="Yes"),
                row("f", 3, survey_id="s", question_id="q", answer="Bob"),
            ],
            "qa": [row("f", 1, n=1, question="Why?", answer="Because"), row("f", 3, n=1, question="Who?")],
            "sessions": [
                row("e", 1, session=1, type="Live", start=at(2, 10), end=at(2, 11), duration_ms=1, media="x"),
                row("f", 1, session=1, type="SimLive", start=at(1, 10), end=at(1, 10, 30)),
                row("f", 2, session=1, type="On-Demand", start=at(1, 10, 20), end=at(1, 10, 40)),
                row("f", 2, session=2, type="Live", start=at(6, 10), end=at(6, 9)),
                row("f", 3, session=1, type="Live", start=at(1, 10), end=at(1, 11)),
                row("f", 2, session=3, type="Live"),
            ],
        }
    )


@pytest.mark.parametrize("row", [0, 1, 2])
def test_everything_known_of_one_person(row: int) -> None:
    found = people.profile(two_events(), row)
    assert found.registrations.select("row", "event_id", "registrant").rows() == [
        (1, "f", 1),
        (0, "e", 1),
        (2, "f", 2),
    ]
    assert found.registration_answers.rows() == [
        ("e", "Role?", "Chef"),
        ("f", "Your role?", "Cook"),
        ("f", None, "Lost"),
    ]
    assert found.survey_answers.rows() == [
        ("f", "Exit f", "Good?", "No", False),
        ("e", "Exit e", "Good?", "Yes", False),
    ]
    assert found.questions.rows() == [("f", "Why?", "Because")]
    # A session without a start comes first.
    assert found.sessions.rows() == [
        (2, "f", "F", 3, "Live", None, None, None, None),
        (1, "f", "F", 1, "SimLive", at(1, 10), at(1, 10, 30), None, None),
        (2, "f", "F", 1, "On-Demand", at(1, 10, 20), at(1, 10, 40), None, None),
        (0, "e", None, 1, "Live", at(2, 10), at(2, 11), 1, "x"),
        (2, "f", "F", 2, "Live", at(6, 10), at(6, 9), None, None),
    ]
    assert found.figures == {
        "person": 0,
        "row": 0,
        "email": "ann@x.com",
        "first_name": "Ann",
        "last_name": None,
        "company": None,
        "events_registered": 2,
        "events_attended": 2,
        # An hour in e; in f half an hour and twenty minutes, ten of them in two tabs.
        "watch_ms": 100 * 60_000,
        "live_watch_ms": 60 * 60_000,
        "od_watch_ms": 20 * 60_000,
        "simlive_watch_ms": 30 * 60_000,
        "questions": 1,
        "survey_answers": 2,
        "first_seen": at(1, 9),
        "last_seen": at(6, 10),
    }


def test_who_was_seen_only_by_registering_and_who_only_by_a_session() -> None:
    found = made(
        {"registered_at": at(1, 9)},
        {"sessions": [("Live", at(1, 10), at(1, 11))]},
        {"registered_at": at(1, 12), "sessions": [("Live", at(1, 10), at(1, 9))]},
        {},
    )
    assert people.profiles(found).select("row", "first_seen", "last_seen").sort("row").rows() == [
        (0, at(1, 9), at(1, 9)),
        (1, at(1, 10), at(1, 11)),
        # An end before its start is when nobody was seen.
        (2, at(1, 10), at(1, 12)),
        (3, None, None),
    ]


def test_who_came_to_how_many_events() -> None:
    found = two_events()
    assert people.times_attended(found).rows() == [(1, 1), (2, 1)]
    assert people.repeat(found) == people.Repeat(attending=2, repeating=1, rate=0.5)
    assert rows_in(people.repeating(found)) == [0, 1, 2]
    assert rows_in(people.came(found, 1, 1)) == [3]
    assert people.repeat(made({})) == people.Repeat(attending=0, repeating=0, rate=None)


def test_who_is_not_in_the_audience_has_no_profile() -> None:
    ann = two_events().where(pl.col("email_key") == "ann@x.com")
    assert people.sessions_of(ann, 1)["row"].to_list() == [2, 1, 2, 0, 2]
    with pytest.raises(FilterError, match="There is no registrant 3 in this audience"):
        people.sessions_of(ann, 3)


@pytest.mark.parametrize("most", [1, 2, 3, None])
def test_so_many_profiles_are_the_first_of_all(most: int | None) -> None:
    assert (
        people.profiles(two_events(), most).select("row", "watch_ms", "questions").rows()
        == [
            (0, 6_000_000, 1),
            (3, 3_600_000, 1),
        ][:most]
    )


# Visits

VISIT = ("row", "person", "unit", "event", "mode", "start", "end")


def placed(*rows: tuple[int, int, int, int]) -> Visits:
    """Return visits in one event: row, person, start, end; mode Live, On-Demand of odd rows."""
    data = [(row, person, person, 0, row % 2, start, end) for row, person, start, end in rows]
    kinds = dict.fromkeys(VISIT[:4], pl.UInt32()) | {"mode": pl.UInt8(), "start": pl.Int64(), "end": pl.Int64()}
    return Visits.of(pl.DataFrame(data, schema=kinds, orient="row"))


def arrivals(found: Visits, mode: str | None = None, keep: list[bool] | None = None) -> list[int]:
    return found.arrivals(mode, None if keep is None else pl.Series(keep)).collect()["step"].to_list()


def test_visits_that_touch_another_of_the_person_are_tangled() -> None:
    found = placed((3, 1, 0, 9), (0, 0, 0, 10), (1, 0, 10, 20), (2, 0, 21, 30), (4, 1, 10, 11), (5, 2, 11, 12))
    assert found.frame.select("row", "tangled").rows() == [
        (0, True),
        (1, True),
        (2, False),
        (3, False),
        (4, False),
        (5, False),
    ]
    assert found.knots["row"].to_list() == [0, 1]
    alone = [2 * 21 + 1, 2 * 30, 1, 18, 21, 22, 23, 24]
    assert found.steps["step"].to_list() == sorted(alone)


def test_a_visit_without_a_length_is_no_step_and_no_watch_time() -> None:
    found = placed((0, 0, 5, 5), (2, 1, 7, 9))
    assert found.steps.rows() == [(15, 2, 0), (18, 2, 0)]
    assert arrivals(found) == [15, 18]
    assert arrivals(found, "On-Demand") == []
    assert found.watch_times().collect().select("row", "watch_ms").rows() == [(0, 0), (2, 2)]


def test_a_persons_overlaps_are_one_arrival_and_one_departure_also_of_two_records() -> None:
    found = placed((0, 0, 0, 10), (2, 0, 5, 20), (4, 1, 5, 6))
    assert arrivals(found) == [1, 11, 12, 40]
    assert arrivals(found, "Live") == [1, 11, 12, 40]
    assert arrivals(found, "SimLive") == []
    assert arrivals(found, None, [True, True, True, True, False]) == [1, 40]
    assert arrivals(found, None, [True, True, False, True, True]) == [1, 11, 12, 20]


def test_watch_time_of_a_record_by_the_way_it_was_watched() -> None:
    found = placed((0, 0, 0, 10), (0, 0, 5, 20), (1, 0, 15, 30), (3, 1, 40, 44))
    assert found.watch_times().collect().columns == ["row", *visits.WATCHED]
    assert found.watch_times().collect().rows() == [
        (0, 20, 20, 0, 0, 20),
        (1, 15, 0, 15, 0, 0),
        (3, 4, 0, 4, 0, 0),
    ]
    persons = found.frame.lazy().select("row", key="person").unique()
    assert found.watched_together(persons, 2).collect().rows() == [(0, 30, 20, 15, 0, 20), (1, 4, 0, 4, 0, 0)]


def test_the_last_live_exit_is_of_live_visits() -> None:
    found = placed((0, 0, 0, 30), (0, 0, 10, 20), (1, 0, 15, 90), (2, 1, 4, 5))
    assert found.live_exits().collect().sort("row").rows() == [(0, 30), (2, 5)]


def test_spans_that_touch_are_one_and_a_gap_of_a_millisecond_parts_them() -> None:
    frame = placed((0, 0, 0, 10), (0, 0, 10, 20), (0, 0, 21, 30), (0, 1, 5, 9)).frame
    assert spans.merged(frame, "person").rows() == [(0, 0, 20), (0, 21, 30), (1, 5, 9)]
    assert spans.by_unit(frame, "person").select(opens=spans.opens()).collect()["opens"].to_list() == [
        True,
        False,
        True,
        True,
    ]
    assert spans.steps(spans.merged(frame, "person").lazy()).collect()["step"].to_list() == [1, 11, 18, 40, 43, 60]


# Hosts


def test_hosts_are_asked_of_the_list_that_is_there_and_written_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    said: dict[str, object] = {}
    monkeypatch.setattr("tldextract.TLDExtract", said.update)
    domains._extractor.__wrapped__()
    assert said == {"suffix_list_urls": (), "cache_dir": None}


def test_the_host_of_an_address() -> None:
    some = pl.DataFrame({"email": ["a@x.com", "b@y@ z.org ", "nobody", "b@", "b@ ", None]})
    found = some.select(domains.host(pl.col("email")))["email"]
    assert found.to_list() == ["x.com", "z.org", None, None, None, None]
