"""No secret gets out: every failure there is, with canaries, and everything that was written is searched.

Written means: messages, arguments, causes and contexts of what is raised; tracebacks that show the variables of
every frame; log records of every logger at DEBUG; warnings; standard output and error; the repr of every object.
"""

from __future__ import annotations

import gc
import io
import logging
import socket
import ssl
import traceback
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.api.conftest import connect
from tests.api.loopback import Script, answer, loopback, raw
from tests.api.test_transport import secured
from webcast.api.client import ReportingClient
from webcast.api.codes import ERRORS
from webcast.api.redaction import Secret
from webcast.api.request import ReportRequest
from webcast.api.session import ApiSession
from webcast.errors import WebcastError

TOKEN = "c4n4ry"
USERNAME = Secret(f"{TOKEN}-user ü&")
PASSWORD = Secret(f"{TOKEN}-pass w/ö<rd>%\ud800")  # a half of a character that no encoding has
SESSION = ApiSession(Secret(f"{TOKEN}-ui"), Secret(f"{TOKEN}-si"), datetime(2026, 3, 2, tzinfo=UTC))
ECHO = f"username={TOKEN}&password={TOKEN}&ui={TOKEN}-ui&si={TOKEN}-si".encode()

CALLS: dict[str, Callable[[ReportingClient], object]] = {
    "sign in": lambda client: client.sign_in(USERNAME, PASSWORD),
    "sign in with plain text": lambda client: client.sign_in(USERNAME.reveal(), PASSWORD.reveal()),
    "password change": lambda client: client.change_password(USERNAME, PASSWORD, Secret(f"{TOKEN}-new")),
    "time zones": lambda client: client.time_zones(SESSION),
    "events": lambda client: client.events(SESSION),
    "report": lambda client: _read(client, ReportRequest("7")),
    "expired report": lambda client: _read(client, ReportRequest("7", format="csv", expired=True)),
}


def _read(client: ReportingClient, request: ReportRequest) -> None:
    with client.open_report(SESSION, request) as report:
        gc_reprs()
        report.read()


def reset(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n<a>")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")


XML_ECHO = b"<convey_api><result><returnCode>1</returnCode><sessionid><value>" + ECHO.replace(b"&", b"&amp;")
SCRIPTS: dict[str, Script] = {
    **{f"code {code}": answer(f"<a><returnCode>{code}</returnCode>{TOKEN}</a>".encode()) for code in [*ERRORS, 99]},
    **{f"json code {code}": answer(f'{{"returnCode":{code},"ui":"{TOKEN}"}}'.encode()) for code in ERRORS},
    **{f"csv code {code}": answer(f"error,ui\r\n{code},{TOKEN}\r\n".encode()) for code in ERRORS},
    **{
        f"status {status}": answer(ECHO, status=f"{status} {TOKEN}", headers=f"Location: /x?ui={TOKEN}\r\n")
        for status in (201, 204, 301, 302, 400, 401, 403, 404, 429, 500, 503)
    },
    "html": answer(b"<!doctype html><form>" + ECHO + b"</form>"),
    "text": answer(ECHO),
    "empty": answer(b""),
    "bad xml": answer(XML_ECHO + b"<<<"),
    "bad xml in a report": answer(XML_ECHO + b"</value></sessionid><report_data>&bogus;"),
    "dtd": answer(b'<!DOCTYPE a [<!ENTITY c "' + ECHO.replace(b"&", b"") + b'">]><a>&c;</a>'),
    "no ids": answer(b"<a><returnCode>1</returnCode><note>" + TOKEN.encode() + b"</note></a>"),
    "only one id": answer(b"<a><sessionid>" + TOKEN.encode() + b"</sessionid></a>"),
    "a code that is no number": answer(f"<a><returnCode>{TOKEN}</returnCode></a>".encode()),
    "bad json": answer(b'{"sessionid":"' + ECHO),
    "other format": answer(b'{"event_data":"' + ECHO + b'"}'),
    "cut": answer(XML_ECHO, length=10_000),
    "cut chunk": raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n99\r\n" + XML_ECHO),
    "bad gzip": answer(XML_ECHO, headers="Content-Encoding: gzip\r\n"),
    "bad headers": raw(b"HTTP/1.1 200 OK\r\n: " + ECHO + b"\r\n" + TOKEN.encode() + b"\r\n\r\n" + XML_ECHO),
    "two lengths": raw(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n4\r\n<a/>\r\n0\r\n\r\n"
    ),
    "no http": raw(ECHO + b"\r\n\r\n"),
    "reset": reset,
    "hang up": raw(b""),
}


