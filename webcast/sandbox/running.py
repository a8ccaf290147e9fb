"""Starting the sandbox: in a thread, for tests, the demo and the command line alike."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import uvicorn
from starlette.applications import Starlette

from webcast.sandbox.accounts import DEMO_PASSWORD, DEMO_USERNAME, Account, Accounts
from webcast.sandbox.clock import Clock
from webcast.sandbox.faults import Faults
from webcast.sandbox.limits import Limits
from webcast.sandbox.requests_log import RequestLog
from webcast.sandbox.resets import Protocol
from webcast.sandbox.server import create_app
from webcast.sandbox.world import World, make_world

INTO_THE_BROADCAST = timedelta(minutes=25)
"""How long today's event has been on air when the sandbox starts."""


@dataclass(frozen=True)
class Sandbox:
    """A running sandbox.

    Attributes:
        url: Base URL, for ``WEBCAST_PLATFORM_URL``.
        username: Of the account that sees everything.
        password: Likewise.
        world: Its events; people can be added while it runs.
        clock: Its time.
        faults: What goes wrong.
        accounts: Its accounts and their sessions.
        limits: Its limits.
        requests: What was asked.
    """

    url: str
    username: str
    password: str
    world: World
    clock: Clock
    faults: Faults
    accounts: Accounts
    limits: Limits
    requests: RequestLog


def world_of(now: datetime) -> World:
    """Return the world of the present: of the day of ``now``, with an event that has been on air for 25 minutes.

    From now on open questions of some events are answered, as time goes.
    """
    on_air = (now - INTO_THE_BROADCAST).replace(second=0, microsecond=0)
    world = make_world(today=now.date(), on_air=on_air)
    world.let_answers_come(now)
    return world


@contextmanager
def run_sandbox(
    *,
    world: World | None = None,
    clock: Clock | None = None,
    accounts: tuple[Account, ...] | None = None,
    limits: Limits | None = None,
    port: int = 0,
) -> Iterator[Sandbox]:
    """Run a sandbox on loopback until the ``with`` block ends.

    Args:
        world: The default world when absent.
        clock: When absent one that stands still, 25 minutes into the event on air, until it is advanced.
        accounts: Those of :func:`webcast.sandbox.accounts.defaults` when absent; the first is the one named.
        limits: The documented ones when absent.
        port: A free one when 0.
    """
    stage = world or make_world()
    parts = (clock or Clock(stage.on_air + INTO_THE_BROADCAST, ticking=False), Faults(), Accounts(accounts))
    time, faults, register = parts
    bounds, log = limits or Limits(), RequestLog()
    app = create_app(stage, clock=time, faults=faults, accounts=register, limits=bounds, requests=log)
    name, password = (accounts[0].username, accounts[0].password) if accounts else (DEMO_USERNAME, DEMO_PASSWORD)
    with socket.create_server(("127.0.0.1", port)) as listening, _running(app, listening):
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        yield Sandbox(url, name, password, stage, time, faults, register, bounds, log)


@contextmanager
def _running(app: Starlette, listening: socket.socket) -> Iterator[None]:
    server = _Server(_config(app))
    thread = threading.Thread(target=server.run, args=([listening],), name="sandbox", daemon=True)
    thread.start()
    try:
        while not server.ready.wait(0.1):
            if not thread.is_alive():
                raise RuntimeError("The sandbox should be listening, but its server ended while it started.")
        yield
    finally:
        server.stop()
        thread.join()


class _Server(uvicorn.Server):
    """Stops at once: held answers and open connections must not keep a test, or the demo, from ending."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()
        self._wake: asyncio.Event
        self._loop: asyncio.AbstractEventLoop

    def stop(self) -> None:
        """End the server from another thread; nothing to do where it never started."""
        self.should_exit = True
        if self.ready.is_set():
            self._loop.call_soon_threadsafe(self._wake.set)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._loop, self._wake = asyncio.get_running_loop(), asyncio.Event()
        self.ready.set()

    async def main_loop(self) -> None:
        tick = 0
        while not await self.on_tick(tick):
            tick += 1
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), 0.1)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for listening in sockets or []:
            listening.close()
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        # What is still being answered is cancelled when the loop ends.


def _config(app: Starlette) -> uvicorn.Config:
    # No access log: sign-in has the password in its URL.
    return uvicorn.Config(app, http=Protocol, lifespan="off", access_log=False, log_config=None, log_level="critical")
