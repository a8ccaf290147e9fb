"""The gate in front of Streamlit's own routes, by every spelling of an address, method and kind of cookie.

What is behind it is real: a media file, an opened file, a component, a static file, a place for uploads. Each has a
word in it that nobody but its owner may get, whatever is asked and however.

The whole product of methods, spellings and cookies is asked of the application in this process: real requests, parsed
as the server parses them, but without its sockets, which take a minute for 24,000. Over sockets a selection is asked.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Final
from urllib.parse import quote, unquote, urlsplit

import h11
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import ASGIApp, Message, Scope
from starlette.websockets import WebSocket
from streamlit.runtime.media_file_storage import MediaFileKind
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.web.server.starlette import starlette_routes as theirs
from streamlit.web.server.starlette.starlette_static_routes import create_streamlit_static_assets_routes

from tests import loops
from tests.exports import small
from tests.web.conftest import STATIC, Clock
from tests.web.serving import Browser, serve
from webcast.sandbox.accounts import DEMO_PASSWORD, DEMO_USERNAME, PARTNER_PASSWORD, PARTNER_USERNAME
from webcast.web import asgi
from webcast.web.app_state import AppState
from webcast.web.visitor import Visitor

SECRET: Final = b"canary-of-the-owner"
SESSION: Final = "session-of-the-owner"
CODE_ALONE: Final = ("/_stcore/bidi-components/", "/component/", "/app/")
"""The same for all who are signed in: parts of the front end."""


@dataclass(frozen=True)
class Place:
    """The dashboard before Streamlit's routes, and what is behind them.

    Attributes:
        app: What answers there.
        url: Where it answers.
        targets: Addresses that each answer with :data:`SECRET`, or with what can be done, to who may.
        uploads: What was put where only a page's owner may put something.
        cookies: What a request can be sent with, by kind; the owner's is ``owner``.
    """

    app: ASGIApp
    url: str
    targets: tuple[str, ...]
    uploads: MemoryUploadedFileManager
    cookies: dict[str, str]

    def request(self, target: str, kind: str, method: str = "GET", *more: str) -> bytes:
        """Return a request as it stands, whatever the address is: these bytes are what an attacker can send."""
        cookie = self.cookies[kind]
        lines = [f"{method} {target} HTTP/1.1", f"Host: {urlsplit(self.url).netloc}", "Connection: close", *more]
        lines += [f"Cookie: {cookie}"] if cookie else []
        return "\r\n".join([*lines, "", ""]).encode("latin-1")

    def ask(self, target: str, kind: str, method: str = "GET", *more: str, body: str = "") -> bytes:
        """Send a request as it stands, and return all that comes back."""
        parts = urlsplit(self.url)
        sent = self.request(target, kind, method, *more) + body.encode("latin-1")
        with socket.create_connection((parts.hostname or "", parts.port or 0), 30) as connection:
            connection.sendall(sent)
            received = b""
            while piece := connection.recv(65_536):
                received += piece
        return received


def status(answer: bytes) -> int:
    return int(answer.split(None, 2)[1]) if answer else 0


class _Component:
    """Stands for Streamlit's lists of components: whatever is asked for is in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, _name: str) -> object:
        return self

    def get_component_path(self, _name: str) -> str:
        return str(self._folder)


def streamlit_routes(
    tmp_path: Path, media: MemoryMediaFileStorage, uploads: MemoryUploadedFileManager
) -> list[BaseRoute]:
    """Return Streamlit's own routes, in its order, as far as they answer with what is somebody's."""
    (tmp_path / "static").mkdir()
    for name in ("static/secret.txt", "secret.txt"):
        (tmp_path / name).write_bytes(SECRET)
    component, runtime = _Component(tmp_path), SimpleNamespace(is_active_session=lambda session: session == SESSION)

    async def figures(_request: object) -> PlainTextResponse:
        return PlainTextResponse(SECRET.decode())

    async def socket_anywhere(connection: WebSocket) -> None:
        await connection.accept()
        await connection.close()

    made: list[BaseRoute] = [WebSocketRoute("/{path:path}", socket_anywhere)]
    made += [
        Route(f"/{theirs.ROUTE_METRICS}", figures),
        Route("/_stcore/agent/mcp", figures, methods=["GET", "POST"]),
    ]
    made += [Route("/_stcore/message", figures)]
    made += theirs.create_host_config_routes("")
    made += theirs.create_media_routes(media, "")
    made += theirs.create_upload_routes(runtime, uploads, "")  # type: ignore[arg-type]  # all that they ask of it
    made += theirs.create_component_routes(component, "")  # type: ignore[arg-type]
    made += theirs.create_bidi_component_routes(component, "")  # type: ignore[arg-type]
    made += theirs.create_app_static_serving_routes(str(tmp_path / "app.py"), "")
    made += create_streamlit_static_assets_routes("")
    return made


