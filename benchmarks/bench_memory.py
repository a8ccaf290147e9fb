"""The dashboard under clicks: what a rerun costs, and whether memory stays level.

Run as ``python benchmarks/bench_memory.py [--minutes N] [--tabs N] [--seed N]``, on Linux. It starts the dashboard on
the sandbox, fetches events and signs in; then tabs click without a pause, over the same WebSocket as a browser: they
open pages, set options, click marks of charts, rows and buttons for the people behind them, and close and open again.
A line a minute: runs of a page's script, processor time and waiting time of one, resident memory of the server.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

from websockets.exceptions import WebSocketException

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.browser.dashboard import Dashboard, run_dashboard
from tests.clicking import CLICKS_A_TAB, Clicker, Runs, over
from tests.tab import SECONDS, opened
from tests.web.serving import Browser
from webcast.sandbox.running import run_sandbox

EVENTS = 6
LEFT_ALONE = ("events", "sign_in")
"""Pages whose buttons ask the platform or sign out; they are opened, and nothing on them is clicked."""

HZ = os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--minutes", type=int, default=2)
    parser.add_argument("--tabs", type=int, default=3)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    with (
        run_sandbox() as sandbox,
        tempfile.TemporaryDirectory() as folder,
        run_dashboard(sandbox, Path(folder)) as dashboard,
    ):
        events = over(sandbox)[-EVENTS:]
        dashboard.command("sync", *events).check_returncode()
        measure(dashboard, events, asked)


def measure(dashboard: Dashboard, events: list[str], asked: argparse.Namespace) -> None:
    """Let tabs click, and print a line a minute."""
    browser = Browser(dashboard.url)
    browser.post("/login", {"demo": "1", "next": "/"})
    runs, stop = Runs(), threading.Event()
    dice = [random.Random(asked.seed + number) for number in range(asked.tabs)]  # noqa: S311 - nothing secret
    tabs = [threading.Thread(target=person, args=(browser, events, runs, stop, die), daemon=True) for die in dice]
    print(f"{asked.tabs} tabs, {len(events)} events, without a pause between clicks")
    print("minute   runs  failed  processor a run   wait p50   wait p95   memory")
    used, memory = processor(dashboard.pid), [resident(dashboard.pid)]
    print(f"{0:6}{'':62}{memory[0]:6.0f} MB")
    for tab in tabs:
        tab.start()
    for minute in range(1, asked.minutes + 1):
        time.sleep(60)
        seconds, failed = runs.take()
        now = processor(dashboard.pid)
        memory.append(resident(dashboard.pid))
        waits = statistics.quantiles(seconds or [0.0, 0.0], n=20)
        each = (now - used) / max(len(seconds), 1) * 1000
        print(
            f"{minute:6}{len(seconds):7}{failed:8}{each:14.0f} ms{waits[9] * 1000:8.0f} ms{waits[18] * 1000:8.0f} ms"
            f"{memory[-1]:6.0f} MB",
            flush=True,
        )
        used = now
    stop.set()
    for tab in tabs:
        tab.join(60)
    print("of them " + ", ".join(f"{count} {kind}" for kind, count in sorted(runs.kinds.items())))


def person(browser: Browser, events: list[str], runs: Runs, stop: threading.Event, chance: random.Random) -> None:
    """Click about, in one tab after another, until told to stop."""
    while not stop.is_set():
        clicker = Clicker(events, runs, chance, LEFT_ALONE)
        try:
            with opened(browser.url, f"{browser.name}={browser.cookie}") as tab:
                for _ in range(CLICKS_A_TAB):
                    if stop.is_set():
                        return
                    clicker.step(tab)
        except (TimeoutError, WebSocketException) as exc:
            runs.note(type(exc).__name__, SECONDS, failed=True)


def processor(pid: int) -> float:
    """Return the seconds of processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / HZ


def resident(pid: int) -> float:
    """Return the resident memory of a process in MB."""
    lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS:")).split()[1]) / 1024


if __name__ == "__main__":
    main()
