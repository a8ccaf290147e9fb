"""What the processes of a dashboard do: answer at a socket that they are given, or fetch for those that do."""

from __future__ import annotations

import signal
import socket
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from threading import Event
from typing import Any, Final

import uvicorn
from starlette.types import ASGIApp

from webcast import settings
from webcast.errors import LibraryError
from webcast.web import asgi, journal, operator
from webcast.web.app_state import AppState
from webcast.web.live import SharedSessions
from webcast.web.processes import Ready

GRACE_SECONDS: Final = 10
"""So long what people are being sent may go on when the server is to stop; pages are told at once."""


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: Ready) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()


def fetch(ready: Ready) -> None:
    """Be the process that fetches and refreshes, until SIGTERM comes; or wait for the lease of the one that does.

    Raises:
        SettingsError: The settings cannot be read.
        LibraryError: The library cannot be opened.
    """
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    state = AppState.open(settings.load(), shares=True)
    try:
        journal.begin(state.settings.log)
        operator.routes(state)  # nobody asks here, but what is counted is left for who does
        asgi.begun(state)
        state.decoder.keep_ready()
        state.library.background.begin(partial(go_on, state))
        ready()
        while not stop.wait(asgi.NOW_AND_THEN_SECONDS):
            with suppress(LibraryError):
                asgi.now_and_then(state)
    finally:
        state.close()


def go_on(state: AppState, tag: str) -> None:
    """Go on with what waits for an account, by its tag, as the session that signed in last."""
    login = state.logins.newest(tag)
    if login is None or login.api is None or not isinstance(state.live, SharedSessions):
        return  # the queue waits, and its pages ask for a sign-in
    credentials = state.live.of(login).credentials
    renewed = partial(state.logins.renew, login.sid)
    state.library.sync.resume(login.account, login.api, credentials, renewed=renewed)


def answer(app: ASGIApp, at: socket.socket, ready: Ready, options: Mapping[str, Any]) -> None:
    """Answer until SIGTERM or SIGINT comes.

    Args:
        app: What answers.
        at: Listens.
        ready: Is told when it is answered.
        options: Of uvicorn, beside ours.
    """
    # asyncio's loop, since it lets the socket say how many connections it gives at once.
    ours = {"lifespan": "on", "loop": "asyncio", "timeout_graceful_shutdown": GRACE_SECONDS}
    _Server(uvicorn.Config(app, **{**options, **ours}), ready).run(sockets=[at])
