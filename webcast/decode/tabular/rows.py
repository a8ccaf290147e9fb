"""Rows under headers become tables: what JSON, CSV and XLSX reports share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import polars as pl

from webcast.decode import clocks, dates, values
from webcast.decode.draft import Draft, blank, naive
from webcast.decode.notes import Notes
from webcast.decode.questions import inferred_type, made_id
from webcast.decode.tabular import records, sessions
from webcast.decode.tabular.cut import Cut, Row
from webcast.decode.tabular.layout import Column, Layout, read_headers, understand
from webcast.decode.tabular.repair import placed
from webcast.decode.tabular.turned import turned
from webcast.decode.tabular.typed import Typed
from webcast.language import counted_later, forms, later, phrase
from webcast.reports.columns import constant

_LOOKED_AT: Final = 200
"""Rows that tell what a column looks like."""
_COUNT: Final = r"^\d{0,9}$"
_LENGTH: Final = (
    r"(?i)^(\d+:\d{1,2}(:\d{1,2}(\.\d+)?)?(\s*[ap]\.?m\.?)?|\d*[.,]?\d+(E-\d+)?|(1899|1900|1904)-.*|P(\d+D)?(T[\dHMS.]+)?"
    r"|(\d+([.,]\d+)?\s*(d|days?|h|hrs?|hours?|m|mins?|minutes?|s|secs?|seconds?|ms)\b[., ]*)+(\d+:\d\d:\d\d)?)?$"
)


@dataclass
class Rows:
    """A report's headers and rows, and what else its file says.

    Attributes:
        event: Columns of the event that the file states itself; the rows' own come second.
        split: Whether the rows can be of several events, as our own exports are; each becomes a report. Such a file
            passed through other hands: rows that are no registrants are left out.
        numbers: Where each row stands in the file, from 1.
    """

    format: str
    headers: list[str]
    rows: Sequence[Row]
    notes: Notes = field(default_factory=Notes)
    event: dict[str, object] = field(default_factory=dict)
    split: bool = True
    numbers: list[int] = field(default_factory=list)

    def drafts(self) -> list[Draft]:
        """Return a draft an event, in the order in which they come; one even when there are no rows."""
        layout = read_headers(self.headers, self.notes)
        understand(layout, self.rows[:_LOOKED_AT], self.notes)
        if self.split:
            numbers = self.numbers or list(range(1, len(self.rows) + 1))
            self.rows, _ = records.kept(self.rows, numbers, layout, self.notes)
        columns = self._columns(layout)
        typed = Typed.read(layout, columns, self.notes)
        ids = columns[at] if self.split and (at := layout.place("event", "event_id")) is not None else None
        if ids is None or ids.n_unique() - (ids.null_count() > 0) < 2:
            return [_Event(self, layout, columns, typed, self.notes).draft()]
        groups = pl.DataFrame({"id": ids}).with_row_index("at").group_by("id", maintain_order=True).agg("at")
        drafts = []
        # One frame, since a column by itself takes a query of its own for its part: of an event each, hundreds.
        everything = pl.DataFrame(columns)
        told = self.notes.of_each([places.to_list() for places in groups["at"]])
        for places, notes in zip(groups["at"], told, strict=True):
            own = everything[places].get_columns()
            drafts.append(_Event(self, layout, own, typed.of(places), notes).draft())
        return drafts

    def _columns(self, layout: Layout) -> list[pl.Series]:
        """Return one column a header, of text or, for the sessions, of what came."""
        width = len(layout.headers)
        event_id = values.text(self.event.get("event_id"))
        misfits = (
            np.flatnonzero(self.rows.width != width).tolist()
            if isinstance(self.rows, Cut)
            else [n for n, row in enumerate(self.rows) if len(row) != width]
        )
        put = {n: self._placed(self.rows[n], n + 1, layout, event_id) for n in misfits}
        columns = turned(self.rows, put, layout)
        shifted = _shifted(columns, layout)
        for n in shifted:
            put[n] = self._placed(put.get(n) or self.rows[n], n + 1, layout, event_id, in_doubt=True)
        return turned(self.rows, put, layout) if shifted else columns

    def _placed(self, row: Row, record: int, layout: Layout, event_id: str | None, *, in_doubt: bool = False) -> Row:
        """Return a row that doesn't fit its headers with its cells in their places, as far as that is certain."""
        end = len(row)
        while end > len(layout.headers) and row[end - 1] in (None, ""):
            end -= 1
        trimmed = row[:end]
        if len(trimmed) == len(layout.headers) and not in_doubt:
            return trimmed
        cells, lost = placed(trimmed, layout, event_id)
        sizes = {"cells": len(trimmed), "headers": len(layout.headers)}
        for stretch in lost:
            given = sizes | {"count": stretch.cells}
            message = (
                counted_later(*_SHIFTED_AND_LOST, stretch.cells, count=stretch.cells)
                if in_doubt
                else counted_later(*_MISFIT_AND_LOST, stretch.cells, **given)
            )
            self.notes.add(message, record=record, field=stretch.columns)
        if not lost:
            self.notes.add(_SHIFTED if in_doubt else later(_MISFIT, **sizes), record=record, field="row")
        return cells


