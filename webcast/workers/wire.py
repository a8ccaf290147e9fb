"""What is said between the dashboard and a worker: frames in a pipe, tables as Arrow, errors by name.

A frame is eight bytes of length and so many bytes. To a worker go a task (JSON), the report's bytes in pieces, and an
empty frame. Back come "ready", once, then to each task either tables or an error. Nothing that a worker says is
unpickled: should a hostile report ever take one over, it could still say tables and errors, no more.
"""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import IO, Any, Final, Protocol, cast

import polars as pl

from webcast.api import codes  # noqa: F401  # so that the errors of its codes are known by name
from webcast.decode.bounds import Bounds
from webcast.decode.understood import Reading, Understood, from_plain
from webcast.errors import BadData, DecodeError, WebcastError
from webcast.language import carried, taken
from webcast.reports import Report
from webcast.workers.limits import Limits

PIECE: Final = 256 * 1024
"""Bytes of a report in one frame."""

READY: Final = b"ready"
_LENGTH: Final = struct.Struct("<Q")
_SMALL: Final = 64 * 1024
"""Bytes of a task, or of an error: what a pipe holds, so that saying it never waits for the other side."""

_LONGEST_WORDS: Final = 4000
"""Characters of an error's message, with its values."""


class Writable(Protocol):
    """The writing end of a pipe."""

    def write(self, data: Any, /) -> int | None:
        """Write some of the data and say how much."""
        ...


class Readable(Protocol):
    """The reading end of a pipe."""

    def read(self, size: int, /) -> bytes | None:
        """Return as many bytes as asked for, fewer at the end."""
        ...


class Gone(Exception):
    """There is nobody on the other side any more."""


class Nonsense(Exception):
    """What came back is no answer."""


@dataclass(frozen=True)
class Task:
    """What a worker is asked: how to decode what follows (see :func:`webcast.decode.decode`), within which limits."""

    format: str | None
    zone: str
    event_id: str | None
    fetched: bool
    limits: Limits
    reading: Reading = field(default_factory=Reading)


def send(pipe: Writable, data: bytes | memoryview) -> None:
    """Send a frame.

    Raises:
        Gone: The other side has gone.
    """
    try:
        _all_of(pipe, _LENGTH.pack(len(data)))
        _all_of(pipe, data)
    except OSError:
        raise Gone from None


def _all_of(pipe: Writable, data: bytes | memoryview) -> None:
    left = memoryview(data)
    while left:
        left = left[pipe.write(left) or 0 :]


def receive(pipe: Readable, most: int) -> bytes:
    """Return the next frame.

    Raises:
        Gone: The other side has gone, or sends more than ``most`` bytes.
    """
    length = _LENGTH.unpack(_whole(pipe, _LENGTH.size))[0]
    if length > most:
        raise Gone
    return _whole(pipe, length)


def _whole(pipe: Readable, size: int) -> bytes:
    data = pipe.read(size) if size else b""
    if data is None or len(data) < size:
        raise Gone
    return data


def send_task(pipe: Writable, task: Task) -> None:
    """Send a task; the report's bytes follow."""
    send(pipe, json.dumps(asdict(task)).encode())


def receive_task(pipe: Readable) -> Task:
    """Return the next task.

    Raises:
        Gone: There will be none.
    """
    said = json.loads(receive(pipe, _SMALL))
    limits = said["limits"] | {"bounds": Bounds(**said["limits"]["bounds"])}
    columns = tuple((str(header), str(column)) for header, column in said["reading"].pop("columns"))
    return Task(**said | {"limits": Limits(**limits), "reading": Reading(**said["reading"], columns=columns)})


