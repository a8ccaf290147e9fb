"""The tests that share a server run in one worker, and a folder's in few, whatever pytest and xdist are."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tests.conftest import Together

ROOT = Path(__file__).resolve().parents[1]

WHERE = """
import os
from pathlib import Path
import pytest

@pytest.mark.parametrize("n", range(6))
def test_where(n):
    with Path({log!r}).open("a") as log:
        log.write(os.environ["PYTEST_XDIST_WORKER"] + "\\n")
"""


def test_coroutines_run_in_threads_of_their_own() -> None:
    """The worker's own has a loop in it already, once a browser was driven there."""
    starts = re.compile(r"^[^\"']*\basyncio\.run\(", re.MULTILINE)
    assert [path.name for path in (ROOT / "tests").rglob("*.py") if starts.search(path.read_text("utf-8"))] == []


def test_what_shares_a_browser_runs_in_one_worker(tmp_path: Path) -> None:
    log = tmp_path / "log"
    for number in range(2):
        file = tmp_path / "tests" / "browser" / f"test_{number}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(WHERE.format(log=str(log)), "utf-8")
    (tmp_path / "conftest.py").write_text("from tests.conftest import pytest_xdist_make_scheduler", "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--rootdir", str(tmp_path), str(tmp_path / "tests")]
    usual = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    run = subprocess.run(
        command, cwd=tmp_path, env={**usual, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    workers = log.read_text("utf-8").split()
    assert len(workers) == 12
    assert len(set(workers)) == 1


class Worker:
    """Stands in for a worker; what it is given it has not begun until :meth:`done` says that all is done."""

    def __init__(self, name: str, tests: list[str]) -> None:
        self.gateway = SimpleNamespace(id=name)
        self.shutting_down = False
        self.tests = tests
        self.given: list[int] = []

    def send_runtest_some(self, indices: list[int]) -> None:
        self.given = [*self.given, *indices]

    def shutdown(self) -> None:
        self.shutting_down = True

    def takes(self) -> list[str]:
        """Return the files, or single tests, that it was last given."""
        return list(dict.fromkeys(self.tests[n].partition("::")[0].removeprefix("tests/") for n in self.given))

    def done(self, plan: Any) -> None:
        given, self.given = self.given, []
        for index in given:
            plan.mark_test_complete(self, index)


def spread(tests: list[str]) -> tuple[Any, Worker, Worker]:
    """Plan tests for two workers, and give each its first."""
    options = {"tx": ["2*popen"]}
    config: Any = SimpleNamespace(getvalue=options.get, option=SimpleNamespace(loadscopereorder=True))
    log: Any = SimpleNamespace(loadscopesched=lambda *_said: None)
    plan = Together(config, log)
    one, two = (Worker(name, tests) for name in ("one", "two"))
    for worker in (one, two):
        plan.add_node(worker)
        plan.add_node_collection(worker, tests)
    plan.schedule()
    return plan, one, two


def of(place: str, count: int) -> list[str]:
    return [f"tests/{place}::test_{n}" for n in range(count)]


def test_a_worker_stays_in_its_folder_and_takes_whole_files() -> None:
    pages = of("pages/test_c.py", 6) + of("pages/test_d.py", 5) + of("pages/test_e.py", 4)
    data = of("data/test_f.py", 5) + of("data/test_g.py", 3)
    exports = of("exports/test_a.py", 4) + of("exports/test_b.py", 3)
    plan, one, two = spread(exports + data + pages)
    assert (one.takes(), len(one.given)) == (["pages/test_c.py"], 6)
    assert (two.takes(), len(two.given)) == (["data/test_f.py"], 5)
    one.done(plan)
    assert (one.takes(), len(one.given)) == (["pages/test_d.py"], 5)
    for file, count in (
        ("data/test_g.py", 3),
        ("exports/test_a.py", 4),
        ("exports/test_b.py", 3),
        ("pages/test_e.py", 4),
    ):
        two.done(plan)
        assert (two.takes(), len(two.given)) == ([file], count)
    for worker in (one, two):
        worker.done(plan)
    assert plan.tests_finished
    assert (one.takes(), two.takes()) == ([], [])


def test_what_takes_long_comes_first() -> None:
    tests = of("pages/test_c.py", 6) + of("library/test_crash.py", 3) + of("web/test_killed.py", 3)
    plan, one, two = spread(tests)
    assert one.given == [9, 10, 11]
    assert two.given == [6, 7]
    two.done(plan)
    assert two.given[0] == 8


def test_what_a_worker_left_undone_is_done_by_another() -> None:
    plan, one, two = spread(of("pages/test_c.py", 6) + of("data/test_f.py", 5) + of("exports/test_a.py", 4))
    for index in one.given[:2]:
        plan.mark_test_complete(one, index)
    assert plan.remove_node(one) == "tests/pages/test_c.py::test_2"
    two.done(plan)
    assert two.given == [2, 3, 4, 5]
