"""A batch of viewers out of an XML report: first as the text that stands there, then as typed columns.

Two readers make the same :class:`Batch`: :mod:`webcast.decode.xml.plain`, fast, for what is written plainly, and
:mod:`webcast.decode.xml.tree`, for everything.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Final

import polars as pl

from webcast.decode import clocks, dates, values
from webcast.decode.draft import Draft, blank, naive
from webcast.decode.notes import Notes
from webcast.language import later
from webcast.reports.columns import constant

FIXED_IDS: Final = {
    "firstname": "first_name",
    "lastname": "last_name",
    "company": "company",
    "email": "email",
    "title": "title",
    "country": "country",
    "address1": "address1",
    "address2": "address2",
    "city": "city",
    "state": "state",
    "postalcode": "postal_code",
    "phone": "phone",
    "mobile": "mobile",
    "fax": "fax",
    "source_track_id": "campaign",
}
"""The ids of the platform's own registration questions (guide, XML sample) and the columns that hold them."""

_TEXT = pl.String
_ROW = pl.Int64
VIEWERS: Final = {"registrant": _ROW, "registration_date": _TEXT}
ANSWERS: Final = {"registrant": _ROW, "question_id": _TEXT, "answer": _TEXT}
SESSIONS: Final = {
    "registrant": _ROW,
    "session": _ROW,
    "type": _TEXT,
    "start_time": _TEXT,
    "end_time": _TEXT,
    "duration": _TEXT,
    "media": _TEXT,
}
QUESTIONS: Final = {"registrant": _ROW, "n": _ROW, "question": _TEXT, "answer": _TEXT}
RESPONSES: Final = {"registrant": _ROW, "survey_id": _TEXT, "question_id": _TEXT, "answer": _TEXT}


@dataclass(frozen=True)
class Batch:
    """Some viewers, as text without blanks around it; null where nothing stands. Dates may be read already."""

    viewers: pl.DataFrame
    answers: pl.DataFrame
    sessions: pl.DataFrame
    questions: pl.DataFrame
    responses: pl.DataFrame

    def numbered_from(self, first: int) -> Batch:
        """Return the batch, whose viewers are numbered from 1, numbered from ``first``."""
        if first == 1:
            return self
        number = pl.col("registrant") + (first - 1)
        return Batch(**{f.name: getattr(self, f.name).with_columns(number) for f in fields(self)})


