"""Whatever fails: a code, one line on standard error, no traceback, nothing secret and nobody's data."""

from __future__ import annotations

import signal
import socket
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.api.loopback import Script, answer, loopback
from tests.cli.conftest import GUIDE, Run, started
from tests.decode import hostile
from webcast import __version__
from webcast.commands import analyze


@pytest.mark.parametrize(
    ("argv", "code", "message"),
    [
        (["analyse", GUIDE], 2, "invalid choice: 'analyse'"),
        (
            ["analyze"],
            2,
            "arguments are required: EVENT_OR_FILE or --view (webcast-insights analyze --help explains)",
        ),
        (["export", GUIDE], 2, "the following arguments are required: --to"),
        (["analyze", GUIDE, "--liv"], 2, "unrecognized arguments: --liv"),
        (
            ["analyze", GUIDE, "--stayed-minutes", "-1"],
            1,
            "The parameter '--stayed-minutes' should be a number of zero or more, but is not.",
        ),
        (["demo", "--port", "70000"], 2, "a port is a number from 0 to 65535"),
        (
            ["analyze", "no-such.xml"],
            1,
            "no-such.xml should be a report file or an event id, but there is no such file.",
        ),
        (["analyze", "."], 1, ". should be a report file or an event id"),
        (
            ["analyze", GUIDE, "--time-zone", "Mars"],
            1,
            "--time-zone should be an IANA name such as 'Europe/Berlin', but is",
        ),
        (["analyze", GUIDE, "--time-zone", "localtime"], 1, "such as 'Europe/Berlin', but is 'localtime'."),
        (["analyze", GUIDE, "--file-zone", "../x"], 1, "--file-zone should be an IANA name"),
        (["analyze", "123456"], 77, "The platform wants a user name, and none is set. Set WEBCAST_USERNAME, or"),
        (["sync"], 77, "The platform wants a user name"),
        (["events"], 77, "WEBCAST_USERNAME_FILE to a file that holds it."),
    ],
)
def test_one_line_says_what_is_wrong(run: Run, argv: list[str], code: int, message: str) -> None:
    done = run(*argv)
    assert (done.code, done.out, done.err.count("\n")) == (code, "", 1)
    assert message in done.err


def test_a_file_that_is_too_much_for_whoever_reads_it_is_one_line(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("WEBCAST_DECODE_MEMORY_MB", "64")
    (tmp_path / "huge.csv").write_bytes(b"Registered On,Email\n" + b"x" * 70_000_000)
    done = run("analyze", "huge.csv")
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert "huge.csv: The report could not be read within 64 MiB of memory" in done.err


@pytest.mark.parametrize("name", sorted(hostile.FOUND))
def test_a_hostile_file_is_read_as_far_as_it_can_be(run: Run, name: str) -> None:
    done = run("analyze", str(hostile.KEPT / name), "--json")
    assert done.code == 0
    assert f'"registrants": {hostile.FOUND[name][0]},' in done.out
    assert hostile.FOUND[name][1] in done.out + done.err


@pytest.mark.parametrize("name", sorted(hostile.REFUSED))
def test_a_bomb_is_refused_in_one_line(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(hostile.bombs()[name])
    done = run("analyze", name)
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert f"{name}: {hostile.REFUSED[name]}" in done.err


def test_limits_are_settings(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBCAST_DECODE_MEMORY_MB", "little")
    done = run("analyze", GUIDE)
    assert "WEBCAST_DECODE_MEMORY_MB should be a number of 64 or more, but is 'little'." in done.err


def test_a_file_that_is_no_report_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<!doctype html><title>x</title>")
    (tmp_path / "empty.xml").write_text("")
    for name in ("page.html", "empty.xml"):
        done = run("analyze", GUIDE, name)
        assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
        assert done.err.startswith(f"webcast: {name}: ")


@pytest.mark.skipif(not Path("/proc/self/mem").is_file(), reason="needs a file that exists and cannot be read")
def test_a_file_that_cannot_be_read_is_named(run: Run) -> None:
    done = run("analyze", "/proc/self/mem")
    message = "The report could not be read to its end (Input/output error). Check where it is kept, and try again."
    assert done == (1, "", f"webcast: /proc/self/mem: {message}\n")


def test_a_report_that_is_an_error_gives_its_code(run: Run, tmp_path: Path) -> None:
    (tmp_path / "failed.xml").write_text("<convey_api><result><returnCode>62</returnCode></result></convey_api>")
    done = run("analyze", "failed.xml")
    # What a file holds is the same at the next try; and nothing is said of the platform's limits.
    assert (done.code, done.out) == (1, "")
    assert done.err == (
        "webcast: failed.xml: The file is no report: it holds an error that the platform answered (code 62). "
        "Export the audience report again, and open that file.\n"
    )


def test_what_nobody_expected_gives_away_nothing_of_its_text(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise ValueError("ann@example.com\nand her password")

    monkeypatch.setattr(analyze, "findings", fail)
    done = run("analyze", GUIDE)
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("webcast: Something went wrong that should not: ValueError in test_failures.py, line ")
    assert "ann" not in done.err
    assert done.err.count("\n") == 1


def test_a_setting_that_cannot_be_read_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBCAST_READ_TIMEOUT", "soon")
    done = run("analyze", GUIDE)
    assert done == (1, "", "webcast: WEBCAST_READ_TIMEOUT should be a number of zero or more, but is 'soon'.\n")


@pytest.mark.parametrize(
    "said",
    [
        (answer(b"<a><returnCode>11</returnCode></a>"), 77, "the user name or the password may be wrong"),
        (answer(b"", status="503 Busy"), 75, "HTTP status 503"),
        (answer(b"<!doctype html><form>canary</form>"), 1, "answered the login request with a web page"),
        (answer(b"<a><returnCode>0</returnCode></a>"), 77, "return code 0"),
    ],
)
@pytest.mark.parametrize("command", ["events", "sync"])
def test_what_the_platform_says_is_passed_on(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: str, said: tuple[Script, int, str]
) -> None:
    script, code, message = said
    monkeypatch.setenv("WEBCAST_USERNAME", "canary-user")
    monkeypatch.setenv("WEBCAST_PASSWORD", "canary-password")
    with loopback(script) as platform:
        monkeypatch.setenv("WEBCAST_PLATFORM_URL", platform.url)
        done = run(command)
    assert (done.code, done.out, done.err.count("\n")) == (code, "", 1)
    assert message in done.err
    assert "canary" not in done.err


def test_who_stops_reading_is_no_traceback() -> None:
    with started("analyze", GUIDE, "--json") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        err = process.stderr.read()
        assert (process.wait(30), err) == (1, "webcast: Whoever read the output stopped before its end.\n")


def test_ctrl_c_is_no_traceback(tmp_path: Path) -> None:
    asked, gone = threading.Event(), threading.Event()

    def stall(connection: socket.socket) -> None:
        asked.set()
        gone.wait(30)

    with loopback(stall) as platform:
        environ = {"PLATFORM_URL": platform.url, "USERNAME": "ann", "PASSWORD": "x", "DATA_DIR": str(tmp_path)}
        with started("events", **{f"WEBCAST_{name}": value for name, value in environ.items()}) as process:
            assert asked.wait(30)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=30)
        gone.set()
    assert (process.returncode, out, err) == (130, "", "webcast: Interrupted.\n")


def test_help_shows_examples(run: Run) -> None:
    done = run("--help")
    assert (done.code, done.err) == (0, "")
    assert "  webcast-insights analyze report.xml other.json --live --json\n" in done.out
    assert run("--version").out == f"webcast-insights {__version__}\n"
