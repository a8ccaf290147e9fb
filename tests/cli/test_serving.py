"""``sandbox`` and ``demo`` as processes: they come up, say where, and end whole."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.cli.conftest import Run, started
from webcast import places
from webcast.api.client import ReportingClient
from webcast.sandbox.accounts import DEMO_PASSWORD, DEMO_USERNAME
from webcast.settings import load


def lines_until(process: subprocess.Popen[str], last: str) -> list[str]:
    """Return what the process prints up to the line that begins with ``last``."""
    assert process.stdout is not None
    found: list[str] = []
    for line in process.stdout:
        found.append(line.rstrip("\n"))
        if line.startswith(last):
            return found
    raise AssertionError(f"It ended after {found}: {process.stderr.read() if process.stderr else ''}")


def listens(url: str) -> bool:
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname or "", parts.port or 0), 2).close()
    except OSError:
        return False
    return True


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_sandbox_runs_alone_until_it_is_told_to_end(number: signal.Signals) -> None:
    with started("sandbox") as process:
        printed = lines_until(process, "Point the dashboard at it")
        url = printed[0].removeprefix("Sandbox platform").strip()
        username, password = printed[1].removeprefix("Account").split()
        client = ReportingClient(load({"WEBCAST_PLATFORM_URL": url}, Path("no-such-file")))
        assert client.events(client.sign_in(username, password)).height > 30
        assert len(client.time_zones(client.sign_in(username, password))) > 300
        process.send_signal(number)
        assert (process.wait(30), process.stderr.read() if process.stderr else None) == (0, "")
    assert not listens(url)


def test_a_port_that_is_taken_is_said(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for command in ("sandbox", "demo", "serve"):
            assert run(command, "--port", str(port)) == (
                1,
                "",
                f"webcast: Port {port} should be free, but something listens on it. Choose another: --port N.\n",
            )


def test_a_folder_that_cannot_be_made_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    done = run("demo", "--port", "0", "--folder", str(tmp_path / "file"))
    said = f"{tmp_path}/file should be a folder, but cannot be made (File exists). Choose another: --folder DIR."
    assert done == (1, "", f"webcast: {said}\n")


@pytest.mark.skipif(os.name != "posix", reason="only there a process becomes another")
@pytest.mark.parametrize(
    ("address", "said", "more"),
    [
        ("127.0.0.1", "", []),
        (
            "0.0.0.0",  # noqa: S104 nobody listens: the program is not started
            "Dashboard       on port {port} of every address of this machine\n",
            # Streamlit's own welcome would ask a server of the internet what this machine is called there.
            ["--logger.hideWelcomeMessage", "true"],
        ),
    ],
)
def test_serve_with_one_process_becomes_the_dashboard(
    address: str, said: str, more: list[str], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEBCAST_PROCESSES", "1")
    asked: list[list[str]] = []

    def become(program: str, command: list[str]) -> None:
        assert program == command[0] == sys.executable
        asked.append(command[1:])
        raise SystemExit(0)

    monkeypatch.setattr(os, "execv", become)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    assert run("serve", "--port", port, "--address", address) == (0, said.format(port=port), "")
    streamlit = ["-P", "-m", "streamlit", "run", str(places.APP)]
    assert asked == [[*streamlit, "--server.address", address, "--server.port", port, *more]]


def test_the_demo_is_a_dashboard_on_a_sandbox_and_both_end(tmp_path: Path) -> None:
    # Settings of a real installation are not the demo's.
    real = {"WEBCAST_PLATFORM_URL": "https://real.example", "WEBCAST_DATA_DIR": str(tmp_path / "real")}
    folder = tmp_path / "demo"
    with started("demo", "--port", "0", "--folder", str(folder), **real) as process:
        printed = lines_until(process, "Ctrl-C ends both.")
        said = dict(re.split(r"  +", line, maxsplit=1) for line in printed[:-1])
        assert list(said) == ["Dashboard", "Demo account", "Password", "Sandbox"]
        assert (said["Demo account"], said["Password"]) == (DEMO_USERNAME, DEMO_PASSWORD)
        host, port = said["Dashboard"].removeprefix("http://").split(":")
        connection = HTTPConnection(host, int(port), timeout=20)
        connection.request(
            "POST",
            "/login",
            "demo=1&next=%2F",
            {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"},
        )
        answer = connection.getresponse()
        assert (answer.status, answer.getheader("Location")) == (303, "/")
        assert "HttpOnly" in (answer.getheader("Set-Cookie") or "")
        connection.close()
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    assert not listens(said["Dashboard"])
    assert not listens(said["Sandbox"])
    assert (folder / "library.sqlite3").is_file()
    assert not (tmp_path / "real").exists()
