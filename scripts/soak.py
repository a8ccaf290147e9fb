"""People on every page for an hour, while the platform is in trouble: nothing grows, nothing is left behind.

Run: ``make soak MINUTES=60 PEOPLE=20`` or ``python scripts/soak.py [--minutes N] [--people N] [--pause S]``.
It starts the dashboard on the sandbox. People sign in, with two accounts and without one, open every page, click
what there is, fetch reports, open and download files, sign out and come back. Meanwhile the platform answers with
codes, web pages and nothing, cuts off, drips, damages records and ends sessions. A line a minute; code 1 when

- memory did not stay level after the first ten minutes (less than twenty are too short to tell);
- threads, open files, connections or processes are there, once all have left, that were not there before;
- a page showed an exception, a request got a 500, or the log holds an error that is not one of ours.

Longer than other files: people, trouble and the verdict are read together, and nobody else needs them.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from http import HTTPStatus
from itertools import takewhile
from pathlib import Path
from typing import Final

import psutil
from websockets.exceptions import ConnectionClosedOK, WebSocketException

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.dashboard import Dashboard, run_dashboard, uvicorn_run  # noqa: E402  # needs ROOT
from tests.clicking import CLICKS_A_TAB, Clicker, Runs, over  # noqa: E402
from tests.tab import Tab, opened  # noqa: E402
from tests.web.serving import Answer, Browser  # noqa: E402
from webcast.sandbox import faults  # noqa: E402
from webcast.sandbox.accounts import PARTNER_PASSWORD, PARTNER_USERNAME  # noqa: E402
from webcast.sandbox.faults import Fault  # noqa: E402
from webcast.sandbox.running import Sandbox, run_sandbox  # noqa: E402
from webcast.ui.picking import words as picking_words  # noqa: E402

EVENTS: Final = 6
WARM_SECONDS: Final = 600.0
"""After so long memory has to be level: caches are full, and the allocator has what it needs."""

LEVEL: Final = 1.1
"""How much larger it may be in the last quarter than right after that, beside :data:`ROOM_MB`."""

ROOM_MB: Final = 40.0
MOST_KINDS: Final = 20
"""Of what the log says that is not ours; more are counted and not told."""

SPARE: Final = {"threads": 3, "files": 3, "connections": 0, "processes": 0}
"""How much more of each may be there after many people than after a few: threads that wait for work come and go."""

KEPT_SECONDS: Final = 125.0
"""So long Streamlit keeps the session of a tab that is gone, with three files each, for it to come back; it looks for
those whose time is over when another tab comes and goes."""

QUIET_SECONDS: Final = 240.0
"""How long what is left of a tab may take to go: Streamlit keeps a session for its tab to come back to."""

TROUBLE: Final[tuple[tuple[str | None, Callable[[], Fault]], ...]] = (
    ("report", lambda: faults.Code(50)),
    ("report", lambda: faults.Code(70)),
    (None, lambda: faults.Status(503)),
    ("report", lambda: faults.Status(429, {"Retry-After": "1"})),
    (None, faults.Html),
    ("report", faults.Empty),
    (None, faults.Reset),
    ("report", lambda: faults.Reset(2_000)),
    ("report", lambda: faults.Cut(0.5)),
    ("report", lambda: faults.Cut(0.9, clean=True)),
    ("report", lambda: faults.Drip(2_000, 0.01)),
    (None, lambda: faults.Delay(0.5)),
    ("report", faults.Gzip),
    ("report", faults.Charset),
    ("report", faults.Bom),
    ("report", faults.DamagedRecord),
    ("report", lambda: faults.OtherFormat("csv")),
    ("report", faults.TwoClocks),
    ("event_list", faults.Bare),
)
"""Which call goes wrong, all where None, and how."""

NOT_OURS: Final = re.compile(
    r"Traceback|Uncaught|Unhandled|never retrieved|never awaited|Exception in |Exception ignored|Error in sys|"
    r"Warning: (?!unclosed event loop|Enable tracemalloc)|Segmentation|out of memory|Task was destroyed"
)
"""What a log says of a fault that nobody foresaw; our own lines name a kind of error and nothing else.

