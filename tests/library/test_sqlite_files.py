"""The files of an SQLite library: a log cut short, a folder that cannot be written."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import event

from tests.library import stage
from webcast.errors import LibraryError
from webcast.library import Library
from webcast.settings import Settings

pytestmark = pytest.mark.usefixtures("without_tables")

ACCOUNT = "a" * 32


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/data/library.sqlite3"


def test_a_write_ahead_log_cut_anywhere_opens_with_whole_reports_alone(
    settings: Settings, opened: Callable[..., Library], tmp_path: Path
) -> None:
    database = settings.data_dir / "library.sqlite3"
    library = opened(settings)
    library.remember_events(ACCOUNT, stage.listing("1", "2"))
    library.hold(ACCOUNT, "1", b"<xml/>", stage.report("1"))
    library._guard.store.shrink()  # the first event is in the file itself
    library.hold(ACCOUNT, "2", b"<xml/>", stage.report("2"))
    log = database.with_name("library.sqlite3-wal").read_bytes()
    assert len(log) > 100_000
    chance = random.Random(20260318)  # noqa: S311 a seed, not a secret
    found = set()
    for number, length in enumerate([0, 31, 32, len(log) - 1, len(log), *chance.sample(range(len(log)), 10)]):
        at = stage.settings(tmp_path / f"cut-{number}")
        shutil.copytree(settings.data_dir, at.data_dir, ignore=shutil.ignore_patterns("*-shm", "*-wal"))
        (at.data_dir / "library.sqlite3-wal").write_bytes(log[:length])
        cut = opened(at)
        assert cut.report(ACCOUNT, ["1"]).registrants.height == 3
        freshness = dict(cut.events(ACCOUNT).select("event_id", "freshness").iter_rows())
        found.add(freshness["2"])
        if freshness["2"] != "missing":
            assert cut.report(ACCOUNT, ["2"]).registrants.height == 3
        # It goes on as ever.
        cut.hold(ACCOUNT, "2", b"<xml/>", stage.report("2"))
        assert cut.report(ACCOUNT, ["1", "2"]).registrants.height == 6
    assert "missing" in found
    assert len(found) == 2


UNPRIVILEGED = """
import os, sys
from pathlib import Path
import sqlite3
from sqlalchemy.dialects.sqlite import pysqlite
from tests.library import stage
from webcast.errors import LibraryError
from webcast.library import Library
if os.getuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
try:
    Library.open(stage.settings(Path(sys.argv[1])))
except LibraryError as exc:
    print(exc)
"""


@pytest.mark.parametrize("what", ["folder", "files", "nothing there"])
def test_a_folder_that_cannot_be_written_is_said(opened: Callable[..., Library], what: str) -> None:
    # Not pytest's folder, which nobody else may enter: root may write anywhere, and has to be somebody else for this.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "data"
        if what != "nothing there":
            opened(stage.settings(folder)).close()
            for path in folder.iterdir():
                path.chmod(0o444 if what == "files" else 0o644)
            folder.chmod(0o555 if what == "folder" else 0o777)
        Path(name).chmod(0o555)
        ended = subprocess.run(
            [sys.executable, "-c", UNPRIVILEGED, str(folder)],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )
        Path(name).chmod(0o700)
        if folder.exists():
            folder.chmod(0o700)
    assert ended.stderr == ""
    assert re.search("should be a file that can be written|cannot be (made|written)", ended.stdout)
    assert "Check WEBCAST_DATA_DIR and its permissions." in ended.stdout


def test_a_folder_that_becomes_read_only_is_said_and_what_is_held_is_still_read(
    settings: Settings, opened: Callable[..., Library]
) -> None:
    library = opened(settings)
    library.remember_events(ACCOUNT, stage.listing("1"))
    library.hold(ACCOUNT, "1", b"<xml/>", stage.report("1"))
    # As on a file system that was mounted anew for reading: for root too.
    event.listen(library._guard.store.engine, "begin", lambda conn: conn.exec_driver_sql("PRAGMA query_only = ON"))
    with pytest.raises(LibraryError, match="cannot be"):
        library.hold(ACCOUNT, "1", b"<xml/>", stage.report("1"))
    assert library.report(ACCOUNT, ["1"]).registrants.height == 3
