from __future__ import annotations

import gzip
import http.client
import socket
import ssl
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import requests
import urllib3

from tests import certificates
from tests.api.conftest import SESSION, connect
from tests.api.loopback import Loopback, Script, answer, loopback
from tests.library.stage import until
from webcast.api import foreign_errors
from webcast.api.client import ReportingClient
from webcast.api.failures import AnswerCut, NotReached, TookTooLong, TooLarge, UntrustedPlatform
from webcast.api.guide import CALLS
from webcast.errors import ChangeRequest, PlatformUnreachable, SettingsError, UnexpectedAnswer, WebcastError

CALL = next(call for call in CALLS if call.name == "login")


def classes(module: object, base: type[BaseException]) -> list[type[BaseException]]:
    found = [value for value in vars(module).values() if isinstance(value, type) and issubclass(value, base)]
    return sorted(set(found) - {Warning}, key=lambda kind: kind.__name__)


@pytest.mark.parametrize("kind", classes(requests.exceptions, requests.RequestException), ids=lambda k: k.__name__)
def test_every_exception_of_requests_is_mapped_by_name(kind: type[BaseException]) -> None:
    assert kind in foreign_errors._OURS


@pytest.mark.parametrize(
    "kind",
    [
        *classes(requests.exceptions, requests.RequestException),
        *classes(urllib3.exceptions, urllib3.exceptions.HTTPError),
        *classes(http.client, http.client.HTTPException),
        ssl.SSLError,
        TimeoutError,
        UnicodeError,
    ],
    ids=lambda k: f"{k.__module__}.{k.__name__}",
)
def test_a_foreign_exception_becomes_ours_without_a_word_of_its_own(kind: type[BaseException]) -> None:
    exc = kind.__new__(kind)
    exc.args = ("canary",)
    error = foreign_errors.translate(exc, CALL)
    assert isinstance(error, WebcastError)
    assert str(error).startswith("The login request to api.webcasts.com ")
    assert "canary" not in str(error)


@pytest.mark.parametrize(
    ("exc", "group", "message"),
    [
        (
            requests.ReadTimeout("x"),
            PlatformUnreachable,
            "The login request to api.webcasts.com got no answer in time.",
        ),
        (
            requests.ConnectionError(ConnectionRefusedError(111, "x")),
            PlatformUnreachable,
            "(the connection was refused)",
        ),
        (requests.ConnectionError(OSError(113, "x")), PlatformUnreachable, "got no answer (EHOSTUNREACH)"),
        (requests.exceptions.InvalidProxyURL("x"), ChangeRequest, "its URL or the proxy settings cannot be used"),
        (requests.exceptions.ChunkedEncodingError("x"), AnswerCut, "the connection broke after 0 bytes"),
        (requests.exceptions.ContentDecodingError("x"), UnexpectedAnswer, "not compressed as it says"),
        (requests.exceptions.SSLError("x"), UntrustedPlatform, "the connection cannot be made secure"),
    ],
)
def test_what_happened_is_said(exc: Exception, group: type[WebcastError], message: str) -> None:
    error = foreign_errors.translate(exc, CALL)
    assert isinstance(error, group)
    assert message in str(error)


def test_nobody_listens(platform: Loopback) -> None:
    with loopback(answer(b"")) as gone:
        url = gone.url
    client = connect(url)
    with (
        pytest.raises(NotReached, match=r"\(the connection was refused\)") as raised,
    ):
        client.events(SESSION)
    assert (raised.value.__cause__, raised.value.__context__) == (None, None)


def test_a_host_that_has_no_name() -> None:
    client = connect("http://no-such-host-for-sure")
    with pytest.raises(NotReached, match="the host's name is not known"):
        client.events(SESSION)


