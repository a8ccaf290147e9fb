"""What workers of a cluster do: make the partials of an event's report, and merge those of many events.

Pure functions of sealed bytes that return sealed bytes, so that whatever a worker, or the scheduler, writes to a disk
or sends on is sealed. The keys come with each call. Merging goes in three steps: :func:`split` takes the partials of
some events apart by persons, :func:`merge` makes of those of one part of the persons what no longer names any, and
once more one of several of its results, until there is one. Partials that name nobody :func:`gather` merges first.

No error says more than its kind: its text could quote what was opened, and Dask logs it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Final, NamedTuple, ParamSpec, TypeVar

import polars as pl

from webcast.analysis.audience import Audience
from webcast.analysis.parts import Stacked
from webcast.library import packing, partials
from webcast.library.ciphers import Key, open_with, seal_with
from webcast.library.keys import Lent
from webcast.library.sealed import Place, complete, open_chunk, seal_chunk
from webcast.library.stacking import Part, Share, pack, stack
from webcast.library.tables import TABLES

P = ParamSpec("P")
R = TypeVar("R")

PIECE: Final = "piece"
"""What is sealed on the way from one step to the next, with a key that lives as long as these."""


class Chunk(NamedTuple):
    """A row of the store's chunks."""

    n: int
    last: bool
    key_id: str
    data: bytes

    @classmethod
    def of(cls, row: Any) -> Chunk:
        """Return what a row of the store holds."""
        return cls(row.n, bool(row.last), row.key_id, bytes(row.data))


@dataclass(frozen=True)
class Work:
    """What every call gets.

    Attributes:
        version: Of the partials that are wanted: those of another version are others.
        kind: The kind of chunk that they are kept in.
        keys: Opens and seals what is of the library.
        passing: Opens and seals what is on its way.
    """

    version: str
    kind: str
    keys: Lent
    passing: Key = field(default_factory=lambda: Key(b""))


class Failed(Exception):
    """Something went wrong on a worker."""


def _quiet(function: Callable[P, R]) -> Callable[P, R]:
    @wraps(function)
    def called(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except Failed:
            raise
        except Exception as exc:  # noqa: BLE001  # see above
            failed = type(exc).__name__
        raise Failed(failed)

    return called


def made(work: Work, place: Place, rows: Sequence[Chunk]) -> list[bytes]:
    """Return the chunks of an event's partials, sealed; none where they cannot be made here.

    Args:
        work: What every call gets.
        place: Of the report.
        rows: Its tables.
    """
    try:
        return _made(work, place, rows)
    except Failed:
        return []  # it is made where the event can be repaired, or what is wrong be told


@_quiet
def _made(work: Work, place: Place, rows: Sequence[Chunk]) -> list[bytes]:
    _must_be_of(work)
    data = b"".join(open_chunk(work.keys, place, TABLES, row) for row in complete(TABLES, rows))
    report = packing.together([packing.unpack(place.event_id, data)])
    families = partials.packed_of_all(Audience.of(report, lasting=True))
    return [seal_chunk(work.keys, place, work.kind, n, data, last=True)["data"] for n, data in enumerate(families)]


def _must_be_of(work: Work) -> None:
    if work.version != partials.version():
        raise Failed("another version")


@_quiet
def split(work: Work, kept: Sequence[tuple[Place, Chunk]], others: Sequence[bytes], buckets: int) -> list[bytes]:
    """Return what is kept of events taken apart: a piece for each bucket of persons, then one of what names nobody.

    Args:
        work: What every call gets.
        kept: The chunks of the events' partials.
        others: Partials of further events, on their way.
        buckets: How many there are.
    """
    opened = _opened(work, kept, others)
    shares = [stack(opened, lasting=True, share=Share(bucket, buckets)) for bucket in range(buckets)]
    pieces = [pack(0, _rows(share)) for share in shares]
    pieces.append(pack(sum(part.registrants for part in opened), _rows(stack(opened, nobody=True))))
    return [seal_with(work.passing, piece, PIECE) for piece in pieces]


@_quiet
def gather(work: Work, kept: Sequence[tuple[Place, Chunk]], others: Sequence[bytes]) -> bytes:
    """Return what some events' partials, which name no persons, are merged to; as :func:`split` gets them."""
    return _narrowed(work, _opened(work, kept, others))


def _opened(work: Work, kept: Sequence[tuple[Place, Chunk]], others: Sequence[bytes]) -> list[Part]:
    _must_be_of(work)
    opened = [Part.read(open_chunk(work.keys, place, work.kind, row)) for place, row in kept]
    return opened + [Part.read(open_with(work.passing, data, PIECE)) for data in others]


def _rows(stacked: Mapping[str, Stacked]) -> dict[str, pl.DataFrame]:
    return {name: found.rows for name, found in stacked.items()}


def piece_of(pieces: Sequence[bytes], bucket: int) -> bytes:
    """Return one of the pieces: the others stay where they are."""
    return pieces[bucket]


@_quiet
def merge(work: Work, pieces: Sequence[bytes]) -> bytes:
    """Return what is to be known of all persons in some pieces, or in what was made of such, without the persons."""
    return _narrowed(work, _opened(work, [], pieces))


def _narrowed(work: Work, parts: Sequence[Part]) -> bytes:
    found = stack(parts)
    # Several, though it be one piece: that is of several events.
    narrow = {name: partials.fewer(name, part.rows) for name, part in found.items()}
    return seal_with(work.passing, pack(0, narrow), PIECE)
