"""What real servers send, against every call: each cell has a message of its own, and takes little of anything.

A column is a call, a row something that a server, or a proxy on the way, does in place of a good answer. Each cell is
one request over loopback: what is said, in how much time and memory, and that nobody asks again by itself.
"""

from __future__ import annotations

import gzip
import itertools
import socket
import struct
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import pytest

from tests.api.conftest import SESSION, connect
from tests.api.loopback import Loopback, Script, answer, raw
from webcast.api.client import ReportingClient, ReportRequest
from webcast.errors import WebcastError

SECONDS = 6.0
"""More than any cell may take; the time-outs are 0.3 s and 0.3 s, so a call has 0.9 s."""

MEGABYTES = 120.0
"""More than any cell may take of memory: the largest answer that is taken in is an event list of 32 MiB."""

LOGIN = b"<a><returnCode>1</returnCode><sessionid><value>S</value></sessionid><userid><value>U</value></userid></a>"
ZONES = b"<a><returnCode>1</returnCode><timezone_id>GMT</timezone_id></a>"
EVENTS = b"<a><returnCode>1</returnCode><events><event_info id='7'>A title</event_info></events></a>"
REPORT = b"<a><returnCode>1</returnCode><report_data><viewers><viewer/></viewers></report_data></a>"
CHANGED = b"<a><returnCode>1</returnCode><description>Password change successful</description></a>"


def report(client: ReportingClient, *, expired: bool = False) -> object:
    with client.open_report(SESSION, ReportRequest("7", expired=expired)) as stream:
        return stream.read()


@dataclass(frozen=True)
class Call:
    """A column: how it is made, what a good server answers, and what is read from that."""

    make: Callable[[ReportingClient], object]
    body: bytes
    found: object


CALLS = {
    "login": Call(lambda client: client.sign_in("ann", "x").session_id.reveal(), LOGIN, "S"),
    "time zones": Call(lambda client: client.time_zones(SESSION), ZONES, ["GMT"]),
    "event list": Call(lambda client: client.events(SESSION)["event_id"].to_list(), EVENTS, ["7"]),
    "report": Call(report, REPORT, REPORT),
    "expired report": Call(lambda client: report(client, expired=True), REPORT, REPORT),
    "password change xml": Call(lambda client: client.change_password("ann", "x", "y"), CHANGED, None),
}
SHORT = ("login", "time zones", "event list", "password change xml")
REPORTS = ("report", "expired report")
SIGNING = ("login", "password change xml")

GOOD = object()
"""A cell that reads what a good answer holds."""


@dataclass(frozen=True)
class Row:
    """What a server does: a script from a good body, and what comes of it, ``{}`` being the call."""

    script: Callable[[bytes], Script]
    says: object
    but: Mapping[str, object] = field(default_factory=dict)
    """The cells that are otherwise."""

    def cell(self, call: str) -> object:
        says = self.but.get(call, self.says)
        if isinstance(says, tuple):
            return tuple(one.format(call) for one in says)
        return says.format(call) if isinstance(says, str) else says


def each(calls: Iterable[str], says: object) -> dict[str, object]:
    return dict.fromkeys(calls, says)


def status(
    line: str, headers: str = "", body: bytes = b"<html><body>Sorry</body></html>"
) -> Callable[[bytes], Script]:
    return lambda _body: answer(body, status=line, headers=headers)


def instead(body: bytes) -> Callable[[bytes], Script]:
    return lambda _body: answer(body)


def endless(first: bytes, again: bytes, pause: float = 0.0) -> Callable[[bytes], Script]:
    """Send something, and then something again and again until the client hangs up."""

    def send(connection: socket.socket) -> None:
        connection.settimeout(1)  # who hung up is not always heard of
        connection.sendall(first)
        while True:
            connection.sendall(again)
            if pause:
                threading.Event().wait(pause)

    return lambda _body: send


