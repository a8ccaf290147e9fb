"""A database that hangs: it takes connections and says nothing, or takes for ever over a statement."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from starlette.applications import Starlette

from tests.library import postgres, stage
from tests.web.serving import Browser, serve
from webcast.library import store as store_module
from webcast.library.store import LibraryBusy, Store
from webcast.web import health
from webcast.web.app_state import AppState

SILENT = "The library's database should answer, but does not."


class Way:
    """A way to a database, which can be blocked: connections stay, and nothing passes any more."""

    def __init__(self, behind: str) -> None:
        self._behind = behind
        self._open = threading.Event()
        self._open.set()
        self._sockets: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
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
                for pair in ((asks, answers), (answers, asks)):
                    threading.Thread(target=self._pass_on, args=pair, daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(65536):
                self._open.wait()
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
            assert seconds_of(started) < 2
        road.clear()
        stage.until(lambda: asking.get("/healthz").status == 200)


def test_a_server_that_takes_a_connection_and_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "CONNECT_SECONDS", 2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        started = time.monotonic()
        with pytest.raises(LibraryBusy, match=SILENT):
            Store(f"postgresql://webcast@127.0.0.1:{silent.getsockname()[1]}/x")
        assert seconds_of(started) < 10


@pytest.mark.postgres
def test_a_statement_that_takes_for_ever_is_given_up_and_the_next_one_is_answered(postgres_folder: str) -> None:
    with postgres.database(postgres_folder) as url, closing(Store(url, statement_seconds=0.2)) as store:
        with pytest.raises(LibraryBusy, match=SILENT), store.read() as conn:
            conn.execute(text("SELECT pg_sleep(60)"))
        with store.read() as conn:
            assert conn.scalar(text("SELECT 1")) == 1
        # Sweeping takes as long as there is to sweep; what follows it on the same connection does not.
        store.shrink()
        with store.read() as conn:
            assert conn.scalar(text("SHOW statement_timeout")) == "200ms"


@pytest.mark.postgres
def test_limits_of_the_address_itself_count(postgres_folder: str) -> None:
    with (
        postgres.database(postgres_folder) as url,
        closing(Store(f"{url} -cstatement_timeout%3D7s")) as store,
        store.read() as conn,
    ):
        assert conn.scalar(text("SHOW statement_timeout")) == "7s"
        assert conn.scalar(text("SHOW lock_timeout")) == "30s"


def test_when_all_connections_are_taken_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(Store(f"sqlite:///{tmp_path / 'library.sqlite3'}")) as store:
        monkeypatch.setattr(store.engine.pool, "_timeout", 0.05)
        taken = [store.engine.connect() for _ in range(24)]
        try:
            with pytest.raises(LibraryBusy, match=SILENT), store.read():
                raise AssertionError
        finally:
            for one in taken:
                one.close()
