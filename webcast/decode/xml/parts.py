"""What the fast reader finds in a batch, as arrays; several in a row become columns together.

Polars takes about as long to be asked for a few rows as for many, so it is asked once for a dozen megabytes. Texts
are views into the bytes of the batches, which stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from webcast.decode.bounded import Bytes, Ints, Words, gathered, kept, lengths, require, viewed, views, words_of
from webcast.decode.clocks import NAIVE
from webcast.decode.xml.batch import Batch
from webcast.reports.columns import constant

Dates = npt.NDArray[np.datetime64]
Values = tuple[str | None, ...]

SESSION_PARTS: Final = ("type", "start_time", "end_time", "duration", "media")
ATTRIBUTES: Final = {"ra": 1, "sr": 2}
"""Element → how many attributes it has."""

SHORT: Final = 12
"""A text of so many bytes fits into its view."""

_LONGEST_TAG: Final = 1024
_MIXERS: Final = tuple(map(np.uint64, (0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F)))
"""Odd numbers without a pattern: numbers times one of them differ in their first bits."""

DATED: Final = ("registration_date", "start_time", "end_time")


@dataclass(frozen=True)
class Column:
    """The texts of all elements of a name.

    Attributes:
        at: Which viewer, session or question each is of, from 0.
        texts: Views of the texts; empty where they were read as dates.
        loose: Those that more blanks can stand around than were taken away.
        dates: The dates, where all are in the platform's form; NaT where nothing stands.
    """

    at: Ints
    texts: Words
    loose: Ints
    dates: Dates | None = None


class Meant(NamedTuple):
    """The tags of all elements of a name: by element, which of the different ones it has, and what those mean."""

    which: Ints
    meant: Sequence[Values]


class LeftOut(NamedTuple):
    """Elements of a name that is not known: of which viewer the first is, from 0, and how many there are."""

    name: str
    viewer: int
    times: int


@dataclass(frozen=True)
class Part:
    """A batch of viewers.

    Attributes:
        data: The bytes that long texts are views of.
        viewers: How many.
        sessions: Of which viewer each session is, from 0.
        columns: The texts by element.
        tags: The tags of elements that have attributes.
        left_out: Elements that are not known.
    """

    data: Bytes
    viewers: int
    sessions: Ints
    columns: Mapping[str, Column]
    tags: Mapping[str, Meant]
    left_out: Sequence[LeftOut] = ()

    @property
    def dated(self) -> tuple[bool, ...]:
        """Which of the columns of dates were read as dates; only parts that have the same are put together."""
        return tuple(self.columns[name].dates is not None for name in DATED)


def numbered(owners: Ints) -> Ints:
    """Return numbers from 1 within each run of equal owners."""
    places = np.arange(owners.size)
    begins = np.ones(owners.size, bool)
    begins[1:] = owners[1:] != owners[:-1]
    return places - np.maximum.accumulate(np.where(begins, places, 0)) + 1


class Long:
    """The bytes of texts that do not fit into their views, gathered: what they were cut out of need not be kept."""

    def __init__(self) -> None:
        self._parts: list[Bytes] = []
        self._size = 0

    def views(self, data: Bytes, start: Ints, end: Ints) -> Words:
        """Return views of the texts between the bounds; long ones are of :meth:`data`."""
        texts = views(data, start, end)
        long = np.flatnonzero(end - start > SHORT)
        if long.size:
            copied = gathered(data, start[long], end[long])
            texts[long, 1] = (copied.start + self._size).astype(np.uint64) << np.uint64(32)
            self._parts.append(copied.data)
            self._size += copied.data.size
        return texts

    def data(self) -> Bytes:
        """Return the bytes."""
        return np.concatenate([*self._parts, np.zeros(1, np.uint8)])


def alike(data: Bytes, start: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Return where different texts stand among some, and by text which of those it is.

    Texts are put into slots by their bytes, and compared with the last one of their slot. Those that are others are
    put into slots once more, by other bits.
    """
    parts = _words_in(data, start, end)
    mixed = parts[0]
    for part in parts[1:]:
        mixed = (mixed * _MIXERS[0]) ^ part
    going, count = np.arange(start.size), 0
    which = np.zeros(start.size, np.int64)
    firsts = []
    for mixer in _MIXERS:
        slot = ((mixed * mixer) >> np.uint64(48)).astype(np.int64)
        slots = np.full(1 << 16, -1)
        slots[slot] = np.arange(slot.size)
        other = slots[slot]
        same = parts[0] == parts[0][other]
        for part in parts[1:]:
            same &= part == part[other]
        used = np.flatnonzero(slots >= 0)
        firsts.append(going[slots[used]])
        slots[used] = np.arange(count, count + used.size)
        which[going] = slots[slot]
        count += used.size
        if same.all():
            return np.concatenate(firsts), which
        rest = ~same
        going, mixed, parts = going[rest], mixed[rest], [part[rest] for part in parts]
    _, first, last = np.unique(np.stack(parts), axis=1, return_index=True, return_inverse=True)
    which[going] = last + count
    return np.concatenate([*firsts, going[first]]), which


