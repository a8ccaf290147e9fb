"""How the run is spread over workers: what is long comes first, and what shares a server stays together."""

from __future__ import annotations

import gc
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from playwright.sync_api import Playwright, sync_playwright
from plotly.io import to_json
from sqlalchemy import Engine, create_engine
from xdist.scheduler import LoadScopeScheduling

from tests.browser import dashboard
from tests.library import template
from webcast.charts.figure import Figure, Trace
from webcast.library import passphrases, postgresql, store
from webcast.workers.pool import POOL

if TYPE_CHECKING:
    from xdist.remote import Producer

    from tests.web.nursery import Nursery

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
    "web/test_many_processes.py": "processes",
    "web/test_proxies.py": "proxies",
    "web/test_killed.py": "killed",
    "deploy/test_replicas.py": "replicas",
    "cluster": "cluster",
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
    """Spread the files over the workers, each group of :data:`TOGETHER` as one, and those of :data:`FIRST` by tests.

    A file's servers and samples are then made once and not in each worker; and since a worker stays in its folder
    while there is something left in it, what a folder's tests have in common is made in few.

    Not xdist's own ``loadgroup``: up to 3.8 it writes the group into a field that pytest 9.2 does not read, and so
    groups nothing.
    """

    def __init__(self, config: pytest.Config, log: Producer) -> None:
        super().__init__(config, log)
        self._at: dict[Any, str] = {}

    def _split_scope(self, nodeid: str) -> str:
        place = nodeid.removeprefix(f"{TESTS.name}/")
        alone = nodeid if place.startswith(FIRST) else nodeid.partition("::")[0]
        return next((group for start, group in TOGETHER.items() if place.startswith(start)), alone)

    def _assign_work_unit(self, node: Any) -> None:
        left = {scope: tests for scope, tests in self.assigned_work[node].items() if not all(tests.values())}
        self.assigned_work[node] = left  # at each test xdist counts all of them
        scope = self._next(node)
        self._at[node] = _folder(scope)
        self.workqueue.move_to_end(scope, last=False)
        super()._assign_work_unit(node)

    def _next(self, node: Any) -> str:
        """Return what is long, else what is of the worker's folder, else of one with much left and nobody at it."""
        queue: Mapping[str, Mapping[str, bool]] = self.workqueue
        tests: dict[str, int] = Counter()
        for scope, work in queue.items():
            folder = _folder(scope)
            if not folder:
                return scope
            tests[folder] += len(work)
        others = {self._at.get(other) for other in self.nodes if other is not node}
        at = self._at.get(node, "")
        if at not in tests:
            at = max(tests, key=lambda folder: (folder not in others, tests[folder]))
        return next(scope for scope in queue if _folder(scope) == at)


def _folder(scope: str) -> str:
    """Return the folder of a file; "" of a group and of a single test, which come before all files."""
    return "" if "::" in scope or "/" not in scope else scope.rpartition("/")[0]


def pytest_configure() -> None:
    """Hardly look for cycles: what is collected stays, and what tests make is small and soon gone."""
    gc.set_threshold(100_000, 50, 100)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Any:
    """Tell xdist who spreads the tests."""
    return Together(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest of the single tests first; groups come before all of them."""
    places = {TESTS / place: number for number, place in enumerate(FIRST)}
    items.sort(key=lambda item: places.get(item.path, len(FIRST)))


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
def servers_may_take_their_time() -> Iterator[None]:
    """On a machine with much to do PostgreSQL can take more than the product's seconds to let somebody in."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(postgresql, "CONNECT_SECONDS", 60)
        yield


@pytest.fixture(scope="session", autouse=True)
def passphrases_hashed_in_no_time() -> Iterator[int]:
    """What a hash costs keeps guessers away; here it would be a seventh of a second for each of hundreds of people.

    Yields the memory that the product takes for one, in KiB.
    """
    usual = passphrases.MEMORY_KIB
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(passphrases, "MEMORY_KIB", 64)
        yield usual


@pytest.fixture(scope="session", autouse=True)
def tables_copied(
    tmp_path_factory: pytest.TempPathFactory, no_waiting_for_the_disk: str
) -> Iterator[Callable[[Path], None]]:
    """Making the tables of a library takes longer than most tests of one: new files begin with a copy of them."""
    with template.copied(tmp_path_factory.mktemp("template")) as usual:
        yield usual


@pytest.fixture
def without_tables(tables_copied: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """For who looks at how a library is made: there is nothing before."""
    monkeypatch.setattr(store, "_make_private", tables_copied)


class Compiled(dict[Any, Any]):
    """SQL as it was compiled, by statement and kind of database in place of the engine's own object for that.

    Nothing of it depends on the engine: ours of one kind are all made alike, of one driver and one server.
    """

    def get(self, key: Any, default: Any = None) -> Any:
        dialect, *statement = key
        return super().get((type(dialect), *statement), default)

    def __setitem__(self, key: Any, compiled: Any) -> None:
        dialect, *statement = key
        super().__setitem__((type(dialect), *statement), compiled)


@pytest.fixture(scope="session", autouse=True)
def statements_compiled_once() -> Iterator[None]:
    """A process of the product opens one library; each that a test opens would compile all statements anew."""
    compiled = Compiled()

    def made(url: Any, **options: Any) -> Engine:
        return create_engine(url, execution_options={"compiled_cache": compiled}, **options)

    with pytest.MonkeyPatch.context() as patched:
        for module in (store, postgresql):
            patched.setattr(module, "create_engine", made)
        yield


@pytest.fixture(scope="session", autouse=True)
def workers() -> Iterator[None]:
    """Keep the processes that decode, once a test needed one, instead of starting others in the next test."""
    POOL.join()
    yield
    POOL.leave()


@pytest.fixture(scope="session", autouse=True)
def nursery_of_dashboards() -> Iterator[None]:
    """Fork dashboards and commands of a process that has imported all: importing takes more than a second.

    ``tests/web/test_real_app.py`` starts them as people do.
    """
    made: list[Nursery] = []

    def one() -> Nursery:
        if not made:
            from tests.web.nursery import nursery  # noqa: PLC0415  # it imports what few tests need

            made.append(ends.enter_context(nursery()))
        return made[0]

    with ExitStack() as ends, pytest.MonkeyPatch.context() as patched:
        patched.setattr(dashboard, "start", lambda *asked: one().run(*asked))
        patched.setattr(dashboard, "ask", lambda *asked: one().ask(*asked))
        yield


def _untouched(figure: str) -> dict[str, Any]:
    """Return a figure without its template: plotly's own figure puts its usual one where there is none."""
    found: dict[str, Any] = json.loads(figure)
    found["layout"].pop("template", None)
    return found


@pytest.fixture(scope="session", autouse=True)
def figures_checked() -> Iterator[None]:
    """Put every figure that any test makes through plotly's own checks, which the product goes without."""
    make, seen = Figure.__init__, set[str]()

    def made(figure: Figure, data: Sequence[Trace], layout: Mapping[str, Any]) -> None:
        make(figure, data, layout)
        sent = to_json(figure.spec, validate=False)
        if sent not in seen:
            assert _untouched(sent) == _untouched(to_json(figure.checked, validate=False))
            seen.add(sent)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Figure, "__init__", made)
        yield


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Drive browsers; one for all folders that have some, since a second beside it in one process is refused."""
    with sync_playwright() as running:
        yield running
