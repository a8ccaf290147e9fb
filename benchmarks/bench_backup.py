"""How long a backup and its restoring take, how much memory, and how large the file is.

Run: ``python benchmarks/bench_backup.py [--rows N] [--megabytes N]``. A library on SQLite with so many entries of the
audit log and so much of a raw response that does not compress, in a temporary folder; each step in a process of its
own, so that its memory is its own. Beside the two stands what a process needs that only opens the library.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from shutil import copy

from sqlalchemy import insert

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.memory import most_mb  # noqa: E402  # needs ROOT
from tests.library import stage  # noqa: E402  # needs ROOT
from webcast.library import Library  # noqa: E402  # needs ROOT
from webcast.library.backups import backup, restore  # noqa: E402  # needs ROOT
from webcast.library.keys import KEY_FILE  # noqa: E402  # needs ROOT
from webcast.library.tables import audit  # noqa: E402  # needs ROOT

ACCOUNT = "a" * 32


def fill(folder: Path, rows: int, megabytes: int) -> None:
    library = Library.open(stage.settings(folder / "data"))
    library.remember_events(ACCOUNT, stage.listing("1"))
    library.hold(ACCOUNT, "1", os.urandom(megabytes * 1024 * 1024), stage.report("1"))
    entry = {"at": 1, "account": ACCOUNT, "key_id": library.keys.current}
    with library._guard.write() as conn:  # noqa: SLF001  # as many as years of people make
        for start in range(0, rows, 1000):
            many = range(start, min(rows, start + 1000))
            conn.execute(insert(audit), [entry | {"data": os.urandom(180)} for _ in many])
    library.close()


def open_only(folder: Path) -> None:
    Library.open(stage.settings(folder / "data")).close()


def take(folder: Path) -> None:
    backup(stage.settings(folder / "data"), folder / "file")


def put_back(folder: Path) -> None:
    (folder / "elsewhere").mkdir()
    copy(folder / "data" / KEY_FILE, folder / "elsewhere" / KEY_FILE)
    restore(stage.settings(folder / "elsewhere"), folder / "file")


def measured(step: Callable[[Path], None], folder: Path) -> None:
    begun = time.perf_counter(), time.process_time()
    step(folder)
    took, busy = time.perf_counter() - begun[0], time.process_time() - begun[1]
    print(f"{step.__name__:10} {took:6.1f} s ({busy:.1f} s of processor time), {most_mb():.0f} MiB at most")


def apart(target: Callable[..., None], *given: object) -> None:
    process = multiprocessing.get_context("spawn").Process(target=target, args=given)
    process.start()
    process.join()
    assert process.exitcode == 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--megabytes", type=int, default=200)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        apart(fill, folder, args.rows, args.megabytes)
        for step in (open_only, take, put_back):
            apart(measured, step, folder)
        print(f"the file has {(folder / 'file').stat().st_size / 1024 / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
