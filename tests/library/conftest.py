from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from tests.library import emptied, postgres, stage
from tests.library.backed import filled
from tests.library.office import Opener, offices
from tests.library.stage import FakeClock
from webcast.library import Library
from webcast.settings import Settings


@pytest.fixture(scope="session")
def postgres_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[str]:
    base = tmp_path_factory.getbasetemp()
    with postgres.server(base if worker_id == "master" else base.parent) as folder:
        yield folder


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database: every test that takes it runs on both engines.

    Its tables are there already, and nothing in them, but for tests that ask for ``without_tables``.
    """
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'data' / 'library.sqlite3'}"
    else:
        with _schema(request) as made:
            yield made


def _schema(request: pytest.FixtureRequest) -> AbstractContextManager[str]:
    folder = request.getfixturevalue("postgres_folder")
    return postgres.database(folder) if "without_tables" in request.fixturenames else emptied.schema(folder)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def settings(tmp_path: Path, url: str) -> Settings:
    return stage.settings(tmp_path / "data", url)


@pytest.fixture
def opened(settings: Settings) -> Iterator[Callable[..., Library]]:
    """Opens libraries of the settings and closes them in the end."""
    libraries: list[Library] = []

    def open_(at: Settings = settings, **options: object) -> Library:
        libraries.append(Library.open(at, **({"pace": stage.QUICK} | options)))  # type: ignore[arg-type]
        return libraries[-1]

    yield open_
    for library in libraries:
        library.close()


@pytest.fixture
def library(opened: Callable[..., Library]) -> Library:
    return opened()


@pytest.fixture
def office(settings: Settings, opened: Callable[..., Library]) -> Iterator[Opener]:
    """Opens departments with some events each."""
    with contextmanager(offices)(settings, opened) as open_:
        yield open_


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Another machine: an empty library on either engine, without a key."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    if request.param == "sqlite":
        yield stage.settings(folder)
    else:
        with _schema(request) as made:
            yield stage.settings(folder, made)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "of today.backup"


@pytest.fixture
def at(tmp_path: Path) -> Settings:
    """A library with an event."""
    made = stage.settings(tmp_path / "data")
    library = Library.open(made)
    filled(library)
    library.close()
    return made


@pytest.fixture
def empty(tmp_path: Path) -> Settings:
    """Another machine, without a key."""
    (tmp_path / "elsewhere").mkdir()
    return stage.settings(tmp_path / "elsewhere")
