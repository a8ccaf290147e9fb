"""The store under 50 accounts, on SQLite and on PostgreSQL beside each other: operations a second, waits, errors.

Run as ``python benchmarks/bench_store.py [--seconds N] [--processes N] [--threads N] [--accounts N]``. So many
processes of their own open one library, as those of a dashboard do, and each thread does what pages, files and
fetches do, drawn in the product's proportions, for an account drawn each time. Both engines wait for the disk at
every commit, and the server is one as it is installed. Ends with code 1 where anything failed.

With ``--refreshes N`` it measures what stays on PostgreSQL's disk instead: every account is refreshed so many times.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import polars as pl
import psutil
import psycopg
from sqlalchemy import event, func, select, text
from sqlalchemy.pool import Pool

from benchmarks.goals import tell
from tests.library import postgres, stage
from webcast.errors import WebcastError
from webcast.library import Library, account_key, tables
from webcast.library.keys import encode, new_master_key
from webcast.library.passing import Terms
from webcast.library.sessions import Began
from webcast.library.store import Store
from webcast.library.views import NamedView
from webcast.machine import cores
from webcast.reports import Report
from webcast.settings import Settings
from webcast.view.record import View

EVENTS = 40
HELD = 3
REGISTRANTS = 500
LISTED = [str(n) for n in range(EVENTS)]
FETCHED = LISTED[:HELD]
SESSIONS = 2
GROWN = 2000
"""Registrants of each report where growth is measured."""

DEAD = """
SELECT coalesce(main.relname || ' (large bytes)', own.relname), stats.n_live_tup, stats.n_dead_tup, autovacuum_count
FROM pg_stat_all_tables stats JOIN pg_class own ON own.oid = stats.relid
LEFT JOIN pg_class main ON main.reltoastrelid = own.oid
WHERE current_schema()::regnamespace IN (own.relnamespace, main.relnamespace) AND n_live_tup + n_dead_tup > 0
ORDER BY 1
"""
MIX = {
    "is a session in force": 40,
    "list events": 15,
    "read three reports": 10,
    "keep and follow a link": 10,
    "list views": 8,
    "audit": 6,
    "take a report in": 4,
    "keep an event list": 3,
    "save and delete a view": 2,
    "sign in and out": 2,
}
"""What is done, and how often in a hundred."""


@dataclass(frozen=True)
class Asked:
    """What is measured."""

    seconds: float
    processes: int
    threads: int
    accounts: int


@dataclass(frozen=True)
class Place:
    """Where a library is."""

    folder: str
    url: str
    key: str
    server: str = ""

    def settings(self) -> Settings:
        """Return the settings of it."""
        return replace(stage.settings(Path(self.folder), self.url), master_key=self.key)


class Work:
    """What one thread does.

    Args:
        library: On which library.
        accounts: For how many accounts.
        chance: Draws what is done, and for whom.
    """

    def __init__(self, library: Library, accounts: int, chance: random.Random) -> None:
        self._library = library
        self._chance = chance
        self._accounts = accounts
        self._report = report()
        self._raw = self._report.registrants.write_csv().encode()
        self._doing: dict[str, Callable[[str], object]] = {
            "is a session in force": self._session,
            "list events": library.events,
            "read three reports": lambda account: library.report(account, chance.sample(FETCHED, 3)),
            "keep and follow a link": self._link,
            "list views": library.views.all,
            "audit": lambda account: library.audit(account, "ada", "export csv", {"rows": 10}, events=FETCHED),
            "take a report in": self._take_in,
            "keep an event list": lambda account: library.remember_events(account, stage.listing(*LISTED)),
            "save and delete a view": self._view,
            "sign in and out": self._sign_in,
        }

    def one(self) -> tuple[str, float, str]:
        """Do one thing; return what, how long it took, and what went wrong."""
        (what,) = self._chance.choices(list(MIX), list(MIX.values()))
        account, failed = name(self._chance.randrange(self._accounts)), ""
        began = time.perf_counter()
        try:
            self._doing[what](account)
        except WebcastError as exc:
            failed = type(exc).__name__
        return what, time.perf_counter() - began, failed

    def _session(self, account: str) -> None:
        sid = f"{account} {self._chance.randrange(SESSIONS)}"
        assert self._library.sessions.in_force(sid, "token", datetime.now(UTC))

    def _link(self, account: str) -> None:
        kept = str(self._chance.random())
        until = datetime.now(UTC) + timedelta(hours=1)
        self._library.passing.put(f"{account} 0", "link", kept, b"what it stands for" * 20, Terms(until, most=100))
        assert self._library.passing.get(f"{account} 0", "link", kept)

    def _view(self, account: str) -> None:
        saved = self._library.views.save(account, NamedView(str(self._chance.random()), View()), "ada")
        self._library.views.delete(account, saved.id, "ada")

    def _take_in(self, account: str) -> None:
        one = self._chance.choice(FETCHED)
        self._library.hold(account, one, self._raw, of_event(self._report, one))

    def _sign_in(self, account: str) -> None:
        who = self._chance.random()
        self._library.attempts.succeeded(self._library.attempts.begin(account, f"192.0.2.{int(who * 250)}"))
        sign_in(self._library, account, str(who))
        self._library.sessions.end(str(who))


def name(number: int) -> str:
    """Return an account."""
    return account_key(f"account {number}", None)


def report(registrants: int = REGISTRANTS) -> Report:
    """Return a report of an event."""
    people = [("Ada", f"Lovelace {n}", f"ada{n}@company{n % 90}.example") for n in range(registrants)]
    return stage.report("0", people)


def of_event(made: Report, event_id: str) -> Report:
    """Return it as of another event."""
    return Report(
        **{table: frame.with_columns(pl.lit(event_id).alias("event_id")) for table, frame in made.tables().items()}
    )


def sign_in(library: Library, account: str, sid: str) -> None:
    """Put a session in force."""
    now = datetime.now(UTC)
    library.sessions.begin(sid, "token", Began(now, now + timedelta(hours=9), account, "192.0.2.1", "Firefox"))


def fill(library: Library, accounts: int) -> None:
    """Make what is there before anybody comes."""
    made = report()
    raw = made.registrants.write_csv().encode()
    for account in map(name, range(accounts)):
        library.remember_events(account, stage.listing(*LISTED))
        for one in FETCHED:
            library.hold(account, one, raw, of_event(made, one))
        for n in range(SESSIONS):
            sign_in(library, account, f"{account} {n}")


def work(place: Place, number: int, asked: Asked) -> None:
    """Be one of the processes: open the library, wait for a line, work, and print what was done as JSON."""
    done: list[tuple[str, float, str]] = []
    most = connections()
    with closing(Library.open(place.settings())) as library:

        def thread(seed: int) -> None:
            mine = Work(library, asked.accounts, random.Random(seed))  # noqa: S311 a seed, not a secret
            ready.wait()
            begin.wait()
            ends = time.monotonic() + asked.seconds
            while time.monotonic() < ends:
                done.append(mine.one())

        ready, begin = threading.Barrier(asked.threads + 1), threading.Barrier(asked.threads + 1)
        threads = [threading.Thread(target=thread, args=(number * 100 + n,)) for n in range(asked.threads)]
        for one in threads:
            one.start()
        ready.wait()
        print("ready", flush=True)
        spent = time.process_time()
        sys.stdin.readline()
        begin.wait()
        for one in threads:
            one.join()
    print(json.dumps({"done": done, "connections": most["most"], "processor": time.process_time() - spent}))


def connections() -> Counter[str]:
    """Return what counts the most connections that this process has open at a time, from now on."""
    counted = Counter(now=0, most=0)

    def more(*_: Any) -> None:
        counted["now"] += 1
        counted["most"] = max(counted["most"], counted["now"])

    def fewer(*_: Any) -> None:
        counted["now"] -= 1

    event.listen(Pool, "connect", more)
    event.listen(Pool, "close", fewer)
    return counted


def measured(place: Place, asked: Asked) -> tuple[list[tuple[str, float, str]], int, float]:
    """Have all processes work at once; return what they did, their connections, and their processor time."""
    command = [sys.executable, __file__, "--work", json.dumps([place.__dict__, asked.__dict__])]
    with ExitStack() as stack:
        started = [
            stack.enter_context(
                subprocess.Popen(
                    [*command, "--number", str(number)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
                )
            )
            for number in range(asked.processes)
        ]
        for one in started:
            assert one.stdout is not None
            assert one.stdout.readline() == "ready\n"
        for one in started:
            assert one.stdin is not None
            one.stdin.write("go\n")
            one.stdin.flush()
        said = [json.loads(one.communicate()[0]) for one in started]
    done = [tuple(what) for each in said for what in each["done"]]
    return done, sum(each["connections"] for each in said), sum(each["processor"] for each in said)


@dataclass(frozen=True)
class Found:
    """What came of one engine."""

    engine: str
    done: list[tuple[str, float, str]]
    connections: int
    before: float
    after: float
    more: str
    ours: float
    theirs: float


def run(place: Place, asked: Asked, engine: str) -> Found:
    """Fill a library, have it worked on, and return what came of it."""
    with closing(Library.open(place.settings())) as library:
        fill(library, asked.accounts)
    before, ahead, theirs = size(place), written(place), of_server(place)
    done, used, ours = measured(place, asked)
    theirs = of_server(place) - theirs
    more = f"; {(written(place) - ahead) / 1e6:,.0f} MB written ahead" if ahead else ""
    return Found(engine, done, used, before, size(place), more, ours / len(done), theirs / len(done))


def of_server(place: Place) -> float:
    """Return the seconds of processor time that PostgreSQL's processes took so far, those that ended too."""
    if not place.server:
        return 0.0
    first = psutil.Process(int((Path(place.server) / "data" / "postmaster.pid").read_text("ascii").split()[0]))
    own = first.cpu_times()
    each = [one.cpu_times() for one in first.children(recursive=True)]
    ended = own.user + own.system + own.children_user + own.children_system
    return float(ended + sum(one.user + one.system for one in each))