def silent(first: bytes) -> Callable[[bytes], Script]:
    """Send something, and then nothing for as long as the client waits."""

    def send(connection: socket.socket) -> None:
        connection.sendall(first)
        connection.recv(1)

    return lambda _body: send


def reset(_body: bytes) -> Script:
    def send(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<a>")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return send


PACKED = "Content-Encoding: gzip\r\n"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"
CHUNKS = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
OPEN_END = HEAD + b"\r\n"
BOMB = gzip.compress(b"<a>" + b" " * (33 * 2**20))
CUT = "The {} request to 127.0.0.1 was answered in part: the connection broke after"
NO_ANSWER = "The {} request to 127.0.0.1 got no answer"
SLOW = "The answer to the {} request takes longer than 1 s."
PARTS = (":", "after", "answer", "says")
"""What ends so is the beginning of what is said."""
LATE = (
    SLOW,
    "The platform's answer had not begun after 1 s.",
    "The {} request to 127.0.0.1 got no answer in time.",
    "The {} request to 127.0.0.1 stopped being answered after",
)
"""Any of these, as busy as the machine is: a drop that comes late is one that does not come."""
STALLED = "The {} request to 127.0.0.1 stopped being answered after 3 bytes: nothing more came in time."
LARGE = {
    **each(
        ("login", "time zones", "password change xml"), "The platform answered the {} request with more than 1 MiB."
    ),
    "event list": "The platform answered the {} request with more than 32 MiB.",
    **each(REPORTS, "The platform answered the {} request with more than 4 MiB."),
}
REFUSED = "The platform refused the sign-in: the user name or the password may be wrong."
REFUSED_11 = REFUSED.replace(":", " (return code 11):")

ROWS = {
    # good answers, however they come
    "as it should be": Row(answer, GOOD),
    "blanks in the return code": Row(
        lambda body: answer(body.replace(b"<returnCode>1<", b"<returnCode>\r\n  1\t<")), GOOD, each(REPORTS, ...)
    ),
    "closing tags with a blank": Row(
        lambda body: answer(body.replace(b"</returnCode>", b"</returnCode >")), GOOD, each(REPORTS, ...)
    ),
    "a charset that lies": Row(
        lambda body: answer(
            b'<?xml version="1.0" encoding="UTF-16"?>' + body.replace(b"<a>", b"<a>\x96 Caf\xe9"),
            headers="Content-Type: text/xml; charset=koi8-r\r\n",
        ),
        GOOD,
        each(REPORTS, ...),
    ),
    "gzip": Row(lambda body: answer(gzip.compress(body), headers=PACKED), GOOD),
    "gzip that is not said": Row(lambda body: answer(gzip.compress(body)), GOOD),
    "gzip twice": Row(lambda body: answer(gzip.compress(gzip.compress(body)), headers=PACKED), GOOD),
    "chunks": Row(lambda body: raw(CHUNKS + b"%x;why=not\r\n%s\r\n0\r\n\r\n" % (len(body), body)), GOOD),
    "an end by hanging up": Row(lambda body: raw(OPEN_END + body), GOOD),
    "first a 100 Continue": Row(
        lambda body: raw(b"HTTP/1.1 100 Continue\r\n\r\n" + HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body),
        GOOD,
    ),
    # other bodies than asked for
    "a web page": Row(
        instead(b"<!DOCTYPE html><html><body>Maintenance</body></html>"),
        "The platform answered the {} request with a web page.",
    ),
    "nothing": Row(
        instead(b""),
        "The platform answered the {} request with an empty body.",
        {
            "login": "The platform answered the login request with no session id or no user id.",
            "time zones": "The platform answered the time zones request with no time zone.",
            "event list": [],
            "password change xml": "The platform answered the password change xml request with neither success nor "
            "failure; try to sign in to see which password is in force.",
        },
    ),
    "plain text": Row(
        instead(b"Service unavailable"),
        "The platform answered the {} request with plain text that is no report.",
        {
            "login": "The platform answered the login request with no session id or no user id.",
            "time zones": "The platform answered the time zones request with no time zone.",
            "event list": "The platform answered the event list request with something other than events.",
            "password change xml": "The platform answered the password change xml request with neither success nor "
            "failure; try to sign in to see which password is in force.",
        },
    ),
    "JSON": Row(
        instead(b'{"returnCode": 1, "sessionid": "S", "userid": "U", "timezone_id": "GMT", "data_headers": []}'),
        "The platform answered with a report in JSON, and XML was asked for.",
        {"login": "S", "time zones": ["GMT"], "event list": [], "password change xml": None},
    ),
    "CSV": Row(
        instead(b"Event Id,Event Title\r\n7,Sample\r\n"),
        "The platform answered with a report in CSV, and XML was asked for.",
        {
            "login": "The platform answered the login request with no session id or no user id.",
            "time zones": "The platform answered the time zones request with no time zone.",
            "event list": "The platform answered the event list request with something other than events.",
            "password change xml": "The platform answered the password change xml request with neither success nor "
            "failure; try to sign in to see which password is in force.",
        },
    ),
    "an error as CSV": Row(
        instead(b"error,description\r\n50,Not available\r\n"),
        "The platform answered with return code 50:",
        {
            "login": "The platform answered the login request with no session id or no user id.",
            "time zones": "The platform answered the time zones request with no time zone.",
            "event list": "The platform answered the event list request with something other than events.",
            "password change xml": "The platform answered the password change xml request with neither success nor "
            "failure; try to sign in to see which password is in force.",
        },
    ),
    "XML that is cut off": Row(
        lambda body: answer(body[:-6]),
        "The platform answered the {} request with XML that is cut off or not well-formed.",
        each(REPORTS, ...),
    ),
    "a DTD": Row(
        lambda body: answer(b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + body),
        "The platform answered the {} request with a document with a DTD, which no answer of the guide has.",
        each(REPORTS, ...),
    ),
    "return code 62 as XML": Row(
        instead(b"<a><returnCode> 62 </returnCode ></a>"), "The platform answered with return code 62:"
    ),
    "return code 11 as JSON": Row(
        instead(b'{"returnCode":"11"}'), "The platform answered with return code 11:", each(SIGNING, REFUSED_11)
    ),
    "a return code that is none": Row(
        instead(b"<a><returnCode>999999999999</returnCode></a>"),
        "The platform answered the {} request with a return code that is no number.",
        each(REPORTS, "The platform answered the {} request with an error that has no return code."),
    ),
    # statuses
    "404": Row(status("404 Not Found"), "The platform answered the {} request with HTTP status 404."),
    "401": Row(
        status("401 Unauthorized"),
        "The platform answered the {} request with HTTP status 401: it does not know who asks.",
        each(SIGNING, REFUSED),
    ),
    "429": Row(
        status("429 Too Many Requests", "Retry-After: 7\r\n"),
        "The platform answered the {} request with HTTP status 429.",
    ),
    "500": Row(status("500 Internal Server Error"), "The platform answered the {} request with HTTP status 500."),
    "503": Row(
        status("503 Service Unavailable", "Retry-After: 99999999999999999999\r\n"),
        "The platform answered the {} request with HTTP status 503.",
    ),
    "503 with a return code": Row(
        status("503 Service Unavailable", body=b"<a><returnCode>60</returnCode></a>"),
        "The platform answered with return code 60:",
    ),
    "a redirect": Row(
        status("302 Found", "Location: http://127.0.0.1:9/steal\r\n"),
        "The platform answered the {} request with HTTP status 302, a redirect; it was not followed, because the "
        "request holds secrets.",
    ),
    # broken on the way
    "less than announced": Row(lambda body: answer(body[:20], length=len(body)), CUT),
    "a reset": Row(reset, CUT),
    "no last chunk": Row(lambda body: raw(CHUNKS + b"%x\r\n%s\r\n" % (len(body), body)), CUT),
    "a chunk without a size": Row(lambda _body: raw(CHUNKS + b"oops\r\n"), CUT),
    "gzip that is cut": Row(lambda body: answer(gzip.compress(body)[:-9]), CUT),
    "gzip that is none": Row(
        lambda body: answer(body, headers=PACKED),
        "The {} request to 127.0.0.1 was answered with a body that is not compressed as it says",
    ),
    "six times packed": Row(
        lambda body: answer(body, headers="Content-Encoding: gzip, gzip, gzip, gzip, gzip, gzip\r\n"),
        "The {} request to 127.0.0.1 was answered with a body that is not compressed as it says",
    ),
    "no HTTP": Row(lambda _body: raw(b"\0\xff\r\n\r\n"), NO_ANSWER),
    "nothing at all": Row(lambda _body: raw(b""), NO_ANSWER),
    "a header without end": Row(lambda _body: raw(HEAD + b"X: " + b"x" * 70_000), NO_ANSWER),
    "headers without end": Row(lambda _body: raw(HEAD + b"X: y\r\n" * 500), NO_ANSWER),
    # without end
    "silence": Row(silent(b""), "The {} request to 127.0.0.1 got no answer in time."),
    "silence after the headers": Row(silent(HEAD + b"Content-Length: 1000\r\n\r\n<a>"), STALLED),
    "headers that drip": Row(endless(HEAD + b"X: ", b"x", 0.02), LATE),
    "100 Continue without end": Row(endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 50), SLOW),
    "a body that drips": Row(endless(OPEN_END + b"<a>", b" ", 0.02), LATE),
    "a report that drips": Row(
        endless(OPEN_END + b"<a><report_data>", b" ", 0.02),
        LATE,
    ),
    "trailers without end": Row(endless(CHUNKS + b"0\r\n", b"X: y\r\n" * 50), SLOW),
    "a body without end": Row(endless(OPEN_END + b"<a><report_data>", b" " * 65_536), None, LARGE),
    "chunks without end": Row(endless(CHUNKS + b"3\r\n<a>\r\n", b"10000\r\n" + b" " * 65_536 + b"\r\n"), None, LARGE),
    "a bomb": Row(lambda _body: answer(BOMB, headers=PACKED), None, LARGE),
    "a bomb that is not said": Row(lambda _body: answer(BOMB), None, LARGE),
    "a bomb in a bomb": Row(lambda _body: answer(gzip.compress(BOMB), headers=PACKED), None, LARGE),
    "a million elements": Row(
        lambda _body: answer(b"<a>" + b"<b/>" * 7_900_000 + b"</a>"),
        None,
        {**LARGE, "event list": "The platform answered the event list request with more than 3,000,000 parts."},
    ),
}


