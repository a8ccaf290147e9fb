"""What a run reads is read once, and never past a write."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import insert, select

from webcast.library.reading import Reading
from webcast.library.store import Store
from webcast.library.tables import meta


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(f"sqlite:///{tmp_path / 'library.db'}")
    yield opened
    opened.close()


def elsewhere(do: object) -> None:
    """Do something in another thread, and wait for it."""
    thread = Thread(target=do)  # type: ignore[arg-type]  # a call without arguments
    thread.start()
    thread.join()


def test_a_run_reads_once_and_others_each_time() -> None:
    reading, read = Reading(), iter(range(100))

    def ask() -> int:
        return reading.of("mark", lambda: next(read))

    assert [ask(), ask()] == [0, 1]
    with reading.once_each():
        assert [ask(), ask()] == [2, 2]
        assert reading.of("another", lambda: next(read)) == 3
        found: list[int] = []
        elsewhere(lambda: found.extend([ask(), ask()]))
        assert found == [4, 5]
        assert ask() == 2
    assert ask() == 6
    with reading.once_each():
        assert ask() == 7


def test_what_was_read_is_kept_for_a_second_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, now, read = Reading(), [100.0], iter(range(10))
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    with reading.once_each():
        found = []
        for now[0] in (100.0, 101.0, 101.125, 102.125, 102.25):
            found.append(reading.of("mark", lambda: next(read)))
    assert found == [0, 0, 1, 1, 2]


def test_nothing_is_kept_of_what_was_not_there_or_failed() -> None:
    reading, asked = Reading(), []

    def fail() -> None:
        asked.append(1)
        raise OSError("away")

    with reading.once_each():
        for _ in range(2):
            with pytest.raises(OSError, match="away"):
                reading.of("mark", fail)
        assert len(asked) == 2
        assert reading.of("none", lambda: None) is None


@pytest.mark.parametrize("by_another", [False, True])
def test_what_was_written_is_read(store: Store, *, by_another: bool) -> None:
    def names() -> set[str]:
        with store.read() as conn:
            return set(conn.scalars(select(meta.c.name)))

    def write() -> None:
        with store.write() as conn:
            conn.execute(insert(meta).values(name="written", value=b"1"))
            assert "written" not in store.reading.of("names", names), "it is not there before it is committed"

    with store.reading.once_each():
        before = store.reading.of("names", names)
        assert store.reading.of("names", lambda: {"never asked"}) == before
        elsewhere(write) if by_another else write()
        assert store.reading.of("names", names) == before | {"written"}


def test_what_is_written_while_it_is_read_is_not_taken_for_read() -> None:
    reading = Reading()

    def slow() -> str:
        reading.wrote()
        return "as it was"

    with reading.once_each():
        assert reading.of("mark", slow) == "as it was"
        assert reading.of("mark", lambda: "as it is") == "as it is"
