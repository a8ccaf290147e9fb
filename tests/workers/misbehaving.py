"""Workers that do what a report tells them to: they run our own code, but for the decoder."""

from __future__ import annotations

import ctypes
import os
import signal
import sys  # noqa: F401  # for what a test asks
import time
from collections.abc import Callable

import polars as pl

from webcast.decode import decoder
from webcast.decode.bounds import Bounds
from webcast.decode.decoder import OutOfMemory
from webcast.decode.understood import Reading, Understood
from webcast.decode.unpacking import Readable
from webcast.errors import DecodeError
from webcast.reports import Report
from webcast.workers import confined, host, worker

FORKED = ("tests.workers.misbehaving", "forked")
SPAWNED = ("tests.workers.misbehaving", "spawned")
FREE = ("tests.workers.misbehaving", "without_limits")


class Panic(BaseException):
    """As the panics of Rust libraries are: no Exception."""


def forked() -> None:
    vars(worker)["open_report"] = open_report
    host.main()


def spawned() -> None:
    vars(worker)["open_report"] = open_report
    worker.main()


def without_limits() -> None:
    """As on a system that has none."""
    vars(confined)["LINUX"] = False
    confined.Allowance.grow = lambda *_: None  # type: ignore[method-assign]  # what a test puts in its place
    forked()


def open_report(
    source: Readable,
    format: str | None = None,  # noqa: A002
    *,
    zone: str,
    event_id: str | None,
    fetched: bool,
    bounds: Bounds,
    reading: Reading,
) -> tuple[Report, Understood]:
    """Do what the first line tells; without one, decode."""
    begin = source.read(1)
    if begin != b"!":
        return decoder.open_report(
            _Whole(begin, source),
            format,
            zone=zone,
            event_id=event_id,
            fetched=fetched,
            bounds=bounds,
            reading=reading,
        )
    rest = bytearray()
    while piece := source.read(65536):
        rest += piece
    word, _, given = rest.partition(b"\n")[0].decode().partition(" ")
    try:
        COMMANDS[word](given)
    except MemoryError:
        raise OutOfMemory("There is no more.") from None
    raise DecodeError("It did as it was told.")


class _Whole:
    def __init__(self, begin: bytes, rest: Readable) -> None:
        self._begin = begin
        self._rest = rest

    def read(self, size: int, /) -> bytes:
        begin, self._begin = self._begin, b""
        return begin or self._rest.read(size)


def _fill(given: str) -> None:
    bytearray(b"x") * (int(given) * 1024 * 1024)


def _fill_in_rust(given: str) -> None:
    pl.repeat(1.5, int(given) * 131_072, eager=True)


def _fill_slowly(given: str) -> None:
    held = []
    for _ in range(int(given)):
        held.append(bytearray(b"x") * 1024 * 1024)
        time.sleep(0.001)
    time.sleep(60)


def _spin(_: str) -> None:
    while True:
        pass


def _panic(given: str) -> None:
    raise Panic(given)


def _say(given: str) -> None:
    raise DecodeError(str(eval(given)))  # noqa: S307 the test's own words


def _read_nowhere(_: str) -> None:
    ctypes.string_at(0)


def _write(given: str) -> None:
    with open(given, "wb") as file:  # noqa: PTH123
        file.write(b"Ada Lovelace")


COMMANDS: dict[str, Callable[[str], None]] = {
    "fill": _fill,
    "fill-in-rust": _fill_in_rust,
    "fill-slowly": _fill_slowly,
    "spin": _spin,
    "sleep": lambda _: time.sleep(60),
    "panic": _panic,
    "abort": lambda _: os.abort(),
    "segfault": _read_nowhere,
    "die": lambda _: os.kill(os.getpid(), signal.SIGKILL),
    "leave": lambda given: os._exit(int(given)),
    "say": _say,
    "write": _write,
}
