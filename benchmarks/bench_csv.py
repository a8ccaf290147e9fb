"""A long file of registrants: what its CSV takes beside polars' bare write, and whether memory stays level.

Run as ``python benchmarks/bench_csv.py [--rows N] [--events N] [--of-each N]``. The registrants are those of the
sandbox's largest event, a slice of 50,000 again and again, as a file of many events would send them. All write the
same slices to memory: ours with formulas defused, instants and durations as the platform writes them, and exactly;
polars by ``write_csv``, which knows no durations and gets their milliseconds. Processor time, of a process of its own
each, since a peak of memory can only rise.

Then the file of many events, out of a library: of a hundredth of the events, a tenth, and all. Once with all reports
opened together, and once a few after others, as files of many registrants are made; both wrote the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import polars as pl

from benchmarks.bench_figures import fill, ids
from benchmarks.bench_library import ACCOUNT, responses, settings
from benchmarks.goals import limit, tell
from benchmarks.memory import most_mb
from webcast.analysis.audience import Audience
from webcast.decode import decode
from webcast.exports import csv
from webcast.exports.event_by_event import EventByEvent
from webcast.exports.people import AtHand, People
from webcast.exports.registrants import registrants
from webcast.exports.table import SLICE_ROWS, Table
from webcast.library import Library
from webcast.view.record import View

OF_AN_EVENT = 2_000


def _bare(frame: pl.DataFrame) -> bytes:
    lines = BytesIO()
    frame.with_columns(pl.selectors.duration().dt.total_milliseconds()).write_csv(lines, include_header=False)
    return lines.getvalue()


WAYS: dict[str, Callable[[Table], Iterator[bytes]]] = {
    "polars": lambda table: map(_bare, table.slices()),
    "exact": lambda table: csv.stream(table, csv.Mode.EXACT),
    "spreadsheet": lambda table: csv.stream(table, csv.Mode.SPREADSHEET),
}


def endless(rows: int) -> Table:
    """Return a table of so many rows, a slice again and again."""
    report = decode(responses(SLICE_ROWS, variants=1)[0], "xml", event_id="EVENT-ID")
    table = registrants(Audience.of(report), "Europe/Berlin")
    first = next(table.slices())
    several = pl.concat([first] * (SLICE_ROWS // max(1, first.height) + 1)).head(SLICE_ROWS).rechunk()
    return replace(
        table,
        height=rows,
        _slices=lambda wanted: (several.head(min(wanted, rows - offset)) for offset in range(0, rows, wanted)),
    )


def measure(way: str, rows: int) -> dict[str, float]:
    """Return what a way takes, and the peak of memory a tenth of the way and at the end."""
    table = endless(rows)
    peaks, size, begun = [], 0, time.process_time()
    for number, written in enumerate(WAYS[way](table)):
        size += len(written)
        if number == rows // SLICE_ROWS // 10:
            peaks.append(most_mb())
    seconds = time.process_time() - begun
    peaks.append(most_mb())
    return {"seconds": seconds, "mb": size / 1e6, "early": peaks[0], "late": peaks[-1]}


def measure_events(folder: Path, events: int, *, together: bool) -> dict[str, Any]:
    """Return what the file of so many events takes, its reports opened together or a few after others."""
    digest, size, begun = hashlib.sha256(), 0, time.process_time()
    with closing(Library.open(settings(folder))) as library:
        view = View(events=tuple(ids(events)), zone="Europe/Berlin")
        reports = library.unopened(ACCOUNT, view.events)
        assert reports is not None
        people: People
        if together:
            everyone = Audience.of(reports.open(view.events))
            people = AtHand(view, everyone, everyone, ())
        else:
            people = EventByEvent(view, reports)
        for written in csv.stream(people.table("registrants", None, "")):
            digest.update(written)
            size += len(written)
    seconds, peak = time.process_time() - begun, most_mb()
    return {"seconds": seconds, "mb": size / 1e6, "peak": peak, "rows": people.count, "digest": digest.hexdigest()}


def apart(*options: str) -> dict[str, Any]:
    """Return what a process of its own measures."""
    command = [sys.executable, __file__, *options]
    answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found: dict[str, Any] = json.loads(answer.splitlines()[-1])
    return found


def show_events(events: int, registrants: int) -> None:
    """Print a line a number of events."""
    with tempfile.TemporaryDirectory() as name:
        apart("--way", "fill", "--folder", name, "--events", str(events), "--of-each", str(registrants))
        print("  events  registrants   reports together            a few after others")
        peaks = []
        for some in (max(1, events // 100), max(1, events // 10), events):
            where = ("--folder", name, "--events", str(some))
            together, after = (apart("--way", way, *where) for way in ("together", "after"))
            assert together["digest"] == after["digest"]
            print(
                f"{some:8,}{after['rows']:13,}"
                + "".join(f"{one['seconds']:9.1f} s{one['peak']:8,.0f} MB    " for one in (together, after))
            )
            peaks.append(after["peak"])
        if registrants == OF_AN_EVENT:
            tell(csv_events=peaks[-1] / peaks[-2])


def main() -> None:
    """Print a line a way, and a line a number of events."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--events", type=int, default=250)
    options.add_argument("--of-each", type=int, default=OF_AN_EVENT, help="registrants of each event")
    options.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options.add_argument("--way", choices=(*WAYS, "fill", "together", "after"), help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.way == "fill":
        print(fill(chosen.folder, chosen.events, chosen.of_each, figures=False))
        return
    if chosen.folder:
        print(json.dumps(measure_events(chosen.folder, chosen.events, together=chosen.way == "together")))
        return
    if chosen.way:
        print(json.dumps(measure(chosen.way, chosen.rows)))
        return
    print(f"{chosen.rows:,} rows   processor time        size   memory after a tenth and at the end")
    bare = 0.0
    for way in WAYS:
        found = apart("--way", way, "--rows", str(chosen.rows))
        bare = bare or found["seconds"]
        print(
            f"  {way:12}{found['seconds']:8.1f} s {found['seconds'] / bare:5.2f} ×{found['mb']:9,.0f} MB"
            f"{found['early']:8,.0f} MB{found['late']:7,.0f} MB"
        )
    tell(csv_written=found["seconds"] / bare, csv_level=found["late"] / found["early"])
    print(f"  goal: {limit('csv_written')} × polars, and level memory")
    show_events(chosen.events, chosen.of_each)


if __name__ == "__main__":
    main()
