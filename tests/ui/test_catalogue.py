"""Narrowing and sorting the list of events."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from webcast.reports import schema
from webcast.ui.picking.catalogue import COLUMNS, Order, Wanted, When, narrowed, span, undated

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
