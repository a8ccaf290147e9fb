from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.conftest import Run

pytestmark = pytest.mark.usefixtures("without_tables")


@pytest.mark.usefixtures("held")
def test_a_library_goes_into_a_file_and_out_of_it_on_another_machine(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = run("backup", "today.backup")
    assert (done.code, done.err) == (0, "")
    size = f"{(tmp_path / 'today.backup').stat().st_size:,}"
    said = re.fullmatch(
        rf"Backup written to today\.backup: 10 rows in 10 tables, {size} bytes\. It opens with master key "
        r"([0-9a-f]{16}) alone, which is not in it: keep that elsewhere\.\n",
        done.out,
    )
    assert said is not None, done.out
    moment = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ"
    found = run("restore", "--check", "today.backup").out
    assert re.fullmatch(
        rf"today\.backup is whole and opens with the master key given, {said[1]}: 10 rows in 10 tables, taken "
        rf"{moment} by version [\w.]+\.\n",
        found,
    )
    assert run("audit").out.splitlines()[1].split("  ")[-1] == "snapshots 1, rows 10"

    monkeypatch.setenv("WEBCAST_DATA_DIR", str(tmp_path / "elsewhere"))
    found = run("restore", "--check", "today.backup").out
    assert f"needs master key {said[1]}, which is not here and was not tried: 10 rows" in found
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "library" / "master.key").rename(tmp_path / "elsewhere" / "master.key")
    done = run("restore", "today.backup")
    assert (done.code, done.err) == (0, "")
    assert re.fullmatch(
        rf"Restored 10 rows in 10 tables, as of {moment}\. Start the dashboard; everybody signs in again\.\n",
        done.out,
    )
    assert run("audit").out.splitlines()[1].split("  ")[-1] == "rows 10"
    assert run("redecode").out == "1 snapshot decoded again; 0 could not be and stay as they were.\n"


@pytest.mark.usefixtures("held")
def test_what_cannot_be_done_is_said_in_one_line(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("backup", "today.backup").code == 0

    def refused(message: str, *argv: str) -> None:
        done = run(*argv)
        assert (done.code, done.out) == (1, "")
        assert message in done.err
        assert done.err.count("\n") == 1

    refused("today.backup is there already, and an earlier backup is not overwritten", "backup", "today.backup")
    refused("should be in a folder, but nowhere is none", "backup", "nowhere/today.backup")
    refused("should be an earlier backup, but is none", "backup", "library/library.sqlite3", "--replace")
    refused("but this one holds something", "restore", "today.backup")
    refused("should be a backup, but is none", "restore", "library/library.sqlite3")
    refused("should be a backup, but cannot be read (No such file or directory)", "restore", "--check", "tomorrow")
    monkeypatch.setenv("WEBCAST_DATA_DIR", str(tmp_path / "elsewhere"))
    refused("There should be a library where the settings say, but there is none.", "backup", "other.backup")
    refused("but no key is given. Put the key file that was kept for it", "restore", "today.backup")
    monkeypatch.setenv("WEBCAST_MASTER_KEY", "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=")
    refused("but the key given is 3e50f6e98cc701a9. Put the key file", "restore", "--check", "today.backup")
    (tmp_path / "today.backup").write_bytes((tmp_path / "today.backup").read_bytes()[:20_000])
    refused("is damaged or cut short. Nothing was restored.", "restore", "today.backup")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["library", "today.backup"]
    assert run("backup").code == 2
