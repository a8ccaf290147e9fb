"""The whole product running: the sandbox platform in this process, the dashboard in one of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.browser import chromium
from webcast.sandbox.running import Sandbox

ROOT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 90.0
ADDRESS = re.compile(r"URL: (http://\S+)|Uvicorn running on (http://\S+)|Dashboard +(http://[^ ,]+), by")


@dataclass(frozen=True)
class Dashboard:
    """A running dashboard.

    Attributes:
        url: Where it answers.
        data_dir: Its library's folder.
        log: What it wrote.
        environ: The environment it was started in, for the command line beside it.
        sandbox: The platform that it talks to.
        pid: Its process.
    """

    url: str
    data_dir: Path
    log: Path
    environ: Mapping[str, str]
    sandbox: Sandbox
    pid: int

    def command(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run the command line on the same library and platform, as the demo account, or as ``more`` says."""
        account = {"WEBCAST_USERNAME": self.sandbox.username, "WEBCAST_PASSWORD": self.sandbox.password, **more}
        return ask([sys.executable, "-m", "webcast", *arguments], {**self.environ, **account})


def streamlit_run() -> list[str]:
    """Return the command that ``make serve`` runs, on a free port."""
    return [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), "--server.port", "0"]


def uvicorn_run() -> list[str]:
    """Return the command for who runs an ASGI server of their own."""
    return [sys.executable, "-m", "uvicorn", "app:app", "--lifespan", "on", "--port", "0", "--app-dir", str(ROOT)]


def serve_run() -> list[str]:
    """Return the command that answers with several processes, as many as ``WEBCAST_PROCESSES`` says."""
    return [sys.executable, "-m", "webcast", "serve", "--port", "0"]


def environment(sandbox: Sandbox, data_dir: Path, **more: str) -> dict[str, str]:
    """Return the environment of a dashboard on the sandbox."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("WEBCAST_", "STREAMLIT_"))}
    return {
        **kept,
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "default",
        "WEBCAST_DATA_DIR": str(data_dir),
        "WEBCAST_PLATFORM_URL": sandbox.url,
        "WEBCAST_DEMO_USERNAME": sandbox.username,
        "WEBCAST_DEMO_PASSWORD": sandbox.password,
        "WEBCAST_BROWSER": chromium.printing() or "",
        **more,
    }


def by_itself(command: list[str], environ: Mapping[str, str], log: Path) -> psutil.Process:
    """Run a command as a shell does, with all that it says in a file."""
    with log.open("wb") as output:
        return psutil.Popen(command, cwd=ROOT, env=environ, stdout=output, stderr=subprocess.STDOUT)


def to_its_end(command: list[str], environ: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a command as a shell does, and return what it said once it has ended."""
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False, timeout=120)


ask: Callable[[list[str], Mapping[str, str]], subprocess.CompletedProcess[str]] = to_its_end
"""How commands are run; in tests by :meth:`tests.web.nursery.Nursery.ask`, which imports nothing anew."""

start: Callable[[list[str], Mapping[str, str], Path], psutil.Process] = by_itself
"""How dashboards are started; in tests by :meth:`tests.web.nursery.Nursery.run`, which imports nothing anew."""


@contextmanager
def run_dashboard(
    sandbox: Sandbox, folder: Path, command: list[str] | None = None, **more: str
) -> Iterator[Dashboard]:
    """Run the dashboard until the context ends.

    Args:
        sandbox: The platform to talk to.
        folder: An empty folder for library and log.
        command: See :func:`streamlit_run` and :func:`uvicorn_run`.
        more: More of the environment, ``WEBCAST_…``.
    """
    environ = environment(sandbox, folder / "data", **more)
    log = folder / "dashboard.log"
    process = start(command or streamlit_run(), environ, log)
    try:
        yield Dashboard(_address(process, log), folder / "data", log, environ, sandbox, process.pid)
    finally:
        with suppress(psutil.NoSuchProcess):
            process.terminate()
            try:
                process.wait(15)
            except psutil.TimeoutExpired:
                process.kill()
                process.wait()


def _address(process: psutil.Process, log: Path) -> str:
    ends = time.monotonic() + START_SECONDS
    while time.monotonic() < ends:
        written = log.read_text("utf-8", "replace")
        found = ADDRESS.search(written)
        if found:
            return found[1] or found[2] or found[3]
        assert _lives(process), f"the dashboard ended:\n{log.read_text('utf-8', 'replace')}"
        time.sleep(0.05)
    raise AssertionError(f"the dashboard did not start within {START_SECONDS:g} s:\n{log.read_text('utf-8')}")


def _lives(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
