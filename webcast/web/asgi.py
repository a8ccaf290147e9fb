"""What ``app.py`` puts around Streamlit: routes before its own, middleware around everything."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

import anyio
from starlette.formparsers import MultiPartParser
from starlette.middleware import Middleware
from starlette.routing import Route

from webcast.web import downloads, health
from webcast.web.app_state import AppState
from webcast.web.gate import Gate
from webcast.web.headers import SecurityHeaders, content_policy
from webcast.web.host import Host, NoHost
from webcast.web.hosts import Hosts
from webcast.web.proxies import Proxies, believe_nobody_by_default
from webcast.web.signin import SignIn
from webcast.web.static import CompressedStatic

SWEEP_SECONDS: Final = 60.0


def routes(state: AppState) -> list[Route]:
    """Return our routes."""
    return [*SignIn(state).routes(), *downloads.routes(state), *health.routes(state)]


def middleware(state: AppState, static: Path, prefix: str = "", host: Host | None = None) -> list[Middleware]:
    """Return what is in front, outermost first: headers on every answer, who asks, by which name, scripts, the gate.

    Args:
        state: The process's state.
        static: Streamlit's folder of static files.
        prefix: What the pages are served under (``server.baseUrlPath``).
        host: What is behind the gate, as far as it has to know; nothing is known without.
    """
    state.host = host or NoHost()
    believe_nobody_by_default()
    policy = content_policy(static / "index.html")
    return [
        Middleware(SecurityHeaders, policy, secure=state.settings.secure_cookies),
        Middleware(Proxies, state.settings.trusted_proxies),
        Middleware(Hosts, state.settings.hosts),
        Middleware(CompressedStatic, static, prefix),
        Middleware(Gate, state, prefix),
    ]


@asynccontextmanager
async def running(state: AppState) -> AsyncIterator[None]:
    """Have a decoder ready and forget ended sessions while the server runs; close the library when it stops."""
    keep_uploads_off_the_disk()
    state.decoder.keep_ready()
    sweeper = asyncio.create_task(_sweep(state), name="forget ended sessions")
    try:
        yield
    finally:
        sweeper.cancel()
        with suppress(asyncio.CancelledError):
            await sweeper
        state.close()


async def _sweep(state: AppState) -> None:
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        await anyio.to_thread.run_sync(state.sweep)


def keep_uploads_off_the_disk() -> None:
    """Make form parsing keep files in memory: it would spool those above 1 MB, people's data, to a temporary file."""
    MultiPartParser.spool_max_size = 2**40
