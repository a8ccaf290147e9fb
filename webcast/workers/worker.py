"""What runs in a worker: it takes one report after the other and says what it found."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from typing import BinaryIO, Final

from webcast.decode import decode
from webcast.decode.decoder import OutOfMemory, open_report
from webcast.decode.understood import Understood
from webcast.errors import DecodeError, WebcastError
from webcast.language import later
from webcast.reports import Report
from webcast.workers import confined, wire
from webcast.workers.limits import too_much_memory
from webcast.workers.wire import Gone, Incoming, Task

SAMPLE: Final = b"""<?xml version="1.0" encoding="UTF-8"?>
<convey_api version="2.0"><currentTimeZone>GMT</currentTimeZone><result><returnCode>1</returnCode><report_data>
<eventid>1</eventid><registration_questions><rq id="dept_1">Department</rq></registration_questions>
<surveys><survey id="s" name="Exit"><sq id="q" type="Radio">Was it good?</sq></survey></surveys><viewers><viewer>
<registration_date>03/18/2026 12:00:00 PM</registration_date>
<registration_answers><ra id="email">ada@analytical.example</ra><ra id="dept_1">Sales</ra></registration_answers>
<sessions><session><type>Live</type><start_time>03/18/2026 12:00:00 PM</start_time>
<end_time>03/18/2026 12:11:00 PM</end_time><duration>660000</duration></session></sessions>
<qa><question>Why?</question></qa><survey_responses><sr survey_id="s" question_id="q">Yes</sr></survey_responses>
</viewer></viewers></report_data></result></convey_api>"""
"""Decoded at start: the first report of a process takes several times as long as the second."""

_REPORTS: Final = 200
"""After so many a process makes room for a fresh one."""

_GROWTH: Final = 128 * 1024 * 1024
"""Bytes of memory after which it does so at once: what allocators have taken they seldom give back."""

NO_MEMORY: Final = 86
"""What a worker ends with that ran out of memory while it told what it had found."""


def main() -> None:
    """Work as a process that was started afresh."""
    try:
        work(None)
    except MemoryError:
        os._exit(NO_MEMORY)


def work(parent: int | None) -> None:
    """Decode what comes by standard input, until nothing comes any more.

    Args:
        parent: The process that forked this one; None where it was started afresh.
    """
    confined.confine(parent)
    # A report can be millions of lists, all of them needed: looking through them for circles took half of the time
    # of one. What circles leave behind ends with the process, which is soon.
    gc.disable()
    incoming, outgoing = open(0, "rb", closefd=False), open(1, "wb", buffering=0, closefd=False)  # noqa: SIM115
    serve(incoming, outgoing)


def serve(incoming: BinaryIO, outgoing: wire.Writable) -> None:
    """Say "ready", then decode what comes."""
    with suppress(Exception):
        decode(SAMPLE)
    confined.stand_back()
    most = _peak() + _GROWTH
    with suppress(Gone):
        wire.send(outgoing, wire.READY)
        for n in range(1, _REPORTS + 1):
            task = wire.receive_task(incoming)
            if not _answer(task, incoming, outgoing, n < _REPORTS, most):
                return


def _answer(task: Task, incoming: BinaryIO, outgoing: wire.Writable, more: bool, most: int) -> bool:
    """Answer one task; say whether this process can take another."""
    stream = _Allowed(incoming, task)
    found = _decoded(stream, task)
    if isinstance(found[0], Report) and isinstance(found[1], Understood):
        stream.skip()  # first, for tables fill a pipe, and the other side is still sending
        goes_on = more and _peak() < most
        wire.send_report(outgoing, found[0], found[1], goes_on=goes_on)
        return goes_on
    error, as_before = found
    goes_on = more and as_before and _peak() < most
    wire.send_error(outgoing, error, goes_on=goes_on)
    stream.skip()
    return goes_on


def _decoded(stream: Incoming, task: Task) -> tuple[Report, Understood] | tuple[WebcastError, bool]:
    """Return the report and what was understood of it; or an error, and whether the process is as good as before."""
    try:
        return open_report(
            stream,
            task.format,
            zone=task.zone,
            event_id=task.event_id,
            fetched=task.fetched,
            bounds=task.limits.bounds,
            reading=task.reading,
        )
    except OutOfMemory:
        return too_much_memory(task.limits), False
    except WebcastError as exc:
        return exc, True
    except BaseException as exc:  # noqa: BLE001  # whatever is left, without its words, which could hold people's data
        return _unexpected(exc), False


def _unexpected(exc: BaseException) -> DecodeError:
    return DecodeError(
        later(
            "The report could not be read: something went wrong that should not ({kind}).", kind=type(exc).__name__
        ),
        remedy=later("Report it with the version of this program."),
    )


class _Allowed(Incoming):
    """A report's bytes, each of which brings some processor time along."""

    def __init__(self, pipe: BinaryIO, task: Task) -> None:
        super().__init__(pipe)
        self._allowance = confined.Allowance(task.limits)

    def read(self, size: int = -1) -> bytes:
        data = super().read(size)
        self._allowance.grow(self.size)
        return data


def _peak() -> int:
    """Return the most bytes that this process ever had in memory; 0 where the system doesn't say."""
    if sys.platform == "win32":
        return 0
    import resource  # noqa: PLC0415  # Windows has none

    kilobytes = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * kilobytes