def cookies_of(state: AppState, url: str, clock: Clock) -> tuple[Visitor, dict[str, str]]:
    """Return who owns what is behind the gate, and every kind of cookie."""
    owner, other, gone = Browser(url), Browser(url), Browser(url)
    owner.post("/login", {"username": DEMO_USERNAME, "password": DEMO_PASSWORD})
    other.post("/login", {"username": PARTNER_USERNAME, "password": PARTNER_PASSWORD})
    gone.post("/login", {"username": DEMO_USERNAME, "password": DEMO_PASSWORD})
    visitor = state.cookies.read(owner.cookie or "")
    assert visitor is not None
    signed_out = gone.cookie
    gone.post("/logout")
    name, mine = owner.name, owner.cookie or ""
    expired = state.cookies.seal(replace(visitor, expires_at=clock()))
    values = {
        "garbage": "x",
        "expired": expired,
        "signed out": signed_out,
        "truncated": mine[:-1],
        "doubled": mine + mine,
        "in quotes with more": f'"{mine} "',
        "another's": other.cookie,
    }
    found = {"none": "", "owner": f"{name}={mine}"} | {kind: f"{name}={value}" for kind, value in values.items()}
    found["two of one name"] = f"{name}={other.cookie}; {name}={expired}; {name}=x"
    found["of another name"] = f"{name.upper()}={mine}; x{name}={mine}; __Host-{name}={mine}; {name}[]={mine}"
    found["the device's"] = f"{name}={owner.device}"
    return visitor, found


@pytest.fixture
def place(state: AppState, clock: Clock, tmp_path: Path) -> Iterator[Place]:
    media, uploads = MemoryMediaFileStorage("/media"), MemoryUploadedFileManager("/_stcore/upload_file")
    behind = tmp_path / "behind"
    behind.mkdir()
    app = Starlette(
        routes=[*asgi.routes(state), *streamlit_routes(behind, media, uploads)],
        middleware=asgi.middleware(state, STATIC),
    )
    with serve(app) as url:
        owner, cookies = cookies_of(state, url, clock)
        file = media.get_url(media.load_and_get_id(SECRET, "text/csv", MediaFileKind.DOWNLOADABLE))
        state.media.read_message(owner.sid, file.encode())
        report = small.two_events()
        people = report.registrants.with_columns(first_name=report.registrants["first_name"] + f" {SECRET.decode()}")
        state.uploads.add(owner.sid, replace(report, registrants=people), "owner.xml")
        targets = (
            file,
            "/export.csv?events=file-1",
            "/component/any/secret.txt",
            "/_stcore/bidi-components/any/secret.txt",
            "/app/static/secret.txt",
            "/_stcore/metrics",
            "/_stcore/agent/mcp",
            "/_stcore/message",
        )
        yield Place(app, url, targets, uploads, cookies)


Trick = Callable[[str], str]

