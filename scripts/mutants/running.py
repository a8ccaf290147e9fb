"""Runs tests in processes that are forked from this one: with coverage, to see what reaches what, or with a fault.

Each run of tests starts from a process that has imported what takes long, and has done nothing with it: no thread of
a computation survives a fork. A fault inside a function is put into functions that are imported
already, so that tests are collected once for thousands of them; one that acts at import is imported afresh.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import importlib.util
import os
import resource
import select
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.metadata import entry_points
from pathlib import Path
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Final, TextIO
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, Phase, settings

from webcast import zones

if TYPE_CHECKING:
    from scripts.mutants.making import Mutant

_OPTIONS: Final = (
    *("-q", "-s", "-n", "0", "-m", "not browser", "-o", "timeout=0", "-p", "no:cacheprovider"),
    *("-W", "ignore:Module already imported:pytest.PytestAssertRewriteWarning"),
)
MEMORY: Final = 4 << 30
"""A fault may ask for more than there is, to the harm of others."""

SURVIVED: Final = "survived"
KILLED: Final = "killed"
BROKE: Final = "killed: no import"
"""Before any test ran: the module could not be imported, or what imports it."""


def prepare() -> None:
    """Import what takes long and what every run of tests imports, so that those who are forked have it."""
    for plugin in entry_points(group="pytest11"):
        plugin.load()
    for name in ("babel.core", "fastexcel", "lxml.etree", "polars", "pyarrow", "tldextract", "xlsxwriter"):
        importlib.import_module(name)
    # Tests are made with these while they are collected. Polars is asked in a fork: its threads would be missing in
    # all later ones. Here its answer alone is remembered.
    for zone in ("UTC", "Europe/Berlin"):
        polars_knows = forked(partial(_known, zone), 60) == "True"
        with patch.object(zones, "_polars_knows", return_value=polars_knows):
            zones.known(zone)


def _known(zone: str) -> str:
    return str(zones.known(zone))


def forked(work: Callable[[], str], seconds: float) -> str:
    """Return what a function says that runs in a process of its own; nothing where it does not come to an end.

    Within so many seconds of a processor it ends with all that it has started; by the clock it has far longer, since
    others may want the processors too.
    """

    def limited(pipe: TextIO) -> None:
        os.setsid()
        most = int(seconds) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (most, most))
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
        pipe.write(work())

    child, hears = _fork(limited)
    try:
        return _said(hears, 60 + seconds * 60)
    finally:
        os.close(hears)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)


def told(work: Callable[[TextIO], None]) -> Iterator[str]:
    """Return the lines that a function writes, as they come; it runs in a process of its own.

    Raises:
        RuntimeError: It failed.
    """
    child, hears = _fork(work)
    try:
        with os.fdopen(hears, encoding="utf-8") as pipe:
            for line in pipe:
                yield line.rstrip("\n")
    except BaseException:
        os.kill(child, signal.SIGTERM)
        raise
    finally:
        _, status = os.waitpid(child, 0)
    if status:
        raise RuntimeError(f"A process that runs tests ended with {os.waitstatus_to_exitcode(status)}.")


def _fork(work: Callable[[TextIO], None]) -> tuple[int, int]:
    """Start a process; return its id and a pipe that what it writes comes out of."""
    sys.stdout.flush()
    hears, says = os.pipe()
    child = os.fork()
    if child:
        os.close(says)
        return child, hears
    code = 1
    try:
        os.close(hears)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        with os.fdopen(says, "w", encoding="utf-8") as pipe:
            try:
                work(pipe)
                code = 0
            except Exception:  # noqa: BLE001 - told to the parent, which knows what to make of it
                pipe.write(traceback.format_exc().replace("\n", " | "))
    finally:
        os._exit(code)


def _said(pipe: int, seconds: float) -> str:
    """Read all that comes before the other end is closed; nothing where the time is over first."""
    until, parts = time.monotonic() + seconds, list[bytes]()
    while select.select([pipe], [], [], max(until - time.monotonic(), 0))[0]:
        if not (part := os.read(pipe, 1 << 16)):
            return b"".join(parts).decode()
        parts.append(part)
    return ""


def run_tests(files: Iterable[str], plugin: object, *options: str) -> int:
    """Run pytest in this process and return its exit code; tests of random cases try a dozen, and reduce none."""
    settings.register_profile(
        "quick",
        max_examples=12,
        phases=(Phase.explicit, Phase.generate),
        database=None,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    settings.load_profile("quick")
    return pytest.main([*_OPTIONS, *options, *files], plugins=[plugin])


class _Timely:
    """A plugin that ends the process where a test takes far longer than it does without a fault."""

    def __init__(self, seconds: Mapping[str, float]) -> None:
        self._seconds = seconds

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> None:
        until = int(time.process_time() + allowed(self._seconds[item.nodeid])) + 1
        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (until if most == resource.RLIM_INFINITY else min(until, most), most))


def allowed(seconds: float) -> float:
    """Return how long tests may take under a fault that take so long without it."""
    return 10 + 5 * seconds


class _Chosen(_Timely):
    """A plugin that runs some of the tests that were collected, in an order of its own."""

    def __init__(self, tests: Sequence[str], seconds: Mapping[str, float]) -> None:
        super().__init__(seconds)
        self._places = {test: place for place, test in enumerate(tests)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        chosen = [item for item in items if item.nodeid in self._places]
        items[:] = sorted(chosen, key=lambda item: self._places[item.nodeid])


def afresh(root: Path, mutant: Mutant, tests: Sequence[str], seconds: Mapping[str, float]) -> str:
    """Return the verdict on a fault that acts at import: the module is imported with it, then tests run."""
    name = mutant.path.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
    sys.meta_path.insert(0, _Faulty(name, str(root / mutant.path), mutant.source))
    files = dict.fromkeys(test.split("::")[0] for test in tests)
    code = run_tests(files, _Chosen(tests, seconds), "-x")
    if code == pytest.ExitCode.OK:
        return SURVIVED
    return KILLED if code == pytest.ExitCode.TESTS_FAILED else BROKE


class _Faulty(SourceFileLoader):  # and a finder
    """Finds one module, and loads it from another source than its file's."""

    def __init__(self, name: str, path: str, source: str) -> None:
        super().__init__(name, path)
        self._source = source

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        if name != self.name:
            return None
        return importlib.util.spec_from_file_location(name, self.path, loader=self)

    def get_code(self, _: str) -> CodeType:
        return compile(self._source, self.path, "exec", dont_inherit=True)


