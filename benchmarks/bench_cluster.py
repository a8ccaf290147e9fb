"""Figures of many events made and merged by one process, and on Dask clusters of some workers of this machine.

Run as ``python benchmarks/bench_cluster.py [--events N] [--registrants N] [--workers 1,2] [--whole]``. The events
are those of bench_figures.py, of so many registrants each. Every line is a process of its own that has just started:
it makes the figures of all events, then opens all events as Overview, Portfolio, Funnel, Campaigns and Companies do;
all lines have to say the same. A worker is a process with one thread, on loopback by TLS. Memory is the most that
each was resident with (Linux), of a worker beside what it had when it had just started. Buckets and groups are as
many as ten million registrants would have (10 and 20), or with ``--whole`` as large as they are in use.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import polars as pl

from benchmarks.bench_figures import all_of, fill, groups_of, ids
from benchmarks.bench_library import ACCOUNT, settings
from benchmarks.goals import tell
from benchmarks.memory import most_mb
from tests.cluster.running import NO_SPILL, cluster
from webcast.analysis import timeline
from webcast.library import Library, figures, merged, on_cluster, partials
from webcast.library.tables import chunks
from webcast.setting_dask import DaskScheduler


def measure(
    folder: Path, events: int, registrants: int, scheduler: DaskScheduler | None, *, whole: bool
) -> dict[str, Any]:
    """Return what making and merging takes here, or on a cluster."""
    # Constants of the product, set so that a cluster has work with as few events as a benchmark has time for.
    figures.MANY, figures.ON_CLUSTER_FROM, merged.LEAST_EVENTS = 1, 1, sys.maxsize  # type: ignore[misc]
    if not whole and scheduler is not None:
        partials.AT_ONCE, on_cluster.GROUP = registrants // 10, registrants // 20  # type: ignore[misc]
    with closing(Library.open(settings(folder))) as library, library._guard.write() as conn:  # noqa: SLF001
        conn.execute(chunks.delete().where(chunks.c.kind.startswith("f")))
    figures_alone = figures.Figures.make_all
    figures.Figures.make_all = lambda *_: 0  # type: ignore[method-assign]  # not in the background, but below
    with closing(Library.open(replace(settings(folder), dask=scheduler))) as library:
        began = time.perf_counter()
        figures_alone(library._figures, lambda: False)  # noqa: SLF001
        made = time.perf_counter()
        found = library.audience(ACCOUNT, ids(events))
        said = [*all_of(found), timeline.peak(found), *groups_of(found)]
        opened = time.perf_counter()
    text = "".join(one.write_json() if isinstance(one, pl.DataFrame) else repr(one) for one in said)
    return {
        "make": made - began,
        "merge": opened - made,
        "peak": most_mb(),
        "said": hashlib.sha256(text.encode()).hexdigest(),
    }


def apart(folder: Path, chosen: argparse.Namespace, scheduler: DaskScheduler | None) -> dict[str, Any]:
    """Return what a process of its own measures."""
    command = [
        sys.executable,
        __file__,
        "--of",
        folder,
        "--events",
        chosen.events,
        "--registrants",
        chosen.registrants,
    ]
    if scheduler is not None:
        command += ["--at", scheduler.address, scheduler.ca, scheduler.cert, scheduler.key]
    if chosen.whole:
        command.append("--whole")
    run = subprocess.run(list(map(str, command)), check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return found


def main() -> int:
    """Make a library, and print what one process and clusters take; 1 where they do not say the same."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--events", type=int, default=60)
    options.add_argument("--registrants", type=int, default=2_000, help="of each")
    options.add_argument(
        "--workers", help="how many, one after the other; default: 1, 2, 4, 8 as far as there are cores"
    )
    options.add_argument("--whole", action="store_true", help="buckets and groups as large as they are in use")
    options.add_argument("--of", type=Path, help=argparse.SUPPRESS)
    options.add_argument("--at", nargs=4, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.of:
        scheduler = DaskScheduler(chosen.at[0], *map(Path, chosen.at[1:])) if chosen.at else None
        registrants = chosen.events * chosen.registrants
        print(json.dumps(measure(chosen.of, chosen.events, registrants, scheduler, whole=chosen.whole)))
        return 0
    cores = os.cpu_count() or 1
    sizes = [int(n) for n in chosen.workers.split(",")] if chosen.workers else [n for n in (1, 2, 4, 8) if n <= cores]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "library"
        fill(folder, chosen.events, chosen.registrants)
        print(f"{chosen.events:,} events of {chosen.registrants:,} registrants, {cores} cores", flush=True)
        print("                  make     of one    merge     of one   MB here   MB of a worker (at its start)")
        alone = apart(folder, chosen, None)
        show("one process", alone, alone, "")
        said = {alone["said"]}
        for size in sizes:
            place = Path(scratch) / f"cluster-{size}"
            place.mkdir()
            with cluster(place, size, NO_SPILL) as running:
                workers = [worker.pid for worker in running.workers]
                before = most_mb(*workers)
                found = apart(folder, chosen, running.scheduler)
                show(f"{size} workers", found, alone, f"{most_mb(*workers):10.0f} ({before:.0f})")
            said.add(found["said"])
    print("all say the same" if len(said) == 1 else "they do not say the same")
    tell(cluster_differs=len(said) - 1)
    return len(said) - 1


def show(name: str, found: dict[str, Any], alone: dict[str, Any], workers: str) -> None:
    """Print a line."""
    ratios = [found[what] / alone[what] for what in ("make", "merge")]
    print(
        f"{name:12}{found['make']:8.2f} s{ratios[0]:10.2f}{found['merge']:8.2f} s{ratios[1]:10.2f}"
        f"{found['peak']:10.0f}{workers}",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