_MISFIT: Final = phrase("The row has {cells} cells under {headers} headers; every value could be placed.")
_MISFIT_AND_LOST: Final = forms(
    "The row has {cells} cells under {headers} headers; "
    "{count} value could not be placed with certainty and was left out.",
    "The row has {cells} cells under {headers} headers; "
    "{count} values could not be placed with certainty and were left out.",
)
_SHIFTED: Final = later("The row's counts and durations stand under other headers; every value could be placed.")
_SHIFTED_AND_LOST: Final = forms(
    "The row's counts and durations stand under other headers; "
    "{count} value could not be placed with certainty and was left out.",
    "The row's counts and durations stand under other headers; "
    "{count} values could not be placed with certainty and were left out.",
)


def _shifted(columns: list[pl.Series], layout: Layout) -> list[int]:
    """Return the places of rows with as many cells as headers whose block of counts and durations isn't one."""
    start = layout.block
    if start is None or not columns or columns[0].is_empty():
        return []
    block = {str(n): _COUNT if n < 4 else _LENGTH for n in range(8)}
    cells = pl.DataFrame([columns[start + int(name)].alias(name) for name in block])
    misfits = [~pl.col(name).str.contains(pattern) for name, pattern in block.items()]
    found = cells.select(pl.any_horizontal(misfits).fill_null(value=False)).to_series()
    return found.arg_true().to_list() if found.any() else []


