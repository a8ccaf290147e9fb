"""Where a request comes from, when a proxy is in front and when somebody only says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from tests import loops
from tests.browser.dashboard import run_dashboard, streamlit_run, uvicorn_run
from tests.web.conftest import stand_in
from tests.web.serving import Browser, held_back, serve
from webcast.sandbox.running import Sandbox
from webcast.settings import Settings
from webcast.web.app_state import AppState
from webcast.web.proxies import Proxies

PEER = ("10.1.2.3", 4711)


async def _nothing() -> Message:
    raise AssertionError("nothing is read here")


async def _nowhere(_message: Message) -> None:
    raise AssertionError("nothing is sent here")


def seen(
    trusted: tuple[str, ...], *headers: tuple[str, str], client: object = PEER, kind: str = "http"
) -> tuple[Any, str, list[str]]:
    """Return client, scheme and names of headers as they arrive behind the middleware."""
    found: list[Scope] = []

    async def behind(scope: Scope, _receive: Receive, _send: Send) -> None:
        found.append(scope)

    raw = [(name.encode(), value.encode()) for name, value in headers]
    scheme = {"http": "http", "websocket": "ws"}[kind]
    scope = {"type": kind, "client": client, "scheme": scheme, "headers": raw}
    loops.run(Proxies(behind, trusted), scope, _nothing, _nowhere)
    return found[0]["client"], found[0]["scheme"], [name.decode() for name, _ in found[0]["headers"]]


FOR = ("x-forwarded-for", "192.0.2.7")
TLS = ("x-forwarded-proto", "https")


@pytest.mark.parametrize("trusted", [("10.1.2.3",), ("10.1.0.0/16",), ("192.0.2.1", "10.0.0.0/8")])
def test_a_named_proxy_is_believed(trusted: tuple[str, ...]) -> None:
    assert seen(trusted, FOR, TLS) == (("192.0.2.7", 0), "https", [])
    assert seen(trusted, FOR, TLS, kind="websocket")[:2] == (("192.0.2.7", 0), "wss")


@pytest.mark.parametrize("trusted", [(), ("10.1.2.4",), ("10.2.0.0/16",), ("127.0.0.1", "::1"), ("unix",)])
def test_nobody_else_is(trusted: tuple[str, ...]) -> None:
    assert seen(trusted, FOR, TLS) == (PEER, "http", [])


@pytest.mark.parametrize("peer", [("127.0.0.1", 1), ("::1", 1), ("::ffff:127.0.0.1", 1)])
def test_this_machine_is_not_unless_it_is_named(peer: tuple[str, int]) -> None:
    client, scheme, _ = seen(("10.0.0.0/8",), FOR, TLS, client=peer)
    assert client[0] in ("127.0.0.1", "::1")
    assert scheme == "http"
    assert seen(("127.0.0.0/8", "::1"), FOR, TLS, client=peer)[:2] == (("192.0.2.7", 0), "https")


@pytest.mark.parametrize(
    ("said", "client"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("192.0.2.7:5000", "192.0.2.7"),
        ("[2001:db8::1]:5000", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
        ("6.6.6.6, 192.0.2.7", "192.0.2.7"),  # what the visitor says comes first, what proxies saw last
        ("6.6.6.6, 192.0.2.7, 10.9.9.9", "192.0.2.7"),  # through two proxies
        ("10.5.5.5, 192.0.2.7", "192.0.2.7"),
        ("127.0.0.1, 192.0.2.7", "192.0.2.7"),
        ("<script>, 192.0.2.7", "192.0.2.7"),
        ("unknown", "unknown"),
    ],
)
def test_the_last_address_that_is_no_proxy_s_counts(said: str, client: str) -> None:
    assert seen(("10.0.0.0/8",), ("x-forwarded-for", said))[0][0] == client


def test_several_headers_are_one_list() -> None:
    headers = (("x-forwarded-for", "6.6.6.6"), ("x-forwarded-for", "192.0.2.7"))
    assert seen(("10.0.0.0/8",), *headers)[0][0] == "192.0.2.7"


@pytest.mark.parametrize("said", ["https, http", "javascript", ""])
def test_a_scheme_that_is_none_changes_nothing(said: str) -> None:
    assert seen(("10.0.0.0/8",), ("x-forwarded-proto", said))[1] == "http"


@pytest.mark.parametrize("client", [None, ("", 0)])
def test_a_proxy_at_a_unix_socket_can_be_named(client: object) -> None:
    assert seen(("unix",), FOR, client=client)[0] == ("192.0.2.7", 0)
    assert seen(("10.0.0.0/8",), FOR, client=client)[0] == client


def test_what_proxies_say_goes_no_further() -> None:
    said = ("forwarded", "x-forwarded-host", "x-forwarded-port", "x-real-ip", "X-Forwarded-Prefix")
    headers = [(name, "evil.example") for name in said]
    for trusted in ((), ("10.0.0.0/8",)):
        assert seen(trusted, *headers, ("host", "a.example"))[2] == ["host"]


# Over HTTP: tries from addresses that are only said to be different count as one


def _wrong(browser: Browser, n: int) -> str:
    own = {"Origin": browser.url, "X-Forwarded-For": f"192.0.2.{n}", "X-Forwarded-Proto": "http"}
    return browser.post("/login", {"username": "ann", "password": "no"}, own).headers["location"]


def test_said_addresses_make_no_new_tries(anonymous: Browser) -> None:
    *first, last = (_wrong(anonymous, n) for n in range(6))
    assert first == ["/?error=refused"] * 5
    assert held_back(last)


def test_behind_a_named_proxy_each_visitor_has_an_address(settings: Settings) -> None:
    state = AppState.open(replace(settings, trusted_proxies=("127.0.0.1",)))
    with serve(stand_in(state)) as url:
        assert [_wrong(Browser(url), n) for n in range(6)] == ["/?error=refused"] * 6
        assert [_wrong(Browser(url), 9) for _ in range(6)] == ["/?error=refused"] * 5 + ["/?error=wait-15"]
    state.close()


@pytest.fixture(scope="module", params=[streamlit_run, uvicorn_run], ids=["streamlit", "uvicorn"])
def command(request: pytest.FixtureRequest) -> list[str]:
    found: list[str] = request.param()
    return found


@pytest.fixture(scope="module")
def unproxied(
    running_platform: Sandbox, command: list[str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    """The real application, told by uvicorn's own variable to believe everybody."""
    folder = tmp_path_factory.mktemp("unproxied")
    with run_dashboard(running_platform, folder, command, FORWARDED_ALLOW_IPS="*") as running:
        yield Browser(running.url)


def test_however_it_is_started_nobody_is_believed_by_default(unproxied: Browser) -> None:
    *first, last = (_wrong(unproxied, n) for n in range(6))
    assert first == ["/?error=refused"] * 5
    assert held_back(last)


def test_however_it_is_started_a_named_proxy_is_believed(
    running_platform: Sandbox, command: list[str], tmp_path: Path
) -> None:
    with run_dashboard(running_platform, tmp_path, command, WEBCAST_TRUSTED_PROXIES="127.0.0.1") as running:
        assert [_wrong(Browser(running.url), n) for n in range(6)] == ["/?error=refused"] * 6
