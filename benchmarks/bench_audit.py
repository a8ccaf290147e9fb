"""What an entry of the audit log costs, and looking whether the log holds.

Run as ``python benchmarks/bench_audit.py [--entries N]``, on SQLite in a temporary folder, or with
``WEBCAST_DATABASE_URL`` on that database, which has to be empty.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from webcast.library import Library
from webcast.settings import load


def main() -> None:
    """Write entries one by one, and verify them."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--entries", type=int, default=1000)
    entries = options.parse_args().entries
    with tempfile.TemporaryDirectory() as folder:
        given = load({"WEBCAST_DATA_DIR": folder}, Path(folder) / "none.toml")
        if url := os.environ.get("WEBCAST_DATABASE_URL"):
            given = replace(given, database_url=url)
        with closing(Library.open(given)) as library:
            taken = []
            for n in range(entries):
                began = time.perf_counter()
                counts = {"events": 1, "registrants": n, "columns": 34}
                library.audit("account", "ann@example.com", "export csv", counts, where="192.0.2.7")
                taken.append(1000 * (time.perf_counter() - began))
            cuts = statistics.quantiles(taken, n=20)
            print(f"One entry: {statistics.median(taken):.2f} ms, 95 % within {cuts[-1]:.2f} ms")
            began, spent = time.perf_counter(), time.process_time()
            found = library.audit_holds(None)
            seconds, own = time.perf_counter() - began, time.process_time() - spent
            print(f"{found.checked:,} entries verified in {seconds:.2f} s, {own:.2f} s of processor time")


if __name__ == "__main__":
    main()
