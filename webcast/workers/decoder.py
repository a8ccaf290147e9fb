"""The entrance: what decodes any report, in a process that may die of it."""

from __future__ import annotations

import io
import logging
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Self

from webcast.api.codes import ReturnCode
from webcast.decode.recognise import FORMATS, Source, broken_off, open_file
from webcast.decode.understood import Reading, Understood
from webcast.decode.unpacking import Readable
from webcast.errors import BadData, TryAgainLater, WebcastError
from webcast.happenings import counted, happened
from webcast.language import later
from webcast.machine import cores
from webcast.reports import Report
from webcast.settings import Settings
from webcast.workers import limits, wire, worker
from webcast.workers.limits import Limits
from webcast.workers.pool import POOL, NoWorker, Pool
from webcast.workers.process import Process
from webcast.workers.turns import READING, Turns
from webcast.workers.watch import Work

_LOG = logging.getLogger(__name__)
_MB = 1024 * 1024


class Stopped(TryAgainLater):
    """The program ends while a report is read; nothing is wrong with the report."""

    def __init__(self) -> None:
        super().__init__(later("The report was not read: the program ends."), remedy=later("Start it again."))


def of_a_file(error: ReturnCode) -> BadData:
    """Return what a saved answer that says failure is to whoever opens it: a file without a report.

    What to do about the failure itself, such as a password, is nothing that a file has.
    """
    return BadData(
        later(
            "The file is no report: it holds an error that the platform answered (code {code}).", code=str(error.code)
        ),
        remedy=later("Export the audience report again, and open that file."),
    )


