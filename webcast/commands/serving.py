"""``serve``: the dashboard, until it is interrupted."""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
from contextlib import suppress
from typing import Final

from webcast import places
from webcast.commands.console import Console
from webcast.errors import ChangeRequest

LOOPBACK: Final = "127.0.0.1"
_EVERYWHERE: Final = ("0.0.0.0", "::")  # noqa: S104 that it listens there is told, not chosen here


class PortTaken(ChangeRequest):
    """Something else listens on the port."""


def serve(args: argparse.Namespace, console: Console) -> None:
    """Become the dashboard against the real platform; its settings are read by itself, in the present folder."""
    port = args.port or any_port()
    must_be_free(port)
    command = streamlit(port, args.address)
    if args.address in _EVERYWHERE:
        # Streamlit would ask a server of the internet for this machine's address, to print it.
        command += ["--logger.hideWelcomeMessage", "true"]
        console.say(f"Dashboard       on port {port} of every address of this machine")
    console.out.flush()
    if os.name == "posix":
        # The same process, so that whoever started it ends the server itself, with its own signal.
        os.execv(command[0], command)  # noqa: S606 our own program
    child = subprocess.Popen(command)  # noqa: S603 our own program
    while True:
        with suppress(KeyboardInterrupt):  # it hears of Ctrl-C as well, and ends by itself
            raise SystemExit(child.wait())


def streamlit(port: int, address: str) -> list[str]:
    """Return the command that runs the dashboard."""
    # -P: nothing in the folder that it runs in is taken for a module.
    python = [sys.executable, "-P", "-m", "streamlit", "run", str(places.APP)]
    return [*python, "--server.address", address, "--server.port", str(port)]


def is_free(port: int) -> bool:
    """Tell whether a port of loopback is nobody's."""
    try:
        with socket.create_server((LOOPBACK, port)):
            return True
    except (OSError, OverflowError):
        return False


def any_port() -> int:
    """Return a port of loopback that is nobody's."""
    with socket.create_server((LOOPBACK, 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


def must_be_free(port: int) -> None:
    """See to it that a port is nobody's.

    Raises:
        PortTaken: It is somebody's.
    """
    if not is_free(port):
        raise PortTaken(
            f"Port {port} should be free, but something listens on it.", remedy="Choose another: --port N."
        )