TRICKS: Final[dict[str, Trick]] = {
    "as it is": lambda path: path,
    "two slashes": lambda path: f"/{path}",
    "three slashes": lambda path: f"//{path}",
    "two slashes within": lambda path: "/" + path[1:].replace("/", "//", 1),
    "a dot": lambda path: f"/.{path}",
    "a dot within": lambda path: "/" + path[1:].replace("/", "/./", 1),
    "dots": lambda path: f"/x/..{path}",
    "dots after what is open": lambda path: f"/static/..{path}",
    "dots after health": lambda path: f"/_stcore/health/../..{path}",
    "encoded dots": lambda path: f"/static/%2e%2e{path}",
    "encoded dots and slash": lambda path: f"/static%2f%2e%2e%2f{path[1:]}",
    "an encoded slash": lambda path: "/" + path[1:].replace("/", "%2f"),
    "an encoded first slash": lambda path: f"%2f{path[1:]}",
    "an encoded second slash": lambda path: f"/%2f{path[1:]}",
    "a slash encoded twice": lambda path: "/" + path[1:].replace("/", "%252f"),
    "a letter encoded": lambda path: f"/%{ord(path[1]):02x}{path[2:]}",
    "a letter encoded twice": lambda path: f"/%25{ord(path[1]):02x}{path[2:]}",
    "all encoded": lambda path: "/" + "".join(f"%{ord(char):02X}" for char in path[1:].partition("?")[0]),
    "a slash of too many bytes": lambda path: "/" + path[1:].replace("/", "%c0%af"),
    "a wide slash": lambda path: "/" + path[1:].replace("/", quote("\uff0f")),
    "backslashes": lambda path: "/" + path[1:].replace("/", "\\"),
    "encoded backslashes": lambda path: "/" + path[1:].replace("/", "%5c"),
    "a trailing slash": lambda path: path.partition("?")[0] + "/",
    "a trailing dot": lambda path: path.partition("?")[0] + ".",
    "a trailing blank": lambda path: path.partition("?")[0] + "%20",
    "a trailing null": lambda path: path.partition("?")[0] + "%00",
    "a null and a script": lambda path: path.partition("?")[0] + "%00.js",
    "a line break": lambda path: path.partition("?")[0] + "%0d%0aX-A:%20b",
    "another ending": lambda path: path.partition("?")[0] + "/x.js",
    "health behind": lambda path: path.partition("?")[0] + "/_stcore/health",
    "upper case": lambda path: path.upper(),
    "a capital": lambda path: path[:1] + path[1:].capitalize(),
    "parameters": lambda path: path.partition("?")[0] + ";a=b",
    "parameters first": lambda path: f"/;a=b{path}",
    "parameters within": lambda path: "/" + path[1:].replace("/", ";x/", 1),
    "a query of another path": lambda path: f"{path.partition('?')[0]}?/_stcore/health",
    "an encoded query": lambda path: path.replace("?", "%3f") + "%3f",
    "a fragment": lambda path: f"{path}#/_stcore/health",
    "an open path with it behind": lambda path: f"/_stcore/health{path}",
    "a page before": lambda path: f"/funnel{path}",
    "a tab within": lambda path: f"{path[:2]}%09{path[2:]}",
    "a soft hyphen within": lambda path: f"{path[:2]}%c2%ad{path[2:]}",
    "absolute": lambda path: f"http://127.0.0.1{path}",
    "absolute, of another host": lambda path: f"http://evil.example{path}",
    "absolute, open and guarded": lambda path: f"http://127.0.0.1/_stcore/health/../..{path}",
    "of a host alone": lambda path: path[1:],
}

METHODS: Final = ("HEAD", "OPTIONS", "TRACE", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "PROPFIND", "get")


def test_the_owner_gets_what_nobody_else_does(place: Place) -> None:
    """What is asked for below is there: without it, nothing would be shown by its absence."""
    for target in place.targets[:5]:
        assert SECRET in place.ask(target, "owner"), target
    for target in place.targets[2:5]:  # code of the front end, the same for all accounts
        assert SECRET in place.ask(target, "another's")
    for target in place.targets[5:]:
        assert status(place.ask(target, "owner")) == 404


def allowed(target: str, kind: str) -> bool:
    return kind in ("owner", "another's", "two of one name") and target.startswith(CODE_ALONE)


def parsed(request: bytes) -> Scope | None:
    """Return a request as the server parses it; None where it answers 400 by itself."""
    parser = h11.Connection(h11.SERVER)
    parser.receive_data(request)
    try:
        event = parser.next_event()
    except h11.RemoteProtocolError:
        return None
    assert isinstance(event, h11.Request)
    raw, _, query = event.target.partition(b"?")
    return {
        "type": "http",
        "http_version": "1.1",
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 1),
        "scheme": "http",
        "method": event.method.decode("ascii"),
        "root_path": "",
        "path": unquote(raw.decode("ascii")),
        "raw_path": raw,
        "query_string": query,
        "headers": [(name.lower(), value) for name, value in event.headers],
    }


async def answer(app: ASGIApp, scope: Scope, cookie: str) -> tuple[int, bytes]:
    """Return status and body of what an application answers to a request with a cookie."""
    cookies = [(b"cookie", cookie.encode("latin-1"))] if cookie else []
    sent: list[Message] = []
    pieces: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Message:
        return pieces.pop() if pieces else await asyncio.Future()

    async def send(message: Message) -> None:
        sent.append(message)

    await app({**scope, "headers": [*scope["headers"], *cookies], "state": {}}, receive, send)
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent)


