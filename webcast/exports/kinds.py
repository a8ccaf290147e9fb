"""The kinds of files that a table can become, by the ending of their names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from webcast.errors import ChangeRequest
from webcast.exports import csv, parquet, xlsx
from webcast.exports.csv import Mode
from webcast.exports.table import Table
from webcast.language import later
from webcast.presentation.about import About

_PIECE: Final = 1024 * 1024


class UnknownKind(ChangeRequest):
    """A kind of file that there is not."""


@dataclass(frozen=True)
class Kind:
    """A kind of file.

    Attributes:
        name: The ending of its names: ``csv``.
        media_type: What browsers are told.
        write: Makes its bytes, piece by piece; the mode matters to CSV alone. What cannot be made is said before the
            first piece.
    """

    name: str
    media_type: str
    write: Callable[[Table, About, Mode], Iterator[bytes]]


def _pieces(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), _PIECE):
        yield content[start : start + _PIECE]


KINDS: Final = {
    kind.name: kind
    for kind in (
        Kind("csv", csv.MEDIA_TYPE, lambda table, _, mode: csv.stream(table, mode)),
        Kind("xlsx", xlsx.MEDIA_TYPE, lambda table, about, _: _pieces(xlsx.write(table, about))),
        Kind("parquet", parquet.MEDIA_TYPE, lambda table, about, _: _pieces(parquet.write(table, about))),
    )
}


def kind(name: str) -> Kind:
    """Return the kind of that name.

    Raises:
        UnknownKind: There is none.
    """
    if name not in KINDS:
        raise UnknownKind(
            later(
                "A file should end in {kinds}, but '{name}' is none of them.", kinds=", ".join(KINDS), name=name[:20]
            )
        )
    return KINDS[name]
