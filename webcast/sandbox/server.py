"""The platform's Reporting API as an ASGI application.

Requests are judged in this order (*inferred*; the guide lists codes, not their order): resource (74), insecure tags
(70), parameters given twice (73, 72), version (71), required parameters (72), session (11), the other parameters
(72), permission (10), expired or not (72), limits (62, 61). HTTP status is 200 whatever the return code, also
inferred.
"""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from webcast.sandbox import answers, codes, zones
from webcast.sandbox.accounts import Account, Accounts
from webcast.sandbox.answers import Answer
from webcast.sandbox.clock import Clock
from webcast.sandbox.codes import Refusal
from webcast.sandbox.events import Event
from webcast.sandbox.faults import Fault, Faults
from webcast.sandbox.limits import Limits
from webcast.sandbox.reports import FORMATS, Order, Shelf
from webcast.sandbox.requests_log import Asked, RequestLog
from webcast.sandbox.resets import reset
from webcast.sandbox.selection import Selection
from webcast.sandbox.wire import ON, PARAMETER, PATHS, VERSION
from webcast.sandbox.world import World

_INSECURE: Final = re.compile(r"<[a-zA-Z/!?]|javascript:", re.IGNORECASE)
_WHO: Final = frozenset(PARAMETER[name] for name in ("user_id", "session_id", "username"))
MAX_BODY: Final = 1_000_000


@dataclass
class Platform:
    """Everything behind the API: who may ask, what there is, what goes wrong, what was asked."""

    world: World
    clock: Clock
    faults: Faults
    accounts: Accounts
    limits: Limits
    requests: RequestLog
    shelf: Shelf


def create_app(
    world: World,
    *,
    clock: Clock | None = None,
    faults: Faults | None = None,
    accounts: Accounts | None = None,
    limits: Limits | None = None,
    requests: RequestLog | None = None,
) -> Starlette:
    """Return the platform as an application; its :class:`Platform` is ``app.state.platform``.

    Args:
        world: The events.
        clock: The present when absent.
        faults: None when absent; can be switched on later.
        accounts: Those of :func:`webcast.sandbox.accounts.defaults` when absent.
        limits: The documented ones when absent.
        requests: Where requests are noted.
    """
    platform = Platform(
        world,
        clock or Clock(),
        faults or Faults(),
        accounts or Accounts(),
        limits or Limits(),
        # An empty log is falsy.
        RequestLog() if requests is None else requests,
        Shelf(),
    )
    both = ["GET", "POST"]
    handlers = _Handlers(platform)
    app = Starlette(
        routes=[
            Route("/", _welcome),
            Route(PATHS["login"], _endpoint(platform, "login", handlers.login)),
            Route(PATHS["login_json"], _endpoint(platform, "login_json", handlers.login)),
            Route(PATHS["password_change"], _endpoint(platform, "password_change", handlers.change_password)),
            Route(PATHS["password_change_xml"], _endpoint(platform, "password_change_xml", handlers.change_password)),
            Route(
                PATHS["password_change_json"], _endpoint(platform, "password_change_json", handlers.change_password)
            ),
            Route(PATHS["time_zones"], _endpoint(platform, "time_zones", handlers.time_zones), methods=both),
            Route(PATHS["event_list"], _endpoint(platform, "event_list", handlers.event_list), methods=both),
            Route(PATHS["report"], _endpoint(platform, "report", handlers.report), methods=both),
            Route("/api/{rest:path}", _endpoint(platform, "unknown", handlers.unknown), methods=both),
        ],
        max_body_size=MAX_BODY,
    )
    app.state.platform = platform
    return app


def _welcome(request: Request) -> Response:  # noqa: ARG001 the framework's signature
    return PlainTextResponse("A sandbox of the webcast platform's Reporting API. All people in it are made up.\n")


@dataclass
class _Visit:
    """A request being answered."""

    parameters: dict[str, str]
    kind: str
    asked: Asked
    faults: list[Fault]
    finish: list[Callable[[], None]]

    def __getitem__(self, field: str) -> str:
        return self.parameters.get(PARAMETER[field], "")

    def require(self, *fields: str) -> None:
        if not all(self[field] for field in fields):
            raise Refusal(codes.INVALID_PARAMETERS)

    def check_version(self, *, required: bool) -> None:
        version = self["version"]
        if version and version != VERSION:
            raise Refusal(codes.WRONG_VERSION)
        if required:
            self.require("version")


