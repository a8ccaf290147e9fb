"""A table that is written a slice at a time, so that a million rows take no more memory than fifty thousand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

import polars as pl

SLICE_ROWS: Final = 50_000


@dataclass(frozen=True)
class Table:
    """Rows with headers, typed: texts, whole numbers, instants in the zone of the reader, durations.

    Attributes:
        headers: The columns' names, each once.
        height: How many rows there are.
        total: How many there would be without filters.
        zone: The zone of its times.
        file: What its files are named after.
        label: What a sheet is called that holds it.
        shares: Headers of the columns that hold shares, from 0 to 1.
    """

    headers: tuple[str, ...]
    height: int
    total: int
    zone: str
    _slices: Callable[[int], Iterator[pl.DataFrame]] = field(repr=False)
    file: str = "registrants"
    label: str = "Registrants"
    shares: frozenset[str] = frozenset()

    @classmethod
    def of(cls, frame: pl.DataFrame, zone: str = "UTC", total: int | None = None) -> Table:
        """Return a table of a frame that is there already."""
        height = frame.height
        return cls(tuple(frame.columns), height, height if total is None else total, zone, partial(cut, frame))

    def slices(self, rows: int = SLICE_ROWS) -> Iterator[pl.DataFrame]:
        """Return the rows, so many at a time; one empty frame with the columns where there is none."""
        return self._slices(rows)

    def frame(self) -> pl.DataFrame:
        """Return all rows at once."""
        return pl.concat(self.slices())

    def renamed(self, names: Mapping[str, str]) -> Table:
        """Return the table under other headers; of two that would be the same, the second has a number behind it."""
        new: dict[str, str] = {}
        for header in self.headers:
            said = name = names.get(header, header)
            number = 1
            while name in new.values():
                number += 1
                name = f"{said} ({number})"
            new[header] = name
        return replace(
            self,
            headers=tuple(new.values()),
            shares=frozenset(new[header] for header in self.shares if header in new),
            _slices=lambda rows: (frame.rename(new) for frame in self._slices(rows)),
        )

    def pick(self, headers: Sequence[str]) -> Table:
        """Return the table with some of its columns, in this order."""
        return replace(
            self, headers=tuple(headers), _slices=lambda rows: (frame.select(headers) for frame in self._slices(rows))
        )


def cut(frame: pl.DataFrame, rows: int) -> Iterator[pl.DataFrame]:
    """Return a frame's rows, so many at a time; the frame itself where it has none."""
    return frame.iter_slices(rows) if frame.height else iter((frame,))


def cut_anew(frames: Iterable[pl.DataFrame], rows: int) -> Iterator[pl.DataFrame]:
    """Return the rows of frames, one below the other, so many at a time, however long each frame is.

    Args:
        frames: With the same columns, one at least; each is let go before the next one is asked for.
        rows: How many rows each has that is returned, but the last.
    """
    rest: list[pl.DataFrame] = []
    height, given = 0, False
    for frame in frames:
        rest.append(frame)
        height += frame.height
        del frame
        while height >= rows:
            whole = rest.pop() if len(rest) == 1 else pl.concat(rest)
            rest, height, given = [whole.slice(rows)], height - rows, True
            yield whole.head(rows)
    if height or not given:
        yield pl.concat(rest)
