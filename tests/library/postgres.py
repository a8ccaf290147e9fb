"""A real PostgreSQL server for the tests: temporary, unprivileged, on a socket of its own, one for the whole run."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import psycopg
import pytest

NEEDED: Final = os.environ.get("CI") == "true" or bool(os.environ.get("WEBCAST_REQUIRE_POSTGRES"))
_PLACES: Final = ("/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt", "/usr/local/pgsql")


def binaries() -> Path | None:
    """Return the folder of the newest installed server's programs."""
    found = [path.parent for place in _PLACES for path in Path(place).glob("**/bin/initdb")]
    on_path = shutil.which("initdb")
    if on_path:
        found.append(Path(on_path).resolve().parent)
    servers = [folder for folder in found if (folder / "postgres").exists()]
    return max(servers, key=lambda folder: [int(n) for n in "".join(_digits(folder)).split()] or [0], default=None)


def _digits(folder: Path) -> Iterator[str]:
    yield from (c if c.isdigit() else " " for c in str(folder.parent))


@contextlib.contextmanager
def server(shared: Path, *, quick: bool = True) -> Iterator[str]:
    """Run the server while anybody of this test run needs it; gives the folder of its socket.

    Args:
        shared: A folder that all processes of the run have in common.
        quick: Spare what is for the case that the power fails; else it is as it is installed.
    """
    programs = binaries()
    if programs is None:
        message = "no PostgreSQL server is installed (Debian: apt-get install postgresql)"
        if NEEDED:
            pytest.fail(f"These tests are required here, but {message}.")
        pytest.skip(message)
    with _locked(shared) as users:
        first = not users.read_text()
        if first:
            users.write_text(f"{_start(programs, quick=quick)}\n")
        folder = users.read_text().splitlines()[0]
        with users.open("a") as file:
            file.write(f"{os.getpid()}\n")
    try:
        yield folder
    finally:
        with _locked(shared) as users:
            lines = [line for line in users.read_text().splitlines() if line != str(os.getpid())]
            users.write_text("".join(f"{line}\n" for line in lines) if len(lines) > 1 else "")
            if len(lines) == 1:
                _stop(programs, Path(folder))


@contextlib.contextmanager
def database(folder: str) -> Iterator[str]:
    """Make an empty place in the database and give its URL."""
    name = new_schema(folder)
    try:
        yield address(folder, name)
    finally:
        with connected(folder) as conn:
            conn.execute(f"DROP SCHEMA {name} CASCADE".encode())


def new_schema(folder: str) -> str:
    """Make a schema, since a whole database takes a second to make; return its name."""
    name = f"test_{uuid.uuid4().hex}"
    with connected(folder) as conn:
        conn.execute(f"CREATE SCHEMA {name}".encode())
    return name


def address(folder: str, schema: str) -> str:
    """Return the URL of a schema."""
    return f"postgresql+psycopg://webcast@/postgres?host={folder}&options=-csearch_path%3D{schema}"


def connected(folder: str, schema: str = "public") -> psycopg.Connection:
    """Connect to a schema."""
    return psycopg.connect(host=folder, user="webcast", dbname="postgres", options=f"-csearch_path={schema}")


@contextlib.contextmanager
def away(folder: str) -> Iterator[None]:
    """Have a server gone while the context lasts: all connections break, nothing that was committed is lost."""
    programs, data = binaries(), Path(folder) / "data"
    assert programs is not None
    options = (data / "postmaster.opts").read_text("utf-8").partition(" ")[2].replace('"', "").strip()
    _run(programs / "pg_ctl", Path(folder), "-D", data, "-w", "-m", "fast", "stop")
    try:
        yield
    finally:
        log = Path(folder) / "log"
        _run(programs / "pg_ctl", Path(folder), "-D", data, "-w", "-l", log, "-o", options, "start")


@contextlib.contextmanager
def collated(folder: str, locale: str) -> Iterator[str]:
    """Make an empty database that orders text as a language does (ICU), and give its URL."""
    name = f"test_{uuid.uuid4().hex}"
    made = f"CREATE DATABASE {name} TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE '{locale}'"
    with psycopg.connect(host=folder, user="webcast", dbname="postgres", autocommit=True) as conn:
        try:
            conn.execute(made.encode())
        except (psycopg.errors.FeatureNotSupported, psycopg.errors.SyntaxError):  # built without, or before 15
            pytest.skip("the PostgreSQL server has no ICU")
        try:
            yield f"postgresql+psycopg://webcast@/{name}?host={folder}"
        finally:
            conn.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@contextlib.contextmanager
def _locked(shared: Path) -> Iterator[Path]:
    users = shared / "postgres-users"
    with (shared / "postgres-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        users.touch()
        yield users


def _start(programs: Path, *, quick: bool) -> str:
    # Short, since the path of a socket may not have more than some hundred characters.
    folder = Path(tempfile.mkdtemp(prefix="wipg", dir="/tmp"))
    who = _unprivileged()
    if who is not None:
        os.chown(folder, who.pw_uid, who.pw_gid)
    _run(programs / "initdb", folder, "-D", folder / "data", "-U", "webcast", "-A", "trust", "-N", "-E", "UTF8")
    # Durability is the database's own affair and tested by its makers: without it the tests are quicker.
    spared = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=32MB"
    options = f"-k {folder} -c listen_addresses= -c max_connections=200 {spared if quick else ''}".strip()
    log = folder / "log"
    _run(programs / "pg_ctl", folder, "-D", folder / "data", "-w", "-l", log, "-o", options, "start")
    return str(folder)


def _stop(programs: Path, folder: Path) -> None:
    _run(programs / "pg_ctl", folder, "-D", folder / "data", "-w", "-m", "immediate", "stop")
    shutil.rmtree(folder, ignore_errors=True)


def _run(program: Path, folder: Path, *arguments: str | Path) -> None:
    who = _unprivileged()
    subprocess.run(
        [program, *arguments],
        check=True,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=60,
        user=None if who is None else who.pw_uid,
        group=None if who is None else who.pw_gid,
        extra_groups=None if who is None else [],
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"},
    )


def _unprivileged() -> pwd.struct_passwd | None:
    """Return whom the server runs as: it refuses root. None is whoever we are."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    return None
