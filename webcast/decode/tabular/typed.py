"""Columns of text to columns of values, each whole: one rule decides for all cells of a column, never for one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Self

import polars as pl

from webcast.decode import dates, values
from webcast.decode.date_order import say_order
from webcast.decode.lengths import Lengths
from webcast.decode.notes import Notes
from webcast.decode.tabular.layout import Layout
from webcast.language import later

_YES: Final = frozenset(
    ("yes", "y", "true", "1", "x", "unsubscribed", "opted out", "opt-out", "ja", "oui", "sí", "si")
)
_NO: Final = frozenset(("no", "n", "false", "0", "-", "subscribed", "nein", "non"))


@dataclass
class Typed:
    """The columns of a file that are no text, by their place; ``own`` are instants of dates that name their place."""

    layout: Layout
    texts: list[pl.Series]
    notes: Notes
    columns: dict[int, pl.Series] = field(default_factory=dict)
    own: pl.Series | None = None

    @classmethod
    def read(cls, layout: Layout, texts: list[pl.Series], notes: Notes) -> Self:
        """Return the columns of a file, read; what could not be is noted."""
        typed = cls(layout, texts, notes)
        typed._dates()
        typed._counts()
        typed._lengths()
        typed._opted_out()
        return typed

    def of(self, places: pl.Series) -> Self:
        """Return some of the rows."""
        read = pl.DataFrame([column.alias(str(index)) for index, column in self.columns.items()])[places]
        columns = dict(zip(self.columns, read.get_columns(), strict=True))
        own = None if self.own is None else self.own.gather(places)
        return type(self)(self.layout, self.texts, self.notes, columns, own)

    def _dates(self) -> None:
        place = self.layout.place("field", "registered_at")
        if place is None:
            return
        text, header = self.texts[place], self.layout.headers[place]
        evidence = dates.Evidence()
        seen = dates.seen(text, evidence)
        order = evidence.order(self.notes.reading.day_first)
        say_order(evidence, order, header, self.notes)
        found = dates.settled(seen, order)
        self.columns[place], self.own = found
        self._say(found.unread(text), header, dates.NO_DATE)

    def _counts(self) -> None:
        found = self.layout.of_kind("count")
        sent = pl.DataFrame([self.texts[column.index].alias(column.name) for column in found])
        bare = sent.select(pl.all().str.replace_all(",", "", literal=True)) if found else sent
        for column in found:
            text = self.texts[column.index]
            read = values.counts(bare[column.name])
            self.columns[column.index] = read
            if read.null_count() > text.null_count():
                message = later("Should be a whole number, but is not; left empty.")
                bad = (read.is_null() & text.is_not_null()).arg_true().to_list()
                self._say(bad, self.layout.headers[column.index], message)

    def _lengths(self) -> None:
        found = self.layout.of_kind("duration")
        units = {column.name: column.unit for column in found if column.unit is not None}
        lengths = Lengths({column.name: self.texts[column.index] for column in found}, units)
        for column in found:
            read, why = lengths.read(column.name)
            header = self.layout.headers[column.index]
            self.columns[column.index] = read
            if column.name in lengths.notes:
                self.notes.add(lengths.notes[column.name], field=header)
            for row, message in why.items():
                self.notes.add(message, record=row + 1, field=header)

    def _opted_out(self) -> None:
        for column in self.layout.of_kind("opted_out"):
            text = self.texts[column.index].str.to_lowercase()
            yes, no = text.is_in(list(_YES)), text.is_in(list(_NO))
            # Whoever may have opted out is not written to: what is neither counts as yes.
            self.columns[column.index] = ~no
            message = later("Should be Yes or No, but is neither; taken as Yes.")
            neither = (~(yes | no).fill_null(value=True)).arg_true().to_list()
            self._say(neither, self.layout.headers[column.index], message)

    def _say(self, places: list[int], header: str, message: str) -> None:
        self.notes.add_each([place + 1 for place in places], header, message)
