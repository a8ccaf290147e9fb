"""What a report of a few rows asks of polars: each question costs more than its answer."""

from __future__ import annotations

import pytest

from tests.collects import watched
from tests.decode.making import Session, Viewer, csv_report, json_report, row, xml
from webcast.decode import decode

ROWS = [row(Email="a@x.example"), row(First_Name="Bea", Question_1="Why?", Department="IT")]
LIVE = ["Live", "06/19/2024 03:00:00 PM", "06/19/2024 03:30:00 PM", 1800000, "HTML5 Video"]
VIEWER = Viewer(
    answers=[("firstname", "Ann"), ("dept_1", "Sales")],
    sessions=[Session(), Session(type="OD")],
    questions=[("Why?", "So")],
    responses=[("s1", "q1", "Yes")],
)


def asked(report: bytes) -> int:
    """Return how many plans polars executes to decode a report."""
    decode(report)
    with watched() as found:
        decode(report)
    return len(found)


@pytest.mark.parametrize(
    ("report", "most"),
    [
        (csv_report(ROWS), 24),
        (json_report([[*cells, [LIVE]] for cells in ROWS]), 52),
        (xml([VIEWER, Viewer(answers=[("email", "b@x.example")])]), 76),
    ],
    ids=["csv", "json", "xml"],
)
def test_a_small_report_asks_polars_little(report: bytes, most: int) -> None:
    found = asked(report)
    assert 0 < found <= most
