"""Addresses for whoever runs the dashboard: whether it lives, whether it can work, and its figures.

Each is on, off, or answered to named networks alone. To others it is not there, and nor is any other address that
monitors and orchestrators try (:func:`asked_by_operators`): a page that answers 200 would tell them that all is well.
"""

from __future__ import annotations

import os
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from http import HTTPStatus
from ipaddress import ip_address, ip_network
from typing import Final

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from webcast import happenings
from webcast.errors import LibraryError
from webcast.library.passing import NOBODY, Terms
from webcast.library.standing import Standing
from webcast.setting_values import OFF, ON, UNIX
from webcast.web.app_state import AppState
from webcast.web.figures import KIND, Figures, Held
from webcast.web.health import ANSWER_SECONDS, Pulse
from webcast.web.together import joined

LIVEZ: Final = "/livez"
READYZ: Final = "/readyz"
METRICS: Final = "/metrics"
ANSWERED: Final = frozenset({"/healthz", LIVEZ, READYZ, METRICS})

LEFT: Final = "figures"
LEFT_FOR: Final = timedelta(minutes=3)
"""So long the figures of a process that says nothing more are told."""

_TRIED: Final = re.compile(
    r"/(?:[a-z]+z|metrics|health|healthcheck|live|liveness|ready|readiness|startup|status|ping|-)(?:/.*)?"
)
"""What monitors and orchestrators ask for; none of it is a page's."""

Answering = Callable[[Request], Awaitable[Response]]


def asked_by_operators(path: str) -> bool:
    """Tell whether an address is one that only operators ask for, whether or not it is answered here."""
    return _TRIED.fullmatch(path) is not None


def routes(state: AppState) -> list[Route]:
    """Return the routes of what is on."""
    settings = state.settings
    found: list[tuple[str, tuple[str, ...], Answering]] = [
        (LIVEZ, settings.livez, _live),
        (READYZ, settings.readyz, _Ready(state)),
        (METRICS, settings.metrics, _nothing if settings.metrics == (OFF,) else _Measured(state)),
    ]
    return [Route(path, _Door(to, answer).answer) for path, to, answer in found]


class _Door:
    """Answers the networks that it is on for; to all others there is nothing."""

    def __init__(self, to: tuple[str, ...], answer: Answering) -> None:
        self._anybody = to == (ON,)
        self._unix = UNIX in to
        self._networks = [ip_network(name) for name in to if name not in (ON, OFF, UNIX)]
        self._answer = answer

    async def answer(self, request: Request) -> Response:
        """Answer, or say as of any unknown address that there is nothing."""
        if not (self._anybody or self._is_named(request.client.host if request.client else UNIX)):
            return await _nothing(request)
        answer = await self._answer(request)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    def _is_named(self, host: str) -> bool:
        if host == UNIX:
            return self._unix
        try:
            address = ip_address(host.partition("%")[0])
        except ValueError:
            return False
        return any(address in network for network in self._networks)


async def _nothing(request: Request) -> Response:  # noqa: ARG001 - a route is given its request
    return PlainTextResponse("Not found.", HTTPStatus.NOT_FOUND)


async def _live(request: Request) -> Response:  # noqa: ARG001 - a route is given its request
    return PlainTextResponse("ok")


class _Ready:
    """Whether people can be served: what is sealed in the library opens."""

    def __init__(self, state: AppState) -> None:
        self._pulse = Pulse(state.library.check)

    async def __call__(self, request: Request) -> Response:  # noqa: ARG002 - a route is given its request
        if await self._pulse.felt(ANSWER_SECONDS):
            return PlainTextResponse("ok")
        return PlainTextResponse("The library does not answer, or does not open.", HTTPStatus.SERVICE_UNAVAILABLE)


class _Measured:
    """The figures; those of the library are left out where it does not answer in time."""

    def __init__(self, state: AppState) -> None:
        self._state = state
        self._found: Standing | None = None
        self._pulse = Pulse(self._look)
        self._figures = Figures(lambda: Held(state.crowd.open, state.opened_here()))
        happenings.listen(self._figures)
        state.now_and_then.append(self._leave)
        state.at_the_end(lambda: happenings.unlisten(self._figures))

    def _look(self) -> None:
        self._found = self._state.library.standing(self._state.now())

    async def __call__(self, request: Request) -> Response:  # noqa: ARG002 - a route is given its request
        known = await self._pulse.felt(ANSWER_SECONDS)
        mine = self._figures.written(self._found if known else None)
        if not self._state.shares:
            return Response(mine, media_type=KIND)
        others = await to_thread.run_sync(self._others) if known else {}
        return Response(joined({**others, str(os.getpid()): mine.decode()}), media_type=KIND)

    def _others(self) -> dict[str, str]:
        with suppress(LibraryError):  # which the figures say
            passing = self._state.passing
            found = {left.id: passing.get(NOBODY, LEFT, left.id) for left in passing.left(NOBODY, LEFT)}
            return {process: text.decode() for process, text in found.items() if text is not None}
        return {}

    def _leave(self) -> None:
        """Leave what this process counted for whichever is asked."""
        terms = Terms(self._state.now() + LEFT_FOR)
        self._state.passing.put(NOBODY, LEFT, str(os.getpid()), self._figures.written(None, own=True), terms)