Streamlit leaves the loop of a session that ends in the middle of a run to the garbage collector, which says so.
"""


@dataclass(frozen=True)
class Held:
    """What the dashboard holds, all its processes together.

    Attributes:
        memory: Resident, in MB.
        threads: Of the dashboard's own process.
        files: Open files and sockets of it; those of the library apart, which keeps a pool of connections.
        connections: Connections over TCP of it, at any stage but listening.
        processes: It and those that it started.
    """

    memory: float
    threads: int
    files: int
    connections: int
    processes: int

    @classmethod
    def of(cls, dashboard: Dashboard) -> Held:
        """Look at a running dashboard."""
        main = psutil.Process(dashboard.pid)
        children = main.children(recursive=True)
        memory = main.memory_info().rss
        for child in children:
            try:
                memory += child.memory_info().rss
            except psutil.NoSuchProcess:
                continue
        connected = [found for found in main.net_connections("tcp") if found.status != psutil.CONN_LISTEN]
        library = sum(Path(file.path).is_relative_to(dashboard.data_dir) for file in main.open_files())
        return cls(memory / 2**20, main.num_threads(), main.num_fds() - library, len(connected), 1 + len(children))

    def beyond(self, before: Held, leaving_out: Sequence[str] = ()) -> list[str]:
        """Say what there is more of than before, but for some."""
        return [
            f"{getattr(self, name)} {name}, {getattr(before, name)} before"
            for name, room in SPARE.items()
            if name not in leaving_out and getattr(self, name) > getattr(before, name) + room
        ]


@dataclass
class Findings:
    """What came of it.

    Attributes:
        before: What the dashboard held when the first people had come and gone.
        after: What it held when all had gone.
        memory: In MB, at times in seconds since the start.
        wrong: What should not have been; empty when all is well.
        done: How often what was done.
    """

    before: Held
    after: Held
    memory: list[tuple[float, float]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)


class SignedOut(Exception):
    """Somebody's session was ended while they did something."""


class Person:
    """Somebody who comes, looks around and goes, again and again.

    Args:
        dashboard: Where.
        events: What they may pick.
        chance: Decides what they do.
        runs: Takes it down.
        wrong: Takes down what should not have been.
        pause: Seconds between clicks, on average.
    """

    def __init__(
        self,
        dashboard: Dashboard,
        events: Sequence[str],
        chance: random.Random,
        *,
        runs: Runs,
        wrong: list[str],
        pause: float,
    ) -> None:
        self._dashboard = dashboard
        self._events = events
        self._chance = chance
        self._runs = runs
        self._wrong = wrong
        self._pause = pause

    def live(self, stop: threading.Event) -> None:
        """Come and go until told to stop."""
        while not stop.is_set():
            browser = Browser(self._dashboard.url)
            if not self._enter(browser):
                stop.wait(1.0)
                continue
            self._visit(browser, stop)
            if self._chance.random() < 0.5:
                browser.post("/logout")

    def _enter(self, browser: Browser) -> bool:
        kind = self._chance.random()
        fields = {"demo": "1"}
        if kind < 0.2:
            fields = {"username": PARTNER_USERNAME, "password": PARTNER_PASSWORD}
        self._fine(browser.post("/files-only" if kind > 0.85 else "/login", fields))
        return browser.cookie is not None

    def _visit(self, browser: Browser, stop: threading.Event) -> None:
        clicker = Clicker(self._events, self._runs, self._chance)
        try:
            with opened(browser.url, browser.cookies) as tab:
                if self._chance.random() < 0.3:
                    self._open_file(tab, browser)
                for _ in range(self._chance.randint(5, CLICKS_A_TAB)):
                    if stop.wait(self._chance.expovariate(1 / self._pause) if self._pause else 0):
                        return
                    clicker.step(tab)
                    if self._chance.random() < 0.1:
                        self._download(tab, browser)
        except (ConnectionClosedOK, SignedOut):
            # Their session was ended, by themselves elsewhere or by the platform: the dashboard tells the open pages.
            self._runs.note("told to go", 0.0, failed=False)
        except (TimeoutError, WebSocketException) as exc:
            if not stop.is_set():
                self._wrong.append(f"a tab broke off: {type(exc).__name__}: {exc}")

    def _open_file(self, tab: Tab, browser: Browser) -> None:
        shown = tab.open("events")
        uploader = next(shown.of("file_uploader"), None)
        go = next((found for found in shown.of("button") if found.proto.label == picking_words.OPEN_FILES), None)
        if uploader is None or go is None:
            return  # signed out in the meantime
        begun = time.monotonic()

        def put(path: str, name: str, data: bytes) -> None:
            if browser.put(path, name, data).status == HTTPStatus.UNAUTHORIZED:
                raise SignedOut

        tab.upload(uploader, {"guide.xml": (ROOT / "tests" / "data" / "guide.xml").read_bytes()}, put)
        tab.click(go)
        self._runs.note_page("file opened", time.monotonic() - begun, tab.shown)

    def _download(self, tab: Tab, browser: Browser) -> None:
        links = re.findall(r'href="(/(?:export|summary)\.(?!pdf)[^"]*)"', tab.shown.text)
        if links:
            begun = time.monotonic()
            self._fine(browser.get(unescape(self._chance.choice(links))))
            self._runs.note("file taken", time.monotonic() - begun, failed=False)

    def _fine(self, answer: Answer) -> None:
        if answer.status >= 500 and answer.status != 503:  # which says that the platform or the library is away
            self._wrong.append(f"an answer of {answer.status}")


