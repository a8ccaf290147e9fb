"""The cluster's settings: sealed data's keys go nowhere in the clear, and who has no cluster needs nothing of it."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from webcast.errors import SettingsError
from webcast.setting_dask import DaskScheduler
from webcast.settings import load

ROOT = Path(__file__).resolve().parents[2]
NOWHERE = Path("no-such-secrets.toml")


def test_there_is_none_unless_it_is_set() -> None:
    assert load({}, NOWHERE).dask is None


@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1:8786", "tcp://127.1.2.3:1", "tcp://[::1]:8786", "tcp://localhost:1"]
)
def test_on_this_machine_it_goes_without_certificates(address: str) -> None:
    assert load({"WEBCAST_DASK": address}, NOWHERE).dask == DaskScheduler(address)


def test_elsewhere_it_has_certificates(tmp_path: Path) -> None:
    files = {name: tmp_path / name for name in ("ca", "cert", "key")}
    for path in files.values():
        path.touch()
    environ = {f"WEBCAST_DASK_{name.upper()}": str(path) for name, path in files.items()}
    address = "tls://scheduler.example.com:8786"
    assert load({"WEBCAST_DASK": address, **environ}, NOWHERE).dask == DaskScheduler(address, **files)
    for name in environ:
        less = {key: value for key, value in environ.items() if key != name}
        with pytest.raises(SettingsError, match=f"^{name} should name a file, as WEBCAST_DASK is tls://"):
            load({"WEBCAST_DASK": address, **less}, NOWHERE)


@pytest.mark.parametrize(
    "host", ["10.0.0.7", "scheduler.example.com", "192.0.2.7", "[2001:db8::1]", "localhost.example.com"]
)
def test_keys_leave_no_machine_in_the_clear(host: str) -> None:
    with pytest.raises(SettingsError, match=r"^WEBCAST_DASK should be tls://…, since keys go there"):
        load({"WEBCAST_DASK": f"tcp://{host}:8786"}, NOWHERE)


@pytest.mark.parametrize(
    "text", ["yes", "scheduler:8786", "tls://scheduler", "tls://:1", "ws://here:1", "tcp://[::1:8786"]
)
def test_what_is_no_address_stops_the_start(text: str) -> None:
    with pytest.raises(SettingsError, match=r"^WEBCAST_DASK should be an address such as tls://scheduler"):
        load({"WEBCAST_DASK": text}, NOWHERE)


def test_without_the_package_it_says_which_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    find = importlib.util.find_spec
    missing: Any = lambda name: None if name == "distributed" else find(name)  # noqa: E731
    monkeypatch.setattr("webcast.setting_dask.find_spec", missing)
    with pytest.raises(SettingsError) as caught:
        load({"WEBCAST_DASK": "tcp://localhost:8786"}, NOWHERE)
    assert str(caught.value) == (
        "WEBCAST_DASK is set, but Dask is not installed. "
        "Install webcast-insights[cluster] in place of webcast-insights."
    )


def test_nothing_of_dask_is_imported_without_it() -> None:
    code = "import sys, webcast.library, webcast.web, webcast.settings; webcast.settings.load(); print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in run.stdout.split()}
    assert "webcast" in loaded
    assert loaded & {"dask", "distributed", "tornado"} == set()
