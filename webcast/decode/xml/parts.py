"""What the fast reader finds in a batch, as arrays; several in a row become columns together.

Polars takes about as long to be asked for a few rows as for many, so it is asked once for a dozen megabytes. Texts
are views into the bytes of the batches, which stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from webcast.decode.bounded import Bytes, Ints, Words, lengths, viewed
from webcast.decode.clocks import NAIVE
from webcast.decode.xml.batch import Batch
from webcast.reports.columns import constant

Dates = npt.NDArray[np.datetime64]
Values = tuple[str | None, ...]

SESSION_PARTS: Final = ("type", "start_time", "end_time", "duration", "media")
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


@dataclass(frozen=True)
class Part:
    """A batch of viewers.

    Attributes:
        data: The bytes that texts are views of, by their numbers.
        viewers: How many.
        sessions: Of which viewer each session is, from 0.
        columns: The texts by element.
        tags: Views of the tags of elements that have attributes.
        meant: What the attributes of each such tag are.
    """

    data: Sequence[Bytes]
    viewers: int
    sessions: Ints
    columns: Mapping[str, Column]
    tags: Mapping[str, Words]
    meant: Mapping[str, Mapping[str, Values]]

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


def joined(parts: Sequence[Part]) -> Batch:
    """Return parts in a row, whose dates were read the same way, as one batch."""
    return _Joined(parts).batch()


class _Joined:
    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = parts
        self.data = list(chain.from_iterable(part.data for part in parts))
        self.buffer = _first(len(part.data) for part in parts)
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
        texts = self._viewed(lambda part: part.columns[name].texts)
        first = _first(len(column.texts) for column in self._columns(name))
        loose = self._offset((column.loose for column in self._columns(name)), first)
        if not loose.size:
            return texts
        trimmed = texts.gather(loose).str.strip_chars()
        return texts.scatter(loose, trimmed.set(trimmed == "", None))

    def _attributes(self, name: str) -> list[pl.Series]:
        """Return the values of an element's attributes, a column each; null where an optional one is missing."""
        tags = self._viewed(lambda part: part.tags[name])
        meant: dict[str, Values] = {}
        for part in self.parts:
            meant |= part.meant[name]
        count = max(map(len, meant.values()), default=2 if name == "sr" else 1)
        columns = zip(*meant.values(), strict=True) if meant else [()] * count
        values = [pl.Series(column, dtype=pl.String) for column in columns]
        known = pl.Series(list(meant), dtype=pl.String)
        return [tags.replace_strict(known, value) if meant else value for value in values]

    def _viewed(self, of: Callable[[Part], Words]) -> pl.Series:
        """Return the texts of all parts' views, which count the bytes they are of from 0 in each."""
        texts = np.concatenate([of(part) for part in self.parts])
        at = 0
        for part, buffer in zip(self.parts, self.buffer, strict=True):
            own = texts[at : at + len(of(part))]
            if buffer:
                own[:, 1] += np.where(lengths(own) > 12, np.uint64(buffer), np.uint64(0))
            at += len(own)
        return viewed(texts, *self.data)

    def _offset(self, places: Iterable[Ints], first: Sequence[int]) -> Ints:
        """Return the places of all parts, which count from 0 in each."""
        return np.concatenate([own + begin for own, begin in zip(places, first, strict=True)])


def _first(counts: Iterable[int]) -> list[int]:
    """Return how many come before each of some counts."""
    every = list(counts)
    return [0, *np.cumsum(every[:-1], dtype=np.int64).tolist()]
