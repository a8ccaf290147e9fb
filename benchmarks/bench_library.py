"""Opening many events from the encrypted library, beside decoding their responses again.

Run as ``python benchmarks/bench_library.py [--events N] [--registrants N]``. The responses are the sandbox's XML: a
dozen different ones that come again under other event ids. Decoding is timed on the way in, from bytes in memory;
opening is timed in a process of its own that has just started, from a database file, with the library's integrity
checks, up to the stacked report of all events; and as often again in the same process. Beside peers, and of a million
registrants, bench_figures.py opens the same.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import polars as pl

from benchmarks.goals import limit, tell
from benchmarks.memory import most_mb
from webcast.decode import decode
from webcast.library import Library, account_key
from webcast.library.packing import pack
from webcast.reports import schema
from webcast.sandbox import reports
from webcast.sandbox.events import Event
from webcast.sandbox.world import make_world
from webcast.settings import Settings

ACCOUNT = account_key("benchmark", None)
VARIANTS = 12


@dataclass(frozen=True)
class Made:
    """What making the library took."""

    decode_seconds: float
    hold_seconds: float
    raw_bytes: int
    table_bytes: int


def responses(registrants: int, variants: int = VARIANTS) -> list[bytes]:
    """Return different XML responses of so many registrants, from the sandbox's largest event."""
    giant = max(make_world(), key=lambda event: len(event.moments.registrations))
    everybody = giant.everybody()
    made = []
    for n in range(variants):
        start = n * registrants % max(1, len(everybody) - registrants)
        viewers = everybody[start : start + registrants]
        viewers += everybody[: registrants - len(viewers)]
        part = Event(replace(giant.facts, id="EVENT-ID"), giant.moments, partial(list, viewers))
        made.append(reports.render(part))
    return made


def settings(folder: Path) -> Settings:
    """Return the settings of a library in a folder."""
    return Settings(data_dir=folder, database_url=f"sqlite:///{folder / 'library.sqlite3'}")


def make(folder: Path, events: int, registrants: int) -> Made:
    """Fill a library, timing what decoding takes."""
    library = Library.open(settings(folder))
    ids = [str(1_000_000 + n) for n in range(events)]
    listing = pl.DataFrame({"event_id": ids, "is_expired": [False] * events})
    empty = {name: pl.lit(None, dtype=kind).alias(name) for name, kind in schema.EVENT_LIST.items()}
    library.remember_events(
        ACCOUNT, listing.select(pl.col(n) if n in listing.columns else empty[n] for n in schema.EVENT_LIST)
    )
    bodies = responses(registrants)
    decoding = holding = 0.0
    raw_bytes = table_bytes = 0
    for n, event in enumerate(ids):
        raw = bodies[n % VARIANTS].replace(b"EVENT-ID", event.encode())
        raw_bytes += len(raw)
        began = time.perf_counter()
        report = decode(raw, "xml", event_id=event)
        decoded = time.perf_counter()
        library.hold(ACCOUNT, event, raw, report)
        decoding += decoded - began
        holding += time.perf_counter() - decoded
        table_bytes += len(pack(report)) if n < VARIANTS else 0
    library.close()
    return Made(decoding, holding, raw_bytes, table_bytes * events // min(events, VARIANTS))


def measure(folder: Path) -> None:
    """Open everything, several times, and print the seconds as JSON; runs in a process of its own."""
    began = time.perf_counter()
    library = Library.open(settings(folder))
    ids = library.events(ACCOUNT)["event_id"].to_list()
    ready = time.perf_counter()
    seconds = []
    for _ in range(5):
        start = time.perf_counter()
        report = library.report(ACCOUNT, ids)
        seconds.append(time.perf_counter() - start)
        rows = {name: frame.height for name, frame in report.tables().items()}
        del report  # else the next one would need memory for two
    peak = most_mb()
    library.close()
    print(json.dumps({"start": ready - began, "seconds": seconds, "peak_mb": peak, "rows": rows}))


def main() -> None:
    """Make a library, open it, and print the figures."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--events", type=int, default=100)
    options.add_argument("--registrants", type=int, default=200_000, help="in all events together")
    options.add_argument("--open", type=Path, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.open:
        measure(chosen.open)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = make(folder, chosen.events, chosen.registrants // chosen.events)
        size = sum(path.stat().st_size for path in folder.iterdir())
        command = [sys.executable, __file__, "--open", name]
        found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    show(made, size, found)


def show(made: Made, size: int, found: dict[str, object]) -> None:
    """Print the figures."""
    rows, seconds = found["rows"], found["seconds"]
    assert isinstance(rows, dict)
    assert isinstance(seconds, list)
    first, best = seconds[0], min(seconds)
    print(f"library: {rows['event']:,} events, {rows['registrants']:,} registrants, {rows['sessions']:,} sessions")
    print(f"  on {os.cpu_count()} cores, polars {pl.__version__}, AES-256-GCM, SQLite")
    print(f"  responses {made.raw_bytes / 1e6:,.0f} MB, tables {made.table_bytes / 1e6:,.0f} MB", end="")
    print(f" (sealed), database {size / 1e6:,.0f} MB")
    print(f"  decode again            {made.decode_seconds:7.2f} s")
    print(f"  take in and seal        {made.hold_seconds:7.2f} s")
    print(f"  start and list          {found['start']:7.2f} s")
    print(f"  open all, first time    {first:7.2f} s  {made.decode_seconds / first:5.1f} × faster than decoding")
    print(f"  open all, best of five  {best:7.2f} s  {made.decode_seconds / best:5.1f} ×", end="")
    print(
        f"  (goal {limit('open_decode'):.0f} ×), {made.table_bytes / 1e6 / best:,.0f} MB of tables a second", end=""
    )
    print(f", peak {found['peak_mb']:,.0f} MB")
    tell(open_decode=made.decode_seconds / best)


if __name__ == "__main__":
    main()