@pytest.fixture
def quick(platform: Loopback) -> ReportingClient:
    return connect(
        platform.url,
        CONNECT_TIMEOUT="0.3",
        READ_TIMEOUT="0.3",
        REPORT_MEGABYTES="4",
        REPORT_MINUTES="0.015",
    )


@pytest.mark.parametrize(
    ("row", "call"), list(itertools.product(ROWS, CALLS)), ids=[f"{r}-{c}" for r, c in itertools.product(ROWS, CALLS)]
)
def test_a_cell(platform: Loopback, quick: ReportingClient, row: str, call: str) -> None:
    column, expected = CALLS[call], ROWS[row].cell(call)
    platform.script = ROWS[row].script(column.body)
    tracemalloc.start()
    began = time.monotonic()
    try:
        found: object = column.make(quick)
    except WebcastError as exc:
        found = exc.message
    taken, memory = time.monotonic() - began, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    if expected is ...:
        # A report is handed on as it comes; that it is good or bad inside is the decoder's to say.
        assert isinstance(found, bytes)
    elif isinstance(expected, tuple) or (isinstance(expected, str) and expected.endswith(PARTS)):
        assert str(found).startswith(expected)
    else:
        assert found == (column.found if expected is GOOD else expected)
    assert taken < SECONDS
    assert memory < MEGABYTES * 2**20
    assert len(platform.requests) == 1
