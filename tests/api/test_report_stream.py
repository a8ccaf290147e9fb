"""Reports as real servers send them: cut, compressed, of another kind, or not at all."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.api.conftest import SESSION, connect
from tests.api.loopback import Loopback, Script, answer, raw
from webcast.api.client import ReportingClient
from webcast.api.codes import ERRORS, ReturnCode, TooManyThisHour, UnknownResource
from webcast.api.failures import AnswerCut
from webcast.api.request import ReportRequest
from webcast.errors import PlatformUnreachable, TryAgainLater, UnexpectedAnswer, WebcastError

XML = b"<convey_api><result><returnCode>\n1</returnCode><report_data>" + b"<viewer/>" * 30_000 + b"</report_data>"
JSON = b'{"currentTimeZone":"GMT","event_data":{},"data_headers":["Email"],"data_rows":[]}'
CSV = b"Event Id,Event Title\r\n7,Sample\r\n"
BODIES = {"xml": XML, "json": JSON, "csv": CSV}


def chunked(*chunks: bytes, end: bytes = b"0\r\n\r\n", headers: str = "") -> Script:
    head = f"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n{headers}\r\n".encode()
    return raw(head + b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks) + end)


def fetch(client: ReportingClient, format: str = "xml") -> bytes:  # noqa: A002 the API's word
    with client.open_report(SESSION, ReportRequest("7", format=format)) as report:
        return report.read()


@pytest.mark.parametrize("format", BODIES)
def test_a_report_arrives_whole(platform: Loopback, client: ReportingClient, format: str) -> None:  # noqa: A002
    platform.script = answer(BODIES[format])
    assert fetch(client, format) == BODIES[format]
    assert platform.lines == ["POST /api/reporting/audience_reports HTTP/1.1"]
    assert platform.sent() == {"ui": "u-1", "si": "s-1", "ver": "2.0", "ei": "7", "df": format}


def test_it_is_read_in_pieces_like_a_file(platform: Loopback, client: ReportingClient) -> None:
    platform.script = answer(XML)
    with client.open_report(SESSION, ReportRequest("7")) as report:
        pieces = [report.read(10), report.read(0), report.read(1_000_000)]
        assert (pieces[0], pieces[1]) == (XML[:10], b"")
        while piece := report.read(5_000):
            assert len(piece) <= 5_000
            pieces.append(piece)
        assert b"".join(pieces) == XML
        assert repr(report) == f"ReportStream(format='xml', read_so_far={len(XML)})"


@pytest.mark.parametrize("format", BODIES)
@pytest.mark.parametrize("sent", ["length", "chunks"])
def test_gzip_is_unpacked(platform: Loopback, client: ReportingClient, format: str, sent: str) -> None:  # noqa: A002
    packed = gzip.compress(BODIES[format])
    header = "Content-Encoding: gzip\r\n"
    platform.script = (
        answer(packed, headers=header) if sent == "length" else chunked(packed[:9], packed[9:], headers=header)
    )
    assert fetch(client, format) == BODIES[format]
    assert platform.header("Accept-Encoding") == "gzip, deflate"


@pytest.mark.parametrize("header", ["", "Content-Encoding: gzip\r\n"])
def test_gzip_without_its_header_is_unpacked_too(platform: Loopback, client: ReportingClient, header: str) -> None:
    packed = gzip.compress(gzip.compress(XML) if header else XML)
    platform.script = chunked(packed[:9], packed[9:70], packed[70:], headers=header)
    with client.open_report(SESSION, ReportRequest("7")) as report:
        pieces = [report.read(1_000)]
        while piece := report.read(1_000):
            pieces.append(piece)
    assert b"".join(pieces) == XML
    assert max(map(len, pieces)) == 1_000


@pytest.mark.parametrize("damage", [lambda packed: packed[:-20], lambda packed: packed[:60] + b"\0" * 400])
def test_damaged_gzip_without_its_header_is_never_taken_for_the_whole(
    platform: Loopback, client: ReportingClient, damage: Callable[[bytes], bytes]
) -> None:
    platform.script = answer(damage(gzip.compress(XML)))
    with pytest.raises((AnswerCut, UnexpectedAnswer)):
        fetch(client)


@pytest.mark.parametrize(
    "script",
    [
        answer(XML[:-9_000], length=len(XML)),
        answer(XML[:70], length=len(XML)),
        answer(b"", length=len(XML)),
        chunked(XML[:1_000], end=b""),
        chunked(XML[:1_000], end=b"4000\r\n<cut"),
        chunked(XML[:1_000], end=b"oops\r\n"),
        answer(gzip.compress(XML)[:-20], length=len(gzip.compress(XML)), headers="Content-Encoding: gzip\r\n"),
    ],
    ids=["length", "in the head", "at once", "no last chunk", "within a chunk", "no chunk size", "gzip"],
)
def test_a_cut_body_is_never_taken_for_the_whole(platform: Loopback, client: ReportingClient, script: Script) -> None:
    platform.script = script
    with pytest.raises(
        AnswerCut, match=r"The report request to 127\.0\.0\.1 was answered in part: the connection broke"
    ):
        fetch(client)


def test_a_reset_is_a_cut(platform: Loopback, client: ReportingClient) -> None:
    def reset(connection: socket.socket) -> None:
        answer(XML[:1_000], length=len(XML))(connection)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")

    platform.script = reset
    with pytest.raises(PlatformUnreachable):
        fetch(client)


def test_silence_in_the_middle_ends_by_the_read_timeout(platform: Loopback) -> None:
    gone = threading.Event()

    def stall(connection: socket.socket) -> None:
        answer(XML[:1_000], length=len(XML))(connection)
        gone.wait(10)

    platform.script = stall
    client = connect(platform.url, READ_TIMEOUT="0.2")
    with pytest.raises(
        PlatformUnreachable, match=r"stopped being answered after 1,000 bytes: nothing more came in time"
    ):
        fetch(client)
    gone.set()


def test_dripping_without_ever_beginning_ends(platform: Loopback) -> None:
    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while True:  # ends when the client hangs up
            connection.sendall(b" ")
            threading.Event().wait(0.02)

    platform.script = drip
    client = connect(platform.url, READ_TIMEOUT="0.5", CONNECT_TIMEOUT="0.5")
    with pytest.raises(PlatformUnreachable, match="had not begun after 2 s"):
        fetch(client)


@pytest.mark.parametrize("code", ERRORS)
@pytest.mark.parametrize(
    "shape",
    [
        "<convey_api><result>\n<returnCode>\n{}</returnCode></result></convey_api>",
        '{{"api_version":"2.0","returnCode":"{}"}}',
        "error,description\r\n{},Something went wrong\r\n",
    ],
    ids=["xml", "json", "csv"],
)
@pytest.mark.parametrize("asked", BODIES)
def test_a_return_code_is_raised_whatever_it_comes_in(
    platform: Loopback, client: ReportingClient, code: int, shape: str, asked: str
) -> None:
    platform.script = answer(shape.format(code).encode())
    with pytest.raises(ERRORS[code]):
        client.open_report(SESSION, ReportRequest("7", format=asked))


@pytest.mark.parametrize(
    ("body", "asked", "message"),
    [
        (b"<!doctype html><title>Maintenance</title>", "xml", "answered the report request with a web page"),
        (b"", "json", "answered the report request with an empty body"),
        (b"Service unavailable", "csv", "answered the report request with plain text that is no report"),
        (b"error,why\r\ntrue,unknown\r\n", "csv", "with an error that has no return code"),
        (XML, "csv", "answered with a report in XML, and CSV was asked for. The parameter 'df' is inferred"),
        (CSV, "json", "answered with a report in CSV, and JSON was asked for"),
        (JSON, "xml", "answered with a report in JSON, and XML was asked for"),
    ],
)
def test_another_kind_of_body_is_said(
    platform: Loopback, client: ReportingClient, body: bytes, asked: str, message: str
) -> None:
    platform.script = answer(body)
    with pytest.raises(UnexpectedAnswer, match=message):
        client.open_report(SESSION, ReportRequest("7", format=asked))


def test_what_is_not_gzip_but_says_so(platform: Loopback, client: ReportingClient) -> None:
    platform.script = answer(XML, headers="Content-Encoding: gzip\r\n")
    with pytest.raises(UnexpectedAnswer, match="a body that is not compressed as it says"):
        fetch(client)


class Ledger:
    """A limiter that writes down what it is asked."""

    def __init__(self, refuse: WebcastError | None = None) -> None:
        self.log: list[str] = []
        self._refuse = refuse

    @contextmanager
    def report(self, *, expired: bool, event_id: str) -> Iterator[None]:
        if self._refuse:
            raise self._refuse
        self.log.append(f"enter {event_id} {expired}")
        try:
            yield
        except WebcastError as exc:
            self.log.append(type(exc).__name__)
            raise
        finally:
            self.log.append("leave")


def limited(url: str, ledger: Ledger) -> ReportingClient:
    client = connect(url)
    client._limiter = ledger
    return client


def test_the_limiter_is_held_from_the_request_to_the_last_byte(platform: Loopback) -> None:
    platform.script = answer(XML)
    ledger = Ledger()
    client = limited(platform.url, ledger)
    with client.open_report(SESSION, ReportRequest("7", expired=True)) as r:
        r.read()
        assert ledger.log == ["enter 7 True"]
    assert ledger.log == ["enter 7 True", "leave"]
    assert platform.sent()["expired"] == "on"


def test_the_limiter_hears_of_a_refusal(platform: Loopback) -> None:
    platform.script = answer(b"<a><returnCode>62</returnCode></a>")
    ledger = Ledger()
    client = limited(platform.url, ledger)
    with pytest.raises(TooManyThisHour):
        client.open_report(SESSION, ReportRequest("7"))
    assert ledger.log == ["enter 7 False", "TooManyThisHour", "leave"]


def test_a_call_that_may_not_be_made_is_not_made(platform: Loopback) -> None:
    ledger = Ledger(TryAgainLater("Not now.", retry_after=60))
    client = limited(platform.url, ledger)
    with pytest.raises(TryAgainLater, match="Not now"):
        client.open_report(SESSION, ReportRequest("7"))
    assert platform.requests == []


NOT_THERE = b"<convey_api><result><returnCode>74</returnCode></result></convey_api>"
ADDRESSES = {"URL_REPORT": "https://a.example/first", "URL_REPORT_FALLBACK": "https://b.example/second"}


@pytest.mark.parametrize("refusal", [answer(b"", status="404 Not Found"), answer(NOT_THERE)], ids=["404", "74"])
def test_where_the_first_address_knows_none_the_other_is_asked_once(platform: Loopback, refusal: Script) -> None:
    client = connect(platform.url, **ADDRESSES)

    def script(connection: socket.socket) -> None:
        (refusal if "/first" in platform.lines[-1] else answer(XML))(connection)

    platform.script = script
    with client.open_report(SESSION, ReportRequest("7")) as report:
        assert (report.read(), report.host) == (XML, "127.0.0.1")
    assert fetch(client) == XML
    asked = [line.split()[1] for line in platform.lines]
    assert asked == ["/first", "/second", "/second"]


def test_neither_address_is_asked_twice(platform: Loopback) -> None:
    platform.script = answer(NOT_THERE)
    with pytest.raises(UnknownResource):
        fetch(connect(platform.url, **ADDRESSES))
    assert len(platform.lines) == 2


def test_any_other_refusal_is_the_answer(platform: Loopback) -> None:
    platform.script = answer(NOT_THERE.replace(b"74", b"72"))
    with pytest.raises(ReturnCode):
        fetch(connect(platform.url, **ADDRESSES))
    assert len(platform.lines) == 1


def test_who_sets_the_address_settles_it(platform: Loopback) -> None:
    platform.script = answer(NOT_THERE)
    with pytest.raises(UnknownResource):
        fetch(connect(platform.url, URL_REPORT="https://a.example/first"))
    assert len(platform.lines) == 1
