"""An opened file as bytes, and back: what it is called, what was understood of it, and its tables whole."""

from __future__ import annotations

import io
import json
import struct
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from webcast.decode.understood import Understood, from_plain
from webcast.errors import Damaged
from webcast.language import later
from webcast.reports import Report

_MAGIC: Final = b"WCO1"
_LENGTH: Final = struct.Struct("<I")


@dataclass(frozen=True)
class Opened:
    """A file that somebody opened.

    Attributes:
        name: What the person's machine calls it.
        report: What was decoded of it, of one event or several.
        understood: What was understood of it.
        zone: The clock that it was read by, where it names none.
    """

    name: str = field(repr=False)
    report: Report
    understood: Understood = field(repr=False)
    zone: str


def pack(opened: Opened) -> bytes:
    """Return an opened file as bytes."""
    tables = {name: frame for name, frame in opened.report.tables().items() if frame.height}
    payloads = {name: _written(frame) for name, frame in tables.items()}
    head = json.dumps(
        {
            "name": opened.name,
            "zone": opened.zone,
            "understood": opened.understood.as_plain(),
            "tables": [[name, len(payload)] for name, payload in payloads.items()],
        }
    ).encode()
    return b"".join((_MAGIC, _LENGTH.pack(len(head)), head, *payloads.values()))


def unpack(data: bytes) -> Opened:
    """Return the file that was packed.

    Raises:
        Damaged: This is none.
    """
    start = len(_MAGIC) + _LENGTH.size
    if data[: len(_MAGIC)] != _MAGIC:
        raise Damaged(
            later("An opened file should begin as such do, but does not."), remedy=later("Open the file again.")
        )
    end = start + _LENGTH.unpack_from(data, len(_MAGIC))[0]
    head = json.loads(data[start:end])
    tables: dict[str, pl.DataFrame] = {}
    for name, length in head["tables"]:
        tables[name] = pl.read_ipc_stream(io.BytesIO(data[end : end + length]))
        end += length
    return Opened(head["name"], Report(**tables), from_plain(head["understood"]), head["zone"])


def _written(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_ipc_stream(buffer, compression="lz4")
    return buffer.getvalue()
