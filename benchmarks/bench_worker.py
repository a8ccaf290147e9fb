"""Decoding in processes of their own: what it costs, and what a click of somebody else takes meanwhile.

Run: ``python benchmarks/bench_worker.py [--registrants N] [--clicks N] [--rounds N]``, on Linux. A click is a rerun
of the Overview of an event with 10,000 registrants, through Streamlit's own test harness, in the process of the
dashboard. Its median is taken while nothing else happens, while a report of 65 MB is decoded in a worker, and while
the same is decoded in the dashboard's own process, as it would be without workers; the three take turns.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from streamlit.testing.v1 import AppTest  # noqa: E402  # needs ROOT

from benchmarks.bench_decode import EVENT, viewers  # noqa: E402  # needs ROOT
from benchmarks.goals import limit, tell  # noqa: E402  # needs ROOT
from tests.decode.making import xml  # noqa: E402  # needs ROOT
from tests.pages import small  # noqa: E402  # needs ROOT
from webcast.decode import decode  # noqa: E402  # needs ROOT
from webcast.settings import load  # noqa: E402  # needs ROOT
from webcast.ui.frame import signed_in  # noqa: E402  # needs ROOT
from webcast.web import app_state as state_module  # noqa: E402  # needs ROOT
from webcast.web.app_state import AppState  # noqa: E402  # needs ROOT
from webcast.web.visitor import Visitor  # noqa: E402  # needs ROOT
from webcast.workers.pool import POOL  # noqa: E402  # needs ROOT

ACCOUNT = "account"
CLICKED = 10_000
"""Registrants of the event that is clicked on."""


def best(times: int, run: Callable[[], object]) -> float:
    """Return the least seconds of several tries."""
    found = []
    for _ in range(times):
        begun = time.perf_counter()
        run()
        found.append(time.perf_counter() - begun)
    return min(found)


def proportional(pid: int) -> float:
    """Return the memory of a process in MB; what several share is divided among them."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    return int(next(line for line in lines if line.startswith("Pss:")).split()[1]) / 1024


def print_costs(app: AppState, small_report: bytes, large: bytes) -> None:
    """Print what starting, waiting and talking cost."""
    begun = time.perf_counter()
    app.decoder.prepare()
    first = POOL.take()
    started = time.perf_counter() - begun
    again = best(5, lambda: POOL.take().over())
    POOL.give_back(first)
    host = POOL._host  # noqa: SLF001  # its memory is what is asked
    assert host is not None
    print(f"start: the first worker {started * 1000:.0f} ms with its host, each other {again * 1000:.0f} ms")
    print(f"idle:  host {proportional(host.pid):.0f} MB, a worker {proportional(first.pid):.0f} MB")
    for name, data, times in (("small", small_report, 20), ("large", large, 3)):
        own, beside = best(times, partial(app.decoder.decode, data)), best(times, partial(decode, data))
        size = f"{len(data) / 1e6:.2f} MB"
        print(f"{name}: {size:>9}  in a worker {own * 1000:7.1f} ms   in place {beside * 1000:7.1f} ms")


@contextmanager
def opened() -> Iterator[tuple[AppState, AppTest]]:
    """Yield a dashboard, and its Overview as somebody sees it."""
    with tempfile.TemporaryDirectory() as folder:
        environ = {"WEBCAST_DATA_DIR": folder, "WEBCAST_PLATFORM_URL": "http://127.0.0.1:9"}
        app = AppState.open(load(environ, secrets_file=Path(folder) / "none.toml"))
        state_module.use(app)
        visitor = Visitor("sid", ACCOUNT, "ann@example.com", None, False, datetime(2999, 1, 1, tzinfo=UTC))  # noqa: FBT003
        vars(signed_in)["visitor_from"] = lambda _: visitor
        app.library.remember_events(ACCOUNT, small.listing())
        report = decode(xml(viewers(CLICKED), event=EVENT, event_id=small.LAUNCH))
        app.library.hold(ACCOUNT, small.LAUNCH, None, report)
        page = AppTest.from_file(ROOT / "webcast" / "ui" / "frame" / "main.py", default_timeout=60)
        page.query_params["events"] = small.LAUNCH
        page.switch_page("../../../pages/overview.py")
        try:
            yield app, page.run()
        finally:
            state_module.use(None)
            app.close()


@contextmanager
def busy(work: Callable[[], object] | None) -> Iterator[None]:
    """Do something over and over in another thread, which has begun when this yields."""
    if work is None:
        yield
        return
    stop, begun = threading.Event(), threading.Event()

    def again() -> None:
        begun.set()
        while not stop.is_set():
            work()

    thread = threading.Thread(target=again)
    thread.start()
    begun.wait()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def clicks(page: AppTest, count: int) -> list[float]:
    """Return the seconds of so many reruns."""
    taken = []
    for _ in range(count):
        begun = time.perf_counter()
        page.run()
        taken.append(time.perf_counter() - begun)
        assert not page.exception
    return taken


def main(given: argparse.Namespace) -> None:
    large, little = xml(viewers(given.registrants), event=EVENT), xml(viewers(50), event=EVENT)
    with opened() as (app, page):
        print_costs(app, little, large)
        works: dict[str, Any] = {
            "quiet": None,
            "beside a worker": lambda: app.decoder.decode(large),
            "beside decoding in place": lambda: decode(large),
        }
        taken: dict[str, list[float]] = {name: [] for name in works}
        clicks(page, 3)
        for _ in range(given.rounds):
            for name, work in works.items():
                with busy(work):
                    taken[name] += clicks(page, given.clicks)
    quiet = statistics.median(taken["quiet"])
    tell(worker_click=statistics.median(taken["beside a worker"]) / quiet)
    print(f"a click, median of {given.rounds} rounds of {given.clicks}, while {len(large) / 1e6:.0f} MB are decoded")
    for name, seconds in taken.items():
        median, worst = statistics.median(seconds), statistics.quantiles(seconds, n=20)[18]
        goal = f"; goal {limit('worker_click')} x" if "worker" in name else ""
        print(f"{name:25} {median * 1000:6.0f} ms  p95 {worst * 1000:6.0f} ms  {median / quiet:5.2f} x quiet{goal}")


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--registrants", type=int, default=100_000)
    options.add_argument("--clicks", type=int, default=15)
    options.add_argument("--rounds", type=int, default=3)
    main(options.parse_args())
