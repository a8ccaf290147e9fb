"""What people wait for, what they cost and what is held of each: they sign in and walk every page over WebSocket.

Run as ``python benchmarks/bench_people.py [--people N] [--processes N] [--again N] [--pause S] [--stay S]
[--sessions N]``. The dashboard runs as for real, on the sandbox. First somebody is alone at one process behind
uvicorn: each page is opened, then asked for again so many times, which changes no people, and the dashboard's
processor time, all of the server included, is divided by the runs; over three events, and over the largest one. Then
some sign in, walk through all pages and stay, and so many more: what the process holds for each of these, its garbage
collected. At last people come to several processes, a quarter of them at a time, and click every few seconds, each
through the pages in an order of their own; how long each run took until its page was whole is what they waited. Ends
with code 1 where a page showed an exception or a tab broke off.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import os
import random
import signal
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import psutil
import uvicorn
from websockets.exceptions import WebSocketException

from benchmarks.goals import limit, tell
from tests.browser.dashboard import ROOT, Dashboard, run_dashboard, serve_run, uvicorn_run
from tests.clicking import Runs, over
from tests.tab import SECONDS, Tab, opened
from tests.web.serving import Browser, wait_until
from webcast.sandbox.running import Sandbox, run_sandbox
from webcast.ui.frame import navigation

EVENTS = 3
SIGN_INS = 30
STEPS = 4
WARM = 4
WALKS = 2
COLLECTED = "garbage is collected"
GIVEN_BACK = {"_RJEM_MALLOC_CONF": "dirty_decay_ms:0,muzzy_decay_ms:0"}
"""Has polars' allocator keep nothing that it does not need: what it keeps comes and goes by 20 MB."""


def pages() -> list[str]:
    """Return the pages that everybody has."""
    return [entry.name for entry in navigation.present() if not entry.administration]


def signed_in(dashboard: Dashboard) -> Browser:
    """Return the browser of somebody who has signed in with the demo account; of many at once some have to wait."""
    browser = Browser(dashboard.url)
    for _ in range(SIGN_INS):
        browser.post("/login", {"demo": "1"})
        if browser.cookie:
            return browser
        time.sleep(1)
    raise AssertionError("nobody could sign in")


def processor_ms(dashboard: Dashboard) -> float:
    """Return the processor time of the dashboard so far, of all its processes that are there."""
    main = psutil.Process(dashboard.pid)
    each = [one.cpu_times() for one in (main, *main.children())]
    return float(sum(times.user + times.system for times in each)) * 1000


def quantiles(seconds: Sequence[float]) -> tuple[float, float]:
    """Return the median and what 95 of 100 are below, in milliseconds."""
    cut = statistics.quantiles(seconds, n=20) if len(seconds) > 1 else [*seconds] * 19
    return cut[9] * 1000, cut[18] * 1000


def alone(dashboard: Dashboard, events: str, again: int, runs: Runs) -> list[float]:
    """Print what each page costs somebody who is alone; return the processor time of a rerun, a page each."""
    print(f"{'alone':<14}{'opened':>10}{'rerun p50':>12}{'rerun p95':>12}{'processor':>12}")
    found = []
    with opened(dashboard.url, signed_in(dashboard).cookies) as tab:
        for page in pages():
            begun = time.monotonic()
            runs.note_page(page, 0.0, tab.open(page, f"events={events}"))
            first, waits, before = time.monotonic() - begun, [], processor_ms(dashboard)
            for _ in range(again):
                begun = time.monotonic()
                runs.note_page(page, 0.0, tab.again())
                waits.append(time.monotonic() - begun)
            found.append((processor_ms(dashboard) - before) / again)
            p50, p95 = quantiles(waits)
            print(f"{page:<14}{first * 1000:>7.0f} ms{p50:>9.0f} ms{p95:>9.0f} ms{found[-1]:>9.1f} ms", flush=True)
    return found