@pytest.mark.parametrize(
    "data", [b"", b"\0\xff\r\n\r\n", b"HTTP/1.1 999999 x\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"a" * 70_000]
)
def test_an_answer_that_is_not_http(platform: Loopback, client: ReportingClient, data: bytes) -> None:
    platform.script = lambda connection: connection.sendall(data)
    with pytest.raises(PlatformUnreachable, match=r"The event list request to 127\.0\.0\.1 got no answer"):
        client.events(SESSION)


def test_silence_ends_by_the_read_timeout(platform: Loopback) -> None:
    gone = threading.Event()

    def wait(_connection: socket.socket) -> None:
        gone.wait(10)

    platform.script = wait
    client = connect(platform.url, READ_TIMEOUT="0.1")
    with pytest.raises(PlatformUnreachable, match="in time"):
        client.events(SESSION)
    gone.set()


def test_an_answer_that_drips_ends_too(platform: Loopback) -> None:
    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while True:  # ends when the client hangs up
            connection.sendall(b" ")
            threading.Event().wait(0.02)

    platform.script = drip
    client = connect(platform.url, READ_TIMEOUT="1", CONNECT_TIMEOUT="1")
    with pytest.raises(PlatformUnreachable, match="The answer to the event list request takes longer than 3 s"):
        client.events(SESSION)


@pytest.mark.parametrize(
    ("call", "limit"),
    [
        (lambda client: client.sign_in("ann", "x"), 2**20),
        (lambda client: client.change_password("ann", "x", "y"), 2**20),
        (lambda client: client.time_zones(SESSION), 2**20),
        (lambda client: client.events(SESSION), 2**25),
    ],
    ids=["login", "password", "zones", "events"],
)
@pytest.mark.parametrize("packed", [False, True])
def test_an_answer_that_never_ends_is_given_up(
    platform: Loopback,
    client: ReportingClient,
    call: Callable[[ReportingClient], object],
    limit: int,
    packed: bool,
) -> None:
    """Packed without a header that says so, too: a bomb."""
    body = b" " * (limit + 1)
    platform.script = answer(gzip.compress(body) if packed else body)
    with pytest.raises(TooLarge, match=f"request with more than {limit // 2**20} MiB"):
        call(client)


def test_as_much_as_may_come_is_taken(platform: Loopback, client: ReportingClient) -> None:
    platform.script = answer(b" " * 2**25)
    assert client.events(SESSION).height == 0


def test_headers_that_drip_end_too(platform: Loopback) -> None:
    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
        while True:  # ends when the client hangs up
            connection.sendall(b"x")
            threading.Event().wait(0.02)

    platform.script = drip
    client = connect(platform.url, READ_TIMEOUT="0.3", CONNECT_TIMEOUT="0.1")
    began = time.monotonic()
    with pytest.raises(TookTooLong, match="The answer to the event list request takes longer than 1 s"):
        client.events(SESSION)
    assert 0.6 < time.monotonic() - began < 20  # it would drip for ever
    assert threading.active_count() < 20


def test_a_handshake_that_drips_ends_too(tmp_path: Path) -> None:
    """The first bytes of a TLS record that announces more, and then one now and then."""

    def drip(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection, suppress(OSError):
            connection.sendall(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc")
            while True:
                connection.sendall(b"\x00")
                threading.Event().wait(0.02)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=drip, args=(listener,), daemon=True)
        thread.start()
        client = connect(f"https://127.0.0.1:{listener.getsockname()[1]}", READ_TIMEOUT="0.3", CONNECT_TIMEOUT="0.3")
        with pytest.raises(PlatformUnreachable, match=r"got no answer in time|takes longer than"):
            client.events(SESSION)
        thread.join(10)


def test_no_connection_and_no_timer_is_left(platform: Loopback, client: ReportingClient) -> None:
    def open_now() -> tuple[int, int]:
        return threading.active_count(), len(list(Path("/proc/self/fd").iterdir()))

    client.events(SESSION)
    before = open_now()
    for _ in range(20):
        client.events(SESSION)
        platform.script = answer(b"<a><returnCode>50</returnCode></a>")
        with pytest.raises(WebcastError):
            client.events(SESSION)
        platform.script = answer(b"")
    until(lambda: open_now() <= before)  # the last timer and the other end take a moment


def test_a_redirect_is_not_followed_with_secrets(platform: Loopback, client: ReportingClient) -> None:
    with loopback(answer(b"")) as elsewhere:
        platform.script = answer(b"", status="302 Found", headers=f"Location: {elsewhere.url}/steal\r\n")
        with pytest.raises(UnexpectedAnswer, match="a redirect; it was not followed"):
            client.sign_in("ann", "x")
        assert elsewhere.requests == []


def test_cookies_do_not_mix_accounts(platform: Loopback, client: ReportingClient) -> None:
    platform.script = answer(b"", headers="Set-Cookie: JSESSIONID=ann; Path=/\r\n")
    client.events(SESSION)
    client.events(SESSION)
    assert platform.header("Cookie") is None


def test_netrc_and_proxies_of_the_environment_stay_out_of_loopback(
    platform: Loopback, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login ann password canary\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    connect(platform.url).events(SESSION)
    assert platform.header("Authorization") is None


@contextmanager
def secured(folder: Path, script: Script, host: str = "127.0.0.1") -> Iterator[tuple[str, Path]]:
    """Serve over TLS with a certificate that its own file alone vouches for."""
    certificate, key = certificates.made(folder, host)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with loopback(script, context) as served:
        yield served.url, certificate


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with secured(tmp_path, answer(b"")) as (url, certificate):
        client = connect(url)
        with pytest.raises(UntrustedPlatform, match="self-signed certificate") as raised:
            client.sign_in("ann", "x")
        assert "name it in WEBCAST_CA_BUNDLE" in str(raised.value)
        # Our setting, not what the environment says for other programs.
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "nothing"))
        assert connect(url, CA_BUNDLE=str(certificate)).events(SESSION).height == 0


def test_a_call_that_fails_is_logged_by_its_kind_alone(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with secured(tmp_path, answer(b"")) as (url, _), pytest.raises(UntrustedPlatform):
        connect(url).sign_in("canary-name", "canary-password")
    (line,) = [record for record in caplog.records if record.name == "webcast.api.fetches"]
    details = line.__dict__["details"]
    assert (line.getMessage(), details.pop("seconds") < 10) == ("Asked the platform: login, UntrustedPlatform.", True)
    assert details == {"call": "login", "outcome": "UntrustedPlatform", "error": "SSLError"}
    assert "canary" not in caplog.text


def test_a_certificate_of_another_host_is_refused(tmp_path: Path) -> None:
    with (
        secured(tmp_path, answer(b""), host="127.0.0.2") as (url, certificate),
        pytest.raises(UntrustedPlatform, match="IP address mismatch"),
    ):
        connect(url, CA_BUNDLE=str(certificate)).events(SESSION)


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_bundle_that_cannot_be_used_is_said_at_the_start(tmp_path: Path, content: str | None) -> None:
    bundle = tmp_path / "ca.pem"
    if content is not None:
        bundle.write_text(content)
    with pytest.raises(SettingsError, match="WEBCAST_CA_BUNDLE should name a file of certificates"):
        connect("https://127.0.0.1:1", CA_BUNDLE=str(bundle))


def test_a_failure_carries_none_of_the_frames_beneath(platform: Loopback) -> None:
    with loopback(answer(b"")) as gone:
        url = gone.url
    client = connect(url)
    with pytest.raises(PlatformUnreachable) as raised:
        client.sign_in("ann", "x")
    files = {Path(frame.filename).name for frame in traceback.extract_tb(raised.value.__traceback__)}
    assert files == {"test_transport.py", "client.py", "transport.py"}