def trouble(sandbox: Sandbox, stop: threading.Event, chance: random.Random, every: float) -> None:
    """Let something go wrong at the platform, then something else, until told to stop; between, it is well."""
    while not stop.wait(every):
        endpoint, make = chance.choice(TROUBLE)
        with sandbox.faults.during(make(), endpoint=endpoint):
            stop.wait(every * chance.random())
        if chance.random() < 0.2:
            sandbox.accounts.end_sessions()
        # There is always something new to fetch.
        event = chance.choice(over(sandbox)[-EVENTS:])
        sandbox.world.add_registrants(event, 1, sandbox.clock.now())
        sandbox.clock.advance(timedelta(seconds=every))


@contextmanager
def people(
    dashboard: Dashboard, sandbox: Sandbox, count: int, found: Findings, runs: Runs, *, pause: float, seed: str
) -> Iterator[None]:
    """Have people around, and trouble at the platform, while the context lasts; then all go."""
    events, stop = over(sandbox)[-EVENTS:], threading.Event()
    wrong: list[str] = []
    dice = [random.Random(f"{seed} {number}") for number in range(count + 1)]  # noqa: S311 - nothing secret
    lives = [Person(dashboard, events, die, runs=runs, wrong=wrong, pause=pause).live for die in dice[1:]]
    threads = [threading.Thread(target=live, args=(stop,), daemon=True) for live in lives]
    threads.append(threading.Thread(target=trouble, args=(sandbox, stop, dice[0], 2.0), daemon=True))
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(90)
        sandbox.faults.clear()
        found.wrong += [f"{count} times: {what}" for what, count in Counter(wrong).items()]
        found.wrong += ["somebody still waits for a page"] if any(thread.is_alive() for thread in threads) else []


def quiet(dashboard: Dashboard, before: Held | None, settled_seconds: float, leaving_out: Sequence[str] = ()) -> Held:
    """Wait until nothing is going on, and return what is held then.

    Args:
        dashboard: The one that is looked at.
        before: As little as this is waited for; None to wait until nothing changes any more.
        settled_seconds: For so long nothing changes then.
        leaving_out: What is not waited for.
    """
    browser, begun = Browser(dashboard.url), time.monotonic()
    ends, comes = begun + QUIET_SECONDS, begun + KEPT_SECONDS
    last = Held.of(dashboard)
    settled = time.monotonic()
    while time.monotonic() < ends:
        time.sleep(1)
        browser.get("/healthz")  # threads that wait for work are let go when other work comes
        if time.monotonic() > comes:
            comes += QUIET_SECONDS
            with opened(dashboard.url) as tab:
                tab.open("events")
        now = Held.of(dashboard)
        if before is not None and not now.beyond(before, leaving_out):
            return now
        if now.beyond(last) or last.beyond(now):
            last, settled = now, time.monotonic()
        if before is None and time.monotonic() - settled > settled_seconds:
            return now
    return Held.of(dashboard)


def soak(
    dashboard: Dashboard,
    sandbox: Sandbox,
    *,
    seconds: float,
    count: int,
    pause: float,
    seed: int,
    first_seconds: float = 20.0,
    settled_seconds: float = 12.0,
    leaving_out: Sequence[str] = (),
    say: Callable[[str], object] = lambda _line: None,
) -> Findings:
    """Let people use the dashboard, and return what came of it.

    Args:
        dashboard: The one that is looked at.
        sandbox: The platform that it talks to.
        seconds: How long.
        count: How many people.
        pause: Seconds between the clicks of one, on average.
        seed: Another seed, other people.
        first_seconds: How long some are there before what is held is looked at for the first time.
        settled_seconds: How long nothing changes when nothing goes on any more.
        leaving_out: Fields of :class:`Held` that may grow.
        say: Takes a line a minute.
    """
    runs = Runs()
    nothing = Held.of(dashboard)
    found = Findings(nothing, nothing)
    with people(dashboard, sandbox, count, found, runs, pause=pause, seed=f"{seed} first"):
        time.sleep(first_seconds)
    found.before = quiet(dashboard, None, settled_seconds)
    say("minute   runs  failed   wait p50   wait p95    memory  threads  files  connections  processes")
    say(_line(0, [], 0, found.before))
    begun = time.monotonic()
    with people(dashboard, sandbox, count, found, runs, pause=pause, seed=str(seed)):
        minute = 0
        while (passed := time.monotonic() - begun) < seconds:
            time.sleep(min(5.0, seconds - passed))
            held = Held.of(dashboard)
            found.memory.append((time.monotonic() - begun, held.memory))
            if (time.monotonic() - begun) // 60 > minute:
                minute += 1
                say(_line(minute, *runs.take(), held))
    found.done.update(runs.kinds)
    found.wrong += [f"{count} pages showed {what}" for what, count in runs.exceptions.most_common(MOST_KINDS)]
    found.after = quiet(dashboard, found.before, settled_seconds, leaving_out)
    say(f"gone  {_line(0, [], 0, found.after)[6:]}")
    found.wrong += [f"left behind: {what}" for what in found.after.beyond(found.before, leaving_out)]
    _judge(found, dashboard, seconds)
    return found