def serve() -> None:
    """Be the dashboard: uvicorn, and on a signal garbage is collected and memory given back, which the log says."""

    def collect(*_: object) -> None:
        gc.collect()
        if sys.platform == "linux":
            ctypes.CDLL(None).malloc_trim(0)
        print(COLLECTED, flush=True)

    signal.signal(signal.SIGUSR1, collect)
    sys.path.insert(0, str(ROOT))
    uvicorn.run("app:app", lifespan="on", port=0)


def own_mb(dashboard: Dashboard) -> float:
    """Return the MB that the dashboard's process has for itself when it has collected its garbage."""

    def times() -> int:
        return dashboard.log.read_text("utf-8", "replace").count(COLLECTED)

    before = times()
    os.kill(dashboard.pid, signal.SIGUSR1)
    wait_until(lambda: times() > before, "the dashboard to collect its garbage")
    return float(psutil.Process(dashboard.pid).memory_full_info().uss) / 2**20


def sessions(dashboard: Dashboard, events: str, count: int, runs: Runs) -> None:
    """Print what the process holds for each of so many people who walked through all pages and stay."""

    def least(tabs: Sequence[Tab]) -> float:
        """Have people walk again and again; return the least that is held after a walk."""
        found = []
        for _ in range(WALKS):
            for tab in tabs:
                for page in pages():
                    runs.note_page(page, 0.0, tab.open(page, f"events={events}"))
            found.append(own_mb(dashboard))
        return min(found)

    with ExitStack() as stack:

        def come(some: int) -> list[Tab]:
            return [stack.enter_context(opened(dashboard.url, signed_in(dashboard).cookies)) for _ in range(some)]

        shared = least(come(WARM))
        held = least(come(count))
    each = (held - shared) / count
    print(
        f"{WARM} people who stay: {shared:.0f} MB; {count} more: {held:.0f} MB, {each:.2f} MB each, goal "
        f"{limit('session_memory'):.0f}",
        flush=True,
    )
    tell(session_memory=each)


@dataclass(frozen=True)
class Crowd:
    """People who walk about.

    Attributes:
        dashboard: Where.
        events: What they look at.
        pause: Seconds between the clicks of one, on average.
        runs: Takes down what they did.
        stop: Tells them to go.
    """

    dashboard: Dashboard
    events: str
    pause: float
    runs: Runs
    stop: threading.Event = field(default_factory=threading.Event)

    def live(self, chance: random.Random) -> None:
        """Come again and again until told to go: somebody whose page did not come in time tries once more."""
        while not self.stop.is_set():
            try:
                self._walk(chance)
            except TimeoutError:
                self.runs.note("waited in vain", SECONDS, failed=False)
            except (AssertionError, WebSocketException) as exc:
                self.runs.note("broke off", 0.0, failed=True)
                print(f"a tab broke off: {type(exc).__name__}: {exc}")
                return

    def _walk(self, chance: random.Random) -> None:
        """Sign in, and walk through all pages until told to stop, each opened and asked for once more."""
        with opened(self.dashboard.url, signed_in(self.dashboard).cookies) as tab:
            while True:
                for page in chance.sample(pages(), len(pages())):
                    for run in (lambda page=page: tab.open(page, f"events={self.events}"), tab.again):
                        if self.stop.wait(chance.expovariate(1 / self.pause) if self.pause else 0):
                            return
                        begun = time.monotonic()
                        shown = run()
                        self.runs.note_page(page, time.monotonic() - begun, shown)


