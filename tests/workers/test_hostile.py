"""Whatever a report does to its worker is that report's affair: one error, and the next one is read as ever."""

from __future__ import annotations

import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.decode import hostile
from tests.library.stage import until
from tests.workers.conftest import HEALTHY, Opener
from webcast.errors import DecodeError
from webcast.reports import warned
from webcast.workers import Decoder, Unfinished
from webcast.workers.pool import Pool


def failure(decoder: Decoder, data: bytes, then: Decoder | None = None) -> DecodeError:
    """Return the error of a report; what comes after it is read as ever."""
    with pytest.raises(DecodeError) as caught:
        decoder.decode(data)
    assert (then or decoder).decode(HEALTHY).registrants.height == 6
    return caught.value


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return hostile.every()


@pytest.mark.parametrize("name", sorted(hostile.FOUND))
def test_a_hostile_report_is_read_as_far_as_it_can_be(tame: Decoder, files: dict[str, bytes], name: str) -> None:
    found = tame.decode(files[name])
    registrants, warning = hostile.FOUND[name]
    assert found.registrants.height == registrants
    assert warning in warned.said(found.warnings)["message"].to_list()


@pytest.mark.parametrize("name", sorted(hostile.REFUSED))
def test_a_bomb_is_refused_by_its_size(tame: Decoder, files: dict[str, bytes], name: str) -> None:
    assert failure(tame, files[name]).message.startswith(hostile.REFUSED[name])


def test_there_are_no_other_hostile_reports(files: dict[str, bytes]) -> None:
    assert files.keys() == hostile.FOUND.keys() | hostile.REFUSED.keys()


@pytest.mark.parametrize("what", ["fill 400", "fill-in-rust 400", "fill-in-rust 4000000", "abort"])
def test_too_much_memory_is_refused_however_it_is_asked_for(wild: Decoder, what: str) -> None:
    found = failure(wild, f"!{what}".encode())
    assert isinstance(found, Unfinished)
    assert found.message == (
        "The report could not be read within 300 MiB of memory: it is larger inside than it looks, or damaged."
    )
    assert found.remedy == ("Export it again, or in smaller parts; the setting WEBCAST_DECODE_MEMORY_MB allows more.")


def test_a_report_that_is_refused_is_logged_by_its_kind_alone(
    opened: Opener, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(DecodeError):
        opened().decode(b"<canary", "xml")
    said = [record.getMessage() for record in caplog.records if record.name == "webcast.workers.decoder"]
    assert said == ["A report was not read: DecodeError."]
    assert "canary" not in caplog.text


def test_what_fits_is_given(wild: Decoder) -> None:
    assert failure(wild, b"!fill 200").message == "It did as it was told."


def test_too_much_processor_time_ends_it(opened: Opener, misbehaving_pool: Pool) -> None:
    hasty = opened(misbehaving_pool, decode_cpu_seconds=1)
    found = failure(hasty, b"!spin")
    assert found.message == (
        "The report could not be read within 1 s of processor time: it is larger inside than it looks, or damaged."
    )
    assert found.remedy.endswith("the setting WEBCAST_DECODE_CPU_SECONDS allows more.")


def test_a_worker_that_hangs_is_ended(opened: Opener, misbehaving_pool: Pool) -> None:
    hasty = opened(misbehaving_pool, decode_wall_seconds=1)
    found = failure(hasty, b"!sleep", opened(misbehaving_pool))
    assert found.message == (
        "The report could not be read within 1 s: it is damaged, or the server has too much else to do."
    )
    assert found.remedy.endswith("the setting WEBCAST_DECODE_WALL_SECONDS allows more.")


@pytest.mark.parametrize(
    ("what", "message"),
    [
        (
            "die",
            "The process that read the report was ended (signal 9), as the system does when it runs out of memory",
        ),
        ("segfault", "The process that read the report ended before it was done (code -11)"),
        ("leave 3", "The process that read the report ended before it was done (code 3)"),
        (
            "panic ada@analytical.example",
            "The report could not be read: something went wrong that should not (Pan",
        ),
    ],
)
def test_however_it_dies_one_error_says_so_and_nothing_of_people(wild: Decoder, what: str, message: str) -> None:
    found = failure(wild, f"!{what}".encode())
    assert found.message.startswith(message)
    assert "ada" not in str(found)


def test_one_that_is_killed_touches_nobody_else(wild: Decoder) -> None:
    with ThreadPoolExecutor(1) as beside:
        doomed = beside.submit(wild.decode, b"!sleep")
        until(lambda: wild._at_work)
        (process,) = wild._at_work
        assert wild.decode(HEALTHY).registrants.height == 6
        os.kill(process.pid, signal.SIGKILL)
        with pytest.raises(Unfinished, match=r"was ended \(signal 9\)"):
            doomed.result(30)
    assert wild.decode(HEALTHY).registrants.height == 6


def test_one_that_died_while_it_had_nothing_to_do_is_no_reports_affair(wild: Decoder, misbehaving_pool: Pool) -> None:
    wild.decode(HEALTHY)
    for process in misbehaving_pool._idle:
        os.kill(process.pid, signal.SIGKILL)
    until(lambda: not any(process.is_alive() for process in misbehaving_pool._idle))
    assert wild.decode(HEALTHY).registrants.height == 6


def test_a_host_that_died_is_replaced(opened: Opener) -> None:
    pool = Pool()
    decoder = opened(pool)
    decoder.decode(HEALTHY)
    host = pool._host
    assert host is not None
    os.kill(host.pid, signal.SIGKILL)
    until(lambda: not host.is_alive())
    assert decoder.decode(HEALTHY).registrants.height == 6


def test_only_so_many_are_read_at_once(opened: Opener) -> None:
    one = opened(decode_workers=1)
    arrives, asked = threading.Event(), threading.Event()

    class Slow:
        def read(self, _size: int, /) -> bytes:
            asked.set()
            arrives.wait(30)
            return b""

    class Next:
        def read(self, _size: int, /) -> bytes:
            assert arrives.is_set()
            return b""

    with ThreadPoolExecutor(2) as beside:
        first = beside.submit(one.decode, Slow())
        assert asked.wait(30)
        second = beside.submit(one.decode, Next())
        assert not second.done()
        arrives.set()
        for reading in (first, second):
            assert "The file is empty" in str(reading.exception(30))
