"""What the tests run in processes of their own, some of which are killed at a named point."""

from __future__ import annotations

import functools
import multiprocessing
import os
import resource
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.library import stage
from webcast.api.client import ApiSession
from webcast.decode import decode
from webcast.library import Library, chain, intake, ledger, sealed, snapshots
from webcast.settings import Settings

LEASE_SECONDS = 8.0
"""A machine under load holds processes up for long. Who died need not be waited for: see ``Place.settled``."""

POINTS: dict[str, tuple[Any, str, bool]] = {
    "room made": (snapshots.Snapshots, "begin", True),
    "request written down": (ledger.Ledger, "enter", True),
    "first piece in": (sealed.RawWriter, "_write_piece", True),
    "last byte read": (snapshots.Snapshots, "received", False),
    "received": (snapshots.Snapshots, "received", True),
    "turn given back": (ledger.Ledger, "leave", True),
    "decoding": (intake.Intake, "decode_and_hold", False),
    "tables written": (snapshots, "write_tables", True),
    "held": (snapshots.Snapshots, "hold", True),
}
"""Where a process can be killed: before or after a call."""

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(
    ["tests.library.child", "webcast.decode", "webcast.api.client", "lxml.etree", "psycopg"]
)


@dataclass(frozen=True)
class Errand:
    """What a process is to do.

    Attributes:
        settings: Of its library.
        account: Whose events.
        session: The platform session, as JSON.
        events: What to fetch.
        dies: The point at which it kills itself.
        fills: The point at which its disk is full.
    """

    settings: Settings
    account: str
    session: dict[str, str] = field(repr=False)
    events: Sequence[str]
    dies: str | None = None
    fills: str | None = None


def begin(errand: Errand) -> tuple[Any, Any]:
    """Start a process; gives it and the end of a pipe that the outcome comes through."""
    ours, theirs = CONTEXT.Pipe(duplex=False)
    process = CONTEXT.Process(target=work, args=(errand, theirs))
    process.start()
    theirs.close()
    return process, ours


def killed(errand: Errand) -> None:
    """Run an errand to the point at which its process dies."""
    process, _outcome = begin(errand)
    process.join(30)
    assert process.exitcode == -signal.SIGKILL, process.exitcode


def give_room(process: Any) -> None:
    """Let the files of a process grow again."""
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def outcome(process: Any, pipe: Any) -> Any:
    """Wait for a process and return the progress that it ended with."""
    assert pipe.poll(60)
    found = pipe.recv()
    process.join(30)
    assert process.exitcode == 0
    return found


def work(errand: Errand, pipe: Any) -> None:
    """Do an errand; runs in the process."""
    sealed.RAW_PIECE = 4096  # type: ignore[misc]  # so that a small report has many pieces
    if errand.dies is not None:
        _at(*POINTS[errand.dies], _die)
    if errand.fills is not None:
        _at(*POINTS[errand.fills], _fill)
    library = Library.open(errand.settings, pace=stage.QUICK, lease_seconds=LEASE_SECONDS)
    if errand.dies is None:
        library.decoder.decode = decode  # type: ignore[method-assign]  # a host for each process takes longer than all else
    library.sync.start(errand.account, ApiSession.from_json(errand.session), errand.events, spend=True)
    found = library.sync.wait(errand.account, 60)
    pipe.send(found)
    library.close()


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _fill() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))


def _at(owner: Any, name: str, after: bool, happens: Callable[[], None]) -> None:
    original: Callable[..., Any] = getattr(owner, name)

    @functools.wraps(original)
    def changed(*args: Any, **kwargs: Any) -> Any:
        if not after:
            happens()
        found = original(*args, **kwargs)
        if after:
            happens()
        return found

    setattr(owner, name, changed)


def open_once(settings: Settings) -> None:
    """Open a library and close it; runs in a process."""
    Library.open(settings, pace=stage.QUICK).close()


def die_while_migrating(settings: Settings) -> None:
    """Open a library of format 1, and die when its tables are changed and its entries chained; runs in a process."""
    _at(chain.Chain, "append", after=True, happens=_die)
    open_once(settings)


def open_unmoved(settings: Settings) -> None:
    """Open a library that needs no step, which is to cost no import of what makes them; runs in a process."""
    open_once(settings)
    assert "alembic" not in sys.modules
