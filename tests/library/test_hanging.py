"""A database that hangs: it takes connections and says nothing, or takes for ever over a statement."""

from __future__ import annotations

import socket
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.engine import make_url
from starlette.applications import Starlette

from tests.library import postgres, stage
from tests.web.serving import Browser, serve
from webcast.library import Library, account_key, postgresql
from webcast.library.store import LibraryBusy, Store
from webcast.library.tables import meta
from webcast.web import health
from webcast.web.app_state import AppState

ACCOUNT = account_key("ada", None)
LIMITS = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")
CUT = "The library's database should be done with each question in time, but one was cut off."
SILENT = "The library's database should answer, but does not."


class Way:
    """A way to a database, which can be blocked: connections stay, and nothing passes any more.

    Attributes:
        asked: How many messages went to the database.
    """

    def __init__(self, behind: str) -> None:
        self._behind = behind
        self._open = threading.Event()
        self._open.set()
        self._sockets: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.asked = 0
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._take, daemon=True).start()

    def block(self) -> None:
        self._open.clear()

    def clear(self) -> None:
        self._open.set()

    def close(self) -> None:
        self.clear()
        for one in (self._listener, *self._sockets):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _take(self) -> None:
        with suppress(OSError):
            while True:
                asks, _ = self._listener.accept()
                answers = socket.socket(socket.AF_UNIX)
                answers.connect(self._behind)
                self._sockets += [asks, answers]
                for way in ((asks, answers, 1), (answers, asks, 0)):
                    threading.Thread(target=self._pass_on, args=way, daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket, counts: int) -> None:
        with suppress(OSError):
            while piece := source.recv(65536):
                self._open.wait()
                self.asked += counts
                target.sendall(piece)
            target.shutdown(socket.SHUT_WR)


@contextmanager
def way(folder: str) -> Iterator[tuple[Way, str]]:
    """Give a way to an empty place of the server, and the URL that leads over it."""
    with postgres.database(folder) as direct, closing(Way(f"{folder}/.s.PGSQL.5432")) as made:
        url = make_url(direct).difference_update_query(["host"]).set(host="127.0.0.1", port=made.port)
        yield made, url.render_as_string(hide_password=False)


def seconds_of(started: float) -> float:
    return time.monotonic() - started


@pytest.mark.postgres
def test_healthz_says_within_two_seconds_that_the_database_hangs_and_when_it_is_back(
    tmp_path: Path, postgres_folder: str
) -> None:
    with (
        way(postgres_folder) as (road, url),
        closing(AppState.open(stage.settings(tmp_path / "data", url))) as state,
        serve(Starlette(routes=health.routes(state))) as address,
    ):
        asking = Browser(address)
        assert asking.get("/healthz").text == "ok"
        road.block()
        # What was known a moment ago is believed for a second.
        stage.until(lambda: asking.get("/healthz").status == 503)
        for _ in range(3):
            started = time.monotonic()
            answer = asking.get("/healthz")
            assert (answer.status, answer.text) == (503, "The library does not answer.")
            assert seconds_of(started) < 20  # it hangs until the way is clear
        road.clear()
        stage.until(lambda: asking.get("/healthz").status == 200)


def test_a_server_that_takes_a_connection_and_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql, "CONNECT_SECONDS", 2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        started = time.monotonic()
        with pytest.raises(LibraryBusy, match=SILENT):
            Store(f"postgresql://webcast@127.0.0.1:{silent.getsockname()[1]}/x")
        assert seconds_of(started) < 10


@pytest.mark.postgres
def test_a_statement_that_takes_for_ever_is_given_up_and_the_next_one_is_answered(postgres_folder: str) -> None:
    with postgres.database(postgres_folder) as url, closing(Store(url, statement_seconds=1.0)) as store:
        with pytest.raises(LibraryBusy, match=CUT), store.read() as conn:
            conn.execute(text("SELECT pg_sleep(60)"))
        with store.read() as conn:
            assert conn.scalar(text("SELECT 1")) == 1
        # Sweeping takes as long as there is to sweep; what follows it on the same connection does not.
        store.shrink()
        with store.read() as conn:
            assert conn.scalar(text("SHOW statement_timeout")) == "1s"


@pytest.mark.postgres
def test_who_asks_for_a_report_then_is_told_so(tmp_path: Path, postgres_folder: str) -> None:
    with (
        postgres.database(postgres_folder) as url,
        closing(Library.open(stage.settings(tmp_path, f"{url} -cstatement_timeout%3D1s"))) as library,
        closing(Store(url)) as other,
    ):
        library.remember_events(ACCOUNT, stage.listing("1"))
        library.hold(ACCOUNT, "1", None, stage.report("1"))
        with other.write() as conn:
            conn.execute(text("LOCK TABLE chunks IN ACCESS EXCLUSIVE MODE"))
            with pytest.raises(LibraryBusy, match=CUT) as said:
                library.report(ACCOUNT, ["1"])
        assert str(said.value.remedy) == "Try again; if it stays, see what else the database does."
        assert library.report(ACCOUNT, ["1"]).registrants.height == 3