class Everything(logging.StreamHandler[io.StringIO]):
    """Writes what a record is formatted to, and all that it carries beside."""

    def format(self, record: logging.LogRecord) -> str:
        return f"{super().format(record)} {vars(record)!r}"


@pytest.fixture
def written(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> Iterator[io.StringIO]:
    """Collect everything that is written, and search it at the end."""
    out = io.StringIO()
    handler = Everything(out)
    logging.getLogger().addHandler(handler)
    caplog.set_level(logging.DEBUG)
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        yield out
        gc.collect()  # late warnings of what was left open
    logging.getLogger().removeHandler(handler)
    out.write("".join(str(w) for w in warned))
    out.write("".join(capfd.readouterr()))
    gc_reprs(out)
    assert TOKEN not in out.getvalue()
    assert "urllib3.connectionpool" in out.getvalue()  # it did log, and so there was something to search


def gc_reprs(out: io.StringIO | None = None) -> str:
    """Return the repr of every object of ours that is alive."""
    alive = [o for o in gc.get_objects() if str(type(o).__module__).startswith("webcast.api")]
    text = "\n".join(map(repr, alive))
    assert TOKEN not in text
    if out:
        out.write(text)
    return text


def write_exception(out: io.StringIO, exc: BaseException) -> None:
    out.write("".join(traceback.format_exception(exc)))
    out.write("".join(traceback.TracebackException.from_exception(exc, capture_locals=True).format()))
    seen: list[BaseException] = []
    todo: list[BaseException | None] = [exc]
    while todo:
        found = todo.pop()
        if found is not None and found not in seen:
            seen.append(found)
            out.write(f"{found!s} {found!r} {found.args!r} {vars(found)!r}\n")
            todo += [found.__cause__, found.__context__]


def fail(out: io.StringIO, client: ReportingClient, call: Callable[[ReportingClient], object]) -> None:
    try:
        call(client)
    except WebcastError as exc:
        write_exception(out, exc)


def test_no_answer_gives_anything_away(written: io.StringIO) -> None:
    with loopback(answer(b"")) as platform:
        client = connect(platform.url)
        for name, script in SCRIPTS.items():
            platform.script = script
            platform.requests.clear()
            for call in CALLS.values():
                fail(written, client, call)
            assert len(platform.requests) == len(CALLS), name
            assert TOKEN not in written.getvalue(), name


def test_who_does_not_answer_gives_nothing_away(written: io.StringIO) -> None:
    with loopback(answer(b"")) as gone:
        url = gone.url
    for unreachable in (url, "http://no-such-host-for-sure", "http://127.0.0.1:1"):
        client = connect(unreachable)
        for call in CALLS.values():
            fail(written, client, call)


def test_a_time_out_gives_nothing_away(written: io.StringIO) -> None:
    def wait(connection: socket.socket) -> None:
        connection.recv(1)  # nothing more comes: until the client hangs up

    with loopback(wait) as platform:
        client = connect(platform.url, READ_TIMEOUT="0.05")
        for call in CALLS.values():
            fail(written, client, call)


@pytest.mark.parametrize("trusted", [True, False])
def test_a_bad_certificate_gives_nothing_away(written: io.StringIO, tmp_path: Path, *, trusted: bool) -> None:
    host = "127.0.0.2" if trusted else "127.0.0.1"
    with secured(tmp_path, answer(b""), host) as (url, bundle):
        more = {"CA_BUNDLE": str(bundle)} if trusted else {}
        client = connect(url, **more)
        for call in CALLS.values():
            fail(written, client, call)


def test_tls_against_a_plain_server_gives_nothing_away(written: io.StringIO) -> None:
    with loopback(answer(ECHO)) as platform:
        client = connect(platform.url.replace("http:", "https:"), CONNECT_TIMEOUT="0.05")
        for call in CALLS.values():
            fail(written, client, call)


def test_success_gives_nothing_away(written: io.StringIO) -> None:
    ids = f"<a><userid>{TOKEN}-ui</userid><sessionid>{TOKEN}-si</sessionid></a>".encode()
    with loopback(answer(ids)) as platform:
        client = connect(platform.url)
        session = client.sign_in(USERNAME, PASSWORD)
        written.write(f"{session} {session!r} {session.opened_at}")
        assert session.session_id.reveal() == f"{TOKEN}-si"


def test_the_search_finds_what_is_there() -> None:
    """The check checks: a plain exception with a canary in a variable is found."""
    out = io.StringIO()

    def careless(password: str) -> None:
        raise ValueError(len(password))

    try:
        careless(PASSWORD.reveal())
    except ValueError as exc:
        write_exception(out, exc)
    assert TOKEN in out.getvalue()
    assert ssl.OPENSSL_VERSION  # the TLS tests above ran against a real library