def written(place: Place) -> float:
    """Return the bytes that PostgreSQL has written ahead so far; none of SQLite."""
    with closing(Store(place.url)) as store, store.read() as conn:
        return 0.0 if store.sqlite else float(conn.scalar(text("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn")))


def size(place: Place) -> float:
    """Return the bytes of a library on the disk: SQLite's files, or the tables of PostgreSQL with all of theirs."""
    with closing(Store(place.url)) as store, store.read() as conn:
        if store.path:
            return sum(file.stat().st_size for file in store.path.parent.iterdir())
        return float(
            sum(conn.scalar(select(func.pg_total_relation_size(one))) or 0 for one in tables.metadata.tables)
        )


@contextmanager
def places() -> Iterator[dict[str, Place]]:
    """Give a library on each engine that is installed."""
    key = encode(new_master_key())
    with ExitStack() as stack:

        def folder() -> str:
            return stack.enter_context(tempfile.TemporaryDirectory())

        at = folder()
        found = {"SQLite": Place(at, f"sqlite:///{at}/library.sqlite3", key)}
        if postgres.binaries() is None:
            print("no PostgreSQL server is installed (Debian: apt-get install postgresql)")
        else:
            server = stack.enter_context(postgres.server(Path(folder()), quick=False))
            # What takes hours elsewhere takes minutes here, so the server looks as much more often for what is dead.
            with psycopg.connect(host=server, user="webcast", dbname="postgres", autocommit=True) as conn:
                conn.execute("ALTER SYSTEM SET autovacuum_naptime = '5s'")
                conn.execute("SELECT pg_reload_conf()")
            found["PostgreSQL"] = Place(folder(), stack.enter_context(postgres.database(server)), key, server)
        yield found


