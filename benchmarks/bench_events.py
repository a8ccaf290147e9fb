"""The Events page of an account with 20,000 events: processor time of what a click asks for.

Run as ``python benchmarks/bench_events.py [--events N]``. A click asks for the account's events as often as the page
does (the list, what can be loaded again, what is expired), narrows them by words or a range of dates, sorts them, and
looks which the presets would pick. While somebody types, only the narrowing is done.
The first click opens the sealed list; the others are what people wait for. What Streamlit itself takes is in
bench_pages.py.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import polars as pl

from benchmarks.goals import limit, tell
from webcast.library import Library
from webcast.reports import schema
from webcast.settings import Settings
from webcast.ui.picking.catalogue import (
    COLUMNS,
    Order,
    Wanted,
    When,
    ids,
    last,
    narrowed,
    series,
    this_quarter,
    undated,
)

ACCOUNT = "account"
ASKED_A_CLICK = 6
PICKED = ("1000000", "1000001")
CLICKS = 10


def listing(events: int) -> pl.DataFrame:
    """Return an event list; every other event has no schedule."""
    start = datetime(2020, 1, 1, tzinfo=UTC)
    rows = [
        {
            "event_id": str(1_000_000 + n),
            "title": f"Webcast {n} on topic {n % 97}",
            "cost_center": f"Centre {n % 12}",
            "folder_id": f"folder {n % 40}",
            "is_expired": n % 5 == 0,
            "latest_registration": start + timedelta(hours=3 * n),
            "latest_session": start + timedelta(hours=3 * n + 1),
            "scheduled_start": start + timedelta(hours=3 * n) if n % 2 else None,
        }
        for n in range(events)
    ]
    return pl.DataFrame(rows, schema=schema.EVENT_LIST, orient="row")


def click(library: Library, wanted: Wanted) -> int:
    """Do what a click on the page does with the list, and return how many events are shown."""
    for _ in range(ASKED_A_CLICK - 1):
        library.events(ACCOUNT)
    now = datetime(2026, 6, 1, tzinfo=UTC)
    events = library.events(ACCOUNT).select(list(COLUMNS)).cast(pl.Schema(COLUMNS))
    undated(events, wanted, "Europe/Berlin", now)
    ids(last(events, 5, now), this_quarter(events, "Europe/Berlin", now), series(events, PICKED))
    return narrowed(events, wanted, "Europe/Berlin", now).height


def main(events: int) -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        library = Library.open(
            Settings(data_dir=Path(folder), database_url=f"sqlite:///{Path(folder) / 'library.sqlite3'}")
        )
        try:
            library.remember_events(ACCOUNT, listing(events))
            searches = [Wanted(), Wanted(text="webcast 7"), Wanted(when=When.LAST_90), Wanted(order=Order.TITLE)]
            taken = []
            for n in range(CLICKS):
                begun = time.process_time()
                shown = click(library, searches[n % len(searches)])
                taken.append(time.process_time() - begun)
                if n < len(searches):  # then the same again
                    spent = taken[-1] * 1000
                    print(f"click {n + 1:2}: {shown:6,} of {events:,} events, {spent:6.0f} ms of processor time")
        finally:
            library.close()
    slowest = max(taken)
    print(f"slowest: {slowest:.2f} s; goal {limit('event_list'):.0f} s")
    tell(event_list=slowest)


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--events", type=int, default=20_000)
    main(options.parse_args().events)
