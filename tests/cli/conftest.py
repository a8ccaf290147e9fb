from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.browser import chromium
from webcast import settings
from webcast.cli import main
from webcast.decode import decode
from webcast.library import Library, account_key
from webcast.sandbox.running import Sandbox, run_sandbox


class Done(NamedTuple):
    """What a run of the command line left."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(__file__).resolve().parents[1] / "data"
GUIDE = str(DATA / "guide.xml")
MENDED = str(DATA / "guide-mended.json")
BROKEN = str(DATA / "guide.json")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Return what runs a command in this process, in an empty folder and with no settings but its own."""
    monkeypatch.chdir(tmp_path)
    for name in ("USERNAME", "PASSWORD", "PLATFORM_URL", "TIME_ZONE", "DATABASE_URL", "MASTER_KEY", "BROWSER"):
        monkeypatch.delenv(f"WEBCAST_{name}", raising=False)
    monkeypatch.setenv("WEBCAST_DATA_DIR", str(tmp_path / "library"))

    def command(*argv: str) -> Done:
        try:
            code = main(argv)
        except SystemExit as exc:
            code = int(exc.code or 0)
        return Done(code, *capsys.readouterr())

    return command


ACCOUNT = account_key("ann", None)


@pytest.fixture
def held(run: Run) -> None:
    """Hold the guide's report in the library that the commands open."""
    library = Library.open(settings.load())
    library.hold(ACCOUNT, "123456", Path(GUIDE), decode(Path(GUIDE)))
    library.close()


@pytest.fixture
def printing(run: Run, monkeypatch: pytest.MonkeyPatch) -> str:
    """Name the browser that prints in the settings, and return it."""
    found = chromium.printing()
    assert found is not None, "scripts/setup.py test installs one"
    monkeypatch.setenv("WEBCAST_BROWSER", found)
    return found


@pytest.fixture(scope="session")
def platform() -> Iterator[Sandbox]:
    with run_sandbox() as running:
        yield running


@pytest.fixture
def signed_in(platform: Sandbox, run: Run, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """Return the platform, with its account in the settings."""
    monkeypatch.setenv("WEBCAST_PLATFORM_URL", platform.url)
    monkeypatch.setenv("WEBCAST_USERNAME", platform.username)
    monkeypatch.setenv("WEBCAST_PASSWORD", platform.password)
    return platform


@contextmanager
def started(*argv: str, **environ: str) -> Iterator[subprocess.Popen[str]]:
    """Run a command as a process of its own, and end it if it has not ended by itself."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WEBCAST_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "webcast", *argv],
        cwd=ROOT,
        env=kept | environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()
