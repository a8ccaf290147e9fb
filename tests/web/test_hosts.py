"""The names under which the dashboard answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.web.conftest import stand_in
from tests.web.serving import Browser, serve
from webcast.settings import Settings
from webcast.web.app_state import AppState


@pytest.fixture
def named(settings: Settings) -> Iterator[Browser]:
    names = ("webcasts.example.com", "*.example.org", "[2001:db8::1]", "192.0.2.7")
    state = AppState.open(replace(settings, hosts=names))
    with serve(stand_in(state)) as url:
        yield Browser(url)
    state.close()


@pytest.mark.parametrize(
    "host",
    [
        "webcasts.example.com",
        "webcasts.example.com:8501",
        "WEBCASTS.example.com",
        "webcasts.example.com.",
        "a.example.org",
        "a.b.example.org:1",
        "[2001:DB8::1]:8501",
        "192.0.2.7:80",
    ],
)
def test_it_answers_under_its_names(named: Browser, host: str) -> None:
    assert named.get("/", {"Host": host}).status == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "webcasts.example.com.evil.example",
        "evilwebcasts.example.com",
        "example.org",
        "evilexample.org",
        "webcasts.example.com@evil.example",
        "user@webcasts.example.com",
        "webcasts.example.com/x",
        "webcasts.example.com:x",
        "webcasts.example.com:",
        "webcasts.example.com, evil.example",
        "192.0.2.70",
        "127.0.0.1",
        "",
    ],
)
def test_and_under_no_other(named: Browser, host: str) -> None:
    answer = named.get("/", {"Host": host})
    assert (answer.status, answer.text) == (421, "Nothing is answered under this name.")
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    login = named.post("/login", {"demo": "1"}, {"Host": host, "Origin": f"http://{host}"})
    assert (login.status, login.headers.get("set-cookie")) == (421, None)


def test_a_balancer_may_ask_for_health_by_address(named: Browser) -> None:
    assert named.get("/healthz", {"Host": "127.0.0.1"}).text == "ok"


def test_the_socket_too(named: Browser) -> None:
    address = named.url.replace("http", "ws", 1) + "/_stcore/stream"
    with pytest.raises(InvalidStatus) as refused:
        connect(address, origin=Origin(named.url))
    assert refused.value.response.status_code == 403


def test_without_the_setting_any_name_will_do(anonymous: Browser) -> None:
    assert anonymous.get("/", {"Host": "any.example"}).status == 200
