from __future__ import annotations

from typing import Any

import pytest

from tests.analysis.reports import audience_of, report_of
from tests.analysis.small import at, audience, session, tables
from webcast.analysis import dimensions, people, portfolio, programmes, rollups, segments
from webcast.analysis.audience import Audience
from webcast.analysis.score import Weights, scores
from webcast.analysis.summary import key_figures
from webcast.errors import FilterError


def broadcast_twice() -> dict[str, list[dict[str, Any]]]:
    """The small event and its repeat on 8 March: Bob comes again, Eve comes for the first time."""
    found = tables()
    found["event"].append(
        {
            "event_id": "f",
            "title": " launch",
            "live_start": at(8, 10),
            "live_end": at(8, 10, 30),
            "has_sessions": True,
        }
    )
    found["registrants"] += [
        {"event_id": "f", "registrant": n, "email": e, "email_key": e, "registered_at": at(7, 9)}
        for n, e in enumerate(("bob@y.org", "eve@y.org", "fay@gmail.com"), 1)
    ]
    found["sessions"] += [
        session(1, "Live", at(8, 10), at(8, 10, 20), event_id="f"),
        session(2, "Live", at(8, 10), at(8, 10, 30), event_id="f"),
    ]
    return found


def test_profiles_and_who_comes_again() -> None:
    found = audience_of(broadcast_twice())
    columns = ["email", "events_registered", "events_attended", "watch_ms", "questions", "first_seen", "last_seen"]
    profiles = people.profiles(found).select(columns)
    assert profiles.row(0) == ("bob@y.org", 2, 2, 5_400_000, 1, at(1, 10, 30), at(8, 10, 20))
    assert profiles.height == 5
    assert people.profiles(found, most=1).select(columns).rows() == profiles.head(1).rows()
    assert people.repeat(found) == people.Repeat(attending=4, repeating=1, rate=0.25)
    assert people.repeating(found).members["row"].to_list() == [2, 5]


def test_a_person_in_full() -> None:
    profile = people.profile(audience_of(broadcast_twice()), 5)
    assert profile.registrations["event_id"].to_list() == ["e", "f"]
    assert profile.sessions.select("event_id", "type").rows() == [("e", "Live"), ("e", "On-Demand"), ("f", "Live")]
    assert profile.survey_answers["answer"].to_list() == ["6", "Price|"]
    with pytest.raises(FilterError, match="There is no registrant 99 in this audience"):
        people.profile(audience(), 99)


def test_a_programme_is_one_event_and_a_person_counts_once() -> None:
    report = report_of(broadcast_twice())
    assert programmes.programmes(report.event).rows() == [("Launch", ["e", "f"])]
    merged = Audience.of(programmes.merged(report))
    figures = key_figures(merged).row(0, named=True)
    assert figures["event_id"] == "e+f"
    assert (figures["total_registrants"], figures["attendees"], figures["total_sessions"]) == (5, 4, 7)
    # Everybody registered before the second broadcast ended; three of the five came live.
    assert (figures["live_registrants"], figures["live_conversion_rate"]) == (5, 3 / 5)
    assert merged.members["live_start"].null_count() == 5
    assert merged.pick("live_length")["live_length"].unique().to_list() == [3_600_000]
    assert programmes.merged(report_of(tables())).event["event_id"].to_list() == ["e"]


def test_who_came_by_a_broadcast_that_tells_no_referrers_stays_unknown_when_merged() -> None:
    found = broadcast_twice()
    for event, kind in zip(found["event"], ("xml", "json"), strict=True):
        event["format"] = kind
    merged = programmes.merged(report_of(found))
    assert merged.event["format"].to_list() == ["xml+json"]
    known = dict(dimensions.values(Audience.of(merged), "referrer").iter_rows())
    alone = dict(dimensions.values(audience_of(found), "referrer").iter_rows())
    # A person of both is known by the first registration, which the report in XML has.
    assert (alone, known) == ({None: 5, "No referrer": 3}, {None: 4, "No referrer": 1})


def test_companies_by_domain_or_by_name_where_the_mail_is_free() -> None:
    found = rollups.companies(audience_of(broadcast_twice()))
    assert found.select("company", "kind", "named", "registrants", "persons", "attendees").rows() == [
        ("y.org", "domain", "Acme", 4, 2, 3),
        ("x.com", "domain", "Acme", 2, 1, 1),
        ("Umbrella", "named", "Umbrella", 1, 1, 1),
        (None, "unknown", None, 1, 1, 0),
    ]
    assert found["company"].filter(rollups.are_known(found)).to_list() == ["y.org", "x.com", "Umbrella"]


def test_campaigns_and_what_an_attendee_cost() -> None:
    found = rollups.campaigns(audience(), {"mail": 90.0, "ads": 10.0})
    assert found.select("campaign", "registrants", "attendees", "cost", "cost_per_attendee").rows() == [
        ("mail", 2, 2, 90.0, 45.0),
        (None, 3, 1, None, None),
        ("ads", 0, 0, 10.0, None),
    ]
    with pytest.raises(FilterError, match="The cost of a campaign should be zero or more, but is -1"):
        rollups.campaigns(audience(), {"mail": -1})


def test_the_score_and_its_parts() -> None:
    found = scores(audience())
    # Ann: 40 of 60 minutes, one of two questions that count, both survey questions.
    assert found.row(0, named=True) == {
        "row": 0,
        "score": pytest.approx(10 * (0.6 * 2 / 3 + 0.2 * 0.5 + 0.2 * 1)),
        "watch": pytest.approx(2 / 3),
        "questions": 0.5,
        "survey": 1.0,
        "watch_points": pytest.approx(4.0),
        "questions_points": pytest.approx(1.0),
        "survey_points": pytest.approx(2.0),
    }
    assert scores(audience(), Weights(0, 0, 0))["score"].null_count() == 5
    with pytest.raises(FilterError, match="The weight of 'survey' should be zero or more"):
        Weights(survey=-0.1)


def test_an_event_without_questions_or_survey_is_scored_by_watching_alone() -> None:
    bare = tables()
    bare["qa"] = bare["survey_questions"] = bare["survey_responses"] = []
    assert scores(audience_of(bare))["score"].round(2).to_list() == [6.67, 0.0, 10.0, 0.83, 0.0]


def test_events_beside_their_median() -> None:
    found = portfolio.benchmark(audience_of(broadcast_twice()), "total_conversion_rate")
    assert found.select("event_id", "value", "rank", "of", "median").rows() == [
        ("f", 2 / 3, 1, 2, pytest.approx(19 / 30)),
        ("e", 0.6, 2, 2, pytest.approx(19 / 30)),
    ]
    with pytest.raises(FilterError, match="'luck' is no rate to compare events by"):
        portfolio.benchmark(audience(), "luck")


def test_two_segments() -> None:
    found = audience()
    first, second = found.having("domain", ("y.org",)), found.having("domain", ("x.com",))
    row = segments.compare(first, second).filter(stage="attended").row(0, named=True)
    assert (row["share_1"], row["share_2"], row["difference"]) == (0.5, 0.5, 0.0)
    assert (row["p_value"], row["beyond_chance"]) == (1.0, False)
    assert segments.overlap(first, second) == 0
    assert segments.overlap(first, found) == 2