_Handler = Callable[[_Visit], Awaitable[Answer]]


def _endpoint(platform: Platform, name: str, handler: _Handler) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        pairs = [*request.query_params.multi_items()]
        if request.method == "POST":
            form = await request.form()
            pairs += [(key, value) for key, value in form.multi_items() if isinstance(value, str)]
        parameters = dict(pairs)
        visit = _visit(platform, name, request.method, parameters)
        platform.requests.note(visit.asked)
        try:
            answer = await _answered(platform, visit, pairs, handler)
        except BaseException:
            _finish(visit)
            raise
        visit.asked.code = answer.code
        return _Sent(answer, lambda: _finish(visit))

    return endpoint


def _visit(platform: Platform, name: str, method: str, parameters: dict[str, str]) -> _Visit:
    expired = parameters.get(PARAMETER["expired"]) == ON
    asked = Asked("expired_report" if name == "report" and expired else name, method, platform.clock.now())
    asked.take(parameters)
    account = platform.accounts.who(
        parameters.get(PARAMETER["user_id"], ""), parameters.get(PARAMETER["session_id"], ""), asked.at
    )
    asked.account = account.username if account else parameters.get(PARAMETER["username"])
    kind = parameters.get(PARAMETER["format"], "xml") if name == "report" else "xml"
    if name.endswith("_json"):
        kind = "json"
    faults = platform.faults.take(asked.endpoint, asked.event_id, asked.account)
    return _Visit(parameters, kind if kind in FORMATS else "xml", asked, faults, [])


async def _answered(platform: Platform, visit: _Visit, pairs: list[tuple[str, str]], handler: _Handler) -> Answer:
    try:
        _check(visit.asked.endpoint, pairs)
        for fault in visit.faults:
            code, instead = fault.refusal(), fault.instead()
            if code is not None:
                raise Refusal(code)
            if instead is not None:
                return instead
        answer = await handler(visit)
    except Refusal as refusal:
        answer = answers.failed(refusal, platform.clock.now(), visit.kind)
    for fault in visit.faults:
        await fault.wait()
    for fault in visit.faults:
        fault.damage(answer)
    return answer


def _check(endpoint: str, pairs: Iterable[tuple[str, str]]) -> None:
    given: dict[str, set[str]] = defaultdict(set)
    for name, value in pairs:
        given[name].add(value)
    if endpoint == "unknown":
        raise Refusal(codes.UNKNOWN_RESOURCE)
    if any(_INSECURE.search(text) for name, values in given.items() for text in (name, *values)):
        raise Refusal(codes.INSECURE)
    twice = {name for name, values in given.items() if len(values) > 1}
    if twice:
        raise Refusal(codes.AMBIGUOUS if twice & _WHO else codes.INVALID_PARAMETERS)


def _finish(visit: _Visit) -> None:
    visit.asked.done = True
    for step in visit.finish:
        step()
    visit.finish.clear()


