"""docs/sandbox.md says what the code does."""

from __future__ import annotations

from pathlib import Path

import pytest

from webcast.sandbox import accounts, faults
from webcast.sandbox.faults import Fault
from webcast.sandbox.server import create_app
from webcast.sandbox.world import World

PAGE = (Path(__file__).parents[2] / "docs" / "sandbox.md").read_text("utf-8")
KINDS = [kind.__name__ for kind in vars(faults).values() if isinstance(kind, type) and issubclass(kind, Fault)]


@pytest.mark.parametrize("name", sorted(set(KINDS) - {"Fault"}))
def test_every_fault_is_listed(name: str) -> None:
    assert f"`{name}`" in PAGE


def test_every_account_is_listed() -> None:
    for account in accounts.defaults():
        assert f"| `{account.username}` | `{account.password}` |" in PAGE


def test_every_path_is_listed(world: World) -> None:
    paths = [route.path for route in create_app(world).routes if hasattr(route, "path")]
    listed = PAGE.replace("`…/", "`/api/passwordchange/")
    assert [path for path in paths if path.startswith("/api") and "{" not in path and f"`{path}`" not in listed] == []


def test_the_number_of_events_is_right(world: World) -> None:
    assert f"gives {len(world.events)} events" in PAGE
