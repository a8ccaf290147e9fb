"""``serve``: the dashboard, until it is interrupted; by default in as many processes as there are processors."""

from __future__ import annotations

import argparse
import importlib.util
import logging
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, Final

import webcast
from webcast import places, settings
from webcast.commands.console import Console
from webcast.errors import ChangeRequest
from webcast.machine import cores

LOOPBACK: Final = "127.0.0.1"
_EVERYWHERE: Final = ("0.0.0.0", "::")  # noqa: S104 that it listens there is told, not chosen here

WITHOUT_THREADS: Final = {
    "_RJEM_MALLOC_CONF": "background_thread:false",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "OPENBLAS_NUM_THREADS": "1",
}
"""Has what is imported begin no threads of its own, which a fork does not take along; set before polars is loaded."""


class PortTaken(ChangeRequest):
    """Something else listens on the port."""


def serve(args: argparse.Namespace, console: Console) -> None:
    """Become the dashboard against the real platform; its settings are read in the present folder.

    Raises:
        SettingsError: They cannot be read.
        PortTaken: Something else listens on the port.
    """
    port = args.port or any_port()
    must_be_free(port)
    chosen = settings.of_serving()
    count = (chosen.processes or cores()) if hasattr(os, "fork") else 1
    if count > 1:
        _check_settings()
        _serve_with(count, chosen.log, args.address, port, console)
        return
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


def _check_settings() -> None:
    """Have the settings read once, in a process that says what is wrong with them and ends.

    Polars, which knows whether a time zone is one, begins threads when it is asked, and no fork would have them.

    Raises:
        SystemExit: They cannot be read; it has been said why.
    """
    pid = os.fork()
    if pid == 0:
        settings.load()  # what it raises is said as any command's errors are
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if code:
        raise SystemExit(code)


def _serve_with(count: int, log: str, address: str, port: int, console: Console) -> None:
    """Answer with several processes, until interrupted."""
    _leave_the_folder()
    for name, value in WITHOUT_THREADS.items():
        os.environ.setdefault(name, value)
    from webcast.ui.frame import preloading  # noqa: PLC0415 as above; and Streamlit takes a second to load
    from webcast.web import journal  # noqa: PLC0415 as above
    from webcast.web.processes import Role, Supervisor, listening  # noqa: PLC0415 as above

    try:
        at = listening(address, port)
    except OSError as exc:
        raise PortTaken(
            f"Port {port} of {address} should be free to listen on, but is not ({exc.strerror}).",
            remedy="Choose another: --port N, --address HOST.",
        ) from None
    for handler in logging.getLogger().handlers:  # a command keeps its log to itself, a server does not
        if isinstance(handler, logging.NullHandler):
            logging.getLogger().removeHandler(handler)
    journal.begin(log)
    preloading.load()
    where = f"port {port} of every address of this machine" if address in _EVERYWHERE else f"http://{address}:{port}"

    def up() -> None:
        console.say(f"Dashboard       {where}, by {count} processes")
        console.out.flush()

    roles = [Role("pages", partial(_answer, at))] * count
    Supervisor([*roles, Role("fetching", partial(_fetch, at))], up=up).run()


def _leave_the_folder() -> None:
    """Take nothing in the folder that it runs in for a module, unless we are there ourselves."""
    here = Path.cwd()
    if here != Path(webcast.__file__).parent.parent:
        sys.path[:] = [place for place in sys.path if Path(place).absolute() != here]


def _answer(at: socket.socket, ready: Callable[[], None]) -> None:
    """Be one of the processes that answer."""
    from webcast.ui.frame.streamlit_host import server_options  # noqa: PLC0415 as above
    from webcast.web import app_state, server  # noqa: PLC0415 as above

    app_state.share()
    server.answer(_app(), at, ready, server_options())


def _fetch(at: socket.socket, ready: Callable[[], None]) -> None:
    """Be the process that fetches for them."""
    from webcast.web import server  # noqa: PLC0415 as above

    at.close()  # it answers nobody
    server.fetch(ready)


def _app() -> Any:
    """Return the application of :data:`places.APP`; loading it opens the library."""
    found = importlib.util.spec_from_file_location("app", places.APP)
    if found is None or found.loader is None:
        raise ImportError(str(places.APP))
    module = importlib.util.module_from_spec(found)
    sys.modules["app"] = module
    found.loader.exec_module(module)
    return module.app


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
