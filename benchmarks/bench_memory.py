"""The dashboard under clicks: what a rerun costs, and whether memory stays level.

Run as ``python benchmarks/bench_memory.py [--minutes N] [--tabs N] [--seed N]``, on Linux. It starts the dashboard on
the sandbox, fetches events and signs in; then tabs click without a pause, over the same WebSocket as a browser: they
open pages, set options, click marks of charts, rows and buttons for the people behind them, and close and open again.
A line a minute: runs of a page's script, processor time and waiting time of one, resident memory of the server.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from websockets.exceptions import WebSocketException

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.browser.dashboard import Dashboard, run_dashboard
from tests.tab import SECONDS, Element, Tab, opened
from tests.web.serving import Browser
from webcast.sandbox.running import Sandbox, run_sandbox
from webcast.ui.frame import navigation

EVENTS = 6
CLICKS_A_TAB = 60
"""After so many a tab is closed, and another opened: sessions come and go."""

STAY = 0.7
"""How often the next click is on the same page."""

CLICKABLE = ("button", "button_group", "checkbox", "selectbox", "plotly_chart", "dataframe", "pagination")
LEFT_ALONE = ("events", "sign_in")
"""Pages whose buttons ask the platform or sign out; they are opened, and nothing on them is clicked."""

HZ = os.sysconf("SC_CLK_TCK")


@dataclass
class Runs:
    """What the tabs did since the last line."""

    seconds: list[float] = field(default_factory=list)
    failed: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, kind: str, seconds: float, *, failed: bool) -> None:
        """Add one."""
        with self.lock:
            self.seconds.append(seconds)
            self.failed += failed
            self.kinds[kind] = self.kinds.get(kind, 0) + 1

    def take(self) -> tuple[list[float], int]:
        """Return how long each took and how many failed, and begin anew."""
        with self.lock:
            taken = self.seconds, self.failed
            self.seconds, self.failed = [], 0
            return taken


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


def over(sandbox: Sandbox) -> list[str]:
    """Return the events that are over, the oldest first."""
    now = sandbox.world.on_air.timestamp() * 1000
    return [event.facts.id for event in sandbox.world if event.facts.live_end and event.facts.live_end < now]


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
        try:
            with opened(browser.url, f"{browser.name}={browser.cookie}") as tab:
                clicks(tab, events, runs, stop, chance)
        except (TimeoutError, WebSocketException) as exc:
            runs.note(type(exc).__name__, SECONDS, failed=True)


def clicks(tab: Tab, events: list[str], runs: Runs, stop: threading.Event, chance: random.Random) -> None:
    """Open pages, and click on what they hold."""
    name = ""
    for _ in range(CLICKS_A_TAB):
        if stop.is_set():
            return
        found = choices(tab) if name and name not in LEFT_ALONE and chance.random() < STAY else []
        begun = time.monotonic()
        if found:
            element = chance.choice(found)
            click(tab, element, chance)
            kind = element.kind
        else:
            name, kind = chance.choice(navigation.present()).name, "page"
            tab.open(name, "events=" + ",".join(chance.sample(events, chance.randint(1, len(events)))))
        failed = any(True for _ in tab.shown.of("exception"))
        runs.note(kind, time.monotonic() - begun, failed=failed)


def choices(tab: Tab) -> list[Element]:
    """Return what can be clicked on the page."""
    return [element for element in tab.shown.of(*CLICKABLE) if element.proto.id and not disabled(element)]


def disabled(element: Element) -> bool:
    return bool(getattr(element.proto, "disabled", False) or getattr(element.proto, "form_id", ""))


def click(tab: Tab, element: Element, chance: random.Random) -> None:
    """Do what a person would do with it."""
    proto = element.proto
    if element.kind == "button":
        tab.click(element)
    elif element.kind == "checkbox":
        tab.set(element, bool_value=chance.random() < 0.5)
    elif element.kind == "button_group":
        tab.set(element, string_array_value={"data": [chance.choice(proto.options).content] if proto.options else []})
    elif element.kind == "selectbox":
        tab.set(element, string_value=chance.choice(proto.options) if proto.options else "")
    elif element.kind == "pagination":
        tab.set(element, int_value=chance.randint(1, max(proto.num_pages, 1)))
    else:
        chosen = (
            {"rows": [0], "columns": [], "cells": []} if element.kind == "dataframe" else marks(proto.spec, chance)
        )
        tab.set(element, string_value=json.dumps({"selection": chosen}))


def marks(spec: str, chance: random.Random) -> dict[str, Any]:
    """Return a click on some mark of a chart that says whose it is."""
    data = [
        point
        for trace in json.loads(spec)["data"]
        if isinstance(trace.get("customdata"), list)
        for point in trace["customdata"]
    ]
    points = [{"customdata": chance.choice(data)}] if data else []
    return {"points": points, "point_indices": [], "box": [], "lasso": []}


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
