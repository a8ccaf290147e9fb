"""Where one thing ends and the next begins: each boundary that a docstring promises, with a value on either side.

One table a rule: longer than other modules, since a rule without its line here is held by nothing.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from tests.analysis.reports import audience_of
from tests.analysis.small import at, made, rows_in
from tests.analysis.test_across_events import broadcast_twice
from webcast.analysis import (
    domains,
    funnel,
    moments,
    on_air,
    pace,
    people,
    score,
    segments,
    stats,
    step_curve,
    stretch,
    summary,
    surveys,
    terms,
    timeline,
    waiting,
)
from webcast.analysis.audience import Audience
from webcast.analysis.stages import Rules
from webcast.errors import FilterError

MS = timedelta(milliseconds=1)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
START, END = at(1, 10), at(1, 11)


def live(*spans: tuple[datetime, datetime]) -> Audience:
    """Return an audience of one live session each."""
    return made(*({"sessions": [("Live", *span)]} for span in spans))


def ms(when: datetime) -> int:
    return timeline.ms(when)


# The funnel


@pytest.mark.parametrize(
    ("length", "stayed"), [(10 * MINUTE - MS, 0), (10 * MINUTE, 1), (30 * MINUTE - MS, 1), (30 * MINUTE, 2)]
)
def test_who_watched_the_minutes_or_the_share_has_stayed(length: timedelta, stayed: int) -> None:
    found = live((START, START + length))
    assert [funnel.counts(found, rules)["stayed"] for rules in (Rules(), Rules(stayed_share=0.5))] == [
        int(stayed > 0),
        int(stayed > 1),
    ]


@pytest.mark.parametrize(
    ("rules", "refused"),
    [
        ({"stayed_minutes": 0.0}, False),
        ({"stayed_minutes": -0.1}, True),
        ({"stayed_minutes": float("inf")}, True),
        ({"stayed_share": 0.0}, False),
        ({"stayed_share": 1.0}, False),
        ({"stayed_share": -0.01}, True),
        ({"stayed_share": 1.01}, True),
    ],
)
def test_thresholds_of_the_funnel(rules: dict[str, float], *, refused: bool) -> None:
    if refused:
        with pytest.raises(FilterError):
            Rules(**rules)  # type: ignore[arg-type]  # one of two numbers
    else:
        assert Rules(**rules)  # type: ignore[arg-type]  # one of two numbers


def test_one_question_or_one_answer_engages_and_one_answer_answers() -> None:
    session = {"sessions": [("Live", START, END)]}
    found = made(
        session, session | {"asked": [("Why?", None)]}, session | {"said": {"q": "Yes"}}, questions={"q": {}}
    )
    counts = funnel.counts(found, Rules())
    assert counts == {"registered": 3, "attended": 3, "stayed": 3, "engaged": 2, "answered_survey": 1}


def test_who_passed_and_who_dropped_out() -> None:
    found = made({}, {"sessions": [("Live", START, START + MINUTE)]}, {"sessions": [("Live", START, END)]})
    assert [rows_in(funnel.passed(found, stage)) for stage in ("registered", "attended", "stayed", "engaged")] == [
        [0, 1, 2],
        [1, 2],
        [2],
        [],
    ]
    assert [rows_in(funnel.dropped(found, stage)) for stage in ("registered", "attended", "stayed", "engaged")] == [
        [],
        [0],
        [1],
        [2],
    ]


def test_who_registered_by_the_end_of_the_live_event_is_in_the_live_funnel() -> None:
    found = made({"registered_at": END}, {"registered_at": END + MS}, {})
    assert found.members["live_registrant"].to_list() == [True, False, None]
    assert funnel.counts(found, Rules(live=True))["registered"] == 1


@pytest.mark.parametrize(
    ("rules", "stages"),
    [
        (Rules(), [4, 3, 3, 0, 0]),
        (Rules(live=True), [4, 1, 1, 0, 0]),
        (Rules(live=True, include_simlive=True), [4, 2, 2, 0, 0]),
        (Rules(live=True, include_simlive=True, stayed_minutes=46), [4, 2, 1, 0, 0]),
        (Rules(live=True, stayed_minutes=46), [4, 1, 0, 0, 0]),
        (Rules(include_simlive=True, stayed_minutes=46), [4, 3, 2, 0, 0]),
    ],
)
def test_which_sessions_count_in_the_live_funnel(rules: Rules, stages: list[int]) -> None:
    in_time = {"registered_at": START}
    found = made(
        in_time | {"sessions": [("Live", START, START + HOUR / 2), ("SimLive", END, END + HOUR / 4)]},
        in_time | {"sessions": [("SimLive", START, END)]},
        in_time | {"sessions": [("On-Demand", START, END)]},
        in_time,
    )
    assert list(funnel.counts(found, rules).values()) == stages


# Moments: from the start, which is in, to the end, which is not


def test_who_was_viewing() -> None:
    found = live((START, END), (START - HOUR, START), (END, END + HOUR), (START + HOUR / 2, START + HOUR / 2))
    for shown in (moments.viewing(found, None, ms(START), ms(END)), found.viewing(ms(START), ms(END))):
        assert rows_in(shown) == [0]
    assert rows_in(moments.viewing(found, "Live", ms(START) - 1, ms(END) + 1)) == [0, 1, 2]
    assert rows_in(found.viewing(None, ms(START))) == [1]
    assert rows_in(found.viewing(ms(END), None)) == [2]
    assert rows_in(moments.viewing(found, "SimLive", ms(START), ms(END))) == []


@pytest.mark.parametrize(("moment", "among"), [(START - MS, 0), (START, 1), (END - MS, 1), (END, 0)])
def test_who_arrived_and_who_left(moment: datetime, among: int) -> None:
    arrives, leaves = live((moment, moment + DAY)), live((moment - DAY, moment))
    assert moments.arrived(arrives, "Live", ms(START), ms(END)).count == among
    assert moments.left(leaves, "Live", ms(START), ms(END)).count == among
    for found in (arrives, leaves):
        shown = stretch.within(found, None, (START, END))
        assert shown
        assert shown.arrivals + shown.departures == among


def test_two_tabs_arrive_and_leave_once() -> None:
    tabs = [("Live", START, START + 2 * MINUTE), ("Live", START + MINUTE, START + 3 * MINUTE)]
    tangled = made({"email": "a@x.com", "sessions": tabs}, {"sessions": [("Live", START + MINUTE, END)]})
    assert rows_in(moments.arrived(tangled, None, ms(START), ms(START) + 1)) == [0]
    assert rows_in(moments.arrived(tangled, None, ms(START + MINUTE), ms(END))) == [1]
    assert rows_in(moments.left(tangled, None, ms(START + 2 * MINUTE), ms(START + 3 * MINUTE))) == []
    assert rows_in(moments.left(tangled, None, ms(START + 3 * MINUTE), ms(END))) == [0]


@pytest.mark.parametrize(
    ("start", "day"),
    [
        (at(1, 22, 59), date(2024, 3, 1)),
        (at(1, 23), date(2024, 3, 2)),  # midnight in Berlin
        (at(2, 22, 59), date(2024, 3, 2)),
        (at(2, 23), date(2024, 3, 3)),
    ],
)
def test_a_view_starts_on_a_day_of_the_zone(start: datetime, day: date) -> None:
    found = made({"sessions": [("On-Demand", start, start + HOUR)]})
    second, third = date(2024, 3, 2), date(2024, 3, 3)
    days = [(second, second), (second, third), (date(2024, 3, 1), second)]
    assert [moments.started(found, "On-Demand", *span, "Europe/Berlin").count for span in days] == [
        int(first <= day <= last) for first, last in days
    ]
    assert timeline.on_demand_days(found, "Europe/Berlin").rows() == [(day, 1, 1)]


def test_every_day_between_two_views_is_shown() -> None:
    found = made({"sessions": [("On-Demand", at(day, 8), at(day, 9)) for day in (2, 2, 5)]})
    assert timeline.on_demand_days(found).rows() == [
        (date(2024, 3, 2), 2, 1),
        (date(2024, 3, 3), 0, 0),
        (date(2024, 3, 4), 0, 0),
        (date(2024, 3, 5), 1, 1),
    ]


@pytest.mark.parametrize(("stays", "remaining"), [(10 * MINUTE, 0), (10 * MINUTE + MS, 1), (9 * MINUTE, 0)])
def test_who_is_still_there_left_later_than_the_minute(stays: timedelta, remaining: int) -> None:
    found = live((START, START + stays))
    assert moments.staying(found, 10).count == remaining
    assert timeline.retention(found).filter(minute=10)["remaining"].to_list() == [remaining]


def test_retention_ends_with_the_live_event_and_begins_with_everybody_who_stayed_at_all() -> None:
    found = timeline.retention(live((START, START + MS), (START - HOUR, START), (START, END + HOUR)))
    assert found.row(0) == (0, 2, 3, 2 / 3)
    assert found.row(-1) == (60, 1, 3, 1 / 3)


@pytest.mark.parametrize(("length", "watched"), [(5 * MINUTE - MS, 0), (5 * MINUTE, 1)])
def test_who_watched_at_least_so_many_minutes_on_demand(length: timedelta, watched: int) -> None:
    found = made({"sessions": [("On-Demand", START, START + length)]})
    assert moments.watched(found, 5).count == watched
    assert timeline.on_demand_survival(found).filter(minute=5)["viewers"].to_list() == [watched]


@pytest.mark.parametrize(
    ("registered", "days"),
    [
        (START, 0),
        (START + MS, -1),
        (START - DAY + MS, 0),
        (START - DAY, 1),
        (START - 2 * DAY + MS, 1),
        (START - 2 * DAY, 2),
        (START + DAY, -1),
        (START + DAY + MS, -2),
    ],
)
def test_days_before_the_live_start(registered: datetime, days: int) -> None:
    found = made({"registered_at": registered})
    assert timeline.registration_curve(found)["days_before"].to_list() == [days]
    assert [moments.registered_ahead(found, n).count for n in (days - 1, days, days + 1)] == [0, 1, 0]


@pytest.mark.parametrize(("ahead", "late"), [(7 * DAY, 0.0), (7 * DAY - MS, 1.0), (timedelta(), 1.0), (-MS, 0.0)])
def test_who_registers_in_the_last_seven_days_registers_late(ahead: timedelta, late: float) -> None:
    assert pace.overall(made({"registered_at": START - ahead})).late == late


@pytest.mark.parametrize(
    ("wait", "name"),
    [
        (-MS, "not before the session"),
        (timedelta(), "within an hour"),
        (HOUR - MS, "within an hour"),
        (HOUR, "within a day"),
        (DAY - MS, "within a day"),
        (DAY, "2 to 7 days"),
        (7 * DAY - MS, "2 to 7 days"),
        (7 * DAY, "8 to 14 days"),
        (14 * DAY - MS, "8 to 14 days"),
        (14 * DAY, "15 to 30 days"),
        (30 * DAY - MS, "15 to 30 days"),
        (30 * DAY, "over 30 days"),
    ],
)
def test_how_long_somebody_waited(wait: timedelta, name: str) -> None:
    found = made({"registered_at": START - wait, "sessions": [("Live", START, END)]})
    assert waiting.waits(found).filter(pl.col("attendees") > 0).rows() == [(name, 1, 1.0)]


def test_the_first_session_ends_the_wait_and_quartiles_lie_between() -> None:
    found = made(
        *(
            {"registered_at": START, "sessions": [("Live", START + hours * HOUR, START + 9 * HOUR)] * 2}
            for hours in (1, 2, 3, 6)
        ),
        {"registered_at": START},
        {"sessions": [("Live", START, END)]},
    )
    hour = HOUR / MS
    assert waiting.wait(found) == waiting.Wait(4, 1.75 * hour, 2.5 * hour, 3.75 * hour)


# Stretches


def test_a_stretch_begins_before_anybody_comes_and_ends_before_anybody_leaves() -> None:
    found = live((START, END), (START - HOUR, START), (START + HOUR / 2, END + HOUR))
    shown = stretch.within(found, "Live", (START, END))
    assert shown
    assert (shown.at_start, shown.at_end, shown.people, shown.arrivals, shown.departures) == (1, 2, 2, 2, 1)
    assert (shown.peak, shown.average) == (timeline.Peak(2, START + HOUR / 2), 1.5)


def test_nothing_is_known_of_an_empty_stretch_or_one_after_the_report() -> None:
    found = live((START, END))
    assert stretch.within(found, None, (START, START)) is None
    assert stretch.within(found, None, (END, START)) is None
    assert stretch.within(found, None, (START, END), known=START) is None
    known = stretch.within(found, None, (START, END), known=START + MS)
    assert known
    assert (known.start, known.end, known.at_end, known.arrivals) == (START, START + MS, 1, 1)
    assert stretch.within(made({}, has_sessions=False), None, (START, END)) is None


def test_so_many_changes_are_shown_as_they_are_and_more_in_bins() -> None:
    found = live(*((START + n * MINUTE, START + n * MINUTE + MINUTE / 2) for n in range(3)))
    assert timeline.viewers(found, max_points=6)["at"].to_list() == [START + n * MINUTE / 2 for n in range(6)]
    assert timeline.viewers(found, max_points=5).select("at", "viewers", "arrivals", "departures").rows() == [
        (START, 1, 1, 1),
        (START + MINUTE, 1, 1, 1),
        (START + 2 * MINUTE, 1, 1, 1),
    ]


@pytest.mark.parametrize(
    ("length", "points", "width"),
    [
        (0, 600, 1_000),
        (599_000, 600, 1_000),
        (599_001, 600, 2_000),
        (60_000, 2, 60_000),
        (60_001, 2, 120_000),
        (60_000, 1, 60_000),
        (364 * 86_400_000, 2, 364 * 86_400_000),
        (364 * 86_400_000 + 1, 2, 365 * 86_400_000),
        (400 * 86_400_000, 2, 400 * 86_400_000),
    ],
)
def test_the_width_of_a_bin(length: int, points: int, width: int) -> None:
    assert step_curve.bin_width(length, points) == width


# On air


@pytest.mark.parametrize(
    ("end", "made_at", "known"),
    [
        (None, START, True),
        (None, START - MS, False),
        (None, START + 24 * HOUR - MS, True),
        (None, START + 24 * HOUR, False),
        (END, END - MS, True),
        (END, END, False),
        (END, None, False),
    ],
)
def test_up_to_when_a_report_knows(end: datetime | None, made_at: datetime | None, *, known: bool) -> None:
    found = made({}, live_end=end, run_at=made_at)
    assert on_air.known_of(found.events) == (made_at if known else None)
    assert on_air.known_here(found) == (made_at if known else None)


def test_of_members_of_two_events_there_is_no_common_clock() -> None:
    events = [{"event_id": name, "live_start": START, "run_at": START + n * MINUTE} for n, name in enumerate("ef")]
    found = audience_of({"event": events, "registrants": [{"event_id": name, "registrant": 1} for name in "ef"]})
    assert on_air.known_of(found.events) == START
    assert on_air.known_here(found) is None
    assert on_air.known_here(found.where(pl.col("event_id") == "f")) == START + MINUTE
    assert on_air.known_here(found.where(pl.lit(value=False))) is None


@pytest.mark.parametrize(
    ("event", "now", "runs"),
    [
        ({"live_start": START}, START, True),
        ({"live_start": START}, START - MS, False),
        ({"live_start": START}, START + 24 * HOUR - MS, True),
        ({"live_start": START}, START + 24 * HOUR, False),
        ({"live_start": START, "live_end": END}, END - MS, True),
        ({"live_start": START, "live_end": END}, END, False),
        ({"live_scheduled_at": START}, START, True),
        ({"live_start": END, "live_scheduled_at": START}, START, False),
        ({}, START, False),
    ],
)
def test_whether_an_event_is_on_air(event: dict[str, Any], now: datetime, *, runs: bool) -> None:
    known = {"live_start": None, "live_end": None, "live_scheduled_at": None} | event
    assert on_air.is_on_air(known, now) == runs


# Figures


@pytest.mark.parametrize(
    ("reported", "computed", "apart"),
    [
        (0.667, 2 / 3, False),
        (0.667, 0.6665, False),
        (0.667, 0.6675, False),
        (0.667, 0.6664, True),
        (0.667, 0.6676, True),
        (0.667, None, True),
        (0.0, None, False),
        (None, 0.5, False),
    ],
)
def test_rates_differ_by_what_the_platform_prints(
    reported: float | None, computed: float | None, *, apart: bool
) -> None:
    figures = summary.key_figures(made({})).with_columns(
        reported_live_conversion_rate=pl.lit(reported, dtype=pl.Float64),
        live_conversion_rate=pl.lit(computed, dtype=pl.Float64),
    )
    assert summary.differences(figures)["figure"].to_list() == ["live_conversion_rate"] * apart


def test_counts_differ_by_one() -> None:
    assert summary.differences(summary.key_figures(made({}, {}, reported_total_registrants=2))).is_empty()
    found = summary.differences(summary.key_figures(made({}, {}, reported_total_registrants=3)))
    assert found.rows() == [("e", "total_registrants", 3.0, 2.0)]


@pytest.mark.parametrize(
    ("answers", "scores"),
    [
        (["0", "10"], (1, 0, 1)),
        (["6", "7", "8", "9"], (1, 2, 1)),
        (["11"], None),
        (["-1"], None),
        (["5", "5.5"], None),
        (["5", "x"], None),
        ([], None),
    ],
)
def test_promoters_passives_and_detractors(answers: list[str], scores: tuple[int, int, int] | None) -> None:
    found = made(*({"said": {"q": answer}} for answer in answers), questions={"q": {}})
    shown = surveys.numeric(found, "Exit", "q")
    assert (shown and (shown.promoters, shown.passives, shown.detractors)) == scores
    assert surveys.scales(found).height == (scores is not None)
    assert surveys.numeric_by(found, "Exit", "q", "event").height == (scores is not None)


def test_the_inputs_of_the_score_are_full_at_most() -> None:
    lengths = (30, 60, 90, 0)
    found = made(
        *(
            {
                "sessions": [("Live", START, START + n * MINUTE)],
                "asked": [("Why?", None)] * asked,
                "said": dict.fromkeys("qr"[:said], "Yes"),
            }
            for n, asked, said in zip(lengths, (1, 2, 3, 0), (0, 1, 2, 0), strict=True)
        ),
        questions={"q": {}, "r": {}},
    )
    shown = score.scores(found)
    assert shown.select("watch", "questions", "survey").rows() == [
        (0.5, 0.5, 0.0),
        (1.0, 1.0, 0.5),
        (1.0, 1.0, 1.0),
        (0.0, 0.0, 0.0),
    ]
    assert shown["score"].to_list() == pytest.approx([4.0, 9.0, 10.0, 0.0])


def test_an_input_that_the_event_did_not_offer_weighs_nothing() -> None:
    found = made({"sessions": [("Live", START, START + HOUR / 2)]}, {})
    assert score.scores(found).select("score", "watch", "questions", "survey").rows() == [
        (5.0, 0.5, None, None),
        (0.0, 0.0, None, None),
    ]
    assert score.scores(found, score.Weights(watch=0))["score"].to_list() == [None, None]
    assert score.scores(made({}, live_start=END, live_end=END))["score"].to_list() == [None]


@pytest.mark.parametrize("weight", [-0.1, float("inf"), float("nan")])
def test_a_weight_is_zero_or_more(weight: float) -> None:
    assert score.Weights(survey=0)
    with pytest.raises(FilterError, match="The weight of 'survey' should be zero or more"):
        score.Weights(survey=weight)


def test_intervals_end_at_nothing_and_at_all() -> None:
    assert stats.wilson_interval(0, 0) is None
    none, all_ = stats.wilson_interval(0, 1), stats.wilson_interval(1, 1)
    assert none
    assert all_
    assert (none[0], all_[1]) == (0.0, 1.0)
    assert (none[1], all_[0]) == pytest.approx((0.7934506856227626, 0.20654931437723745))
    assert stats.difference(0, 0, 1, 1) is None
    same = stats.difference(1, 1, 1, 1)
    assert same
    assert (same.points, same.p_value, same.beyond_chance) == (0.0, None, False)
    assert segments.overlap(made({}), made({}, {})) == 1


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (["a bb 7 77 7x"], ["7x", "bb"]),  # no single sign, no number alone
        (["the budget"], ["budget"]),  # no stop word
        (["x@y.com budget ann＠y"], ["budget"]),
        (["budget-plan o'clock"], ["budget-plan", "o'clock"]),
        (["Größe größe"], ["größe"]),
    ],
)
def test_what_a_term_is(texts: list[str], found: list[str]) -> None:
    assert terms.frequent(pl.DataFrame({"row": range(len(texts)), "text": texts}))["term"].to_list() == found


# Persons


def test_who_came_so_many_times() -> None:
    found = audience_of(broadcast_twice())
    assert people.times_attended(found).rows() == [(1, 3), (2, 1)]
    assert [people.came(found, *span).people for span in ((1,), (2,), (3,), (1, 1), (1, 2), (2, 3))] == [
        4,
        1,
        0,
        3,
        4,
        1,
    ]


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("mail.example.co.uk", "example.co.uk"),
        ("Example.COM.", "example.com"),
        ("co.uk", "co.uk"),
        ("example.co.uk", "example.co.uk"),
        ("localhost", "localhost"),
        ("localhost.", "localhost"),
        (".localhost", ".localhost"),
        (" a.b.c.localhost ", "a.b.c.localhost"),
    ],
)
def test_the_registrable_domain(host: str, domain: str) -> None:
    assert domains.registrable_name(host) == domain


def test_the_host_is_what_follows_the_last_at() -> None:
    emails = pl.DataFrame({"email": ["a@x.com", "two@at@z.net", "nobody", "b@", None, "c@ y.org "]})
    assert emails.select(domains.host(pl.col("email")))["email"].to_list() == [
        "x.com",
        "z.net",
        None,
        None,
        None,
        "y.org",
    ]
