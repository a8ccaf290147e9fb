"""What people wait for, and what they cost: sign in, walk every page over WebSocket, one at a time and many at once.

Run as ``python benchmarks/bench_people.py [--people N] [--rounds N] [--again N] [--pause S]``. The dashboard runs as
for real, behind uvicorn, on the sandbox, over three of its events. First somebody is alone: each page is opened, then
asked for again so many times, which changes no people, and the dashboard's processor time is divided by the runs.
Then all walk at once, each through the pages in an order of their own; how long each run took until its page was
whole is what they waited. Ends with code 1 where a page showed an exception or a tab broke off.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import psutil
from websockets.exceptions import WebSocketException

from scripts.soak import Held
from tests.browser.dashboard import Dashboard, run_dashboard, uvicorn_run
from tests.clicking import Runs, over
from tests.tab import opened
from tests.web.serving import Browser
from webcast.sandbox.running import run_sandbox
from webcast.ui.frame import navigation

EVENTS = 3
SIGN_INS = 10
GOAL_MEDIAN_MS = 40.0
GOAL_MOST_MS = 60.0


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
    """Return the processor time of the dashboard's own process so far."""
    times = psutil.Process(dashboard.pid).cpu_times()
    return float(times.user + times.system) * 1000


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


def quantiles(seconds: Sequence[float]) -> tuple[float, float]:
    """Return the median and what 95 of 100 are below, in milliseconds."""
    cut = statistics.quantiles(seconds, n=20) if len(seconds) > 1 else [*seconds] * 19
    return cut[9] * 1000, cut[18] * 1000


def walk(dashboard: Dashboard, events: str, options: argparse.Namespace, runs: Runs, chance: random.Random) -> None:
    """Sign in, and walk through all pages so many times, each opened and asked for once more."""
    try:
        with opened(dashboard.url, signed_in(dashboard).cookies) as tab:
            for _ in range(options.rounds):
                for page in chance.sample(pages(), len(pages())):
                    for run in (lambda page=page: tab.open(page, f"events={events}"), tab.again):
                        time.sleep(chance.expovariate(1 / options.pause) if options.pause else 0)
                        begun = time.monotonic()
                        shown = run()
                        runs.note_page(page, time.monotonic() - begun, shown)
    except (AssertionError, TimeoutError, WebSocketException) as exc:
        runs.note("broke off", 0.0, failed=True)
        print(f"a tab broke off: {type(exc).__name__}: {exc}")


def together(dashboard: Dashboard, events: str, options: argparse.Namespace, runs: Runs) -> None:
    """Print what people wait for who walk at once, and what that costs."""
    dice = [random.Random(number) for number in range(options.people)]  # noqa: S311 - nothing secret
    walks = [(dashboard, events, options, runs, die) for die in dice]
    threads = [threading.Thread(target=walk, args=given) for given in walks]
    runs.take()
    begun, before = time.monotonic(), processor_ms(dashboard)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken, spent = time.monotonic() - begun, processor_ms(dashboard) - before
    waited, failed = runs.take()
    p50, p95 = quantiles(waited)
    print(
        f"{options.people} people at once: {len(waited)} runs in {taken:.0f} s, p50 {p50:.0f} ms, p95 {p95:.0f} ms, "
        f"processor {spent / len(waited):.1f} ms a run, memory {Held.of(dashboard).memory:.0f} MB, {failed} errors"
    )


def main(options: argparse.Namespace) -> int:
    """Start all that is needed, and print the figures."""
    runs = Runs()
    with (
        run_sandbox() as sandbox,
        tempfile.TemporaryDirectory() as folder,
        run_dashboard(sandbox, Path(folder), uvicorn_run()) as dashboard,
    ):
        picked = over(sandbox)[-EVENTS:]
        dashboard.command("sync", *picked).check_returncode()
        print(f"memory {Held.of(dashboard).memory:.0f} MB before anybody came")
        each = alone(dashboard, ",".join(picked), options.again, runs)
        together(dashboard, ",".join(picked), options, runs)
    for what, count in runs.exceptions.most_common():
        print(f"{count} pages showed {what}")
    median, most = statistics.median(each), max(each)
    print(f"median of the pages {median:.1f} ms, goal {GOAL_MEDIAN_MS:.0f}; most {most:.1f}, goal {GOAL_MOST_MS:.0f}")
    return int(bool(runs.exceptions) or "broke off" in runs.kinds)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=6)
    parser.add_argument("--rounds", type=int, default=2, help="how often each walks through all pages")
    parser.add_argument("--again", type=int, default=20, help="reruns of each page by somebody who is alone")
    parser.add_argument("--pause", type=float, default=0.5, help="seconds between two clicks of a person, on average")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main(arguments()))