class _Handlers:
    """One method a call."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    async def login(self, visit: _Visit) -> Answer:
        """Guide, "Authentication"; no code for wrong credentials is documented, so accounts differ in it."""
        visit.check_version(required=True)
        account = self._authenticated(visit, "password")
        now = self._platform.clock.now()
        session_id = self._platform.accounts.open_session(account, now)
        return answers.signed_in(session_id, account.user_id, now, visit.kind)

    async def change_password(self, visit: _Visit) -> Answer:
        """Guide, "Password Reset"; either spelling of the current password is taken at each URL."""
        visit.check_version(required=True)
        field = "current_password" if visit["current_password"] else "current_password_plain"
        visit.require("new_password")
        self._authenticated(visit, field).password = visit["new_password"]
        return answers.password_changed(self._platform.clock.now(), visit.kind)

    async def time_zones(self, visit: _Visit) -> Answer:
        """Guide, "Time Zone Values Request"."""
        self._account(visit)
        return answers.time_zones()

    async def event_list(self, visit: _Visit) -> Answer:
        """Guide, "Event ID List Request"."""
        account = self._account(visit)
        now = self._platform.clock.now_ms()
        return answers.event_list(self._platform.world.visible_to(account), now)

    async def unknown(self, visit: _Visit) -> Answer:  # noqa: ARG002 all handlers have one signature
        """Answer any other path."""
        raise Refusal(codes.UNKNOWN_RESOURCE)

    async def report(self, visit: _Visit) -> Answer:
        """Guide, "Event Reporting Request" and "API Limits"."""
        visit.check_version(required=True)
        visit.require("event_id")
        account = self._account(visit)
        order, expired = _order(visit), visit["expired"] == ON
        event = self._permitted(account, visit["event_id"], expired=expired)
        limits, clock = self._platform.limits, self._platform.clock
        limits.begin(account.username, event.id, expired=expired, now=clock.now())
        visit.finish.append(lambda: limits.end(account.username, expired=expired))
        for fault in visit.faults:
            order = replace(
                order, format=fault.format(order.format), event_zone=fault.event_zone() or order.event_zone
            )
        body = await run_in_threadpool(self._platform.shelf.render, event, order, clock.now_ms())
        return Answer(body, FORMATS[order.format])

    def _authenticated(self, visit: _Visit, password: str) -> Account:
        visit.require("username", password)
        account = self._platform.accounts.check(visit["username"], visit[password])
        if account is None:
            raise Refusal(self._platform.accounts.refusal(visit["username"]))
        return account

    def _account(self, visit: _Visit) -> Account:
        visit.check_version(required=False)
        visit.require("user_id", "session_id")
        now = self._platform.clock.now()
        account = self._platform.accounts.who(visit["user_id"], visit["session_id"], now)
        if account is None:
            raise Refusal(codes.SESSION_ENDED)
        return account

    def _permitted(self, account: Account, event_id: str, *, expired: bool) -> Event:
        event = self._platform.world.events.get(event_id)
        if event is None or not account.may_see(event.facts.cost_center):
            raise Refusal(codes.NOT_AUTHORIZED)
        # The guide: a separate request must be made for expired presentations. That the wrong one of the two
        # is answered with 72 is inferred.
        if event.is_expired(self._platform.clock.now_ms()) != expired:
            raise Refusal(codes.INVALID_PARAMETERS)
        return event


def _order(visit: _Visit) -> Order:
    if visit["format"] not in ("", *FORMATS) or visit["expired"] not in ("", "on", "off"):
        raise Refusal(codes.INVALID_PARAMETERS)
    zone = visit["zone"] or zones.GMT
    if zone not in zones.ids():
        raise Refusal(codes.INVALID_PARAMETERS)
    return Order(visit.kind, zone, Selection.of(visit.parameters))


class _Sent(Response):
    """Sends an :class:`Answer` as it is meant to go out, damage included, and then calls ``done``."""

    def __init__(self, answer: Answer, done: Callable[[], None]) -> None:
        self._answer = answer
        self._done = done
        headers: Mapping[str, str] = {**answer.headers, "content-length": str(len(answer.body))}
        super().__init__(b"", answer.status, dict(headers))
        # Set by hand: the base class would count an empty body.
        self.raw_headers = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        if answer.content_type:
            self.raw_headers.append((b"content-type", answer.content_type.encode()))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._send(scope, receive, send)
        finally:
            self._done()

    async def _send(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = self._answer
        if answer.reset == 0:
            reset(scope)
            return
        await send({"type": "http.response.start", "status": answer.status, "headers": self.raw_headers})
        end = min(size for size in (answer.cut, answer.reset, len(answer.body)) if size is not None)
        request = Request(scope, receive)
        for first in range(0, end, answer.chunk):
            piece = answer.body[first : min(first + answer.chunk, end)]
            last = first + answer.chunk >= len(answer.body)
            await send({"type": "http.response.body", "body": piece, "more_body": not last})
            if answer.pause:
                await asyncio.sleep(answer.pause)
                if await request.is_disconnected():
                    return
        if answer.reset is not None and answer.reset < len(answer.body):
            reset(scope)
        elif end == len(answer.body) == 0:
            await send({"type": "http.response.body", "body": b""})
        # Else cut: leaving without the rest makes the server close the connection.