class _Event:
    """The rows of one event."""

    def __init__(self, rows: Rows, layout: Layout, columns: list[pl.Series], typed: Typed, notes: Notes) -> None:
        self.rows = rows
        self.layout = layout
        self.columns = columns
        self.typed = typed
        self.notes = notes
        self.height = columns[0].len() if columns else 0
        self.numbers = pl.int_range(1, self.height + 1, dtype=pl.Int64, eager=True).alias("registrant")

    def draft(self) -> Draft:
        has_sessions = bool(self.layout.of_kind("sessions"))
        draft = Draft(format=self.rows.format, has_sessions=has_sessions, notes=self.notes, event=self._event())
        draft.zone = self._zone()
        draft.registrants = self._registrants()
        if self.typed.own is not None:
            draft.own["registered_at"] = self.typed.own
        draft.registration_questions, draft.registration_answers = self._registration()
        draft.survey_questions, draft.survey_responses = self._surveys()
        draft.qa = self._asked()
        if has_sessions:
            column = self.columns[self.layout.of_kind("sessions")[0].index]
            rows = self.rows.rows
            cut = (
                rows.sessions(int(column.name), np.arange(len(rows)))
                if isinstance(rows, Cut) and column.dtype == pl.Null
                else None
            )
            draft.sessions = sessions.table(column.to_list() if cut is None else cut, draft, self.notes)
        return draft

    def _event(self) -> dict[str, object]:
        event = dict(self.rows.event)
        for column, found in self._different("event"):
            stated = event.get(column.name)
            if stated is None and found:
                event[column.name] = found[0]
            if len(found) > 1 or (stated is not None and found and found[0] != stated):
                self.notes.add(later("The rows don't agree with the event, or with each other."), field=column.name)
        return event

    def _different(self, kind: str) -> list[tuple[Column, list[str]]]:
        """Return the columns of a kind, each with the different texts in it, in the order in which they come."""
        found = self.layout.of_kind(kind)
        frame = pl.DataFrame([self.columns[column.index].alias(str(column.index)) for column in found])
        texts = frame.select(pl.all().drop_nulls().unique(maintain_order=True).implode()).row(0) if found else ()
        return list(zip(found, texts, strict=True))

    def _zone(self) -> str | None:
        """Return the zone that the rows name, as our own exports do."""
        for _, named in self._different("zone"):
            if len(named) == 1 and clocks.find(named[0]):
                self.notes.understood.zone = named[0]
                return named[0]
            if named:
                self.notes.add(
                    later("The rows' time zone is not known, or not one; it was not used."), field="Time Zone"
                )
        return None

    def _registrants(self) -> pl.DataFrame:
        columns = {"registrant": self.numbers}
        for column in self.layout.of_kind("field", "count", "duration", "opted_out"):
            columns[column.name] = self.typed.columns.get(column.index, self.columns[column.index])
        return pl.DataFrame(
            [
                columns[name].alias(name) if name in columns else constant(self.height, kind, name=name)
                for name, kind in naive("registrants").items()
            ]
        )

    def _registration(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        asked = self.layout.of_kind("registration")
        ids = [made_id("r", column.name) for column in asked]
        questions = [
            (question_id, column.name or None, n)
            for n, (column, question_id) in enumerate(zip(asked, ids, strict=True), 1)
        ]
        return (
            pl.DataFrame(questions, schema=naive("registration_questions"), orient="row"),
            self._answers("registration_answers", asked, question_id=ids),
        )

    def _answers(self, table: str, asked: Sequence[Column], **ids: Sequence[str]) -> pl.DataFrame:
        """Return the cells of some columns as answers, by registrant and then in the order of the columns.

        Args:
            table: The table of a draft that they are of.
            asked: The columns, one a question.
            ids: By the column of that table, the id of each.
        """
        places = [str(n) for n, column in enumerate(asked) if self.columns[column.index].null_count() < self.height]
        if not places:
            return blank(table)
        found = [self.columns[asked[int(place)].index].alias(place) for place in places]
        named = [
            pl.col("place").replace_strict(places, [given[int(place)] for place in places]).alias(name)
            for name, given in ids.items()
        ]
        return (
            pl.LazyFrame([self.numbers, *found])
            .unpivot(places, index="registrant", variable_name="place", value_name="answer")
            .drop_nulls("answer")
            .select("registrant", *named, "answer")
            .sort("registrant", maintain_order=True)
            .collect()
        )

    def _surveys(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        asked = self.layout.of_kind("survey")
        ids = [_survey_ids(column) for column in asked]
        questions = []
        for n, (column, (survey_id, question_id)) in enumerate(zip(asked, ids, strict=True), 1):
            text = column.name or None
            kind = inferred_type(text, self.columns[column.index])
            survey_type = None if text else "Attendance"
            questions.append((survey_id, question_id, column.survey or None, survey_type, kind, True, text, n))
        surveys, of_surveys = [survey for survey, _ in ids], [question for _, question in ids]
        return (
            pl.DataFrame(questions, schema=naive("survey_questions"), orient="row"),
            self._answers("survey_responses", asked, survey_id=surveys, question_id=of_surveys),
        )

    def _asked(self) -> pl.DataFrame:
        answers = {column.name: column for column in self.layout.of_kind("answer")}
        questions = {column.name: column for column in self.layout.of_kind("question")}
        nothing = constant(self.height, pl.String)
        parts = []
        for number in sorted({*questions, *answers}, key=int):
            pair = {
                word: self.columns[columns[number].index] if number in columns else nothing
                for word, columns in (("question", questions), ("answer", answers))
            }
            if all(cells.null_count() == self.height for cells in pair.values()):
                continue
            asked = pl.DataFrame({"registrant": self.numbers} | pair)
            parts.append(asked.filter(pl.any_horizontal(pl.col("question", "answer").is_not_null())))
        if not parts:
            return blank("qa")
        every = pl.concat(parts).sort("registrant", maintain_order=True)
        count = pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("registrant").alias("n")
        return every.select(*(count if name == "n" else name for name in naive("qa")))


def _survey_ids(column: Column) -> tuple[str, str]:
    return made_id("s", column.survey), made_id("q", column.survey, column.name) if column.name else ""


PREFACE = re.compile(r"\d{1,2}/\d{1,2}/\d{4} \d{1,2}:\d{2}(?::\d{2})? [AP]M", re.IGNORECASE)


def run_time(preface: Sequence[Sequence[object]]) -> object:
    """Return when a report was made, from the rows above its headers; null where they don't say."""
    for row in preface:
        for cell in row:
            if match := PREFACE.search(str(cell)):
                return dates.one(match[0])
    return None
