"""What tables send to their part of the front end."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest
import streamlit as st

from webcast.ui.kit import grid


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("localized", (None, "", "", False)),
        (None, (None, "", "", False)),
        ("%.0f %%", (0, "", " %", False)),
        ("%+.0f", (0, "", "", True)),
        ("%.1f", (1, "", "", False)),
        ("€ %d each", (0, "€ ", " each", False)),
    ],
)
def test_numbers_are_written_as_their_column_says(form: str | None, expected: tuple[Any, ...]) -> None:
    column = st.column_config.NumberColumn("Share", format=form, help="Of all")
    sent = grid.column("share", pl.Float64(), column)
    assert tuple(sent[name] for name in ("decimals", "before", "after", "signed")) == expected
    assert (sent["name"], sent["label"], sent["kind"], sent["help"]) == ("share", "Share", "number", "Of all")


def test_dates_are_whole_and_clocks_only_where_there_is_one() -> None:
    day = {"day": "numeric", "month": "short", "year": "numeric"}
    moment = grid.column("at", pl.Datetime(), st.column_config.DatetimeColumn("At", format="D MMM YYYY, HH:mm"))
    assert moment["form"] == {**day, "hour": "2-digit", "minute": "2-digit"}
    assert grid.column("on", pl.Date(), None)["form"] == day
    assert grid.column("on", pl.Datetime(), st.column_config.DatetimeColumn("On", format="D MMM"))["form"] == day


def test_a_column_without_configuration_is_headed_by_its_name() -> None:
    assert grid.column("company", pl.String(), None) == {"name": "company", "label": "company", "kind": "text"}
    assert grid.column("came", pl.Boolean(), None)["kind"] == "check"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (datetime(2026, 3, 4, 12, 1, tzinfo=UTC), "2026-03-04T12:01:00"),
        (date(2026, 3, 4), "2026-03-04T00:00:00"),
        (float("nan"), None),
        (None, None),
        (True, True),
        (["a", "b"], "a, b"),
        ("<b>", "<b>"),
    ],
)
def test_values_go_as_what_they_are(value: Any, expected: Any) -> None:
    assert grid.as_json(value) == expected


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        ({"list": {"picked": 1}}, [1]),
        ({"list": {"picked": 0}}, [0]),
        ({"list": {"picked": 2}}, []),  # no such row
        ({"list": {"picked": -1}}, []),
        ({"list": {"picked": "1"}}, []),
        ({"list": {}}, []),
        ({}, []),  # the page has left the table already
    ],
)
def test_only_a_row_that_there_is_is_picked(
    monkeypatch: pytest.MonkeyPatch, kept: dict[str, Any], expected: list[int]
) -> None:
    mounted: dict[str, Any] = {}
    picked: list[int] = []
    monkeypatch.setattr(grid, "_component", lambda: lambda **given: mounted.update(given))
    monkeypatch.setattr(st, "session_state", kept)
    frame = pl.DataFrame({"name": ["Ada", "Bo"]})
    grid.mount(frame, "list", {}, alt="People", height=None, whole=True, lead=1, picked=picked.append)
    mounted["on_picked_change"]()
    assert picked == expected
