"""What ``app.py`` puts around Streamlit: routes before its own, middleware around everything."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Final

import anyio
from starlette.formparsers import MultiPartParser
from starlette.middleware import Middleware
from starlette.routing import Route

from webcast.errors import LibraryError
from webcast.library import audit_told
from webcast.web import administration_files, downloads, health, journal, operator, scripts
from webcast.web.app_state import AppState
from webcast.web.base import Under, moved
from webcast.web.connections import watch
from webcast.web.gate import Gate
from webcast.web.headers import SecurityHeaders, content_policy
from webcast.web.hints import Hints
from webcast.web.host import Host, NoHost
from webcast.web.hosts import Hosts
from webcast.web.openid.routes import SignOn
from webcast.web.passkeys.own import OwnPasskeys
from webcast.web.passkeys.routes import PasskeySignIn
from webcast.web.patience import Patience
from webcast.web.people import PeopleSignIn
from webcast.web.proxies import Proxies, believe_nobody_by_default
from webcast.web.signin import SignIn
from webcast.web.static import CompressedStatic
from webcast.web.switching import Switching

SWEEP_SECONDS: Final = 60.0
NOW_AND_THEN_SECONDS: Final = 10.0
LOOK_SECONDS: Final = 2.0
"""How often it is looked whether sessions were ended elsewhere: by a command, or by another process."""


def routes(state: AppState, base: str = "") -> list[Route]:
    """Return our routes, and have the state know where the dashboard stands.

    Args:
        state: The process's state.
        base: The path that the dashboard stands under (``server.baseUrlPath``), ``""`` or ``/something``.
    """
    state.stands_under(base)
    of_health = health.routes(state)
    ours = [
        *SignIn(state).routes(),
        *PeopleSignIn(state).routes(),
        *PasskeySignIn(state).routes(),
        *OwnPasskeys(state).routes(),
        *Switching(state).routes(),
        *SignOn(state).routes(),
        *downloads.routes(state),
        *administration_files.routes(state),
        *scripts.routes(),
        *operator.routes(state),
        *of_health,
    ]
    # A container asks for its health from within, where there is no path.
    return [*moved(ours, base), *(of_health if base else [])]


def middleware(state: AppState, static: Path, prefix: str = "", host: Host | None = None) -> list[Middleware]:
    """Return what is in front, outermost first: headers, patience, who asks, log, host, scripts, hints, gate.

    Args:
        state: The process's state.
        static: Streamlit's folder of static files.
        prefix: What the pages are served under (``server.baseUrlPath``).
        host: What is behind the gate, as far as it has to know; nothing is known without.
    """
    state.host = host or NoHost()
    believe_nobody_by_default()
    watch()
    policy = content_policy(static / "index.html")
    return [
        Middleware(SecurityHeaders, policy, secure=state.settings.secure_cookies),
        Middleware(Patience),
        Middleware(Proxies, state.settings.trusted_proxies),
        Middleware(journal.Journal, state.library.fingerprint),
        Middleware(Hosts, state.settings.hosts, prefix),
        Middleware(Under, prefix),
        Middleware(CompressedStatic, static, prefix),
        Middleware(Hints, static, prefix),
        Middleware(Gate, state, prefix),
    ]


@asynccontextmanager
async def running(state: AppState) -> AsyncIterator[None]:
    """Have a decoder ready and forget ended sessions while the server runs; close the library when it stops."""
    journal.begin(state.settings.log)
    keep_uploads_off_the_disk()
    if not state.shares:  # else each would keep 80 MB for the files that people open; reports come to another one
        state.decoder.keep_ready()
    if not state.shares:  # else the process that fetches refreshes, too
        state.library.schedule.begin()
    tasks = [
        asyncio.create_task(_again_and_again(what, seconds), name="again")
        for what, seconds in (
            (state.sweep, SWEEP_SECONDS),
            (state.look, LOOK_SECONDS),
            (partial(now_and_then, state), NOW_AND_THEN_SECONDS),
        )
    ]
    if not state.shares:  # nobody waits for it either
        tasks.append(asyncio.create_task(anyio.to_thread.run_sync(begun, state), name="audit"))
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        state.close()


def begun(state: AppState) -> None:
    """Have the audit log tell of other settings than last time, and the process log how the audit log stands."""
    with suppress(LibraryError):  # the next line says that it does not answer; the next start compares
        state.library.noted.note(state.settings)
    audit_told.tell(state.library)


def now_and_then(state: AppState) -> None:
    """Do what processes that share a dashboard do for each other now and then."""
    for what in state.now_and_then if state.shares else ():
        what()


async def _again_and_again(what: Callable[[], None], seconds: float) -> None:
    while True:
        await asyncio.sleep(seconds)
        # Nobody waits for it; whoever asks the library next says that it does not answer.
        with suppress(LibraryError):
            await anyio.to_thread.run_sync(what)


def keep_uploads_off_the_disk() -> None:
    """Make form parsing keep files in memory: it would spool those above 1 MB, people's data, to a temporary file."""
    MultiPartParser.spool_max_size = 2**40