class Incoming(io.RawIOBase):
    """A report's bytes as they come, as a binary stream.

    Attributes:
        size: How many came so far.
    """

    def __init__(self, pipe: Readable) -> None:
        super().__init__()
        self.size = 0
        self._pipe = pipe
        self._piece = memoryview(b"")
        self._ended = False

    def readable(self) -> bool:
        """Return true: this is for reading."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, up to ``size``; none at the end."""
        if size < 0:
            return b"".join(iter(lambda: self.read(PIECE), b""))
        if not self._piece and not self._ended:
            self._piece = memoryview(receive(self._pipe, PIECE))
            self._ended = not self._piece
            self.size += len(self._piece)
        data, self._piece = self._piece[:size], self._piece[size:]
        return bytes(data)

    def skip(self) -> None:
        """Pass over what is left, so that the next task can follow."""
        while self.read(PIECE):
            pass


class _Frames:
    """The pipe as a file that polars writes to."""

    def __init__(self, pipe: Writable) -> None:
        self._pipe = pipe

    def write(self, data: bytes) -> int:
        if data:  # an empty frame is the end
            send(self._pipe, data)
        return len(data)

    def flush(self) -> None:
        """Do nothing: what is written is sent."""


def send_report(pipe: Writable, report: Report, understood: Understood, *, goes_on: bool) -> None:
    """Send what was understood, and a report's tables that have rows.

    Args:
        pipe: To whom.
        report: The report.
        understood: What was understood of it.
        goes_on: Whether another task may follow.
    """
    tables = {name: frame for name, frame in report.tables().items() if frame.height}
    send(pipe, json.dumps({"tables": list(tables), "goes_on": goes_on}).encode())
    send(pipe, json.dumps(understood.as_plain()).encode())
    for frame in tables.values():
        # lz4: a sixth of the bytes, for less time than it takes to copy the others.
        frame.write_ipc_stream(cast("IO[bytes]", _Frames(pipe)), compression="lz4")
        send(pipe, b"")


def send_error(pipe: Writable, error: WebcastError, *, goes_on: bool) -> None:
    """Send an error: the names of its class and of those above, what it knows, and what it says.

    That is said where somebody reads it: messages go with their values, in no language.
    """
    names = [f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__]
    knows = {name: value for name, value in vars(error).items() if not isinstance(value, str)}
    says = {name: carried(v, most=_LONGEST_WORDS) for name, v in vars(error).items() if isinstance(v, str)}
    told = {"error": names, "knows": knows, "says": says, "goes_on": goes_on}
    send(pipe, json.dumps(told, default=str).encode())


@dataclass(frozen=True)
class Answer:
    """What a worker made of a report, and whether it can take another."""

    found: Report | WebcastError
    goes_on: bool
    understood: Understood | None = None


def receive_answer(pipe: Readable, most: int) -> Answer:
    """Return a worker's answer; ``most`` is how many bytes a table can have.

    Raises:
        Gone: It died before it was done.
        Nonsense: It says something else.
    """
    try:
        said = json.loads(receive(pipe, _SMALL))
        if "error" in said:
            return Answer(_error(said["error"], said["knows"], said["says"]), said["goes_on"])
        understood = from_plain(json.loads(receive(pipe, most)))
        tables = {name: _table(pipe, most) for name in said["tables"]}
        return Answer(Report(**tables), said["goes_on"], understood)
    except (ValueError, LookupError, TypeError, OSError, RecursionError, BadData, pl.exceptions.PolarsError):
        raise Nonsense from None


def _table(pipe: Readable, most: int) -> pl.DataFrame:
    return pl.read_ipc_stream(io.BytesIO(b"".join(_pieces(pipe, most))))


def _pieces(pipe: Readable, most: int) -> Iterator[bytes]:
    while piece := receive(pipe, most):
        most -= len(piece)
        yield piece


def _error(names: list[str], knows: dict[str, Any], says: dict[str, str]) -> WebcastError:
    known = {f"{kind.__module__}.{kind.__qualname__}": kind for kind in _kinds(WebcastError)}
    kind = next((known[name] for name in names if name in known), DecodeError)
    error = kind.__new__(kind)  # what it was made from is not known, what it knows is
    vars(error).update(knows)
    vars(error).update({name: taken(text) for name, text in says.items()})
    error.args = (error.message,)
    return error


def _kinds(kind: type[WebcastError]) -> Iterator[type[WebcastError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _kinds(below)