@dataclass
class Gathered:
    """Typed columns of the batches so far; dates that are not all in the platform's form stay text until then."""

    notes: Notes
    records: int = 0
    evidence: dates.Evidence = field(default_factory=dates.Evidence)
    registrants: list[pl.DataFrame] = field(default_factory=list)
    answers: list[pl.DataFrame] = field(default_factory=list)
    sessions: list[pl.DataFrame] = field(default_factory=list)
    questions: list[pl.DataFrame] = field(default_factory=list)
    responses: list[pl.DataFrame] = field(default_factory=list)

    def add(self, batch: Batch) -> None:
        """Take in the next batch."""
        self.records += batch.viewers.height
        answers = _once(batch.answers, ["registrant", "question_id"], self.notes)
        fixed = pl.col("question_id").is_in(list(FIXED_IDS))
        self.registrants.append(self._registrants(batch.viewers, answers.filter(fixed)))
        self.answers.append(answers.filter(~fixed))
        self.sessions.append(self._sessions(batch.sessions))
        self.questions.append(batch.questions)
        self.responses.append(batch.responses.filter(pl.col("answer").is_not_null()))

    def dated(self, draft: Draft) -> None:
        """Put the tables with dates into a draft, their dates read by one order."""
        order = self.evidence.order(self.notes.reading.day_first)
        for name, columns in (
            ("registrants", {"registered_at": "registration_date"}),
            ("sessions", {"start": "start_time", "end": "end_time"}),
        ):
            parts: list[pl.DataFrame] = getattr(self, name)
            for column, sent_as in columns.items():
                read = [self._read(part[column], part["registrant"], sent_as, order) for part in parts]
                parts[:] = [part.with_columns(found.times) for part, found in zip(parts, read, strict=True)]
                if any(found.own.null_count() < found.own.len() for found in read):
                    draft.own[column] = pl.concat([found.own for found in read])
            setattr(draft, name, self.table(name))

    def table(self, name: str) -> pl.DataFrame:
        """Return the columns of a draft's table, all batches together."""
        parts: dict[str, list[pl.DataFrame]] = {
            "registrants": self.registrants,
            "registration_answers": self.answers,
            "sessions": self.sessions,
            "qa": self.questions,
            "survey_responses": self.responses,
        }
        gathered = pl.concat([blank(name), *parts[name]])
        parts[name].clear()
        return gathered

    def answered(self, questions: pl.DataFrame) -> pl.DataFrame:
        """Return the survey responses, one a registrant and question.

        A question of one choice that was answered again has the last answer; of others the answers are joined.
        """
        key = ["survey_id", "question_id"]
        found = self.table("survey_responses")
        single = questions.filter(pl.col("question_type") == "Radio").select(key).unique()
        radio = found.join(single, on=key, how="semi", maintain_order="left")
        last = radio.unique(["registrant", *key], keep="last", maintain_order=True)
        if last.height == radio.height:
            return _once(found, ["registrant", *key], self.notes)
        again = radio.filter(pl.struct("registrant", *key).is_duplicated())["registrant"].unique(maintain_order=True)
        self.notes.add_each(
            again.to_list(),
            key[-1],
            later("A question of one choice was answered more than once; the last answer was kept."),
        )
        others = _once(
            found.join(single, on=key, how="anti", maintain_order="left"), ["registrant", *key], self.notes
        )
        return pl.concat([others, last]).sort("registrant", maintain_order=True)

    def _registrants(self, viewers: pl.DataFrame, fixed: pl.DataFrame) -> pl.DataFrame:
        registered = self._seen(viewers["registration_date"])
        columns = {"registrant": viewers["registrant"], "registered_at": registered}
        first = viewers["registrant"].min()
        for question_id, rows in fixed.partition_by("question_id", as_dict=True).items():
            column = constant(viewers.height, pl.String)
            # Registrants of a batch are numbered without gaps, so a number is a place.
            column = column.scatter(rows["registrant"] - first, rows["answer"])
            columns[FIXED_IDS[str(question_id[0])]] = column
        return pl.DataFrame(
            [
                columns[name].alias(name) if name in columns else constant(viewers.height, kind, name=name)
                for name, kind in naive("registrants").items()
            ]
        )

    def _sessions(self, raw: pl.DataFrame) -> pl.DataFrame:
        who = raw["registrant"]
        duration = values.milliseconds(raw["duration"])
        self._say_bad(raw["duration"], duration, who)
        return pl.DataFrame(
            {
                "registrant": who,
                "session": raw["session"],
                "type": values.modes(raw["type"]),
                "start": self._seen(raw["start_time"]),
                "end": self._seen(raw["end_time"]),
                "duration_ms": duration,
                "media": raw["media"],
            }
        )

    def _seen(self, text: pl.Series) -> pl.Series:
        """Take in what dates say of their order, and return them: read, where all are in the platform's form."""
        if text.dtype != clocks.NAIVE:
            read = dates.in_form(text)
            if read is None:
                self.evidence.see(text)
                return text
            text = read
        self.evidence.see_read(text)
        return text

    def _read(self, seen: pl.Series, records: pl.Series, name: str, order: dates.Order) -> dates.Dates:
        found = dates.settled(seen, order)
        self.notes.add_each([records[place] for place in found.unread(seen)], name, dates.NO_DATE)
        return found

    def _say_bad(self, text: pl.Series, value: pl.Series, records: pl.Series) -> None:
        if value.null_count() == text.null_count():
            return
        bad = records.filter(value.is_null() & text.is_not_null())
        self.notes.add_each(
            bad.to_list(),
            "duration",
            values.NO_MILLISECONDS,
        )


def _once(rows: pl.DataFrame, key: list[str], notes: Notes) -> pl.DataFrame:
    """Return the rows with a blank answer dropped, and answers that came more than once joined as choices are."""
    rows = rows.filter(pl.col("answer").is_not_null())
    hashes = rows[key[0]].hash()
    for seed, name in enumerate(key[1:], 1):
        hashes = hashes ^ rows[name].hash(seed)
    if hashes.n_unique() == hashes.len():
        return rows  # the usual case, found the cheap way
    again = rows.filter(pl.struct(key).is_duplicated())
    if again.is_empty():
        return rows
    notes.add_each(
        again["registrant"].unique(maintain_order=True).to_list(),
        key[-1],
        later("An answer came more than once; where the values differ they were joined with '|'."),
    )
    joined = pl.col("answer").unique(maintain_order=True).str.join(" | ")
    return rows.group_by(key, maintain_order=True).agg(joined).select(rows.columns)
