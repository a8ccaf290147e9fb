"""How the run is spread over workers: what is long comes first, and what shares a server stays together."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from playwright.sync_api import Playwright, sync_playwright
from xdist.scheduler import LoadScopeScheduling

from webcast.library import store
from webcast.workers.pool import POOL

if TYPE_CHECKING:
    from xdist.remote import Producer

TESTS: Final = Path(__file__).parent

TOGETHER: Final = {
    "browser/test_walk.py": "walk",
    "browser/test_end_to_end.py": "walk",
    "browser": "browser",
    "attack/test_running": "attack",
    "packaging": "packaging",
    "sandbox/test_world.py": "world",
    "test_dangerous.py": "code",
    "test_layers.py": "code",
    "web/test_real_app.py": "app",
    "web/test_proxies.py": "proxies",
    "web/test_killed.py": "killed",
    "analysis/test_against_reference.py": "reference",
    "analysis/test_more_against_reference.py": "reference",
    "analysis/test_stretch.py": "reference",
    "analysis/test_voices_against_reference.py": "reference",
}
"""Each starts servers or browsers, or makes a world or random reports; apart, every worker would. The first that
fits counts."""

FIRST: Final = (
    "analysis/test_against_reference.py",
    "cli/test_chart.py",
    "web/test_killed.py",
    "library/test_crash.py",
    "decode/xml/test_plain.py",
)
"""The longest of the others, so that none of them is still running when all else is done."""


class Together(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """Spread single tests over the workers, and each group of :data:`TOGETHER` as one.

    Not xdist's own ``loadgroup``: up to 3.8 it writes the group into a field that pytest 9.2 does not read, and so
    groups nothing.
    """

    def _split_scope(self, nodeid: str) -> str:
        place = nodeid.removeprefix(f"{TESTS.name}/")
        return next((group for start, group in TOGETHER.items() if place.startswith(start)), nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Any:
    """Tell xdist who spreads the tests."""
    return Together(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest of the single tests first; groups come before all of them."""
    places = {item: item.path.relative_to(TESTS).as_posix() for item in items}
    items.sort(key=lambda item: FIRST.index(places[item]) if places[item] in FIRST else len(FIRST))


def pytest_collection_finish() -> None:
    """Spare the garbage collector what is there before the first test; it would look through it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def no_waiting_for_the_disk() -> Iterator[str]:
    """What waits for the disk guards against power failures alone, which no test here makes; killed processes do.

    Yields how the product waits.
    """
    usual = store.SYNCHRONOUS
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(store, "SYNCHRONOUS", "OFF")
        yield usual


@pytest.fixture(scope="session", autouse=True)
def workers() -> Iterator[None]:
    """Keep the processes that decode, once a test needed one, instead of starting others in the next test."""
    POOL.join()
    yield
    POOL.leave()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Drive browsers; one for all folders that have some, since a second beside it in one process is refused."""
    with sync_playwright() as running:
        yield running
