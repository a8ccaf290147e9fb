"""Packed tables of an event: cut as they are read they are those of the whole report that is cut."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from tests.analysis.reports import TWINS, rolled
from webcast.errors import Damaged
from webcast.library import packing
from webcast.reports.few import few_of
from webcast.reports.schema import TABLES


@settings(TWINS, max_examples=15)
@given(dice=st.randoms(use_true_random=False))
def test_few_registrants_and_some_columns_are_those_of_the_whole_report(dice: random.Random) -> None:
    report = rolled(dice)
    for event in report.event["event_id"]:
        whole = report.of_events([event])
        data, there = packing.pack(whole), whole.registrants.height
        places = dice.sample(range(there), dice.randint(0, min(3, there)))
        found = packing.together([packing.unpack(event, data, places)])
        for name, expected in few_of(whole, {event: places}).tables().items():
            assert_frame_equal(found.tables()[name], expected)
        names = dice.sample(list(TABLES["registrants"]), 3)
        expected = whole.registrants.select("event_id", *(name for name in names if name != "event_id"))
        assert_frame_equal(packing.unpack_columns(event, data, names), expected)
        with pytest.raises(IndexError):
            packing.unpack(event, data, [there])


def test_other_bytes_are_no_tables() -> None:
    with pytest.raises(Damaged):
        packing.unpack_columns("1", b"WCF1....", ["email"])