class Session(_Timely):
    """A plugin that collects tests once, and runs chosen ones again and again, each time in a fork of its process."""

    def __init__(self, seconds: Mapping[str, float], judge: Callable[[Session], None]) -> None:
        """Take what tests take, and what is done once they are collected."""
        super().__init__(seconds)
        self._judge = judge
        self._items: dict[str, pytest.Item] = {}
        self._failed = False

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Do that, in place of running all tests.

        Raises:
            RuntimeError: Threads were started while tests were collected; a fork would wait for them for ever.
        """
        tasks = Path("/proc/self/task")
        if (len(list(tasks.iterdir())) if tasks.exists() else threading.active_count()) > 1:
            raise RuntimeError("Importing modules and collecting tests should start no thread, but did.")
        self._items = {item.nodeid: item for item in session.items}
        self._judge(self)
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Notice that a test failed."""
        self._failed = self._failed or report.failed

    def run(self, tests: Sequence[str]) -> str:
        """Run tests until one fails; for a process of its own."""
        items = [self._items[test] for test in tests]
        for item, following in zip(items, [*items[1:], None], strict=True):
            item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
            if self._failed:
                return KILLED
        return SURVIVED


def functions_of(path: str) -> dict[CodeType, list[FunctionType]]:
    """Return what is imported of a module, by its code, wherever decorators have put it."""
    found: dict[CodeType, list[FunctionType]] = {}
    for each in gc.get_objects():
        if type(each) is FunctionType and each.__code__.co_filename == path:
            found.setdefault(each.__code__, []).append(each)
    gc.freeze()  # what is imported is shared with the forks, as long as no collection writes to it
    return found


def codes_of(source: str, path: str, name: str) -> list[CodeType]:
    """Return the codes of all functions of a qualified name, in the order of the source."""
    return [code for code in _inside(compile(source, path, "exec", dont_inherit=True)) if code.co_qualname == name]


def _inside(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _inside(constant)


def put_in(mutant: Mutant, original: str, path: str, live: dict[CodeType, list[FunctionType]]) -> bool:
    """Put a fault into the functions that are imported; false where that cannot be done."""
    name = mutant.function or ""
    for old, new in zip(codes_of(original, path, name), codes_of(mutant.source, path, name), strict=True):
        if old == new:
            continue
        if old not in live or old.co_freevars != new.co_freevars:
            return False
        for function in live[old]:
            function.__code__ = new
    return True
