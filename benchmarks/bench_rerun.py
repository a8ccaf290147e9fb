"""What a click costs: processor time and collects of a run of each page, over three events of the sandbox.

Run as ``python benchmarks/bench_rerun.py [--repeat N] [--profile PAGE]``. Cold is the first run of a page in a fresh
library, which opens its events; the others are reruns that change no people, as a click on anything of the page makes
them. Pages run in process, on a real library, without server and browser: what is timed is the script, not what
Streamlit does around it; bench_people.py has all of it. A collect is one execution of a polars plan, or of several
at once; each eager step on a frame is one.

The ``noqa`` below: Streamlit has no public place to look at a run from.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import polars as pl
from streamlit.runtime.context import ContextProxy, StreamlitCookies, StreamlitHeaders
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.testing.v1 import AppTest, local_script_runner
from streamlit.testing.v1.local_script_runner import LocalScriptRunner

from benchmarks.goals import limit, tell
from tests.collects import watched
from webcast.api.client import ReportingClient
from webcast.api.redaction import Secret
from webcast.sandbox.running import run_sandbox
from webcast.settings import Settings, load
from webcast.ui.frame import signed_in
from webcast.web import app_state
from webcast.web.app_state import AppState
from webcast.web.visitor import Visitor

ROOT = Path(__file__).resolve().parent.parent
MAIN = ROOT / "webcast" / "ui" / "frame" / "main.py"
PAGES = tuple(sorted(path.stem for path in (ROOT / "pages").glob("*.py") if path.stem != "sign_in"))
ACCOUNT = "account"
MOST_REGISTRANTS = 3000


class Runs:
    """Processor time and collects of the runs of scripts."""

    def __init__(self) -> None:
        self.ms: list[float] = []
        self.collects: list[int] = []
        self.profile: cProfile.Profile | None = None

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Look at what runs meanwhile."""
        run = ScriptRunner._run_script  # noqa: SLF001 no public door

        def timed(runner: ScriptRunner, *args: Any) -> None:
            found.clear()
            before = time.process_time()
            if self.profile:
                self.profile.enable()
            run(runner, *args)
            if self.profile:
                self.profile.disable()
            self.ms.append((time.process_time() - before) * 1000)
            self.collects.append(len(found))

        ask = local_script_runner.require_widgets_deltas

        def wait(runner: LocalScriptRunner, timeout: float = 3) -> None:
            """Wait without asking a thousand times a second."""
            if (thread := runner._script_thread) is not None:  # noqa: SLF001 no public door
                thread.join(timeout)
            ask(runner, timeout=0.1)

        compiled = ScriptCache()
        with ExitStack() as patched:
            # A server compiles a page once; each page that is opened here would again, at every run.
            patched.enter_context(mock.patch.object(local_script_runner, "ScriptCache", return_value=compiled))
            found = patched.enter_context(watched())
            patched.enter_context(mock.patch.object(ScriptRunner, "_run_script", timed))
            # Without a server there is nobody who looks, and the mocks that say so take 3 ms each a run.
            for name, value in (
                ("ip_address", None),
                ("headers", StreamlitHeaders([])),
                ("cookies", StreamlitCookies({})),
            ):
                patched.enter_context(mock.patch.object(ContextProxy, name, value))
            patched.enter_context(mock.patch.object(local_script_runner, "require_widgets_deltas", wait))
            yield


def fetched(state: AppState, username: str, password: str) -> tuple[str, ...]:
    """Fetch the three largest events of at most 3,000 registrants, and return their ids."""
    session = ReportingClient(state.settings).sign_in(username, Secret(password))
    library = state.library
    library.sync.refresh_events(ACCOUNT, session)
    known = library.events(ACCOUNT).filter(~pl.col("is_expired"))
    listed = known["event_id"].sort().to_list()[:12]
    library.sync.start(ACCOUNT, session, listed)
    while (progress := library.sync.wait(ACCOUNT, 1.0)) is not None and progress.state in ("running", "waiting"):
        pass
    sizes = {event: library.audience(ACCOUNT, (event,)).count for event in listed}
    fitting = [event for event in listed if sizes[event] <= MOST_REGISTRANTS]
    found = tuple(sorted(fitting, key=lambda event: -sizes[event])[:3])
    print(", ".join(f"{sizes[event]:,}" for event in found), "registrants")
    return found


def opened(page: str, events: tuple[str, ...]) -> AppTest:
    """Return a browser session at a page, before its first run."""
    test = AppTest.from_file(MAIN, default_timeout=120)
    test.query_params["events"] = ",".join(events)
    test.switch_page(f"../../../pages/{page}.py")
    return test


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--profile", choices=(*PAGES, "all"), help="print where the time of a page's reruns goes")
    parser.add_argument("--library", type=Path, help="where the fetched events are kept for the next time")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, run_sandbox() as platform:
        environ = {"WEBCAST_DATA_DIR": str(options.library or folder), "WEBCAST_PLATFORM_URL": platform.url}
        settings = load(environ, secrets_file=Path(folder) / "none.toml")
        with closing(AppState.open(settings)) as state:
            events = fetched(state, platform.username, platform.password)
        until = datetime(2999, 1, 1, tzinfo=UTC)
        who = Visitor("sid", ACCOUNT, "ann@example.com", None, files_only=False, expires_at=until)
        with mock.patch.object(signed_in, "visitor_from", return_value=who):
            measure(settings, events, options.repeat, options.profile)


def measure(settings: Settings, events: tuple[str, ...], repeat: int, profiled: str | None) -> None:
    """Print a line a page."""
    for page in PAGES:  # what is imported and remembered once a process
        run_page(settings, page, events, 0, None)
    print(f"{'page':<14}{'cold ms':>9}{'collects':>10}{'rerun ms':>10}{'collects':>10}")
    medians, cold_collects, again_collects = [], [], []
    profile = cProfile.Profile() if profiled else None
    for page in PAGES:
        runs = run_page(settings, page, events, repeat, profile if profiled in (page, "all") else None)
        medians.append(statistics.median(runs.ms[1:]))
        cold_collects.append(runs.collects[0])
        again_collects.append(runs.collects[-1])
        cold = f"{runs.ms[0]:>9.0f}{runs.collects[0]:>10}"
        print(f"{page:<14}{cold}{medians[-1]:>10.1f}{runs.collects[-1]:>10}", flush=True)
    print(f"script alone: median of the pages {statistics.median(medians):.1f} ms; most {max(medians):.1f} ms")
    print(f"goals: {limit('collects_cold'):.0f} collects cold, {limit('collects_rerun'):.0f} at a rerun")
    tell(collects_cold=max(cold_collects), collects_rerun=max(again_collects))
    if profile:
        pstats.Stats(profile).sort_stats("tottime").print_stats(45)
        pstats.Stats(profile).sort_stats("cumtime").print_stats(160)


def run_page(
    settings: Settings, page: str, events: tuple[str, ...], repeat: int, profile: cProfile.Profile | None
) -> Runs:
    """Run a page for the first time in a fresh library, then again as often as said."""
    runs = Runs()
    with closing(AppState.open(settings)) as state, runs.watched():
        app_state.use(state)
        test = opened(page, events).run()
        assert not test.exception, test.exception
        runs.profile = profile
        for _ in range(repeat):
            test.run()
        app_state.use(None)
    return runs


if __name__ == "__main__":
    main()
