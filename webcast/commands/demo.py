"""``sandbox`` and ``demo``: made-up people on a platform of their own. A production image is without both."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Final

from webcast import places
from webcast.commands.console import Console
from webcast.commands.serving import LOOPBACK, any_port, is_free, must_be_free, streamlit
from webcast.errors import ChangeRequest, WebcastError
from webcast.setting_values import PREFIX

try:
    from webcast.sandbox.accounts import defaults
    from webcast.sandbox.clock import Clock
    from webcast.sandbox.running import Sandbox, run_sandbox, world_of
except ModuleNotFoundError:
    raise ChangeRequest(
        "The sandbox platform should be part of this installation, but is not: it was left out, as for production.",
        remedy="Run this where the whole package is installed.",
    ) from None

_LOOK_EVERY: Final = 0.1
_PATIENCE: Final = 10.0
"""Seconds that the dashboard may take to end before it is killed."""

_KEPT: Final = (f"{PREFIX}TIME_ZONE", f"{PREFIX}SESSION_HOURS")
"""Settings that a demo takes over; all others are about somebody's real platform and library."""


class NoFolder(ChangeRequest):
    """The folder that was named, or is meant for it, cannot be made."""


class DashboardEnded(WebcastError):
    """The dashboard ended by itself."""


def sandbox(args: argparse.Namespace, console: Console) -> None:
    """Run the sandbox platform alone, on the present time, until it is interrupted."""
    with _interruptible() as stop, _sandbox(args.port) as platform:
        console.say(f"Sandbox platform  {platform.url}")
        for account in defaults():
            console.say(f"Account           {account.username}  {account.password}")
        console.say(f"Point the dashboard at it with {PREFIX}PLATFORM_URL={platform.url}; Ctrl-C ends it.")
        console.out.flush()
        stop.wait()


def demo(args: argparse.Namespace, console: Console) -> None:
    """Run the sandbox and the dashboard pointed at it, until interrupted."""
    port, folder = args.port or any_port(), Path(args.folder or places.demo_folder()).resolve()
    must_be_free(port)
    _make(folder)
    with (
        _interruptible() as stop,
        _sandbox(None, near=port + 1) as platform,
        _dashboard(port, folder, _environment(platform, folder)) as child,
    ):
        _wait_until_up(child, port, stop)
        if not stop.is_set() and child.poll() is None:
            console.say(f"Dashboard       http://{LOOPBACK}:{port}")
            console.say(f"Demo account    {platform.username}")
            console.say(f"Password        {platform.password}")
            console.say(f"Sandbox         {platform.url}")
            console.say("Ctrl-C ends both.")
            console.out.flush()
        _wait_for_end(child, stop)


@contextmanager
def _interruptible() -> Iterator[threading.Event]:
    """Yield an event that Ctrl-C and SIGTERM set; both are how these commands are meant to end."""
    stop = threading.Event()
    previous = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


@contextmanager
def _sandbox(port: int | None, near: int = 0) -> Iterator[Sandbox]:
    """Run the sandbox on ``port``; without one on the port ``near``, if that is free, else on any."""
    wanted = port if port is not None else (near if is_free(near) else 0)
    if port:
        must_be_free(port)
    with run_sandbox(world=world_of(datetime.now(UTC)), clock=Clock(), port=wanted) as platform:
        yield platform


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as exc:
        raise NoFolder(
            f"{folder} should be a folder, but cannot be made ({exc.strerror}).",
            remedy="Choose another: --folder DIR.",
        ) from exc


def _environment(platform: Sandbox, folder: Path) -> dict[str, str]:
    """Return the dashboard's environment: the demo's settings and none of a real installation's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX) or name in _KEPT}
    return kept | {
        f"{PREFIX}PLATFORM_URL": platform.url,
        f"{PREFIX}DEMO_USERNAME": platform.username,
        f"{PREFIX}DEMO_PASSWORD": platform.password,
        f"{PREFIX}DATA_DIR": str(folder),
        f"{PREFIX}DATABASE_URL": f"sqlite:///{folder / 'library.sqlite3'}",
    }


@contextmanager
def _dashboard(port: int, folder: Path, environ: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    # Its standard output would print addresses of its own; what goes wrong is on standard error.
    # It runs in the demo's folder, so that it reads no .streamlit/secrets.toml of a real installation.
    child = subprocess.Popen(  # noqa: S603 our own program
        streamlit(port, LOOPBACK),
        cwd=folder,
        env=dict(environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        yield child
    finally:
        child.terminate()
        try:
            child.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _wait_until_up(child: subprocess.Popen[bytes], port: int, stop: threading.Event) -> None:
    while not stop.wait(_LOOK_EVERY):
        if child.poll() is not None or _answers(port):
            return


def _answers(port: int) -> bool:
    connection = HTTPConnection(LOOPBACK, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _wait_for_end(child: subprocess.Popen[bytes], stop: threading.Event) -> None:
    while not stop.wait(_LOOK_EVERY):
        code = child.poll()
        if code is not None:
            raise DashboardEnded(f"The dashboard ended by itself with code {code}.", remedy="It says above why.")