class Decoder:
    """Decodes reports, each in a process of its own, within the limits of the settings. Safe to use from any thread.

    Nothing is started before it is needed, unless asked for; closing ends what was started.

    Args:
        settings: How many reports are read at once, and what one may take.
        pool: Where the processes come from.
    """

    def __init__(self, settings: Settings, pool: Pool = POOL) -> None:
        self._limits = Limits.of(settings)
        self._most = settings.decode_workers or cores()
        self._slots = Turns(self._most, READING)
        self._pool = pool
        self._lock = Lock()
        self._at_work: set[Process] = set()
        self._keeps_ready = False
        self._closed = False
        pool.join()

    @property
    def most(self) -> int:
        """How many reports are read at once at most, by all processes together."""
        return self._most

    @property
    def at_work(self) -> int:
        """How many are read at this moment."""
        with self._lock:
            return len(self._at_work)

    def prepare(self) -> None:
        """Begin to start a process, so that the first report need not wait for it."""
        self._pool.prepare()

    def keep_ready(self) -> None:
        """From now on have a process started before it is needed, as long as fewer are at work than may be."""
        self._keeps_ready = True
        self._replenish()

    def decode(
        self,
        source: Source,
        format: str | None = None,  # noqa: A002  # the public name
        *,
        zone: str = "UTC",
        event_id: str | None = None,
        fetched: bool = False,
    ) -> Report:
        """Decode a report into tables: arguments, result and errors are those of :func:`webcast.decode.decode`.

        A stream is read in the calling thread, and decoded while it arrives.

        Raises:
            DecodeError: Also when the report takes more than it may have, or its process dies.
            TryAgainLater: No process could be started, or the program ends.
        """
        if format is not None and format not in FORMATS:
            raise ValueError(f"The format should be one of {', '.join(FORMATS)}, but is '{format}'.")
        return self._found(source, wire.Task(format, zone, event_id, fetched, self._limits))[0]

    def open(self, source: Source, *, zone: str = "UTC", reading: Reading | None = None) -> tuple[Report, Understood]:
        """Decode a file that somebody opens, and say what was understood of it; what is said speaks of the file.

        Args:
            source: The file.
            zone: The clock of a file that names none.
            reading: How it is to be read, where it leaves a doubt.

        Raises:
            BadData: It cannot be read, or is an error that the platform once answered.
            TryAgainLater: No process could be started, or the program ends.
        """
        task = wire.Task(None, zone, None, fetched=False, limits=self._limits, reading=reading or Reading())
        try:
            return self._found(source, task)
        except ReturnCode as exc:
            raise of_a_file(exc) from None

    def _found(self, source: Source, task: wire.Task) -> tuple[Report, Understood]:
        began = 0.0
        try:
            with _opened(source) as stream, self._slots:
                began = time.monotonic()
                answer = self._answer(stream, task)
            if isinstance(answer.found, WebcastError):
                raise answer.found
        except WebcastError as exc:
            kind = type(exc).__name__
            happened(_LOG, "decode", "A report was not read: %s.", kind, level=logging.WARNING, outcome=kind)
            raise
        counted("decode", outcome="ok", seconds=time.monotonic() - began)
        return answer.found, answer.understood or Understood()

    def close(self) -> None:
        """End what was started; reports that are being read are left off."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            at_work = list(self._at_work)
        for process in at_work:
            process.kill()
        self._pool.leave()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    # Inside

    def _answer(self, stream: Readable, task: wire.Task) -> wire.Answer:
        process = self._taken()
        goes_on = False
        try:
            answer = self._asked(process, stream, task)
            goes_on = answer.goes_on
            return answer
        finally:
            self._done(process, goes_on=goes_on)

    def _taken(self) -> Process:
        try:
            process = self._pool.take()
        except NoWorker:
            if self._closed:
                raise Stopped from None
            raise
        with self._lock:
            self._at_work.add(process)
        self._replenish()
        return process

    def _done(self, process: Process, *, goes_on: bool) -> None:
        with self._lock:
            self._at_work.discard(process)
        if goes_on:
            self._pool.give_back(process)
        else:
            process.over()
        self._replenish()

    def _replenish(self) -> None:
        with self._lock:
            wanted = self._keeps_ready and not self._closed and len(self._at_work) < self._most
        if wanted:
            self._pool.prepare()

    def _asked(self, process: Process, stream: Readable, task: wire.Task) -> wire.Answer:
        """Hand a report over and return what the worker makes of it.

        Raises:
            DecodeError: It died of it, or was ended.
            Stopped: The program ends.
        """
        work = Work(process, self._limits)
        self._pool.watch.begin(work)
        try:
            if self._closed:
                raise wire.Gone
            with suppress(wire.Gone):  # how it went is asked below
                _hand_over(process, stream, task, work)
            return wire.receive_answer(process.outgoing, self._limits.memory_mb * _MB)
        except wire.Gone:
            code = process.over()
        except wire.Nonsense:
            code = 0
        finally:
            self._pool.watch.end(work)
        raise self._reason(work, code)

    def _reason(self, work: Work, code: int) -> WebcastError:
        """Return why a worker is no more: for what it was ended, or what it ended with."""
        if self._closed:
            return Stopped()
        if work.excess == "memory" or code in (-signal.SIGABRT, worker.NO_MEMORY):
            return limits.too_much_memory(self._limits)
        if work.excess == "cpu" or code == -getattr(signal, "SIGXCPU", 0) != 0:
            return limits.too_much_cpu(self._limits, work.size)
        if work.excess == "time":
            return limits.too_long(self._limits, work.size)
        if code == -getattr(signal, "SIGKILL", 0) != 0:
            return limits.died(self._limits, -code)
        return limits.broke(code)


def _hand_over(process: Process, stream: Readable, task: wire.Task, work: Work) -> None:
    """Send a task and its report, piece by piece as it comes.

    Raises:
        DecodeError: The system stops giving it.
    """
    wire.send_task(process.incoming, task)
    while True:
        work.leaves()
        try:
            piece = stream.read(wire.PIECE) or b""
        except OSError as exc:
            raise broken_off(exc) from None
        work.returns(len(piece))
        wire.send(process.incoming, piece)
        if not piece:
            return


@contextmanager
def _opened(source: Source) -> Iterator[Readable]:
    """Open what is to be decoded, as it is; a stream is left open.

    Raises:
        DecodeError: The file cannot be opened.
    """
    if isinstance(source, str | Path):
        with open_file(Path(source)) as file:
            yield file
    elif isinstance(source, bytes | bytearray | memoryview):
        yield io.BytesIO(source)
    else:
        yield source
