"""Narrowing and sorting the list of events."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from webcast.reports import schema
from webcast.reports.dates import moment
from webcast.ui.picking.catalogue import (
    COLUMNS,
    Order,
    Wanted,
    When,
    ids,
    last,
    narrowed,
    series,
    span,
    this_quarter,
    undated,
)

NOW = datetime(2025, 6, 15, 12, 0, tzinfo=UTC)


def events() -> pl.DataFrame:
    rows = [
        # id, title, cost centre, folder, expired, at, registrants
        ("1", "Spring launch", "Marketing", "10", False, NOW - timedelta(days=5), 100),
        ("2", "Winter review", "Sales", "20", True, NOW - timedelta(days=200), 900),
        ("3", "autumn preview", "Marketing", "20", False, NOW + timedelta(days=30), None),
        ("4", None, None, None, None, None, 5),
    ]
    names = ["event_id", "title", "cost_center", "folder_id", "is_expired", "at", "registrants"]
    given = pl.DataFrame(rows, schema={name: COLUMNS[name] for name in names}, orient="row")
    return pl.concat([pl.DataFrame(schema=COLUMNS), given], how="diagonal")


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        (Wanted(), ["3", "1", "2", "4"]),
        (Wanted(order=Order.OLDEST), ["2", "1", "3", "4"]),
        (Wanted(order=Order.TITLE), ["3", "1", "2", "4"]),
        (Wanted(order=Order.LARGEST), ["2", "1", "4", "3"]),
        (Wanted(text="launch SPRING"), ["1"]),
        (Wanted(text="sales"), ["2"]),
        (Wanted(text="4"), ["4"]),
        (Wanted(text="(.*"), []),
        (Wanted(text="launch, winter SALES,"), ["1", "2"]),
        (Wanted(text="launch winter, autumn"), ["3"]),
        (Wanted(text=" , "), ["3", "1", "2", "4"]),
        (Wanted(only=("2", "4")), ["2", "4"]),
        (Wanted(only=()), []),
        (Wanted(when=When.THIS_QUARTER), ["1"]),
        (Wanted(when=When.LAST_30), ["1"]),
        (Wanted(when=When.LAST_90), ["1"]),
        (Wanted(when=When.THIS_YEAR), ["3", "1"]),
        (Wanted(when=When.LAST_YEAR), ["2"]),
        (Wanted(when=When.UPCOMING), ["3"]),
        (Wanted(when=When.RANGE, start=date(2025, 6, 10), end=date(2025, 6, 10)), ["1"]),
        (Wanted(when=When.RANGE, start=date(2025, 6, 11)), ["3"]),
        (Wanted(cost_centers=("Marketing",)), ["3", "1"]),
        (Wanted(folders=("20",)), ["3", "2"]),
        (Wanted(expired=True), ["2"]),
        (Wanted(expired=False), ["3", "1", "4"]),
    ],
)
def test_events_are_narrowed_and_sorted(wanted: Wanted, ids: list[str]) -> None:
    assert narrowed(events(), wanted, "UTC", NOW)["event_id"].to_list() == ids


def test_days_are_whole_days_of_the_zone() -> None:
    wanted = Wanted(when=When.RANGE, start=date(2025, 3, 9), end=date(2025, 3, 9))
    start, end = span(wanted, "America/New_York", NOW)
    # The day on which summer time begins has 23 hours.
    assert (start, end) == (datetime(2025, 3, 9, 5, 0, tzinfo=UTC), datetime(2025, 3, 10, 4, 0, tzinfo=UTC))


def test_the_last_activity_never_passes_for_the_date() -> None:
    active = events().with_columns(last_activity=pl.lit(NOW - timedelta(days=1)).cast(schema.INSTANT))
    assert narrowed(active, Wanted(), "UTC", NOW)["event_id"].to_list() == ["3", "1", "2", "4"]
    lately = Wanted(when=When.LAST_30)
    assert narrowed(active, lately, "UTC", NOW)["event_id"].to_list() == ["1"]
    # The one without a date may be of these days, and is said to be left out; a search that does not mean it is not.
    assert undated(active, lately, "UTC", NOW) == 1
    assert undated(active, replace(lately, text="spring"), "UTC", NOW) == 0
    assert undated(active, Wanted(when=When.UPCOMING), "UTC", NOW) == 0  # last active before
    assert undated(active, Wanted(), "UTC", NOW) == 0


def test_latest_activity_counts_registrations_and_sessions() -> None:
    moved = events().with_columns(
        last_activity=pl.when(pl.col("event_id") == "2")
        .then(pl.lit(NOW))
        .when(pl.col("event_id") == "4")
        .then(pl.lit(NOW + timedelta(hours=1)))
        .cast(schema.INSTANT),
    )
    assert narrowed(moved, Wanted(order=Order.ACTIVE), "UTC", NOW)["event_id"].to_list()[:2] == ["4", "2"]


def test_the_last_are_those_that_have_begun_newest_first() -> None:
    assert ids(last(events(), 5, NOW), last(events(), 1, NOW)) == [["1", "2"], ["1"]]
    begins = events().filter(pl.col("event_id") == "1").with_columns(at=pl.lit(NOW).cast(schema.INSTANT))
    assert ids(last(begins, 1, NOW)) == [["1"]]
    assert ids(last(begins, 1, NOW - timedelta(milliseconds=1))) == [[]]


@pytest.mark.parametrize(
    ("now", "days"),
    [
        (datetime(2025, 6, 30, tzinfo=UTC), (date(2025, 4, 1), date(2025, 7, 1))),
        (datetime(2025, 7, 1, tzinfo=UTC), (date(2025, 7, 1), date(2025, 10, 1))),
        (datetime(2025, 12, 31, tzinfo=UTC), (date(2025, 10, 1), date(2026, 1, 1))),
        (datetime(2024, 2, 29, tzinfo=UTC), (date(2024, 1, 1), date(2024, 4, 1))),
    ],
)
def test_a_quarter_is_one_of_the_calendar(now: datetime, days: tuple[date, date]) -> None:
    start, end = span(Wanted(when=When.THIS_QUARTER), "UTC", now)
    assert (start and start.date(), end and end.date()) == days


def test_of_this_quarter_are_those_that_have_begun() -> None:
    soon = events().with_columns(
        at=pl.when(pl.col("event_id") == "3")
        .then(pl.lit(NOW + timedelta(days=1)).cast(schema.INSTANT))
        .otherwise("at")
    )
    assert narrowed(soon, Wanted(when=When.THIS_QUARTER), "UTC", NOW)["event_id"].to_list() == ["3", "1"]
    assert ids(this_quarter(soon, "UTC", NOW)) == [["1"]]


def test_a_series_is_what_would_be_merged_as_one_programme() -> None:
    titled = events().with_columns(title=pl.Series(["Launch", " launch ", "Launch 2", None]))
    assert ids(series(titled, ("1",))) == [["1", "2"]]
    assert ids(series(titled, ("3", "4")), series(titled, ())) == [[], []]
    assert ids(series(titled, ("4", "2"))) == [["1", "2"]]


def test_a_moment_is_compared_to_the_microsecond() -> None:
    at = NOW.astimezone(ZoneInfo("America/New_York")) + timedelta(microseconds=999)
    column = pl.DataFrame({"at": [NOW, NOW + timedelta(milliseconds=1)]}, schema={"at": schema.INSTANT})
    assert column.select(pl.col("at") <= moment(at)).to_series().to_list() == [True, False]
    assert column.select(pl.col("at") <= moment(NOW)).to_series().to_list() == [True, False]
    assert column.select(pl.col("at") < moment(datetime(1969, 1, 1, tzinfo=UTC))).to_series().any() is False
