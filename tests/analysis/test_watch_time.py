"""Watch time: of a row from its own sessions, of people from theirs within the selection; averages are of persons."""

from __future__ import annotations

import polars as pl

from tests.analysis.reports import audience_of
from tests.analysis.small import at, session, tables
from webcast.analysis import funnel, moments, pace, people, person_watch, portfolio, rollups, summary, timeline
from webcast.analysis.audience import Audience
from webcast.analysis.stages import Rules
from webcast.view.filters import Filters

MINUTE = 60_000


def twice() -> Audience:
    """Ann watches 10:00–10:40 under one record (campaign mail) and 10:20–10:50 under another (no campaign)."""
    found = tables()
    found["sessions"].append(session(2, "Live", at(1, 10, 20), at(1, 10, 50), duration_ms=30 * MINUTE))
    return audience_of(found)


def minutes(values: pl.Series) -> list[float]:
    return [value / MINUTE for value in values]


def test_a_row_says_what_was_watched_under_it() -> None:
    assert minutes(twice().members["watch_ms"]) == [40, 30, 70, 5, 0]
    assert minutes(twice().members["live_watch_ms"]) == [40, 30, 30, 0, 0]
    # Without a session of its own the second record is a no-show that watched nothing.
    assert minutes(audience_of(tables()).members["watch_ms"]) == [40, 0, 70, 5, 0]


def test_a_total_counts_two_tabs_once_and_the_average_is_of_attending_persons() -> None:
    found = summary.overall(twice())
    assert (found.watch_ms, found.attending_people, found.attendees) == (125 * MINUTE, 3, 4)
    assert found.average_watch_ms == 125 * MINUTE / 3
    assert summary.key_figures(twice())["watch_ms"].to_list() == [125 * MINUTE]
    assert portfolio.event_analytics(twice())["average_watch_ms"].to_list() == [125 * MINUTE / 3]


def test_a_selection_holds_nothing_that_was_watched_under_another_record() -> None:
    second = twice().where(pl.col("registrant") == 2)
    assert summary.overall(second).watch_ms == 30 * MINUTE
    assert minutes(people.profiles(second)["watch_ms"]) == [30]
    assert minutes(people.profiles(twice())["watch_ms"]) == [70, 50, 5, 0]
    assert minutes(people.profiles(twice())["live_watch_ms"]) == [30, 50, 0, 0]


def test_a_group_is_put_together_from_its_own_records() -> None:
    columns = ("attendees", "watch_ms", "average_watch_ms")
    by_campaign = {row["campaign"]: row for row in rollups.campaigns(twice()).to_dicts()}
    assert [by_campaign["mail"][name] for name in columns] == [2, 110 * MINUTE, 55 * MINUTE]
    assert [by_campaign[None][name] for name in columns] == [2, 35 * MINUTE, 17.5 * MINUTE]
    # Both of Ann's records are of one company, so there her two tabs are one again: 50 minutes of one person.
    by_company = {row["company"]: row for row in rollups.companies(twice()).to_dicts()}
    assert [by_company["x.com"][name] for name in columns] == [2, 50 * MINUTE, 50 * MINUTE]


def test_a_campaign_without_attendees_has_no_watch_time() -> None:
    found = tables()
    found["registrants"][1]["campaign"] = "ads"  # of the record without a session; its person attended by another
    ads = {row["campaign"]: row for row in rollups.campaigns(audience_of(found)).to_dicts()}["ads"]
    assert (ads["attendees"], ads["watch_ms"], ads["average_watch_ms"]) == (0, 0, None)


def test_filter_and_funnel_ask_what_the_row_itself_watched() -> None:
    assert Filters(min_minutes=31).apply(twice()).members["registrant"].to_list() == [1, 3]
    assert funnel.passed(twice(), "stayed", Rules(30)).members["registrant"].to_list() == [1, 2, 3]
    assert funnel.passed(twice(), "stayed", Rules(31)).members["registrant"].to_list() == [1, 3]


def test_the_last_exit_and_the_live_average_are_of_the_records_looked_at() -> None:
    def remaining(audience: Audience) -> list[tuple[int, int]]:
        found = timeline.retention(audience).filter(pl.col("minute").is_in([39, 40, 49, 50]))
        return list(found.select("minute", "remaining").iter_rows())

    assert remaining(twice()) == [(39, 2), (40, 2), (49, 2), (50, 1)]
    first = twice().where(pl.col("registrant") == 1)
    assert remaining(first) == [(39, 1), (40, 0), (49, 0), (50, 0)]
    assert moments.staying(twice(), 45).members["registrant"].to_list() == [1, 2, 3]
    assert moments.staying(first, 45).count == 0
    assert pace.overall(twice()).live_ms == 40 * MINUTE  # 50 of Ann and 30 of Bob
    assert pace.overall(first).live_ms == 40 * MINUTE


def test_on_demand_time_of_a_person_is_over_all_of_the_records_looked_at() -> None:
    found = tables()
    found["sessions"] += [
        session(1, "On-Demand", at(2, 9), at(2, 9, 6), duration_ms=6 * MINUTE, session=3),
        session(2, "On-Demand", at(2, 9, 4), at(2, 9, 10), duration_ms=6 * MINUTE),
    ]
    audience = audience_of(found)
    assert moments.watched(audience, 10).members["registrant"].to_list() == [1, 2, 3]
    assert moments.watched(audience, 11).members["registrant"].to_list() == [3]
    assert moments.watched(audience.where(pl.col("registrant") == 1), 7).count == 0
    survival = timeline.on_demand_survival(audience).filter(pl.col("minute").is_in([10, 11]))
    assert survival["viewers"].to_list() == [2, 1]


def test_where_there_are_totals_alone_a_row_has_its_own() -> None:
    found = tables()
    found["event"][0]["has_sessions"] = False
    found["sessions"] = []
    for person, total in zip(found["registrants"], (10, 20, None, None, None), strict=True):
        person["total_ms"] = None if total is None else total * MINUTE
    audience = audience_of(found)
    assert audience.members["watch_ms"].to_list() == [10 * MINUTE, 20 * MINUTE, None, None, None]
    assert summary.overall(audience).watch_ms == 30 * MINUTE


def test_reading_totals_changes_nothing() -> None:
    found = twice()
    before = found.members.clone()
    person_watch.of_members(found, "watch_ms")
    rollups.campaigns(found)
    assert found.members.equals(before)
    assert minutes(found.pick("watch_ms")["watch_ms"]) == [40, 30, 70, 5, 0]
