"""``scripts/setup.py``, as far as it says what it takes; `make test` itself shows that it sets up and runs."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.packaging.conftest import ROOT


@pytest.mark.parametrize("arguments", [[], ["ready"], ["ready", "demo"], ["tset"]])
def test_a_command_that_it_does_not_know_is_answered_with_those_that_it_does(arguments: list[str]) -> None:
    command = [sys.executable, str(ROOT / "scripts" / "setup.py"), *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    said = f"setup.py takes run, serve, test, or ready run|test, not '{' '.join(arguments)}'.\n"
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", said)


def test_it_needs_no_more_than_the_standard_library() -> None:
    code = "import runpy; runpy.run_path('scripts/setup.py', run_name='looked_at')"
    command = [sys.executable, "-I", "-S", "-c", code]
    assert subprocess.run(command, cwd=ROOT, check=False, timeout=60).returncode == 0