def together(dashboard: Dashboard, events: str, options: argparse.Namespace, runs: Runs) -> None:
    """Print what people wait for who walk at once, more and more of them, and what that costs."""
    print(
        f"people at {options.processes} processes, a click each {options.pause:g} s   runs/s   wait p50   wait p95   "
        "processor a run   of those who ask"
    )
    for _ in range(2 * options.processes):  # connections go to all processes, which open the events
        with opened(dashboard.url, signed_in(dashboard).cookies) as tab:
            for page in pages():
                tab.open(page, f"events={events}")
    crowd = Crowd(dashboard, events, options.pause, runs)
    threads, carried, most = list[threading.Thread](), 0, 0.0
    for step in range(1, STEPS + 1):
        while len(threads) < options.people * step // STEPS:
            die = random.Random(len(threads))  # noqa: S311 - nothing secret
            threads.append(threading.Thread(target=crowd.live, args=(die,)))
            threads[-1].start()
        time.sleep(options.stay / 2)  # they come, and open their first pages
        runs.take()
        begun, before, asking = time.monotonic(), processor_ms(dashboard), time.process_time()
        time.sleep(options.stay)
        taken, spent = time.monotonic() - begun, processor_ms(dashboard) - before
        waited, _ = runs.take()
        p50, most = quantiles(waited or [float("nan")])
        carried = len(threads) if most <= limit("p95_people") else carried
        print(
            f"{len(threads):>9}{'':37}{len(waited) / taken:>9.1f}{p50:>8.0f} ms{most:>8.0f} ms"
            f"{spent / max(1, len(waited)):>15.1f} ms"
            f"{(time.process_time() - asking) * 1000 / max(1, len(waited)):>16.1f} ms",
            flush=True,
        )
    crowd.stop.set()
    for thread in threads:
        thread.join()
    print(f"carries {carried} people with p95 below {limit('p95_people'):.0f} ms; goal {options.people}")
    tell(p95_people=most)


def main(options: argparse.Namespace) -> int:
    """Start all that is needed, and print the figures."""
    runs = Runs()
    with run_sandbox() as sandbox:
        picked = over(sandbox)[-EVENTS:]
        most = max(sandbox.world, key=lambda event: len(event.moments.registrations))
        print(f"the largest event has {len(most.moments.registrations):,} registrants")
        largest = most.facts.id
        events = ",".join(picked)
        with running(sandbox, [*picked, largest], uvicorn_run()) as dashboard:
            costs(dashboard, events, largest, options.again, runs)
        with running(sandbox, picked, [sys.executable, __file__, "--serve"], **GIVEN_BACK) as dashboard:
            sessions(dashboard, events, options.sessions, runs)
        with running(sandbox, picked, serve_run(), WEBCAST_PROCESSES=str(options.processes)) as dashboard:
            together(dashboard, events, options, runs)
    for what, count in runs.exceptions.most_common():
        print(f"{count} pages showed {what}")
    failed = runs.exceptions.total() + runs.kinds.get("broke off", 0)
    tell(pages_failed=failed)
    return int(bool(failed))


@contextmanager
def running(sandbox: Sandbox, events: Sequence[str], command: list[str], **more: str) -> Iterator[Dashboard]:
    """Give a dashboard that has fetched some events."""
    with tempfile.TemporaryDirectory() as folder, run_dashboard(sandbox, Path(folder), command, **more) as dashboard:
        dashboard.command("sync", *events).check_returncode()
        yield dashboard


def costs(dashboard: Dashboard, events: str, largest: str, again: int, runs: Runs) -> None:
    """Print what pages cost somebody who is alone, of some events and of the largest one."""
    each = alone(dashboard, events, again, runs)
    goals = f"{limit('rerun_median'):.0f} and {limit('rerun_most'):.0f}"
    print(
        f"{EVENTS} events: median of the pages {statistics.median(each):.1f} ms, most {max(each):.1f}; goals {goals}"
    )
    large = alone(dashboard, largest, again, runs)
    print(
        f"the largest event: median of the pages {statistics.median(large):.1f} ms; goal {limit('rerun_large'):.0f}"
    )
    tell(rerun_median=statistics.median(each), rerun_most=max(each), rerun_large=statistics.median(large))


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=60)
    parser.add_argument("--processes", type=int, default=2, help="that answer all of these")
    parser.add_argument("--pause", type=float, default=3.0, help="seconds between two clicks of a person, on average")
    parser.add_argument("--stay", type=float, default=12.0, help="seconds that each quarter of them is looked at")
    parser.add_argument("--again", type=int, default=8, help="reruns of each page by somebody who is alone")
    parser.add_argument("--sessions", type=int, default=24, help="of people who stay, for what is held of each")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    given = arguments()
    if given.serve:
        serve()
    else:
        sys.exit(main(given))
