"""Dashboards that start at once and die at any moment: a process has imported everything, and forks one a call.

Run as ``python -m tests.web.nursery``: each line that comes in is a JSON object of ``environ``, ``log`` and either
``lease_seconds`` or the ``command`` of a Python module, whose errors and exit code may have files of their own,
``errors`` and ``code``; what goes out is the process's number.
"""

from __future__ import annotations

import atexit
import importlib
import json
import os
import pkgutil
import runpy
import signal
import subprocess
import sys
import time
import traceback
import warnings
from argparse import Namespace
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil
import uvicorn
from streamlit.components.v2 import manifest_scanner

from tests.browser.dashboard import ADDRESS, ROOT
from webcast import ui
from webcast.commands import serving
from webcast.commands.console import Console
from webcast.library import Library

LEASE_SECONDS = 0.6
"""After so long without a beat a dashboard is taken for dead; twenty seconds, as usual, would be most of the test."""

START_SECONDS = 90.0
COMMAND_SECONDS = 120.0

LOADED = (
    "pandas",
    "sqlalchemy.dialects.sqlite",
    "uvicorn.protocols.websockets.websockets_sansio_impl",
    "webcast.web.asgi",
    "xlsxwriter",
)
"""What a dashboard imports beside its pages when it starts or is first asked for something: half a second of it."""


@dataclass(frozen=True)
class Dashboard:
    """One that runs until it is killed.

    Attributes:
        pid: Its process.
        url: Where it answers.
    """

    pid: int
    url: str

    def kill(self) -> list[psutil.Process]:
        """Kill it as the system does, without a word; return the processes that it had started."""
        family: list[psutil.Process] = psutil.Process(self.pid).children(recursive=True)
        os.kill(self.pid, signal.SIGKILL)
        return family

    def kill_all(self) -> None:
        """Kill it with all its processes at once, as a machine that dies does."""
        for one in (psutil.Process(self.pid), *self.kill()):
            with suppress(psutil.NoSuchProcess):
                one.kill()


class Nursery:
    """Starts dashboards: of one process, or of as many as ``WEBCAST_PROCESSES`` of their environment says.

    Args:
        process: Of :func:`main`.
    """

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._pids: list[int] = []

    def start(self, environ: Mapping[str, str], log: Path, lease_seconds: float = LEASE_SECONDS) -> Dashboard:
        """Start one, and wait until it answers."""
        pid = self._begin({"environ": dict(environ), "log": str(log), "lease_seconds": lease_seconds})
        return Dashboard(pid, _address(pid, log))

    def run(self, command: list[str], environ: Mapping[str, str], log: Path) -> psutil.Process:
        """Run a command, ``python -m …``, of the dashboard, with all that it says in a file."""
        log.touch()
        asked = {"command": command[command.index("-m") + 1 :], "environ": dict(environ), "log": str(log)}
        return psutil.Process(self._begin(asked))

    def ask(self, command: list[str], environ: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        """Run a command, ``python -m …``, to its end, and return what it said."""
        with TemporaryDirectory() as folder:
            said, error, code = (Path(folder, name) for name in ("out", "err", "code"))
            asked = {"log": str(said), "errors": str(error), "code": str(code)}
            pid = self._begin({"command": command[command.index("-m") + 1 :], "environ": dict(environ), **asked})
            with suppress(psutil.NoSuchProcess):
                psutil.Process(pid).wait(COMMAND_SECONDS)
            returned = int(code.read_text("utf-8"))
            return subprocess.CompletedProcess(command, returned, said.read_text("utf-8"), error.read_text("utf-8"))

    def _begin(self, asked: dict[str, Any]) -> int:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps(asked) + "\n")
        stdin.flush()
        self._pids.append(int(stdout.readline()))
        return self._pids[-1]

    def close(self) -> None:
        """Kill whatever still runs."""
        for pid in self._pids:
            # Numbers are given again: only our own children are ours to kill.
            if psutil.pid_exists(pid) and psutil.Process(pid).ppid() == self._process.pid:
                os.kill(pid, signal.SIGKILL)


@contextmanager
def nursery() -> Iterator[Nursery]:
    """Start dashboards while the context lasts."""
    command = [sys.executable, "-m", "tests.web.nursery"]
    environ = {**os.environ, **serving.WITHOUT_THREADS}
    with subprocess.Popen(
        command, cwd=ROOT, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    ) as process:
        made = Nursery(process)
        try:
            yield made
        finally:
            made.close()
            process.kill()


def _address(pid: int, log: Path) -> str:
    ends = time.monotonic() + START_SECONDS
    while time.monotonic() < ends:
        written = log.read_text("utf-8", "replace") if log.exists() else ""
        found = ADDRESS.search(written)
        if found:
            return found[1] or found[2] or found[3]
        assert psutil.pid_exists(pid), f"the dashboard ended:\n{written}"
        time.sleep(0.02)
    raise AssertionError(f"the dashboard did not start within {START_SECONDS:g} s")


def main() -> None:
    """Fork a dashboard for each line."""
    for name in LOADED:
        importlib.import_module(name)
    _read_packages_once()
    for module in pkgutil.walk_packages(ui.__path__, f"{ui.__name__}."):
        if module.name != f"{ui.__name__}.frame.main":  # importing it would draw a page
            importlib.import_module(module.name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those that are killed
    try:
        _fork_for_each_line()
    finally:
        for child in psutil.Process().children():
            child.kill()


def _read_packages_once() -> None:
    """Have Streamlit know the metadata of all installed packages, which each dashboard would read at its start."""
    known = manifest_scanner.scan_component_manifests()
    manifest_scanner.scan_component_manifests = lambda max_workers=None: known  # noqa: ARG005  # as Streamlit names it


def _fork_for_each_line() -> None:
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _run(json.loads(line))
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def _run(asked: dict[str, Any]) -> None:
    os.environ.clear()
    os.environ.update(asked["environ"])
    log = os.open(asked["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    errors = os.open(asked["errors"], os.O_WRONLY | os.O_CREAT) if "errors" in asked else log
    null = os.open(os.devnull, os.O_RDONLY)
    for target, source in ((0, null), (1, log), (2, errors)):
        os.dup2(source, target)
    code = 1
    try:
        if "command" in asked:
            _as_said(asked["command"])
        elif int(asked["environ"].get("WEBCAST_PROCESSES", "1")) > 1:
            _told_of(asked["lease_seconds"])
            serving.serve(Namespace(address="127.0.0.1", port=0), Console(sys.stdout, sys.stderr))
        else:
            _told_of(asked["lease_seconds"])
            uvicorn.run("app:app", app_dir=str(ROOT), port=0, lifespan="on")
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else bool(ended.code)
        atexit._run_exitfuncs()
    except BaseException:  # noqa: BLE001  # what a process dies of is in its log
        traceback.print_exc()
    finally:
        if "code" in asked:
            Path(asked["code"]).write_text(str(int(code)), "utf-8")
        os._exit(1)


def _told_of(lease_seconds: float) -> None:
    Library.open.__func__.__kwdefaults__["lease_seconds"] = lease_seconds  # type: ignore[attr-defined]


def _as_said(command: list[str]) -> None:
    """Run a module as ``python -m`` does, in the environment that it is run in."""
    warnings.resetwarnings()
    warnings.simplefilter(os.environ["PYTHONWARNINGS"])  # type: ignore[arg-type]
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True, write_through=True)  # type: ignore[union-attr]
    sys.argv = command
    runpy.run_module(command[0], run_name="__main__", alter_sys=True)
    raise SystemExit


if __name__ == "__main__":
    main()
