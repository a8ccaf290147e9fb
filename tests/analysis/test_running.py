"""Up to when reports of running events know anything: a plain table, with a value on either side of each edge."""

from __future__ import annotations

from datetime import datetime, timedelta

import polars as pl
import pytest

from tests.analysis.small import at
from webcast.analysis.running import known_until, placed
from webcast.reports.schema import INSTANT

START, MS, DAY = at(1, 10), timedelta(milliseconds=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("start", "end", "made", "known"),
    [
        (START, None, START - MS, False),
        (START, None, START, True),
        (START, None, START + DAY - MS, True),
        (START, None, START + DAY, False),
        (START, START + 2 * DAY, START + 2 * DAY - MS, True),
        (START, START + 2 * DAY, START + 2 * DAY, False),
        (START, START - MS, START, False),
        (START, None, None, False),
        (None, None, START, False),
        (None, START + DAY, START, False),
    ],
)
def test_a_report_knows_up_to_when_it_was_made_while_the_event_ran(
    start: datetime | None, end: datetime | None, made: datetime | None, *, known: bool
) -> None:
    event = {"live_start": [start], "live_end": [end], "run_at": [made]}
    found = pl.DataFrame(event, schema=dict.fromkeys(event, INSTANT)).select(known_until())
    assert (found.columns, found.item()) == (["known_until"], made if known else None)


MADE = START + DAY
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("start", "end", "duration", "span"),
    [
        (START, None, None, (START, MADE)),
        (START, None, 0, (START, MADE)),
        (START, None, 60_000, (START, START + MINUTE)),
        (None, START, 60_000, (START - MINUTE, START)),
        (None, START, 0, (START, START)),
        # The moment of the report is no end to count back from.
        (None, None, 0, (None, MADE)),
        (None, None, None, (None, MADE)),
        (None, None, 60_000, (None, None)),
    ],
)
def test_a_session_of_a_running_event_is_placed_by_what_is_known_of_it(
    start: datetime | None, end: datetime | None, duration: int | None, span: tuple[datetime | None, datetime | None]
) -> None:
    schema = pl.Schema({"start": INSTANT, "end": INSTANT, "duration_ms": pl.Int64(), "until": INSTANT})
    session = pl.DataFrame([(start, end, duration, MADE)], schema=schema, orient="row")
    found = session.select(placed(pl.col("until").cast(pl.Int64)))
    assert found.cast(dict.fromkeys(("start", "end"), INSTANT)).row(0) == span
