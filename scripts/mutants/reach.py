"""Finds which tests run which lines, and how long each takes: so that a fault meets those that can notice it alone.

Each file of tests is measured in a process of its own, and again only when it, or anything of ours that it imported,
has changed.
"""

from __future__ import annotations

import hashlib
import json
import math
import sys
import time
from collections import defaultdict
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import Any

import coverage
import pytest

from scripts.mutants import running


@dataclass
class Reach:
    """What is known of all tests.

    Attributes:
        seconds: Test → how long it takes.
        lines: Module → line → the tests that run it.
        early: Module → lines that run when modules are imported or tests collected.
    """

    seconds: dict[str, float] = field(default_factory=dict)
    lines: dict[str, dict[int, set[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))
    early: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def tests(
        self, path: str, lines: tuple[int, int] | None, folders: Iterable[str], patience: float = math.inf
    ) -> list[str]:
        """Return the tests in some folders that can notice a fault in some lines of a module, the quickest first.

        After those that run the lines come the others of the same files: what a fixture computes for a whole file is
        computed while the first of its tests runs. Without lines, whatever runs any of the module counts, and all
        tests of these files go by how quick they are: who reads a constant runs no line of its module. The first
        is returned in any case; of the others those that together take no more seconds than there is patience for.
        """
        known = self.lines.get(path, {})
        wanted = [tests for line, tests in known.items() if lines is None or lines[0] <= line <= lines[1]]
        within = tuple(folder if folder.endswith(".py") else f"{folder}/" for folder in folders)
        reaching = {test for test in set().union(*wanted) if test.startswith(within)}
        files = {test.split("::")[0] for test in reaching}
        candidates = (test for test in self.seconds if test.split("::")[0] in files)
        apart = lines is not None
        ordered = sorted(candidates, key=lambda test: (apart and test not in reaching, self.seconds[test], test))
        until = accumulate(self.seconds[test] for test in ordered)
        return [
            test for place, (test, at) in enumerate(zip(ordered, until, strict=True)) if not place or at <= patience
        ]


class TestsFail(Exception):
    """Tests fail without any fault, so that they say nothing about one."""


def measured(root: Path, files: Iterable[str], modules: Iterable[str], store: Path) -> Reach:
    """Return what the tests in some files reach of some modules; what was measured before is read from the store.

    Raises:
        TestsFail: Some do.
    """
    reach = Reach()
    store.mkdir(parents=True, exist_ok=True)
    for file in files:
        kept = store / f"{hashlib.sha256(file.encode()).hexdigest()[:24]}.json"
        found = json.loads(kept.read_text("utf-8")) if kept.exists() else {"imported": {file: ""}}
        if any(digest != _digest(root / path) for path, digest in found["imported"].items()):
            print(f"  {file}", flush=True)
            said = running.forked(partial(_measure, root, file, list(modules)), 1200)
            if not said.startswith("{"):
                raise TestsFail(f"{file} should pass before faults are put in, but: {said}. Mend it first.")
            kept.write_text(said, "utf-8")
            found = json.loads(said)
        _add(reach, found)
    return reach


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else "gone"


def _measure(root: Path, file: str, modules: Sequence[str]) -> str:
    measuring = coverage.Coverage(data_file=None, config_file=False, include=[str(root / path) for path in modules])
    watch = _Watch(measuring)
    measuring.start()
    code = running.run_tests([file], watch)
    measuring.stop()
    if code not in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
        return f"{watch.failed or 'no test'} failed, and pytest ended with {int(code)}"
    data = measuring.get_data()
    lines = {path: known for path in modules if (known := data.contexts_by_lineno(str(root / path)))}
    files = {Path(getattr(each, "__file__", None) or "/") for each in list(sys.modules.values())}
    ours = (path for path in files if path.is_relative_to(root) and ".venv" not in path.parts)
    imported = {path.relative_to(root).as_posix(): _digest(path) for path in ours}
    return json.dumps({"imported": imported, "seconds": watch.seconds, "lines": lines})


class _Watch:
    """A plugin that tells coverage which test runs, and takes its time."""

    def __init__(self, measuring: coverage.Coverage) -> None:
        self._measuring = measuring
        self.seconds: dict[str, float] = {}
        self.failed = ""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        self._measuring.switch_context(item.nodeid)
        start = time.process_time()
        done = yield
        self.seconds[item.nodeid] = time.process_time() - start
        self._measuring.switch_context("")
        return done

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.failed = self.failed or (report.nodeid if report.failed else "")


def _add(reach: Reach, found: dict[str, Any]) -> None:
    reach.seconds |= found["seconds"]
    for path, lines in found["lines"].items():
        for line, tests in lines.items():
            reach.lines[path][int(line)] |= set(tests) - {""}
            if "" in tests:
                reach.early[path].add(int(line))
