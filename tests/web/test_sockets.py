"""Open pages are told that their session is over, also those whose browser leaves at the same moment."""

from __future__ import annotations

import asyncio

import pytest
from starlette.types import Message
from uvicorn.protocols.utils import ClientDisconnected

from tests import loops
from webcast.web.sockets import Sockets


@pytest.mark.parametrize(
    "gone", [ClientDisconnected(), RuntimeError("Unexpected ASGI message 'websocket.send', after 'websocket.close'.")]
)
def test_a_browser_that_leaves_meanwhile_is_forgotten_like_the_others(gone: Exception) -> None:
    told: list[str] = []
    forgotten: list[str] = []
    unseen: list[dict[str, object]] = []

    async def left(_message: Message) -> None:
        raise gone

    async def listening(message: Message) -> None:
        told.append(message["type"])

    async def end() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _loop, context: unseen.append(context))
        before = asyncio.all_tasks()
        sockets = Sockets(forgotten.append)
        for tab, send in (("first", left), ("second", listening)):
            socket = sockets.add("sid", "token", send)
            socket.accepted = True
            sockets.named(socket, tab)
        sockets.leave("sid", b"reload")
        await asyncio.sleep(0)  # it begins by itself
        while others := asyncio.all_tasks() - before:
            await asyncio.wait(others)

    loops.run(end)
    assert told == ["websocket.send", "websocket.close"]
    assert sorted(forgotten) == ["first", "second"]
    assert unseen == []