def _words_in(data: Bytes, start: Ints, end: Ints) -> list[Words]:
    """Return the lengths of texts and then their words of eight bytes, as many for all."""
    length = end - start
    longest = int(length.max(initial=0))
    require(longest <= _LONGEST_TAG)
    words = words_of(data)
    # Behind the last whole word of a shorter text comes that word again; one that has none is one itself.
    last = np.maximum(end - 8, start)
    short = np.flatnonzero(length < 8)
    whole = words[last]
    whole[short] = kept(whole[short], length[short])
    parts = [length.astype(np.uint64), whole]
    for at in range(0, longest - 8, 8):
        part = words[np.minimum(start + at, last)]
        part[short] = 0
        parts.append(part)
    return parts


def joined(parts: Sequence[Part]) -> Batch:
    """Return parts in a row, whose dates were read the same way, as one batch."""
    return _Joined(parts).batch()


class _Joined:
    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = parts
        self.viewer = _first(part.viewers for part in parts)
        self.session = _first(part.sessions.size for part in parts)
        self.question = _first(part.columns["question"].at.size for part in parts)
        self.viewers = sum(part.viewers for part in parts)

    def batch(self) -> Batch:
        return Batch(
            viewers=self._viewers(),
            answers=self._answers(),
            sessions=self._sessions(),
            questions=self._questions(),
            responses=self._responses(),
        )

    def _viewers(self) -> pl.DataFrame:
        return pl.DataFrame(
            {
                "registrant": pl.int_range(1, self.viewers + 1, dtype=pl.Int64, eager=True),
                "registration_date": self._spread("registration_date", self.viewer, self.viewers),
            }
        )

    def _answers(self) -> pl.DataFrame:
        (ids,) = self._attributes("ra")
        return pl.DataFrame({"registrant": self._registrants("ra"), "question_id": ids, "answer": self._column("ra")})

    def _responses(self) -> pl.DataFrame:
        surveys, questions = self._attributes("sr")
        return pl.DataFrame(
            {
                "registrant": self._registrants("sr"),
                "survey_id": surveys,
                "question_id": questions.fill_null(""),  # an attendance survey has no question
                "answer": self._column("sr"),
            }
        )

    def _sessions(self) -> pl.DataFrame:
        owners = self._offset((part.sessions for part in self.parts), self.viewer) + 1
        columns: dict[str, Any] = {"registrant": owners, "session": numbered(owners)}
        for name in SESSION_PARTS:
            columns[name] = self._spread(name, self.session, owners.size)
        return pl.DataFrame(columns)

    def _questions(self) -> pl.DataFrame:
        owners = self._registrants("question")
        frame = pl.DataFrame(
            {
                "registrant": owners,
                "question": self._column("question"),
                "answer": self._spread("answer", self.question, owners.size),
            }
        ).filter(pl.any_horizontal(pl.col("question", "answer").is_not_null()))
        numbers = pl.Series("n", numbered(frame["registrant"].to_numpy()), dtype=pl.Int64)
        return frame.with_columns(numbers).select("registrant", "n", "question", "answer")

    def _columns(self, name: str) -> Iterator[Column]:
        return (part.columns[name] for part in self.parts)

    def _registrants(self, name: str) -> Ints:
        return self._offset((column.at for column in self._columns(name)), self.viewer) + 1

    def _spread(self, name: str, first: Sequence[int], count: int) -> pl.Series:
        """Return a column with the texts, or dates, at their places, null elsewhere."""
        values = self._column(name)
        if values.len() == count:
            return values
        places = self._offset((column.at for column in self._columns(name)), first)
        return constant(count, values.dtype).scatter(places, values)

    def _column(self, name: str) -> pl.Series:
        dates = [column.dates for column in self._columns(name) if column.dates is not None]
        if len(dates) == len(self.parts):
            return pl.Series(np.concatenate(dates), dtype=NAIVE)
        texts = self._viewed(name)
        first = _first(len(column.texts) for column in self._columns(name))
        loose = self._offset((column.loose for column in self._columns(name)), first)
        if not loose.size:
            return texts
        trimmed = texts.gather(loose).str.strip_chars()
        return texts.scatter(loose, trimmed.set(trimmed == "", None))

    def _attributes(self, name: str) -> list[pl.Series]:
        """Return the values of an element's attributes, a column each; null where an optional one is missing."""
        tags = [part.tags[name] for part in self.parts]
        which = self._offset((own.which for own in tags), _first(len(own.meant) for own in tags))
        meant = list(chain.from_iterable(own.meant for own in tags))
        return [
            pl.Series([values[n] for values in meant], dtype=pl.String).gather(which) for n in range(ATTRIBUTES[name])
        ]

    def _viewed(self, name: str) -> pl.Series:
        """Return the texts of all parts' views."""
        every = [part.columns[name].texts for part in self.parts]
        texts = np.concatenate(every)
        ends = np.cumsum([len(own) for own in every])
        for number, (own, end) in enumerate(zip(every, ends.tolist(), strict=True)):
            if number:  # by which number the part's bytes are known
                here = texts[end - len(own) : end]
                here[:, 1] += np.where(lengths(here) > SHORT, np.uint64(number), np.uint64(0))
        return viewed(texts, *(part.data for part in self.parts))

    def _offset(self, places: Iterable[Ints], first: Sequence[int]) -> Ints:
        """Return the places of all parts, which count from 0 in each."""
        return np.concatenate([own + begin for own, begin in zip(places, first, strict=True)])


def _first(counts: Iterable[int]) -> list[int]:
    """Return how many come before each of some counts."""
    every = list(counts)
    return [0, *np.cumsum(every[:-1], dtype=np.int64).tolist()]
