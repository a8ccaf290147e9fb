"""Coroutines in tests: in a thread of their own, since a browser's driver leaves a loop running in the worker's."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from anyio.from_thread import start_blocking_portal

Made = TypeVar("Made")


def run(call: Callable[..., Awaitable[Made]], *arguments: object) -> Made:
    """Call and wait for what comes of it."""
    with start_blocking_portal() as portal:
        return portal.call(call, *arguments)
