"""The tests that share a server run in one worker, whatever pytest and xdist are."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

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
