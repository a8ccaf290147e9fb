"""How much one report may take, who looks when the system does not, and when a worker has served its time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from tests.workers import misbehaving
from tests.workers.conftest import HEALTHY, Opener
from webcast.decode import decode
from webcast.decode.bounds import Bounds, TooLarge
from webcast.errors import DecodeError, SettingsError
from webcast.settings import load
from webcast.workers import Unfinished, limits, watch
from webcast.workers.limits import Limits
from webcast.workers.pool import Pool
from webcast.workers.process import Process
from webcast.workers.watch import Watch, Work
from webcast.workers.worker import SAMPLE

MB = 1024 * 1024
USUAL = Limits.of(load({}, Path("none.toml")))


def test_the_usual_limits() -> None:
    assert Limits(memory_mb=2048, cpu_seconds=10.0, cpu_seconds_per_mb=2.0, wall_seconds=60.0) == USUAL


@pytest.mark.parametrize(
    ("size", "cpu", "wall"), [(0, 10, 60), (5 * MB, 10, 60), (6 * MB, 12, 72), (65 * MB, 130, 780)]
)
def test_time_is_in_proportion_to_size_but_ten_seconds_at_least(size: int, cpu: float, wall: float) -> None:
    assert (USUAL.cpu_for(size), USUAL.wall_for(size)) == (cpu, wall)


@pytest.mark.parametrize(("memory_mb", "words"), [(2048, "2 GiB"), (1536, "1.5 GiB"), (300, "300 MiB")])
def test_amounts_are_said_as_people_say_them(memory_mb: int, words: str) -> None:
    allowed = Limits(memory_mb, 10.0, 2.0, 60.0)
    assert f"could not be read within {words} of memory" in str(limits.too_much_memory(allowed))
    assert f"may take {words}" in str(limits.died(allowed, 9))


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("DECODE_MEMORY_MB", "63", "WEBCAST_DECODE_MEMORY_MB should be a number of 64 or more, but is '63'."),
        ("DECODE_CPU_SECONDS", "0", "WEBCAST_DECODE_CPU_SECONDS should be a number of 1 or more, but is '0'."),
        ("DECODE_WALL_SECONDS", "0.5", "WEBCAST_DECODE_WALL_SECONDS should be a number of 1 or more, but is '0.5'."),
        ("DECODE_WORKERS", "-1", "WEBCAST_DECODE_WORKERS should be a number of zero or more, but is '-1'."),
    ],
)
def test_limits_that_nothing_could_keep_are_refused(name: str, value: str, message: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load({f"WEBCAST_{name}": value}, Path("none.toml"))
    assert caught.value.message == message


def test_only_the_workers_own_time_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixty seconds for the report, however long it takes to arrive."""
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    work = Work(cast(Process, None), USUAL, _began=now)
    now = 1030.0
    work.leaves()
    now = 5000.0
    assert work.look(at_everything=False) is None
    work.returns(100)
    now = 5030.0
    assert work.look(at_everything=False) is None
    now = 5030.1
    assert work.look(at_everything=False) == "time"


# Where the system keeps no limits


@pytest.fixture(scope="module")
def unlimited() -> Iterator[Pool]:
    """Workers as on a system without limits, and somebody who looks."""
    pool = Pool(program=misbehaving.FREE, watch=Watch(at_everything=True))
    pool.join()
    yield pool
    pool.leave()


def test_a_watch_ends_who_takes_too_much_memory(opened: Opener, unlimited: Pool) -> None:
    with pytest.raises(Unfinished, match="could not be read within 100 MiB of memory"):
        opened(unlimited, decode_memory_mb=100).decode(b"!fill-slowly 200")
    assert opened(unlimited).decode(HEALTHY).registrants.height == 6


def test_a_watch_ends_who_takes_too_much_processor_time(opened: Opener, unlimited: Pool) -> None:
    with pytest.raises(Unfinished, match="could not be read within 1 s of processor time"):
        opened(unlimited, decode_cpu_seconds=1).decode(b"!spin")
    assert opened(unlimited).decode(HEALTHY).registrants.height == 6


def test_a_watch_is_there_while_there_is_work(monkeypatch: pytest.MonkeyPatch, opened: Opener) -> None:
    monkeypatch.setattr(watch, "_LINGER", 0.01)
    pool = Pool()
    opened(pool).decode(HEALTHY)
    thread = pool.watch._thread
    if thread is not None:
        thread.join(30)
    assert pool.watch._thread is None


# Workers that have served their time


def test_a_worker_takes_one_report_after_the_other(opened: Opener, misbehaving_pool: Pool) -> None:
    decoder = opened(misbehaving_pool)
    decoder.decode(HEALTHY)
    before = misbehaving_pool._idle[-1].pid
    decoder.decode(HEALTHY)
    assert misbehaving_pool._idle[-1].pid == before


def test_one_that_has_grown_makes_room_for_a_fresh_one(opened: Opener, misbehaving_pool: Pool) -> None:
    """What an allocator has taken it seldom gives back."""
    decoder = opened(misbehaving_pool)
    decoder.decode(HEALTHY)
    before = misbehaving_pool._idle[-1].pid
    with pytest.raises(DecodeError, match="It did as it was told"):
        decoder.decode(b"!fill 200")
    assert before not in {process.pid for process in misbehaving_pool._idle}


def test_what_a_worker_warms_up_with_goes_the_whole_way() -> None:
    found = decode(SAMPLE)
    assert [frame.height for frame in found.tables().values()] == [1, 1, 1, 1, 1, 1, 1, 1, 0]


def test_how_large_a_report_may_be_inside_is_told_to_the_worker(opened: Opener) -> None:
    with pytest.raises(TooLarge, match="nested more deeply than any report, 3 levels; 2 are allowed"):
        opened(decode_json_depth=2).decode(b'{"data_rows": [[]]}')
    with pytest.raises(TooLarge, match="has more than 1 MB, which are allowed"):
        opened(decode_json_mb=1).decode(b"{}" + b" " * MB)


def test_every_bound_is_a_setting() -> None:
    names = ("UNPACKED_MB", "RATIO", "CELLS", "JSON_MB", "JSON_DEPTH")
    settings = load({f"WEBCAST_DECODE_{name}": str(n) for n, name in enumerate(names, 1)}, Path("none.toml"))
    assert Limits.of(settings).bounds == Bounds(1, 2, 3, 4, 5)
    assert USUAL.bounds == Bounds()