@pytest.mark.postgres
def test_who_locks_something_and_is_heard_of_no_more_keeps_nobody_waiting(postgres_folder: str) -> None:
    """As a machine that dies in the middle of a transaction, of which the server does not hear."""
    change = update(meta).where(meta.c.name == "who").values(value=b"gone")
    with (
        postgres.database(postgres_folder) as url,
        closing(Store(url)) as gone,
        closing(Store(url)) as other,
    ):
        with other.write() as conn:
            conn.execute(insert(meta).values(name="who", value=b"nobody"))

        def heard_of_no_more() -> None:
            with gone.write(lock="sessions") as conn:
                conn.execute(change)
                # Here alone: on a machine that does much else any transaction may wait for so long.
                conn.execute(text("SET LOCAL idle_in_transaction_session_timeout = 200"))
                with other.write(lock="sessions") as here:
                    assert here.scalar(select(meta.c.value).where(meta.c.name == "who")) == b"nobody"
                conn.execute(change)

        with pytest.raises(LibraryBusy, match=SILENT):
            heard_of_no_more()
        with gone.read() as conn:
            assert conn.scalar(select(meta.c.value).where(meta.c.name == "who")) == b"nobody"


@pytest.mark.postgres
def test_a_backup_may_take_its_time_between_two_statements(postgres_folder: str) -> None:
    with postgres.database(postgres_folder) as url, closing(Store(url)) as store:
        with store.read(still=True, all_of_it=True) as conn:
            shown = [conn.scalar(text(f"SHOW {name}")) for name in LIMITS]
        with store.read() as conn:
            usual = [conn.scalar(text(f"SHOW {name}")) for name in LIMITS]
    assert (shown, usual) == (["30s", "0", "0"], ["30s", "2min", "20s"])


@pytest.mark.postgres
def test_limits_of_the_address_itself_count(postgres_folder: str) -> None:
    with (
        postgres.database(postgres_folder) as url,
        closing(Store(f"{url} -cstatement_timeout%3D7s -cidle_in_transaction_session_timeout%3D8s")) as store,
        store.read() as conn,
    ):
        assert [conn.scalar(text(f"SHOW {name}")) for name in LIMITS] == ["30s", "7s", "8s"]


@pytest.mark.postgres
def test_a_server_that_takes_no_further_connection_is_told_from_one_that_is_silent(postgres_folder: str) -> None:
    with (
        few(postgres_folder, 2) as role,
        postgres.database(postgres_folder) as url,
        closing(Store(url.replace("//webcast@", f"//{role}@"), connections=3)) as store,
        ExitStack() as taken,
    ):
        for _ in range(2):
            taken.enter_context(store.read())
        with pytest.raises(LibraryBusy, match="has as many as it may") as said, store.read():
            raise AssertionError
        taken.close()
        with store.read() as conn:
            assert conn.scalar(text("SELECT 1")) == 1
    assert str(said.value.remedy) == "Raise its max_connections, or lower WEBCAST_DATABASE_CONNECTIONS."


@contextmanager
def few(folder: str, connections: int) -> Iterator[str]:
    """Give a role that may have so many connections."""
    role = f"few_{uuid.uuid4().hex}"
    with psycopg.connect(host=folder, user="webcast", dbname="postgres", autocommit=True) as conn:
        conn.execute(f"CREATE ROLE {role} LOGIN CONNECTION LIMIT {connections} IN ROLE webcast".encode())
        try:
            yield role
        finally:
            conn.execute(f"DROP ROLE {role}".encode())


def test_a_process_has_as_many_connections_as_it_may_and_says_when_all_are_taken(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(Store(url, connections=6)) as store:
        monkeypatch.setattr(store.engine.pool, "_timeout", 0.05)
        with ExitStack() as taken:
            for _ in range(6):
                taken.enter_context(store.read())
            with pytest.raises(LibraryBusy, match=SILENT), store.read():
                raise AssertionError


def test_the_setting_says_how_many(tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = replace(stage.settings(tmp_path, url), database_connections=2)
    with closing(Library.open(settings)) as library, ExitStack() as taken:
        store = library._guard.store
        monkeypatch.setattr(store.engine.pool, "_timeout", 0.05)
        for _ in range(2):
            taken.enter_context(store.read())
        with pytest.raises(LibraryBusy, match=SILENT):
            library.events(ACCOUNT)


@pytest.mark.postgres
def test_a_question_goes_two_ways_there_and_back_and_one_of_them_looks_whether_the_connection_stands(
    postgres_folder: str,
) -> None:
    with way(postgres_folder) as (road, url), closing(Store(url)) as store:

        def ask(**how: bool) -> int:
            before = road.asked
            with store.read(**how) as conn:
                assert conn.scalar(select(func.count()).select_from(meta)) == 0
            return road.asked - before

        ask()
        assert ask() == 2
        # A transaction around it begins and ends, too.
        assert [ask(in_parts=True), ask(still=True)] == [4, 5]
        assert ask() == 2
