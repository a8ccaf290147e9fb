"""A long file of registrants: what its CSV takes beside polars' bare write, and whether memory stays level.

Run as ``python benchmarks/bench_csv.py [--rows N]``. The registrants are those of the sandbox's largest event, a
slice of 50,000 again and again, as a file of many events would send them. All write the same slices to memory: ours
with formulas defused, instants and durations as the platform writes them, and exactly; polars by ``write_csv``, which
knows no durations and gets their milliseconds. Processor time, of a process of its own each, since a peak of memory
can only rise.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import polars as pl

from benchmarks.bench_library import responses
from benchmarks.goals import limit, tell
from benchmarks.memory import most_mb
from webcast.analysis.audience import Audience
from webcast.decode import decode
from webcast.exports import csv
from webcast.exports.registrants import registrants
from webcast.exports.table import SLICE_ROWS, Table


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
    return replace(table, height=rows, _slice=lambda offset, wanted: several.head(min(wanted, rows - offset)))


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


def main() -> None:
    """Print a line a way."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--way", choices=tuple(WAYS), help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.way:
        print(json.dumps(measure(chosen.way, chosen.rows)))
        return
    print(f"{chosen.rows:,} rows   processor time        size   memory after a tenth and at the end")
    bare = 0.0
    for way in WAYS:
        command = [sys.executable, __file__, "--way", way, "--rows", str(chosen.rows)]
        found = json.loads(
            subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1]
        )
        bare = bare or found["seconds"]
        print(
            f"  {way:12}{found['seconds']:8.1f} s {found['seconds'] / bare:5.2f} ×{found['mb']:9,.0f} MB"
            f"{found['early']:8,.0f} MB{found['late']:7,.0f} MB"
        )
    tell(csv_written=found["seconds"] / bare, csv_level=found["late"] / found["early"])
    print(f"  goal: {limit('csv_written')} × polars, and level memory")


if __name__ == "__main__":
    main()
