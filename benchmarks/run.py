"""All benchmarks one after the other, and at the end what came of every goal: ``make bench``.

Run as ``python benchmarks/run.py [NAME …]``, with names as ``people`` for bench_people.py. One that fails is named at
the end, which is the only reason for code 1; the others go on. That a goal is missed is said and fails nothing: it
depends on the machine and on what else it does.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from benchmarks import goals  # noqa: E402  # needs the folder above


def processor() -> float:
    """Return the seconds of processor time that processes took which were started here and have ended."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def main(scripts: Sequence[Path]) -> int:
    """Run them all; 1 where one failed."""
    failed = []
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        figures = Path(folder) / "figures"
        for script in scripts:
            print(f"\n── {script.name}", flush=True)
            since, spent = time.monotonic(), processor()
            code = subprocess.run(
                [sys.executable, str(script)], env=os.environ | {goals.FILE: str(figures)}, check=False
            ).returncode
            print(
                f"   took {time.monotonic() - since:.0f} s, {processor() - spent:.0f} s of processor time", flush=True
            )
            if code:
                failed.append(f"{script.name} (code {code})")
        found = goals.told(figures)
    took = time.monotonic() - begun
    print(f"\n── all of it: {took:.0f} s, {processor():.0f} s of processor time, {os.cpu_count()} cores\n")
    print("\n".join(goals.table(found)))
    print(f"\nfailed: {', '.join(failed)}" if failed else "\nnone failed")
    return int(bool(failed))


if __name__ == "__main__":
    names = sys.argv[1:]
    sys.exit(main([HERE / f"bench_{name}.py" for name in names] or sorted(HERE.glob("bench_*.py"))))
