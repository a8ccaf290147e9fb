from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sandbox.caller import Caller
from webcast.sandbox.running import Sandbox, run_sandbox
from webcast.sandbox.world import World, make_world


@pytest.fixture(scope="session")
def world() -> World:
    """The default world; for who only looks at it."""
    return make_world()


@pytest.fixture
def sandbox(world: World) -> Iterator[Sandbox]:
    """A sandbox of the shared world, whose clock stands still."""
    with run_sandbox(world=world) as running:
        yield running


@pytest.fixture
def caller(sandbox: Sandbox) -> Iterator[Caller]:
    """The demo account, signed in."""
    with Caller(sandbox) as signed_in:
        signed_in.sign_in()
        yield signed_in