def grow(place: Place, asked: Asked, refreshes: int) -> None:
    """Fill a library, refresh every account again and again, and print what is on PostgreSQL's disk meanwhile."""
    made = report(GROWN)
    raw = made.registrants.write_csv().encode()
    accounts = list(map(name, range(asked.accounts)))
    with closing(Library.open(place.settings())) as library:
        kept = library.settings.keep_snapshots
        for account in accounts:
            library.remember_events(account, stage.listing(*LISTED))
            for one in [*FETCHED[:2]] * kept:
                library.hold(account, one, raw, of_event(made, one))
        print(f"{asked.accounts * 2 * kept} reports of {GROWN} registrants: {size(place) / 1e6:.0f} MB")
        for turn in range(1, refreshes + 1):
            ahead = written(place)
            for account in accounts:
                library.remember_events(account, stage.listing(*LISTED))
                one = FETCHED[turn % 2]
                library.hold(account, one, raw, of_event(made, one))
                library.audit(account, "ada", "export csv", {"rows": 10}, events=[one])
            if turn % 4 == 0:
                ahead = (written(place) - ahead) / asked.accounts / 1e3
                print(
                    f"after {turn} refreshes of each: {size(place) / 1e6:.0f} MB, {ahead:.0f} kB written ahead each"
                )
    with closing(Store(place.url)) as store, store.read() as conn:
        print("table | rows | dead | vacuumed by itself")
        for row in conn.execute(text(DEAD)):
            print(" | ".join(map(str, row)))


