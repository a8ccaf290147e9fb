"""Whether we are up: for load balancers and containers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from http import HTTPStatus
from threading import Lock, Thread
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from webcast.errors import WebcastError
from webcast.web.app_state import AppState

ANSWER_SECONDS: Final = 1.5
"""After so long without an answer the library counts as away; who asks is told within two seconds."""


class Pulse:
    """Asks a question that may never be answered, in a thread of its own: one at a time, whoever waits for it.

    The threads that serve requests may all be waiting for the same database, so none of them is used.

    Args:
        question: Raises a :class:`WebcastError` when the answer is no.
    """

    def __init__(self, question: Callable[[], object]) -> None:
        self._question = question
        self._asked: Future[bool] | None = None
        self._lock = Lock()

    async def felt(self, seconds: float) -> bool:
        """Tell whether the question is answered in time."""
        try:
            return await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(self._asking())), seconds)
        except TimeoutError:
            return False

    def _asking(self) -> Future[bool]:
        with self._lock:
            if self._asked is None or self._asked.done():
                self._asked = Future()
                Thread(target=self._ask, args=(self._asked,), name="health", daemon=True).start()
            return self._asked

    def _ask(self, asked: Future[bool]) -> None:
        try:
            self._question()
        except WebcastError:
            asked.set_result(False)
        except BaseException as exc:  # noqa: BLE001 - whoever waits is told, this thread has nobody
            asked.set_exception(exc)
        else:
            asked.set_result(True)


def routes(state: AppState) -> list[Route]:
    """Return ``GET /healthz``: 200 when the library answers, else 503. It says nothing else, to anybody."""
    # Any question that goes to the database does.
    pulse = Pulse(lambda: state.library.sessions.in_force("healthz", None, state.now()))

    async def healthz(request: Request) -> Response:  # noqa: ARG001 - a route is given its request
        if await pulse.felt(ANSWER_SECONDS):
            return PlainTextResponse("ok", headers={"Cache-Control": "no-store"})
        return PlainTextResponse(
            "The library does not answer.", HTTPStatus.SERVICE_UNAVAILABLE, headers={"Cache-Control": "no-store"}
        )

    return [Route("/healthz", healthz)]
