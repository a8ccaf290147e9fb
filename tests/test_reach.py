"""What a limit reaches: by cost center, folder or event; and nothing where it is not understood."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from webcast.errors import ChangeRequest
from webcast.reach import LONGEST, MOST, Reach
from webcast.reports import schema

LISTED = pl.DataFrame(
    [
        {"event_id": "1", "cost_center": "Marketing", "folder_id": "f"},
        {"event_id": "2", "cost_center": "Sales", "folder_id": "g"},
        {"event_id": "3", "cost_center": "marketing", "folder_id": None},
        {"event_id": "4", "cost_center": None, "folder_id": "f"},
        {"event_id": "5", "cost_center": None, "folder_id": None},
    ],
    schema=schema.EVENT_LIST,
)


@pytest.mark.parametrize(
    ("named", "within"),
    [
        ({"cost_centers": ["Marketing"]}, ["1"]),
        ({"cost_centers": ["Marketing", "Sales"]}, ["1", "2"]),
        ({"folders": ["f"]}, ["1", "4"]),
        ({"events": ["5"]}, ["5"]),
        ({"cost_centers": ["Sales"], "folders": ["f"], "events": ["5", "9"]}, ["1", "2", "4", "5"]),
        ({"cost_centers": ["Market"]}, []),
        ({"cost_centers": ["1"], "folders": ["Sales"], "events": ["g"]}, []),
    ],
)
def test_an_event_is_within_where_its_cost_center_its_folder_or_itself_is_named(
    named: dict[str, list[str]], within: list[str]
) -> None:
    assert Reach.to(**named).within(LISTED)["event_id"].to_list() == within


def test_a_limit_that_names_nothing_reaches_nothing() -> None:
    assert Reach().within(LISTED).is_empty()


def test_a_limit_is_read_as_it_was_written() -> None:
    reach = Reach.to(cost_centers=[" Sales ", "b"], events=["1"])
    assert reach.to_json() == {"cost_centers": ["Sales", "b"], "folders": [], "events": ["1"]}
    assert Reach.from_json(reach.to_json()) == reach
    assert Reach.from_json({"folders": ["f"]}) == Reach.to(folders=["f"])
    assert reach.mark != Reach.to(cost_centers=["Sales", "b"]).mark
    assert "Sales" not in repr(reach)


@pytest.mark.parametrize(
    "document",
    [None, [], "all", {"regions": ["EMEA"]}, {"events": ["1"], "regions": []}, {"events": "1"}, {"events": [1]}],
)
def test_what_is_not_understood_reaches_nothing(document: Any) -> None:
    assert Reach.from_json(document) == Reach()


@pytest.mark.parametrize(
    ("events", "taken"),
    [
        ([], False),
        ([" "], False),
        (["x" * LONGEST], True),
        (["x" * (LONGEST + 1)], False),
        ([str(n) for n in range(MOST)], True),
        ([str(n) for n in range(MOST + 1)], False),
    ],
    ids=["none", "blank", "longest", "too long", "most", "too many"],
)
def test_a_limit_names_something_and_not_too_much(events: list[str], taken: bool) -> None:
    if taken:
        assert Reach.to(events=events).events == frozenset(events)
    else:
        with pytest.raises(ChangeRequest, match="A limit should name"):
            Reach.to(events=events)
