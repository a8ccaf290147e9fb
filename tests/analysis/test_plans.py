"""How an audience is computed: in few plans, which polars executes at once over what lies in memory."""

from __future__ import annotations

import importlib
import random

import polars as pl
import pytest

import webcast
from tests.analysis.reports import QUIET, Rolled, report_of, tables
from tests.collects import watched
from webcast.analysis import summary
from webcast.analysis.audience import Audience
from webcast.analysis.numbering import Registrants
from webcast.analysis.parts import Stacked
from webcast.reports import Report

MOST = 9
"""Plans that make an audience of any report; a few more where somebody answered one question twice."""


def report(seed: int) -> Report:
    return report_of(tables(Rolled(random.Random(seed)), talk=QUIET))  # noqa: S311 - no secrets


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_an_audience_is_made_in_few_plans(seed: int) -> None:
    made = report(seed)
    with watched() as found:
        Audience.of(made)
    assert 0 < len(found) <= MOST


def test_plans_run_over_what_lies_in_memory() -> None:
    assert pl.Config.state()["POLARS_ENGINE_AFFINITY"] == "in-memory"


def test_persons_whose_hashes_are_one_are_two(monkeypatch: pytest.MonkeyPatch) -> None:
    made = report(3)
    persons = Audience.of(made).members["person"].to_list()
    monkeypatch.setattr(pl.Expr, "hash", lambda keys: keys.str.len_bytes() % 2)
    assert Audience.of(made).members["person"].to_list() == persons
    assert len(set(persons)) == 3


@pytest.mark.parametrize("far", [1, 1_000_000])
def test_a_registrant_is_found_by_event_and_number_however_far_numbers_are_apart(far: int) -> None:
    events = pl.DataFrame({"event_id": ["a", "none", "b"]})
    table = pl.DataFrame(
        {"row": [0, 1, 2], "event": [2, 0, 2], "registrant": [2 * far, far, far], "person": [5, 6, 7]},
        schema={"row": pl.UInt32, "event": pl.UInt32, "registrant": pl.Int64, "person": pl.UInt32},
    )
    child = pl.DataFrame(
        [
            ("b", far),
            ("a", 2 * far),
            ("none", far),
            ("other", far),
            ("a", far),
            ("b", -1),
            ("b", 2 * far),
            ("b", None),
        ],
        schema={"event_id": pl.String, "registrant": pl.Int64},
        orient="row",
    )
    found = Registrants.of(table, events, pl.Series([2 * far, far, 2 * far])).beside(child).collect()
    assert found.rows() == [("b", far, 2, 7), ("a", far, 1, 6), ("b", 2 * far, 0, 5)]


def test_sums_that_were_merged_elsewhere_add_up() -> None:
    one = summary.SUMS.pair.partial(Audience.of(report(0)))
    assert one["total_registrants"].to_list() == [11]
    assert summary.SUMS.pair.merge(Stacked(pl.concat([one, one])))["total_registrants"].to_list() == [22]


def test_polars_is_told_so_where_it_is_loaded_before(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(pl.Config, "set_engine_affinity", told.append)
    importlib.reload(webcast)
    assert told == ["in-memory"]
