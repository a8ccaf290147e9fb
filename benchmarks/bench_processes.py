"""What several processes of one machine carry: memory of each, downloads and runs of pages a second.

Run as ``python benchmarks/bench_processes.py [--processes 1,2,4] [--seconds N] [--people N]``. The dashboard is
started by ``serve`` on the sandbox; so many people ask at once for the file of an event, and for the page of its
registrants with another filter each time, over connections that may go to any process.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from http import HTTPStatus
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import psutil

from benchmarks.goals import limit, tell
from tests import tab
from tests.browser.dashboard import run_dashboard, serve_run, streamlit_run
from tests.library import stage
from tests.web.serving import Browser
from webcast.machine import cores
from webcast.sandbox.running import Sandbox, run_sandbox

OPEN = ExitStack()
EVENT = "11"
REGISTRANTS = 2_000


def main() -> None:
    """Measure and print a line for each number of processes."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--processes", default=f"1,2,{max(4, cores())}")
    asked.add_argument("--seconds", type=float, default=5.0)
    asked.add_argument("--people", type=int, default=8)
    said = asked.parse_args()
    print(f"{cores()} cores; {said.people} people at once")
    print("processes | MB of each (PSS) | MB of all | downloads/s | runs of a page/s | failed")
    with run_sandbox(world=stage.world(EVENT, people=REGISTRANTS), clock=stage.sandbox_clock()) as sandbox:
        taken = {
            number: measured(sandbox, number, said.seconds, said.people)
            for number in map(int, said.processes.split(","))
        }
    few, many = sorted(taken)[-2:]
    further = (taken[many] - taken[few]) / (many - few)
    print(f"a further process: {further:.0f} MB; goal {limit('process_memory'):.0f}")
    tell(process_memory=further)


def measured(sandbox: Sandbox, processes: int, seconds: float, people: int) -> int:
    """Print the line of a number of processes, and return the MB of all of them."""
    with tempfile.TemporaryDirectory() as folder:
        command = serve_run() if processes > 1 else streamlit_run()
        more = {"WEBCAST_PROCESSES": str(processes), "WEBCAST_EXPORTS_PER_HOUR": "1000000", "WEBCAST_BROWSER": ""}
        with run_dashboard(sandbox, Path(folder), command, **more) as dashboard:
            browser = Browser(dashboard.url)
            browser.post("/login", {"username": sandbox.username, "password": sandbox.password})
            loaded(browser)
            failed: Counter[str] = Counter()
            files = at_once(people, seconds, lambda _: lambda: took(browser, failed))
            runs = at_once(people, seconds, lambda number: reader(browser, number, failed))
            each = memory(dashboard.pid)
            OPEN.close()
    print(
        f"{processes} | {', '.join(map(str, each))} | {sum(each)} | {files:.1f} | {runs:.1f} | {failed.total()}",
        flush=True,
    )
    return sum(each)


def loaded(browser: Browser) -> None:
    """Have the report of the event fetched."""
    with tab.opened(browser.url, browser.cookies) as page:
        page.open("overview", f"events={EVENT}")
        page.click(next(one for one in page.shown.of("button") if "wi-load" in one.proto.id))
    while browser.get(f"/export.csv?events={EVENT}").status != HTTPStatus.OK:
        time.sleep(0.1)


def at_once(people: int, seconds: float, begin: Callable[[int], Callable[[], None]]) -> float:
    """Have so many people do something again and again; return how often a second."""
    done, ends = Counter[int](), time.monotonic() + seconds

    def person(number: int) -> None:
        ask = begin(number)
        while time.monotonic() < ends:
            ask()
            done[number] += 1

    threads = [threading.Thread(target=person, args=(number,)) for number in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done.total() / seconds


def took(browser: Browser, failed: Counter[str]) -> None:
    """Take a file along."""
    failed["file"] += browser.get(f"/export.csv?events={EVENT}").status != HTTPStatus.OK


def reader(browser: Browser, number: int, failed: Counter[str]) -> Callable[[], None]:
    """Return what asks for a page with one filter and then with another, in a tab of its own."""
    page = OPEN.enter_context(tab.opened(browser.url, browser.cookies))
    turn = iter(range(number, 10**9))

    def ask() -> None:
        shown = page.open("registrants", f"events={EVENT}&live={'on' if next(turn) % 2 else 'off'}")
        failed["page"] += not any(True for _ in shown.of("heading"))

    return ask


def memory(pid: int) -> list[int]:
    """Return the megabytes that each process takes, shared memory shared out, without those that decode."""
    parent = psutil.Process(pid)
    return [
        round(one.memory_full_info().pss / 1e6) for one in (parent, *parent.children()) if "-c" not in one.cmdline()
    ]


if __name__ == "__main__":
    main()
