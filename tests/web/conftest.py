"""The dashboard's routes and gate around a stand-in for Streamlit's own routes, against the real sandbox platform."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import streamlit
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from tests.web.serving import Browser, serve
from webcast.sandbox.accounts import DEMO_PASSWORD, DEMO_USERNAME
from webcast.sandbox.running import Sandbox, run_sandbox
from webcast.settings import Settings, load
from webcast.web import app_state as state_module
from webcast.web import asgi
from webcast.web.app_state import AppState

STATIC = Path(streamlit.__file__).parent / "static"
MEDIA = "/media/0123456789abcdef0123456789abcdef.csv"


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.at = datetime(2025, 3, 4, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def advance(self, **span: float) -> None:
        self.at += timedelta(**span)


@pytest.fixture(scope="session")
def running_platform() -> Iterator[Sandbox]:
    with run_sandbox() as running:
        yield running


@pytest.fixture
def platform(running_platform: Sandbox) -> Iterator[Sandbox]:
    """The sandbox, with nothing going wrong but what the test switches on."""
    yield running_platform
    running_platform.faults.clear()


def settings_for(platform: Sandbox, folder: Path) -> Settings:
    """Return the settings of a dashboard on the sandbox whose library is in a folder."""
    environ = {
        "WEBCAST_DATA_DIR": str(folder / "data"),
        "WEBCAST_PLATFORM_URL": platform.url,
        "WEBCAST_DEMO_USERNAME": DEMO_USERNAME,
        "WEBCAST_DEMO_PASSWORD": DEMO_PASSWORD,
    }
    return load(environ, secrets_file=folder / "none.toml")


@pytest.fixture
def settings(platform: Sandbox, tmp_path: Path) -> Settings:
    return settings_for(platform, tmp_path)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def state(settings: Settings, clock: Clock) -> Iterator[AppState]:
    opened = AppState.open(settings, now=clock)
    state_module.use(opened)
    yield opened
    state_module.use(None)
    opened.close()


Serve = Callable[[AppState], str]


async def _page(websocket: WebSocket) -> None:
    """Stand in for a page: send what the test asks for, as Streamlit sends it."""
    await websocket.accept()
    async for message in websocket.iter_bytes():
        await websocket.send_bytes(b"\x0a\x04page" + message)


def _file(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"Streamlit answers {request.url.path}")


def stand_in(state: AppState) -> Starlette:
    """Return our routes and middleware around routes that answer everything, as Streamlit's do."""
    theirs = [WebSocketRoute("/{path:path}", _page), Route("/{path:path}", _file, methods=["GET", "PUT", "POST"])]
    return Starlette(routes=[*asgi.routes(state), *theirs], middleware=asgi.middleware(state, STATIC))


@pytest.fixture
def url(state: AppState) -> Iterator[str]:
    with serve(stand_in(state)) as address:
        yield address


@pytest.fixture
def anonymous(url: str) -> Browser:
    return Browser(url)


@pytest.fixture
def browser(url: str) -> Browser:
    """A browser that signed in with the demo account."""
    signed_in = Browser(url)
    answer = signed_in.post("/login", {"demo": "1"})
    assert (answer.status, answer.headers["location"]) == (303, "/")
    return signed_in


@pytest.fixture
def secure_settings(settings: Settings) -> Settings:
    return replace(settings, secure_cookies=True)