def show(all_found: list[Found], asked: Asked) -> None:
    """Print the figures."""
    print(
        f"{asked.processes} processes of {asked.threads} threads for {asked.seconds:g} s on {cores()} cores; "
        f"{asked.accounts} accounts of {EVENTS} events, {HELD} with a report of {REGISTRANTS} registrants"
    )
    print(" " * 26 + "".join(f"| {found.engine:<28}" for found in all_found))
    print(f"{'':26}" + "| each s   p50 ms   p95 ms    " * len(all_found))
    for what in ("all", *MIX):
        print(f"{what:<26}" + "".join(f"| {line(found, what, asked.seconds):<28}" for found in all_found))
    for found in all_found:
        failed = Counter(f"{what}: {kind}" for what, _, kind in found.done if kind)
        print(
            f"{found.engine}: {found.connections} connections; {found.before / 1e6:.0f} MB on disk, then "
            f"{found.after / 1e6:.0f}{found.more}; {found.ours * 1000:.1f} ms of processor time each, and "
            f"{found.theirs * 1000:.1f} of the server's; failed: {dict(failed) or 'none'}"
        )


def line(found: Found, what: str, seconds: float) -> str:
    """Return how often something was done, and how long it took in the middle and at the 95th percentile."""
    times: dict[str, list[float]] = defaultdict(list)
    for kind, took, _ in found.done:
        times[kind].append(took * 1000)
        times["all"].append(took * 1000)
    if len(times[what]) < 2:
        return "too few"
    parts = statistics.quantiles(times[what], n=20)
    return f"{len(times[what]) / seconds:6.0f} {statistics.median(times[what]):8.1f} {parts[-1]:8.1f}"


def main() -> int:
    """Measure and print; return 1 where something failed."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--seconds", type=float, default=5.0)
    options.add_argument("--processes", type=int, default=4)
    options.add_argument("--threads", type=int, default=4)
    options.add_argument("--accounts", type=int, default=50)
    options.add_argument("--refreshes", type=int, default=0)
    options.add_argument("--work", help=argparse.SUPPRESS)
    options.add_argument("--number", type=int, help=argparse.SUPPRESS)
    said = options.parse_args()
    if said.work:
        where, what = json.loads(said.work)
        work(Place(**where), said.number, Asked(**what))
        return 0
    asked = Asked(said.seconds, said.processes, said.threads, said.accounts)
    with places() as found:
        if said.refreshes:
            grow(found["PostgreSQL"], asked, said.refreshes)
            return 0
        results = [run(place, asked, engine) for engine, place in found.items()]
    show(results, asked)
    failed = sum(bool(kind) for found in results for _, _, kind in found.done)
    tell(store_failed=failed)
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