def _line(minute: int, waited: list[float], failed: int, held: Held) -> str:
    waits = statistics.quantiles(waited, n=20) if len(waited) > 1 else [0.0] * 19
    return (
        f"{minute:6}{len(waited):7}{failed:8}{waits[9] * 1000:8.0f} ms{waits[18] * 1000:8.0f} ms{held.memory:7.0f} MB"
        f"{held.threads:9}{held.files:7}{held.connections:13}{held.processes:11}"
    )


def _judge(found: Findings, dashboard: Dashboard, seconds: float) -> None:
    written = dashboard.log.read_text("utf-8", "replace").splitlines()
    of_log = Counter(_of_log(written))
    found.wrong += [f"{count} times {what}" for what, count in of_log.most_common(MOST_KINDS)]
    if len(of_log) > MOST_KINDS:
        found.wrong.append(f"and {len(of_log) - MOST_KINDS} other kinds in the log")
    first, last = levels(found.memory, seconds)
    if seconds >= 2 * WARM_SECONDS and last > first * LEVEL + ROOM_MB:
        found.wrong.append(f"memory grew from {first:.0f} MB to {last:.0f} MB")


def _of_log(written: Sequence[str]) -> Iterator[str]:
    """Yield each line that is not ours, with the places of ours that it came through and what kind of error it is."""
    plain = [_COLOURS.sub("", line) for line in written]
    for place, line in enumerate(plain):
        if NOT_OURS.search(line):
            behind = plain[place + 1 : place + 400]
            follows = list(takewhile(lambda after: not _KIND_OF_ERROR.match(after), behind))
            ended = behind[len(follows) :][:1]
            ours = [after.strip(" │") for after in follows if re.search(r"/(webcast|pages)/\S*|\.py:\d+ in", after)]
            yield "in the log: " + "\n    ".join([line, *ours[-8:], *ended])


_COLOURS: Final = re.compile(r"\x1b\[[0-9;]*m")
_KIND_OF_ERROR: Final = re.compile(r"\w*(Error|Exception)\b")


def levels(memory: Sequence[tuple[float, float]], seconds: float) -> tuple[float, float]:
    """Return the middle of memory in the quarter after it was warm, and in the last one."""
    warm = min(WARM_SECONDS, seconds / 3)
    quarter = (seconds - warm) / 4
    first = [size for at, size in memory if warm <= at <= warm + quarter]
    last = [size for at, size in memory if at >= seconds - quarter]
    return (statistics.median(first or [0.0]), statistics.median(last or [0.0]))


def main(asked: argparse.Namespace) -> int:
    """Start all that is needed, and say what came of it."""
    seconds = asked.minutes * 60
    with (
        run_sandbox() as sandbox,
        tempfile.TemporaryDirectory() as folder,
        run_dashboard(sandbox, Path(folder), uvicorn_run()) as dashboard,
    ):
        dashboard.command("sync", *over(sandbox)[-EVENTS:]).check_returncode()
        print(f"{asked.people} people, a click each {asked.pause:g} s, for {asked.minutes:g} min", flush=True)
        found = soak(
            dashboard, sandbox, seconds=seconds, count=asked.people, pause=asked.pause, seed=asked.seed,
            say=lambda line: print(line, flush=True),
        )  # fmt: skip
    first, last = levels(found.memory, seconds)
    print(f"memory {first:.0f} MB once it was warm, {last:.0f} MB in the last quarter")
    print("of the runs " + ", ".join(f"{count} {kind}" for kind, count in sorted(found.done.items())))
    for what in found.wrong:
        print(f"wrong: {what}")
    return int(bool(found.wrong))


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--minutes", type=float, default=60.0)
    options.add_argument("--people", type=int, default=20)
    options.add_argument("--pause", type=float, default=3.0)
    options.add_argument("--seed", type=int, default=7)
    sys.exit(main(options.parse_args()))