KINDS_OF_TARGETS: Final = (0, 1, 2, 5)
"""One of each that has a rule of its own: of a session, of an account, for all who are signed in, for nobody."""


async def opened_by(place: Place, method: str, trick: str) -> list[tuple[str, ...]]:
    """Return what a method and a spelling open to whom it should not, with which cookie, and what fails."""
    found: list[tuple[str, ...]] = []
    for number in KINDS_OF_TARGETS:
        target = place.targets[number]
        scope = parsed(place.request(TRICKS[trick](target), "none", method))
        if scope is None:
            continue
        for kind, cookie in place.cookies.items():
            code, body = await answer(place.app, scope, cookie)
            if code >= 500 or (SECRET in body and kind != "owner" and not allowed(target, kind)):
                found.append((method, trick, target, kind, str(code)))
    return found


def test_no_method_spelling_and_cookie_together_open_it_to_another(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("webcast.web.gate"), "disabled", True)

    async def all_of_them() -> list[tuple[str, ...]]:
        both = [(method, trick) for method in ("GET", *METHODS) for trick in TRICKS]
        return [case for method, trick in both for case in await opened_by(place, method, trick)]

    assert loops.run(all_of_them) == []


def test_no_spelling_of_an_address_opens_it_to_another(place: Place) -> None:
    others = [kind for kind in place.cookies if kind != "owner"]
    opened = [
        (trick, target, kind)
        for trick, spelled in TRICKS.items()
        for target in place.targets
        for kind in (others if trick == "as it is" else ("none", "another's"))
        if not allowed(target, kind) and SECRET in place.ask(spelled(target), kind)
    ]
    assert opened == []


def test_no_method_opens_it_either(place: Place) -> None:
    for method in METHODS:
        for target in place.targets:
            for kind in ("none", "signed out", "another's"):
                answer = place.ask(target, kind, method, "Content-Length: 0")
                assert SECRET not in answer
                if method != "CONNECT" and not allowed(target, kind):
                    assert status(answer) >= 400, (method, target, kind)


def test_what_is_said_about_the_address_beside_it_opens_nothing(place: Place) -> None:
    headers = [
        f"{name}: {value}"
        for name in ("X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Uri", "X-Forwarded-Path", "X-Forwarded-Prefix")
        for value in place.targets[:2]
    ]
    for header in headers:
        assert SECRET not in place.ask("/_stcore/health", "none", "GET", header)
    for method in ("X-HTTP-Method-Override: GET", "X-Method-Override: GET", "X-HTTP-Method: GET"):
        for target in place.targets:
            assert SECRET not in place.ask(target, "none", "POST", method, "Content-Length: 0")


def test_nobody_puts_or_removes_a_file_without_being_signed_in(place: Place, state: AppState) -> None:
    opened = state.passing.taken().everybody
    path = f"/_stcore/upload_file/{SESSION}/file"
    form = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.xml"\r\n\r\nx\r\n--b--\r\n'
    more = ("Content-Type: multipart/form-data; boundary=b", f"Content-Length: {len(form)}")
    for method in ("PUT", "POST", "DELETE"):
        for trick in TRICKS.values():
            place.ask(trick(path), "none", method, *more, body=form)
        for kind in place.cookies.keys() - {"owner", "another's", "two of one name"}:
            assert status(place.ask(path, kind, method, *more, body=form)) == 401
        # Who is signed in needs what only a page of theirs is told: Streamlit's token against foreign forms.
        assert status(place.ask(path, "another's", method, *more, body=form)) in (403, 404, 405)
    assert place.uploads.get_files(SESSION, ["file"]) == []
    assert state.passing.taken().everybody == opened


UPGRADE: Final = (
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
)


def test_an_upgrade_opens_no_other_door(place: Place) -> None:
    ours = f"Origin: {place.url}"
    assert status(place.ask("/_stcore/stream", "none", "GET", *UPGRADE, ours)) == 101
    for trick in TRICKS.values():
        for target in (place.targets[0], "/_stcore/stream"):
            for kind in ("none", "owner"):
                spelled = trick(target)
                answer = place.ask(spelled, kind, "GET", *UPGRADE, "Origin: https://evil.example")
                assert status(answer) != 101
                if target != "/_stcore/stream":
                    answer = place.ask(spelled, kind, "GET", *UPGRADE, ours)
                    assert status(answer) != 101
                    assert kind == "owner" or SECRET not in answer
